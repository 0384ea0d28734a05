//! Text to lines of cells: commas, tabs or semicolons, any line end, quotation marks as Excel sets them.
//!
//! Our own reader and not the csv crate's, because a person must be told Excel's row number: that crate leaves blank lines
//! out without counting them, and takes an unclosed quotation mark as a cell that holds the rest of the file.

use super::grid::{Grid, GridLine, Raw, clean};
use super::report::FileRefusal;
use super::table;

/// The delimiters that Excel writes, by region; the likeliest first.
pub const DELIMITERS: [char; 3] = [',', '\t', ';'];

/// Splits text into lines of cells.
pub fn parse(text: &str, delimiter: char) -> Result<Grid, FileRefusal> {
    let mut grid = Grid::default();
    read_lines(&mut grid, text, delimiter, usize::MAX)?;
    Ok(grid)
}

/// The first `lines` lines, or those before the first that cannot be read: enough to see whether the delimiter is right.
pub fn head(text: &str, delimiter: char, lines: usize) -> Grid {
    let mut grid = Grid::default();
    // With the wrong delimiter much looks wrong; whoever asked judges by what was read.
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

/// Reads one line of cells, which may span several lines of text, and gives back what follows it.
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

/// A cell and what follows it, which begins with a delimiter, a line end, or is empty. `None`: a quotation mark stays open.
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
            // Text after the closing mark belongs to the cell: "8:00"-"12:00" as careless exporters write it.
            let (tail, rest) = after.split_at(bare(after));
            cell.push_str(tail);
            return Some((cell, rest));
        }
    }
}
