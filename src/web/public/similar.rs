//! Open cards that are offered in place of a closed one. Owns where they are looked for; `domain/similar.rs` decides the order.

use crate::domain::job::Job;
use crate::domain::similar::JobDistance;
use crate::view::CardFace;
use crate::web::public::listing::{FoundCard, Listing};
use crate::web::public::visit::Visit;

/// Cards offered in place of a closed one: what fits on two screens of a phone.
const SIMILAR_MAX: usize = 5;

/// Open cards, the most alike first.
#[derive(Default)]
pub struct SimilarCards {
    /// Of the same kind as the closed one.
    pub alike: Vec<OfferedCard>,
    /// Of other kinds.
    pub others: Vec<OfferedCard>,
}

impl SimilarCards {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.alike.is_empty() && self.others.is_empty()
    }
}

/// A card with the address of its page.
pub struct OfferedCard {
    /// The address.
    pub href: String,
    /// The card.
    pub face: CardFace,
}

/// The open cards of the show on the stage that are most like a closed one; if it has none, those of the closed card's own show.
pub fn similar(visit: &Visit, found: &FoundCard) -> SimilarCards {
    let Some(wanted) = found.job() else { return SimilarCards::default() };
    let on_stage = Listing::on_stage(visit).map(|listing| nearest(visit, wanted, &listing)).unwrap_or_default();
    let nearest = if on_stage.is_empty() { nearest(visit, wanted, &found.listing) } else { on_stage };
    let (alike, others): (Vec<_>, Vec<_>) = nearest.into_iter().partition(|(distance, _)| distance.same_kind());
    let cards = |pairs: Vec<(JobDistance, OfferedCard)>| pairs.into_iter().map(|(_, card)| card).collect();
    SimilarCards { alike: cards(alike), others: cards(others) }
}

fn nearest(visit: &Visit, wanted: &Job, listing: &Listing) -> Vec<(JobDistance, OfferedCard)> {
    // With its places: a card whose limit is reached is no way out of a full one.
    let open = listing.faces(visit).into_iter().filter(CardFace::open);
    let job = |face: &CardFace| listing.rundown.card(face.number).map(|(_, job)| job.clone());
    let mut cards: Vec<_> = open.filter_map(|face| job(&face).map(|job| (face, job))).collect();
    cards.sort_by_cached_key(|(_, job)| JobDistance::between(wanted, job));
    let offered = cards.into_iter().take(SIMILAR_MAX).map(|(face, job)| {
        let href = listing.address(face.number).to_string();
        (JobDistance::between(wanted, &job), OfferedCard { href, face })
    });
    offered.collect()
}
