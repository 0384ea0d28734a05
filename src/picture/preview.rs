//! The pictures of shared links: what a chat shows beside a link, before anyone opens it. Must not know addresses.

use anyhow::Context as _;
use askama::Template;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::fonts::Fonts;
use super::letterhead::{Letterhead, accent};
use super::render::Sheet;
use super::text::{Block, TextBox, Typesetter};
use crate::view::CardFace;
use crate::words::arg;

/// Cards in the wide picture of a show: more could not be read in a chat.
const LISTED_MAX: usize = 4;
/// Bytes of a version: enough to tell the pictures of one card apart.
const VERSION_BYTES: usize = 5;

/// The shape of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewShape {
    /// 1200 x 630 pixels, for readers of `og:image`.
    Wide,
    /// 300 x 300 pixels, for `WeChat`, which takes a square picture of the page itself.
    Square,
}

/// The text of a preview, without personal data.
#[derive(Debug, Clone, Serialize)]
pub struct PreviewText {
    /// The organiser.
    pub head: Letterhead,
    /// The show's number as it is said: 第42期.
    pub show: String,
    /// When the show starts.
    pub when: String,
    /// The open cards of the show, or the one that the link is about.
    pub cards: Vec<CardFace>,
    /// Whether the link is about one card.
    pub single: bool,
}

impl PreviewShape {
    /// Width and height in pixels.
    #[must_use]
    pub const fn pixels(self) -> (u32, u32) {
        match self {
            Self::Wide => (1200, 630),
            Self::Square => (300, 300),
        }
    }
}

impl PreviewText {
    /// Changes whenever the picture does, so that addresses with it can be cached for ever.
    #[must_use]
    pub fn version(&self) -> String {
        // Text and numbers serialize without fail. Their debug form would take ten times as long for Chinese text.
        let text = serde_json::to_vec(&(env!("CARGO_PKG_VERSION"), self)).unwrap_or_default();
        let digest = Sha256::digest(text);
        crate::random::hex(&digest[..VERSION_BYTES])
    }
}

#[derive(Template)]
#[template(path = "picture/preview_wide.svg")]
struct WidePreview {
    accent: &'static str,
    /// The texts in the coloured column.
    column: Vec<Block>,
    organiser: Block,
    texts: Vec<(Block, &'static str)>,
    rows: Vec<PreviewRow>,
    fee: Block,
}

struct PreviewRow {
    y: u32,
    accent: &'static str,
    number: Block,
    title: Block,
    pay: Block,
}

#[derive(Template)]
#[template(path = "picture/preview_square.svg")]
struct SquarePreview {
    accent: &'static str,
    head: Block,
    title: Block,
    pay: Block,
}

/// Lays out a preview.
///
/// # Errors
/// If it is about one card and there is none.
pub fn lay_out(fonts: &Fonts, text: &PreviewText, shape: PreviewShape) -> anyhow::Result<Sheet> {
    let mut setter = Typesetter::new(fonts);
    let card = if text.single { Some(text.cards.first().context("a card's preview needs a card")?) } else { None };
    let svg = match shape {
        PreviewShape::Wide => wide(&mut setter, text, card).render(),
        PreviewShape::Square => square(&mut setter, text, card).render(),
    };
    let (width, height) = shape.pixels();
    Ok(Sheet { svg: svg.context("a preview did not render")?, width, height, dpi: None, notes: setter.into_notes() })
}

fn pay(face: &CardFace) -> String {
    format!("{}{}", face.pay, face.pay_unit)
}

fn square(setter: &mut Typesetter<'_>, text: &PreviewText, card: Option<&CardFace>) -> SquarePreview {
    let t = text.head.t;
    let (head, title, pay) = match card {
        Some(face) => (t.common_unit_card(face.number), face.title.clone(), pay(face)),
        None => (text.show.clone(), t.picture_show_title().to_owned(), t.picture_count(text.cards.len())),
    };
    let line = |y| TextBox::line(150, y, 268, &[58, 52, 46, 40]).bold();
    let title = setter.set(&title, TextBox { sizes: &[50, 46, 40, 34, 28], ..line(90) }.lines(2).balanced());
    SquarePreview {
        accent: card.map_or("#0b5f57", |face| accent(face.kind)),
        head: setter.set(&head, line(14)),
        title,
        pay: setter.set(&pay, TextBox { sizes: &[44, 40, 36, 32, 28, 24, 20], ..line(238) }),
    }
}

fn wide(setter: &mut Typesetter<'_>, text: &PreviewText, card: Option<&CardFace>) -> WidePreview {
    let t = text.head.t;
    let middle = |y, sizes| TextBox::line(165, y, 290, sizes).bold();
    let organiser = setter.set(&text.head.organiser, TextBox::line(380, 44, 760, &[38, 34, 30, 26]));
    let fee = setter.set(t.common_fee_line(), TextBox::line(380, 548, 760, &[38, 34, 30]).bold());
    let Some(face) = card else {
        let column = vec![
            setter.set(&text.show, middle(150, &[72, 60, 48])),
            setter.set(t.picture_show_title(), middle(250, &[68, 60, 48])),
            setter.set(&t.picture_count(text.cards.len()), middle(360, &[48, 40])),
        ];
        let when = setter.set(&text.when, TextBox::line(380, 104, 760, &[52, 46, 40]).bold());
        let rows = (0..).zip(text.cards.iter().take(LISTED_MAX)).map(|(at, face)| row(setter, face, 186 + at * 86));
        let rows = rows.collect();
        return WidePreview { accent: "#0b5f57", column, organiser, texts: vec![(when, "#1b1e22")], rows, fee };
    };
    let number = setter.set(&face.number.to_string(), middle(120, &[240, 200]));
    let unit = setter.set(t.join_number_unit(), middle(number.bottom + 4, &[72, 60]));
    let kind = setter.set(text.head.kind_label(face), middle(unit.bottom + 24, &[48, 40, 34]));
    let accent = accent(face.kind);
    let title = setter.set(&face.title, TextBox::line(380, 110, 760, &[96, 84, 72, 62, 54]).lines(2).bold().balanced());
    let wage = TextBox::line(380, title.bottom + 26, 760, &[84, 74, 64, 56, 48, 42, 36]).bold().lines(2);
    let wage = setter.set(&pay(face), wage);
    let mut texts = vec![(title, "#1b1e22"), (wage, accent)];
    let place = if face.place.is_empty() { &face.township } else { &face.place };
    let top = texts[1].0.bottom + 26;
    if !place.is_empty() && top < 480 {
        texts.push((setter.set(place, TextBox::line(380, top, 760, &[44, 40, 36, 32])), "#565b63"));
    }
    WidePreview { accent, column: vec![number, unit, kind], organiser, texts, rows: Vec::new(), fee }
}

fn row(setter: &mut Typesetter<'_>, face: &CardFace, y: u32) -> PreviewRow {
    let pay = setter.set(&pay(face), TextBox::line(1140, y + 18, 330, &[42, 38, 34, 30, 26, 22]).bold());
    PreviewRow {
        y,
        accent: accent(face.kind),
        number: setter.set(&face.number.to_string(), TextBox::line(416, y + 12, 72, &[50]).bold()),
        title: setter
            .set(&face.title, TextBox::line(472, y + 17, 1140 - 472 - 24 - pay.width, &[44, 40, 36, 32, 28]).bold()),
        pay,
    }
}

/// The number of cards and the first titles, as one sentence.
#[must_use]
pub fn summary(text: &PreviewText) -> String {
    let titles: Vec<&str> = text.cards.iter().take(LISTED_MAX).map(|face| face.title.as_str()).collect();
    let t = text.head.t;
    t.picture_summary(arg::Count(text.cards.len()), arg::Titles(titles.join(t.common_list_comma())))
}
