//! Spreadsheets: bytes to rows to jobs, and back. Must not know IO, the clock, the store or pages.
//!
//! The way in is one road: [`read`] refuses a file whole ([`Refusal`]) or gives rows with their problems ([`Reading`]);
//! [`plan`] lays them beside the jobs that are stored and says what would happen ([`Plan`]). Nothing here writes.
//! What is wrong is told as data ([`What`], [`Note`]); the sentences are in `locales/`, put together by `crate::import`.

mod book;
mod cell;
mod date;
mod decode;
mod delimited;
mod grid;
mod header;
mod hidden;
mod jobs;
pub mod limits;
mod plan;
mod read;
mod report;
mod rows;
pub mod table;
mod unzip;
mod xml;

pub use jobs::{template_xlsx, write_jobs_csv, write_jobs_xlsx};
pub use plan::{Change, Counts, Item, Outcome, Plan, plan};
pub use read::{Heading, Reading, Row, read};
pub use report::{Format, Note, Problem, Refusal, Severity, Skip, Skipped, What};
