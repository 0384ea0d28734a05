//! Amends a form, for a visitor who has proven that it is theirs. Nothing that another form said changes, whoever has the phone: a
//! mistyped number belongs to a stranger. Must not know how the visitor proved it.

use std::sync::Arc;

use askama::Template;
use axum_extra::extract::CookieJar;

use crate::domain::address::CardAddress;
use crate::domain::application::{Application, FormMark, Suspicion, Wish};
use crate::domain::column::Column;
use crate::domain::form::{Field, Form, Problem};
use crate::domain::job::{Job, JobId};
use crate::domain::person::{FormId, PersonId, StoredForm};
use crate::domain::phone::Phone;
use crate::domain::rundown::{Card, CardNumber, Rundown};
use crate::domain::setup::admit;
use crate::store::{self, Amended};
use crate::web::http::client_address::ClientAddress;
use crate::web::http::error::Result;
use crate::web::http::token::ReceiptKey;
use crate::web::public::chrome::PublicChrome;
use crate::web::public::form::{FormContext, FormState, FormView, Purpose};
use crate::web::public::listing::{self, FoundCard, Listing};
use crate::web::public::visit::Visit;
use crate::web::public::{card, submit};
use crate::words::Words;

/// Stands for the card of the page where a form is not for a single card. No card has this number.
const NO_CARD: CardNumber = 0;

/// A form that its visitor may amend.
pub struct Amendable {
    /// The form.
    pub id: FormId,
    /// Its person.
    pub person: PersonId,
    /// Its content.
    pub stored: StoredForm,
    /// The phone of its person.
    pub phone: Phone,
    /// The applications of its person.
    applications: Vec<(Wish, Application)>,
}

/// Where the page of an amendment posts to, and where its visitor came from.
pub struct AmendPaths<'a> {
    /// The address of the page.
    pub action: &'a str,
    /// The page before.
    pub back: &'a str,
}

/// Why an amendment was not stored.
pub enum NotAmended {
    /// The form has to be shown again.
    Refused(FormState),
    /// The form does not exist any more.
    Gone,
}

#[derive(Template)]
#[template(path = "join/change.html")]
struct ChangePage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    back: &'a str,
    form: FormView<'a>,
    /// Whether the show of the form is over and no other card of it can be asked for.
    over: bool,
}

impl Amendable {
    /// A form with what is known of it.
    pub async fn read(
        visit: &Visit,
        id: FormId,
        person: PersonId,
        stored: StoredForm,
        phone: Phone,
    ) -> store::Result<Self> {
        let applications = visit.app.store.applications(&person).await?;
        Ok(Self { id, person, stored, phone, applications })
    }

    /// The form as it was submitted, with the numbers that its cards have among `cards`.
    pub fn form(&self, cards: &FoundCard) -> Form {
        let mut form = Form::default();
        self.stored.answers.fill(&mut form);
        form.set(Field::Phone, self.phone.full());
        form.set(Field::Over16, "1");
        // Ticked only while the texts still read as they did.
        form.set(Field::Consent, "1");
        form.set(Field::Terms, self.stored.consent.hash.to_string());
        for share in self.shares(cards) {
            form.set(Field::Share, share);
        }
        for number in self.held(cards) {
            form.set(Field::Jobs, number.to_string());
        }
        form
    }

    /// The employers that it agreed to be handed to, as `{card}-{hash}`.
    fn shares(&self, cards: &FoundCard) -> Vec<String> {
        let of_card = |card: &Card| {
            let wish = Wish { show: self.stored.show, job: card.job.clone() };
            let (_, application) = self.applications.iter().find(|(known, _)| *known == wish)?;
            let share = application.shares.iter().find(|share| share.form.as_ref() == Some(&self.id))?;
            Some(format!("{}-{}", card.number, share.consent.hash))
        };
        cards.listing.rundown.cards.iter().filter_map(of_card).collect()
    }

    /// Its mark before it is amended.
    fn mark(&self) -> FormMark {
        let mark = self.applications.iter().find_map(|(_, application)| application.forms.get(&self.id));
        mark.copied().unwrap_or_default()
    }

    fn held(&self, cards: &FoundCard) -> Vec<CardNumber> {
        let cards = &cards.listing.rundown.cards;
        let jobs = self.stored.cards.iter().map(|(_, job)| job);
        jobs.filter_map(|job| cards.iter().find(|card| card.job == *job)).map(|card| card.number).collect()
    }
}

/// The cards that the form can ask for: those of its show that still take sign-ups, and its own, which are open whatever became of
/// them. A visitor who corrects a number must not lose a job because it is full by now, or because the next show has begun.
pub async fn cards_of(visit: &Visit, form: &StoredForm) -> store::Result<FoundCard> {
    let first = form.cards.first().map_or(NO_CARD, |(number, _)| *number);
    let found = listing::find(visit, CardAddress { show: form.show, card: first }).await?;
    let (known, past) = found.map_or((Arc::default(), true), |found| (found.listing.rundown, found.listing.past));
    let mut rundown = Rundown::clone(&known);
    for (number, id) in &form.cards {
        let job = match rundown.jobs.get(id) {
            Some(job) => Some(job.clone()),
            None => visit.app.store.job(id).await?.map(Arc::new),
        };
        // Without a record nothing can be shown or asked for.
        if let Some(job) = job {
            hold(&mut rundown, *number, id, &job);
        }
    }
    let listing = Listing { show: form.show, rundown: Arc::new(rundown), past };
    Ok(FoundCard { address: listing.address(NO_CARD), listing, over: None, moved: None })
}

/// Opens the card of a job, or adds one where the show has none any more.
fn hold(rundown: &mut Rundown, number: CardNumber, id: &JobId, job: &Arc<Job>) {
    let mut open = Job::clone(job);
    open.cells.remove(&Column::ValidUntil);
    rundown.jobs.insert(id.clone(), Arc::new(open));
    if let Some(card) = rundown.cards.iter_mut().find(|card| card.job == *id) {
        card.full = false;
        return;
    }
    let highest = rundown.cards.iter().map(|card| card.number).max().unwrap_or_default();
    let taken = rundown.cards.iter().any(|card| card.number == number);
    rundown.cards.push(Card::new(if taken { highest + 1 } else { number }, id.clone()));
}

/// Why the form of an amendment is shown at first: while sign-up is closed, nothing can be changed either.
pub fn first_state(visit: &Visit) -> FormState {
    admit(&visit.snapshot.settings).map_or_else(FormState::Closed, |_| FormState::Fresh)
}

/// The page on which a form is amended. `cards` are those of [`cards_of`].
pub fn show(
    visit: &Visit,
    old: &Amendable,
    cards: &FoundCard,
    paths: &AmendPaths<'_>,
    (typed, state): (&Form, FormState),
) -> Result {
    let context = FormContext { action: paths.action, purpose: Purpose::Amend, typed, state };
    let faces = cards.listing.faces(visit);
    let form = FormView::new(visit, cards, &faces, &context).with_own(&old.held(cards));
    let page = ChangePage {
        t: visit.t,
        chrome: visit.chrome().with_form(true),
        back: paths.back,
        over: cards.listing.past && form.extras.is_empty(),
        form,
    };
    card::respond(visit, &context, &page)
}

/// Stores an amendment: the key of its receipt. `cards` are those of [`cards_of`].
pub async fn save(
    visit: &Visit,
    client: ClientAddress,
    jar: &CookieJar,
    old: &Amendable,
    cards: &FoundCard,
    typed: &Form,
) -> std::result::Result<ReceiptKey, NotAmended> {
    if visit.only_look {
        return Err(NotAmended::Refused(FormState::LookChanged));
    }
    let mut form = typed.clone();
    if form.jobs.is_empty() {
        // A program that sends no cards leaves them as they are; the page sends an empty one.
        form.jobs = old.held(cards).iter().map(CardNumber::to_string).collect();
    }
    form.jobs.retain(|job| !job.trim().is_empty());
    if form.jobs.is_empty() {
        return Err(NotAmended::Refused(FormState::Invalid(vec![Problem::NoCards])));
    }
    let (key, mut sign_up) = submit::validate(visit, client, jar, cards, &form).map_err(NotAmended::Refused)?;
    sign_up.source.clone_from(&old.stored.source);
    sign_up.suspicion = suspicion(old.mark(), sign_up.suspicion);
    let amended = (&old.person, &old.id, &old.stored);
    match visit.app.store.amend(amended, &key.id, &sign_up, visit.now.at).await {
        Ok(Amended::Done(_)) => Ok(key),
        Ok(Amended::TooManyForms) => Err(NotAmended::Refused(FormState::TooManyForms)),
        Ok(Amended::Gone) => Err(NotAmended::Gone),
        Err(why) => Err(NotAmended::Refused(submit::store_failed(&why))),
    }
}

/// The key of an amendment whose first answer was lost, if `typed` is the form that became `newer`.
pub fn key_of_retry(newer: &FormId, typed: &Form) -> Option<ReceiptKey> {
    let mut form = typed.clone();
    form.jobs.retain(|job| !job.trim().is_empty());
    let key = ReceiptKey::new(form.get(Field::Token), NO_CARD, &form);
    (key.id == *newer).then_some(key)
}

/// The suspicion of an amendment: a robot does not clear itself by one, and somebody who quickly corrects a form of their own
/// is no robot.
fn suspicion(before: FormMark, now: Option<Suspicion>) -> Option<Suspicion> {
    let earlier = before.suspicion.filter(|_| before.is_suspect());
    earlier.or(now.filter(|suspicion| *suspicion == Suspicion::Honeypot))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::Judgement;

    #[test]
    fn an_amendment_neither_clears_a_suspicion_nor_is_one() {
        let robot = FormMark { suspicion: Some(Suspicion::Honeypot), judgement: None };
        assert_eq!(suspicion(robot, None), Some(Suspicion::Honeypot));
        let honest = FormMark { judgement: Some(Judgement::Honest), ..robot };
        assert_eq!(suspicion(honest, Some(Suspicion::TooFast)), None);
        assert_eq!(suspicion(FormMark::default(), Some(Suspicion::Honeypot)), Some(Suspicion::Honeypot));
    }
}
