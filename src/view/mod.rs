//! Snapshot -> what the overlay, the panel and the public may see: the privacy boundary, in one place.
//!
//! No view can name a person: the types that hold people are not imported. Must not know the store or the web.

mod card;
mod faces;
mod shapes;
mod views;

pub use card::{CardFace, faces};
pub use faces::{FaceView, Instead, OnAirFace, PanelCard, TimerFace};
pub use shapes::{
    HowFace, IntakeFace, LiveCard, LiveView, NOTICES_IN_VIEW_MAX, NextFace, OverlayView, PanelView, ShowFace,
};
pub use views::Views;
