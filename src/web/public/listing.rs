//! Finds the job that the address of a card means: in the show on the stage, or in the record of a past one. Must not know pages.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::address::CardAddress;
use crate::domain::job::{Job, JobId};
use crate::domain::past::{card_of, still_offered};
use crate::domain::rundown::{Card, CardNumber, Rundown};
use crate::domain::show::ShowId;
use crate::store;
use crate::view::{CardFace, faces};
use crate::web::public::visit::Visit;

/// The cards of a show that a form can ask for.
#[derive(Clone)]
pub struct Listing {
    /// The show.
    pub show: ShowId,
    /// Its cards with their jobs as they are now.
    pub rundown: Arc<Rundown>,
    /// Whether another show is on the stage now.
    pub past: bool,
}

/// A card of a listing, or the job that its number meant.
pub struct FoundCard {
    /// The address that means it for ever.
    pub address: CardAddress,
    /// The cards of its show.
    pub listing: Listing,
    /// The job, if its card is no longer one of them.
    pub over: Option<Over>,
    /// The card that the job has in the show on the stage, if that is another one.
    pub moved: Option<CardAddress>,
}

/// A job whose card is no longer offered.
pub struct Over {
    card: Card,
    job: Arc<Job>,
    /// Whether a host has removed the card; otherwise the show was too long ago.
    pub removed: bool,
}

impl Listing {
    /// The cards of the show on the stage; `None` if there is no show.
    pub fn on_stage(visit: &Visit) -> Option<Self> {
        let show = visit.snapshot.show.as_ref()?.id;
        Some(Self { show, rundown: visit.snapshot.rundown.clone(), past: false })
    }

    /// The cards as the public may see them, in running order.
    pub fn faces(&self, visit: &Visit) -> Vec<CardFace> {
        // The counted places are those of the show on the stage.
        let none = HashMap::new();
        faces(&self.rundown, visit.now, if self.past { &none } else { &visit.stats.places })
    }

    /// The lasting address of one of its cards.
    pub fn address(&self, card: CardNumber) -> CardAddress {
        CardAddress { show: self.show, card }
    }
}

impl FoundCard {
    /// The card as the public may see it.
    pub fn face(&self, visit: &Visit) -> Option<CardFace> {
        if let Some(over) = &self.over {
            return Some(CardFace::new(&over.card, &over.job, visit.now));
        }
        let (card, job) = self.listing.rundown.card(self.address.card)?;
        let face = CardFace::new(card, job, visit.now);
        Some(match visit.stats.places.get(&card.job).filter(|_| !self.listing.past) {
            Some(places) => face.with_places(card, *places),
            None => face,
        })
    }

    /// The job as it is now.
    pub fn job(&self) -> Option<&Job> {
        match &self.over {
            Some(over) => Some(&over.job),
            None => self.listing.rundown.card(self.address.card).map(|(_, job)| &**job),
        }
    }
}

/// The card that an address means; `None` if no card of that show ever had the number.
pub async fn find(visit: &Visit, address: CardAddress) -> store::Result<Option<FoundCard>> {
    match Listing::on_stage(visit) {
        Some(listing) if listing.show == address.show => find_on_stage(visit, address, listing).await,
        on_stage => find_past(visit, address, on_stage).await,
    }
}

async fn find_on_stage(visit: &Visit, address: CardAddress, listing: Listing) -> store::Result<Option<FoundCard>> {
    if listing.rundown.card(address.card).is_some() {
        return Ok(Some(FoundCard { address, listing, over: None, moved: None }));
    }
    find_removed(visit, address, listing).await
}

/// A number that was said aloud is never given to another job, so a removed card still means its job.
async fn find_removed(visit: &Visit, address: CardAddress, listing: Listing) -> store::Result<Option<FoundCard>> {
    let store = &visit.app.store;
    let Some(id) = store.removed_card(address.show, address.card).await? else { return Ok(None) };
    let Some(job) = store.job(&id).await? else { return Ok(None) };
    let moved = card_on_stage(visit, &id).or_else(|| Some(listing.address(card_of(&listing.rundown, &id)?)));
    let over = Over { card: Card::new(address.card, id), job: Arc::new(job), removed: true };
    Ok(Some(FoundCard { address, listing, over: Some(over), moved }))
}

async fn find_past(visit: &Visit, address: CardAddress, on_stage: Option<Listing>) -> store::Result<Option<FoundCard>> {
    let store = &visit.app.store;
    let Some(show) = store.show(address.show).await? else { return Ok(None) };
    let past = store.rundown(address.show).await?;
    let current = on_stage.map(|listing| listing.rundown).unwrap_or_default();
    let rundown = Arc::new(still_offered(&past, &show, &current, visit.now));
    let listing = Listing { show: address.show, rundown, past: true };
    let Some((card, job)) = past.card(address.card) else {
        return find_removed(visit, address, listing).await;
    };
    let moved = card_on_stage(visit, &card.job);
    let is_offered = listing.rundown.card(address.card).is_some();
    let over = (!is_offered).then(|| Over { card: card.clone(), job: job.clone(), removed: false });
    Ok(Some(FoundCard { address, listing, over, moved }))
}

fn card_on_stage(visit: &Visit, job: &JobId) -> Option<CardAddress> {
    let listing = Listing::on_stage(visit)?;
    Some(listing.address(card_of(&listing.rundown, job)?))
}
