//! Finds the header among the first lines, in one row or two, and maps each heading to a column. Must not know rows of jobs.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{GridLine, Raw, letter, narrow};
use super::limits::{HEADER_COLUMNS_MIN, HEADER_WITHIN};
use super::report::Note;
use crate::domain::column::Column;

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The text in the file; the two levels are joined by a slash. Unique within a file.
    pub header: String,
    /// `None` for an unknown column, which is stored as an extra one.
    pub column: Option<Column>,
    /// The unit that a heading of pay gives its figures: `工资（元/月）`.
    pub unit: Option<String>,
}

/// The header of a sheet.
#[derive(Debug)]
pub struct Header {
    pub headings: Vec<Heading>,
    /// The indexes of its lines.
    pub lines: std::ops::Range<usize>,
    pub notes: Vec<Note>,
}

/// The two levels of a heading: `联系人及电话` above `电话`. Either may be empty.
#[derive(Debug, Clone, Default)]
struct Label {
    top: String,
    sub: String,
}

/// How well a heading names a column; if two name the same column, the smaller value wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    /// Equal without blanks, signs and text in brackets.
    Alike,
    Alias,
}

/// Longest unit, in characters: `元/平方米` is five; more is a remark.
const UNIT_CHARS_MAX: usize = 6;

/// The header, if one of the first lines names enough columns.
#[must_use]
pub fn find(lines: &[GridLine]) -> Option<Header> {
    let at = lines.iter().take(HEADER_WITHIN).position(is_header)?;
    let sub = lines.get(at + 1).filter(|next| is_second_level(&lines[at], next));
    let labels = labels(&lines[at], sub, lines.iter().map(|line| line.cells.len()).max().unwrap_or_default());
    let mut columns = claim(&labels);
    share_out(&labels, &mut columns);
    let (headings, notes) = headings(&labels, &columns);
    Some(Header { headings, lines: at..at + 1 + usize::from(sub.is_some()), notes })
}

/// Whether a line names enough columns to be a header.
#[must_use]
pub fn is_header(line: &GridLine) -> bool {
    let known: BTreeSet<_> = known_in(line).map(|(_, column)| column).collect();
    known.len() >= HEADER_COLUMNS_MIN
}

fn known_in(line: &GridLine) -> impl Iterator<Item = (usize, Column)> {
    line.filled().filter_map(|(at, _)| Some((at, recognise(line.text(at))?.1)))
}

/// Whether the line below the header is its second level. A job would have a title or an employer there.
fn is_second_level(top: &GridLine, next: &GridLine) -> bool {
    let of_a_job = |(at, column): (usize, Column)| {
        matches!(column, Column::Title | Column::Employer) && *next.raw(at) != Raw::Empty
    };
    let all_text = next.filled().all(|(_, raw)| matches!(raw, Raw::Text(_)));
    all_text && !known_in(top).any(of_a_job) && known_in(next).next().is_some()
}

fn labels(top: &GridLine, sub: Option<&GridLine>, width: usize) -> Vec<Label> {
    let mut above = String::new();
    let mut label = |at: usize| {
        let own = top.text(at).trim();
        let sub = sub.map(|line| line.text(at).trim()).unwrap_or_default();
        if !own.is_empty() {
            own.clone_into(&mut above);
        }
        // The text of a merged heading is in its first column only; the other columns have just a second level.
        let top = if own.is_empty() && sub.is_empty() { String::new() } else { above.clone() };
        Label { top, sub: sub.to_owned() }
    };
    (0..width).map(&mut label).collect()
}

/// The columns that headings name by themselves. If two name the same column, the better match gets it, then the left one.
fn claim(labels: &[Label]) -> Vec<Option<Column>> {
    let mut best: BTreeMap<Column, (Fit, usize)> = BTreeMap::new();
    for (at, label) in labels.iter().enumerate() {
        let named = match label.sub.as_str() {
            "" => recognise(&label.top),
            sub => recognise(&format!("{}{sub}", label.top)).or_else(|| recognise(sub)),
        };
        if let Some((fit, column)) = named {
            let claim = best.entry(column).or_insert((fit, at));
            *claim = (*claim).min((fit, at));
        }
    }
    let mut columns = vec![None; labels.len()];
    for (column, (_, at)) in best {
        columns[at] = Some(column);
    }
    columns
}

/// Gives the columns named by the upper level to headings whose lower level names none: under `联系人及电话`,
/// `电话` is the phone, so `姓名` must be the 联系人.
fn share_out(labels: &[Label], columns: &mut [Option<Column>]) {
    for (at, label) in labels.iter().enumerate() {
        if columns[at].is_some() || label.sub.is_empty() || recognise(&label.sub).is_some() {
            continue;
        }
        let whole = recognise(&label.top).map(|(_, column)| column);
        let parts = label.top.split(['及', '和', '与', '、', '/']).filter_map(|part| Some(recognise(part)?.1));
        columns[at] = parts.chain(whole).find(|column| !columns.contains(&Some(*column)));
    }
}

fn headings(labels: &[Label], columns: &[Option<Column>]) -> (Vec<Heading>, Vec<Note>) {
    let mut taken = BTreeSet::new();
    let mut notes = Vec::new();
    let mut headings: Vec<Heading> = Vec::new();
    for (at, (label, column)) in labels.iter().zip(columns).enumerate() {
        let header = unique(&mut taken, &written(label, at));
        let paid = matches!(column, Some(Column::PayMin | Column::PayMax | Column::PayNote));
        let unit = if paid { unit(&header) } else { None };
        headings.push(Heading { header, column: *column, unit });
    }
    for (at, label) in labels.iter().enumerate().filter(|(at, _)| columns[*at].is_none()) {
        let meant = recognise(if label.sub.is_empty() { &label.top } else { &label.sub }).map(|(_, column)| column);
        if let Some(winner) = headings.iter().find(|heading| meant.is_some() && heading.column == meant) {
            notes.push(Note::SameColumn { kept: winner.header.clone(), other: headings[at].header.clone() });
        }
    }
    (headings, notes)
}

fn written(label: &Label, at: usize) -> String {
    match (label.top.as_str(), label.sub.as_str()) {
        ("", "") => format!("{}列", letter(at)),
        (one, "") | ("", one) => one.to_owned(),
        (top, sub) => format!("{top}/{sub}"),
    }
}

/// Numbers repeated headings, so that no value overwrites another.
fn unique(taken: &mut BTreeSet<String>, header: &str) -> String {
    let mut name = header.to_owned();
    for number in 2.. {
        if taken.insert(name.clone()) {
            break;
        }
        name = format!("{header}({number})");
    }
    name
}

/// The unit in a heading's brackets. Only one with a slash, such as `元/月`, because `元` alone adds no information.
fn unit(header: &str) -> Option<String> {
    let narrow = narrow(header);
    let inside = narrow.split(['(', '[', '【']).nth(1)?.split([')', ']', '】']).next()?;
    let inside = inside.trim().trim_start_matches("单位:");
    (inside.contains('/') && inside.chars().count() <= UNIT_CHARS_MAX).then(|| inside.to_owned())
}

fn recognise(text: &str) -> Option<(Fit, Column)> {
    let plain = essence(text);
    let fit = |column: Column| {
        if text.trim() == column.header() {
            return Some((Fit::Exact, column));
        }
        if plain == column.header() {
            return Some((Fit::Alike, column));
        }
        column.aliases().contains(&plain.as_str()).then_some((Fit::Alias, column))
    };
    if plain.is_empty() { None } else { Column::ALL.iter().copied().filter_map(fit).min() }
}

/// The letters of a heading, without blanks, signs and text in brackets: `＊岗位 名称（必填）：` is 岗位名称.
fn essence(text: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = String::new();
    let mut all = String::new();
    for c in narrow(text).chars() {
        match c {
            '(' | '[' | '【' | '〔' | '{' | '<' | '《' => depth += 1,
            ')' | ']' | '】' | '〕' | '}' | '>' | '》' => depth = depth.saturating_sub(1),
            c if c.is_alphanumeric() => {
                all.push(c);
                if depth == 0 {
                    outside.push(c);
                }
            }
            _ => {}
        }
    }
    // The brackets of `【有效期】` are only an ornament.
    if outside.is_empty() { all } else { outside }
}
