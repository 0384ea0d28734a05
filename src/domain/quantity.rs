//! Numbers that a host sets, each with its range: one place, so that check and sentence never differ.

use std::ops::RangeInclusive;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    PlanMinutes,
    DwellSeconds,
    ExtendSeconds,
    BreakMinutes,
    GuideSeconds,
    SafeTop,
    SafeBottom,
    SafeLeft,
    SafeRight,
    Scale,
    OffsetX,
    OffsetY,
}

impl Quantity {
    /// The least and the most that is taken.
    #[must_use]
    pub const fn range(self) -> RangeInclusive<i32> {
        match self {
            // A show has some three hours.
            Self::PlanMinutes => 1..=180,
            // Less cannot be read; more is no timer but a forgotten card.
            Self::DwellSeconds => 5..=3600,
            Self::ExtendSeconds => 1..=600,
            Self::BreakMinutes => 1..=60,
            // 0 takes the guides away.
            Self::GuideSeconds => 0..=600,
            // In per cent of the picture; two opposite edges leave at least a tenth for the card.
            Self::SafeTop | Self::SafeBottom | Self::SafeLeft | Self::SafeRight => 0..=45,
            Self::Scale => 60..=130,
            Self::OffsetX | Self::OffsetY => -30..=30,
        }
    }

    /// # Errors
    /// The quantity itself, where the value is outside its range.
    pub fn check(self, value: impl TryInto<i32>) -> Result<(), Self> {
        let fits = value.try_into().is_ok_and(|value| self.range().contains(&value));
        if fits { Ok(()) } else { Err(self) }
    }
}
