//! The sentence for each thing that can be wrong with a sign-up form. Pure.

use crate::domain::form::{CARDS_PER_FORM_MAX, Field, NOTE_CHARS_MAX, PARTY_MAX, Problem};
use crate::domain::name::{NAME_CHARS_MAX, NameProblem};
use crate::domain::phone::{PHONE_DIGITS, PhoneProblem};
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
    /// The error of a problem, in the language of `t`.
    pub fn new(t: Words, problem: Problem) -> Self {
        let field = problem.field();
        Self { anchor: field.as_str(), field, text: error_text(t, problem) }
    }
}

fn error_text(t: Words, problem: Problem) -> String {
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
        Problem::Phone(problem) => phone_error_text(t, problem),
        Problem::Township => t.join_problem_township().to_owned(),
        Problem::Party => t.join_problem_party(PARTY_MAX),
        Problem::CallTime => t.join_problem_call_time().to_owned(),
        Problem::NoteTooLong(count) => t.join_problem_note_long(arg::Count(count), arg::Most(NOTE_CHARS_MAX)),
        Problem::Under16 => t.join_problem_under16().to_owned(),
        Problem::NoConsent => t.join_problem_consent().to_owned(),
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
