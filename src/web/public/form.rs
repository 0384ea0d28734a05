//! The sign-up form as a page shows it: what can be chosen, what was typed, and the errors next to the fields.

use std::borrow::Cow;

use crate::domain::answers::{CallTime, OTHER_TOWNSHIPS};
use crate::domain::division::Township;
use crate::domain::form::{CARDS_PER_FORM_MAX, Field, Form, NOTE_CHARS_MAX, PARTY_MAX, Problem};
use crate::domain::numbering::numbering;
use crate::domain::phone::{Phone, PhoneProblem};
use crate::domain::rundown::CardNumber;
use crate::domain::setup::SignUpsClosed;
use crate::view::CardFace;
use crate::web::http::token::{form_token, form_token_time};
use crate::web::public::chrome::ClosedNotice;
use crate::web::public::consents::{CallTick, ShareTick, share_ticks};
use crate::web::public::form_errors::FieldError;
use crate::web::public::labels::{call_time_label, closed_label};
use crate::web::public::listing::FoundCard;
use crate::web::public::visit::Visit;
use crate::words::Words;

/// A form that is submitted sooner than this after it was made was not filled in by hand, in milliseconds.
pub const TOO_FAST_MILLIS: i64 = 3_000;

/// Why a form is shown.
pub enum FormState {
    /// It was opened, and nothing has been submitted yet.
    Fresh,
    /// The reader chose another text size or language on it; nothing was submitted.
    LookChanged,
    /// It was submitted with errors.
    Invalid(Vec<Problem>),
    /// Too many forms came from this address.
    RateLimited,
    /// The page has sent too many forms; it is shown with a new token.
    TokenSpent,
    /// The phone has too many forms; the office takes the sign-up on the telephone.
    TooManyForms,
    /// The store did not answer.
    StoreUnavailable,
    /// No sign-ups are taken.
    Closed(SignUpsClosed),
}

/// The effect of a form when it is submitted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signs up.
    SignUp,
    /// Amends an earlier sign-up.
    Amend,
}

/// A form to be shown, before it is put into words.
pub struct FormContext<'a> {
    /// The address that it is posted to.
    pub action: &'a str,
    /// The effect of submitting it.
    pub purpose: Purpose,
    /// The values typed so far.
    pub typed: &'a Form,
    /// Why it is shown.
    pub state: FormState,
}

/// One option of a select or of a group of radio buttons.
pub struct FormOption {
    /// The value that is submitted.
    pub value: String,
    /// The text that people read.
    pub label: String,
    /// Whether it is the chosen one.
    pub selected: bool,
}

/// Another card that can be asked for on the same form.
pub struct ExtraCard<'a> {
    /// The card.
    pub face: &'a CardFace,
    /// Why it cannot be ticked any more; empty where it can.
    pub closed: &'a str,
    /// That it is full, and can be waited for; empty where it has places.
    pub full: &'static str,
    /// Whether it is ticked.
    pub selected: bool,
}

/// A form, ready to be rendered.
pub struct FormView<'a> {
    /// The address that it is posted to.
    pub action: &'a str,
    /// The effect of submitting it.
    pub purpose: Purpose,
    /// The values typed so far.
    pub typed: &'a Form,
    /// The phone number to show: the first one, where two were typed.
    pub phone: String,
    /// Its errors, in the order of the page.
    pub errors: Vec<FieldError>,
    /// Title and text of a fault on our side; `None` where there is none.
    pub notice: Option<(&'static str, Cow<'static, str>)>,
    /// The card that the form is for; `None` once that card is closed.
    pub main: Option<CardNumber>,
    /// The cards that an earlier form asked for, when it is amended.
    pub own: Vec<ExtraCard<'a>>,
    /// Whether that card is full, so that the form joins its waiting list.
    pub waits: bool,
    /// The other cards of the show.
    pub extras: Vec<ExtraCard<'a>>,
    /// The townships to choose from.
    pub townships: Vec<FormOption>,
    /// The numbers of people to choose from.
    pub parties: Vec<FormOption>,
    /// The call times to choose from.
    pub call_times: Vec<FormOption>,
    /// The consent to be called.
    pub consent: CallTick,
    /// The consents to be handed to employers.
    pub shares: Vec<ShareTick>,
    /// The hidden token: when the form was made, and the idempotency key of its submission.
    pub token: String,
    /// The hidden numbering: which job each card number stands for.
    pub numbering: String,
    /// Most cards on one form.
    pub cards_max: usize,
    /// Longest note, in characters.
    pub note_chars_max: usize,
}

impl<'a> FormView<'a> {
    /// Prepares the form on the page of a card. `faces` are the cards of its listing.
    pub fn new(visit: &'a Visit, found: &FoundCard, faces: &'a [CardFace], context: &FormContext<'a>) -> Self {
        let t = visit.t;
        let this = found.address.card;
        let problems = if let FormState::Invalid(problems) = &context.state { problems.as_slice() } else { &[] };
        let main = faces.iter().find(|face| face.number == this && face.takes_forms());
        Self {
            action: context.action,
            purpose: context.purpose,
            typed: context.typed,
            phone: phone(context.typed, problems),
            errors: problems.iter().map(|problem| FieldError::new(t, *problem, context.typed)).collect(),
            notice: notice(visit, &context.state),
            main: main.map(|face| face.number),
            waits: main.is_some_and(|face| face.full),
            own: Vec::new(),
            extras: extras(t, this, faces, context.typed),
            townships: townships(t, &visit.snapshot.settings.townships, context.typed.get(Field::Township).trim()),
            parties: parties(t, context.typed.get(Field::Party)),
            call_times: call_times(t, context.typed.get(Field::CallTime)),
            consent: CallTick::new(visit, context.typed),
            shares: share_ticks(visit, &found.listing.rundown, this, faces, context.typed),
            token: token(visit, context),
            numbering: numbering(&found.listing.rundown),
            cards_max: CARDS_PER_FORM_MAX,
            note_chars_max: NOTE_CHARS_MAX,
        }
    }

    /// The same form with the cards of an earlier one set apart from the others.
    pub fn with_own(mut self, held: &[CardNumber]) -> Self {
        (self.own, self.extras) = self.extras.into_iter().partition(|extra| held.contains(&extra.face.number));
        self
    }

    /// Whether the visitor has to choose among other cards, because the one of the page is closed.
    pub fn must_choose(&self) -> bool {
        self.main.is_none() && self.own.is_empty()
    }

    /// The error at a field.
    pub fn error(&self, field: Field) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.text.as_str())
    }

    /// Whether nothing has gone wrong with it yet.
    pub fn is_fresh(&self) -> bool {
        self.errors.is_empty() && self.notice.is_none()
    }

    /// Whether the list of other cards is unfolded: where something in it was chosen, or has to be.
    pub fn extras_open(&self) -> bool {
        self.must_choose() || self.extras.iter().any(|extra| extra.selected) || self.error(Field::Jobs).is_some()
    }
}

/// Title and text of a reason that is not a fault of the form.
fn notice(visit: &Visit, state: &FormState) -> Option<(&'static str, Cow<'static, str>)> {
    let t = visit.t;
    match *state {
        FormState::Fresh | FormState::LookChanged | FormState::Invalid(_) => None,
        FormState::RateLimited => Some((t.join_busy_title(), t.join_busy_text().into())),
        FormState::TokenSpent => Some((t.join_spent_title(), t.join_spent_text().into())),
        FormState::TooManyForms => Some((t.join_forms_title(), t.join_forms_text().into())),
        FormState::StoreUnavailable => Some((t.join_away_title(), t.join_away_text().into())),
        FormState::Closed(closed) => {
            let ClosedNotice { title, text } = ClosedNotice::new(t, closed, &visit.snapshot.settings);
            Some((title, t.join_closed_not_sent(text).into()))
        }
    }
}

/// The token of a form.
///
/// A form that is shown again keeps its token, so that a retry is the same sign-up. Where it brought none of ours, the new
/// one is backdated: adding a missing tick takes a person less than [`TOO_FAST_MILLIS`].
fn token(visit: &Visit, context: &FormContext<'_>) -> String {
    let key = &visit.app.secrets.form;
    let now = visit.now.millis();
    let typed = context.typed.get(Field::Token);
    match context.state {
        FormState::Fresh => form_token(key, now),
        FormState::TokenSpent => form_token(key, now - TOO_FAST_MILLIS),
        _ if form_token_time(key, typed).is_some() => typed.to_owned(),
        FormState::LookChanged
        | FormState::Invalid(_)
        | FormState::RateLimited
        | FormState::TooManyForms
        | FormState::StoreUnavailable
        | FormState::Closed(_) => form_token(key, now - TOO_FAST_MILLIS),
    }
}

fn phone(typed: &Form, problems: &[Problem]) -> String {
    let typed = typed.get(Field::Phone);
    let first = match Phone::pair_in(typed) {
        Some((first, _)) if problems.contains(&Problem::Phone(PhoneProblem::TwoNumbers)) => Some(first),
        _ => None,
    };
    first.map_or_else(|| typed.to_owned(), |first| first.full().to_owned())
}

fn extras<'a>(t: Words, this: CardNumber, faces: &'a [CardFace], typed: &Form) -> Vec<ExtraCard<'a>> {
    // A ticked card that was closed meanwhile stays in the list, disabled, so that the visitor sees where it went.
    let others = faces.iter().filter(|face| face.number != this && (face.open() || typed.wants(face.number)));
    let extra = |face: &'a CardFace| ExtraCard {
        face,
        closed: if face.takes_forms() { "" } else { closed_label(t, face) },
        full: if face.full { t.join_queue_extra() } else { "" },
        selected: face.takes_forms() && typed.wants(face.number),
    };
    others.map(extra).collect()
}

fn townships(t: Words, known: &[Township], chosen: &str) -> Vec<FormOption> {
    let others = [t.join_township_town(), t.join_township_away()];
    let others =
        OTHER_TOWNSHIPS.into_iter().zip(others).filter(|(value, _)| known.iter().all(|one| one.name != *value));
    let known = known.iter().map(|one| (one.name.as_str(), one.name.as_str()));
    let option = |(value, label): (&str, &str)| FormOption {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: value == chosen,
    };
    known.chain(others).map(option).collect()
}

fn parties(t: Words, chosen: &str) -> Vec<FormOption> {
    let chosen = chosen.trim().parse().unwrap_or(1);
    let option = |many: u8| FormOption {
        value: many.to_string(),
        label: if many == 1 { t.join_party_alone().to_owned() } else { t.join_party_several(many) },
        selected: many == chosen,
    };
    (1..=PARTY_MAX).map(option).collect()
}

fn call_times(t: Words, chosen: &str) -> Vec<FormOption> {
    let chosen = CallTime::from_code(chosen.trim()).unwrap_or_default();
    let option = |time: CallTime| FormOption {
        value: time.as_str().to_owned(),
        label: call_time_label(t, time).to_owned(),
        selected: time == chosen,
    };
    CallTime::ALL.into_iter().map(option).collect()
}
