//! Pixels to PNG files, with a palette where the colours allow it: a third of the size, on lines of villages. Must not know
//! what the pixels show.

use std::cmp::Reverse;
use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, PixelDimensions, Unit};

/// Colours of a palette.
const PALETTE_MAX: usize = 256;
/// Most different colours that are mapped to a palette; a picture with more is a photograph, which we do not draw.
const COLOURS_MAX: usize = 20_000;
/// Inches in a metre, for the resolution on paper.
const INCHES_PER_METRE: f64 = 39.370_078_74;

/// A drawn picture.
#[derive(Debug, Clone, Copy)]
pub struct Pixels<'a> {
    /// Red, green, blue and opacity of each pixel, in rows.
    pub rgba: &'a [u8],
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Pixels per inch on paper.
    pub dpi: Option<u32>,
}

type Rgb = [u8; 3];

/// A PNG file with these pixels.
///
/// # Errors
/// None for pixels of the right number.
pub fn encode(pixels: &Pixels<'_>) -> Result<Vec<u8>, EncodingError> {
    let opaque = pixels.rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX);
    if !opaque {
        return write(pixels, ColorType::Rgba, None, pixels.rgba);
    }
    let rgb = || pixels.rgba.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    match palette(rgb()) {
        Some((palette, index)) => {
            let mut indexed = Vec::with_capacity(pixels.rgba.len() / 4);
            for run in runs(rgb()) {
                indexed.resize(indexed.len() + run.length, index[&run.colour]);
            }
            write(pixels, ColorType::Indexed, Some(palette.concat()), &indexed)
        }
        None => write(pixels, ColorType::Rgb, None, &rgb().flatten().collect::<Vec<u8>>()),
    }
}

fn write(
    pixels: &Pixels<'_>,
    colours: ColorType,
    palette: Option<Vec<u8>>,
    data: &[u8],
) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width, pixels.height);
    encoder.set_color(colours);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    if let Some(dpi) = pixels.dpi {
        let per_metre = pixels_per_metre(dpi);
        encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(data)?;
    writer.finish()?;
    Ok(file)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a resolution below 10,000")]
fn pixels_per_metre(dpi: u32) -> u32 {
    (f64::from(dpi) * INCHES_PER_METRE).round() as u32
}

/// Neighbours of one colour.
struct Run {
    colour: Rgb,
    length: usize,
}

/// Surfaces are most of a picture, so runs save most look-ups of a colour.
fn runs(mut pixels: impl Iterator<Item = Rgb>) -> impl Iterator<Item = Run> {
    let mut next = pixels.next();
    std::iter::from_fn(move || {
        let colour = next.take()?;
        let mut length = 1;
        for pixel in pixels.by_ref() {
            if pixel != colour {
                next = Some(pixel);
                break;
            }
            length += 1;
        }
        Some(Run { colour, length })
    })
}

/// The most frequent colours, and the nearest of them for each colour. Surfaces and letters come first by their area, so that
/// only the blends at their edges move; `None` if there are too many colours.
fn palette(pixels: impl Iterator<Item = Rgb>) -> Option<(Vec<Rgb>, HashMap<Rgb, u8>)> {
    let mut counts: HashMap<Rgb, usize> = HashMap::new();
    for run in runs(pixels) {
        *counts.entry(run.colour).or_default() += run.length;
        if counts.len() > COLOURS_MAX {
            return None;
        }
    }
    let mut colours: Vec<(Rgb, usize)> = counts.into_iter().collect();
    colours.sort_unstable_by_key(|(colour, count)| (Reverse(*count), scatter(*colour), *colour));
    let palette: Vec<Rgb> = colours.iter().take(PALETTE_MAX).map(|(colour, _)| *colour).collect();
    let index = colours.into_iter().map(|(colour, _)| (colour, nearest(&palette, colour))).collect();
    Some((palette, index))
}

/// An order that spreads over all colours, so that equally rare blends are not all taken from the dark end.
fn scatter(colour: Rgb) -> u32 {
    let [red, green, blue] = colour.map(u32::from);
    (red << 16 | green << 8 | blue).wrapping_mul(0x9e37_79b1)
}

fn nearest(palette: &[Rgb], colour: Rgb) -> u8 {
    let distance = |other: &Rgb| -> u32 {
        let parts = other.iter().zip(colour);
        parts.map(|(one, two)| u32::from(one.abs_diff(two)).pow(2)).sum()
    };
    let best = (0..=u8::MAX).zip(palette).min_by_key(|(_, other)| distance(other));
    best.map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(file: &[u8]) -> (png::OutputInfo, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a header");
        let mut data = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut data).expect("a frame");
        data.truncate(info.buffer_size());
        (info, data)
    }

    #[test]
    fn flat_colours_survive_the_palette_exactly() {
        let rgba: Vec<u8> = (0..100_u8).flat_map(|at| [at, 200 - at, 7, 255]).collect();
        let file = encode(&Pixels { rgba: &rgba, width: 10, height: 10, dpi: Some(200) }).expect("a file");
        let expected: Vec<u8> = rgba.chunks_exact(4).flat_map(|pixel| pixel[..3].to_vec()).collect();
        assert!(decoded(&file).1 == expected);
        let dims = png::Decoder::new(std::io::Cursor::new(&file)).read_info().expect("a header").info().pixel_dims;
        assert_eq!(dims.map(|dims| (dims.xppu, dims.yppu)), Some((7874, 7874)));
    }

    #[test]
    fn more_colours_than_a_palette_has_move_to_the_nearest() {
        let blends = (0..=255_u8).flat_map(|at| [[at, at, at, 255], [at, at, 255, 255]]);
        let surface = std::iter::repeat_n([11, 95, 87, 255], 88);
        let rgba: Vec<u8> = surface.chain(blends).flatten().collect();
        let file = encode(&Pixels { rgba: &rgba, width: 20, height: 30, dpi: None }).expect("a file");
        let (_, data) = decoded(&file);
        assert_eq!(data[..3], [11, 95, 87]);
        let pairs = data.iter().zip(rgba.chunks_exact(4).flat_map(|pixel| &pixel[..3]));
        assert!(pairs.into_iter().all(|(drawn, asked)| drawn.abs_diff(*asked) <= 16));
    }

    #[test]
    fn transparency_is_kept() {
        let rgba = [1, 2, 3, 0, 4, 5, 6, 255];
        let file = encode(&Pixels { rgba: &rgba, width: 2, height: 1, dpi: None }).expect("a file");
        let (info, data) = decoded(&file);
        assert_eq!((info.color_type, &data[..]), (ColorType::Rgba, &rgba[..]));
    }
}
