//! The poster of a show: when it starts, and as many of its cards as fit. Must not know their facts.

use anyhow::Context as _;
use askama::Template;

use super::{INNER, MARGIN, PosterFormat, PosterText, SignUpPanel, WIDTH};
use crate::picture::fonts::Fonts;
use crate::picture::letterhead::accent;
use crate::picture::render::Sheet;
use crate::picture::text::{Block, TextBox, Typesetter};
use crate::view::CardFace;
use crate::words::arg;

/// The height of a card in the list.
const ROW: u32 = 100;
/// Between the columns on paper.
const GUTTER: u32 = 40;
/// The width of a card's number.
const NUMBER: u32 = 84;

#[derive(Template)]
#[template(path = "picture/poster_show.svg")]
struct ShowPoster {
    height: u32,
    organiser: Block,
    show: Block,
    title: Block,
    when: Block,
    channel: Option<Block>,
    band: u32,
    rows: Vec<ListedCard>,
    more: Option<Block>,
    panel: SignUpPanel,
}

/// A card in the list.
struct ListedCard {
    x: u32,
    y: u32,
    width: u32,
    accent: &'static str,
    number: Block,
    title: Block,
    pay: Block,
    /// Whether the pay is at the right edge.
    right: bool,
}

/// Lays out the poster of a show.
///
/// # Errors
/// If the link is too long for a code.
pub fn lay_out(fonts: &Fonts, text: &PosterText, format: PosterFormat) -> anyhow::Result<Sheet> {
    let mut setter = Typesetter::new(fonts);
    let poster = compose(&mut setter, text, format)?;
    let svg = poster.render().context("a poster did not render")?;
    let (width, height) = format.pixels();
    Ok(Sheet { svg, width, height, dpi: format.dpi(), notes: setter.into_notes() })
}

fn compose(setter: &mut Typesetter<'_>, text: &PosterText, format: PosterFormat) -> anyhow::Result<ShowPoster> {
    let t = text.head.t;
    let tall = format == PosterFormat::Phone;
    let organiser = setter.set(&text.head.organiser, TextBox::line(MARGIN, 56, 680, &[40, 36, 32, 28]).bold());
    let show = setter.set(&text.show, TextBox::line(WIDTH - MARGIN, 56, 240, &[40, 36, 32]).bold());
    let title_sizes: &[u32] = if tall { &[164, 140, 120] } else { &[112, 100] };
    let title = setter.set(t.picture_show_title(), TextBox::line(MARGIN, 122, INNER, title_sizes).bold());
    let when = setter.set(&text.when, TextBox::line(MARGIN, title.bottom + 22, INNER, &[72, 64, 56, 46]).bold());
    let mut band = when.bottom;
    let mut channel = None;
    if !text.head.channel.is_empty() {
        let line = t.join_watch(&text.head.channel);
        let block = setter.set(&line, TextBox::line(MARGIN, when.bottom + 16, INNER, &[44, 40, 36, 30]));
        band = block.bottom;
        channel = Some(block);
    }
    band += 36;
    let panel = SignUpPanel::new(setter, text, format)?;
    let (rows, more) = list(setter, text, format, band + 24, panel.y - 12);
    Ok(ShowPoster { height: format.height(), organiser, show, title, when, channel, band, rows, more, panel })
}

/// The cards between two heights, and how many more there are.
fn list(
    setter: &mut Typesetter<'_>,
    text: &PosterText,
    format: PosterFormat,
    top: u32,
    bottom: u32,
) -> (Vec<ListedCard>, Option<Block>) {
    let columns = if format == PosterFormat::Phone { 1 } else { 2 };
    let room = bottom.saturating_sub(top);
    let all = u32::try_from(text.cards.len()).unwrap_or(u32::MAX);
    let lines = room / ROW;
    // The line that says how many more there are needs half a card's height.
    let shown = if all <= lines * columns { all } else { (room.saturating_sub(ROW * 6 / 10) / ROW) * columns };
    let used = shown.div_ceil(columns);
    let tail = if shown < all { ROW * 6 / 10 } else { 0 };
    let slack = room.saturating_sub(used * ROW + tail) / 2;
    let width = (INNER - (columns - 1) * GUTTER) / columns;
    let place = |at: u32| {
        // Down the first column, then down the second.
        let (column, line) = (at / used.max(1), at % used.max(1));
        (MARGIN + column * (width + GUTTER), top + slack + line * ROW)
    };
    let placed = (0..shown).map(place).zip(&text.cards);
    let rows = placed.map(|((x, y), face)| listed(setter, face, x, y, width)).collect();
    let more = (shown < all).then(|| {
        let line = text.head.t.picture_more(arg::Count(all), arg::More(all - shown));
        setter.set(&line, TextBox::line(WIDTH / 2, top + slack + used * ROW + 2, INNER, &[42, 36, 30]).bold())
    });
    (rows, more)
}

fn listed(setter: &mut Typesetter<'_>, face: &CardFace, x: u32, y: u32, width: u32) -> ListedCard {
    let pay = format!("{}{}", face.pay, face.pay_unit);
    let number = setter.set(&face.number.to_string(), TextBox::line(x + NUMBER / 2, y + 14, NUMBER, &[60]).bold());
    let left = x + NUMBER + 24;
    let inner = width - NUMBER - 24 - 16;
    let right = width > INNER / 2 && !face.pay_unit.is_empty();
    let (title, pay) = if right {
        let pay = setter.set(&pay, TextBox::line(x + width - 24, y + 21, inner / 2, &[46, 42, 38, 34, 30]).bold());
        let room = inner - pay.width - 24;
        (setter.set(&face.title, TextBox::line(left, y + 20, room, &[48, 44, 40, 36, 32]).bold()), pay)
    } else {
        let title = setter.set(&face.title, TextBox::line(left, y + 4, inner, &[42, 38, 34, 30, 27]).bold());
        (title, setter.set(&pay, TextBox::line(left, y + 50, inner, &[36, 32, 28, 25, 22])))
    };
    ListedCard { x, y, width, accent: accent(face.kind), number, title, pay, right }
}
