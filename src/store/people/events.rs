//! Reads an entry of the events stream. The scripts in `lua/` write them. Must not know what is done with an event.

use redis::Value;
use serde::Deserialize;

use crate::domain::application::{Judgement, Status, Wish};
use crate::domain::history::{PersonEvent, PersonEventKind};
use crate::domain::person::{FormId, PersonId};
use crate::store::error::{Error, Result};

/// An entry as it is stored, with short names, because some hundred thousand are read at each start.
#[derive(Deserialize)]
struct StoredEvent {
    #[serde(rename = "k")]
    kind: String,
    #[serde(rename = "t")]
    at: i64,
    #[serde(default)]
    by: String,
    #[serde(rename = "p")]
    person: Option<PersonId>,
    #[serde(rename = "o")]
    other: Option<PersonId>,
    #[serde(rename = "f")]
    form: Option<FormId>,
    old: Option<FormId>,
    #[serde(rename = "w", default)]
    wishes: Vec<String>,
    #[serde(rename = "q", default)]
    waits: Vec<String>,
    #[serde(rename = "j")]
    judgement: Option<String>,
    #[serde(rename = "a")]
    before: Option<Status>,
    #[serde(rename = "b")]
    after: Option<Status>,
    #[serde(rename = "n", default)]
    rows: u64,
    #[serde(rename = "x", default)]
    flag: bool,
    #[serde(rename = "c")]
    recipient: Option<String>,
}

impl StoredEvent {
    fn kind(&mut self) -> Option<PersonEventKind> {
        let suspect = self.flag;
        Some(match self.kind.as_str() {
            "signed_up" => PersonEventKind::SignedUp { form: self.form.take()?, suspect },
            "amended" => PersonEventKind::Amended {
                form: self.form.take()?,
                was: self.old.take()?,
                from: self.other.take(),
                suspect,
            },
            "withdrew" => PersonEventKind::Withdrew { form: self.form.take() },
            "erased" => PersonEventKind::Erased { form: self.form.take() },
            "judged" => PersonEventKind::Judged {
                form: self.form.take()?,
                judgement: self.judgement.as_deref().and_then(Judgement::from_code),
            },
            "stage" => PersonEventKind::Stage { from: self.before?, to: self.after? },
            "promoted" => PersonEventKind::Promoted,
            "told" => PersonEventKind::Told { told: self.flag },
            "remarked" => PersonEventKind::Remarked,
            "revealed" => PersonEventKind::Revealed,
            "code_issued" => PersonEventKind::CodeIssued,
            "do_not_call" => PersonEventKind::DoNotCall { forbidden: self.flag },
            "merged" => PersonEventKind::Merged { into: self.other.take()? },
            "unmerged" => PersonEventKind::Unmerged { into: self.other.take()? },
            "share_given" => PersonEventKind::ShareGiven { to: self.recipient.take()? },
            "share_withdrawn" => PersonEventKind::ShareWithdrawn { to: self.recipient.take()? },
            "handed_over" => PersonEventKind::HandedOver { to: self.recipient.take()? },
            "exported" => PersonEventKind::Exported { rows: self.rows, full: self.flag },
            _ => return None,
        })
    }
}

/// Reads the entries of a stream, as `XRANGE` and `XREAD` answer them.
pub(super) fn read_events(entries: Value) -> Result<Vec<PersonEvent>> {
    let corrupt = |_| Error::Corrupt("the events".into());
    let entries: Vec<(String, Vec<String>)> = redis::from_redis_value(entries).map_err(corrupt)?;
    entries.iter().map(|(id, fields)| read_event(id, fields)).collect()
}

fn read_event(id: &str, fields: &[String]) -> Result<PersonEvent> {
    let corrupt = || Error::Corrupt("an event".into());
    let number = id.split_once('-').and_then(|(number, _)| number.parse().ok()).ok_or_else(corrupt)?;
    let json = fields.get(1).ok_or_else(corrupt)?;
    let mut event: StoredEvent = serde_json::from_str(json)?;
    let wishes = read_wishes(&event.wishes)?;
    let waits = read_wishes(&event.waits)?;
    let kind = event.kind().ok_or_else(corrupt)?;
    let StoredEvent { at, by, person, .. } = event;
    Ok(PersonEvent { number, at, by, person, wishes, waits, kind })
}

fn read_wishes(texts: &[String]) -> Result<Vec<Wish>> {
    let read =
        |text: &String| text.parse().map_err(|_| Error::Corrupt("the identity of an application in an event".into()));
    texts.iter().map(read).collect()
}
