//! The settings that staff change: the weekly rule, and the organiser's name and telephone number.

pub mod form;
pub mod page;
