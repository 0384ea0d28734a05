//! Forms: stored, amended, and the receipts that answer them. Must not know forms as typed, or pages.

use std::fmt;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;
use serde::Serialize;

use super::change::{EventNumber, people_script};
use super::intake::{FormArguments, text_arguments};
use crate::domain::application::FormMark;
use crate::domain::consent::{Consent, ConsentChannel};
use crate::domain::job::JobId;
use crate::domain::person::{FORMS_AN_HOUR_MAX, FORMS_PER_PHONE_MAX, FormId, PersonId, Receipt, StoredForm, name_key};
use crate::domain::phone::Phone;
use crate::domain::recipient::ShareConsent;
use crate::domain::rundown::CardNumber;
use crate::domain::signup::SignUp;
use crate::random::token;
use crate::store::Store;
use crate::store::error::{Error, Result};
use crate::store::identity::{do_not_call_hash, form_code, phone_hash};
use crate::store::keys::RECEIPT_SECS;
use crate::store::script::ScriptAnswer;

static AMEND: LazyLock<Script> = people_script!("amend.lua");

/// The hour in which the forms of a phone are counted.
const HOUR_MILLIS: i64 = 3_600_000;
/// Characters of a person's id: 96 bits.
const PERSON_ID_CHARS: usize = 24;

/// The result of sending a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedUp {
    /// It is on disk.
    Stored {
        /// The newest event when it was written.
        event: EventNumber,
        /// Its receipt.
        receipt: Receipt,
    },
    /// Its phone has [`FORMS_PER_PHONE_MAX`] forms.
    TooManyForms,
    /// It was stored before, and was amended or erased since.
    Replaced,
}

/// The result of amending a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amended {
    /// The new form took the place of the old one.
    Done(EventNumber),
    /// The old form no longer exists.
    Gone,
    /// The phone of the new form has [`FORMS_PER_PHONE_MAX`] forms.
    TooManyForms,
}

impl ScriptAnswer for Amended {
    fn read(word: &str, values: Vec<String>) -> Option<Self> {
        match word {
            "ok" => Some(Self::Done(values.first()?.parse().ok()?)),
            "gone" => Some(Self::Gone),
            "full" => Some(Self::TooManyForms),
            _ => None,
        }
    }
}

/// The fate of a form.
pub enum ReceiptState {
    /// It is stored.
    Found {
        /// The answer to it.
        receipt: Receipt,
        /// The form, and the phone of its person.
        form: Box<(StoredForm, Phone)>,
    },
    /// Another form took its place.
    Amended(FormId),
    /// It was erased.
    Erased,
    /// It is not known, or its receipt has expired.
    Unknown,
}

impl Store {
    /// Stores a form, and returns when it is on disk. Idempotent: the same id gives the same answer.
    pub async fn sign_up(&self, id: &FormId, form: &SignUp, at: DateTime<Utc>) -> Result<SignedUp> {
        let arguments = self.form_arguments(id, None, form, at)?;
        let (event, answer) = self.intake().store(arguments).await?;
        Ok(match answer.as_str() {
            "full" => SignedUp::TooManyForms,
            answer => match read_receipt(answer) {
                Some(receipt) => SignedUp::Stored { event, receipt },
                None => SignedUp::Replaced,
            },
        })
    }

    /// Puts a form in the place of an older one, which may be another person's. Nothing that other forms said changes.
    pub async fn amend(
        &self,
        old: (&PersonId, &FormId, &StoredForm),
        id: &FormId,
        form: &SignUp,
        at: DateTime<Utc>,
    ) -> Result<Amended> {
        let (person, old, before) = old;
        let arguments = self.form_arguments(id, Some(before), form, at)?;
        self.change(&AMEND, |call| {
            call.arg(RECEIPT_SECS).arg(FORMS_PER_PHONE_MAX).arg(FORMS_AN_HOUR_MAX).arg(&person.0).arg(&old.0);
            call.arg(text_arguments(arguments.consents.iter()));
            for argument in arguments.iter() {
                call.arg(argument);
            }
        })
        .await
    }

    /// The fate of a form.
    pub async fn receipt(&self, id: &FormId) -> Result<ReceiptState> {
        let text: Option<String> = self.ask(redis::cmd("GET").arg(self.keys().token(&id.0))).await?;
        let Some(text) = text else { return Ok(ReceiptState::Unknown) };
        if text == "erased" {
            return Ok(ReceiptState::Erased);
        }
        if let Some(newer) = text.strip_prefix("amended|") {
            return Ok(ReceiptState::Amended(FormId(newer.to_owned())));
        }
        let receipt = read_receipt(&text).ok_or_else(|| Error::Corrupt("a receipt".into()))?;
        Ok(match self.stored_form(&receipt.person, id).await? {
            Some(form) => ReceiptState::Found { receipt, form: Box::new(form) },
            None => ReceiptState::Erased,
        })
    }

    /// The code of a form for `/my`.
    #[must_use]
    pub fn form_code(&self, form: &StoredForm) -> String {
        form_code(self.secrets(), &form.root)
    }

    /// A form with the phone of its person.
    async fn stored_form(&self, person: &PersonId, id: &FormId) -> Result<Option<(StoredForm, Phone)>> {
        let mut command = redis::cmd("HMGET");
        command.arg(self.keys().person(person)).arg("phone").arg(format!("form:{id}"));
        let (phone, form): (Option<String>, Option<String>) = self.ask(&command).await?;
        let (Some(phone), Some(form)) = (phone, form) else { return Ok(None) };
        let phone = Phone::parse(&phone).map_err(|_| Error::Corrupt("the phone of a person".into()))?;
        Ok(Some((serde_json::from_str(&form)?, phone)))
    }

    /// The arguments of a form, in the order of `read_form` in `lua/people.lua`.
    fn form_arguments(
        &self,
        id: &FormId,
        before: Option<&StoredForm>,
        form: &SignUp,
        at: DateTime<Utc>,
    ) -> Result<FormArguments> {
        let at = at.timestamp_millis();
        let secrets = self.secrets();
        let stored = StoredForm {
            answers: form.answers.clone(),
            show: form.show,
            cards: form.cards.clone(),
            source: form.source.clone(),
            consent: Consent::new(&form.consent, ConsentChannel::Web, at),
            notices: form.notices.clone(),
            at,
            first_at: before.map_or(at, |before| before.first_at),
            root: before.map_or(id, |before| &before.root).clone(),
        };
        let mut arguments = FormArguments::default();
        arguments.push(format_args!("{id}"));
        arguments.push(format_args!("{}", &token()[..PERSON_ID_CHARS]));
        arguments.push(format_args!("{}", phone_hash(secrets, &form.phone)));
        arguments.push(format_args!("{}", do_not_call_hash(secrets, &form.phone)));
        arguments.push(format_args!("{}", form.phone.full()));
        arguments.push(format_args!("{}", name_key(&form.answers.name)));
        arguments.push(format_args!("{}", serde_json::to_string(&stored)?));
        arguments.push(format_args!("{at}"));
        arguments.push(format_args!("{}", at.div_euclid(HOUR_MILLIS)));
        arguments.push(format_args!("{}", FormMark { suspicion: form.suspicion, judgement: None }));
        arguments.push(format_args!("|{}|{at}|{}", form.show, Numbers(form)));
        arguments.push(format_args!(r#"","f":"{id}","w":[{}]"#, Wishes(form)));
        arguments.push(format_args!("{}", form.cards.len()));
        for (card, job) in &form.cards {
            arguments.push(format_args!("{}-{}", form.show, job.0));
            arguments.push(format_args!(r#"{}"forms":{{"{id}":""#, application_head((*card, job), id, at, form)?));
        }
        let shares = form.shares.iter().map(|share| share.text.clone());
        arguments.consents = std::iter::once(form.consent.clone()).chain(shares).collect();
        Ok(arguments)
    }
}

/// A new application as JSON, up to the fields that only the script knows.
fn application_head((card, job): (CardNumber, &JobId), id: &FormId, at: i64, form: &SignUp) -> Result<String> {
    #[derive(Serialize)]
    struct Head<'a> {
        card: CardNumber,
        at: i64,
        source: &'a str,
        township: &'a str,
        party: u8,
        consent: &'a str,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        shares: Vec<ShareConsent>,
    }
    let answers = &form.answers;
    let (source, township, consent) = (&form.source, &answers.township, form.consent.id.version());
    let shares = form.shares.iter().filter(|share| share.job == *job).map(|share| ShareConsent {
        to: share.to.clone(),
        form: Some(id.clone()),
        consent: Consent::new(&share.text, ConsentChannel::Web, at),
    });
    let shares = shares.collect();
    let mut head = serde_json::to_string(&Head { card, at, source, township, party: answers.party, consent, shares })?;
    head.pop();
    head.push(',');
    Ok(head)
}

/// The wishes of a form as the items of a JSON list. Job ids are plain.
struct Wishes<'a>(&'a SignUp);

impl fmt::Display for Wishes<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (_, job)) in self.0.cards.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(out, r#"{comma}"{}-{}""#, self.0.show, job.0)?;
        }
        Ok(())
    }
}

/// The cards of a form in the format of its receipt.
struct Numbers<'a>(&'a SignUp);

impl fmt::Display for Numbers<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (number, _)) in self.0.cards.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(out, "{comma}{number}")?;
        }
        Ok(())
    }
}

/// Reads `{person}|{show}|{at}|{card},{card}`.
fn read_receipt(text: &str) -> Option<Receipt> {
    let mut parts = text.split('|');
    let person = PersonId(parts.next()?.to_owned());
    let show = parts.next()?.parse().ok().map(crate::domain::show::ShowId)?;
    let at = parts.next()?.parse().ok()?;
    let cards = parts.next()?.split(',').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    Some(Receipt { person, show, at, cards })
}
