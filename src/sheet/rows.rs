//! A sheet whose header is known to rows of jobs: passes over titles, totals and remarks, fills merged cells, checks each cell.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::cell;
use super::grid::{Area, Grid, Line, Raw, narrow};
use super::header::{self, Header, Heading};
use super::limits::ROWS_MAX;
use super::read::{Reading, Row};
use super::report::{Format, Note, Problem, Refusal, Severity, Skip, Skipped, What};
use crate::domain::column::Column;

/// Words that begin a line of sums.
const TOTALS: [&str; 4] = ["合计", "总计", "小计", "共计"];
/// Words that begin a line about the sheet itself.
const REMARKS: [&str; 9] = ["备注", "注:", "注意", "说明", "填写说明", "填表", "填报", "审核", "制表"];

/// A line's cells in one, for quoting.
pub fn line_text(line: &Line) -> String {
    line.filled().map(|(_, raw)| cell::quote(raw)).collect::<Vec<_>>().join(" ")
}

pub fn build(format: Format, grid: Grid, header: Header, today: NaiveDate) -> Result<Reading, Refusal> {
    let Header { headings, lines: header_lines, mut notes } = header;
    let mut above = grid.lines;
    let below = above.split_off(header_lines.end);
    let header_end = above.last().map_or(0, |line| line.number);
    let mut skipped: Vec<_> = above.drain(..header_lines.start).map(|line| skip(&line, Skip::Title)).collect();
    let mut lines = sort_out(below, &headings, &mut skipped);
    if lines.is_empty() {
        return Err(Refusal::NoRows);
    }
    if lines.len() > ROWS_MAX {
        return Err(Refusal::TooManyRows);
    }
    for area in grid.merged.iter().filter(|area| area.bottom > area.top) {
        notes.extend(fill_down(*area, &mut lines, &headings));
    }
    notes.extend(extras(&lines, &headings));
    notes.extend(units(&headings));
    notes.extend(lines.iter().filter(|line| line.hidden).map(|line| Note::Hidden { row: line.number }));
    notes.extend(blank(header_end, &lines, &skipped));
    let rows = lines.iter().map(|line| row(line, &headings, today)).collect();
    Ok(Reading { format, headings, rows, skipped, notes })
}

fn skip(line: &Line, why: Skip) -> Skipped {
    Skipped { row: line.number, why, text: line_text(line) }
}

/// Keeps the lines that are jobs.
fn sort_out(lines: Vec<Line>, headings: &[Heading], skipped: &mut Vec<Skipped>) -> Vec<Line> {
    let mut jobs = Vec::new();
    for line in lines {
        match what_is(&line, headings) {
            Kind::Job => jobs.push(line),
            Kind::Blank => {}
            Kind::Skip(why) => skipped.push(skip(&line, why)),
        }
    }
    jobs
}

enum Kind {
    Job,
    Blank,
    Skip(Skip),
}

fn what_is(line: &Line, headings: &[Heading]) -> Kind {
    if header::is_header(line) {
        return Kind::Skip(Skip::Header);
    }
    let filled: Vec<_> = line.filled().collect();
    let Some((first, raw)) = filled.first() else { return Kind::Blank };
    let begin = narrow(&cell::quote(raw)).split_whitespace().collect::<String>();
    let has_title = headings.iter().enumerate().any(|(at, heading)| {
        matches!(heading.column, Some(Column::Title)) && at != *first && *line.raw(at) != Raw::Empty
    });
    let of_a_job = matches!(headings[*first].column, Some(Column::Title | Column::Employer));
    match () {
        // A line with a title of its own is a job, whatever its first cell begins with.
        () if has_title => Kind::Job,
        () if TOTALS.iter().any(|word| begin.starts_with(word)) => Kind::Skip(Skip::Total),
        () if REMARKS.iter().any(|word| begin.starts_with(word)) => Kind::Skip(Skip::Remark),
        () if filled.len() > 1 || of_a_job => Kind::Job,
        // Forms come with their serial numbers filled in below the last job.
        () if matches!(raw, Raw::Number(_)) || begin.bytes().all(|byte| byte.is_ascii_digit()) => Kind::Blank,
        () => Kind::Skip(Skip::Remark),
    }
}

/// Writes the value of a merged area into its other rows. Only where the workbook says merged: an empty cell alone is empty.
fn fill_down(area: Area, lines: &mut [Line], headings: &[Heading]) -> Option<Note> {
    let at = lines.iter().position(|line| line.number == area.top)?;
    let value = lines[at].raw(area.left).clone();
    let header = headings.get(area.left)?.header.clone();
    if value == Raw::Empty {
        return None;
    }
    let mut last = area.top;
    for line in lines[at + 1..].iter_mut().take_while(|line| line.number <= area.bottom) {
        if *line.raw(area.left) == Raw::Empty {
            line.put(area.left, value.clone()).ok()?;
            last = line.number;
        }
    }
    (last > area.top).then_some(Note::FilledDown { header, from: area.top, to: last })
}

fn extras(lines: &[Line], headings: &[Heading]) -> Vec<Note> {
    let used: BTreeSet<usize> = lines.iter().flat_map(Line::filled).map(|(at, _)| at).collect();
    let extra = |(at, heading): (usize, &Heading)| {
        (heading.column.is_none() && used.contains(&at)).then(|| Note::Extra { header: heading.header.clone() })
    };
    headings.iter().enumerate().filter_map(extra).collect()
}

/// How many lines between the header and the last job hold nothing.
fn blank(header_end: u32, lines: &[Line], skipped: &[Skipped]) -> Option<Note> {
    let last = lines.last()?.number;
    let told = lines.len() + skipped.iter().filter(|line| line.row > header_end && line.row < last).count();
    let rows = (last - header_end).saturating_sub(u32::try_from(told).unwrap_or(u32::MAX));
    (rows > 0).then_some(Note::Blank { rows })
}

fn row(line: &Line, headings: &[Heading], today: NaiveDate) -> Row {
    let mut row = Row { number: line.number, ..Row::default() };
    for (at, heading) in headings.iter().enumerate() {
        let raw = line.raw(at);
        match (cell::read(raw, heading.column, today), heading.column) {
            (Ok(text), Some(column)) => {
                let warning = cell::warn(&text, column);
                row.problems.extend(warning.map(|what| problem(line, heading, raw, what)));
                let text = with_unit(text, column, heading);
                row.cells.insert(column, text);
            }
            (Ok(text), None) => row.extra.push((heading.header.clone(), text)),
            (Err(what), column) => {
                row.damaged.extend(column);
                row.problems.push(problem(line, heading, raw, what));
            }
        }
    }
    unit_of_range(&mut row, headings);
    row
}

/// A bare figure in a column of pay, with the unit that the heading gives it. Words keep their own.
fn with_unit(text: String, column: Column, heading: &Heading) -> String {
    match &heading.unit {
        Some(unit) if column == Column::PayNote && cell::is_bare_figure(&text) => format!("{text}{unit}"),
        _ => text,
    }
}

/// The unit of 工资下限 and 工资上限 has a column of its own; where the file has none, the heading fills it.
fn unit_of_range(row: &mut Row, headings: &[Heading]) {
    let mut range = headings.iter().filter(|h| matches!(h.column, Some(Column::PayMin | Column::PayMax)));
    let filled = |column| row.cells.get(&column).is_some_and(|text| !text.is_empty());
    if has_unit_column(headings) || !(filled(Column::PayMin) || filled(Column::PayMax)) {
        return;
    }
    if let Some(unit) = range.find_map(|heading| heading.unit.clone()) {
        row.cells.insert(Column::PayUnit, unit);
    }
}

fn has_unit_column(headings: &[Heading]) -> bool {
    headings.iter().any(|heading| heading.column == Some(Column::PayUnit))
}

fn units(headings: &[Heading]) -> impl Iterator<Item = Note> {
    let used = |heading: &&Heading| heading.column == Some(Column::PayNote) || !has_unit_column(headings);
    let note = |heading: &Heading| Some(Note::Unit { header: heading.header.clone(), unit: heading.unit.clone()? });
    headings.iter().filter(used).filter_map(note)
}

fn problem(line: &Line, heading: &Heading, raw: &Raw, what: What) -> Problem {
    // A column that no page uses is not worth a row.
    let severity = if heading.column.is_some() { what.severity() } else { Severity::Warning };
    Problem { row: line.number, header: heading.header.clone(), text: cell::quote(raw), what, severity }
}
