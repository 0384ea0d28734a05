//! The numbers that a host sets, each with its range: in one place, so that check and sentence agree.

use std::ops::RangeInclusive;

/// A number that a host sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Minutes to talk about a card.
    PlanMinutes,
    /// People who can have a place of a card.
    Places,
    /// Seconds that a card stays on screen.
    DwellSeconds,
    /// Seconds to add to a timer.
    ExtendSeconds,
    /// Minutes of a break.
    BreakMinutes,
    /// Seconds to draw the safe areas.
    GuideSeconds,
    /// The safe area at the top.
    SafeTop,
    /// The safe area at the bottom.
    SafeBottom,
    /// The safe area at the left.
    SafeLeft,
    /// The safe area at the right.
    SafeRight,
    /// The card's size.
    Scale,
    /// The offset to the right.
    OffsetX,
    /// The offset downwards.
    OffsetY,
}

impl Quantity {
    /// The lowest and the highest value.
    #[must_use]
    pub const fn range(self) -> RangeInclusive<i32> {
        match self {
            // A show has some three hours.
            Self::PlanMinutes => 1..=180,
            // A card without any place is marked as full; no employer takes a thousand at one show.
            Self::Places => 1..=999,
            // Shorter cannot be read; longer is a forgotten card.
            Self::DwellSeconds => 5..=3600,
            Self::ExtendSeconds => 1..=600,
            Self::BreakMinutes => 1..=60,
            // 0 removes the guides.
            Self::GuideSeconds => 0..=600,
            // In per cent of the picture; two opposite edges leave at least a tenth for the card.
            Self::SafeTop | Self::SafeBottom | Self::SafeLeft | Self::SafeRight => 0..=45,
            Self::Scale => 60..=130,
            Self::OffsetX | Self::OffsetY => -30..=30,
        }
    }

    /// Checks a value.
    ///
    /// # Errors
    /// The quantity itself, if the value is out of its range.
    pub fn check(self, value: impl TryInto<i32>) -> Result<(), Self> {
        let fits = value.try_into().is_ok_and(|value| self.range().contains(&value));
        if fits { Ok(()) } else { Err(self) }
    }
}
