//! Limits of a sheet. Each is far above a county's weekly list, and far below a size that would harm the server.

/// Largest file, in bytes: two hundred times the twenty cards of a show.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most rows with a job: forty full shows. All of them are planned in memory and written in one call.
pub const ROWS_MAX: usize = 2_000;
/// Most lines beside the jobs: titles, headers, totals, remarks.
pub const LINES_SPARE: usize = 200;
/// Most columns: the 28 known ones, and as many of the employer's own.
pub const COLUMNS_MAX: usize = 60;
/// Most characters in a cell; a longer text is a document that was pasted into the sheet.
pub const CELL_CHARS_MAX: usize = 2_000;
/// Largest unpacked workbook, in bytes: sixteen times the largest file. XML packs ten to one, a zip bomb a thousand to one.
pub const UNPACKED_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Most parts of a workbook: a plain one has about ten, one with pictures a few dozen.
pub const PARTS_MAX: usize = 500;
/// Most merged areas: one for each row, and some for headers. Each costs a pass over the rows.
pub const MERGED_MAX: usize = 4_000;
/// Rows from the top that are searched for the header; lines above it are titles.
pub const HEADER_WITHIN: usize = 10;
/// Fewest recognised column titles that make a row the header: a note above the table can contain two by coincidence.
pub const HEADER_COLUMNS_MIN: usize = 3;
