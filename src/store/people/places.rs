//! Places of cards with a limit, and their waiting lists. The scripts of people count them; this file starts the count when a
//! limit changed, and reads positions. Must not know the rundown or pages.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::change::{EventNumber, people_script};
use crate::domain::application::Wish;
use crate::domain::person::PersonId;
use crate::store::Store;
use crate::store::error::Result;
use crate::store::script::ScriptAnswer;

static LIMIT: LazyLock<Script> = people_script!("limit.lua");

/// Most events that the script reads behind a list of people: some 10 ms, in which Redis does nothing else.
const EVENTS_BEHIND_MAX: usize = 2_000;

/// The position in a waiting list, from 1.
pub type WaitingPosition = u64;

/// The result of applying a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitSettled {
    /// Its places are counted, and those who can have one have it.
    Done(EventNumber),
    /// Its places have to be counted first, with a list of the people who applied that is newer than the given one.
    NeedsPeople,
}

impl ScriptAnswer for LimitSettled {
    fn read(word: &str, mut values: Vec<String>) -> Option<Self> {
        match word {
            "ok" => Some(Self::Done(values.pop()?.parse().ok()?)),
            "count" => Some(Self::NeedsPeople),
            _ => None,
        }
    }
}

impl Store {
    /// Brings the places of a card in line with its limit, which was written with the rundown. `applied`: the people who have
    /// applied to it, as of an event. Any number of servers may do this at once.
    pub async fn settle_limit(
        &self,
        wish: &Wish,
        applied: Option<(EventNumber, &[PersonId])>,
        at: DateTime<Utc>,
    ) -> Result<LimitSettled> {
        self.change(&LIMIT, |call| {
            call.arg(wish.to_string()).arg(at.timestamp_millis()).arg(EVENTS_BEHIND_MAX);
            match applied {
                None => {
                    call.arg("");
                }
                Some((through, people)) => {
                    call.arg(through);
                    for person in people {
                        call.arg(&person.0);
                    }
                }
            }
        })
        .await
    }

    /// The positions of a person in the waiting lists of some cards; `None` where the person does not wait.
    pub async fn waiting_positions(&self, person: &PersonId, wishes: &[Wish]) -> Result<Vec<Option<WaitingPosition>>> {
        if wishes.is_empty() {
            return Ok(Vec::new());
        }
        let mut pipeline = redis::pipe();
        for wish in wishes {
            pipeline.cmd("ZRANK").arg(self.keys().waiting(wish)).arg(&person.0);
        }
        let ranks: Vec<Option<u64>> = self.pipe(&pipeline).await?;
        Ok(ranks.into_iter().map(|rank| rank.map(|rank| rank + 1)).collect())
    }

    /// The places taken of a card; `None` if they were never counted.
    pub async fn places_taken(&self, wish: &Wish) -> Result<Option<u64>> {
        let field = format!("taken:{}", wish.job.0);
        self.ask(redis::cmd("HGET").arg(self.keys().places(wish.show)).arg(field)).await
    }
}
