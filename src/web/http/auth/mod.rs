//! Authentication by the keys of `secrets.json`, carried by link, cookie or bearer header. Each role is an extractor.
//!
//! A link's `?key=` is exchanged for a cookie and vanishes from the address bar, so that it is not shared by accident.

pub mod credentials;
pub mod crew;
pub mod link_keys;
pub mod name;
pub mod session;
pub mod staff;
pub mod wrong_keys;

pub use credentials::Credentials;
pub use crew::{Caller, Crew, Host};
pub use link_keys::LinkRole;
pub use name::NAME_CHARS_MAX;
pub use staff::Staff;
