//! Icons of the site, drawn from `overlay/icon.svg`. Must not know which page links them.

use super::render::{RenderError, Sheet, render};
use super::text::Notes;

/// The drawing, 32 units wide.
const ICON: &str = include_str!("../../overlay/icon.svg");
/// The sizes within the ICO file: tabs, bookmarks, shortcuts.
const ICO_SIZES: [u8; 3] = [16, 32, 48];
/// Bytes of the header of an ICO file.
const HEADER_BYTES: u32 = 6;
/// Bytes of one entry of its directory.
const ENTRY_BYTES: u32 = 16;

/// The icon with rounded corners, this many pixels wide.
#[must_use]
pub fn rounded(side: u32) -> Sheet {
    sheet(ICON.to_owned(), side)
}

/// The icon to the edges, for systems that cut its corners themselves.
#[must_use]
pub fn full(side: u32) -> Sheet {
    sheet(ICON.replace(r#" rx="8""#, ""), side)
}

/// The icon within the safe zone of an Android mask, four fifths of its side.
#[must_use]
pub fn maskable(side: u32) -> Sheet {
    let (head, rest) = ICON.split_once('>').unwrap_or((ICON, ""));
    let (square, marks) = rest.split_once("/>").unwrap_or((rest, ""));
    let square = square.replace(r#" rx="8""#, "");
    let marks = marks.trim_end().trim_end_matches("</svg>");
    sheet(format!(r#"{head}>{square}/><g transform="translate(3.2 3.2) scale(0.8)">{marks}</g></svg>"#), side)
}

fn sheet(svg: String, side: u32) -> Sheet {
    Sheet { svg, width: side, height: side, dpi: None, notes: Notes::default() }
}

/// A favicon.ico: several sizes as PNG within one file, which browsers have read since 2007.
///
/// # Errors
/// None for our drawing.
pub fn ico() -> Result<Vec<u8>, RenderError> {
    let images: Vec<(u8, Vec<u8>)> = ICO_SIZES
        .into_iter()
        .map(|side| Ok((side, render(&rounded(side.into()), None)?)))
        .collect::<Result<_, RenderError>>()?;
    let count = u16::try_from(images.len()).unwrap_or(u16::MAX);
    // Reserved, type 1 for icons, the number of images.
    let mut file = [0_u16, 1, count].map(u16::to_le_bytes).concat();
    let mut offset = HEADER_BYTES + ENTRY_BYTES * u32::from(count);
    for (side, png) in &images {
        let bytes = u32::try_from(png.len()).unwrap_or(u32::MAX);
        // Width, height, no palette, reserved; one plane, 32 bits a pixel.
        file.extend([*side, *side, 0, 0, 1, 0, 32, 0]);
        file.extend(bytes.to_le_bytes());
        file.extend(offset.to_le_bytes());
        offset += bytes;
    }
    file.extend(images.into_iter().flat_map(|(_, png)| png));
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ico_file_lists_where_each_of_its_images_is() {
        let file = ico().expect("a file");
        assert_eq!(file[..6], [0, 0, 1, 0, 3, 0]);
        for (at, side) in ICO_SIZES.into_iter().enumerate() {
            let entry = &file[6 + 16 * at..][..16];
            let number = |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().expect("four bytes")) as usize;
            let image = &file[number(12)..][..number(8)];
            let header = png::Decoder::new(std::io::Cursor::new(image)).read_info().expect("a PNG");
            assert_eq!((entry[0], entry[1], header.info().width), (side, side, side.into()));
        }
    }

    #[test]
    fn every_icon_is_drawn() {
        for sheet in [rounded(32), full(180), maskable(512)] {
            assert!(render(&sheet, None).is_ok(), "{}", sheet.svg);
        }
        assert!(!full(180).svg.contains("rx=\"8\"") && maskable(512).svg.contains("scale(0.8)"));
    }
}
