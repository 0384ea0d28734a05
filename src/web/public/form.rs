//! The form as a page shows it: what can be chosen, what was typed, and the sentence for each thing that is wrong.

use crate::domain::name::{NAME_CHARS_MAX, NameProblem};
use crate::domain::person::CallTime;
use crate::domain::phone::{PHONE_DIGITS, PhoneProblem};
use crate::domain::rundown::CardNumber;
use crate::domain::signup::{CARDS_PER_FORM_MAX, Field, Form, NOTE_CHARS_MAX, OTHER_TOWNSHIPS, Problem, numbering};
use crate::view::CardFace;
use crate::web::http::token::{form_token, form_token_time};
use crate::web::public::Visit;
use crate::words::{Words, arg};

/// A form sent sooner than this after it was made was not filled in by hand, in milliseconds.
pub const TOO_FAST_MILLIS: i64 = 3_000;

/// How the form came to be shown.
pub enum Attempt {
    Fresh,
    Refused(Vec<Problem>),
    /// Too many from this address.
    Busy,
    /// The store did not answer.
    Away,
}

/// What the form is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    SignUp,
    /// Mends an earlier one.
    Fix,
    /// Mends one whose phone was known before: what is known of that phone's person is not changed by it.
    FixPhone,
}

/// A form on its way to a page.
pub struct Draft<'a> {
    pub action: &'a str,
    pub purpose: Purpose,
    pub typed: &'a Form,
    pub attempt: Attempt,
}

pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Another card that can be asked for on the same form.
pub struct Extra<'a> {
    pub face: &'a CardFace,
    pub word: &'a str,
    pub chosen: bool,
}

/// One line of the summary: where to go, and what is wrong there.
pub struct Said {
    pub anchor: &'static str,
    pub field: Field,
    pub text: String,
}

pub struct FormView<'a> {
    pub action: &'a str,
    pub purpose: Purpose,
    pub typed: &'a Form,
    pub said: Vec<Said>,
    /// Title and text of what is wrong with us, not with the form.
    pub notice: Option<(&'static str, &'static str)>,
    /// The card that the form is for; `None` where it has been shut.
    pub main: Option<CardNumber>,
    pub extras: Vec<Extra<'a>>,
    pub townships: Vec<Choice>,
    pub call_times: Vec<Choice>,
    pub consent: String,
    pub token: String,
    pub numbering: String,
    pub most: usize,
    pub note_most: usize,
}

impl<'a> FormView<'a> {
    pub fn new(visit: &'a Visit, this: CardNumber, faces: &'a [CardFace], draft: &Draft<'a>) -> Self {
        let t = visit.t;
        let problems = if let Attempt::Refused(problems) = &draft.attempt { problems.as_slice() } else { &[] };
        let open = |number| faces.iter().any(|face| face.number == number && face.open());
        Self {
            action: draft.action,
            purpose: draft.purpose,
            typed: draft.typed,
            said: problems.iter().map(|problem| say(t, *problem)).collect(),
            notice: match draft.attempt {
                Attempt::Fresh | Attempt::Refused(_) => None,
                Attempt::Busy => Some((t.join_busy_title(), t.join_busy_text())),
                Attempt::Away => Some((t.join_away_title(), t.join_away_text())),
            },
            main: Some(this).filter(|this| open(*this)),
            extras: extras(t, this, faces, draft.typed),
            townships: townships(t, &visit.snapshot.settings.townships, draft.typed.township.trim()),
            call_times: call_times(t, &draft.typed.call_time),
            consent: consent(visit),
            token: token(visit, draft),
            numbering: numbering(&visit.snapshot.rundown),
            most: CARDS_PER_FORM_MAX,
            note_most: NOTE_CHARS_MAX,
        }
    }

    /// What is wrong at a field.
    pub fn problem(&self, field: Field) -> Option<&str> {
        self.said.iter().find(|said| said.field == field).map(|said| said.text.as_str())
    }

    /// Whether nothing has gone wrong with it yet.
    pub fn is_fresh(&self) -> bool {
        self.said.is_empty() && self.notice.is_none()
    }

    /// Whether the list of other cards stands open: where something was or must be chosen in it.
    pub fn extras_open(&self) -> bool {
        self.main.is_none() || self.extras.iter().any(|extra| extra.chosen) || self.problem(Field::Jobs).is_some()
    }
}

/// A form that is shown again keeps its token, so that a retry is the same sign-up. Where it brought none of ours, the
/// new one is dated back: somebody who only adds a missing tick is quick, and no robot.
fn token(visit: &Visit, draft: &Draft<'_>) -> String {
    let (key, now) = (&visit.app.secrets.form, visit.now.millis());
    match draft.attempt {
        Attempt::Fresh => form_token(key, now),
        _ if form_token_time(key, &draft.typed.token).is_some() => draft.typed.token.clone(),
        Attempt::Refused(_) | Attempt::Busy | Attempt::Away => form_token(key, now - TOO_FAST_MILLIS),
    }
}

fn extras<'a>(t: Words, this: CardNumber, faces: &'a [CardFace], typed: &Form) -> Vec<Extra<'a>> {
    // A ticked card that was shut in between stays in sight, so that nobody wonders where it went.
    let others = faces.iter().filter(|face| face.number != this && (face.open() || typed.wants(face.number)));
    let extra = |face: &'a CardFace| Extra {
        face,
        word: if face.open() { "" } else { shut_word(t, face) },
        chosen: face.open() && typed.wants(face.number),
    };
    others.map(extra).collect()
}

/// 招满 or 已过期.
pub fn shut_word(t: Words, face: &CardFace) -> &'static str {
    if face.expired { t.join_expired() } else { t.join_full() }
}

fn townships(t: Words, known: &[String], chosen: &str) -> Vec<Choice> {
    let others = [t.join_township_town(), t.join_township_away()];
    let others = OTHER_TOWNSHIPS.into_iter().zip(others).filter(|(value, _)| known.iter().all(|one| one != value));
    let known = known.iter().map(|one| (one.as_str(), one.as_str()));
    let choice = |(value, label): (&str, &str)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == chosen,
    };
    known.chain(others).map(choice).collect()
}

fn call_times(t: Words, chosen: &str) -> Vec<Choice> {
    let chosen = CallTime::from_code(chosen.trim()).unwrap_or_default();
    let choice = |time: CallTime| Choice {
        value: time.as_str().to_owned(),
        label: call_time(t, time).to_owned(),
        chosen: time == chosen,
    };
    CallTime::ALL.into_iter().map(choice).collect()
}

fn call_time(t: Words, time: CallTime) -> &'static str {
    match time {
        CallTime::Any => t.join_call_any(),
        CallTime::Morning => t.join_call_morning(),
        CallTime::Afternoon => t.join_call_afternoon(),
        CallTime::Evening => t.join_call_evening(),
    }
}

fn consent(visit: &Visit) -> String {
    let frame = visit.frame();
    let call = if frame.hotline.is_empty() { String::new() } else { visit.t.join_consent_hotline(frame.hotline) };
    visit.t.join_consent(arg::Hotline(call), arg::Organiser(frame.organiser))
}

fn say(t: Words, problem: Problem) -> Said {
    let field = problem.field();
    let anchor = match field {
        Field::Jobs => "jobs",
        Field::Name => "name",
        Field::Phone => "phone",
        Field::Township => "township",
        Field::CallTime => "call_time",
        Field::Note => "note",
        Field::Over16 => "over16",
        Field::Consent => "consent",
    };
    Said { anchor, field, text: sentence(t, problem) }
}

fn sentence(t: Words, problem: Problem) -> String {
    match problem {
        Problem::TooManyCards(count) => t.join_problem_jobs_many(arg::Count(count), arg::Most(CARDS_PER_FORM_MAX)),
        Problem::UnknownCard => t.join_problem_jobs_unknown().to_owned(),
        Problem::CardFull(number) => t.join_problem_jobs_full(number),
        Problem::CardExpired(number) => t.join_problem_jobs_expired(number),
        Problem::Renumbered(number) => t.join_problem_jobs_renumbered(number),
        Problem::Name(NameProblem::Empty) => t.join_problem_name_empty().to_owned(),
        Problem::Name(NameProblem::TooLong(count)) => {
            t.join_problem_name_long(arg::Count(count), arg::Most(NAME_CHARS_MAX))
        }
        Problem::Name(NameProblem::Sign(sign)) => t.join_problem_name_sign(sign),
        Problem::Name(NameProblem::Unreadable) => t.join_problem_name_unreadable().to_owned(),
        Problem::Phone(problem) => phone_sentence(t, problem),
        Problem::Township => t.join_problem_township().to_owned(),
        Problem::CallTime => t.join_problem_call_time().to_owned(),
        Problem::NoteTooLong(count) => t.join_problem_note_long(arg::Count(count), arg::Most(NOTE_CHARS_MAX)),
        Problem::Under16 => t.join_problem_under16().to_owned(),
        Problem::NoConsent => t.join_problem_consent().to_owned(),
    }
}

/// What is wrong with a mobile number; `/my` says it too.
pub fn phone_sentence(t: Words, problem: PhoneProblem) -> String {
    match problem {
        PhoneProblem::Empty => t.join_problem_phone_empty().to_owned(),
        PhoneProblem::WrongLength(count) => t.join_problem_phone_length(arg::Count(count), arg::Wanted(PHONE_DIGITS)),
        PhoneProblem::WrongStart => t.join_problem_phone_start().to_owned(),
        PhoneProblem::NotDigits => t.join_problem_phone_digits().to_owned(),
        PhoneProblem::TwoNumbers => t.join_problem_phone_two().to_owned(),
    }
}

/// The facts of a card in the order in which people ask for them; empty ones are left out.
pub fn facts(t: Words, face: &CardFace) -> Vec<(&'static str, String)> {
    let people = if face.headcount.parse::<u32>().is_ok() {
        t.join_fact_people(&face.headcount)
    } else {
        face.headcount.clone()
    };
    // A township that the place names already says nothing new.
    let township = Some(&face.township).filter(|township| !face.place.contains(township.as_str()));
    let facts = [
        (t.join_fact_duty(), face.duty.clone()),
        (t.join_fact_place(), face.place.clone()),
        (t.join_fact_township(), township.cloned().unwrap_or_default()),
        (t.join_fact_hours(), face.hours.clone()),
        (t.join_fact_rest(), face.rest.clone()),
        (t.join_fact_board(), face.board.clone()),
        (t.join_fact_pay_note(), face.pay_note.clone()),
        (t.join_fact_settle(), face.settle.clone()),
        (t.join_fact_needs(), face.needs.clone()),
        (t.join_fact_headcount(), people),
        (t.join_fact_term(), face.term.clone()),
        (t.join_fact_insurance(), face.insurance.clone()),
        (t.join_fact_safety(), face.safety.clone()),
        (t.join_fact_highlight(), face.highlight.clone()),
        (t.join_fact_remark(), face.remark.clone()),
        (t.join_fact_employer(), face.employer.clone()),
        (t.join_fact_source(), face.source.clone()),
        (
            t.join_fact_valid_until(),
            face.valid_until.map(|day| crate::web::public::when::date(t, day)).unwrap_or_default(),
        ),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::domain::signup::CONSENT_VERSION;
    use crate::words::Lang;

    /// Whoever changes the wording gets here: applications say which wording was agreed to, so a new wording needs a
    /// new [`CONSENT_VERSION`], and then the new hash here.
    #[test]
    fn the_consent_text_belongs_to_its_version() {
        let texts = [Lang::Zh, Lang::En].map(|lang| {
            let t = Words::from(lang);
            format!(
                "{}{}",
                t.join_consent_title(),
                t.join_consent(arg::Hotline(t.join_consent_hotline("H")), arg::Organiser("O"))
            )
        });
        let hash = crate::random::hex(&Sha256::digest(texts.concat())[..8]);
        assert_eq!((CONSENT_VERSION, hash.as_str()), ("2026-11-1", "6cfdd5f25d71e120"));
    }

    #[test]
    fn sentences_say_what_is_wrong() {
        let t = Words::default();
        let phone = phone_sentence(t, PhoneProblem::WrongLength(10));
        assert_eq!(phone, "手机号是 11 位，您填了 10 位");
        assert_eq!(sentence(t, Problem::Name(NameProblem::Sign('<'))), "姓名里有“<”。请只写汉字或字母");
    }
}
