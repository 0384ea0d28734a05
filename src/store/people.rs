//! People and their applications: sign-up, receipt, self-service, erasure. Must not know forms as typed, or pages.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;
use serde::{Deserialize, Serialize};

use super::Store;
use super::error::{Changed, Error, Result};
use super::identity::person_id;
use super::intake::SignUpArguments;
use super::script::{Acknowledged, DoneOrGone};
use crate::domain::job::JobId;
use crate::domain::person::{ApplicationId, CallTime, Change, PersonId, Receipt, SignUp, What};
use crate::domain::phone::Phone;
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::random::code;

static WITHDRAW: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/withdraw.lua")));
static ERASE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/erase.lua")));

/// Characters of a lookup code: 31^6 is 887 million, and `/my` allows five attempts an hour.
const CODE_CHARS: usize = 6;

impl Store {
    /// The person who has a phone.
    pub(super) fn person_id(&self, phone: &Phone) -> PersonId {
        person_id(self.secrets(), phone)
    }

    /// Stores a sign-up, and returns when it is on disk. Idempotent: the same key returns the same receipt.
    ///
    /// `key` identifies one form with its contents, and grants access to the receipt.
    pub async fn sign_up(&self, key: &str, form: SignUp, at: DateTime<Utc>) -> Result<Receipt> {
        let sent = StoredReceipt::new(self.person_id(&form.phone), &form, at.timestamp_millis());
        let answer = self.intake().store(arguments(key, &sent, &form)?).await?;
        let stored = if answer.is_empty() { Some(sent) } else { StoredReceipt::read(&answer) };
        let stored = stored.ok_or_else(|| Error::Corrupt("a receipt".into()))?;
        Ok(stored.receipt(form.name, form.phone.full().to_owned()))
    }

    /// The receipt of a sign-up; `None` after [`super::RECEIPT_SECS`], or if its person was erased.
    pub async fn receipt(&self, id: &str) -> Result<Option<Receipt>> {
        let text: Option<String> = self.ask(redis::cmd("GET").arg(self.keys().token(id))).await?;
        let Some(text) = text else { return Ok(None) };
        let stored = StoredReceipt::read(&text).ok_or_else(|| Error::Corrupt("a receipt".into()))?;
        let who: Option<String> =
            self.ask(redis::cmd("HGET").arg(self.keys().person(&stored.person)).arg("who")).await?;
        // `None` if the person was erased. The stored name is left out if the phone was known before this form, so that a form
        // with another person's number does not reveal a name.
        Ok(who.as_deref().and_then(Who::read).map(|who| {
            let name = if stored.code.is_some() { who.name.to_owned() } else { String::new() };
            stored.receipt(name, who.phone.to_owned())
        }))
    }

    /// Sign-ups per job of a show, without suspects and withdrawn ones.
    pub async fn counts(&self, show: ShowId, jobs: &[JobId]) -> Result<HashMap<JobId, u64>> {
        if jobs.is_empty() {
            return Ok(HashMap::new());
        }
        let mut ask = redis::cmd("HMGET");
        ask.arg(self.keys().counts(show));
        for job in jobs {
            ask.arg(&job.0);
        }
        let counts: Vec<Option<i64>> = self.ask(&ask).await?;
        // A count can be below zero if people were erased who signed up before there were counts.
        let counts = counts.into_iter().map(|count| count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0));
        Ok(jobs.iter().cloned().zip(counts).collect())
    }

    /// The person with a phone and a lookup code.
    pub async fn find_person(&self, phone: &Phone, code: &str) -> Result<Option<PersonId>> {
        let person = self.person_id(phone);
        let who: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().person(&person)).arg("who")).await?;
        let typed = code.trim().to_ascii_uppercase();
        let known = who.as_deref().and_then(Who::read).map(|who| who.code.as_bytes());
        let same = known.is_some_and(|known| subtle::ConstantTimeEq::ct_eq(known, typed.as_bytes()).into());
        Ok(same.then_some(person))
    }

    /// Withdraws an application on the person's own request.
    pub async fn withdraw(&self, id: &ApplicationId, at: DateTime<Utc>) -> Result<Changed<()>> {
        let Some(key) = ApplicationKey::of(id) else { return Ok(Changed::Gone) };
        let change =
            serde_json::to_string(&Change { at: at.timestamp_millis(), by: String::new(), what: What::Withdrawn })?;
        let keys = self.keys();
        let answer = self
            .call(&WITHDRAW, |script| {
                script.key(keys.marker()).key(keys.person(&key.person)).key(keys.history(id)).key(keys.pulse());
                script.key(keys.counts(key.show));
                script.arg(&**self.epoch()).arg(key.field("a")).arg(key.field("w")).arg(&key.job.0).arg(change);
            })
            .await?;
        Ok(match answer {
            DoneOrGone::Done => Changed::Done,
            DoneOrGone::Gone => Changed::Gone,
        })
    }

    /// Erases a person with all applications and histories. The append-only file contains the data until its next rewrite
    /// (`BGREWRITEAOF`), which Redis starts by itself as the file grows.
    pub async fn erase(&self, person: &PersonId) -> Result<()> {
        let keys = self.keys();
        let erased = self.call(&ERASE, |script| {
            script.key(keys.marker()).key(keys.person(person)).key(keys.pulse());
            script.arg(&**self.epoch()).arg(&keys.prefix).arg(&person.0);
        });
        let Acknowledged = erased.await?;
        Ok(())
    }
}

/// The parts of an application's id, `{person}-{show}-{job}`, which locate it in the store.
pub(super) struct ApplicationKey {
    pub person: PersonId,
    pub show: ShowId,
    pub job: JobId,
}

impl ApplicationKey {
    /// `None` if the text is not an application's id.
    pub fn of(id: &ApplicationId) -> Option<Self> {
        let mut parts = id.0.splitn(3, '-');
        let person = PersonId(parts.next()?.to_owned());
        let show = ShowId(parts.next()?.parse().ok()?);
        Some(Self { person, show, job: JobId(parts.next()?.to_owned()) })
    }

    /// The name of one of the application's fields in the person's hash.
    pub fn field(&self, kind: &str) -> String {
        format!("{kind}:{}-{}", self.show, self.job.0)
    }
}

/// A person's own data, stored as one text with tabs between the parts. Code and phone contain no tab.
pub(super) struct Who<'a> {
    pub code: &'a str,
    pub phone: &'a str,
    pub name: &'a str,
}

impl<'a> Who<'a> {
    pub fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(3, '\t');
        Some(Self { code: parts.next()?, phone: parts.next()?, name: parts.next()? })
    }
}

/// The answers of a form. The names are short, because each application is a line of the append-only file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Given<'a> {
    #[serde(rename = "n")]
    pub name: Cow<'a, str>,
    #[serde(rename = "t", skip_serializing_if = "str::is_empty")]
    pub township: Cow<'a, str>,
    #[serde(rename = "c")]
    pub call_time: CallTime,
    #[serde(rename = "o", skip_serializing_if = "str::is_empty")]
    pub note: Cow<'a, str>,
    pub at: i64,
    #[serde(rename = "s", skip_serializing_if = "str::is_empty")]
    pub source: Cow<'a, str>,
    #[serde(rename = "v")]
    pub consent: Cow<'a, str>,
    #[serde(rename = "x", skip_serializing_if = "str::is_empty")]
    pub suspect: Cow<'a, str>,
}

/// The answers of a form as they are stored.
pub(super) fn given_text(form: &SignUp, at: i64) -> Result<String> {
    Ok(serde_json::to_string(&Given {
        name: Cow::Borrowed(&form.name),
        township: Cow::Borrowed(&form.township),
        call_time: form.call_time,
        note: Cow::Borrowed(&form.note),
        at,
        source: Cow::Borrowed(&form.source),
        consent: Cow::Borrowed(form.consent),
        suspect: Cow::Borrowed(form.suspect.unwrap_or_default()),
    })?)
}

/// The arguments of one sign-up, in the order of `lua/sign_up.lua`.
fn arguments(key: &str, receipt: &StoredReceipt, form: &SignUp) -> Result<SignUpArguments> {
    let given = given_text(form, receipt.at)?;
    let code = receipt.code.as_deref().unwrap_or_default();
    let mut arguments = SignUpArguments::default();
    arguments.push(format_args!("{key}"));
    arguments.push(format_args!("{}", receipt.person.0));
    arguments.push(format_args!("{code}\t{}\t{}", form.phone.full(), form.name));
    arguments.push(format_args!("{receipt}"));
    match form.suspect {
        Some(_) => arguments.push(format_args!("suspects")),
        None => arguments.push(format_args!("apps:{}", form.show)),
    }
    arguments.push(format_args!("{}", receipt.at));
    arguments.push(format_args!("{}", form.cards.len()));
    for (card, job) in &form.cards {
        arguments.push(format_args!("{}-{}", form.show, job.0));
        arguments.push(format_args!("{card}\t{given}"));
    }
    Ok(arguments)
}

/// A receipt as it is stored: without name and phone, which belong to the person's record and are erased with it.
pub(super) struct StoredReceipt {
    pub person: PersonId,
    show: ShowId,
    pub at: i64,
    pub code: Option<String>,
    pub cards: Vec<CardNumber>,
    pub already: Vec<CardNumber>,
}

impl StoredReceipt {
    /// The receipt of a person who is not in the store yet.
    pub fn new(person: PersonId, form: &SignUp, at: i64) -> Self {
        let cards = form.cards.iter().map(|(card, _)| *card).collect();
        Self { person, show: form.show, at, code: Some(code(CODE_CHARS)), cards, already: Vec::new() }
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('|');
        let numbers = |part: &str| part.split(',').filter_map(|number| number.parse().ok()).collect();
        Some(Self {
            person: PersonId(parts.next()?.to_owned()),
            show: ShowId(parts.next()?.parse().ok()?),
            at: parts.next()?.parse().ok()?,
            code: parts.next().filter(|code| !code.is_empty()).map(str::to_owned),
            cards: numbers(parts.next()?),
            already: numbers(parts.next()?),
        })
    }

    fn receipt(self, name: String, phone: String) -> Receipt {
        let Self { show, at, code, cards, already, .. } = self;
        Receipt { name, phone, show, cards, code, already, at }
    }
}

/// The format that [`StoredReceipt::read`] parses.
impl fmt::Display for StoredReceipt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.as_deref().unwrap_or_default();
        write!(out, "{}|{}|{}|{code}|", self.person.0, self.show, self.at)?;
        list(out, &self.cards)?;
        out.write_str("|")?;
        list(out, &self.already)
    }
}

fn list(out: &mut fmt::Formatter<'_>, numbers: &[CardNumber]) -> fmt::Result {
    for (at, number) in numbers.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}{number}")?;
    }
    Ok(())
}
