//! People who asked to be called, and what they asked for.

use serde::{Deserialize, Serialize};

use super::job::JobId;
use super::phone::Phone;
use super::rundown::CardNumber;
use super::show::ShowId;

/// A person's identity: an HMAC of the normalised phone, so that the same phone is the same person on every server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

/// An application's identity: opaque, sortable by nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApplicationId(pub String);

/// Where staff stand with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 新报名
    #[default]
    New,
    /// 联系中
    Contacting,
    /// 有意向
    Interested,
    /// 不合适
    Unfit,
    /// 联系不上
    Unreachable,
}

impl Status {
    pub const ALL: [Self; 5] = [Self::New, Self::Contacting, Self::Interested, Self::Unfit, Self::Unreachable];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Contacting => "contacting",
            Self::Interested => "interested",
            Self::Unfit => "unfit",
            Self::Unreachable => "unreachable",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == code)
    }
}

/// When a person would like to be rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallTime {
    #[default]
    Any,
    Morning,
    Afternoon,
    Evening,
}

impl CallTime {
    pub const ALL: [Self; 4] = [Self::Any, Self::Morning, Self::Afternoon, Self::Evening];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|time| time.as_str() == code)
    }
}

/// What a valid form asks the store to keep.
#[derive(Debug, Clone)]
pub struct SignUp {
    pub name: String,
    pub phone: Phone,
    pub township: String,
    pub call_time: CallTime,
    pub note: String,
    pub show: ShowId,
    /// Never empty; each once.
    pub cards: Vec<(CardNumber, JobId)>,
    /// Where the link was posted; empty where that is not known.
    pub source: String,
    /// Which wording of the consent text was agreed to.
    pub consent: &'static str,
    /// Why the form looks like a robot's; kept, marked, and left out of counts.
    pub suspect: Option<&'static str>,
}

/// One application with its person, as the desk reads it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: ApplicationId,
    pub person: PersonId,
    pub name: String,
    pub phone: Phone,
    pub township: String,
    pub call_time: CallTime,
    /// What the person wrote.
    pub note: String,
    pub show: ShowId,
    pub card: CardNumber,
    pub job: JobId,
    pub source: String,
    pub consent: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    pub status: Status,
    /// What staff wrote.
    pub remark: String,
    /// Another name was given with the same phone: staff should ask.
    pub other_names: Vec<String>,
    pub suspect: String,
    /// Withdrawn by the person: staff do not ring any more.
    pub withdrawn: bool,
}

/// One change in an application's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    pub by: String,
    pub what: What,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Status {
        from: Status,
        to: Status,
    },
    Remark {
        from: String,
        to: String,
    },
    /// The full number was looked at.
    Opened,
    /// The person sent the form again for a card that they had; its words are kept here, nothing was overwritten.
    SignedUp {
        name: String,
        township: String,
        call_time: CallTime,
        note: String,
    },
    /// The person mended the form that they had sent; these were its words before.
    Mended {
        name: String,
        township: String,
        call_time: CallTime,
        note: String,
    },
    Withdrawn,
}

/// What the store answers to an accepted sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The name of the phone's person; empty where the phone had one already: a stranger must not read it.
    pub name: String,
    /// All digits as typed; shown in full only to the browser that sent them.
    pub phone: String,
    pub show: ShowId,
    pub cards: Vec<CardNumber>,
    /// The code for `/my`. `None` where the phone had one already: a stranger who types somebody's number learns nothing.
    pub code: Option<String>,
    /// Cards of this form that the same phone had asked for before.
    #[serde(default)]
    pub already: Vec<CardNumber>,
    pub at: i64,
}
