//! Cuts a cell at the limits of Excel, so that a long text never makes a file unreadable. Must not know files.

use std::borrow::Cow;

/// Most UTF-16 code units of a cell: Excel repairs a workbook with a longer cell, and splits a longer cell of a CSV file.
pub const CELL_UNITS_MAX: usize = 32_767;
/// Most line breaks of a cell.
pub const CELL_BREAKS_MAX: usize = 253;

/// The cell as it is, or its beginning with `mark` at its end, if it exceeds a limit.
pub fn fit<'a>(cell: &'a str, mark: &str) -> Cow<'a, str> {
    if cell.len() <= CELL_BREAKS_MAX {
        return Cow::Borrowed(cell);
    }
    let room = CELL_UNITS_MAX.saturating_sub(mark.encode_utf16().count());
    let mut units = 0;
    let mut breaks = 0;
    // The longest beginning after which the mark still fits.
    let mut end = 0;
    for (at, c) in cell.char_indices() {
        units += c.len_utf16();
        breaks += usize::from(c == '\n');
        if units > CELL_UNITS_MAX || breaks > CELL_BREAKS_MAX {
            return Cow::Owned(format!("{}{mark}", &cell[..end]));
        }
        if units <= room {
            end = at + c.len_utf8();
        }
    }
    Cow::Borrowed(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "…（已截断）";

    fn units(text: &str) -> usize {
        text.encode_utf16().count()
    }

    #[test]
    fn a_cell_within_the_limits_stays_as_it_is() {
        let longest = "好".repeat(CELL_UNITS_MAX);
        let most_breaks = "\n".repeat(CELL_BREAKS_MAX);
        for cell in ["", "王芳", &longest, &most_breaks] {
            assert!(matches!(fit(cell, MARK), Cow::Borrowed(same) if same == cell));
        }
    }

    #[test]
    fn a_long_cell_ends_with_the_mark_and_fits() {
        let cut = fit(&"好".repeat(CELL_UNITS_MAX + 1), MARK).into_owned();
        assert_eq!(units(&cut), CELL_UNITS_MAX);
        assert!(cut.ends_with(&format!("好{MARK}")));
    }

    #[test]
    fn a_pair_of_surrogates_counts_twice_and_is_never_split() {
        let cut = fit(&format!("a{}", "𠮷".repeat(CELL_UNITS_MAX / 2 + 1)), MARK).into_owned();
        assert!(units(&cut) <= CELL_UNITS_MAX && units(&cut) >= CELL_UNITS_MAX - 1, "{}", units(&cut));
        assert!(cut.ends_with(&format!("𠮷{MARK}")));
        assert!(!cut.contains('\u{fffd}'));
    }

    #[test]
    fn a_cell_of_many_lines_is_cut_before_the_first_break_too_many() {
        let lines = vec!["两行"; CELL_BREAKS_MAX + 2].join("\r\n");
        let cut = fit(&lines, MARK).into_owned();
        assert_eq!(cut.matches('\n').count(), CELL_BREAKS_MAX);
        assert!(cut.ends_with(&format!("两行\r{MARK}")));
    }
}
