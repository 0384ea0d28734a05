//! Spreadsheets: bytes to rows of jobs, and jobs to bytes. Must not know IO, the clock, the store or pages.
//!
//! [`read()`] either refuses a file as a whole ([`FileRefusal`]), or returns its rows with their problems ([`Reading`]).
//! `crate::import` compares these with the stored jobs. Findings are data ([`Fault`], [`Note`]); `crate::import` words them.

mod book;
mod cell;
mod date;
mod decode;
mod delimited;
mod fit;
mod grid;
mod header;
mod hidden;
mod jobs;
pub mod limits;
mod read;
mod reading;
mod report;
mod rows;
pub mod table;
mod unzip;
mod workbook;
mod xml;

pub use cell::{is_bare_figure, names_a_number};
pub use header::Heading;
pub use jobs::{template_xlsx, write_jobs_csv, write_jobs_xlsx};
pub use read::read;
pub use reading::{ParsedRow, Reading};
pub use report::{Fault, FileRefusal, Format, Note, Severity, SheetProblem, Skip, Skipped};
