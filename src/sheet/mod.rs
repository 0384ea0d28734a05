//! Spreadsheets: bytes to rows to jobs, and back. Must not know IO, the clock, the store or pages.

pub mod table;
