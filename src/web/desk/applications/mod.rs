//! Who asked to be rung: the list, one entry, its status and remarks, and exports of exactly that list.

pub mod entry;
pub mod export;
pub mod filter_options;
pub mod list;
pub mod query;
pub mod remark;
pub mod retry_page;
pub mod status;
