//! Numbers as words, for texts that are read aloud. Must not know jobs or shows.

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
/// The units of four digits, from the right.
const UNITS: [&str; 4] = ["", "十", "百", "千"];
/// Longest number that is read as one, in digits; a longer one is a code and is read digit by digit.
const NUMBER_DIGITS_MAX: usize = 8;

/// A number in words: 3800 is 三千八百, 2200 两千二百, 15 十五.
pub(super) fn number(value: u64) -> String {
    let tens_of_thousands = value / 10_000;
    if tens_of_thousands == 0 {
        return below_ten_thousand(value, false);
    }
    let high = if tens_of_thousands == 2 { "两".to_owned() } else { number(tens_of_thousands) };
    match value % 10_000 {
        0 => format!("{high}万"),
        rest => format!("{high}万{}", below_ten_thousand(rest, rest < 1_000)),
    }
}

/// `gap`: whether the number continues a longer one across an empty place, which is read as 零.
fn below_ten_thousand(value: u64, gap: bool) -> String {
    if value == 0 {
        return DIGITS[0].to_owned();
    }
    let mut text = String::new();
    let mut pending_zero = gap;
    for place in (0..4_u32).rev() {
        let digit = usize::try_from(value / 10_u64.pow(place) % 10).unwrap_or_default();
        if digit == 0 {
            pending_zero |= !text.is_empty();
            continue;
        }
        if pending_zero {
            text.push_str(DIGITS[0]);
            pending_zero = false;
        }
        let leads_ten = place == 1 && digit == 1 && text.is_empty();
        if !leads_ten {
            text.push_str(if place == 3 && digit == 2 { "两" } else { DIGITS[digit] });
        }
        text.push_str(UNITS[place as usize]);
    }
    text
}

/// A telephone number digit by digit, as operators say it: 1 is 幺, so that it is not heard as 7.
pub(super) fn telephone(number: &str) -> String {
    let mut text = String::new();
    for c in number.chars() {
        match c.to_digit(10) {
            Some(1) => text.push('幺'),
            Some(digit) => text.push_str(DIGITS[digit as usize]),
            // A sign between groups of digits is a pause.
            None if c == '转' => text.push_str("，转"),
            None if !text.is_empty() && !text.ends_with('，') => text.push('，'),
            None => {}
        }
    }
    text.trim_end_matches('，').to_owned()
}

/// A text whose numbers are words, without remarks in brackets and without signs that cannot be read.
pub(super) fn read_out(text: &str) -> String {
    let mut out = String::new();
    let text = without_brackets(text);
    let mut rest = text.as_str();
    let mut is_fraction = false;
    while let Some(first) = rest.chars().next() {
        if !first.is_ascii_digit() {
            out.push_str(&sign_in_words(first));
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (digits, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        out.push_str(&if is_fraction { one_by_one(digits) } else { digits_in_words(digits) });
        let mark = after.chars().next().filter(|_| after.chars().nth(1).is_some_and(|c| c.is_ascii_digit()));
        is_fraction = mark == Some('.');
        let word = match mark {
            Some('.') => Some("点"),
            Some('-' | '~' | '—' | '－' | '～' | '–') => Some("到"),
            _ => None,
        };
        out.push_str(word.unwrap_or_default());
        let skip = word.and(mark).map_or(0, char::len_utf8);
        rest = &after[skip..];
    }
    out
}

/// A sign between numbers as it is read; empty for one that has no sound.
fn sign_in_words(sign: char) -> String {
    match sign {
        '+' | '＋' => "加".to_owned(),
        '/' | '／' | '\u{3000}' | ' ' => "，".to_owned(),
        '%' | '％' | '~' | '-' | '—' | '*' | '#' | '·' => String::new(),
        other => other.to_string(),
    }
}

fn digits_in_words(digits: &str) -> String {
    let number_of = digits.parse().ok().filter(|_| digits.len() <= NUMBER_DIGITS_MAX && !digits.starts_with('0'));
    number_of.map_or_else(|| one_by_one(digits), number)
}

fn one_by_one(digits: &str) -> String {
    digits.chars().filter_map(|c| c.to_digit(10)).map(|digit| DIGITS[digit as usize]).collect()
}

/// A text without the remarks in brackets.
pub(super) fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' | '【' | '[' => depth += 1,
            '）' | ')' | '】' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_say_them() {
        for (value, words) in [
            (0, "零"),
            (8, "八"),
            (10, "十"),
            (15, "十五"),
            (20, "二十"),
            (105, "一百零五"),
            (110, "一百一十"),
            (180, "一百八十"),
            (2_200, "两千二百"),
            (3_800, "三千八百"),
            (5_020, "五千零二十"),
            (9_999, "九千九百九十九"),
            (10_000, "一万"),
            (10_500, "一万零五百"),
            (12_000, "一万两千"),
            (20_008, "两万零八"),
            (120_000, "十二万"),
        ] {
            assert_eq!(number(value), words, "{value}");
        }
    }

    #[test]
    fn a_telephone_number_is_read_digit_by_digit() {
        assert_eq!(telephone("0359-1234567"), "零三五九，幺二三四五六七");
        assert_eq!(telephone("(0359) 123 4567转8"), "零三五九，幺二三，四五六七，转八");
    }

    #[test]
    fn a_text_is_read_out_without_figures() {
        for (text, aloud) in [
            ("3800-5200", "三千八百到五千二百"),
            ("每斤0.4元", "每斤零点四元"),
            ("1.25元", "一点二五元"),
            ("两班倒设备看护工（急招3人）", "两班倒设备看护工"),
            ("底薪2600+计件", "底薪两千六百加计件"),
            ("运城经开区（距万荣60公里）", "运城经开区"),
            ("母婴护理（月嫂）订单班第3期", "母婴护理订单班第三期"),
            ("007号", "零零七号"),
        ] {
            assert_eq!(read_out(text), aloud, "{text}");
        }
    }
}
