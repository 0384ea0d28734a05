//! The sentence for each thing that can be wrong with a sign-up form, and for each change that was made to it. Pure.

use crate::domain::form::{
    CARDS_PER_FORM_MAX, Field, Form, FormNotice, NOTE_CHARS_MAX, PARTY_MAX, Problem, VILLAGE_CHARS_MAX,
};
use crate::domain::name::{NAME_CHARS_MAX, NAME_LETTERS_MAX, NameProblem};
use crate::domain::phone::{PHONE_DIGITS, Phone, PhoneProblem};
use crate::words::{Words, arg};

/// One line of the error summary above a form: which field to go to, and what is wrong there.
pub struct FieldError {
    /// The id of the field's element.
    pub anchor: &'static str,
    /// The field.
    pub field: Field,
    /// The fault, and how to correct it.
    pub text: String,
}

impl FieldError {
    /// The error of a problem of a form as typed, in the language of `t`.
    pub fn new(t: Words, problem: Problem, typed: &Form) -> Self {
        let field = problem.field();
        let text = match problem {
            Problem::Phone(PhoneProblem::TwoNumbers) => two_numbers_text(t, typed.get(field)),
            problem => error_text(t, problem),
        };
        Self { anchor: field.as_str(), field, text }
    }
}

fn error_text(t: Words, problem: Problem) -> String {
    match problem {
        Problem::TooManyCards(count) => t.join_problem_jobs_many(arg::Count(count), arg::Most(CARDS_PER_FORM_MAX)),
        Problem::NoCards => t.join_problem_jobs_none().to_owned(),
        Problem::UnknownCard => t.join_problem_jobs_unknown().to_owned(),
        Problem::CardExpired(number) => t.join_problem_jobs_expired(number),
        Problem::Renumbered(number) => t.join_problem_jobs_renumbered(number),
        Problem::Name(NameProblem::Empty) => t.join_problem_name_empty().to_owned(),
        Problem::Name(NameProblem::TooLong(count)) => {
            t.join_problem_name_long(arg::Count(count), arg::Letters(NAME_LETTERS_MAX), arg::Most(NAME_CHARS_MAX))
        }
        Problem::Name(NameProblem::Sign(sign)) if sign.is_ascii_digit() => t.join_problem_name_digit(sign),
        Problem::Name(NameProblem::Sign(sign)) => t.join_problem_name_sign(sign),
        Problem::Name(NameProblem::Unreadable) => t.join_problem_name_unreadable().to_owned(),
        Problem::Phone(problem) => phone_error_text(t, problem),
        Problem::Township => t.join_problem_township().to_owned(),
        Problem::VillageTooLong(count) => t.join_problem_village_long(arg::Count(count), arg::Most(VILLAGE_CHARS_MAX)),
        Problem::Party => t.join_problem_party(PARTY_MAX),
        Problem::CallTime => t.join_problem_call_time().to_owned(),
        Problem::NoteTooLong(count) => t.join_problem_note_long(arg::Count(count), arg::Most(NOTE_CHARS_MAX)),
        Problem::Under16 => t.join_problem_under16().to_owned(),
        Problem::NoConsent => t.join_problem_consent().to_owned(),
        Problem::ConsentChanged => t.join_problem_consent_changed().to_owned(),
        Problem::ShareChanged(number) => t.join_problem_share_changed(number),
    }
}

/// The faults of a mobile number; the lookup form of `/my` uses the same sentences.
pub fn phone_error_text(t: Words, problem: PhoneProblem) -> String {
    match problem {
        PhoneProblem::Empty => t.join_problem_phone_empty().to_owned(),
        PhoneProblem::WrongLength(count) => t.join_problem_phone_length(arg::Count(count), arg::Wanted(PHONE_DIGITS)),
        PhoneProblem::WrongStart => t.join_problem_phone_start().to_owned(),
        PhoneProblem::NotDigits => t.join_problem_phone_digits().to_owned(),
        PhoneProblem::TwoNumbers => t.join_problem_phone_two().to_owned(),
        PhoneProblem::Foreign => t.join_problem_phone_foreign().to_owned(),
    }
}

/// Two numbers: the field comes back with the first one, so the sentence has both.
fn two_numbers_text(t: Words, typed: &str) -> String {
    match Phone::pair_in(typed) {
        Some((first, other)) => {
            // A number must not break over two lines.
            let [first, other] = [first, other].map(|phone| phone.grouped().replace(' ', "\u{a0}"));
            t.join_problem_phone_pair(arg::First(first), arg::Other(other))
        }
        None => t.join_problem_phone_two().to_owned(),
    }
}

/// The sentence of a change that was made to a form when it was accepted; `name` is the one that was stored.
pub fn notice_text(t: Words, notice: FormNotice, name: &str) -> String {
    match notice {
        FormNotice::NameCleaned => t.join_notice_name_cleaned(name),
        FormNotice::UnknownCard => t.join_notice_card_unknown().to_owned(),
        FormNotice::RepeatedCard(number) => t.join_notice_card_repeated(number),
        FormNotice::ExpiredCard(number) => t.join_notice_card_expired(number),
        FormNotice::RenumberedCard(number) => t.join_notice_card_renumbered(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_say_what_is_wrong() {
        let t = Words::default();
        let phone = phone_error_text(t, PhoneProblem::WrongLength(10));
        assert_eq!(phone, "手机号是 11 位，您填了 10 位");
        assert_eq!(error_text(t, Problem::Name(NameProblem::Sign('<'))), "姓名里有“<”。请只写汉字或字母");
    }
}
