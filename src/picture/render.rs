//! SVG to PNG. Must not know what a picture shows.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree};

use super::fonts::Fonts;
use super::png::{self, Pixels};
use super::text::Notes;

/// A picture as SVG, laid out and ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The document.
    pub svg: String,
    /// Its size in pixels.
    pub width: u32,
    /// Its size in pixels.
    pub height: u32,
    /// Pixels per inch on paper; `None` for screens.
    pub dpi: Option<u32>,
    /// Its losses.
    pub notes: Notes,
}

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The document is not SVG: a bug in a template.
    #[error("the picture is not valid SVG: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// The picture has no pixels, or too many.
    #[error("the picture cannot be {width} x {height} pixels")]
    Size {
        /// The width that was asked for.
        width: u32,
        /// The height that was asked for.
        height: u32,
    },
    /// The pixels could not be encoded.
    #[error("the picture could not be encoded: {0}")]
    Encode(#[from] ::png::EncodingError),
}

/// Draws a sheet. Takes some tens of milliseconds of a core: for a blocking thread.
///
/// # Errors
/// [`RenderError`], none of which a template of ours causes.
pub fn render(sheet: &Sheet, fonts: Option<&Fonts>) -> Result<Vec<u8>, RenderError> {
    let (width, height) = (sheet.width, sheet.height);
    let tree = Tree::from_str(&sheet.svg, &options(fonts))?;
    let mut pixmap = Pixmap::new(width, height).ok_or(RenderError::Size { width, height })?;
    let (across, down) = (width as f32 / tree.size().width(), height as f32 / tree.size().height());
    resvg::render(&tree, Transform::from_scale(across, down), &mut pixmap.as_mut());
    let rgba = pixmap.take_demultiplied();
    Ok(png::encode(&Pixels { rgba: &rgba, width, height, dpi: sheet.dpi })?)
}

/// Draws each character in the font by which it was measured.
fn options(fonts: Option<&Fonts>) -> Options<'_> {
    let Some(fonts) = fonts else { return Options::default() };
    let select_fallback =
        Box::new(|character, tried: &[fontdb::ID], _: &mut Arc<fontdb::Database>| fonts.substitute(character, tried));
    Options {
        fontdb: fonts.database(),
        font_family: fonts.family().to_owned(),
        font_resolver: FontResolver { select_fallback, ..FontResolver::default() },
        ..Options::default()
    }
}
