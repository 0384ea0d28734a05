//! All keys of the store. Code outside `store` must not know them, and no key contains a name, a phone or a note.
//!
//! All keys of one organisation share the hash tag `{org}`, so that scripts stay within one cluster slot.

use crate::domain::person::{ApplicationId, PersonId};
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

    /// Hash: `epoch` names the data, `pepper` is a fingerprint of the key that person ids are derived from. If it is missing, the data is lost.
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

    /// Stream: hints without content that tell servers to read the counts again.
    pub fn pulse(&self) -> String {
        format!("{}pulse", self.prefix)
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

    /// Hash: a person and all their applications, so that one `DEL` erases them. `who` is code, phone and name,
    /// `a:{show}-{job}` the answers of an application, `s:`, `r:`, `w:` and `o:` its status, remark, withdrawal and last
    /// opening, `other:{name}` a further name of the phone.
    pub fn person(&self, id: &PersonId) -> String {
        format!("{}person:{}", self.prefix, id.0)
    }

    /// List: an application's history, oldest first.
    pub fn history(&self, id: &ApplicationId) -> String {
        format!("{}log:{}", self.prefix, id.0)
    }

    /// The prefix of [`Self::history`] of a person's applications; `{show}-{job}` follows.
    pub fn histories(&self, person: &PersonId) -> String {
        format!("{}log:{}-", self.prefix, person.0)
    }

    /// Sorted set: a show's application ids by time.
    pub fn applications(&self, show: ShowId) -> String {
        format!("{}apps:{show}", self.prefix)
    }

    /// Sorted set: ids of applications that look like a robot's, by time.
    pub fn suspects(&self) -> String {
        format!("{}suspects", self.prefix)
    }

    /// Hash: job id -> how many applications in a show count: neither suspects nor withdrawn.
    pub fn counts(&self, show: ShowId) -> String {
        format!("{}counts:{show}", self.prefix)
    }

    /// List: reports of overlays during a show as JSON, oldest first.
    pub fn exposure(&self, show: ShowId) -> String {
        format!("{}exposure:{show}", self.prefix)
    }

    /// Hash: run of a server -> the last time it was known to run during a show, in milliseconds.
    pub fn exposure_known(&self, show: ShowId) -> String {
        format!("{}exposure-known:{show}", self.prefix)
    }

    /// String, expiring: the receipt of a form's token.
    pub fn token(&self, token: &str) -> String {
        format!("{}token:{token}", self.prefix)
    }
}
