//! `/my`: a visitor's own sign-ups, found by phone and code.

pub mod lookup;
pub mod my;
