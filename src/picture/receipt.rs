//! The picture of a receipt that a viewer keeps. Holds no name, and the phone masked: a picture is shown around. Must not know
//! who may ask for it.

use anyhow::Context as _;
use askama::Template;

use super::fonts::Fonts;
use super::letterhead::Letterhead;
use super::render::Sheet;
use super::text::{Block, TextBox, Typesetter};
use crate::words::arg;

/// The width of the picture, in pixels: a phone's.
const WIDTH: u32 = 1080;
/// Left and right margin.
const MARGIN: u32 = 72;
/// The width of a text.
const INNER: u32 = WIDTH - 2 * MARGIN;

/// The text of a receipt.
#[derive(Debug, Clone)]
pub struct ReceiptText {
    /// The organiser.
    pub head: Letterhead,
    /// The people who ring, in the words of the page.
    pub callers: &'static str,
    /// When they ring, in the words of the page.
    pub promise: String,
    /// The numbers that they ring from.
    pub numbers: Vec<String>,
    /// Number and title of each card.
    pub cards: Vec<(String, String)>,
    /// The phone, masked.
    pub phone: String,
    /// The code of the form.
    pub code: String,
}

#[derive(Template)]
#[template(path = "picture/receipt.svg")]
struct ReceiptPicture {
    height: u32,
    organiser: Block,
    title: Block,
    band: u32,
    texts: Vec<(Block, &'static str)>,
    frame: (u32, u32),
    code_label: Block,
    code: Block,
    safe_y: u32,
    safe: Block,
}

/// Lays out a receipt.
///
/// # Errors
/// None with the texts of a form.
pub fn lay_out(fonts: &Fonts, text: &ReceiptText) -> anyhow::Result<Sheet> {
    let mut setter = Typesetter::new(fonts);
    let picture = compose(&mut setter, text);
    let height = picture.height;
    let svg = picture.render().context("a receipt did not render")?;
    Ok(Sheet { svg, width: WIDTH, height, dpi: None, notes: setter.into_notes() })
}

fn compose(setter: &mut Typesetter<'_>, text: &ReceiptText) -> ReceiptPicture {
    let t = text.head.t;
    let organiser = setter.set(&text.head.organiser, TextBox::line(MARGIN, 56, INNER, &[40, 36, 32, 28]).bold());
    let title =
        setter.set(t.join_receipt_title(), TextBox::line(MARGIN, organiser.bottom + 30, INNER, &[110, 96]).bold());
    let band = title.bottom + 50;
    let mut texts = Vec::new();
    let mut y = band + 50;
    let mut add = |setter: &mut Typesetter<'_>, line: &str, fill, slot: TextBox, after: u32| {
        let block = setter.set(line, TextBox { y, ..slot });
        y = block.bottom + after;
        texts.push((block, fill));
        y
    };
    let small = TextBox::line(MARGIN, 0, INNER, &[42, 38, 34]).lines(3);
    let large = TextBox::line(MARGIN, 0, INNER, &[60, 54, 48, 42, 36]).lines(2).bold();
    add(setter, t.join_receipt_cards(), "#565b63", small, 16);
    for (label, title) in &text.cards {
        add(setter, &format!("{label} {title}"), "#1b1e22", large, 20);
    }
    let label = format!("{} {}", t.join_receipt_phone(), text.phone);
    let top = add(setter, &label, "#1b1e22", small, 44);
    let code_label = setter.set(t.join_receipt_code(), TextBox::line(WIDTH / 2, top + 30, INNER, &[44]).bold());
    let code = setter.set(&text.code, TextBox::line(WIDTH / 2, code_label.bottom + 14, INNER, &[150, 120, 100]).bold());
    let frame = (top, code.bottom + 36 - top);
    let mut below = Vec::new();
    y = top + frame.1 + 44;
    let who = t.join_receipt_who(arg::Callers(text.callers), arg::Organiser(&text.head.organiser));
    let mut lines = vec![format!("{who}{}", text.promise)];
    match text.numbers.as_slice() {
        [] => {}
        [number] => lines.push(format!("{}{number}", t.join_receipt_caller())),
        numbers => lines.push(format!("{}{}", t.join_receipt_callers(), numbers.join("、"))),
    }
    if !text.head.hotline.is_empty() {
        lines.push(format!("{}{}", t.join_receipt_late(), text.head.hotline));
    }
    lines.push(t.picture_receipt_my(&text.head.address));
    for line in lines {
        let block = setter.set(&line, TextBox { y, ..small });
        y = block.bottom + 26;
        below.push((block, "#1b1e22"));
    }
    texts.extend(below);
    let safe = setter.set(t.join_receipt_safe(), TextBox { y: y + 40, ..small }.bold());
    ReceiptPicture {
        height: safe.bottom + 44,
        organiser,
        title,
        band,
        texts,
        frame,
        code_label,
        code,
        safe_y: y + 8,
        safe,
    }
}
