//! `GET /j/{number}`: one card with everything it says, and the sign-up form. A refused form comes back to this page too.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};

use crate::domain::form::{Field, Form};
use crate::domain::rundown::CardNumber;
use crate::view::{CardFace, LiveCard};
use crate::web::http::error::Result;
use crate::web::public::answer::{no_cache, no_store};
use crate::web::public::chrome::PublicChrome;
use crate::web::public::facts::facts;
use crate::web::public::form::{FormContext, FormState, FormView, Purpose};
use crate::web::public::visit::Visit;
use crate::words::{Words, arg};

/// Open cards offered in place of a closed one: what fits on two screens of a phone.
const SIMILAR_MAX: usize = 5;
/// Characters of a mistyped number that the error page repeats.
const TYPED_CHARS_MAX: usize = 8;

#[derive(Template)]
#[template(path = "join/card.html")]
struct CardPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    face: &'a CardFace,
    facts: Vec<(&'static str, String)>,
    on_air: Option<LiveCard>,
    similar: Vec<&'a CardFace>,
    /// Whether the cards in `similar` are of the same kind as this one.
    same_kind: bool,
    form: Option<FormView<'a>>,
}

#[derive(Template)]
#[template(path = "join/unknown.html")]
struct UnknownPage<'a> {
    t: Words,
    chrome: PublicChrome<'a>,
    typed: String,
}

/// `GET /j/{number}`
pub async fn get_join(visit: Visit, Path(typed): Path<String>) -> Result {
    let Some(number) = find(&visit, &typed) else {
        return show_unknown(&visit, &typed);
    };
    let action = format!("/j/{number}");
    let form = Form::default();
    let context = FormContext { action: &action, purpose: Purpose::SignUp, typed: &form, state: FormState::Fresh };
    show(&visit, number, &context)
}

/// The card that an address names; `None` where the show has no such card.
pub fn find(visit: &Visit, typed: &str) -> Option<CardNumber> {
    let number = typed.parse().ok()?;
    visit.snapshot.show.as_ref()?;
    visit.snapshot.rundown.card(number).map(|_| number)
}

/// The page for a number that no card has.
pub fn show_unknown(visit: &Visit, typed: &str) -> Result {
    let typed = typed.chars().take(TYPED_CHARS_MAX).collect();
    no_cache(StatusCode::NOT_FOUND, &UnknownPage { t: visit.t, chrome: visit.chrome(), typed })
}

/// The page of a card with a form in it.
pub fn show(visit: &Visit, number: CardNumber, context: &FormContext<'_>) -> Result {
    let faces = visit.views().faces();
    let Some(face) = faces.iter().find(|face| face.number == number) else {
        return show_unknown(visit, &number.to_string());
    };
    let fresh = matches!(context.state, FormState::Fresh);
    let (similar, same_kind) = if fresh && !face.open() { similar(face, &faces) } else { (Vec::new(), true) };
    let chrome = visit.chrome();
    let takes_form = face.open() && chrome.closed.is_none();
    let page = CardPage {
        t: visit.t,
        chrome,
        face,
        facts: facts(visit.t, face),
        on_air: visit.views().live().on_air,
        similar,
        same_kind,
        // A submitted form is shown even if the card was closed meanwhile: another card can be chosen on it.
        form: (takes_form || !fresh).then(|| FormView::new(visit, number, &faces, context)),
    };
    respond(context, &page)
}

fn respond(context: &FormContext<'_>, page: &CardPage<'_>) -> Result {
    let status = match context.state {
        FormState::Fresh if context.purpose == Purpose::SignUp => return no_cache(StatusCode::OK, page),
        FormState::Fresh => StatusCode::OK,
        FormState::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        FormState::RateLimited | FormState::TooManyForms => StatusCode::TOO_MANY_REQUESTS,
        FormState::StoreUnavailable | FormState::Closed(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = no_store(status, page)?;
    if matches!(context.state, FormState::RateLimited | FormState::StoreUnavailable) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    Ok(response)
}

/// Open cards of the same kind, or else of any kind; and whether they are of the same kind.
fn similar<'a>(face: &CardFace, faces: &'a [CardFace]) -> (Vec<&'a CardFace>, bool) {
    let open = || faces.iter().filter(|other| other.open());
    let same: Vec<_> = open().filter(|other| other.kind == face.kind).take(SIMILAR_MAX).collect();
    if same.is_empty() { (open().take(SIMILAR_MAX).collect(), false) } else { (same, true) }
}

impl CardPage<'_> {
    /// Whether the job comes before the form; after a refusal, and to amend, the form comes first.
    fn job_first(&self) -> bool {
        self.form.as_ref().is_none_or(|form| form.purpose == Purpose::SignUp && form.is_fresh())
    }

    fn closed_title(&self) -> String {
        let number = self.face.number;
        if self.face.expired { self.t.join_shut_expired(number) } else { self.t.join_shut_full(number) }
    }

    fn closed_text(&self) -> &'static str {
        if self.face.expired { self.t.join_shut_expired_text() } else { self.t.join_shut_full_text() }
    }

    fn on_air_link(&self, on: &LiveCard) -> String {
        if on.number == self.face.number { "#form".to_owned() } else { format!("/j/{}", on.number) }
    }

    /// The line about the stream: whether this card is on air, or another one.
    fn on_air_line(&self, on: &LiveCard) -> String {
        if on.number == self.face.number {
            self.t.join_on_air_this().to_owned()
        } else {
            self.t.join_on_air_other(arg::Number(on.number), arg::Title(&on.title))
        }
    }
}
