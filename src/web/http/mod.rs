//! Shared by all rooms of the web: errors and their pages, sign-in, languages, limits, assets. Must not know any room.

pub mod answer;
pub mod assets;
pub mod attachment;
pub mod auth;
pub mod client_address;
pub mod consent_texts;
pub mod cookie;
pub mod error;
pub mod layers;
pub mod limits;
pub mod listener;
pub mod lookup_limits;
pub mod messages;
pub mod page;
pub mod proxy_watch;
pub mod query;
pub mod text_size;
pub mod token;
