//! Files that a browser saves: their names, their types and their bodies. Must not know what is in them.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_util::io::ReaderStream;

use crate::export::{ExportFile, FileFormat};

/// All but the characters that RFC 5987 allows unescaped in `filename*` and that we use.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');
/// Bytes of a file that are read at once, and wait for a slow browser.
const CHUNK_BYTES: usize = 64 * 1024;

/// The name of a file: in the reader's language, and in ASCII for clients that support nothing else.
#[derive(Debug, PartialEq, Eq)]
pub struct FileName {
    /// In the reader's language.
    pub native: String,
    /// In ASCII.
    pub plain: String,
}

/// The response that makes a browser save an exported file, which is read from the disk as fast as the browser takes it.
#[must_use]
pub fn stream_file(name: &FileName, format: FileFormat, file: ExportFile) -> Response {
    let (file, bytes) = file.into_parts();
    let body = Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK_BYTES));
    ([(header::CONTENT_LENGTH, bytes)], save_as(name, format, body)).into_response()
}

/// The response that makes a browser save a small file.
pub fn save_as(name: &FileName, format: FileFormat, body: impl Into<Body>) -> Response {
    let disposition = content_disposition(&name.plain, &name.native);
    let headers = [(header::CONTENT_TYPE, mime(format).to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, body.into()).into_response()
}

/// The MIME type of a file.
const fn mime(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv => "text/csv; charset=utf-8",
        FileFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// The value of `Content-Disposition`: `native` for browsers, and an ASCII name for programs that cannot decode it.
#[must_use]
pub fn content_disposition(ascii: &str, native: &str) -> String {
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(native, ESCAPED))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_native_name_is_escaped_byte_by_byte() {
        let expected = "attachment; filename=\"sign-ups_42.csv\"; filename*=UTF-8''%E6%8A%A5-_%2042.csv";
        assert_eq!(content_disposition("sign-ups_42.csv", "报-_ 42.csv"), expected);
    }

    #[tokio::test]
    async fn a_file_of_many_chunks_arrives_whole_and_with_its_length() {
        let data = tempfile::tempdir().expect("a folder");
        let line = b"13800000001\r\n".repeat(CHUNK_BYTES / 4);
        let text = line.clone();
        let file = ExportFile::write(data.path(), move |mut file| file.write_all(&text)).await.expect("a file");
        let name = FileName { native: "报名.csv".to_owned(), plain: "sign-ups.csv".to_owned() };
        let response = stream_file(&name, FileFormat::Csv, file);
        assert_eq!(response.headers()[header::CONTENT_LENGTH], line.len().to_string());
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        assert!(body == line);
    }
}
