//! The layout of the overlay: where on the picture it draws, and in which style. A record of the county.

use serde::{Deserialize, Serialize};

use super::quantity::Quantity;

/// The colours of cards and faces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Dark text on light cards.
    #[default]
    Light,
    /// Light text on dark cards.
    Dark,
}

/// The layout for one format of the picture, in per cent of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FormatLayout {
    /// The safe area at the top.
    pub top: i32,
    /// The safe area at the bottom.
    pub bottom: i32,
    /// The safe area at the left.
    pub left: i32,
    /// The safe area at the right.
    pub right: i32,
    /// The card's size, in per cent of its normal size.
    pub scale: i32,
    /// The offset to the right.
    pub x: i32,
    /// The offset downwards.
    pub y: i32,
}

/// The layout of the overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Layout {
    /// The colours of the cards.
    pub style: Style,
    /// For portrait pictures.
    pub portrait: FormatLayout,
    /// For landscape pictures.
    pub landscape: FormatLayout,
}

impl Default for Layout {
    fn default() -> Self {
        let plain = FormatLayout { top: 4, bottom: 4, left: 4, right: 4, scale: 100, x: 0, y: 0 };
        // Douyin's own bars cover the top 12 % and the bottom 30 % of a portrait picture.
        Self { style: Style::Light, portrait: FormatLayout { top: 12, bottom: 30, ..plain }, landscape: plain }
    }
}

impl Layout {
    /// Checks every number.
    ///
    /// # Errors
    /// The first quantity that is out of its range.
    pub fn check(&self) -> Result<(), Quantity> {
        self.portrait.check()?;
        self.landscape.check()
    }
}

impl FormatLayout {
    fn check(&self) -> Result<(), Quantity> {
        Quantity::SafeTop.check(self.top)?;
        Quantity::SafeBottom.check(self.bottom)?;
        Quantity::SafeLeft.check(self.left)?;
        Quantity::SafeRight.check(self.right)?;
        Quantity::Scale.check(self.scale)?;
        Quantity::OffsetX.check(self.x)?;
        Quantity::OffsetY.check(self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_range() {
        assert_eq!(Layout::default().check(), Ok(()));
        let good = Layout::default().landscape;
        let cases = [
            (FormatLayout { top: 46, ..good }, Quantity::SafeTop),
            (FormatLayout { bottom: -1, ..good }, Quantity::SafeBottom),
            (FormatLayout { left: 46, ..good }, Quantity::SafeLeft),
            (FormatLayout { right: 900, ..good }, Quantity::SafeRight),
            (FormatLayout { scale: 59, ..good }, Quantity::Scale),
            (FormatLayout { x: 31, ..good }, Quantity::OffsetX),
            (FormatLayout { y: -31, ..good }, Quantity::OffsetY),
        ];
        for (landscape, wrong) in cases {
            assert_eq!(Layout { landscape, ..Layout::default() }.check(), Err(wrong));
        }
    }
}
