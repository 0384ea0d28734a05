//! The XML of a workbook: searches it for elements and attributes, and escapes its text. Must not know sheets.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// The first value that `read` returns for an element of this name; damaged XML ends the search.
pub fn find<T>(text: &str, element: &str, mut read: impl FnMut(&BytesStart<'_>) -> Option<T>) -> Option<T> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == element => {
                if let Some(value) = read(&start) {
                    return Some(value);
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The first attribute of this name with any prefix.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// Appends the text of an element or attribute. Characters that XML cannot contain are escaped as Excel escapes them, as
/// `_x0000_`, and so is text that looks escaped already.
pub fn push_text(xml: &mut Vec<u8>, text: &str) {
    // The end of what is appended already.
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let escaped = match c {
            '&' => Cow::Borrowed("&amp;"),
            '<' => Cow::Borrowed("&lt;"),
            '>' => Cow::Borrowed("&gt;"),
            '"' => Cow::Borrowed("&quot;"),
            '_' if looks_escaped(&text[at..]) => Cow::Borrowed("_x005F_"),
            '\t' | '\n' => continue,
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => Cow::Owned(format!("_x{:04X}_", u32::from(c))),
            _ => continue,
        };
        xml.extend_from_slice(&text.as_bytes()[done..at]);
        xml.extend_from_slice(escaped.as_bytes());
        done = at + c.len_utf8();
    }
    xml.extend_from_slice(&text.as_bytes()[done..]);
}

/// Whether a text begins with an escape such as `_x0041_`.
fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.starts_with(b"_x")
        && bytes.get(2..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        && bytes.get(6) == Some(&b'_')
}
