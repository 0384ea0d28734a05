//! An application: that a person wants a job of a show, and the work of staff on it. No personal data, so that figures stay
//! when a person is erased. Must not know the person.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::job::JobId;
use super::person::{FormId, PersonId};
use super::place::PlaceOffer;
use super::recipient::{HandedOver, ShareConsent};
use super::rundown::CardNumber;
use super::show::ShowId;
use super::small_map::SmallMap;

/// The job and the show of an application: its identity within a person. Written `{show}-{job}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wish {
    /// The show of the card.
    pub show: ShowId,
    /// The job of the card.
    pub job: JobId,
}

impl fmt::Display for Wish {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.show, self.job.0)
    }
}

/// A text is not an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the identity of an application")]
pub struct NotAnApplication;

impl FromStr for Wish {
    type Err = NotAnApplication;

    fn from_str(text: &str) -> Result<Self, NotAnApplication> {
        let (show, job) = text.split_once('-').filter(|(_, job)| !job.is_empty()).ok_or(NotAnApplication)?;
        Ok(Self { show: ShowId(show.parse().map_err(|_| NotAnApplication)?), job: JobId(job.to_owned()) })
    }
}

/// Identifies an application. Written `{person}-{show}-{job}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationId {
    /// The person.
    pub person: PersonId,
    /// The job and the show.
    pub wish: Wish,
}

impl fmt::Display for ApplicationId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.person, self.wish)
    }
}

impl FromStr for ApplicationId {
    type Err = NotAnApplication;

    fn from_str(text: &str) -> Result<Self, NotAnApplication> {
        let (person, wish) = text.split_once('-').ok_or(NotAnApplication)?;
        Ok(Self { person: PersonId(person.to_owned()), wish: wish.parse()? })
    }
}

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

impl Status {
    /// Whether staff ended the work with it: its place is free for the next one.
    #[must_use]
    pub const fn ends(self) -> bool {
        match self {
            Self::Unfit | Self::Unreachable => true,
            Self::New | Self::Contacting | Self::Interested => false,
        }
    }
}

/// Why a form may not be a viewer's own: a person judges it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suspicion {
    /// A field was filled that only robots see.
    Honeypot,
    /// It was sent seconds after its page was made.
    TooFast,
    /// Its page was used for many forms.
    Reused,
    /// It came without our token from an address that sends many.
    NoToken,
    /// More than [`super::person::FORMS_AN_HOUR_MAX`] forms of its phone came within an hour.
    Many,
    /// Staff noted that this phone does not want to be called.
    DoNotCall,
}

impl Suspicion {
    /// Every reason.
    pub const ALL: [Self; 6] =
        [Self::Honeypot, Self::TooFast, Self::Reused, Self::NoToken, Self::Many, Self::DoNotCall];

    /// The code in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Honeypot => "honeypot",
            Self::TooFast => "too_fast",
            Self::Reused => "reused",
            Self::NoToken => "no_token",
            Self::Many => "many",
            Self::DoNotCall => "do_not_call",
        }
    }

    /// The reason of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == code)
    }
}

/// The judgement of a clerk on a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Judgement {
    /// A person sent it.
    Honest,
    /// A robot sent it, or somebody as a joke.
    Robot,
}

impl Judgement {
    /// The code in the store and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Honest => "honest",
            Self::Robot => "robot",
        }
    }

    /// The judgement of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Honest, Self::Robot].into_iter().find(|judgement| judgement.as_str() == code)
    }
}

/// The mark of a form that asks for an application: how honest it looks. Stored as `{suspicion}` or `{suspicion}:{judgement}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FormMark {
    /// Why it looked like a robot's; `None` if it did not.
    pub suspicion: Option<Suspicion>,
    /// The judgement of a clerk; `None` if there is none.
    pub judgement: Option<Judgement>,
}

impl FormMark {
    /// Whether staff should not call because of this form alone.
    #[must_use]
    pub const fn is_suspect(self) -> bool {
        match self.judgement {
            Some(Judgement::Honest) => false,
            Some(Judgement::Robot) => true,
            None => self.suspicion.is_some(),
        }
    }

    /// Whether a clerk has to judge it.
    #[must_use]
    pub const fn waits(self) -> bool {
        self.suspicion.is_some() && self.judgement.is_none()
    }
}

/// An unknown mark, written by a newer server.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("an unknown mark of a form")]
pub struct UnknownMark;

impl TryFrom<String> for FormMark {
    type Error = UnknownMark;

    fn try_from(text: String) -> Result<Self, UnknownMark> {
        let (suspicion, judgement) = text.split_once(':').unwrap_or((&text, ""));
        let known = |found: bool, code: &str| if found || code.is_empty() { Ok(()) } else { Err(UnknownMark) };
        let mark = Self { suspicion: Suspicion::from_code(suspicion), judgement: Judgement::from_code(judgement) };
        known(mark.suspicion.is_some(), suspicion)?;
        known(mark.judgement.is_some(), judgement)?;
        Ok(mark)
    }
}

impl fmt::Display for FormMark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.suspicion.map_or("", Suspicion::as_str))?;
        self.judgement.map_or(Ok(()), |judgement| write!(out, ":{}", judgement.as_str()))
    }
}

impl From<FormMark> for String {
    fn from(mark: FormMark) -> Self {
        mark.to_string()
    }
}

/// Why no form asks for an application any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Its person withdrew it.
    Withdrew,
    /// Its form was amended and asks for other jobs now, or is another person's.
    Amended,
    /// Its form was erased. It still counts in figures, so that these do not shrink.
    Erased,
}

/// An application as it is stored. Survives the erasure of its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The card's number at the newest honest form.
    pub card: CardNumber,
    /// The time of its first form, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The progress of staff.
    #[serde(default)]
    pub status: Status,
    /// The source of the link; empty if unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The township, never the village; empty if it was not given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub township: String,
    /// How many people come.
    pub party: u8,
    /// The version of the consent text.
    pub consent: String,
    /// The consents to be handed to somebody, each with its form. Whether one is in force: [`super::hand_over::agreed`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<ShareConsent>,
    /// To whom name and number were handed, and when last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handed: Vec<HandedOver>,
    /// The forms that ask for it; none: it is closed.
    pub forms: SmallMap<FormId, FormMark>,
    /// Why no form asks for it; `None` while one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closing>,
    /// The number of the event with which it joined the waiting list of its card; `None` while it has a place, or the card has no
    /// limit. 0: staff took its place away, and undoing that gives it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<u64>,
    /// The places that it has, if these are fewer than its party: the party grew when no more were free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<u8>,
    /// The place that became free while it waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<PlaceOffer>,
    /// The number of the event that wrote the newest remark of staff; 0 if there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub remark: u64,
    /// The number of the event that changed it last.
    pub rev: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Application {
    /// Whether its person still wants the job.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether every form that asks for it looks like a robot's. One honest form is enough to lift that.
    #[must_use]
    pub fn is_suspect(&self) -> bool {
        !self.forms.is_empty() && self.forms.values().all(|mark| mark.is_suspect())
    }

    /// Whether it asks for a place of its card: open, honest, and not ended by staff. The duplicate of a merged person does not,
    /// whatever this says. `asks` in `lua/places.lua` says the same.
    #[must_use]
    pub fn asks_for_place(&self) -> bool {
        self.is_open() && !self.is_suspect() && !self.status.ends()
    }

    /// Whether it waits for a place.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.asks_for_place() && self.queue.is_some()
    }

    /// The places that it takes.
    #[must_use]
    pub fn places(&self) -> u8 {
        if self.asks_for_place() && self.queue.is_none() { self.seats.unwrap_or(self.party) } else { 0 }
    }

    /// Whether it counts in figures: wanted, or erased while it was.
    #[must_use]
    pub fn counts(&self) -> bool {
        matches!(self.closed, None | Some(Closing::Erased)) && !self.is_suspect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_read_as_they_are_written() {
        let id: ApplicationId = "5f3c-42-000008".parse().expect("an identity");
        assert_eq!((id.person.0.as_str(), id.wish.show, id.wish.job.0.as_str()), ("5f3c", ShowId(42), "000008"));
        assert_eq!(id.to_string(), "5f3c-42-000008");
        for wrong in ["", "5f3c", "5f3c-42", "5f3c-42-", "5f3c-x-8"] {
            assert_eq!(wrong.parse::<ApplicationId>(), Err(NotAnApplication), "{wrong}");
        }
    }

    #[test]
    fn a_judgement_outweighs_a_suspicion() {
        let mark = |text: &str| FormMark::try_from(text.to_owned()).expect("a mark");
        for (text, suspect, waits) in [
            ("", false, false),
            ("too_fast", true, true),
            ("too_fast:honest", false, false),
            ("many:robot", true, false),
            (":robot", true, false),
        ] {
            assert_eq!((mark(text).is_suspect(), mark(text).waits()), (suspect, waits), "{text}");
            assert_eq!(String::from(mark(text)), text);
        }
        assert!(FormMark::try_from("else".to_owned()).is_err() && FormMark::try_from("many:maybe".to_owned()).is_err());
    }

    #[test]
    fn one_honest_form_lifts_the_suspicion() {
        let mark = |text: &str| FormMark::try_from(text.to_owned()).expect("a mark");
        let mut application: Application =
            serde_json::from_str(r#"{"card":8,"at":1,"party":2,"consent":"v","forms":{"f":"honeypot"},"rev":7}"#)
                .expect("an application");
        assert!(application.is_suspect() && !application.counts());
        application.forms.insert(FormId("g".into()), mark(""));
        assert!(!application.is_suspect() && application.counts());
        application.forms.clear();
        application.closed = Some(Closing::Erased);
        assert!(application.counts());
        application.closed = Some(Closing::Withdrew);
        assert!(!application.counts());
    }
}
