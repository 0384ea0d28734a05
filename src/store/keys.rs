//! All keys of the store. Code outside `store` must not know them, and no key contains a name, a phone or a note.
//!
//! All keys of one organisation share the hash tag `{org}`, so that scripts stay within one cluster slot.

use crate::domain::application::Wish;
use crate::domain::person::PersonId;
use crate::domain::show::ShowId;
use crate::domain::stage::StageName;

/// Lifetime of a receipt, in seconds: 30 days.
pub const RECEIPT_SECS: u32 = 30 * 24 * 3600;

/// The keys of one organisation.
#[derive(Debug, Clone)]
pub struct Keys {
    /// `daigang:{org}:`, for scripts that derive many keys.
    pub prefix: String,
}

impl Keys {
    /// The keys of the organisation `org`.
    #[must_use]
    pub fn new(org: &str) -> Self {
        Self { prefix: format!("daigang:{{{org}}}:") }
    }

    /// Hash: `epoch` names the data, `pepper` is a fingerprint of the key that phones are hashed with, `version` is the version
    /// of the data's format. If it is missing, the data is lost.
    pub fn marker(&self) -> String {
        format!("{}marker", self.prefix)
    }

    /// Stream: one entry per accepted command; its ID is the revision, its `stage` the whole state after it.
    pub fn stage(&self, name: StageName) -> String {
        match name {
            StageName::Air => format!("{}stage", self.prefix),
            StageName::Rehearsal => format!("{}rehearsal", self.prefix),
        }
    }

    /// String: the settings as JSON.
    pub fn settings(&self) -> String {
        format!("{}settings", self.prefix)
    }

    /// Hash: show number -> show as JSON.
    pub fn shows(&self) -> String {
        format!("{}shows", self.prefix)
    }

    /// String: the cards of a show as JSON, in order.
    pub fn rundown(&self, show: ShowId) -> String {
        format!("{}rundown:{show}", self.prefix)
    }

    /// Hash: number -> job id of each card that was removed from a live show: links to it are still out there.
    pub fn removed(&self, show: ShowId) -> String {
        format!("{}removed:{show}", self.prefix)
    }

    /// Hash: job id -> the job as JSON, as it was when its card went on screen in this show.
    pub fn aired(&self, show: ShowId) -> String {
        format!("{}aired:{show}", self.prefix)
    }

    /// Hash: a notice's number -> notice as JSON.
    pub fn notices(&self, show: ShowId) -> String {
        format!("{}notices:{show}", self.prefix)
    }

    /// String: the overlay's layout as JSON.
    pub fn layout(&self) -> String {
        format!("{}layout", self.prefix)
    }

    /// Hash: job id -> job as JSON.
    pub fn jobs(&self) -> String {
        format!("{}jobs", self.prefix)
    }

    /// Hash: a job's match key -> its id.
    pub fn job_keys(&self) -> String {
        format!("{}job-keys", self.prefix)
    }

    /// String: the last assigned job number.
    pub fn job_seq(&self) -> String {
        format!("{}job-seq", self.prefix)
    }

    /// Hash: `phone`, its `hash`, the normalised `name`, a person `code`'s HMAC, and one field `form:{form}` for each form as
    /// JSON. With [`Self::words`], the only personal data.
    pub fn person(&self, id: &PersonId) -> String {
        format!("{}person:{id}", self.prefix)
    }

    /// Hash: an event's number -> words that go with it as JSON: a clerk's remark, answers before they were amended.
    pub fn words(&self, id: &PersonId) -> String {
        format!("{}words:{id}", self.prefix)
    }

    /// Hash: `{show}-{job}` -> a person's application as JSON, without personal data. Survives the person's erasure.
    pub fn work(&self, id: &PersonId) -> String {
        format!("{}work:{id}", self.prefix)
    }

    /// Sorted set: the ids of all people by their last activity, also of those who were erased.
    pub fn people(&self) -> String {
        format!("{}people", self.prefix)
    }

    /// Hash: a phone's HMAC -> `{forms}|{hour}|{forms in that hour}|{person},{person}`: a family shares a phone.
    pub fn phones(&self) -> String {
        format!("{}phones", self.prefix)
    }

    /// Hash: a person -> the person that counts instead, because staff merged them.
    pub fn alias(&self) -> String {
        format!("{}alias", self.prefix)
    }

    /// Hash: another HMAC of a phone -> since when it must not be called, in milliseconds.
    pub fn do_not_call(&self) -> String {
        format!("{}do-not-call", self.prefix)
    }

    /// Hash: the SHA-256 of a consent text -> the text. Each text that was ever agreed to, once.
    pub fn consents(&self) -> String {
        format!("{}consents", self.prefix)
    }

    /// Hash of a show: `limit:{job}` -> `{places}|{full}` for each card with a limit or the host's mark; `taken:{job}` -> the
    /// places taken, once they were counted.
    pub fn places(&self, show: ShowId) -> String {
        format!("{}places:{show}", self.prefix)
    }

    /// Sorted set: the people who wait for a place of a card, by the number of the event with which they joined.
    pub fn waiting(&self, wish: &Wish) -> String {
        format!("{}waiting:{wish}", self.prefix)
    }

    /// Stream: what happened to people and applications, without personal data. Its ids are consecutive: `1-0`, `2-0`.
    pub fn events(&self) -> String {
        format!("{}events", self.prefix)
    }

    /// Hash: code of a channel -> channel as JSON.
    pub fn channels(&self) -> String {
        format!("{}channels", self.prefix)
    }

    /// String: the version of the channels, which grows with each change.
    pub fn channels_version(&self) -> String {
        format!("{}channels-version", self.prefix)
    }

    /// Hash: `{source}:times`, `{source}:people`, `{source}:last` -> visits during a show; show 0 between shows.
    pub fn visits(&self, show: ShowId) -> String {
        format!("{}visits:{show}", self.prefix)
    }

    /// Hash: code of a channel -> who copied its text for a show last, as JSON.
    pub fn copies(&self, show: ShowId) -> String {
        format!("{}copies:{show}", self.prefix)
    }

    /// List: reports of overlays during a show as JSON, oldest first.
    pub fn exposure(&self, show: ShowId) -> String {
        format!("{}exposure:{show}", self.prefix)
    }

    /// Hash: run of a server -> the last time it was known to run during a show, in milliseconds.
    pub fn exposure_known(&self, show: ShowId) -> String {
        format!("{}exposure-known:{show}", self.prefix)
    }

    /// String, expiring: the answer to a form, by the form's id: its receipt, or that it was amended or erased.
    pub fn token(&self, token: &str) -> String {
        format!("{}token:{token}", self.prefix)
    }
}
