//! The integration tests: what must always hold, tried on real parts. Each test has a key space of its own.

mod auth;
mod child;
mod emptied;
mod hosts;
mod outage;
mod privacy;
mod sheet;
mod stage;
mod support;
mod tidy;
