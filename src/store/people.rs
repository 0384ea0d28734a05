//! People and their applications: identity, sign-up, self-service, erasure.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use hmac::Mac as _;
use redis::Script;
use serde::{Deserialize, Serialize};

use super::intake::Arguments;
use super::{Changed, Error, Result, Store};
use crate::domain::job::JobId;
use crate::domain::person::{ApplicationId, CallTime, Change, PersonId, Receipt, SignUp, What};
use crate::domain::phone::Phone;
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::random::{code, hex};
use crate::secrets::{Secrets, keyed};

static WITHDRAW: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/withdraw.lua")));
static ERASE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/erase.lua")));

/// Signs of a lookup code: 31^6 is 887 million, and `/my` allows five tries an hour.
const CODE_SIGNS: usize = 6;
/// Bytes of an HMAC that make a person's identity or a fingerprint.
const IDENTITY_BYTES: usize = 16;

fn digest(key: &str, parts: &[&str]) -> String {
    let mut mac = keyed(key);
    for part in parts {
        mac.update(part.as_bytes());
        // Without an end mark "ab" + "c" and "a" + "bc" would be one.
        mac.update(&[0]);
    }
    hex(&mac.finalize().into_bytes()[..IDENTITY_BYTES])
}

/// Tells servers with different keys apart without telling the key.
pub(super) fn fingerprint(secrets: &Secrets) -> String {
    digest(&secrets.pepper, &["fingerprint"])
}

impl Store {
    pub(super) fn person_id(&self, phone: &Phone) -> PersonId {
        PersonId(digest(&self.inner.secrets.pepper, &["phone", phone.full()]))
    }

    /// Keeps a sign-up. Answers when it is on disk; the same key gets the same answer again and keeps nothing twice.
    ///
    /// `key` stands for one form with its words, and names the receipt: who knows it can read the receipt.
    pub async fn sign_up(&self, key: &str, form: SignUp, at: DateTime<Utc>) -> Result<Receipt> {
        let kept = Kept::new(self.person_id(&form.phone), &form, at.timestamp_millis());
        let answer = self.inner.intake.keep(arguments(key, &kept, &form)?).await?;
        let kept = if answer.is_empty() { Some(kept) } else { Kept::read(&answer) };
        let kept = kept.ok_or_else(|| Error::Corrupt("a receipt".into()))?;
        Ok(kept.receipt(form.name, form.phone.full().to_owned()))
    }

    /// The receipt that a sign-up got; `None` after [`super::RECEIPT_SECS`], or when its person was erased.
    pub async fn receipt(&self, id: &str) -> Result<Option<Receipt>> {
        let kept: Option<String> = self.ask(redis::cmd("GET").arg(self.keys().token(id))).await?;
        let Some(kept) = kept else { return Ok(None) };
        let kept = Kept::read(&kept).ok_or_else(|| Error::Corrupt("a receipt".into()))?;
        let who: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().person(&kept.person)).arg("who")).await?;
        // No such person any more: they asked to be erased. Who typed a known phone must not read its person's name.
        Ok(who.as_deref().and_then(Who::read).map(|who| {
            let name = if kept.code.is_some() { who.name.to_owned() } else { String::new() };
            kept.receipt(name, who.phone.to_owned())
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
        // Below zero: people of data from before counts were numbers have gone.
        let counts = counts.into_iter().map(|count| count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0));
        Ok(jobs.iter().cloned().zip(counts).collect())
    }

    /// The person behind a phone and a lookup code.
    pub async fn find_person(&self, phone: &Phone, code: &str) -> Result<Option<PersonId>> {
        let person = self.person_id(phone);
        let who: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().person(&person)).arg("who")).await?;
        let typed = code.trim().to_ascii_uppercase();
        let known = who.as_deref().and_then(Who::read).map(|who| who.code.as_bytes());
        let same = known.is_some_and(|known| subtle::ConstantTimeEq::ct_eq(known, typed.as_bytes()).into());
        Ok(same.then_some(person))
    }

    /// The person asks not to be rung about this any more.
    pub async fn withdraw(&self, id: &ApplicationId, at: DateTime<Utc>) -> Result<Changed<()>> {
        let Some(place) = Place::of(id) else { return Ok(Changed::Gone) };
        let change =
            serde_json::to_string(&Change { at: at.timestamp_millis(), by: String::new(), what: What::Withdrawn })?;
        let keys = self.keys();
        let answer = self
            .run(&WITHDRAW, |script| {
                script.key(keys.marker()).key(keys.person(&place.person)).key(keys.history(id)).key(keys.pulse());
                script.key(keys.counts(place.show));
                script.arg(&**self.epoch()).arg(place.field("a")).arg(place.field("w")).arg(&place.job.0).arg(change);
            })
            .await?;
        Ok(if answer.word == "ok" { Changed::Done } else { Changed::Gone })
    }

    /// Removes a person and everything about them, histories included. In the append-only file the words stay until
    /// its next rewrite (`BGREWRITEAOF`), which Redis does by itself as the file grows.
    pub async fn erase(&self, person: &PersonId) -> Result<()> {
        let keys = self.keys();
        let erased = self.run(&ERASE, |script| {
            script.key(keys.marker()).key(keys.person(person)).key(keys.pulse());
            script.arg(&**self.epoch()).arg(&keys.prefix).arg(&person.0);
        });
        erased.await.map(drop)
    }
}

/// Where an application is kept: its id says so, `{person}-{show}-{job}`.
pub(super) struct Place {
    pub person: PersonId,
    pub show: ShowId,
    pub job: JobId,
}

impl Place {
    /// `None` where the text is no id of ours.
    pub fn of(id: &ApplicationId) -> Option<Self> {
        let mut parts = id.0.splitn(3, '-');
        let person = PersonId(parts.next()?.to_owned());
        let show = ShowId(parts.next()?.parse().ok()?);
        Some(Self { person, show, job: JobId(parts.next()?.to_owned()) })
    }

    /// The name of one of its fields in the person's hash.
    pub fn field(&self, kind: &str) -> String {
        format!("{kind}:{}-{}", self.show, self.job.0)
    }
}

/// A person's own data as one text: none of the three holds a tab, the name stands last.
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

/// An application as its person sent it, short because each is a line of the append-only file.
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

/// An application's words as they are kept.
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

/// The arguments of one sign-up, in the order that `lua/sign_up.lua` names.
fn arguments(key: &str, kept: &Kept, form: &SignUp) -> Result<Arguments> {
    let given = given_text(form, kept.at)?;
    let code = kept.code.as_deref().unwrap_or_default();
    let mut arguments = Arguments::default();
    arguments.push(format_args!("{key}"));
    arguments.push(format_args!("{}", kept.person.0));
    arguments.push(format_args!("{code}\t{}\t{}", form.phone.full(), form.name));
    arguments.push(format_args!("{kept}"));
    match form.suspect {
        Some(_) => arguments.push(format_args!("suspects")),
        None => arguments.push(format_args!("apps:{}", form.show)),
    }
    arguments.push(format_args!("{}", kept.at));
    arguments.push(format_args!("{}", form.cards.len()));
    for (card, job) in &form.cards {
        arguments.push(format_args!("{}-{}", form.show, job.0));
        arguments.push(format_args!("{card}\t{given}"));
    }
    Ok(arguments)
}

/// A receipt as it is kept: without name and phone, which are the person's and vanish with it.
pub(super) struct Kept {
    pub person: PersonId,
    show: ShowId,
    pub at: i64,
    pub code: Option<String>,
    pub cards: Vec<CardNumber>,
    pub already: Vec<CardNumber>,
}

impl Kept {
    /// The receipt of somebody whom nobody knows yet.
    pub fn new(person: PersonId, form: &SignUp, at: i64) -> Self {
        let cards = form.cards.iter().map(|(card, _)| *card).collect();
        Self { person, show: form.show, at, code: Some(code(CODE_SIGNS)), cards, already: Vec::new() }
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

/// What [`Kept::read`] reads.
impl fmt::Display for Kept {
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
