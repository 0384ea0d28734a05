//! Reads and changes of the desk: the list that a filter selects, one application, its history. Must not know pages.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::Store;
use super::error::{Changed, Error, Result};
use super::people::{ApplicationKey, Given, Who};
use super::script::ScriptAnswer;
use crate::domain::desk::Filter;
use crate::domain::person::{ApplicationId, Change, Entry, PersonId, Status, What};
use crate::domain::phone::Phone;
use crate::domain::show::ShowId;

static CHANGE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/change.lua")));

/// Applications that are read in one round trip: some 200 KB.
const CHUNK: usize = 500;

/// One page of the desk's list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// How many entries match the filter in total.
    pub total: usize,
}

/// The fields of a person's hash.
type Fields = HashMap<String, String>;

/// The answer of `lua/change.lua`.
struct FieldAnswer(Changed<String>);

impl ScriptAnswer for FieldAnswer {
    fn read(word: &str, mut values: Vec<String>) -> Option<Self> {
        match word {
            "ok" => Some(Self(Changed::Done)),
            "gone" => Some(Self(Changed::Gone)),
            "conflict" => Some(Self(Changed::Conflict { now: values.pop()? })),
            _ => None,
        }
    }
}

impl Store {
    /// The entries that a filter selects: at most `limit`, after the first `skip`.
    ///
    /// If the index alone answers the filter, one page is read. Otherwise all applications of the show are read, or of all
    /// shows if the filter names none: 100,000 take about a second.
    pub async fn entries(&self, filter: &Filter, skip: usize, limit: usize) -> Result<Page> {
        if by_index_alone(filter) {
            return self.slice(filter, skip, limit).await;
        }
        let mut page = Page::default();
        for chunk in self.indexed(filter).await?.chunks(CHUNK) {
            for entry in self.load(chunk).await? {
                if filter.matches(&entry) {
                    if page.total >= skip && page.entries.len() < limit {
                        page.entries.push(entry);
                    }
                    page.total += 1;
                }
            }
        }
        Ok(page)
    }

    /// One page of a list for which the index is enough: show after show, newest first.
    async fn slice(&self, filter: &Filter, skip: usize, limit: usize) -> Result<Page> {
        let mut total = 0;
        let mut ids = Vec::new();
        for show in self.shows_of(filter).await? {
            let key = self.keys().applications(show);
            let from = skip.saturating_sub(total);
            let mut pipeline = redis::pipe();
            pipeline.zcard(&key);
            let range = pipeline.cmd("ZRANGE").arg(&key).arg("+inf").arg("-inf").arg("BYSCORE").arg("REV");
            range.arg("LIMIT").arg(from).arg(limit - ids.len());
            let (count, more): (usize, Vec<String>) = self.pipe(&pipeline).await?;
            total += count;
            ids.extend(more.into_iter().map(ApplicationId));
        }
        Ok(Page { entries: self.load(&ids).await?, total })
    }

    async fn shows_of(&self, filter: &Filter) -> Result<Vec<ShowId>> {
        match filter.show {
            Some(show) => Ok(vec![show]),
            None => Ok(self.shows().await?.into_iter().map(|show| show.id).collect()),
        }
    }

    /// One application.
    pub async fn entry(&self, id: &ApplicationId) -> Result<Option<Entry>> {
        Ok(self.load(std::slice::from_ref(id)).await?.pop())
    }

    /// The history of an application, oldest first.
    pub async fn history(&self, id: &ApplicationId) -> Result<Vec<Change>> {
        let lines: Vec<String> = self.ask(redis::cmd("LRANGE").arg(self.keys().history(id)).arg(0).arg(-1)).await?;
        lines.iter().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }

    /// Changes the status of an application from `from` to `to`.
    pub async fn set_status(
        &self,
        id: &ApplicationId,
        from: Status,
        to: Status,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Changed<Status>> {
        let change = Change { at: at.timestamp_millis(), by: by.to_owned(), what: What::Status { from, to } };
        Ok(match self.change(id, "s", status_text(from), status_text(to), &change).await? {
            Changed::Done => Changed::Done,
            Changed::Gone => Changed::Gone,
            Changed::Conflict { now } => Changed::Conflict { now: Status::from_code(&now).unwrap_or_default() },
        })
    }

    /// Changes the remark of an application from `from` to `to`.
    pub async fn set_remark(
        &self,
        id: &ApplicationId,
        from: &str,
        to: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Changed<String>> {
        let what = What::Remark { from: from.to_owned(), to: to.to_owned() };
        self.change(id, "r", from, to, &Change { at: at.timestamp_millis(), by: by.to_owned(), what }).await
    }

    /// Records in the history that `by` opened the full number.
    pub async fn note_opened(&self, id: &ApplicationId, by: &str, at: DateTime<Utc>) -> Result<Changed<String>> {
        // The last opening is a field like any other, so that one script writes all histories.
        let Some(key) = ApplicationKey::of(id) else { return Ok(Changed::Gone) };
        let stamp = at.timestamp_millis();
        let change = Change { at: stamp, by: by.to_owned(), what: What::Opened };
        let person = self.keys().person(&key.person);
        let before: Option<String> = self.ask(redis::cmd("HGET").arg(person).arg(key.field("o"))).await?;
        self.change(id, "o", &before.unwrap_or_default(), &stamp.to_string(), &change).await
    }

    async fn change(
        &self,
        id: &ApplicationId,
        field: &str,
        from: &str,
        to: &str,
        change: &Change,
    ) -> Result<Changed<String>> {
        let Some(key) = ApplicationKey::of(id) else { return Ok(Changed::Gone) };
        let keys = self.keys();
        let change = serde_json::to_string(change)?;
        let FieldAnswer(changed) = self
            .call(&CHANGE, |script| {
                script.key(keys.marker()).key(keys.person(&key.person)).key(keys.history(id)).key(keys.pulse());
                script.arg(&**self.epoch()).arg(key.field("a")).arg(key.field(field)).arg(from).arg(to).arg(change);
            })
            .await?;
        Ok(changed)
    }

    /// The ids that the indexed part of the filter selects, newest first.
    async fn indexed(&self, filter: &Filter) -> Result<Vec<ApplicationId>> {
        let mut ids = Vec::new();
        for show in self.shows_of(filter).await? {
            ids.extend(self.by_time(self.keys().applications(show)).await?);
        }
        if filter.suspects {
            ids.extend(self.by_time(self.keys().suspects()).await?);
        }
        ids.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        Ok(ids.into_iter().map(|(id, _)| ApplicationId(id)).collect())
    }

    async fn by_time(&self, key: String) -> Result<Vec<(String, i64)>> {
        self.ask(redis::cmd("ZREVRANGE").arg(key).arg(0).arg(-1).arg("WITHSCORES")).await
    }

    /// All applications of a person, newest first.
    pub async fn person_entries(&self, person: &PersonId) -> Result<Vec<Entry>> {
        let fields: Fields = self.ask(redis::cmd("HGETALL").arg(self.keys().person(person))).await?;
        let of = fields.keys().filter_map(|field| field.strip_prefix("a:"));
        let ids = of.map(|of| ApplicationId(format!("{}-{of}", person.0)));
        let mut entries = ids.filter_map(|id| read_entry(&id, &fields).transpose()).collect::<Result<Vec<_>>>()?;
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok(entries)
    }

    /// Reads applications with their people, in the order of `ids`, without those that no longer exist.
    async fn load(&self, ids: &[ApplicationId]) -> Result<Vec<Entry>> {
        let mut entries = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut pipeline = redis::pipe();
            for id in chunk {
                let person = ApplicationKey::of(id).map_or_else(|| PersonId(String::new()), |key| key.person);
                pipeline.hgetall(self.keys().person(&person));
            }
            let people: Vec<Fields> = self.pipe(&pipeline).await?;
            for (id, fields) in chunk.iter().zip(&people) {
                entries.extend(read_entry(id, fields)?);
            }
        }
        Ok(entries)
    }
}

/// Whether the index alone answers the filter.
fn by_index_alone(filter: &Filter) -> bool {
    let narrowed = filter.card.is_some() || filter.status.is_some() || !filter.township.is_empty();
    !narrowed && !filter.suspects && filter.search.trim().is_empty()
}

/// A status as it is stored: a new application has none.
fn status_text(status: Status) -> &'static str {
    match status {
        Status::New => "",
        Status::Contacting | Status::Interested | Status::Unfit | Status::Unreachable => status.as_str(),
    }
}

/// Reads one application from its person's fields; `None` if it was erased after the index was read.
fn read_entry(id: &ApplicationId, fields: &Fields) -> Result<Option<Entry>> {
    let Some(key) = ApplicationKey::of(id) else { return Ok(None) };
    let corrupt = |what: &str| Error::Corrupt(format!("{what} of an application"));
    let Some(sent) = fields.get(&key.field("a")) else { return Ok(None) };
    let who = fields.get("who").and_then(|who| Who::read(who)).ok_or_else(|| corrupt("the person"))?;
    let (card, given) = sent.split_once('\t').ok_or_else(|| corrupt("the card"))?;
    let given: Given = serde_json::from_str(given)?;
    let of = |kind: &str| fields.get(&key.field(kind)).cloned().unwrap_or_default();
    let others = fields.keys().filter_map(|field| field.strip_prefix("other:")).chain([who.name]);
    let mut other_names: Vec<String> = others.filter(|other| *other != given.name).map(str::to_owned).collect();
    other_names.sort();
    Ok(Some(Entry {
        id: id.clone(),
        phone: Phone::parse(who.phone).map_err(|_| corrupt("the phone"))?,
        name: given.name.into_owned(),
        township: given.township.into_owned(),
        call_time: given.call_time,
        note: given.note.into_owned(),
        card: card.parse().map_err(|_| corrupt("the card"))?,
        source: given.source.into_owned(),
        consent: given.consent.into_owned(),
        at: given.at,
        status: Status::from_code(&of("s")).unwrap_or_default(),
        remark: of("r"),
        other_names,
        suspect: given.suspect.into_owned(),
        withdrawn: !of("w").is_empty(),
        show: key.show,
        job: key.job,
        person: key.person,
    }))
}
