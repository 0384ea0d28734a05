//! People and their applications: identity, sign-up, self-service, erasure.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use redis::Script;
use sha2::Sha256;

use super::{Changed, Error, Result, Store};
use crate::domain::job::JobId;
use crate::domain::person::{ApplicationId, Change, Entry, PersonId, Receipt, SignUp, What};
use crate::domain::phone::Phone;
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;
use crate::random::{code, hex};
use crate::secrets::Secrets;

static WITHDRAW: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/withdraw.lua")));
static ERASE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/erase.lua")));

/// Signs of a lookup code: 31^6 is 887 million, and `/my` allows five tries an hour.
const CODE_SIGNS: usize = 6;
/// Signs of an application's id: 31^10, unguessable enough for a page that needs a key anyway.
const APPLICATION_SIGNS: usize = 10;
/// Bytes of an HMAC that make a person's identity or a fingerprint.
const IDENTITY_BYTES: usize = 16;

fn digest(key: &str, parts: &[&str]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
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
    fn person_id(&self, phone: &Phone) -> PersonId {
        PersonId(digest(&self.inner.secrets.pepper, &["phone", phone.full()]))
    }

    /// Keeps a sign-up. Answers when it is on disk; the same key gets the same answer again and keeps nothing twice.
    ///
    /// `key` stands for one form with its words, and names the receipt: who knows it can read the receipt.
    pub async fn sign_up(&self, key: &str, form: SignUp, at: DateTime<Utc>) -> Result<Receipt> {
        let person = self.person_id(&form.phone);
        let receipt = self.inner.intake.keep(arguments(key, &person, &form, at)?).await?;
        let kept = Kept::read(&receipt).ok_or_else(|| Error::Corrupt("a receipt".into()))?;
        Ok(kept.receipt(form.name, form.phone.full().to_owned()))
    }

    /// The receipt that a sign-up got; `None` after [`super::RECEIPT_SECS`], or when its person was erased.
    pub async fn receipt(&self, id: &str) -> Result<Option<Receipt>> {
        let kept: Option<String> = self.ask(redis::cmd("GET").arg(self.keys().token(id))).await?;
        let Some(kept) = kept else { return Ok(None) };
        let kept = Kept::read(&kept).ok_or_else(|| Error::Corrupt("a receipt".into()))?;
        let person = self.keys().person(&kept.person);
        let (name, phone): (Option<String>, Option<String>) =
            self.ask(redis::cmd("HMGET").arg(person).arg("name").arg("phone")).await?;
        Ok(name.zip(phone).map(|(name, phone)| kept.receipt(name, phone)))
    }

    /// Sign-ups per job of a show, without suspects and withdrawn ones.
    pub async fn counts(&self, show: ShowId, jobs: &[JobId]) -> Result<HashMap<JobId, u64>> {
        if jobs.is_empty() {
            return Ok(HashMap::new());
        }
        let mut pipeline = redis::pipe();
        for job in jobs {
            pipeline.scard(self.keys().count(show, job));
        }
        let counts: Vec<u64> = self.pipe(&pipeline).await?;
        Ok(jobs.iter().cloned().zip(counts).collect())
    }

    /// The person behind a phone and a lookup code.
    pub async fn find_person(&self, phone: &Phone, code: &str) -> Result<Option<PersonId>> {
        let person = self.person_id(phone);
        let known: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().person(&person)).arg("code")).await?;
        let typed = code.trim().to_ascii_uppercase();
        let same = known.is_some_and(|known| subtle::ConstantTimeEq::ct_eq(known.as_bytes(), typed.as_bytes()).into());
        Ok(same.then_some(person))
    }

    /// All that a person applied for, newest first.
    pub async fn person_entries(&self, person: &PersonId) -> Result<Vec<Entry>> {
        let fields: HashMap<String, String> = self.ask(redis::cmd("HGETALL").arg(self.keys().person(person))).await?;
        let ids = fields.iter().filter(|(field, _)| field.starts_with("app:"));
        let ids: Vec<ApplicationId> = ids.map(|(_, id)| ApplicationId(id.clone())).collect();
        let mut entries = self.load(&ids).await?;
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok(entries)
    }

    /// The person asks not to be rung about this any more.
    pub async fn withdraw(&self, id: &ApplicationId, at: DateTime<Utc>) -> Result<Changed<()>> {
        let keys = self.keys();
        let change =
            serde_json::to_string(&Change { at: at.timestamp_millis(), by: String::new(), what: What::Withdrawn })?;
        let answer = self
            .run(&WITHDRAW, |script| {
                script.key(keys.marker()).key(keys.application(id)).key(keys.history(id)).key(keys.pulse());
                script.arg(&**self.epoch()).arg(&keys.prefix).arg(&id.0).arg(change);
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
            script.arg(&**self.epoch()).arg(&keys.prefix);
        });
        erased.await.map(drop)
    }
}

/// The arguments of one sign-up, in the order that `lua/sign_up.lua` names.
fn arguments(id: &str, person: &PersonId, form: &SignUp, at: DateTime<Utc>) -> Result<Vec<String>> {
    let what = What::SignedUp {
        name: form.name.clone(),
        township: form.township.clone(),
        call_time: form.call_time,
        note: form.note.clone(),
    };
    let again = Change { at: at.timestamp_millis(), by: String::new(), what };
    let mut arguments = vec![
        id.to_owned(),
        person.0.clone(),
        code(CODE_SIGNS),
        form.name.clone(),
        form.phone.full().to_owned(),
        form.township.clone(),
        form.call_time.as_str().to_owned(),
        form.note.clone(),
        form.show.to_string(),
        at.timestamp_millis().to_string(),
        form.source.clone(),
        form.consent.to_owned(),
        form.suspect.unwrap_or_default().to_owned(),
        serde_json::to_string(&again)?,
        form.cards.len().to_string(),
    ];
    for (card, job) in &form.cards {
        arguments.extend([card.to_string(), job.0.clone(), code(APPLICATION_SIGNS)]);
    }
    Ok(arguments)
}

/// A receipt as it is kept: without name and phone, which are the person's and vanish with it.
struct Kept {
    person: PersonId,
    show: ShowId,
    at: i64,
    code: Option<String>,
    cards: Vec<CardNumber>,
    already: Vec<CardNumber>,
}

impl Kept {
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
