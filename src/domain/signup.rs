//! Validates a sign-up form. Must not know languages and pages.

use super::Now;
use super::job::JobId;
use super::name::{NameProblem, parse_name};
use super::person::{CallTime, SignUp};
use super::phone::{Phone, PhoneProblem, is_invisible};
use super::rundown::{CardNumber, Rundown};
use super::show::ShowId;

/// The version of the consent text, `locales/*/join.toml` key `consent`. Another wording needs another version.
pub const CONSENT_VERSION: &str = "2026-11-1";
/// Most cards on one form: each costs staff a telephone call.
pub const CARDS_PER_FORM_MAX: usize = 3;
/// Longest note, in characters: as much as staff can read before a call.
pub const NOTE_CHARS_MAX: usize = 100;
/// Options after the county's townships; stored in these words in every language of the page.
pub const OTHER_TOWNSHIPS: [&str; 2] = ["县城", "外县"];

/// A form as typed. No `Debug`: it contains a name and a phone number.
#[derive(Clone, Default)]
pub struct Form {
    /// The name.
    pub name: String,
    /// The phone number.
    pub phone: String,
    /// The township.
    pub township: String,
    /// Card numbers; none: the card of the page.
    pub jobs: Vec<String>,
    /// The code of a [`CallTime`].
    pub call_time: String,
    /// The note.
    pub note: String,
    /// `1`: the person is at least 16 years old.
    pub over16: String,
    /// `1`: the person agrees to the consent text.
    pub consent: String,
    /// The token of the page; also the idempotency key.
    pub token: String,
    /// The job of each number when the page was made: [`numbering`].
    pub numbering: String,
    /// An invisible field: people leave it empty, robots do not.
    pub website: String,
}

/// The fields of the sign-up form. The variants are in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// The phone number.
    Phone,
    /// The township.
    Township,
    /// The preferred time of a call.
    CallTime,
    /// The cards.
    Jobs,
    /// The note.
    Note,
    /// The age.
    Over16,
    /// The consent.
    Consent,
}

/// The reason why a form is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// More than [`CARDS_PER_FORM_MAX`] cards: this many.
    TooManyCards(usize),
    /// The show has no such card.
    UnknownCard,
    /// All places of the card are taken.
    CardFull(CardNumber),
    /// The card's offer is past its validity date.
    CardExpired(CardNumber),
    /// The rundown was reordered since the page was made: the number stands for another job now.
    Renumbered(CardNumber),
    /// The name cannot be read.
    Name(NameProblem),
    /// The phone number cannot be read.
    Phone(PhoneProblem),
    /// The township is none of the options.
    Township,
    /// The time of a call is none of the options.
    CallTime,
    /// The note has this many characters, more than [`NOTE_CHARS_MAX`].
    NoteTooLong(usize),
    /// The person is not 16 years old.
    Under16,
    /// The person does not agree to the consent text.
    NoConsent,
}

impl Problem {
    /// The field to correct.
    #[must_use]
    pub const fn field(self) -> Field {
        match self {
            Self::TooManyCards(_)
            | Self::UnknownCard
            | Self::CardFull(_)
            | Self::CardExpired(_)
            | Self::Renumbered(_) => Field::Jobs,
            Self::Name(_) => Field::Name,
            Self::Phone(_) => Field::Phone,
            Self::Township => Field::Township,
            Self::CallTime => Field::CallTime,
            Self::NoteTooLong(_) => Field::Note,
            Self::Under16 => Field::Over16,
            Self::NoConsent => Field::Consent,
        }
    }
}

/// The show that a form signs up for.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// Its number.
    pub show: ShowId,
    /// Its cards.
    pub rundown: &'a Rundown,
    /// The county's townships.
    pub townships: &'a [String],
    /// The time of the check.
    pub now: Now,
}

impl Form {
    /// The sign-up of a form that was sent from the page of card `this`; without source and suspicion.
    ///
    /// # Errors
    /// Every [`Problem`] at once, in the order of the page, so that one correction is enough.
    pub fn check(&self, this: CardNumber, offer: &Offer<'_>) -> Result<SignUp, Vec<Problem>> {
        let mut problems = Vec::new();
        let name = keep(&mut problems, parse_name(&self.name).map_err(Problem::Name));
        let phone = keep(&mut problems, Phone::parse(&self.phone).map_err(Problem::Phone));
        let township = keep(&mut problems, self.township(offer.townships));
        let call_time = keep(&mut problems, self.call_time());
        let cards = keep(&mut problems, self.cards(this, offer));
        let note = keep(&mut problems, self.note());
        if self.over16 != "1" {
            problems.push(Problem::Under16);
        }
        if self.consent != "1" {
            problems.push(Problem::NoConsent);
        }
        match (cards, name, phone, township, call_time, note) {
            (Some(cards), Some(name), Some(phone), Some(township), Some(call_time), Some(note))
                if problems.is_empty() =>
            {
                Ok(SignUp {
                    name,
                    phone,
                    township,
                    call_time,
                    note,
                    show: offer.show,
                    cards,
                    source: String::new(),
                    consent: CONSENT_VERSION,
                    suspect: None,
                })
            }
            _ => Err(problems),
        }
    }

    /// Whether a card is ticked.
    #[must_use]
    pub fn wants(&self, number: CardNumber) -> bool {
        self.jobs.iter().any(|typed| typed.trim().parse() == Ok(number))
    }

    fn cards(&self, this: CardNumber, offer: &Offer<'_>) -> Result<Vec<(CardNumber, JobId)>, Problem> {
        let mut numbers = Vec::with_capacity(CARDS_PER_FORM_MAX);
        if self.jobs.is_empty() {
            numbers.push(this);
        }
        for typed in &self.jobs {
            let number = typed.trim().parse().map_err(|_| Problem::UnknownCard)?;
            if !numbers.contains(&number) {
                numbers.push(number);
            }
            if numbers.len() > CARDS_PER_FORM_MAX {
                return Err(Problem::TooManyCards(self.jobs.len()));
            }
        }
        numbers.into_iter().map(|number| self.card(number, offer)).collect()
    }

    fn card(&self, number: CardNumber, offer: &Offer<'_>) -> Result<(CardNumber, JobId), Problem> {
        let (card, job) = offer.rundown.card(number).ok_or(Problem::UnknownCard)?;
        if stood_for(&self.numbering, number).is_some_and(|then| then != fingerprint(&card.job)) {
            return Err(Problem::Renumbered(number));
        }
        if card.full {
            return Err(Problem::CardFull(number));
        }
        if job.expired(offer.now.today) {
            return Err(Problem::CardExpired(number));
        }
        Ok((number, card.job.clone()))
    }

    fn township(&self, known: &[String]) -> Result<String, Problem> {
        let chosen = self.township.trim();
        let offered = chosen.is_empty() || OTHER_TOWNSHIPS.contains(&chosen) || known.iter().any(|one| one == chosen);
        offered.then(|| chosen.to_owned()).ok_or(Problem::Township)
    }

    fn call_time(&self) -> Result<CallTime, Problem> {
        match self.call_time.trim() {
            "" => Ok(CallTime::Any),
            code => CallTime::from_code(code).ok_or(Problem::CallTime),
        }
    }

    /// Keeps line breaks, and removes invisible characters, which could reverse a row of the desk.
    fn note(&self) -> Result<String, Problem> {
        let seen = |c: &char| *c == '\n' || !(c.is_control() || is_invisible(*c));
        let note: String = self.note.replace('\t', " ").chars().filter(seen).collect();
        let note = note.trim();
        match note.chars().count() {
            many if many > NOTE_CHARS_MAX => Err(Problem::NoteTooLong(many)),
            _ => Ok(note.to_owned()),
        }
    }
}

fn keep<T>(problems: &mut Vec<Problem>, checked: Result<T, Problem>) -> Option<T> {
    checked.map_err(|problem| problems.push(problem)).ok()
}

/// The job of each number, as a field of the form. Until a show is live, numbers follow the order of the rundown: a visitor
/// who read no. 8 on Monday must not sign up for another job on Tuesday.
#[must_use]
pub fn numbering(rundown: &Rundown) -> String {
    let pairs: Vec<_> =
        rundown.cards.iter().map(|card| format!("{}-{:04x}", card.number, fingerprint(&card.job))).collect();
    pairs.join("_")
}

fn stood_for(numbering: &str, number: CardNumber) -> Option<u16> {
    let pairs = numbering.split('_').filter_map(|pair| pair.split_once('-'));
    let (_, print) = pairs.into_iter().find(|(then, _)| then.parse() == Ok(number))?;
    u16::from_str_radix(print, 16).ok()
}

/// Sixteen bits of FNV-1a: enough to notice a change, too few to reveal the id.
fn fingerprint(job: &JobId) -> u16 {
    let hash = job.0.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_be_bytes();
    u16::from_be_bytes([a ^ c, b ^ d])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::column::Column;
    use crate::domain::job::Job;
    use crate::domain::rundown::Card;

    fn now() -> Now {
        Now::new(DateTime::from_timestamp(1_795_503_012, 0).expect("in range"), chrono_tz::Asia::Shanghai)
    }

    /// Five cards; 3 ran out yesterday, 5 is full.
    fn rundown() -> Rundown {
        let mut rundown = Rundown::default();
        for number in 1..=5 {
            let id = JobId(format!("job{number}"));
            let mut job = Job::default();
            let until = if number == 3 { "2026-11-23" } else { "2026-12-31" };
            job.cells.insert(Column::ValidUntil, until.to_owned());
            rundown.jobs.insert(id.clone(), Arc::new(job));
            rundown.cards.push(Card { full: number == 5, ..Card::new(number, id) });
        }
        rundown
    }

    fn form() -> Form {
        Form {
            name: "张三".into(),
            phone: "13800000001".into(),
            over16: "1".into(),
            consent: "1".into(),
            ..Form::default()
        }
    }

    fn check(form: &Form, this: CardNumber) -> Result<SignUp, Vec<Problem>> {
        let (rundown, townships) = (rundown(), ["解店镇".to_owned()]);
        form.check(this, &Offer { show: ShowId(42), rundown: &rundown, townships: &townships, now: now() })
    }

    fn jobs(numbers: &[&str]) -> Form {
        Form { jobs: numbers.iter().map(ToString::to_string).collect(), ..form() }
    }

    #[test]
    fn the_least_form_asks_for_the_card_of_its_page() {
        let sign_up = check(&form(), 1).expect("valid");
        assert_eq!(sign_up.cards, [(1, JobId("job1".into()))]);
        assert_eq!((sign_up.call_time, sign_up.consent), (CallTime::Any, CONSENT_VERSION));
    }

    #[test]
    fn jobs_are_taken_once_each_and_at_most_three() {
        assert_eq!(check(&jobs(&["2", "1", "2"]), 1).expect("valid").cards.len(), 2);
        let problem = |form: &Form| check(form, 1).err();
        assert_eq!(problem(&jobs(&["1", "2", "4", "5"])), Some(vec![Problem::TooManyCards(4)]));
        assert_eq!(problem(&jobs(&["9"])), Some(vec![Problem::UnknownCard]));
        assert_eq!(problem(&jobs(&["-1"])), Some(vec![Problem::UnknownCard]));
        assert_eq!(problem(&jobs(&["1", "5"])), Some(vec![Problem::CardFull(5)]));
        assert_eq!(problem(&jobs(&["3"])), Some(vec![Problem::CardExpired(3)]));
    }

    #[test]
    fn a_number_that_means_another_job_now_is_refused() {
        let mut before = rundown();
        before.cards.swap(0, 1);
        for (card, number) in before.cards.iter_mut().zip(1..) {
            card.number = number;
        }
        let stale = Form { numbering: numbering(&before), ..form() };
        assert_eq!(check(&stale, 1).err(), Some(vec![Problem::Renumbered(1)]));
        assert!(check(&stale, 4).is_ok(), "the other numbers still mean what they meant");
        assert!(check(&Form { numbering: numbering(&rundown()), ..form() }, 1).is_ok());
    }

    #[test]
    fn all_problems_come_at_once_in_the_order_of_the_page() {
        let form =
            Form { phone: "1380000001".into(), township: "月球".into(), note: "好".repeat(101), ..Form::default() };
        let problems = check(&form, 1).expect_err("refused");
        let expected = [
            Problem::Name(NameProblem::Empty),
            Problem::Phone(PhoneProblem::WrongLength(10)),
            Problem::Township,
            Problem::NoteTooLong(101),
            Problem::Under16,
            Problem::NoConsent,
        ];
        assert_eq!(problems, expected);
    }

    #[test]
    fn choices_are_choices() {
        for (township, good) in [("", true), (" 解店镇 ", true), ("外县", true), ("<b>", false)] {
            assert_eq!(check(&Form { township: township.into(), ..form() }, 1).is_ok(), good, "{township}");
        }
        for (time, good) in [("", true), ("evening", true), ("midnight", false)] {
            assert_eq!(check(&Form { call_time: time.into(), ..form() }, 1).is_ok(), good, "{time}");
        }
    }

    #[test]
    fn a_note_keeps_its_lines_and_loses_what_nobody_sees() {
        let form = Form { note: " 会开\u{202e}三轮\r\n晚上\0打 ".into(), ..form() };
        assert_eq!(check(&form, 1).expect("valid").note, "会开三轮\n晚上打");
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(name in any::<String>(), phone in any::<String>(), note in any::<String>(), job in any::<String>(), numbering in any::<String>()) {
            let form = Form { name, phone, note, jobs: vec![job], numbering, ..form() };
            if let Ok(sign_up) = check(&form, 1) {
                prop_assert!(sign_up.note.chars().count() <= NOTE_CHARS_MAX);
                prop_assert!(!sign_up.cards.is_empty());
            }
        }
    }
}
