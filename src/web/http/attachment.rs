//! Names of files that a browser saves. Must not know what is in them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the characters that RFC 5987 allows unescaped in `filename*` and that we use.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The value of `Content-Disposition`: `native` for browsers, and an ASCII name for programs that cannot decode it.
#[must_use]
pub fn content_disposition(ascii: &str, native: &str) -> String {
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(native, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_native_name_is_escaped_byte_by_byte() {
        let expected = "attachment; filename=\"sign-ups_42.csv\"; filename*=UTF-8''%E6%8A%A5-_%2042.csv";
        assert_eq!(content_disposition("sign-ups_42.csv", "报-_ 42.csv"), expected);
    }
}
