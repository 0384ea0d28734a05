//! Bounds the unpacked size of a workbook before it is parsed. Must not know sheets.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::events::attributes::Attribute;
use zip::ZipArchive;

use super::limits::{PARTS_MAX, UNPACKED_BYTES_MAX};
use super::report::FileRefusal;
use super::xml;

/// A workbook whose parts are known to be small enough when unpacked.
pub type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Unpacks and counts every part, without storing it, because the sizes that a zip declares may be false.
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
        if name.to_lowercase().ends_with("sharedstrings.xml") && !is_plausible(&mut archive, &name) {
            return Err(FileRefusal::DamagedXlsx);
        }
    }
    Ok(archive)
}

/// Whether a table of strings can contain as many as it declares. Calamine 0.38 allocates memory for the declared number,
/// and a server that allocates terabytes is aborted. Each string needs some bytes, so the table's length is a bound.
fn is_plausible(archive: &mut Archive<'_>, name: &str) -> bool {
    let Some(text) = part(archive, name) else { return false };
    let too_many = |count: Attribute<'_>| {
        count.key.as_ref() == "uniqueCount" && count.value.parse().is_ok_and(|strings: usize| strings > text.len())
    };
    let excess = xml::find(&text, "sst", |table| {
        let mut counts = table.attributes();
        // Without checks, because a repeated attribute would end a checked search before the second value.
        counts.with_checks(false).flatten().any(too_many).then_some(())
    });
    excess.is_none()
}

/// The text of a part; `None` if there is no such part, or it is not text.
pub fn part(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.take(UNPACKED_BYTES_MAX).read_to_string(&mut text).ok()?;
    Some(text)
}
