//! Splits text into lines of cells: commas, tabs or semicolons, any line end, quotation marks as Excel writes them. Must not
//! know columns or jobs.
//!
//! The csv crate's reader cannot report Excel's row numbers: it skips blank lines without counting them, and reads an unclosed
//! quotation mark as a cell with the rest of the file.

use super::grid::{Grid, GridLine, Raw, clean};
use super::report::FileRefusal;
use super::table;

/// The delimiters that Excel writes in different regions, the most likely one first.
pub const DELIMITERS: [char; 3] = [',', '\t', ';'];

/// Splits text into lines of cells.
pub fn parse(text: &str, delimiter: char) -> Result<Grid, FileRefusal> {
    let mut grid = Grid::default();
    read_lines(&mut grid, text, delimiter, usize::MAX)?;
    Ok(grid)
}

/// The first `lines` lines, or those before the first error: enough to see whether the delimiter is right.
pub fn head(text: &str, delimiter: char, lines: usize) -> Grid {
    let mut grid = Grid::default();
    // Errors are expected with the wrong delimiter; the caller judges by the lines that were read.
    drop(read_lines(&mut grid, text, delimiter, lines));
    grid
}

fn read_lines(grid: &mut Grid, text: &str, delimiter: char, lines: usize) -> Result<(), FileRefusal> {
    let mut rest = text;
    let mut number = 0;
    while !rest.is_empty() && grid.lines.len() < lines {
        number += 1;
        let mut line = GridLine { number, ..GridLine::default() };
        rest = read_line(&mut line, rest, delimiter)?;
        grid.push(line)?;
    }
    Ok(())
}

/// Reads one line of cells, which may span several lines of text, and returns the rest of the text.
fn read_line<'a>(line: &mut GridLine, text: &'a str, delimiter: char) -> Result<&'a str, FileRefusal> {
    let mut rest = text;
    for column in 0.. {
        let (cell, after) = read_cell(rest, delimiter).ok_or(FileRefusal::UnclosedQuote { row: line.number })?;
        let cell = clean(&cell);
        if !cell.is_empty() {
            line.put(column, Raw::Text(table::plain(&cell).to_owned()))?;
        }
        match after.strip_prefix(delimiter) {
            Some(next) => rest = next,
            None => return Ok(after.strip_prefix("\r\n").or(after.strip_prefix(['\r', '\n'])).unwrap_or(after)),
        }
    }
    Ok(rest)
}

/// A cell and the rest of the text, which begins with a delimiter or a line end. `None` if a quotation mark is not closed.
fn read_cell(text: &str, delimiter: char) -> Option<(String, &str)> {
    let ends = |c: char| c == delimiter || c == '\r' || c == '\n';
    let bare = |text: &'_ str| text.find(ends).unwrap_or(text.len());
    let Some(mut inside) = text.strip_prefix('"') else {
        let (cell, rest) = text.split_at(bare(text));
        return Some((cell.to_owned(), rest));
    };
    let mut cell = String::new();
    loop {
        let (part, after) = inside.split_once('"')?;
        cell.push_str(part);
        if let Some(more) = after.strip_prefix('"') {
            cell.push('"');
            inside = more;
        } else {
            // Text after the closing mark belongs to the cell: some exporters write "8:00"-"12:00".
            let (tail, rest) = after.split_at(bare(after));
            cell.push_str(tail);
            return Some((cell, rest));
        }
    }
}
