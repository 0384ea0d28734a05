//! The store: Redis. Owns every key, script and call, and the supervised child server. Must not know HTTP or pages.
//!
//! The stage is a stream whose entries contain the whole small state: the last entry is the state, its ID is the revision
//! and the optimistic lock, and a blocking read synchronises the servers. Jobs and shows are records. People are records and a stream of events without
//! personal data, because a person must be erasable and stream entries are not (XDEL only marks them).

mod call;
mod channels;
pub mod child;
pub mod connect;
mod entry;
mod error;
mod exposure;
mod follow;
mod identity;
mod jobs;
mod keys;
pub mod open;
mod people;
mod script;
mod shows;
mod stage;

use std::sync::Arc;

use redis::aio::ConnectionManager;
use redis::{Script, ScriptInvocation};
use serde::Serialize;

pub use channels::{CopyNote, NewVisits, StoredChannels};
pub use entry::{ChangeScope, EntryKind, StageEntry};
pub use error::{Changed, Error, Result};
pub use exposure::{Appended, ExposureRecord, REPORTS_MAX};
pub use follow::{Event, Follower};
pub use jobs::JobWrite;
pub use keys::RECEIPT_SECS;
pub use people::{
    Amended, ByClerk, CodeAccess, EVENTS_CHUNK, EventFollower, EventNumber, LimitSettled, PEOPLE_CHUNK, PersonRecords,
    ReceiptState, ScannedPeople, SignedUp, Traces, WaitingPosition, WordsToRead, Written,
};
pub use stage::{Commit, Committed, Write};

use crate::domain::stage::StageName;
use crate::secrets::Secrets;
use call::{CALL_TIMEOUT, ask, within};
use connect::Connections;
use keys::Keys;
use people::intake::Intake;
use people::rewrite::TracesFeed;
use script::{ScriptAnswer, parse};

/// Whether acknowledged writes are safe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StoreState {
    /// Acknowledged writes are on disk.
    #[default]
    Ok,
    /// It answers, but would lose acknowledged writes in a power cut.
    Volatile,
    /// It does not answer.
    Away,
    /// It came back without its data; nothing is written until an operator decides.
    Emptied,
}

/// A handle to the store; cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<StoreInner>,
    /// The stream that this handle follows and appends to.
    stage: StageName,
}

struct StoreInner {
    connections: Connections,
    keys: Keys,
    epoch: Arc<str>,
    secrets: Secrets,
    intake: Intake,
    /// Whether the Redis is this server's own, whose files it may have rewritten.
    own: bool,
    traces_feed: TracesFeed,
}

impl Store {
    /// The same data, with another stage.
    #[must_use]
    pub fn on(&self, stage: StageName) -> Self {
        Self { inner: self.inner.clone(), stage }
    }

    /// Identifies the data; changes when the store is replaced.
    #[must_use]
    pub fn epoch(&self) -> &Arc<str> {
        &self.inner.epoch
    }

    /// The current state: whether Redis answers, has the data, and would not lose acknowledged writes.
    pub async fn state(&self) -> StoreState {
        let mut conn = self.conn();
        let mut marked = redis::cmd("HGET");
        marked.arg(self.inner.keys.marker()).arg("epoch");
        match ask::<Option<String>>(&marked, &mut conn).await {
            Err(_) => StoreState::Away,
            Ok(epoch) if epoch.as_deref() != Some(&*self.inner.epoch) => StoreState::Emptied,
            Ok(_) => match tokio::time::timeout(CALL_TIMEOUT, connect::durability(&mut conn)).await {
                Ok(Ok(durability)) if durability.safe() => StoreState::Ok,
                Ok(Ok(_)) => StoreState::Volatile,
                Ok(Err(_)) | Err(_) => StoreState::Away,
            },
        }
    }

    fn conn(&self) -> ConnectionManager {
        self.inner.connections.commands()
    }

    fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    fn intake(&self) -> &Intake {
        &self.inner.intake
    }

    fn traces_feed(&self) -> &TracesFeed {
        &self.inner.traces_feed
    }

    /// Sends one command.
    async fn ask<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> Result<T> {
        ask(command, &mut self.conn()).await
    }

    /// Sends several commands in one round trip.
    async fn pipe<T: redis::FromRedisValue>(&self, pipeline: &redis::Pipeline) -> Result<T> {
        let mut conn = self.conn();
        within(pipeline.query_async(&mut conn)).await
    }

    /// Runs a script, whose first argument is the epoch, and reads its typed answer.
    async fn call<A: ScriptAnswer>(
        &self,
        script: &'static Script,
        prepare: impl FnOnce(&mut ScriptInvocation<'_>),
    ) -> Result<A> {
        let mut invocation = script.prepare_invoke();
        prepare(&mut invocation);
        let mut conn = self.conn();
        parse(within(invocation.invoke_async(&mut conn)).await?)
    }
}
