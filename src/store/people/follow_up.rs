//! The work of staff on people and applications. Must not know pages.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::change::{EventNumber, Written, people_script};
use crate::domain::application::{ApplicationId, Judgement, Status};
use crate::domain::history::Wording;
use crate::domain::person::{FormId, PersonId};
use crate::domain::phone::Phone;
use crate::domain::place::PlaceOffer;
use crate::random::code;
use crate::store::Store;
use crate::store::error::Result;
use crate::store::identity::{CODE_CHARS, do_not_call_hash, person_code_hash};
use crate::store::script::ScriptAnswer;

static FOLLOW_UP: LazyLock<Script> = people_script!("follow_up.lua");
static JUDGE: LazyLock<Script> = people_script!("judge.lua");
static NOTE: LazyLock<Script> = people_script!("note.lua");
static EXPORTED: LazyLock<Script> = people_script!("exported.lua");

/// The clerk who does something, and when.
#[derive(Debug, Clone, Copy)]
pub struct ByClerk<'a> {
    /// The clerk's name.
    pub name: &'a str,
    /// The time.
    pub at: DateTime<Utc>,
}

/// The answer of `lua/exported.lua`.
struct ExportNoted(EventNumber);

impl ScriptAnswer for ExportNoted {
    fn read(word: &str, mut values: Vec<String>) -> Option<Self> {
        if word == "ok" { Some(Self(values.pop()?.parse().ok()?)) } else { None }
    }
}

impl Store {
    /// Changes the status of an application from `from` to `to`.
    pub async fn set_status(
        &self,
        id: &ApplicationId,
        from: Status,
        to: Status,
        by: ByClerk<'_>,
    ) -> Result<Written<Status>> {
        Ok(match self.follow_up(id, "stage", from.as_str(), to.as_str(), "", by).await? {
            Written::Done(event) => Written::Done(event),
            Written::Gone => Written::Gone,
            Written::Conflict { now } => Written::Conflict { now: Status::from_code(&now).unwrap_or_default() },
        })
    }

    /// Writes a remark. `from` is the event of the remark that the clerk saw; 0 if there was none.
    pub async fn set_remark(
        &self,
        id: &ApplicationId,
        from: EventNumber,
        remark: &str,
        by: ByClerk<'_>,
    ) -> Result<Written<EventNumber>> {
        let wording = match remark {
            "" => String::new(),
            remark => serde_json::to_string(&Wording::Remark(remark.to_owned()))?,
        };
        Ok(match self.follow_up(id, "remarked", &from.to_string(), "", &wording, by).await? {
            Written::Done(event) => Written::Done(event),
            Written::Gone => Written::Gone,
            Written::Conflict { now } => Written::Conflict { now: now.parse().unwrap_or_default() },
        })
    }

    /// Notes whether the person knows of the place that became free.
    pub async fn set_offer(
        &self,
        id: &ApplicationId,
        from: PlaceOffer,
        to: PlaceOffer,
        by: ByClerk<'_>,
    ) -> Result<Written<Option<PlaceOffer>>> {
        Ok(match self.follow_up(id, "told", from.as_str(), to.as_str(), "", by).await? {
            Written::Done(event) => Written::Done(event),
            Written::Gone => Written::Gone,
            Written::Conflict { now } => Written::Conflict { now: PlaceOffer::from_code(&now) },
        })
    }

    /// Records that a clerk looks at the full number.
    pub async fn note_revealed(&self, id: &ApplicationId, by: ByClerk<'_>) -> Result<Written> {
        self.follow_up(id, "revealed", "", "", "", by).await?.without_conflict()
    }

    async fn follow_up(
        &self,
        id: &ApplicationId,
        kind: &str,
        expected: &str,
        value: &str,
        wording: &str,
        by: ByClerk<'_>,
    ) -> Result<Written<String>> {
        self.change(&FOLLOW_UP, |call| {
            call.arg(&id.person.0).arg(id.wish.to_string()).arg(kind).arg(expected).arg(value).arg(wording);
            call.arg(by.at.timestamp_millis()).arg(by.name);
        })
        .await
    }

    /// Judges a form, or takes the judgement back. `from` is the judgement that the clerk saw.
    pub async fn judge(
        &self,
        person: &PersonId,
        form: &FormId,
        from: Option<Judgement>,
        to: Option<Judgement>,
        by: ByClerk<'_>,
    ) -> Result<Written<Option<Judgement>>> {
        let code = |judgement: Option<Judgement>| judgement.map_or("", Judgement::as_str);
        let answer: Written<String> = self
            .change(&JUDGE, |call| {
                call.arg(&person.0).arg(&form.0).arg(code(from)).arg(code(to));
                call.arg(by.at.timestamp_millis()).arg(by.name);
            })
            .await?;
        Ok(match answer {
            Written::Done(event) => Written::Done(event),
            Written::Gone => Written::Gone,
            Written::Conflict { now } => Written::Conflict { now: Judgement::from_code(&now) },
        })
    }

    /// Issues a code that opens the whole person. It is returned once, and replaces an older one.
    pub async fn issue_code(&self, person: &PersonId, by: ByClerk<'_>) -> Result<(String, Written)> {
        let issued = code(CODE_CHARS);
        let hash = person_code_hash(self.secrets(), person, &issued);
        let written = self.note(person, "code_issued", &hash, by).await?;
        Ok((issued, written))
    }

    /// Notes that a phone must not be called, or lifts that.
    pub async fn set_do_not_call(
        &self,
        person: &PersonId,
        phone: &Phone,
        forbidden: bool,
        by: ByClerk<'_>,
    ) -> Result<Written> {
        let lift = if forbidden { "" } else { "-" };
        let hash = do_not_call_hash(self.secrets(), phone);
        self.note(person, "do_not_call", &format!("{lift}{hash}"), by).await
    }

    /// Whether a phone must not be called.
    pub async fn is_do_not_call(&self, phone: &Phone) -> Result<bool> {
        let hash = do_not_call_hash(self.secrets(), phone);
        self.ask(redis::cmd("HEXISTS").arg(self.keys().do_not_call()).arg(hash)).await
    }

    /// Notes that a person is the same as another one, whose applications count from now on. `Gone` if either is erased, or
    /// merged already.
    pub async fn merge(&self, from: &PersonId, into: &PersonId, by: ByClerk<'_>) -> Result<Written> {
        self.note(from, "merged", &into.0, by).await
    }

    /// Takes a merge back.
    pub async fn unmerge(&self, from: &PersonId, by: ByClerk<'_>) -> Result<Written> {
        self.note(from, "unmerged", "", by).await
    }

    async fn note(&self, person: &PersonId, kind: &str, value: &str, by: ByClerk<'_>) -> Result<Written> {
        let answer: Written<String> = self
            .change(&NOTE, |call| {
                call.arg(&person.0).arg(kind).arg(value).arg(by.at.timestamp_millis()).arg(by.name);
            })
            .await?;
        answer.without_conflict()
    }

    /// Writes to the audit log that a list of so many rows was exported.
    pub async fn note_exported(&self, rows: u64, full: bool, by: ByClerk<'_>) -> Result<EventNumber> {
        let ExportNoted(event) = self
            .change(&EXPORTED, |call| {
                call.arg(rows).arg(if full { "1" } else { "" }).arg(by.at.timestamp_millis()).arg(by.name);
            })
            .await?;
        Ok(event)
    }
}
