//! Posters for village groups and notice boards: a show or one card, for a phone's screen or for paper, with one QR code. Owns
//! their formats and what both have in common; must not know where the code leads.

mod card;
mod show;

use anyhow::Context as _;

use super::letterhead::Letterhead;
use super::text::{Block, TextBox, Typesetter};
use crate::qr::{Qr, qr};
use crate::view::CardFace;

pub use card::lay_out as card;
pub use show::lay_out as show;

/// The width of every poster, in its own units.
const WIDTH: u32 = 1080;
/// Left and right margin, in units.
const MARGIN: u32 = 72;
/// The width of a text from margin to margin.
const INNER: u32 = WIDTH - 2 * MARGIN;
/// Light modules around a code, a part of what [`qr`] draws.
const QUIET: u32 = 4;
/// The height of the line at the foot.
const FOOT: u32 = 96;

/// The size of a poster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PosterFormat {
    /// 1080 x 1920 pixels, a phone's whole screen.
    Phone,
    /// A4 at 200 dots per inch.
    A4,
}

/// The text of a poster.
#[derive(Debug, Clone)]
pub struct PosterText {
    /// The organiser.
    pub head: Letterhead,
    /// The show's number as it is said: 第42期.
    pub show: String,
    /// When the show starts.
    pub when: String,
    /// The cards: all that can be signed up for, or the one that the poster is about.
    pub cards: Vec<CardFace>,
    /// The link in the QR code.
    pub link: String,
    /// The address that viewers type for the same page.
    pub address: String,
}

impl PosterFormat {
    /// The name in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::A4 => "a4",
        }
    }

    /// The format of a name in an address; an unknown one is a phone's.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        if name == Self::A4.as_str() { Self::A4 } else { Self::Phone }
    }

    /// Width and height in pixels.
    #[must_use]
    pub const fn pixels(self) -> (u32, u32) {
        match self {
            Self::Phone => (1080, 1920),
            Self::A4 => (1654, 2339),
        }
    }

    const fn dpi(self) -> Option<u32> {
        match self {
            Self::Phone => None,
            Self::A4 => Some(200),
        }
    }

    /// The height in units of a poster [`WIDTH`] wide.
    const fn height(self) -> u32 {
        let (width, height) = self.pixels();
        height * WIDTH / width
    }
}

/// The lower part of every poster: the code, the telephone, the address, and that nothing costs money.
#[derive(Debug)]
struct SignUpPanel {
    /// The upper edge of the panel.
    y: u32,
    height: u32,
    code: PlacedCode,
    /// The words beside the code, one below the other.
    column: Vec<Block>,
    fee: Block,
    foot_y: u32,
}

/// A QR code with whole units for each module, so that its edges are sharp.
#[derive(Debug)]
struct PlacedCode {
    x: u32,
    y: u32,
    scale: u32,
    qr: Qr,
    /// The right edge of its dark modules.
    right: u32,
}

impl PlacedCode {
    /// A code in the left of a white panel, whose margins are its quiet zone.
    fn new(link: &str, y: u32, height: u32) -> anyhow::Result<Self> {
        let qr = qr(link).context("the link of a poster is too long for a QR code")?;
        let size = u32::try_from(qr.size).context("a QR code has fewer than 2^32 modules")?;
        // The quiet zone is a part of `size`, and lies over the left margin.
        let scale = (height / size).clamp(1, MARGIN / QUIET);
        let inset = height.saturating_sub(scale * size) / 2;
        Ok(Self { x: MARGIN - scale * QUIET, y: y + inset, scale, qr, right: MARGIN + scale * (size - 2 * QUIET) })
    }
}

impl SignUpPanel {
    fn new(setter: &mut Typesetter<'_>, text: &PosterText, format: PosterFormat) -> anyhow::Result<Self> {
        let t = text.head.t;
        let height = if format == PosterFormat::Phone { 480 } else { 400 };
        let foot_y = format.height() - FOOT;
        let y = foot_y - height;
        let code = PlacedCode::new(&text.link, y, height)?;
        let x = code.right + MARGIN;
        let line = |y, sizes| TextBox::line(x, y, WIDTH - MARGIN - x, sizes);
        let sizes: &[u32] = if format == PosterFormat::Phone { &[104, 92, 80, 68, 56] } else { &[88, 80, 68, 56] };
        let mut column = vec![setter.set(t.picture_scan(), line(0, sizes).bold())];
        column.push(setter.set(t.picture_scan_hint(), line(column[0].bottom + 18, &[40, 36, 32, 28]).lines(2)));
        if !text.head.hotline.is_empty() {
            let label = setter.set(t.picture_call(), line(column[1].bottom + 30, &[40, 36, 32, 28]));
            column.push(setter.set(&text.head.hotline, line(label.bottom + 6, &[84, 76, 66, 56, 46, 38]).bold()));
            column.insert(2, label);
        }
        let bottom = column.last().map_or(0, |block| block.bottom);
        column.push(setter.set(&text.address, line(bottom + 24, &[38, 34, 30, 26])));
        let total = column.last().map_or(0, |block| block.bottom);
        for block in &mut column {
            block.move_down(y + height.saturating_sub(total) / 2);
        }
        let fee = setter.set(t.common_fee_line(), TextBox::line(WIDTH / 2, foot_y + 24, INNER, &[44, 38, 32]).bold());
        Ok(Self { y, height, code, column, fee, foot_y })
    }
}
