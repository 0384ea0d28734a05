//! The addresses of cards: the one that means the same job for ever, and the short one that a host says. Pure; must not know
//! routes or languages.

use unicode_normalization::UnicodeNormalization as _;

use super::rundown::CardNumber;
use super::show::ShowId;

/// Signs that people type, or that a chat adds to a link, behind a number: 8号岗, 8。
const TRAILING: [char; 12] = ['号', '岗', '位', '.', '。', ',', '、', '!', ';', ':', ')', '”'];

/// A card of a show. Displayed as the path that means its job for ever: `/42/8`. QR codes, forms and shared links use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardAddress {
    /// The show.
    pub show: ShowId,
    /// The number of the card within the show.
    pub card: CardNumber,
}

impl std::fmt::Display for CardAddress {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "/{}/{}", self.show, self.card)
    }
}

/// The path that a host says and a viewer types: `/8`. It leads to the card of the show on the stage.
#[must_use]
pub fn spoken_path(card: CardNumber) -> String {
    format!("/{card}")
}

/// The number in a typed part of an address: `8`, `08`, `８`, `8号岗`, `8。`. `None` for what is no number at all; a number that
/// is too large for any card or show is [`u32::MAX`].
#[must_use]
pub fn read_number(typed: &str) -> Option<u32> {
    let folded: String = typed.nfkc().filter(|sign| !sign.is_whitespace()).collect();
    let digits = folded.trim_end_matches(TRAILING);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// Whether a typed part of an address is the letter of `/j/8`, in any case and width.
#[must_use]
pub fn is_join_letter(typed: &str) -> bool {
    typed.nfkc().collect::<String>().eq_ignore_ascii_case("j")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_typed() {
        for typed in ["8", "08", "008", "８", "０８", " 8 ", "8号", "8号岗", "８号岗。", "8,", "8，", "8)"] {
            assert_eq!(read_number(typed), Some(8), "{typed}");
        }
        for typed in ["", "a", "8a", "-8", "+8", "8.5", "八", "号岗", "1 000x", "favicon.ico"] {
            assert_eq!(read_number(typed), None, "{typed}");
        }
        assert_eq!(read_number("99999999999999999999"), Some(u32::MAX));
    }

    #[test]
    fn the_letter_is_read_in_any_case_and_width() {
        assert!(["j", "J", "ｊ", "Ｊ"].into_iter().all(is_join_letter));
        assert!(!["", "jj", "r", "8"].into_iter().any(is_join_letter));
    }

    #[test]
    fn a_card_has_a_lasting_path_and_a_spoken_one() {
        assert_eq!(CardAddress { show: ShowId(42), card: 8 }.to_string(), "/42/8");
        assert_eq!(spoken_path(8), "/8");
    }
}
