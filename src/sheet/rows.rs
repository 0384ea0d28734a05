//! Turns a sheet with a known header into rows of jobs: skips titles, totals and remarks, fills merged cells, checks cells.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::cell;
use super::grid::{Area, Grid, GridLine, Raw, narrow};
use super::header::{self, Header, Heading};
use super::limits::ROWS_MAX;
use super::reading::{ParsedRow, Reading};
use super::report::{Fault, FileRefusal, Format, Note, Severity, SheetProblem, Skip, Skipped};
use crate::domain::column::Column;

/// A line that begins with one of these holds totals.
const TOTALS: [&str; 4] = ["合计", "总计", "小计", "共计"];
/// A line that begins with one of these is a remark about the sheet itself.
const REMARKS: [&str; 9] = ["备注", "注:", "注意", "说明", "填写说明", "填表", "填报", "审核", "制表"];

/// The text of all cells of a line, for quoting it in the report.
pub fn line_text(line: &GridLine) -> String {
    line.filled().map(|(_, raw)| cell::quote(raw)).collect::<Vec<_>>().join(" ")
}

/// Builds the rows of the lines below the header, and the notes about the file.
pub fn build(format: Format, grid: Grid, header: Header, today: NaiveDate) -> Result<Reading, FileRefusal> {
    let Header { headings, lines: header_lines, mut notes } = header;
    let mut above = grid.lines;
    let below = above.split_off(header_lines.end);
    let header_end = above.last().map_or(0, |line| line.number);
    let mut skipped: Vec<_> = above.drain(..header_lines.start).map(|line| skip(&line, Skip::Title)).collect();
    let mut lines = sort_out(below, &headings, &mut skipped);
    if lines.is_empty() {
        return Err(FileRefusal::NoRows);
    }
    if lines.len() > ROWS_MAX {
        return Err(FileRefusal::TooManyRows);
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

fn skip(line: &GridLine, why: Skip) -> Skipped {
    Skipped { row: line.number, why, text: line_text(line) }
}

/// Returns the lines that are jobs, and reports the others as skipped.
fn sort_out(lines: Vec<GridLine>, headings: &[Heading], skipped: &mut Vec<Skipped>) -> Vec<GridLine> {
    let mut jobs = Vec::new();
    for line in lines {
        match kind_of(&line, headings) {
            LineKind::Job => jobs.push(line),
            LineKind::Blank => {}
            LineKind::Skip(why) => skipped.push(skip(&line, why)),
        }
    }
    jobs
}

enum LineKind {
    Job,
    Blank,
    Skip(Skip),
}

fn kind_of(line: &GridLine, headings: &[Heading]) -> LineKind {
    if header::is_header(line) {
        return LineKind::Skip(Skip::Header);
    }
    let filled: Vec<_> = line.filled().collect();
    let Some((first, raw)) = filled.first() else { return LineKind::Blank };
    let begin = narrow(&cell::quote(raw)).split_whitespace().collect::<String>();
    let has_title = headings.iter().enumerate().any(|(at, heading)| {
        matches!(heading.column, Some(Column::Title)) && at != *first && *line.raw(at) != Raw::Empty
    });
    let of_a_job = matches!(headings[*first].column, Some(Column::Title | Column::Employer));
    if has_title {
        // A line with a title of its own is a job, whatever its first cell begins with.
        LineKind::Job
    } else if TOTALS.iter().any(|word| begin.starts_with(word)) {
        LineKind::Skip(Skip::Total)
    } else if REMARKS.iter().any(|word| begin.starts_with(word)) {
        LineKind::Skip(Skip::Remark)
    } else if filled.len() > 1 || of_a_job {
        LineKind::Job
    } else if matches!(raw, Raw::Number(_)) || begin.bytes().all(|byte| byte.is_ascii_digit()) {
        // Printed forms have serial numbers in the empty lines below the last job.
        LineKind::Blank
    } else {
        LineKind::Skip(Skip::Remark)
    }
}

/// Copies the value of a merged area into its other rows. An empty cell outside a merged area stays empty.
fn fill_down(area: Area, lines: &mut [GridLine], headings: &[Heading]) -> Option<Note> {
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

fn extras(lines: &[GridLine], headings: &[Heading]) -> Vec<Note> {
    let used: BTreeSet<usize> = lines.iter().flat_map(GridLine::filled).map(|(at, _)| at).collect();
    let extra = |(at, heading): (usize, &Heading)| {
        (heading.column.is_none() && used.contains(&at)).then(|| Note::Extra { header: heading.header.clone() })
    };
    headings.iter().enumerate().filter_map(extra).collect()
}

/// The number of blank lines between the header and the last job.
fn blank(header_end: u32, lines: &[GridLine], skipped: &[Skipped]) -> Option<Note> {
    let last = lines.last()?.number;
    let reported = lines.len() + skipped.iter().filter(|line| line.row > header_end && line.row < last).count();
    let rows = (last - header_end).saturating_sub(u32::try_from(reported).unwrap_or(u32::MAX));
    (rows > 0).then_some(Note::Blank { rows })
}

fn row(line: &GridLine, headings: &[Heading], today: NaiveDate) -> ParsedRow {
    let mut row = ParsedRow { number: line.number, ..ParsedRow::default() };
    for (at, heading) in headings.iter().enumerate() {
        let raw = line.raw(at);
        match (cell::read(raw, heading.column, today), heading.column) {
            (Ok(text), Some(column)) => {
                let warning = cell::warn(&text, column);
                row.problems.extend(warning.map(|fault| problem(line, heading, raw, fault)));
                let text = with_unit(text, column, heading);
                row.cells.insert(column, text);
            }
            (Ok(text), None) => row.extra.push((heading.header.clone(), text)),
            (Err(fault), column) => {
                row.damaged.extend(column);
                row.problems.push(problem(line, heading, raw, fault));
            }
        }
    }
    unit_of_range(&mut row, headings);
    row
}

/// Appends the unit of the heading to a bare figure of pay. Text with words already has its unit.
fn with_unit(text: String, column: Column, heading: &Heading) -> String {
    match &heading.unit {
        Some(unit) if column == Column::PayNote && cell::is_bare_figure(&text) => format!("{text}{unit}"),
        _ => text,
    }
}

/// Fills the column of the pay unit from the headings of 工资下限 and 工资上限, if the file has no such column.
fn unit_of_range(row: &mut ParsedRow, headings: &[Heading]) {
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

fn problem(line: &GridLine, heading: &Heading, raw: &Raw, fault: Fault) -> SheetProblem {
    // A fault in an unknown column, which no page uses, must not refuse the row.
    let severity = if heading.column.is_some() { fault.severity() } else { Severity::Warning };
    SheetProblem { row: line.number, header: heading.header.clone(), text: cell::quote(raw), fault, severity }
}
