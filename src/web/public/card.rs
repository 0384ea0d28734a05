//! `GET /j/{number}`: one card, all that it says, and the form. Also the page that a refused form comes back to.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};

use crate::domain::rundown::CardNumber;
use crate::domain::signup::{Field, Form};
use crate::view::{CardFace, LiveCard};
use crate::web::http::error::Result;
use crate::web::public::form::{Attempt, Draft, FormView, Purpose, facts};
use crate::web::public::{PublicChrome, Visit, private, public};
use crate::words::{Words, arg};

/// Open cards offered in place of a shut one: what fits on two screens of a phone.
const SIMILAR_MAX: usize = 5;
/// Signs of a mistyped number that are said back.
const TYPED_CHARS_MAX: usize = 8;

#[derive(Template)]
#[template(path = "join/card.html")]
struct CardPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
    face: &'a CardFace,
    facts: Vec<(&'static str, String)>,
    on_air: Option<LiveCard>,
    similar: Vec<&'a CardFace>,
    /// Whether `similar` has the same kind.
    alike: bool,
    form: Option<FormView<'a>>,
}

#[derive(Template)]
#[template(path = "join/unknown.html")]
struct UnknownPage<'a> {
    t: Words,
    frame: PublicChrome<'a>,
    typed: String,
}

/// `GET /j/{number}`
pub async fn get_join(visit: Visit, Path(typed): Path<String>) -> Result {
    let Some(number) = known(&visit, &typed) else {
        return unknown(&visit, &typed);
    };
    let action = format!("/j/{number}");
    let form = Form::default();
    show(&visit, number, &Draft { action: &action, purpose: Purpose::SignUp, typed: &form, attempt: Attempt::Fresh })
}

/// The card that an address names, if the show has it.
pub fn known(visit: &Visit, typed: &str) -> Option<CardNumber> {
    let number = typed.parse().ok()?;
    visit.snapshot.show.as_ref()?;
    visit.snapshot.rundown.card(number).map(|_| number)
}

/// The page for a number that no card has.
pub fn unknown(visit: &Visit, typed: &str) -> Result {
    let typed = typed.chars().take(TYPED_CHARS_MAX).collect();
    public(StatusCode::NOT_FOUND, &UnknownPage { t: visit.t, frame: visit.frame(), typed })
}

/// The page of a card with a form in it.
pub fn show(visit: &Visit, number: CardNumber, draft: &Draft<'_>) -> Result {
    let faces = visit.views().faces();
    let Some(face) = faces.iter().find(|face| face.number == number) else {
        return unknown(visit, &number.to_string());
    };
    let fresh = matches!(draft.attempt, Attempt::Fresh);
    let (similar, alike) = if face.open() { (Vec::new(), true) } else { similar(face, &faces) };
    let page = CardPage {
        t: visit.t,
        frame: visit.frame(),
        face,
        facts: facts(visit.t, face),
        on_air: visit.views().live().on_air,
        similar: if fresh { similar } else { Vec::new() },
        alike,
        // What was typed is kept even where the card was shut in between: another one can be chosen.
        form: (face.open() || !fresh).then(|| FormView::new(visit, number, &faces, draft)),
    };
    respond(&draft.attempt, draft.purpose, &page)
}

fn respond(attempt: &Attempt, purpose: Purpose, page: &CardPage<'_>) -> Result {
    let status = match attempt {
        Attempt::Fresh if purpose == Purpose::SignUp => return public(StatusCode::OK, page),
        Attempt::Fresh => StatusCode::OK,
        Attempt::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Attempt::Busy => StatusCode::TOO_MANY_REQUESTS,
        Attempt::Away => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = private(status, page)?;
    if matches!(attempt, Attempt::Busy | Attempt::Away) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    Ok(response)
}

/// Open cards of the same kind, or else any; and whether they are of the same kind.
fn similar<'a>(face: &CardFace, faces: &'a [CardFace]) -> (Vec<&'a CardFace>, bool) {
    let open = || faces.iter().filter(|other| other.open());
    let same: Vec<_> = open().filter(|other| other.kind == face.kind).take(SIMILAR_MAX).collect();
    let alike = !same.is_empty();
    (if alike { same } else { open().take(SIMILAR_MAX).collect() }, alike)
}

impl CardPage<'_> {
    /// Whether the page begins with the job rather than with a form that has to be mended.
    fn asks_first(&self) -> bool {
        self.form.as_ref().is_none_or(|form| form.purpose == Purpose::SignUp && form.is_fresh())
    }

    fn shut_title(&self) -> String {
        let number = self.face.number;
        if self.face.expired { self.t.join_shut_expired(number) } else { self.t.join_shut_full(number) }
    }

    fn shut_text(&self) -> &'static str {
        if self.face.expired { self.t.join_shut_expired_text() } else { self.t.join_shut_full_text() }
    }

    fn on_air_link(&self, on: &LiveCard) -> String {
        if on.number == self.face.number { "#form".to_owned() } else { format!("/j/{}", on.number) }
    }

    /// The line about the stream: another card than this one, or this.
    fn on_air_line(&self, on: &LiveCard) -> String {
        if on.number == self.face.number {
            self.t.join_on_air_this().to_owned()
        } else {
            self.t.join_on_air_other(arg::Number(on.number), arg::Title(&on.title))
        }
    }
}
