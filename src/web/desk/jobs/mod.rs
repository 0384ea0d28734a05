//! The jobs that the store knows, and imports from spreadsheets.

pub mod import;
pub mod import_page;
pub mod list;
pub mod sealed_upload;
