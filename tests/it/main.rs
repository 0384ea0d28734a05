//! The integration tests: what must always hold, tried on real parts. Each test has a key space of its own.

mod auth;
mod buttons;
mod child;
mod crew;
mod emptied;
mod exposure;
mod faces;
mod held;
mod hosts;
mod join;
mod layout;
mod openapi;
mod outage;
mod peers;
mod privacy;
mod program;
mod rules;
mod sheet;
mod sheet_files;
mod shutdown;
mod stage;
mod support;
mod tidy;
mod timers;
mod wire;
