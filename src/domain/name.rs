//! Parses a person's name. Must not know forms and pages.

use unicode_normalization::UnicodeNormalization;

use super::phone::is_invisible;

/// Longest name, in Han characters: what the national rule for public systems asks for (50 bytes of GB 18030).
pub const NAME_CHARS_MAX: usize = 25;
/// Longest name in letters of alphabets, which take half a Han character each.
pub const NAME_LETTERS_MAX: usize = 2 * NAME_CHARS_MAX;
/// Most marks on one letter; no script needs more.
const MARKS_MAX: usize = 3;

/// The reason why a name cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing was typed.
    Empty,
    /// It has this many characters.
    TooLong(usize),
    /// A visible character that no name has: a digit, `<`, `&` …
    Sign(char),
    /// An emoji, a control character, a symbol.
    Unreadable,
}

/// A name as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedName {
    /// The name.
    pub name: String,
    /// Whether a remark in brackets or a sign at its end was left out, which its owner has to be informed of.
    pub cleaned: bool,
}

/// Reads a name: letters of any script, joined by single spaces, by `·` (U+00B7), or between letters of an alphabet by `'` and
/// `-`. A remark in brackets, such as `（女）`, and punctuation at the ends are left out.
///
/// # Errors
/// [`NameProblem`], precise enough for a form error.
pub fn parse_name(typed: &str) -> Result<ParsedName, NameProblem> {
    let (outside, bracketed) = split_brackets(typed);
    let bare = trim_signs(&outside);
    let cleaned = bracketed || bare.len() < outside.trim().len();
    match read_letters(bare)? {
        // The whole name is in brackets.
        name if name.is_empty() && bracketed => {
            let inside: String = typed.chars().filter(|c| !is_bracket(*c)).collect();
            measured(read_letters(trim_signs(&inside))?, true)
        }
        name => measured(name, cleaned),
    }
}

fn measured(name: String, cleaned: bool) -> Result<ParsedName, NameProblem> {
    let half_chars: usize = name.chars().map(|c| if is_han(c) { 2 } else { 1 }).sum();
    match name.chars().count() {
        0 => Err(NameProblem::Empty),
        many if half_chars > NAME_LETTERS_MAX => Err(NameProblem::TooLong(many)),
        _ => Ok(ParsedName { name, cleaned }),
    }
}

fn read_letters(typed: &str) -> Result<String, NameProblem> {
    let mut name = String::with_capacity(typed.len());
    // A separator counts only between letters, so it is held back until the next letter; a dot replaces the spaces around it.
    let mut separator = None;
    for c in typed.chars().filter(|c| !is_invisible(*c)).nfc().map(fold) {
        match c {
            '·' => separator = Some('·'),
            '\'' | '-' => separator = separator.filter(|before| *before == '·').or(Some(c)),
            ' ' => separator = separator.or(Some(' ')),
            c if is_letter(c) => {
                name.extend(separator.take().and_then(|separator| joint(&name, separator, c)));
                name.push(c);
            }
            c if is_mark(c) && separator.is_none() && takes_mark(&name) => name.push(c),
            c if c.is_ascii_graphic() || is_sign(c) => return Err(NameProblem::Sign(c)),
            _ => return Err(NameProblem::Unreadable),
        }
    }
    // Letters that were folded may compose with the mark after them.
    Ok(name.nfc().collect())
}

/// Whether the last letter can take another mark: more of them cover the lines above and below.
fn takes_mark(name: &str) -> bool {
    !name.is_empty() && name.chars().rev().take_while(|c| is_mark(*c)).count() < MARKS_MAX
}

/// The separator as it is written between the last letter of `name` and `next`.
///
/// Input methods leave an apostrophe between syllables, so it counts only in alphabets: O'Neil. A hyphen between Han characters
/// stands for the dot.
fn joint(name: &str, separator: char, next: char) -> Option<char> {
    let han = is_han(name.chars().next_back()?) || is_han(next);
    match separator {
        '\'' if han => None,
        '-' if han => Some('·'),
        separator => Some(separator),
    }
}

/// The text outside brackets, and whether there were any. An unclosed bracket ends with the text.
fn split_brackets(typed: &str) -> (String, bool) {
    let mut depth = 0_usize;
    let mut bracketed = false;
    let outside = typed.chars().filter(|c| {
        match c {
            '(' | '（' | '[' | '【' | '［' | '〔' => depth += 1,
            ')' | '）' | ']' | '】' | '］' | '〕' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        bracketed = true;
        false
    });
    (outside.collect(), bracketed)
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | '（' | '[' | '【' | '［' | '〔' | ')' | '）' | ']' | '】' | '］' | '〕')
}

/// Without spaces and the punctuation that ends a sentence.
fn trim_signs(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_sign(c) || matches!(c, ',' | ';' | ':' | '!' | '?' | '~'))
}

/// Chinese punctuation.
fn is_sign(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '～' | '…' | '“' | '”' | '《' | '》' | '—')
}

/// Input methods write the dot between names in many ways, letters in full width, and radicals that look like the word.
fn fold(c: char) -> char {
    match c {
        '·' | '•' | '‧' | '・' | '･' | '∙' | '⋅' | '.' | '．' | '●' | '᛫' | '⸱' => '·',
        '’' | '‘' | 'ʼ' | '＇' | '`' | '´' | '′' => '\'',
        '－' | '‐' | '‑' | '–' => '-',
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '\u{2f00}'..='\u{2fd5}' | '⺟' | '⻳' => {
            std::iter::once(c).nfkc().next().unwrap_or(c)
        }
        '\u{2e80}'..='\u{2ef3}' => fold_radical(c),
        // The mark between the syllables of a Tibetan name.
        '\u{f0b}' => ' ',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Radicals without a normalisation that texts copied from PDF files have in place of a word that occurs in names.
fn fold_radical(c: char) -> char {
    match c {
        '⺠' => '民',
        '⻄' => '西',
        '⻅' => '见',
        '⻉' => '贝',
        '⻋' => '车',
        '⻑' => '長',
        '⻓' => '长',
        '⻔' => '门',
        '⻘' => '青',
        '⻙' => '韦',
        '⻚' => '页',
        '⻛' => '风',
        '⻜' => '飞',
        '⻢' => '马',
        '⻥' => '鱼',
        '⻦' => '鸟',
        '⻨' => '麦',
        '⻩' => '黄',
        '⻬' => '齐',
        '⻰' => '龙',
        c => c,
    }
}

/// All Han, not only the range of 1995: 𠮷, 㛃, 𬱖 and 䶮 occur in names. Planes 2 and 3 contain nothing else.
fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

/// A letter of any script: names are written in Uyghur, Tibetan or Mongolian too. Not the letters that stand for something else:
/// circled, mathematical, numerals.
fn is_letter(c: char) -> bool {
    is_han(c) || (c.is_alphabetic() && c.nfkc().eq(std::iter::once(c)) && !c.is_numeric())
}

/// A mark above or below the letter before it: vowels of Tibetan and Uyghur, accents.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) && !matches!(c, '\u{20d0}'..='\u{20ff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Result<String, NameProblem> {
        parse_name(typed).map(|parsed| parsed.name)
    }

    #[test]
    fn names_are_kept_as_their_owners_write_them() {
        for name in [
            "王",
            "张三丰",
            "𠮷田",
            "𬱖",
            "㛃",
            "䶮",
            "王大姐",
            "王师傅",
            "李女士",
            "Ů",
            "Nǚ Wa",
            "〇八",
            "买买提·艾力",
            "O'Neil",
            "Anne-Marie",
            "Зайцева",
            "ئەلى",
            "བཀྲ ཤིས",
        ] {
            assert_eq!(parse_name(name), Ok(ParsedName { name: name.to_owned(), cleaned: false }));
        }
    }

    #[test]
    fn separators_are_made_one() {
        for dot in ["·", "•", "‧", "・", "･", "∙", "⋅", ".", "．", " · ", "··", "-", "－"] {
            assert_eq!(read(&format!(" 买买提{dot}艾力 ")).as_deref(), Ok("买买提·艾力"), "{dot}");
        }
        assert_eq!(read("·李\u{3000} \t四.").as_deref(), Ok("李 四"));
        for mark in ["'", "’", "‘", "＇", "`", "´"] {
            assert_eq!(read(&format!("O{mark}Neil")).as_deref(), Ok("O'Neil"), "{mark}");
            assert_eq!(read(&format!("张{mark}三{mark}")).as_deref(), Ok("张三"), "{mark} of an input method");
        }
    }

    #[test]
    fn input_methods_are_forgiven() {
        assert_eq!(read("Ｗａｎｇ").as_deref(), Ok("Wang"));
        assert_eq!(read("张\u{200b}三\u{feff}").as_deref(), Ok("张三"));
        assert_eq!(read("⽅⽅").as_deref(), Ok("方方"));
        assert_eq!(read("⼀⼆").as_deref(), Ok("一二"));
        assert_eq!(read("⻢⻩⻰⻳").as_deref(), Ok("马黄龙龟"), "radicals of copied texts");
        assert_eq!(read("u\u{308}").as_deref(), Ok("ü"), "composed, as NFC writes it");
        assert_eq!(read("ｕ\u{308}").as_deref(), Ok("ü"));
    }

    #[test]
    fn remarks_are_left_out_and_that_is_noted() {
        for typed in
            ["张三（女）", "张三(女)", "（本人）张三", "张三【女", "张三。", " ，张三！ ", "（张三）", "(张三）女）"]
        {
            let expected = if typed == "(张三）女）" { "女" } else { "张三" };
            assert_eq!(parse_name(typed), Ok(ParsedName { name: expected.to_owned(), cleaned: true }), "{typed}");
        }
        assert_eq!(read("（）"), Err(NameProblem::Empty));
        assert_eq!(read("（3）"), Err(NameProblem::Sign('3')));
    }

    #[test]
    fn what_is_no_name_is_named() {
        assert_eq!(read(" \u{200b} ·"), Err(NameProblem::Empty));
        assert_eq!(read("<script>"), Err(NameProblem::Sign('<')));
        assert_eq!(read("张&三"), Err(NameProblem::Sign('&')));
        assert_eq!(read("张3"), Err(NameProblem::Sign('3')));
        assert_eq!(read("张３"), Err(NameProblem::Sign('3')));
        assert_eq!(read("张三，李四"), Err(NameProblem::Sign('，')));
        assert_eq!(read("张三😊"), Err(NameProblem::Unreadable));
        assert_eq!(read("张\0三"), Err(NameProblem::Unreadable));
        assert_eq!(read("張×三"), Err(NameProblem::Unreadable));
        assert_eq!(read("Ⓐ"), Err(NameProblem::Unreadable));
        assert_eq!(
            read(&format!("Z{}", "\u{334}".repeat(9))),
            Err(NameProblem::Unreadable),
            "marks that cover other lines"
        );
        assert!(read(&"𠮷".repeat(25)).is_ok());
        assert_eq!(read(&"王".repeat(26)), Err(NameProblem::TooLong(26)));
        assert!(read(&"a".repeat(NAME_LETTERS_MAX)).is_ok(), "letters take half the room");
        assert_eq!(read(&"a".repeat(51)), Err(NameProblem::TooLong(51)));
    }

    proptest! {
        #[test]
        fn an_accepted_name_is_clean_and_reads_as_itself(typed in "[张三𠮷〇a-zÀ-ɏ·•. '（）\u{308}ｕ\\-\u{200b}\u{3000}<&0-9\u{0}\u{202e}]{0,40}") {
            if let Ok(ParsedName { name, .. }) = parse_name(&typed) {
                prop_assert_eq!(parse_name(&name), Ok(ParsedName { name: name.clone(), cleaned: false }));
                prop_assert!((1..=NAME_LETTERS_MAX).contains(&name.chars().count()));
                prop_assert!(name.chars().filter(|c| is_han(*c)).count() <= NAME_CHARS_MAX);
                prop_assert!(name.chars().all(|c| is_letter(c) || is_mark(c) || matches!(c, '·' | ' ' | '\'' | '-')));
                prop_assert!(!name.contains("  ") && !name.contains("··") && name.trim() == name);
            }
        }

        #[test]
        fn nothing_breaks_it(typed in any::<String>()) {
            let _ = parse_name(&typed);
        }
    }
}
