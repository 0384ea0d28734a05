//! A mobile number: parsed leniently, printed only on purpose.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Digits of a Chinese mobile number.
pub const PHONE_DIGITS: usize = 11;

/// Eleven digits beginning with 13-19. `Debug` is masked, and there is no `Display`: say `full`, `grouped` or `masked`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// The reason why a number cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    /// Nothing was typed.
    Empty,
    /// It has this many digits instead of 11.
    WrongLength(usize),
    /// Eleven digits that no mobile number begins with.
    WrongStart,
    /// Letters or other characters among the digits.
    NotDigits,
    /// Two numbers in one field: [`Phone::pair_in`] has them.
    TwoNumbers,
    /// The prefix of another country: `+1`, `00852`.
    Foreign,
}

impl Phone {
    /// Reads a number as typed: full-width digits, spaces, hyphens, `+86` and invisible marks are forgiven, also the number
    /// typed twice.
    ///
    /// # Errors
    /// [`PhoneProblem`], precise enough for a form error.
    pub fn parse(typed: &str) -> Result<Self, PhoneProblem> {
        let text = without_filler(typed);
        match national(&text) {
            Some(digits) if is_mobile(digits) => Ok(Self(digits.to_owned())),
            national => {
                let numbers = mobiles_in(&text);
                match numbers.split_first() {
                    Some((first, others)) if !others.is_empty() => {
                        let same = others.iter().all(|other| other == first);
                        if same { Ok(first.clone()) } else { Err(PhoneProblem::TwoNumbers) }
                    }
                    _ => Err(problem(&text, national)),
                }
            }
        }
    }

    /// The first two numbers of a field with [`PhoneProblem::TwoNumbers`]: one to keep, and the other to name.
    #[must_use]
    pub fn pair_in(typed: &str) -> Option<(Self, Self)> {
        let numbers = mobiles_in(&without_filler(typed));
        let first = numbers.first()?;
        let other = numbers.iter().find(|other| *other != first)?;
        Some((first.clone(), other.clone()))
    }

    /// All digits, for the store, for an opened row and for export.
    #[must_use]
    pub fn full(&self) -> &str {
        &self.0
    }

    /// `138 0000 0001`, easy to check at a glance.
    #[must_use]
    pub fn grouped(&self) -> String {
        format!("{} {} {}", &self.0[..3], &self.0[3..7], &self.0[7..])
    }

    /// `138****0001`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }

    /// The last four digits.
    #[must_use]
    pub fn last_four(&self) -> &str {
        &self.0[7..]
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.masked())
    }
}

/// Whether these are the eleven digits of a mobile number of the mainland.
fn is_mobile(digits: &str) -> bool {
    digits.len() == PHONE_DIGITS
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// The number behind the prefix of the mainland, or without a prefix; `None` behind the prefix of another country, of which
/// `+1 415 555 0123` reads like one of ours once its plus is gone.
fn national(text: &str) -> Option<&str> {
    // No country's code begins with a zero, so three zeros are a number that was mistyped.
    let dialled = text.strip_prefix("00").filter(|rest| !rest.starts_with('0'));
    let number = match text.strip_prefix('+').map(|rest| rest.strip_prefix("00").unwrap_or(rest)).or(dialled) {
        Some(international) => international.strip_prefix("86")?,
        None => text.strip_prefix("86").filter(|rest| is_mobile(rest)).unwrap_or(text),
    };
    Some(without_trunk_prefix(number))
}

/// The zero that long-distance calls to a mobile number once began with.
fn without_trunk_prefix(number: &str) -> &str {
    number.strip_prefix('0').filter(|rest| is_mobile(rest)).unwrap_or(number)
}

fn problem(text: &str, national: Option<&str>) -> PhoneProblem {
    let digits = national.unwrap_or_else(|| text.trim_start_matches('+'));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return PhoneProblem::NotDigits;
    }
    match (national, digits.len()) {
        (_, 0) => PhoneProblem::Empty,
        (None, _) => PhoneProblem::Foreign,
        (Some(_), PHONE_DIGITS) => PhoneProblem::WrongStart,
        (Some(_), length) => PhoneProblem::WrongLength(length),
    }
}

/// The mobile numbers in a text; none if other digits are between them.
fn mobiles_in(text: &str) -> Vec<Phone> {
    let mut found = Vec::new();
    for mut run in text.split(|c: char| !c.is_ascii_digit()) {
        while !run.is_empty() {
            let number = ["0086", "86", "0"].iter().find_map(|prefix| first_mobile(run.strip_prefix(prefix)?));
            let Some((number, rest)) = number.or_else(|| first_mobile(run)) else { return Vec::new() };
            found.push(Phone(number.to_owned()));
            run = rest;
        }
    }
    found
}

/// The mobile number that a run of digits begins with, and the rest of it.
fn first_mobile(run: &str) -> Option<(&str, &str)> {
    run.split_at_checked(PHONE_DIGITS).filter(|(number, _)| is_mobile(number))
}

/// A number as typed without the marks between its digits, in ASCII digits where there are any.
fn without_filler(typed: &str) -> String {
    typed.nfkc().filter(|c| !is_filler(*c)).collect()
}

/// Characters that people and input methods put between digits: spaces, hyphens, dots, brackets, invisible and combining marks.
fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || is_invisible(c)
        || matches!(c, '-' | '–' | '—' | '−' | '‐' | '‑' | '.' | '·' | '(' | ')' | '_' | '\u{20e3}')
}

/// Invisible characters: zero-width and soft ones, direction marks, variation selectors.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Result<String, PhoneProblem> {
        Phone::parse(typed).map(|phone| phone.full().to_owned())
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let forms = [
            "13800000001",
            "１３８００００ ０００１",
            "+86 138-0000-0001",
            "86 13800000001",
            "0086(138)0000.0001",
            "138\u{200b}0000\u{a0}0001\u{202c}",
            "1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣",
            "①③⑧00000001",
            "\u{feff}138 0000 0001\0\r\n",
        ];
        for typed in forms {
            assert_eq!(read(typed).as_deref(), Ok("13800000001"), "{typed:?}");
        }
        assert_eq!(read("8615000000001").as_deref(), Ok("15000000001"));
        assert_eq!(read("16500000001").as_deref(), Ok("16500000001"), "virtual operators are telephones too");
        for typed in ["013800000001", "+86 (0)138 0000 0001", "13800000001 13800000001", "13800000001/+8613800000001"] {
            assert_eq!(read(typed).as_deref(), Ok("13800000001"), "{typed:?}");
        }
    }

    #[test]
    fn numbers_of_other_countries_are_not_ours() {
        for typed in [
            "+1 415 555 0123",
            "001 415 555 0123",
            "00852 9123 4567",
            "＋８５２ ９１２３４５６７",
            "+886 912 345 678",
            "+13800000001",
        ] {
            assert_eq!(read(typed), Err(PhoneProblem::Foreign), "{typed:?}");
        }
        assert_eq!(read("00000000000"), Err(PhoneProblem::WrongStart), "no country begins with a zero");
        assert_eq!(read("+86"), Err(PhoneProblem::Empty));
        assert_eq!(read("+86 1380000001"), Err(PhoneProblem::WrongLength(10)), "counted without the prefix");
        assert_eq!(read("+86 0359 0000001"), Err(PhoneProblem::WrongStart), "a landline");
    }

    #[test]
    fn of_two_numbers_the_first_is_proposed() {
        for typed in [
            "13800000001 13900000002",
            "13800000001、+86 13900000002",
            "1380000000113900000002",
            "86 13800000001 或 13900000002",
        ] {
            assert_eq!(read(typed), Err(PhoneProblem::TwoNumbers), "{typed:?}");
            let pair = Phone::pair_in(typed).map(|(first, other)| (first.0, other.0));
            assert_eq!(pair, Some(("13800000001".to_owned(), "13900000002".to_owned())), "{typed:?}");
        }
        for typed in ["", "13800000001", "13800000001 13800000001", "13800000001 139", "电话"] {
            assert!(Phone::pair_in(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = [
            ("", PhoneProblem::Empty),
            (" \u{200b}-", PhoneProblem::Empty),
            ("1380000001", PhoneProblem::WrongLength(10)),
            ("138000000011", PhoneProblem::WrongLength(12)),
            ("1440000000001", PhoneProblem::WrongLength(13)),
            ("12800000001", PhoneProblem::WrongStart),
            ("0359-0000001", PhoneProblem::WrongStart),
            ("١٣٨٠٠٠٠٠٠٠١", PhoneProblem::NotDigits),
            ("<script>", PhoneProblem::NotDigits),
            ("138½0000001", PhoneProblem::NotDigits),
            ("13800000001 13900000002", PhoneProblem::TwoNumbers),
            ("13800000001、13900000002", PhoneProblem::TwoNumbers),
            ("+8613800000001/13900000002", PhoneProblem::TwoNumbers),
            ("1380000000113900000002", PhoneProblem::TwoNumbers),
        ];
        for (typed, problem) in wrong {
            assert_eq!(read(typed), Err(problem), "{typed:?}");
        }
    }

    #[test]
    fn only_full_and_grouped_say_all_digits() {
        let phone = Phone::parse("13812340001").expect("a mobile number");
        assert_eq!(phone.grouped(), "138 1234 0001");
        assert_eq!(phone.masked(), "138****0001");
        assert_eq!(format!("{phone:?}"), "138****0001");
    }

    proptest! {
        #[test]
        fn decoration_changes_nothing(digits in "1[3-9][0-9]{9}", marks in "[ \u{200b}\u{a0}().-]{0,12}", at in 0usize..12) {
            let (head, tail) = digits.split_at(at.min(11));
            for prefix in ["", "+86", "0086", "86"] {
                let typed = read(&format!("{prefix}{marks}{head}{marks}{tail}"));
                prop_assert_eq!(typed.as_deref(), Ok(digits.as_str()));
            }
        }

        #[test]
        fn nothing_else_gets_through(typed in any::<String>()) {
            if let Ok(digits) = read(&typed) {
                prop_assert_eq!(digits.len(), PHONE_DIGITS);
                prop_assert!(digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }
}
