//! The integration tests: what must always hold, tried on real parts. Each test has a key space of its own.

mod stage;
mod support;
