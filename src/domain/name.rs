//! Parses a person's name. Must not know forms and pages.

use unicode_normalization::UnicodeNormalization;

use super::phone::is_invisible;

/// Longest name, in characters: what the national rule for public systems asks for (50 bytes of GB 18030).
pub const NAME_CHARS_MAX: usize = 25;

/// The reason why a name cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing was typed.
    Empty,
    /// It has this many characters.
    TooLong(usize),
    /// A visible character that no name has: a digit, `<`, `&` …
    Sign(char),
    /// An emoji, a control character, or a script that our lists cannot print.
    Unreadable,
}

/// Reads a name: letters of any Han block or of Latin script, joined by single spaces or by `·` (U+00B7).
///
/// # Errors
/// [`NameProblem`], precise enough for a form error.
pub fn parse_name(typed: &str) -> Result<String, NameProblem> {
    let mut name = String::with_capacity(typed.len());
    // A separator counts only between letters, so it is held back until the next letter; a dot replaces the spaces around it.
    let mut separator = None;
    for c in typed.chars().filter(|c| !is_invisible(*c)).nfc().map(fold) {
        match c {
            '·' => separator = Some('·'),
            ' ' => separator = separator.or(Some(' ')),
            c if is_han(c) || is_latin(c) => {
                name.extend(separator.take().filter(|_| !name.is_empty()));
                name.push(c);
            }
            c if c.is_ascii_graphic() => return Err(NameProblem::Sign(c)),
            _ => return Err(NameProblem::Unreadable),
        }
    }
    match name.chars().count() {
        0 => Err(NameProblem::Empty),
        many if many > NAME_CHARS_MAX => Err(NameProblem::TooLong(many)),
        _ => Ok(name),
    }
}

/// Input methods write the dot between names in eight ways, letters in full width, and radicals that look like the word.
fn fold(c: char) -> char {
    match c {
        '·' | '•' | '‧' | '・' | '･' | '∙' | '⋅' | '.' | '．' => '·',
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '\u{2f00}'..='\u{2fd5}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// All Han, not only the range of 1995: 𠮷, 㛃, 𬱖 and 䶮 occur in names. Planes 2 and 3 contain nothing else.
fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || (matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_kept_as_their_owners_write_them() {
        for name in ["王", "张三丰", "𠮷田", "𬱖", "㛃", "䶮", "王大姐", "Ů", "Nǚ Wa", "〇八", "买买提·艾力"]
        {
            assert_eq!(parse_name(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn separators_are_made_one() {
        for dot in ["·", "•", "‧", "・", "･", "∙", "⋅", ".", "．", " · ", "··"] {
            assert_eq!(parse_name(&format!(" 买买提{dot}艾力 ")).as_deref(), Ok("买买提·艾力"), "{dot}");
        }
        assert_eq!(parse_name("·李\u{3000} \t四.").as_deref(), Ok("李 四"));
    }

    #[test]
    fn input_methods_are_forgiven() {
        assert_eq!(parse_name("Ｗａｎｇ").as_deref(), Ok("Wang"));
        assert_eq!(parse_name("张\u{200b}三\u{feff}").as_deref(), Ok("张三"));
        assert_eq!(parse_name("⽅⽅").as_deref(), Ok("方方"));
        assert_eq!(parse_name("u\u{308}").as_deref(), Ok("ü"), "composed, as NFC writes it");
    }

    #[test]
    fn what_is_no_name_is_named() {
        assert_eq!(parse_name(" \u{200b} ·"), Err(NameProblem::Empty));
        assert_eq!(parse_name("<script>"), Err(NameProblem::Sign('<')));
        assert_eq!(parse_name("张&三"), Err(NameProblem::Sign('&')));
        assert_eq!(parse_name("张3"), Err(NameProblem::Sign('3')));
        assert_eq!(parse_name("张三😊"), Err(NameProblem::Unreadable));
        assert_eq!(parse_name("张\0三"), Err(NameProblem::Unreadable));
        assert_eq!(parse_name("張×三"), Err(NameProblem::Unreadable));
        assert!(parse_name(&"𠮷".repeat(25)).is_ok());
        assert_eq!(parse_name(&"王".repeat(26)), Err(NameProblem::TooLong(26)));
    }

    proptest! {
        #[test]
        fn an_accepted_name_is_clean_and_reads_as_itself(typed in "[张三𠮷〇a-zÀ-ɏ·•. \u{200b}\u{3000}<&0-9\u{0}\u{202e}]{0,40}") {
            if let Ok(name) = parse_name(&typed) {
                prop_assert_eq!(parse_name(&name), Ok(name.clone()));
                prop_assert!((1..=NAME_CHARS_MAX).contains(&name.chars().count()));
                prop_assert!(name.chars().all(|c| is_han(c) || is_latin(c) || c == '·' || c == ' '));
                prop_assert!(!name.contains("  ") && !name.contains("··") && name.trim() == name);
            }
        }

        #[test]
        fn nothing_breaks_it(typed in any::<String>()) {
            let _ = parse_name(&typed);
        }
    }
}
