//! Decodes text in the encodings that Excel, WPS and Notepad use in China. Must not know cells.
//!
//! An encoding cannot be proved: GB18030 accepts nearly any bytes, and two bytes of GBK (C5 AE, 女) are also valid UTF-8. So
//! all possible readings are returned, the most likely one first, and the header decides.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::report::FileRefusal;

/// One reading of the bytes.
#[derive(Debug)]
pub struct Decoded {
    pub encoding: &'static str,
    pub text: String,
}

/// Han characters that a line must have as UTF-8 to count as UTF-8. GBK text has two or three by chance.
const HAN_CHARS_MIN: usize = 4;
/// Bytes that are searched for the pattern of UTF-16 without a byte order mark.
const PATTERN_BYTES: usize = 4096;

/// All possible readings, the most likely one first.
pub fn decode(bytes: &[u8]) -> Result<Vec<Decoded>, FileRefusal> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strict(encoding, &bytes[mark..]).map(|decoded| vec![decoded]).ok_or_else(|| why_not(&bytes[mark..]));
    }
    if bytes.contains(&0) {
        let wide = utf16_without_mark(bytes).and_then(|encoding| strict(encoding, bytes));
        return wide.map(|decoded| vec![decoded]).ok_or(FileRefusal::Garbled);
    }
    let readings: Vec<_> = [UTF_8, GB18030].into_iter().filter_map(|encoding| strict(encoding, bytes)).collect();
    if readings.is_empty() { Err(why_not(bytes)) } else { Ok(readings) }
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<Decoded> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded { encoding: encoding.name(), text: text.into_owned() })
}

/// Why the bytes fit no encoding: they are joined from two files, or not text.
fn why_not(bytes: &[u8]) -> FileRefusal {
    if is_mixed(bytes) { FileRefusal::MixedEncoding } else { FileRefusal::Garbled }
}

/// Tabs, digits and line ends of UTF-16 have a zero in every other byte, whose position shows the byte order.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| {
        bytes.iter().take(PATTERN_BYTES).enumerate().filter(|(at, byte)| at % 2 == odd && **byte == 0).count()
    };
    match (zeros(0), zeros(1)) {
        (even, odd) if odd > 4 * even => Some(UTF_16LE),
        (even, odd) if even > 4 * odd => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether some lines are certainly UTF-8, and others are certainly not.
///
/// Decoding such a file as GB18030 succeeds, but its UTF-8 lines become mojibake, which must not be imported.
#[must_use]
pub fn is_mixed(bytes: &[u8]) -> bool {
    let lines = || bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let utf8 = |line: &[u8]| {
        std::str::from_utf8(line).is_ok_and(|text| text.chars().filter(|c| is_han(*c)).count() >= HAN_CHARS_MIN)
    };
    lines().any(utf8) && lines().any(|line| std::str::from_utf8(line).is_err())
}

/// Whether a cell looks like text that this or another program decoded in the wrong encoding.
#[must_use]
pub fn is_mojibake(text: &str) -> bool {
    text.contains('\u{fffd}') || text.contains("锟斤拷") || text.contains("烫烫") || is_gbk_read_as_utf8(text)
}

/// `Ů` is 女: letters of two UTF-8 bytes that would be Han in GBK, in a cell without any other Han.
fn is_gbk_read_as_utf8(text: &str) -> bool {
    let odd = text.chars().any(|c| matches!(c, '\u{100}'..='\u{7ff}'));
    if !odd || text.chars().any(is_han) {
        return false;
    }
    strict(GB18030, text.as_bytes()).is_some_and(|gbk| gbk.text.chars().any(is_han))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}
