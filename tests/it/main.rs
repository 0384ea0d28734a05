//! The integration tests: what must always hold, tried on real parts. Each test has a key space of its own.

mod child;
mod emptied;
mod hosts;
mod outage;
mod sheet;
mod stage;
mod support;
