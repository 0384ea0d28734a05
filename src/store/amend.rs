//! Amends a sign-up on behalf of the browser that sent it. Must not know forms as typed, or pages.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::error::{Changed, Result};
use super::people::{StoredReceipt, given_text};
use super::script::DoneOrGone;
use super::{RECEIPT_SECS, Store};
use crate::domain::person::{Entry, Receipt, SignUp};
use crate::domain::phone::Phone;

static AMEND: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/amend.lua")));

impl Store {
    /// The applications that the form of a receipt created itself, without those that its phone already had.
    pub async fn created_by(&self, receipt: &Receipt) -> Result<Vec<Entry>> {
        // Written by a server with other rules for phones: this phone finds none of its applications.
        let Ok(phone) = Phone::parse(&receipt.phone) else { return Ok(Vec::new()) };
        let entries = self.person_entries(&self.person_id(&phone)).await?;
        let own = |entry: &Entry| {
            entry.show == receipt.show && receipt.cards.contains(&entry.card) && !receipt.already.contains(&entry.card)
        };
        Ok(entries.into_iter().filter(own).collect())
    }

    /// Replaces name, township, time, note and cards of the applications `left` by `old`, a form of the same phone. Only
    /// allowed to the form that created the person, which alone has a code in its receipt.
    pub async fn amend(
        &self,
        key: &str,
        old: &Receipt,
        left: &[Entry],
        form: &SignUp,
        at: DateTime<Utc>,
    ) -> Result<Changed<()>> {
        let keys = self.keys();
        let mut receipt = StoredReceipt::new(self.person_id(&form.phone), form, at.timestamp_millis());
        receipt.code.clone_from(&old.code);
        receipt.already = old.already.iter().copied().filter(|card| receipt.cards.contains(card)).collect();
        let index = if form.suspect.is_some() { keys.suspects() } else { keys.applications(form.show) };
        let dropped = left.iter().filter(|entry| !form.cards.iter().any(|(_, job)| *job == entry.job));
        let given = given_text(form, receipt.at)?;
        let answer = self
            .call(&AMEND, |script| {
                script.key(keys.marker()).key(keys.person(&receipt.person)).key(keys.token(key)).key(keys.pulse());
                script.key(keys.counts(form.show)).key(index);
                script
                    .arg(&**self.epoch())
                    .arg(keys.histories(&receipt.person))
                    .arg(&form.name)
                    .arg(receipt.to_string());
                script.arg(RECEIPT_SECS).arg(receipt.at).arg(if form.suspect.is_some() { "1" } else { "" });
                script.arg(form.cards.len());
                for (card, job) in &form.cards {
                    script.arg(format!("{}-{}", form.show, job.0)).arg(format!("{card}\t{given}"));
                }
                for entry in dropped {
                    script.arg(format!("{}-{}", entry.show, entry.job.0));
                }
            })
            .await?;
        Ok(match answer {
            DoneOrGone::Done => Changed::Done,
            DoneOrGone::Gone => Changed::Gone,
        })
    }
}
