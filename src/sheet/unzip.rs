//! Bounds what a workbook unpacks to, before anything parses it. Knows zip, no sheets.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::events::attributes::Attribute;
use zip::ZipArchive;

use super::limits::{PARTS_MAX, UNPACKED_BYTES_MAX};
use super::report::FileRefusal;
use super::xml;

/// A workbook whose parts were all unpacked once and found small enough.
pub type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Unpacks every part into nothing and counts. The sizes that a zip states about itself may be lies.
pub fn open(bytes: &[u8]) -> Result<Archive<'_>, FileRefusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileRefusal::DamagedXlsx)?;
    if archive.len() > PARTS_MAX {
        return Err(FileRefusal::TooManyParts);
    }
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| FileRefusal::DamagedXlsx)?;
        let size =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| FileRefusal::DamagedXlsx)?;
        left = left.checked_sub(size).ok_or(FileRefusal::UnpacksTooLarge)?;
    }
    let names: Vec<String> = archive.file_names().flatten().map(Cow::into_owned).collect();
    for name in names {
        if name.to_lowercase().ends_with("sharedstrings.xml") && !is_honest(&mut archive, &name) {
            return Err(FileRefusal::DamagedXlsx);
        }
    }
    Ok(archive)
}

/// Whether a table of strings can hold as many as it says. Calamine 0.38 sets memory aside for them unseen, and a server
/// that asks for terabytes is aborted, in mid-show. Each string takes some bytes, so the table's length bounds their number.
fn is_honest(archive: &mut Archive<'_>, name: &str) -> bool {
    let Some(text) = part(archive, name) else { return false };
    let too_many = |count: Attribute<'_>| {
        count.key.as_ref() == "uniqueCount" && count.value.parse().is_ok_and(|strings: usize| strings > text.len())
    };
    let lie = xml::find(&text, "sst", |table| {
        let mut counts = table.attributes();
        // Also where the count stands twice, which would end a checked search before the second.
        counts.with_checks(false).flatten().any(too_many).then_some(())
    });
    lie.is_none()
}

/// The text of a part; `None` where there is none, or it is not text.
pub fn part(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(UNPACKED_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text)
}
