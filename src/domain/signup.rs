//! Validates a sign-up form. Must not know languages and pages.

use super::Now;
use super::agreement::{AgreedShare, ConsentTexts};
use super::answers::Answers;
use super::application::Suspicion;
use super::consent::ConsentText;
use super::division::Township;
use super::form::{CARDS_PER_FORM_MAX, Field, Form, FormNotice, Problem};
use super::job::JobId;
use super::numbering::{fingerprint, stood_for};
use super::phone::Phone;
use super::rundown::{CardNumber, Rundown};
use super::setup::SignUpsOpen;
use super::show::ShowId;

/// A valid sign-up form, for the store.
#[derive(Clone)]
pub struct SignUp {
    /// The phone number.
    pub phone: Phone,
    /// The answers.
    pub answers: Answers,
    /// The show of the cards.
    pub show: ShowId,
    /// The cards with their jobs; never empty, each once.
    pub cards: Vec<(CardNumber, JobId)>,
    /// The source of the link; empty if unknown.
    pub source: String,
    /// The consent text that was agreed to.
    pub consent: ConsentText,
    /// The employers that may get name and number, with the texts that were agreed to.
    pub shares: Vec<AgreedShare>,
    /// Changes that were made to the form, for its receipt.
    pub notices: Vec<FormNotice>,
    /// Why the form looks like a robot's. Such a sign-up is stored, and a person judges it.
    pub suspicion: Option<Suspicion>,
}

/// The show that a form signs up for.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// The proof that sign-ups are taken.
    pub open: SignUpsOpen,
    /// Its number.
    pub show: ShowId,
    /// Its cards.
    pub rundown: &'a Rundown,
    /// The county's townships.
    pub townships: &'a [Township],
    /// The texts of the consents.
    pub consents: &'a ConsentTexts,
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
        let mut notices = Vec::new();
        let answers = Answers::check(self, offer.townships, &mut problems, &mut notices);
        let phone = keep(&mut problems, Phone::parse(self.get(Field::Phone)).map_err(Problem::Phone));
        let cards = self.cards(this, offer, &mut problems, &mut notices);
        if self.get(Field::Over16) != "1" {
            problems.push(Problem::Under16);
        }
        let shares = self.agreed_shares(offer.consents, &mut problems);
        problems.extend(self.consent_problem(&offer.consents.call));
        // In the order of the page.
        problems.sort_by_key(|problem| problem.field() as usize);
        match (answers, phone, cards) {
            (Some(answers), Some(phone), Some(cards)) if problems.is_empty() => Ok(SignUp {
                phone,
                answers,
                show: offer.show,
                shares: shares.into_iter().filter(|share| cards.iter().any(|(_, job)| *job == share.job)).collect(),
                cards,
                source: String::new(),
                consent: offer.consents.call.clone(),
                notices,
                suspicion: None,
            }),
            _ => Err(problems),
        }
    }

    /// Whether a card is ticked.
    #[must_use]
    pub fn wants(&self, number: CardNumber) -> bool {
        self.jobs.iter().any(|typed| typed.trim().parse() == Ok(number))
    }

    /// The cards that the form can ask for. Others are left out with a notice, so that one closed card does not cost the others;
    /// only if none is left, or the card of the page stands for another job now, the form has a problem.
    fn cards(
        &self,
        this: CardNumber,
        offer: &Offer<'_>,
        problems: &mut Vec<Problem>,
        notices: &mut Vec<FormNotice>,
    ) -> Option<Vec<(CardNumber, JobId)>> {
        let numbers = self.numbers(this, offer, notices);
        if numbers.len() > CARDS_PER_FORM_MAX {
            problems.push(Problem::TooManyCards(numbers.len()));
            return None;
        }
        let mut cards = Vec::with_capacity(numbers.len());
        let mut closed = Vec::new();
        for number in numbers {
            match self.card(number, offer) {
                Ok(job) => cards.push((number, job)),
                Err(CardProblem::Renumbered) if number == this => {
                    problems.push(Problem::Renumbered(number));
                    return None;
                }
                Err(why) => closed.push((number, why)),
            }
        }
        if cards.is_empty() {
            problems.extend(closed.iter().map(|(number, why)| why.problem(*number)));
            // Every number was unknown.
            if closed.is_empty() {
                problems.push(Problem::UnknownCard);
            }
            return None;
        }
        notices.extend(closed.iter().map(|(number, why)| why.notice(*number)));
        Some(cards)
    }

    /// The numbers of existing cards that were chosen, each once.
    fn numbers(&self, this: CardNumber, offer: &Offer<'_>, notices: &mut Vec<FormNotice>) -> Vec<CardNumber> {
        if self.jobs.is_empty() {
            return vec![this];
        }
        let mut numbers = Vec::with_capacity(CARDS_PER_FORM_MAX);
        for typed in &self.jobs {
            let known = typed.trim().parse().ok().filter(|number| offer.rundown.card(*number).is_some());
            let notice = match known {
                Some(number) if !numbers.contains(&number) => {
                    numbers.push(number);
                    continue;
                }
                Some(number) => FormNotice::RepeatedCard(number),
                None => FormNotice::UnknownCard,
            };
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        numbers
    }

    /// The job of a card. The only place that decides whether a card takes a sign-up. A full card does: its applications wait.
    fn card(&self, number: CardNumber, offer: &Offer<'_>) -> Result<JobId, CardProblem> {
        let (card, job) = offer.rundown.card(number).ok_or(CardProblem::Unknown)?;
        if stood_for(self.get(Field::Numbering), number).is_some_and(|then| then != fingerprint(&card.job)) {
            return Err(CardProblem::Renumbered);
        }
        if job.expired(offer.now.today) {
            return Err(CardProblem::Expired);
        }
        Ok(card.job.clone())
    }
}

/// The reason why a card takes no sign-up.
#[derive(Debug, Clone, Copy)]
enum CardProblem {
    Unknown,
    Renumbered,
    Expired,
}

impl CardProblem {
    /// The problem of a form that has no other card.
    const fn problem(self, number: CardNumber) -> Problem {
        match self {
            Self::Unknown => Problem::UnknownCard,
            Self::Renumbered => Problem::Renumbered(number),
            Self::Expired => Problem::CardExpired(number),
        }
    }

    /// The notice of a form that has other cards.
    const fn notice(self, number: CardNumber) -> FormNotice {
        match self {
            Self::Unknown => FormNotice::UnknownCard,
            Self::Renumbered => FormNotice::RenumberedCard(number),
            Self::Expired => FormNotice::ExpiredCard(number),
        }
    }
}

fn keep<T>(problems: &mut Vec<Problem>, checked: Result<T, Problem>) -> Option<T> {
    checked.map_err(|problem| problems.push(problem)).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::answers::CallTime;
    use crate::domain::column::Column;
    use crate::domain::consent::ConsentId;
    use crate::domain::form::NOTE_CHARS_MAX;
    use crate::domain::job::Job;
    use crate::domain::name::NameProblem;
    use crate::domain::numbering::numbering;
    use crate::domain::phone::PhoneProblem;
    use crate::domain::rundown::Card;
    use crate::domain::settings::Settings;
    use crate::domain::setup::admit;

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

    fn consents() -> ConsentTexts {
        ConsentTexts { call: ConsentText::new(ConsentId::Call, "打电话".into()), shares: Vec::new() }
    }

    fn form() -> Form {
        let ticks = Form::default().with(Field::Over16, "1").with(Field::Consent, "1");
        ticks.with(Field::Name, "张三").with(Field::Phone, "13800000001")
    }

    fn check(form: &Form, this: CardNumber) -> Result<SignUp, Vec<Problem>> {
        let (rundown, townships) = (rundown(), ["解店镇".into()]);
        let settings = Settings {
            organiser: "甲".into(),
            hotline: "110".into(),
            townships: townships.to_vec(),
            ..Settings::default()
        };
        let open = admit(&settings).expect("set up");
        let consents = consents();
        form.check(
            this,
            &Offer {
                open,
                show: ShowId(42),
                rundown: &rundown,
                townships: &townships,
                consents: &consents,
                now: now(),
            },
        )
    }

    fn jobs(numbers: &[&str]) -> Form {
        numbers.iter().fold(form(), |form, number| form.with(Field::Jobs, *number))
    }

    #[test]
    fn the_least_form_asks_for_the_card_of_its_page() {
        let sign_up = check(&form(), 1).expect("valid");
        assert_eq!(sign_up.cards, [(1, JobId("job1".into()))]);
        assert_eq!((sign_up.answers.call_time, &sign_up.consent), (CallTime::Any, &consents().call));
        assert!(sign_up.shares.is_empty(), "never by itself");
    }

    #[test]
    fn jobs_are_taken_once_each_and_at_most_three() {
        assert_eq!(check(&jobs(&["2", "1", "2"]), 1).expect("valid").cards.len(), 2);
        let problem = |form: &Form| check(form, 1).err();
        assert_eq!(problem(&jobs(&["1", "2", "4", "5"])), Some(vec![Problem::TooManyCards(4)]));
        assert_eq!(problem(&jobs(&["9"])), Some(vec![Problem::UnknownCard]));
        assert_eq!(problem(&jobs(&["-1"])), Some(vec![Problem::UnknownCard]));
        assert_eq!(problem(&jobs(&["5"])), None, "a full card has a waiting list");
        assert_eq!(problem(&jobs(&["3"])), Some(vec![Problem::CardExpired(3)]));
        assert_eq!(problem(&jobs(&["3", "5", "9"])), None);
    }

    #[test]
    fn cards_that_take_no_sign_up_are_left_out_with_a_notice() {
        let noticed = |numbers: &[&str], this| {
            let sign_up = check(&jobs(numbers), this).expect("valid");
            (sign_up.cards.iter().map(|(number, _)| *number).collect::<Vec<_>>(), sign_up.notices)
        };
        assert_eq!(noticed(&["1", "5"], 1), (vec![1, 5], vec![]));
        assert_eq!(noticed(&["3", "2"], 3), (vec![2], vec![FormNotice::ExpiredCard(3)]));
        assert_eq!(noticed(&["1", "9", "x", "77"], 1), (vec![1], vec![FormNotice::UnknownCard]));
        assert_eq!(noticed(&["2", "1", "2", "2"], 2), (vec![2, 1], vec![FormNotice::RepeatedCard(2)]));
        let many: Vec<_> = (1..=4).map(|_| "9").chain(["1", "2", "4"]).collect();
        assert_eq!(noticed(&many, 1).0, [1, 2, 4], "only cards of the show count");

        let mut before = rundown();
        before.cards.swap(0, 1);
        for (card, number) in before.cards.iter_mut().zip(1..) {
            card.number = number;
        }
        let stale = jobs(&["4", "1"]).with(Field::Numbering, numbering(&before));
        let sign_up = check(&stale, 4).expect("valid");
        assert_eq!(sign_up.notices, [FormNotice::RenumberedCard(1)]);
        assert_eq!(
            check(&stale, 1).err(),
            Some(vec![Problem::Renumbered(1)]),
            "the card of the page has to be looked at"
        );
    }

    #[test]
    fn a_cleaned_name_is_noted() {
        let sign_up = check(&form().with(Field::Name, "张三（女）"), 1).expect("valid");
        assert_eq!((sign_up.answers.name.as_str(), sign_up.notices), ("张三", vec![FormNotice::NameCleaned]));
        assert!(check(&form(), 1).expect("valid").notices.is_empty());
    }

    #[test]
    fn a_number_that_means_another_job_now_is_refused() {
        let mut before = rundown();
        before.cards.swap(0, 1);
        for (card, number) in before.cards.iter_mut().zip(1..) {
            card.number = number;
        }
        let stale = form().with(Field::Numbering, numbering(&before));
        assert_eq!(check(&stale, 1).err(), Some(vec![Problem::Renumbered(1)]));
        assert!(check(&stale, 4).is_ok(), "the other numbers still mean what they meant");
        assert!(check(&form().with(Field::Numbering, numbering(&rundown())), 1).is_ok());
    }

    #[test]
    fn all_problems_come_at_once_in_the_order_of_the_page() {
        let form = Form::default().with(Field::Phone, "1380000001").with(Field::Township, "月球");
        let form = form.with(Field::Note, "好".repeat(101)).with(Field::Party, "12");
        let form = form.with(Field::Village, "村".repeat(21));
        let problems = check(&form, 1).err().expect("refused");
        let expected = [
            Problem::Name(NameProblem::Empty),
            Problem::Phone(PhoneProblem::WrongLength(10)),
            Problem::Township,
            Problem::VillageTooLong(21),
            Problem::Party,
            Problem::NoteTooLong(101),
            Problem::Under16,
            Problem::NoConsent,
        ];
        assert_eq!(problems, expected);
    }

    #[test]
    fn choices_are_choices() {
        for (township, good) in [("", true), (" 解店镇 ", true), ("外县", true), ("<b>", false)] {
            assert_eq!(check(&form().with(Field::Township, township), 1).is_ok(), good, "{township}");
        }
        for (time, good) in [("", true), ("evening", true), ("midnight", false)] {
            assert_eq!(check(&form().with(Field::CallTime, time), 1).is_ok(), good, "{time}");
        }
    }

    #[test]
    fn a_note_keeps_its_lines_and_loses_what_nobody_sees() {
        let form = form().with(Field::Note, " 会开\u{202e}三轮\r\n晚上\0打 ");
        assert_eq!(check(&form, 1).expect("valid").answers.note, "会开三轮\n晚上打");
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(name in any::<String>(), phone in any::<String>(), note in any::<String>(), job in any::<String>(), numbering in any::<String>()) {
            let form = form().with(Field::Name, name).with(Field::Phone, phone).with(Field::Note, note);
            let form = form.with(Field::Jobs, job).with(Field::Numbering, numbering);
            if let Ok(sign_up) = check(&form, 1) {
                prop_assert!(sign_up.answers.note.chars().count() <= NOTE_CHARS_MAX);
                prop_assert!(!sign_up.cards.is_empty());
            }
        }
    }
}
