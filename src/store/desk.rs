//! What the desk reads and changes: the list that a filter means, one application, its history.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::{Changed, Error, Result, Store};
use crate::domain::desk::Filter;
use crate::domain::job::JobId;
use crate::domain::person::{ApplicationId, CallTime, Change, Entry, PersonId, Status, What};
use crate::domain::phone::Phone;
use crate::domain::show::ShowId;

static CHANGE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/change.lua")));

/// How many applications are read in one round trip: some 200 KB.
const CHUNK: usize = 500;

/// One page of the desk's list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// How many match the filter in all.
    pub total: usize,
}

type Fields = HashMap<String, String>;

impl Store {
    /// The entries that a filter means, `limit` of them after `skip`.
    ///
    /// A filter that the index answers reads one page; any other reads the show's applications, or all where it names
    /// no show: 100,000 take about a second.
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

    async fn slice(&self, filter: &Filter, skip: usize, limit: usize) -> Result<Page> {
        let key = self.keys().applications(filter.show);
        let mut pipeline = redis::pipe();
        pipeline.cmd("ZCARD").arg(&key);
        pipeline
            .cmd("ZRANGE")
            .arg(&key)
            .arg("+inf")
            .arg("-inf")
            .arg("BYSCORE")
            .arg("REV")
            .arg("LIMIT")
            .arg(skip)
            .arg(limit);
        let (total, ids): (usize, Vec<String>) = self.pipe(&pipeline).await?;
        let ids: Vec<_> = ids.into_iter().map(ApplicationId).collect();
        Ok(Page { entries: self.load(&ids).await?, total })
    }

    pub async fn entry(&self, id: &ApplicationId) -> Result<Option<Entry>> {
        Ok(self.load(std::slice::from_ref(id)).await?.pop())
    }

    /// Oldest first.
    pub async fn history(&self, id: &ApplicationId) -> Result<Vec<Change>> {
        let lines: Vec<String> = self.ask(redis::cmd("LRANGE").arg(self.keys().history(id)).arg(0).arg(-1)).await?;
        lines.iter().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }

    pub async fn set_status(
        &self,
        id: &ApplicationId,
        from: Status,
        to: Status,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Changed<Status>> {
        let change = Change { at: at.timestamp_millis(), by: by.to_owned(), what: What::Status { from, to } };
        let changed = self.change(id, "status", from.as_str(), to.as_str(), &change).await?;
        Ok(match changed {
            Changed::Done => Changed::Done,
            Changed::Gone => Changed::Gone,
            Changed::Conflict { now } => Changed::Conflict { now: Status::from_code(&now).unwrap_or_default() },
        })
    }

    pub async fn set_remark(
        &self,
        id: &ApplicationId,
        from: &str,
        to: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Changed<String>> {
        let what = What::Remark { from: from.to_owned(), to: to.to_owned() };
        self.change(id, "remark", from, to, &Change { at: at.timestamp_millis(), by: by.to_owned(), what }).await
    }

    /// Writes into the history that somebody looked at the full number.
    pub async fn note_opened(&self, id: &ApplicationId, by: &str, at: DateTime<Utc>) -> Result<Changed<String>> {
        // `opened` is a field like another, so that one script keeps every history.
        let stamp = at.timestamp_millis();
        let change = Change { at: stamp, by: by.to_owned(), what: What::Opened };
        let before: Option<String> =
            self.ask(redis::cmd("HGET").arg(self.keys().application(id)).arg("opened")).await?;
        self.change(id, "opened", &before.unwrap_or_default(), &stamp.to_string(), &change).await
    }

    async fn change(
        &self,
        id: &ApplicationId,
        field: &str,
        from: &str,
        to: &str,
        change: &Change,
    ) -> Result<Changed<String>> {
        let keys = self.keys();
        let change = serde_json::to_string(change)?;
        let mut answer = self
            .run(&CHANGE, |script| {
                script.key(keys.marker()).key(keys.application(id)).key(keys.history(id)).key(keys.pulse());
                script.arg(&**self.epoch()).arg(field).arg(from).arg(to).arg(change);
            })
            .await?;
        Ok(match answer.word.as_str() {
            "ok" => Changed::Done,
            "gone" => Changed::Gone,
            _ => Changed::Conflict { now: answer.rest.pop().unwrap_or_default() },
        })
    }

    /// The ids that the filter's indexed part means, newest first.
    async fn indexed(&self, filter: &Filter) -> Result<Vec<ApplicationId>> {
        let mut ids: Vec<(String, i64)> = self.by_time(self.keys().applications(filter.show)).await?;
        if filter.suspects {
            ids.extend(self.by_time(self.keys().suspects()).await?);
            ids.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        }
        Ok(ids.into_iter().map(|(id, _)| ApplicationId(id)).collect())
    }

    async fn by_time(&self, key: String) -> Result<Vec<(String, i64)>> {
        self.ask(redis::cmd("ZREVRANGE").arg(key).arg(0).arg(-1).arg("WITHSCORES")).await
    }

    /// Reads applications with their people, in the order asked for; those that are gone are left out.
    pub(super) async fn load(&self, ids: &[ApplicationId]) -> Result<Vec<Entry>> {
        let mut entries = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let mut pipeline = redis::pipe();
            for id in chunk {
                pipeline.hgetall(self.keys().application(id));
            }
            let applications: Vec<Fields> = self.pipe(&pipeline).await?;
            let mut pipeline = redis::pipe();
            for fields in &applications {
                let person = PersonId(fields.get("person").cloned().unwrap_or_default());
                pipeline.hgetall(self.keys().person(&person));
            }
            let people: Vec<Fields> = self.pipe(&pipeline).await?;
            for ((id, fields), person) in chunk.iter().zip(applications).zip(people) {
                // Erased between the two reads, or between the index and the first.
                if !fields.is_empty() && !person.is_empty() {
                    entries.push(read_entry(id, fields, &person)?);
                }
            }
        }
        Ok(entries)
    }
}

/// Whether no field beyond the index has to be looked at.
fn by_index_alone(filter: &Filter) -> bool {
    let narrowed = filter.card.is_some() || filter.status.is_some() || !filter.township.is_empty();
    !narrowed && !filter.suspects && filter.search.trim().is_empty()
}

fn read_entry(id: &ApplicationId, mut fields: Fields, person: &Fields) -> Result<Entry> {
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let corrupt = |what: &str| Error::Corrupt(format!("{what} of an application"));
    let phone = person.get("phone").and_then(|phone| Phone::parse(phone).ok()).ok_or_else(|| corrupt("the phone"))?;
    let first_name = person.get("name").map(String::as_str).unwrap_or_default();
    let name = take("name");
    let others = person.keys().filter_map(|field| field.strip_prefix("other:")).chain([first_name]);
    let mut other_names: Vec<String> = others.filter(|other| *other != name).map(str::to_owned).collect();
    other_names.sort();
    Ok(Entry {
        id: id.clone(),
        person: PersonId(take("person")),
        phone,
        township: take("township"),
        call_time: CallTime::from_code(&take("call")).unwrap_or_default(),
        note: take("note"),
        show: ShowId(take("show").parse().map_err(|_| corrupt("the show"))?),
        card: take("card").parse().map_err(|_| corrupt("the card"))?,
        job: JobId(take("job")),
        source: take("source"),
        consent: take("consent"),
        at: take("at").parse().map_err(|_| corrupt("the time"))?,
        status: Status::from_code(&take("status")).unwrap_or_default(),
        remark: take("remark"),
        other_names,
        suspect: take("suspect"),
        withdrawn: !take("withdrawn").is_empty(),
        name,
    })
}
