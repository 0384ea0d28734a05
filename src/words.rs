//! Every sentence that people read, in both languages. `build.rs` generates the functions from `locales/`, so a missing
//! sentence fails the build. Knows nothing about the pages and commands that use the sentences.

/// The languages of the catalogue. Chinese is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Words {
    /// The name of a weekday, from 1 for Monday to 7 for Sunday.
    #[must_use]
    pub fn weekday(self, number: u32) -> &'static str {
        match number {
            1 => self.join_weekday_1(),
            2 => self.join_weekday_2(),
            3 => self.join_weekday_3(),
            4 => self.join_weekday_4(),
            5 => self.join_weekday_5(),
            6 => self.join_weekday_6(),
            _ => self.join_weekday_7(),
        }
    }
}

impl Lang {
    /// The value of the `lang` attribute.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language that a page offers to switch to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// The language of a tag such as `en-GB`; `None` for a language that the catalogue does not have.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.get(..2) {
            Some("zh") => Some(Self::Zh),
            Some("en") => Some(Self::En),
            _ => None,
        }
    }
}

/// The catalogue in one language: `words.join_title()`, `words.desk_page_of(arg::Page(2), arg::Pages(9))` …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    /// The language of every sentence that this value returns.
    pub lang: Lang,
}

impl From<Lang> for Words {
    fn from(lang: Lang) -> Self {
        Self { lang }
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    /// The generated functions that take several arguments: the doc line (the Chinese text) and the arguments' names.
    fn signatures() -> Vec<(&'static str, Vec<&'static str>)> {
        let lines: Vec<_> = include_str!(concat!(env!("OUT_DIR"), "/words.rs")).lines().map(str::trim).collect();
        let functions = lines.windows(3).filter(|lines| lines[2].contains("(self, arg::"));
        let name = |part: &'static str| part.split(['(', ')']).nth(1).unwrap_or_default();
        let arguments = |line: &'static str| line.split(") -> String").next().unwrap_or_default();
        functions.map(|lines| (lines[0], arguments(lines[2]).split(", arg::").skip(1).map(name).collect())).collect()
    }

    #[test]
    fn arguments_are_ordered_by_name_and_not_by_the_chinese_text() {
        let signatures = signatures();
        assert!(signatures.iter().all(|(_, names)| names.len() > 1 && names.is_sorted()), "{signatures:#?}");
        let position = |text: &str, name: &str| text.find(&format!("{{{name}}}"));
        let reordered = |(text, names): &(&str, Vec<&str>)| !names.is_sorted_by_key(|name| position(text, name));
        assert!(signatures.iter().any(reordered), "no sentence tells the two orders apart");
    }

    #[test]
    fn each_argument_fills_the_placeholder_of_its_type_in_both_languages() {
        let text = |lang| Words::from(lang).common_refused_out_of_range(arg::Max(9), arg::Min(1), arg::What("X"));
        assert_eq!(text(Lang::Zh), "X要在 1 到 9 之间，没有改动。");
        assert_eq!(text(Lang::En), "X must be between 1 and 9; nothing was changed.");
    }
}
