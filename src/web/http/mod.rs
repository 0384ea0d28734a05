//! What every room of the web shares: errors and their pages, login, languages, limits, assets. Must not know any room.

pub mod assets;
pub mod attachment;
pub mod auth;
pub mod command_response;
pub mod cookie;
pub mod error;
pub mod layers;
pub mod limits;
pub mod listener;
pub mod messages;
pub mod page;
pub mod query;
pub mod token;
