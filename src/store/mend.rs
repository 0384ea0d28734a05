//! Mending a sign-up by the browser that sent it. Knows no form as typed and no page.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::people::{Kept, given_text};
use super::{Changed, RECEIPT_SECS, Result, Store};
use crate::domain::person::{Entry, Receipt, SignUp};
use crate::domain::phone::Phone;

static MEND: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/mend.lua")));

impl Store {
    /// What the form of a receipt itself has left: not what its phone had asked for before.
    pub async fn left_by(&self, receipt: &Receipt) -> Result<Vec<Entry>> {
        // Written by a server with other rules: nothing of it can be found by its phone.
        let Ok(phone) = Phone::parse(&receipt.phone) else { return Ok(Vec::new()) };
        let entries = self.person_entries(&self.person_id(&phone)).await?;
        let own = |entry: &Entry| {
            entry.show == receipt.show && receipt.cards.contains(&entry.card) && !receipt.already.contains(&entry.card)
        };
        Ok(entries.into_iter().filter(own).collect())
    }

    /// Lets a form replace what `old`, a form of the same phone, has `left`: name, township, time, note and cards.
    /// Only for the form that made the person, which alone has a code in its receipt.
    pub async fn mend(
        &self,
        key: &str,
        old: &Receipt,
        left: &[Entry],
        form: &SignUp,
        at: DateTime<Utc>,
    ) -> Result<Changed<()>> {
        let (keys, person) = (self.keys(), self.person_id(&form.phone));
        let mut kept = Kept::new(person, form, at.timestamp_millis());
        kept.code.clone_from(&old.code);
        kept.already = old.already.iter().copied().filter(|card| kept.cards.contains(card)).collect();
        let index = if form.suspect.is_some() { keys.suspects() } else { keys.applications(form.show) };
        let dropped = left.iter().filter(|entry| !form.cards.iter().any(|(_, job)| *job == entry.job));
        let given = given_text(form, kept.at)?;
        let answer = self
            .run(&MEND, |script| {
                script.key(keys.marker()).key(keys.person(&kept.person)).key(keys.token(key)).key(keys.pulse());
                script.key(keys.counts(form.show)).key(index);
                script.arg(&**self.epoch()).arg(keys.histories(&kept.person)).arg(&form.name).arg(kept.to_string());
                script.arg(RECEIPT_SECS).arg(kept.at).arg(if form.suspect.is_some() { "1" } else { "" });
                script.arg(form.cards.len());
                for (card, job) in &form.cards {
                    script.arg(format!("{}-{}", form.show, job.0)).arg(format!("{card}\t{given}"));
                }
                for entry in dropped {
                    script.arg(format!("{}-{}", entry.show, entry.job.0));
                }
            })
            .await?;
        Ok(if answer.word == "ok" { Changed::Done } else { Changed::Gone })
    }
}
