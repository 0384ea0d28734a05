//! Which card was on screen from when to when.

pub mod chart;
pub mod page;
