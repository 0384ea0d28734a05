//! daigang
pub mod clock;
pub mod domain;
pub mod live;
pub mod qr;
pub mod random;
pub mod secrets;
pub mod sheet;
pub mod store;
pub mod view;
pub mod web;
pub mod words;
