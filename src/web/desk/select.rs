//! The options of a select on the desk. Pure.

/// One option of a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectOption {
    /// The value that is submitted.
    pub value: String,
    /// The text that staff read.
    pub label: String,
    /// Whether it is the chosen one.
    pub selected: bool,
}
