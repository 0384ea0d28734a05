//! Bounds what a workbook unpacks to, before anything parses it. Knows zip, no sheets.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::limits::{PARTS_MAX, UNPACKED_BYTES_MAX};
use super::report::Refusal;

/// A workbook whose parts were all unpacked once and found small enough.
pub type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Unpacks every part into nothing and counts. The sizes that a zip states about itself may be lies.
pub fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::DamagedXlsx)?;
    if archive.len() > PARTS_MAX {
        return Err(Refusal::TooManyParts);
    }
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Refusal::DamagedXlsx)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| Refusal::DamagedXlsx)?;
        left = left.checked_sub(size).ok_or(Refusal::UnpacksTooLarge)?;
    }
    Ok(archive)
}

/// The text of a part; `None` where there is none, or it is not text.
pub fn part(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(UNPACKED_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text)
}
