//! `GET /{show}/{number}`: one card with everything it says, and the sign-up form. A refused form comes back to this page too.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};

use crate::domain::address::CardAddress;
use crate::domain::form::{Field, Form};
use crate::domain::show::ShowId;
use crate::view::CardFace;
use crate::web::http::error::Result;
use crate::web::public::answer::{no_cache, no_store};
use crate::web::public::chrome::PublicChrome;
use crate::web::public::facts::facts;
use crate::web::public::form::{FormContext, FormState, FormView, Purpose};
use crate::web::public::listing::{self, FoundCard, Listing};
use crate::web::public::preview::LinkPreview;
use crate::web::public::probe::with_probe;
use crate::web::public::similar::{SimilarCards, similar};
use crate::web::public::spoken::{self, RequestUri, TypedCard};
use crate::web::public::unknown::show_unknown;
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

#[derive(Template)]
#[template(path = "join/card.html")]
struct CardPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    address: CardAddress,
    face: &'a CardFace,
    facts: Vec<(&'static str, String)>,
    /// Why it cannot be signed up for: title and text.
    closed: Option<(String, &'static str)>,
    /// The show of the card, if another one is on the stage.
    past: Option<ShowId>,
    /// The end of the offer's last day, in milliseconds since the Unix epoch.
    ends: Option<i64>,
    /// Whether the card is full, and can be waited for.
    can_wait: bool,
    on_air: Option<OnAirLine>,
    similar: SimilarCards,
    form: Option<FormView<'a>>,
    preview: Option<LinkPreview>,
}

/// The card that the stream talks about.
struct OnAirLine {
    href: String,
    text: String,
}

/// `GET /{show}/{number}`. The typed address comes first: what is no address of a card does not need the store.
pub async fn get_card(typed: TypedCard, visit: Visit, uri: RequestUri) -> Result {
    let (show, number) = match &typed {
        TypedCard::OnStage(number) => return spoken::lead(&visit, number, &uri).await,
        TypedCard::Of(show, number) => (*show, number),
    };
    let Some(card) = number.card() else { return show_unknown(&visit, Some(show), number.text()) };
    let address = CardAddress { show, card };
    let Some(found) = listing::find(&visit, address).await? else {
        return show_unknown(&visit, Some(show), number.text());
    };
    if let Some(moved) = found.moved {
        return Ok(spoken::redirect(moved, &uri));
    }
    if !uri.is_at(address) {
        return Ok(spoken::redirect(address, &uri));
    }
    let action = address.to_string();
    let form = Form::default();
    let context = FormContext { action: &action, purpose: Purpose::SignUp, typed: &form, state: FormState::Fresh };
    show_card(&visit, &found, &context)
}

/// The page of a card with a form in it.
pub fn show_card(visit: &Visit, found: &FoundCard, context: &FormContext<'_>) -> Result {
    let Some(face) = found.face(visit) else {
        return show_unknown(visit, Some(found.address.show), &found.address.card.to_string());
    };
    let faces = found.listing.faces(visit);
    let closed = closed(visit.t, found, &face);
    let fresh = matches!(context.state, FormState::Fresh);
    let chrome = visit.chrome();
    let can_wait = found.over.is_none() && face.takes_forms() && face.full;
    // A submitted form is shown even if the card was closed meanwhile: another card can be chosen on it.
    let has_form = !fresh || ((closed.is_none() || can_wait) && chrome.closed.is_none());
    let page = CardPage {
        t: visit.t,
        chrome: chrome.with_form(has_form),
        address: found.address,
        face: &face,
        facts: facts(visit.t, &face),
        past: Some(found.listing.show).filter(|_| found.listing.past),
        ends: face.valid_until.and_then(|day| visit.end_of(day)),
        on_air: on_air(visit, found.address),
        similar: if fresh && closed.is_some() { similar(visit, found) } else { SimilarCards::default() },
        form: has_form.then(|| FormView::new(visit, found, &faces, context)),
        preview: preview(visit, found, &face),
        closed,
        can_wait,
    };
    respond(visit, context, &page)
}

/// The head for shared links. The date of a past show is not in the snapshot, so that its cards have none: their jobs lead to
/// where they are offered now.
fn preview(visit: &Visit, found: &FoundCard, face: &CardFace) -> Option<LinkPreview> {
    let show = visit.snapshot.show.as_deref().filter(|show| show.id == found.address.show && found.over.is_none())?;
    Some(LinkPreview::of_card(visit, show, found.address, face))
}

/// The line about the stream: whether this card is on air, or another one.
fn on_air(visit: &Visit, this: CardAddress) -> Option<OnAirLine> {
    let live = visit.views().live().on_air?;
    let on = Listing::on_stage(visit)?.address(live.number);
    Some(if on == this {
        OnAirLine { href: "#form".to_owned(), text: visit.t.join_on_air_this().to_owned() }
    } else {
        let text = visit.t.join_on_air_other(arg::Number(live.number), arg::Title(&live.title));
        OnAirLine { href: on.to_string(), text }
    })
}

/// Title and text of the reason why a card cannot be signed up for; `None` if it can.
fn closed(t: Words, found: &FoundCard, face: &CardFace) -> Option<(String, &'static str)> {
    let number = face.number;
    match &found.over {
        Some(over) if over.removed => Some((t.join_shut_removed(number), t.join_shut_removed_text())),
        Some(_) => Some((t.join_shut_expired(number), t.join_shut_expired_text())),
        None if face.expired => Some((t.join_shut_expired(number), t.join_shut_expired_text())),
        None if face.full => Some((t.join_shut_full(number), t.join_shut_full_text())),
        None => None,
    }
}

/// The response of a page with a form.
pub fn respond(visit: &Visit, context: &FormContext<'_>, page: &impl Template) -> Result {
    let status = match context.state {
        FormState::Fresh if context.purpose == Purpose::SignUp => {
            return Ok(with_probe(visit, no_cache(StatusCode::OK, page)?));
        }
        FormState::Fresh | FormState::LookChanged => StatusCode::OK,
        FormState::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        FormState::RateLimited | FormState::TokenSpent | FormState::TooManyForms => StatusCode::TOO_MANY_REQUESTS,
        FormState::StoreUnavailable | FormState::Closed(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = no_store(status, page)?;
    if matches!(context.state, FormState::RateLimited | FormState::StoreUnavailable) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    Ok(response)
}

impl CardPage<'_> {
    /// How many wait already; empty if nobody does.
    fn waiting_text(&self) -> String {
        if self.face.waiting == 0 { String::new() } else { self.t.join_full_waiting(self.face.waiting) }
    }

    /// Whether the job comes before the form; after a refusal, and to amend, the form comes first.
    fn job_first(&self) -> bool {
        self.form.as_ref().is_none_or(|form| form.purpose == Purpose::SignUp && form.is_fresh())
    }
}
