//! A mobile number: read from whatever people type, and printed only on purpose.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Digits of a Chinese mobile number.
pub const PHONE_DIGITS: usize = 11;

/// Eleven digits beginning with 13-19. `Debug` is masked, and there is no `Display`: say `full`, `grouped` or `masked`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// What is wrong with a number, so that the page can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneProblem {
    Empty,
    /// It has this many digits instead of 11.
    WrongLength(usize),
    /// Eleven digits that no mobile number begins with.
    WrongStart,
    /// Letters or other signs among the digits.
    NotDigits,
    /// Two numbers in one field.
    TwoNumbers,
}

impl Phone {
    /// Reads a number as typed: full-width digits, spaces, hyphens, `+86` and invisible marks are forgiven.
    ///
    /// # Errors
    /// [`PhoneProblem`], precise enough to tell the person what to mend.
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
        let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == PHONE_DIGITS).count();
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

/// Signs that people and input methods put between digits: spaces, hyphens, dots, brackets, invisible and combining marks.
fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '-' | '–' | '—' | '−' | '‐' | '‑' | '.' | '·' | '(' | ')' | '_' | '\u{20e3}' | '\u{ad}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}
