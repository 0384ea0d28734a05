//! The desk's filter and its search: one value for list, count and export, so that they agree. Must not know where people are
//! kept.

use super::answers::CallTime;
use super::application::Status;
use super::phone::{PHONE_DIGITS, Phone};
use super::rundown::CardNumber;
use super::show::ShowId;

/// Selects people by their applications. Each field narrows the selection, unless it is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The show.
    pub show: Option<ShowId>,
    /// The card.
    pub card: Option<CardNumber>,
    /// The township.
    pub township: String,
    /// The status.
    pub status: Option<Status>,
    /// The source of the link: a code, or [`NO_SOURCE`].
    pub source: String,
    /// The preferred time of a call.
    pub call_time: Option<CallTime>,
    /// The waiting list.
    pub place: Option<QueueState>,
    /// Whether applications are included that look like a robot's.
    pub suspects: Suspects,
    /// A phone, a name, a township, a job, or a word of a note.
    pub search: String,
}

/// The state of an application on the waiting list of its card; also a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// It waits.
    Waiting,
    /// A place became free, and the person does not know yet: a clerk has to call.
    Offered,
}

impl QueueState {
    /// The code in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered => "free",
        }
    }

    /// The choice of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Waiting, Self::Offered].into_iter().find(|choice| choice.as_str() == code)
    }
}

/// The value of [`Filter::source`] for forms whose source is not known. No code of a link is spelled like this.
pub const NO_SOURCE: &str = "-";

/// How the list treats applications that look like a robot's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Suspects {
    /// Left out.
    #[default]
    Hidden,
    /// Only those that a clerk has to judge.
    Waiting,
    /// Included.
    Shown,
}

impl Suspects {
    /// The code in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "",
            Self::Waiting => "judge",
            Self::Shown => "1",
        }
    }

    /// The choice of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        [Self::Waiting, Self::Shown].into_iter().find(|choice| choice.as_str() == code).unwrap_or_default()
    }
}

/// Why staff erase a person on request. A choice without free text, because the events keep it for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureReason {
    /// The person asked on the telephone.
    ByPhone,
    /// The person came to the office.
    AtOffice,
    /// The number is not the one of the person who signed up.
    WrongNumber,
    /// Anything else.
    Other,
}

impl ErasureReason {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::ByPhone, Self::AtOffice, Self::WrongNumber, Self::Other];

    /// The code in forms and in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByPhone => "by_phone",
            Self::AtOffice => "at_office",
            Self::WrongNumber => "wrong_number",
            Self::Other => "other",
        }
    }

    /// The reason of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == code)
    }
}

/// A search text, prepared once for all people. A phone is found however a page shows it: grouped, masked, by its last four.
#[derive(Debug, Clone)]
pub struct Search {
    /// The text, folded.
    text: String,
    /// The digits before and after the masked ones; the first part is empty unless the text is masked.
    digits: Option<(String, String)>,
}

impl Search {
    /// The search of a typed text; `None` if it is empty.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let text = fold(typed.trim());
        if text.is_empty() {
            return None;
        }
        Some(Self { digits: read_digits(&text), text })
    }

    /// Whether a phone is meant, given as its digits.
    #[must_use]
    pub fn finds_digits(&self, phone: &[u8]) -> bool {
        let fits =
            |(head, tail): &(String, String)| phone.starts_with(head.as_bytes()) && phone.ends_with(tail.as_bytes());
        self.digits.as_ref().is_some_and(fits)
    }

    /// The search text, folded: to be looked for in folded texts.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Small letters of ordinary width: `（Ａ）` is `(a)`.
#[must_use]
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// The first and the last digits of a phone that a text means; `None` if it is no phone.
fn read_digits(text: &str) -> Option<(String, String)> {
    if let Ok(phone) = Phone::parse(text) {
        return Some((phone.full().to_owned(), phone.full().to_owned()));
    }
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let (head, tail) = match plain.split_once('*') {
        Some((head, rest)) => (head, rest.trim_start_matches('*')),
        None => ("", plain.as_str()),
    };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let meant = is_number(head) && is_number(tail) && !tail.is_empty() && head.len() + tail.len() <= PHONE_DIGITS;
    meant.then(|| (head.to_owned(), tail.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_found_as_it_is_shown_anywhere() {
        let phone = Phone::parse("13800000202").expect("a phone");
        for typed in [
            "138 0000 0202",
            "13800000202",
            "138****0202",
            "0202",
            "138-0000-0202",
            "+86 13800000202",
            "００202",
            "0000 0202",
        ] {
            assert!(Search::new(typed).expect("a text").finds_digits(phone.full().as_bytes()), "{typed}");
        }
        for typed in ["0203", "139****0202", "138", "张", "138****", "13800000203"] {
            assert!(!Search::new(typed).expect("a text").finds_digits(phone.full().as_bytes()), "{typed}");
        }
        assert!(Search::new("  ").is_none());
    }

    #[test]
    fn letters_are_found_in_either_case_and_width() {
        let finds = |typed: &str, text: &str| fold(text).contains(Search::new(typed).expect("a text").text());
        assert!(finds("wang", "Wang Fang") && finds("月嫂", "金牌月嫂") && !finds("月嫂", "保洁"));
        for (typed, text) in
            [("（示例）", "公司（示例）"), ("(示例)", "公司（示例）"), ("（示例）", "公司(示例)"), ("2个", "２个孩子")]
        {
            assert!(finds(typed, text), "{typed} in {text}");
        }
    }
}
