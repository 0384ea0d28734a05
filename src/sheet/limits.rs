//! How much a sheet may bring. Each limit is far above a county's weekly list and far below what would hurt the server.

/// A file: two hundred times the twenty cards of a show.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Rows with a job: forty shows full. All of them are planned in memory and written in one go.
pub const ROWS_MAX: usize = 2_000;
/// Lines that are read beside the jobs: titles, headers, totals, remarks.
pub const LINES_SPARE: usize = 200;
/// Columns: our 28 and as many of the employer's own again.
pub const COLUMNS_MAX: usize = 60;
/// Characters in a cell: more than anybody reads aloud; longer ones are a document pasted into the sheet.
pub const CELL_CHARS_MAX: usize = 2_000;
/// What an XLSX may unpack to: sixteen times the largest file. XML packs ten to one; a bomb packs a thousand to one.
pub const UNPACKED_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Parts inside an XLSX: a plain workbook has about ten, one with pictures a few dozen.
pub const PARTS_MAX: usize = 500;
/// Merged areas: one a row and some for headers. Each is laid over the rows, so their number is work.
pub const MERGED_MAX: usize = 4_000;
/// Rows from the top among which the header is looked for; what stands above it is a title.
pub const HEADER_WITHIN: usize = 10;
/// Known columns that make a row the header. Two could be chance in a remark.
pub const HEADER_COLUMNS_MIN: usize = 3;
