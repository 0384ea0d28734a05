//! Reads all people and follows their events, for the index that each server keeps in memory. Must not know that index.

use std::collections::HashMap;

use redis::Value;
use redis::aio::MultiplexedConnection;

use super::account::{read_applications, read_person};
use super::change::EventNumber;
use super::events::read_events;
use crate::domain::application::{Application, Wish};
use crate::domain::history::{PersonEvent, Wording};
use crate::domain::person::{Person, PersonId};
use crate::domain::small_map::SmallMap;
use crate::store::Store;
use crate::store::connect::BLOCK_TIMEOUT;
use crate::store::error::{Error, Result};

/// Events that are read in one round trip: some 500 KB.
pub const EVENTS_CHUNK: usize = 4_000;
/// People that are read in one round trip: some 400 KB.
pub const PEOPLE_CHUNK: usize = 250;

/// Everything that the store holds of one person.
pub struct PersonRecords {
    /// The person.
    pub id: PersonId,
    /// The personal data; `None` if it was erased.
    pub person: Option<Person>,
    /// The words that go with events, by their numbers; `None` if they were not read.
    pub words: Option<SmallMap<EventNumber, Wording>>,
    /// The applications.
    pub applications: Vec<(Wish, Application)>,
}

/// Whether the words of people are read too. A form that was stored has changed none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsToRead {
    /// All words.
    All,
    /// None: those that are known stay.
    None,
}

/// The ids of all people, and the newest event when they were read.
pub struct ScannedPeople {
    /// With the time of their last activity, in milliseconds since the Unix epoch.
    pub people: Vec<(PersonId, i64)>,
    /// The people who were merged, with those that count instead.
    pub alias: HashMap<PersonId, PersonId>,
    /// Everything before it is in the records.
    pub newest: EventNumber,
}

impl Store {
    /// The newest event; 0 if there is none.
    pub async fn newest_event(&self) -> Result<EventNumber> {
        let mut command = redis::cmd("XREVRANGE");
        command.arg(self.keys().events()).arg("+").arg("-").arg("COUNT").arg(1);
        let last: Vec<(String, Vec<String>)> = self.ask(&command).await?;
        let Some((id, _)) = last.first() else { return Ok(0) };
        let number = id.split_once('-').and_then(|(number, _)| number.parse().ok());
        number.ok_or_else(|| Error::Corrupt("the id of an event".into()))
    }

    /// The ids of all people. The newest event is read first: what comes later is followed.
    pub async fn scan_people(&self) -> Result<ScannedPeople> {
        let newest = self.newest_event().await?;
        let mut command = redis::cmd("ZRANGE");
        command.arg(self.keys().people()).arg(0).arg(-1).arg("WITHSCORES");
        let people: Vec<(String, i64)> = self.ask(&command).await?;
        let people = people.into_iter().map(|(id, at)| (PersonId(id), at)).collect();
        Ok(ScannedPeople { people, alias: self.aliases().await?, newest })
    }

    /// The people who were merged, with those that count instead.
    pub async fn aliases(&self) -> Result<HashMap<PersonId, PersonId>> {
        let pairs: HashMap<String, String> = self.ask(redis::cmd("HGETALL").arg(self.keys().alias())).await?;
        Ok(pairs.into_iter().map(|(from, into)| (PersonId(from), PersonId(into))).collect())
    }

    /// The records of people, in the order of `ids`. At most [`PEOPLE_CHUNK`] should be read at once.
    pub async fn person_records(&self, ids: &[PersonId], words: WordsToRead) -> Result<Vec<PersonRecords>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        for id in ids {
            pipeline.hgetall(self.keys().person(id)).hgetall(self.keys().work(id));
            if words == WordsToRead::All {
                pipeline.hgetall(self.keys().words(id));
            }
        }
        let hashes: Vec<HashMap<String, String>> = self.pipe(&pipeline).await?;
        let each = if words == WordsToRead::All { 3 } else { 2 };
        if hashes.len() != each * ids.len() {
            return Err(Error::Corrupt("the records of people".into()));
        }
        ids.iter().zip(hashes.chunks_exact(each)).map(|(id, hashes)| read_records(id, hashes)).collect()
    }

    /// At most [`EVENTS_CHUNK`] events after `after`, up to and with `last`.
    pub async fn events_after(&self, after: EventNumber, last: EventNumber) -> Result<Vec<PersonEvent>> {
        let mut command = redis::cmd("XRANGE");
        command.arg(self.keys().events()).arg(format!("{}-0", after + 1)).arg(format!("{last}-0"));
        command.arg("COUNT").arg(EVENTS_CHUNK);
        read_events(self.ask(&command).await?)
    }

    /// Follows the events after `after`, over a connection of its own.
    pub async fn follow_events(&self, after: EventNumber) -> Result<EventFollower> {
        let conn = self.inner.connections.blocking().await?;
        Ok(EventFollower { store: self.clone(), conn, after })
    }
}

/// Reads the hashes of one person: personal data, applications, and words if there is a third.
fn read_records(id: &PersonId, hashes: &[HashMap<String, String>]) -> Result<PersonRecords> {
    let read_word = |(number, json): (&String, &String)| {
        let number = number.parse().map_err(|_| Error::Corrupt("the number of a word".into()))?;
        Ok((number, serde_json::from_str(json)?))
    };
    let words = hashes.get(2).map(|words| words.iter().map(read_word).collect::<Result<_>>()).transpose()?;
    Ok(PersonRecords {
        id: id.clone(),
        person: read_person(&hashes[0])?,
        words,
        applications: read_applications(&hashes[1])?,
    })
}

/// Reads events as they are appended.
pub struct EventFollower {
    store: Store,
    conn: MultiplexedConnection,
    after: EventNumber,
}

impl EventFollower {
    /// The next events; empty if none came for some seconds.
    pub async fn next(&mut self) -> Result<Vec<PersonEvent>> {
        let mut command = redis::cmd("XREAD");
        command.arg("COUNT").arg(EVENTS_CHUNK);
        command.arg("BLOCK").arg(u64::try_from(BLOCK_TIMEOUT.as_millis()).unwrap_or(u64::MAX));
        command.arg("STREAMS").arg(self.store.keys().events()).arg(format!("{}-0", self.after));
        // No timeout here: the connection has its own deadline, a little longer than the store's.
        let answer = command.query_async::<Value>(&mut self.conn).await?;
        if answer == Value::Nil {
            return Ok(Vec::new());
        }
        let mut streams: Vec<(String, Value)> =
            redis::from_redis_value(answer).map_err(|_| Error::Corrupt("the events".into()))?;
        let events = streams.pop().map_or_else(|| Ok(Vec::new()), |(_, entries)| read_events(entries))?;
        if let Some(last) = events.last() {
            self.after = last.number;
        }
        Ok(events)
    }
}
