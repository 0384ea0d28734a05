//! The answers of the sign-up form, checked. Must not know pages or words.
//!
//! A new question is a variant of [`Field`], and a field of [`Answers`] with its check and its place in [`Answers::fill`].
//! Parsing, the idempotency key, the stored form and its amendment follow from these.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::division::{Township, find_township};
use super::form::{Field, Form, FormNotice, NOTE_CHARS_MAX, PARTY_MAX, Problem, VILLAGE_CHARS_MAX};
use super::name::parse_name;
use super::phone::is_invisible;

/// Options after the county's townships; stored in these words in every language of the page.
pub const OTHER_TOWNSHIPS: [&str; 2] = ["县城", "外县"];

/// The time of day at which a person prefers to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallTime {
    /// Any time.
    #[default]
    Any,
    /// In the morning.
    Morning,
    /// In the afternoon.
    Afternoon,
    /// In the evening.
    Evening,
}

impl CallTime {
    /// Every choice, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Any, Self::Morning, Self::Afternoon, Self::Evening];

    /// The code in the store and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    /// The choice of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|time| time.as_str() == code)
    }
}

/// The valid answers of a form, without its phone number, its cards and its ticks. Opaque to the scripts of the store.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The name.
    pub name: String,
    /// The township; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub township: String,
    /// The village; may be empty. Only on records that can be erased, never on applications: with a township it can name a person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub village: String,
    /// How many people come: at least 1.
    #[serde(default = "alone", skip_serializing_if = "is_alone")]
    pub party: u8,
    /// The preferred time of a call.
    #[serde(default)]
    pub call_time: CallTime,
    /// The note; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

fn alone() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn is_alone(party: &u8) -> bool {
    *party == 1
}

impl Answers {
    /// Checks the answers of a form; pushes every problem, in the order of the page, and what was changed. `townships` are the
    /// county's.
    pub(super) fn check(
        form: &Form,
        townships: &[Township],
        problems: &mut Vec<Problem>,
        notices: &mut Vec<FormNotice>,
    ) -> Option<Self> {
        let mut keep = |problem| problems.push(problem);
        let name = parse_name(form.get(Field::Name)).map_err(Problem::Name).map_err(&mut keep).ok();
        let township = check_township(form.get(Field::Township), townships).map_err(&mut keep).ok();
        let village = check_village(form.get(Field::Village)).map_err(&mut keep).ok();
        let party = check_party(form.get(Field::Party)).map_err(&mut keep).ok();
        let call_time = check_call_time(form.get(Field::CallTime)).map_err(&mut keep).ok();
        let note = check_note(form.get(Field::Note)).map_err(&mut keep).ok();
        let parsed = name?;
        if parsed.cleaned {
            notices.push(FormNotice::NameCleaned);
        }
        Some(Self {
            name: parsed.name,
            township: township?,
            village: village?,
            party: party?,
            call_time: call_time?,
            note: note?,
        })
    }

    /// Writes the answers back into a form, to amend them.
    pub fn fill(&self, form: &mut Form) {
        // Without `..`, so that a new answer cannot be forgotten here.
        let Self { name, township, village, party, call_time, note } = self;
        form.set(Field::Name, name);
        form.set(Field::Township, township);
        form.set(Field::Village, village);
        form.set(Field::Party, party.to_string());
        form.set(Field::CallTime, call_time.as_str());
        form.set(Field::Note, note);
    }
}

/// The name of the chosen township. A program of the county's own may send the code instead.
fn check_township(typed: &str, known: &[Township]) -> Result<String, Problem> {
    let chosen = typed.trim();
    if chosen.is_empty() || OTHER_TOWNSHIPS.contains(&chosen) {
        return Ok(chosen.to_owned());
    }
    let found = find_township(known, chosen).ok_or(Problem::Township)?;
    Ok(found.name.clone())
}

/// One line, in which spaces and invisible characters count for nothing.
fn check_village(typed: &str) -> Result<String, Problem> {
    let visible = typed.nfc().map(|c| if c.is_whitespace() { ' ' } else { c });
    let line: String = visible.filter(|c| !(c.is_control() || is_invisible(*c))).collect();
    let village = line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match village.chars().count() {
        many if many > VILLAGE_CHARS_MAX => Err(Problem::VillageTooLong(many)),
        _ => Ok(village),
    }
}

fn check_party(typed: &str) -> Result<u8, Problem> {
    match typed.trim() {
        "" => Ok(1),
        number => number.parse().ok().filter(|many| (1..=PARTY_MAX).contains(many)).ok_or(Problem::Party),
    }
}

fn check_call_time(typed: &str) -> Result<CallTime, Problem> {
    match typed.trim() {
        "" => Ok(CallTime::Any),
        code => CallTime::from_code(code).ok_or(Problem::CallTime),
    }
}

/// Keeps line breaks, and removes invisible characters, which could reverse a row of the desk.
fn check_note(typed: &str) -> Result<String, Problem> {
    let seen = |c: &char| *c == '\n' || !(c.is_control() || is_invisible(*c));
    let note: String = typed.replace('\t', " ").chars().filter(seen).collect();
    let note = note.trim();
    match note.chars().count() {
        many if many > NOTE_CHARS_MAX => Err(Problem::NoteTooLong(many)),
        _ => Ok(note.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_fill_the_form_that_they_were_read_from() {
        let answers = Answers {
            name: "张三".into(),
            township: "外县".into(),
            village: "西解村".into(),
            party: 3,
            call_time: CallTime::Evening,
            note: "会开三轮".into(),
        };
        let mut form = Form::default();
        answers.fill(&mut form);
        let mut problems = Vec::new();
        let mut notices = Vec::new();
        let read = Answers::check(&form, &[], &mut problems, &mut notices);
        assert!(read == Some(answers) && problems.is_empty() && notices.is_empty(), "{problems:?}");
    }

    #[test]
    fn a_village_is_one_short_line_in_free_words() {
        for (typed, village) in
            [("", ""), (" 西解村\r\n", "西解村"), ("西解村 \u{3000} 3组", "西解村 3组"), ("西\u{202e}解\0村", "西解村")]
        {
            assert_eq!(check_village(typed).as_deref(), Ok(village), "{typed:?}");
        }
        assert!(check_village(&"村".repeat(VILLAGE_CHARS_MAX)).is_ok());
        assert_eq!(check_village(&"村".repeat(21)), Err(Problem::VillageTooLong(21)));
    }

    #[test]
    fn a_party_is_a_small_number() {
        assert_eq!(check_party(""), Ok(1));
        assert_eq!(check_party(" 2 "), Ok(2));
        for typed in ["0", "10", "-1", "两个", "1.5", "256"] {
            assert_eq!(check_party(typed), Err(Problem::Party), "{typed}");
        }
    }
}
