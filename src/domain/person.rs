//! People who signed up, and their applications.

use serde::{Deserialize, Serialize};

use super::job::JobId;
use super::phone::Phone;
use super::rundown::CardNumber;
use super::show::ShowId;

/// Identifies a person: an HMAC of the normalised phone, so that the same phone is the same person on every server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

/// Identifies an application; opaque.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApplicationId(pub String);

/// The progress of staff with an application.
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
    /// Every status, in the order of work.
    pub const ALL: [Self; 5] = [Self::New, Self::Contacting, Self::Interested, Self::Unfit, Self::Unreachable];

    /// The code in the store and in URLs.
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

    /// The status of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == code)
    }
}

/// The time of day at which a person prefers to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallTime {
    /// Any time.
    #[default]
    Any,
    /// In the morning.
    Morning,
    /// In the afternoon.
    Afternoon,
    /// In the evening.
    Evening,
}

impl CallTime {
    /// Every choice, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Any, Self::Morning, Self::Afternoon, Self::Evening];

    /// The code in the store and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
        }
    }

    /// The choice of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|time| time.as_str() == code)
    }
}

/// A valid sign-up form, for the store.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// The name.
    pub name: String,
    /// The phone number.
    pub phone: Phone,
    /// The township; may be empty.
    pub township: String,
    /// The preferred time of a call.
    pub call_time: CallTime,
    /// The note; may be empty.
    pub note: String,
    /// The show of the cards.
    pub show: ShowId,
    /// The cards with their jobs; never empty, each once.
    pub cards: Vec<(CardNumber, JobId)>,
    /// The source of the link; empty if unknown.
    pub source: String,
    /// The version of the consent text.
    pub consent: &'static str,
    /// Why the form looks like a robot's. Such a sign-up is stored, marked, and not counted.
    pub suspect: Option<&'static str>,
}

/// An application with its person, as the desk reads it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Identifies the application.
    pub id: ApplicationId,
    /// Identifies the person.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The phone number.
    pub phone: Phone,
    /// The township; may be empty.
    pub township: String,
    /// The preferred time of a call.
    pub call_time: CallTime,
    /// The person's note.
    pub note: String,
    /// The show of the card.
    pub show: ShowId,
    /// The card's number.
    pub card: CardNumber,
    /// The job of the card.
    pub job: JobId,
    /// The source of the link; empty if unknown.
    pub source: String,
    /// The version of the consent text.
    pub consent: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// The progress of staff.
    pub status: Status,
    /// The remark of staff.
    pub remark: String,
    /// Other names that were given with the same phone: staff should ask.
    pub other_names: Vec<String>,
    /// Why the form looks like a robot's; empty if it does not.
    pub suspect: String,
    /// Withdrawn by the person: staff must not call any more.
    pub withdrawn: bool,
}

/// An entry of an application's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// The author; may be empty.
    pub by: String,
    /// The change.
    pub what: What,
}

/// The kind of a change, with its details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The status changed.
    Status {
        /// The status before.
        from: Status,
        /// The status after.
        to: Status,
    },
    /// The remark changed.
    Remark {
        /// The remark before.
        from: String,
        /// The remark after.
        to: String,
    },
    /// Staff opened the full phone number.
    Opened,
    /// The person sent another form for the same card. Its text is kept here; nothing was overwritten.
    SignedUp {
        /// The name.
        name: String,
        /// The township.
        township: String,
        /// The preferred time of a call.
        call_time: CallTime,
        /// The note.
        note: String,
    },
    /// The person amended the form. This was its text before.
    Mended {
        /// The name.
        name: String,
        /// The township.
        township: String,
        /// The preferred time of a call.
        call_time: CallTime,
        /// The note.
        note: String,
    },
    /// The person withdrew the application.
    Withdrawn,
}

/// The store's answer to an accepted sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The person's name; empty if the phone was known: a stranger must not read it.
    pub name: String,
    /// All digits; shown in full only to the browser that sent them.
    pub phone: String,
    /// The show of the cards.
    pub show: ShowId,
    /// The numbers of the cards.
    pub cards: Vec<CardNumber>,
    /// The code for `/my`; `None` if the phone was known: a stranger must not get it.
    pub code: Option<String>,
    /// Cards of this form that the same phone had signed up for before.
    #[serde(default)]
    pub already: Vec<CardNumber>,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
}
