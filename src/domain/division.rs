//! Administrative divisions as data: the townships of a county with their official codes. Another county replaces the
//! table. Must not know pages or files.

use serde::{Deserialize, Serialize};

/// Longest name of a township or a village, in characters: the longest official one in China has 15.
pub const DIVISION_CHARS_MAX: usize = 16;
/// Most townships: three times those of the largest county.
pub const TOWNSHIPS_MAX: usize = 100;
/// Longest code, in digits: twelve for a village in the statistical table.
pub const DIVISION_CODE_DIGITS_MAX: usize = 12;
/// Longest name of a chat group, or of its contact with a phone number, in characters.
pub const GROUP_CHARS_MAX: usize = 40;

/// A township: an option of the sign-up form, and the home of channels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "TownshipRecord")]
pub struct Township {
    /// The official code, such as `140822100`; empty if the county did not enter it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The name, which forms and job sheets contain. Unique within the county.
    pub name: String,
}

/// A township as it is stored. Settings from before there were codes have names alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum TownshipRecord {
    Name(String),
    Coded {
        #[serde(default)]
        code: String,
        name: String,
    },
}

impl From<TownshipRecord> for Township {
    fn from(record: TownshipRecord) -> Self {
        match record {
            TownshipRecord::Name(name) => Self { code: String::new(), name },
            TownshipRecord::Coded { code, name } => Self { code, name },
        }
    }
}

impl From<&str> for Township {
    fn from(name: &str) -> Self {
        Self { code: String::new(), name: name.to_owned() }
    }
}

impl Township {
    /// The identity that other records refer to: the code, which survives a new name; without one, the name.
    #[must_use]
    pub fn key(&self) -> &str {
        if self.code.is_empty() { &self.name } else { &self.code }
    }

    /// Whether a code or a name means this township.
    #[must_use]
    pub fn is(&self, code_or_name: &str) -> bool {
        self.name == code_or_name || (!self.code.is_empty() && self.code == code_or_name)
    }

    /// The township of a line such as `140822100 解店镇`, `解店镇,140822100` or `解店镇`; `None` for an empty line.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let cells = split_cells(line);
        let is_code = |cell: &&String| is_division_code(cell);
        let code = cells.iter().find(is_code).cloned().unwrap_or_default();
        let name = cells.into_iter().find(|cell| !cell.is_empty() && !is_division_code(cell))?;
        Some(Self { code, name })
    }

    /// The line that [`Self::from_line`] reads.
    #[must_use]
    pub fn line(&self) -> String {
        if self.code.is_empty() { self.name.clone() } else { format!("{} {}", self.code, self.name) }
    }
}

/// The township that a code or a name means.
#[must_use]
pub fn find_township<'a>(townships: &'a [Township], code_or_name: &str) -> Option<&'a Township> {
    townships.iter().find(|township| township.is(code_or_name))
}

/// The name of a township for readers. A key that the table no longer has is shown as it is.
#[must_use]
pub fn township_name<'a>(townships: &'a [Township], key: &'a str) -> &'a str {
    find_township(townships, key).map_or(key, |township| township.name.as_str())
}

/// Why a line is not a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DivisionFault {
    /// The line has no name.
    NoName,
    /// The name is longer than [`DIVISION_CHARS_MAX`].
    NameTooLong,
    /// The group or the contact is longer than [`GROUP_CHARS_MAX`].
    GroupTooLong,
    /// The table has no such township.
    UnknownTownship(String),
    /// The township or the channel is in an earlier line.
    Repeated,
    /// More lines than the limit.
    TooMany(usize),
}

/// A line that cannot be used, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivisionProblem {
    /// The number of the line.
    pub line: usize,
    /// The fault.
    pub fault: DivisionFault,
}

/// The townships of pasted lines, in their order. A line that repeats an earlier one counts once.
///
/// # Errors
/// Every line that cannot be used.
pub fn read_townships(text: &str) -> Result<Vec<Township>, Vec<DivisionProblem>> {
    let mut townships: Vec<Township> = Vec::new();
    let mut problems = Vec::new();
    for (line, typed) in filled_lines(text) {
        let Some(township) = Township::from_line(typed) else {
            problems.push(DivisionProblem { line, fault: DivisionFault::NoName });
            continue;
        };
        let same = |known: &&Township| known.name == township.name || known.is(township.key());
        let repeated = townships.iter().find(same).is_some_and(|known| *known != township);
        if township.name.chars().count() > DIVISION_CHARS_MAX {
            problems.push(DivisionProblem { line, fault: DivisionFault::NameTooLong });
        } else if repeated {
            problems.push(DivisionProblem { line, fault: DivisionFault::Repeated });
        } else if !townships.contains(&township) {
            townships.push(township);
        }
    }
    if townships.len() > TOWNSHIPS_MAX {
        problems.push(DivisionProblem { line: TOWNSHIPS_MAX + 1, fault: DivisionFault::TooMany(townships.len()) });
    }
    if problems.is_empty() { Ok(townships) } else { Err(problems) }
}

/// Whether a text is a code of a division: six to twelve digits.
#[must_use]
pub fn is_division_code(text: &str) -> bool {
    (6..=DIVISION_CODE_DIGITS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The lines of a text that are not blank, with their numbers from 1.
pub fn filled_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_matches('\u{feff}').trim()));
    numbered.filter(|(_, line)| !line.is_empty())
}

/// The cells of a pasted line, each trimmed. Tabs come from a spreadsheet, commas of any width from hands; a line without
/// either is divided by blanks. Control characters are dropped.
#[must_use]
pub fn split_cells(line: &str) -> Vec<String> {
    let marks = ['\t', ',', '，', '、', ';', '；'];
    let clean = |cell: &str| cell.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned();
    if line.contains(marks) {
        line.split(marks).map(clean).collect()
    } else {
        line.split_whitespace().map(clean).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_from_before_there_were_codes_can_be_read() {
        let old: Vec<Township> =
            serde_json::from_str(r#"["解店镇",{"code":"140822105","name":"高村镇"}]"#).expect("read");
        assert_eq!(old, ["解店镇".into(), Township { code: "140822105".into(), name: "高村镇".into() }]);
        let again: Vec<Township> = serde_json::from_str(&serde_json::to_string(&old).expect("written")).expect("read");
        assert_eq!(again, old);
        assert_eq!((old[0].key(), old[1].key()), ("解店镇", "140822105"));
        assert!(old[1].is("高村镇") && old[1].is("140822105") && !old[0].is(""));
    }

    #[test]
    fn pasted_townships_are_read_however_they_are_divided() {
        let text = "\u{feff}140822100 解店镇\r\n140822105\t高村镇\n\n荣河镇，140822103\n里望乡\n里望乡";
        let read = read_townships(text).expect("four townships");
        assert_eq!(
            read.iter().map(Township::line).collect::<Vec<_>>(),
            ["140822100 解店镇", "140822105 高村镇", "140822103 荣河镇", "里望乡"]
        );
        let problems = read_townships("140822100\n解店镇 140822100\n高村镇 140822100\n").unwrap_err();
        let faults: Vec<_> = problems.iter().map(|problem| (problem.line, &problem.fault)).collect();
        assert_eq!(faults, [(1, &DivisionFault::NoName), (3, &DivisionFault::Repeated)]);
    }
}
