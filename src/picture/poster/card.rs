//! The poster of one card: number, title, pay and facts. Must not know other cards.

use anyhow::Context as _;
use askama::Template;

use super::{INNER, MARGIN, PosterFormat, PosterText, SignUpPanel, WIDTH};
use crate::picture::facts::{self, FactRow, FactsBox};
use crate::picture::fonts::Fonts;
use crate::picture::letterhead::accent;
use crate::picture::render::Sheet;
use crate::picture::text::{Block, TextBox, Typesetter};
use crate::view::CardFace;

/// Between the pay and the facts, and between the facts and the panel.
const AIR: u32 = 40;

#[derive(Template)]
#[template(path = "picture/poster_card.svg")]
struct CardPoster {
    height: u32,
    accent: &'static str,
    organiser: Block,
    show: Block,
    number: Block,
    unit: Block,
    kind: Block,
    kind_x: u32,
    title: Block,
    employer: Block,
    band: u32,
    pay: Block,
    pay_unit: Option<Block>,
    pay_note: Option<Block>,
    slab: u32,
    rows: Vec<FactRow>,
    panel: SignUpPanel,
}

/// Lays out the poster of the first card of a text.
///
/// # Errors
/// If there is no card, or the link is too long for a code.
pub fn lay_out(fonts: &Fonts, text: &PosterText, format: PosterFormat) -> anyhow::Result<Sheet> {
    let face = text.cards.first().context("a card's poster needs a card")?;
    let mut setter = Typesetter::new(fonts);
    let poster = compose(&mut setter, text, face, format)?;
    let svg = poster.render().context("a poster did not render")?;
    let (width, height) = format.pixels();
    Ok(Sheet { svg, width, height, dpi: format.dpi(), notes: setter.into_notes() })
}

fn compose(
    setter: &mut Typesetter<'_>,
    text: &PosterText,
    face: &CardFace,
    format: PosterFormat,
) -> anyhow::Result<CardPoster> {
    let t = text.head.t;
    let tall = format == PosterFormat::Phone;
    let organiser = setter.set(&text.head.organiser, TextBox::line(MARGIN, 56, 620, &[38, 34, 30, 26]).bold());
    let show = setter
        .set(&format!("{} {}", text.show, t.join_tagline()), TextBox::line(WIDTH - MARGIN, 56, 300, &[38, 34, 30, 26]));
    let top = if tall { 124 } else { 108 };
    let sizes: &[u32] = if tall { &[240] } else { &[176] };
    let number = setter.set(&face.number.to_string(), TextBox::line(MARGIN, top, 420, sizes).bold());
    let unit_x = MARGIN + number.width + 18;
    let unit = setter
        .set(t.join_number_unit(), TextBox::line(unit_x, number.bottom - number.size / 8 - 76, 260, &[76, 60]).bold());
    let kind = setter.set(
        text.head.kind_label(face),
        TextBox::line(WIDTH - MARGIN - 36, number.bottom - number.size / 8 - 64, 260, &[48, 42, 36]).bold(),
    );
    let title_sizes: &[u32] = if tall { &[132, 120, 108, 96, 84, 72, 62, 54] } else { &[104, 96, 88, 80, 72, 62, 54] };
    let title = setter
        .set(&face.title, TextBox::line(MARGIN, number.bottom + 4, INNER, title_sizes).lines(2).bold().balanced());
    let employer =
        setter.set(&face.employer, TextBox::line(MARGIN, title.bottom + 22, INNER, &[42, 38, 34, 30]).lines(2));
    let band = employer.bottom + 36;
    let (pay, pay_unit, pay_note, slab) = set_pay(setter, face, band);
    let panel = SignUpPanel::new(setter, text, format)?;
    let y = slab + AIR;
    let area = FactsBox { x: MARGIN, y, width: INNER, height: panel.y.saturating_sub(y + AIR) };
    let rows = facts::set(setter, t, face, area);
    let kind_x = WIDTH - MARGIN - 36 - kind.width;
    Ok(CardPoster {
        height: format.height(),
        accent: accent(face.kind),
        organiser,
        show,
        number,
        unit,
        kind,
        kind_x,
        title,
        employer,
        band,
        pay,
        pay_unit,
        pay_note,
        slab,
        rows,
        panel,
    })
}

/// The pay, the unit behind it, how it is made up, and the lower edge of all.
fn set_pay(setter: &mut Typesetter<'_>, face: &CardFace, top: u32) -> (Block, Option<Block>, Option<Block>, u32) {
    let y = top + 28;
    if face.pay_unit.is_empty() {
        let pay = setter
            .set(&face.pay, TextBox::line(MARGIN, y, INNER, &[84, 72, 62, 54, 46, 40]).lines(2).bold().balanced());
        let slab = pay.bottom + 40;
        return (pay, None, None, slab);
    }
    let unit_width = setter.width(&face.pay_unit, 64, true) + 20.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width within the poster")]
    let room = INNER.saturating_sub(unit_width.ceil() as u32).max(INNER / 2);
    let pay = setter.set(&face.pay, TextBox::line(MARGIN, y, room, &[132, 116, 100, 86, 72, 60]).bold());
    let x = MARGIN + pay.width + 20;
    let line = pay.bottom - pay.size / 10;
    let unit = setter
        .set(&face.pay_unit, TextBox::line(x, line.saturating_sub(66), WIDTH - MARGIN - x, &[64, 52, 42, 34]).bold());
    let parts = [face.settle.as_str(), face.pay_note.as_str()];
    let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    if note.is_empty() {
        let slab = pay.bottom + 30;
        return (pay, Some(unit), None, slab);
    }
    let note = setter.set(&note, TextBox::line(MARGIN, pay.bottom + 14, INNER, &[42, 38, 34, 30]).lines(2));
    let slab = note.bottom + 32;
    (pay, Some(unit), Some(note), slab)
}
