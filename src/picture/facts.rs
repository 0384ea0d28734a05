//! The facts of a card in a column of a picture: as large as they fit, the most important first. Must not know which picture.

use super::text::{Block, TextBox, Typesetter};
use crate::view::CardFace;
use crate::words::Words;

/// Font sizes of the column, largest first.
const SIZES: [[u32; 1]; 6] = [[54], [50], [46], [42], [38], [34]];
/// Most lines of one fact.
const LINES_MAX: usize = 2;
/// Between two facts, in units of the font size: at least this much.
const GAP_MIN: f32 = 0.38;
/// And at most this much, so that few facts do not drift apart.
const GAP_MAX: f32 = 1.0;

/// A box for the column.
#[derive(Debug, Clone, Copy)]
pub struct FactsBox {
    /// The left edge of the labels.
    pub x: u32,
    /// The upper edge.
    pub y: u32,
    /// The width of labels and values together.
    pub width: u32,
    /// The height.
    pub height: u32,
}

/// One fact, placed.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// Its label.
    pub label: Block,
    /// Its value.
    pub value: Block,
}

/// Label and value of the facts that decide whether somebody asks further, in the order in which people ask for them. The page
/// behind the code has all of them.
fn facts(t: Words, face: &CardFace) -> Vec<(&'static str, String)> {
    let headcount = match face.headcount.parse::<u32>() {
        Ok(count) => t.join_fact_people(count),
        Err(_) => face.headcount.clone(),
    };
    let facts = [
        (t.join_fact_place(), if face.place.is_empty() { face.township.clone() } else { face.place.clone() }),
        (t.join_fact_hours(), face.hours.clone()),
        (t.join_fact_board(), face.board.clone()),
        (t.join_fact_needs(), face.needs.clone()),
        (t.join_fact_headcount(), headcount),
        (t.join_fact_insurance(), face.insurance.clone()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Sets the facts of a card into a box. Facts without room are noted.
pub fn set(setter: &mut Typesetter<'_>, t: Words, face: &CardFace, area: FactsBox) -> Vec<FactRow> {
    let facts = facts(t, face);
    let whole = SIZES.iter().position(|sizes| {
        let mut trial = setter.trial();
        let rows = rows(&mut trial, &facts, sizes, area);
        height(&rows, sizes[0]) <= area.height as f32 && trial.into_notes().cut.is_empty()
    });
    let sizes = &SIZES[whole.unwrap_or(SIZES.len() - 1)];
    let mut rows = rows(setter, &facts, sizes, area);
    while height(&rows, sizes[0]) > area.height as f32 {
        rows.pop();
        setter.drop_text(format!("{}：{}", facts[rows.len()].0, facts[rows.len()].1));
    }
    spread(&mut rows, sizes[0], area);
    rows
}

/// Each fact at the top of the box.
fn rows(
    setter: &mut Typesetter<'_>,
    facts: &[(&'static str, String)],
    sizes: &'static [u32],
    area: FactsBox,
) -> Vec<FactRow> {
    let labels = facts.iter().map(|(label, _)| setter.width(label, sizes[0], false)).fold(0.0, f32::max);
    let indent = round(labels) + sizes[0] * 2 / 3;
    let row = |(label, value): &(&'static str, String)| FactRow {
        label: setter.set(label, TextBox::line(area.x, area.y, indent, sizes)),
        value: setter
            .set(value, TextBox::line(area.x + indent, area.y, area.width - indent, sizes).lines(LINES_MAX).bold()),
    };
    facts.iter().map(row).collect()
}

fn height(rows: &[FactRow], size: u32) -> f32 {
    let gaps = rows.len().saturating_sub(1) as f32 * GAP_MIN * size as f32;
    rows.iter().map(|row| (row.value.bottom - first_top(row)) as f32).sum::<f32>() + gaps
}

fn first_top(row: &FactRow) -> u32 {
    row.label.bottom - row.label.size
}

/// Moves the rows one below the other, with the room that is left between them.
fn spread(rows: &mut [FactRow], size: u32, area: FactsBox) {
    let em = size as f32;
    let left = area.height as f32 - height(rows, size);
    let gaps = rows.len().saturating_sub(1).max(1) as f32;
    let gap = (GAP_MIN * em + left / gaps).min(GAP_MAX * em);
    let taken = height(rows, size) + gaps * (gap - GAP_MIN * em);
    let mut top = area.y as f32 + ((area.height as f32 - taken) / 2.0).max(0.0);
    for row in rows {
        let by = round(top - first_top(row) as f32);
        let height = (row.value.bottom - first_top(row)) as f32;
        row.label.move_down(by);
        row.value.move_down(by);
        top += height + gap;
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths in a picture, below 10,000")]
fn round(length: f32) -> u32 {
    length.max(0.0).round() as u32
}
