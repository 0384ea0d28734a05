//! Channels: the groups, posters and brokers that links are posted by; and how a typed code is read. Must not know stores or
//! pages.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::division::{
    DivisionFault, DivisionProblem, GROUP_CHARS_MAX, Township, filled_lines, find_township, split_cells,
};

/// Length of a channel's code: 31 letters to the sixth are 887 million, so that codes cannot be found by trying.
pub const CHANNEL_CODE_LETTERS: usize = 6;
/// Longest source, in characters.
pub const SOURCE_CHARS_MAX: usize = 32;
/// The source of visitors whose code cannot be read.
pub const UNKNOWN_SOURCE: &str = "unknown";
/// Most channels: a county's villages and brokers, and half as many again.
pub const CHANNELS_MAX: usize = 4_000;
/// Most codes from elsewhere that one channel can claim.
pub const CLAIMS_MAX: usize = 20;

/// Where a channel's readers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelLevel {
    /// The county's own group.
    County,
    /// The group of a township.
    Township,
    /// The group of a village.
    Village,
    /// A labour broker.
    Broker,
    /// A printed poster.
    Poster,
}

impl ChannelLevel {
    /// Every level, from the county down, then those that are added by hand.
    pub const ALL: [Self; 5] = [Self::County, Self::Township, Self::Village, Self::Broker, Self::Poster];

    /// The code in forms and in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
            Self::Broker => "broker",
            Self::Poster => "poster",
        }
    }

    /// The level of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == code)
    }

    /// Whether it is a chat group, which can be silent.
    #[must_use]
    pub const fn is_group(self) -> bool {
        matches!(self, Self::County | Self::Township | Self::Village)
    }
}

/// A group, a broker or a poster with a link of its own. The owner is staff data and never public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// The code of its link, for ever: `k7p2q9`.
    pub code: String,
    /// Where its readers are.
    pub level: ChannelLevel,
    /// The name: 高村镇, 西解村, a broker's name, the place of a poster.
    pub name: String,
    /// The key of its township; empty for the county.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub township: String,
    /// The name of the chat group; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The person who posts in it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Whether it is still used. The link of an unused one works on.
    pub active: bool,
    /// Codes that the county invented earlier and that count for this channel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<String>,
}

impl Channel {
    /// A channel in use, without township, group or owner.
    #[must_use]
    pub fn new(code: String, level: ChannelLevel, name: &str) -> Self {
        let name = name.to_owned();
        let township = String::new();
        Self {
            code,
            level,
            name,
            township,
            group: String::new(),
            owner: String::new(),
            active: true,
            claims: Vec::new(),
        }
    }

    /// Whether another one is the same group, poster or broker under another code.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.level == other.level && self.name == other.name && self.township == other.township
    }
}

/// All channels, with their codes and claims ready to be looked up.
#[derive(Debug, Clone, Default)]
pub struct ChannelTable {
    channels: Vec<Channel>,
    /// Folded code or claim -> place in `channels`.
    by_code: HashMap<String, usize>,
}

/// A typed code after it was looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResolvedSource {
    /// The source that visits and sign-ups are counted for.
    pub source: String,
    /// Whether it belongs to a channel.
    pub known: bool,
}

impl ChannelTable {
    /// The table of these channels, sorted by level and name.
    #[must_use]
    pub fn new(mut channels: Vec<Channel>) -> Self {
        channels.sort_by(|one, other| {
            let key = |channel: &Channel| (channel.level, channel.township.clone(), channel.name.clone());
            key(one).cmp(&key(other)).then_with(|| one.code.cmp(&other.code))
        });
        let mut by_code = HashMap::new();
        for (at, channel) in channels.iter().enumerate() {
            for claim in &channel.claims {
                by_code.entry(fold_code(claim)).or_insert(at);
            }
        }
        // Last, because a claim must not take over the link of another channel.
        by_code.extend(channels.iter().enumerate().map(|(at, channel)| (fold_code(&channel.code), at)));
        Self { channels, by_code }
    }

    /// The channels, sorted by level, township and name.
    #[must_use]
    pub fn all(&self) -> &[Channel] {
        &self.channels
    }

    /// The channel that a source, or a code as somebody typed it, belongs to.
    #[must_use]
    pub fn owner(&self, typed: &str) -> Option<&Channel> {
        self.by_code.get(&fold_code(typed)).map(|at| &self.channels[*at])
    }

    /// The channel of exactly this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.code == code)
    }

    /// The source of a typed code: its channel's own code, or the code itself if it is plain, or [`UNKNOWN_SOURCE`].
    #[must_use]
    pub fn resolve(&self, typed: &str) -> ResolvedSource {
        if let Some(channel) = self.owner(typed) {
            return ResolvedSource { source: channel.code.clone(), known: true };
        }
        let source = plain_code(typed).unwrap_or_else(|| UNKNOWN_SOURCE.to_owned());
        ResolvedSource { source, known: false }
    }

    /// The county and townships that have no channel yet, as channels without codes.
    #[must_use]
    pub fn missing(&self, county: &str, townships: &[Township]) -> Vec<Channel> {
        let blank = |level, name: &str| Channel::new(String::new(), level, name);
        let has_county = self.channels.iter().any(|channel| channel.level == ChannelLevel::County);
        let county = (!has_county).then(|| blank(ChannelLevel::County, county));
        let towns = townships.iter().map(|township| Channel {
            township: township.key().to_owned(),
            ..blank(ChannelLevel::Township, &township.name)
        });
        let towns = towns.filter(|wanted| {
            !self.channels.iter().any(|known| known.level == wanted.level && known.township == wanted.township)
        });
        county.into_iter().chain(towns).collect()
    }
}

/// The channels of pasted lines, without codes: name, township, and for a group its name, then the owner.
///
/// # Errors
/// Every line that cannot be used.
pub fn read_channels(
    level: ChannelLevel,
    text: &str,
    townships: &[Township],
) -> Result<Vec<Channel>, Vec<DivisionProblem>> {
    let mut channels: Vec<Channel> = Vec::new();
    let mut problems = Vec::new();
    for (line, typed) in filled_lines(text) {
        match read_channel(level, typed, townships) {
            Ok(channel) if channels.iter().any(|known| known.is_same_as(&channel)) => {
                problems.push(DivisionProblem { line, fault: DivisionFault::Repeated });
            }
            Ok(channel) => channels.push(channel),
            Err(fault) => problems.push(DivisionProblem { line, fault }),
        }
    }
    if channels.len() > CHANNELS_MAX {
        problems.push(DivisionProblem { line: CHANNELS_MAX + 1, fault: DivisionFault::TooMany(channels.len()) });
    }
    if problems.is_empty() { Ok(channels) } else { Err(problems) }
}

fn read_channel(level: ChannelLevel, line: &str, townships: &[Township]) -> Result<Channel, DivisionFault> {
    let mut cells = split_cells(line).into_iter();
    let mut next = || cells.next().unwrap_or_default();
    let name = next();
    let township = next();
    let group = if level.is_group() { next() } else { String::new() };
    let owner = next();
    let long = |text: &str| text.chars().count() > GROUP_CHARS_MAX;
    if name.is_empty() {
        return Err(DivisionFault::NoName);
    }
    if long(&name) {
        return Err(DivisionFault::NameTooLong);
    }
    if long(&group) || long(&owner) {
        return Err(DivisionFault::GroupTooLong);
    }
    // The group of a township is named like it.
    let township = if level == ChannelLevel::Township && township.is_empty() { name.clone() } else { township };
    let township = match find_township(townships, &township) {
        Some(found) => found.key().to_owned(),
        None if township.is_empty() && level != ChannelLevel::Village => String::new(),
        None => return Err(DivisionFault::UnknownTownship(township)),
    };
    Ok(Channel { township, group, owner, ..Channel::new(String::new(), level, &name) })
}

/// Visits by one source during one show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VisitTally {
    /// How often the link was opened.
    pub times: u64,
    /// How many browsers opened it, roughly: one that forgets its cookies counts again.
    pub people: u64,
    /// The last visit, in milliseconds since the Unix epoch; 0 without one.
    pub last: i64,
}

impl VisitTally {
    /// Adds the visits of another tally.
    pub fn add(&mut self, other: Self) {
        self.times += other.times;
        self.people += other.people;
        self.last = self.last.max(other.last);
    }
}

/// Sign-ups by one source for one show: those that count, neither withdrawn nor suspect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SignUpTally {
    /// Applications (人次).
    pub times: u64,
    /// People (人).
    pub people: u64,
    /// The last sign-up, in milliseconds since the Unix epoch; 0 without one.
    pub last: i64,
}

/// A typed code in small letters of ordinary width with hyphens for blanks and underlines; `None` if more than that is wrong.
#[must_use]
pub fn plain_code(typed: &str) -> Option<String> {
    let narrow = typed.nfkc().flat_map(char::to_lowercase);
    let spaced = narrow.map(|c| if c.is_whitespace() || c == '_' { '-' } else { c });
    let visible = spaced.filter(|c| !c.is_control() && !super::phone::is_invisible(*c));
    let code: String = visible.collect();
    let code = code.trim_matches(|c| matches!(c, '-' | '/' | '.' | '。'));
    is_source(code).then(|| code.to_owned())
}

/// Whether a text has the form of a source: small letters, digits and hyphens.
#[must_use]
pub fn is_source(code: &str) -> bool {
    (1..=SOURCE_CHARS_MAX).contains(&code.len())
        && code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// A code for comparisons: letters and digits alone, small and of ordinary width.
fn fold_code(typed: &str) -> String {
    typed.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(code: &str, claims: &[&str]) -> Channel {
        let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
        Channel { claims, ..Channel::new(code.to_owned(), ChannelLevel::Township, code) }
    }

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let table = ChannelTable::new(vec![channel("k7p2q9", &["wechat-gaocun", "gaocun"]), channel("a2b3c4", &[])]);
        for typed in [
            "k7p2q9",
            "K7P2Q9",
            "ｋ７ｐ２ｑ９",
            " k7p2q9 ",
            "k7p2q9/",
            "k7-p2 q9",
            "wechat_gaocun",
            "Gaocun",
            "GAO CUN",
        ] {
            let found = table.resolve(typed);
            assert_eq!((found.source.as_str(), found.known), ("k7p2q9", true), "{typed}");
        }
        assert_eq!(table.owner("gaocun").map(|channel| channel.code.as_str()), Some("k7p2q9"));
    }

    #[test]
    fn an_unknown_code_counts_as_it_was_typed_if_it_is_plain() {
        let table = ChannelTable::default();
        for (typed, source) in [
            ("wechat-jiedian", "wechat-jiedian"),
            ("Gaocun", "gaocun"),
            ("a_b", "a-b"),
            ("ａ　ｂ", "a-b"),
            ("高村", UNKNOWN_SOURCE),
            ("<script>", UNKNOWN_SOURCE),
            ("", UNKNOWN_SOURCE),
            ("---", UNKNOWN_SOURCE),
        ] {
            assert_eq!(table.resolve(typed), ResolvedSource { source: source.to_owned(), known: false }, "{typed}");
        }
        assert_eq!(table.resolve(&"a".repeat(33)).source, UNKNOWN_SOURCE);
    }

    #[test]
    fn a_claim_cannot_take_over_the_link_of_another_channel() {
        let table = ChannelTable::new(vec![channel("a2b3c4", &["k7p2q9"]), channel("k7p2q9", &[])]);
        assert_eq!(table.resolve("k7p2q9").source, "k7p2q9");
    }

    #[test]
    fn only_what_has_no_channel_is_missing() {
        let townships = [Township { code: "140822105".into(), name: "高村镇".into() }, "里望乡".into()];
        let all = ChannelTable::default().missing("万荣县", &townships);
        assert_eq!(all.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>(), ["万荣县", "高村镇", "里望乡"]);
        // A renamed channel, and a renamed township, are the same ones.
        let mut made = all.clone();
        made[1].name = "高村大群".into();
        assert_eq!(ChannelTable::new(made).missing("万荣县", &townships), []);
    }
}
