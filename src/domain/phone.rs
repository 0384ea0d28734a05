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
    /// Two numbers in one field.
    TwoNumbers,
}

impl Phone {
    /// Reads a number as typed: full-width digits, spaces, hyphens, `+86` and invisible marks are forgiven.
    ///
    /// # Errors
    /// [`PhoneProblem`], precise enough for a form error.
    pub fn parse(typed: &str) -> Result<Self, PhoneProblem> {
        let text: String = typed.nfkc().filter(|c| !is_filler(*c)).collect();
        if text.is_empty() {
            return Err(PhoneProblem::Empty);
        }
        let text = text.strip_prefix('+').unwrap_or(&text);
        if !text.chars().all(|c| c.is_ascii_digit()) {
            return Err(Self::why_not_digits(text));
        }
        let digits = ["0086", "86"]
            .iter()
            .filter_map(|code| text.strip_prefix(code))
            .find(|rest| rest.len() == PHONE_DIGITS && rest.starts_with('1'))
            .unwrap_or(text);
        match digits.as_bytes() {
            [b'1', b'3'..=b'9', ..] if digits.len() == PHONE_DIGITS => Ok(Self(digits.to_owned())),
            _ if digits.len() == 2 * PHONE_DIGITS => Err(PhoneProblem::TwoNumbers),
            _ if digits.len() == PHONE_DIGITS => Err(PhoneProblem::WrongStart),
            _ => Err(PhoneProblem::WrongLength(digits.len())),
        }
    }

    fn why_not_digits(text: &str) -> PhoneProblem {
        // At least eleven: one of the two may carry its country code.
        let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() >= PHONE_DIGITS).count();
        if numbers > 1 { PhoneProblem::TwoNumbers } else { PhoneProblem::NotDigits }
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
