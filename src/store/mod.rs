//! The one store: Redis. Owns every key, script and call, and the supervised child server. Must not know HTTP or pages.
//!
//! Two shapes, by kind of data. The stage is a stream whose entries carry the whole small state: the last one is the state,
//! its ID the revision and the optimistic lock, a blocking read the sync between servers. People, jobs and shows are
//! records, each change one atomic script, because a person must be erasable and stream entries are not (XDEL only marks).

pub mod child;
pub mod connect;
mod desk;
mod entry;
mod exposure;
mod follow;
mod intake;
mod jobs;
mod keys;
mod mend;
mod people;
mod shows;
mod stage;

use std::sync::Arc;
use std::time::Duration;

use redis::aio::ConnectionManager;
use redis::{Script, ScriptInvocation, Value};
use serde::Serialize;

pub use desk::Page;
pub use entry::{ChangeScope, EntryKind, StageEntry};
pub use exposure::{Appended, ExposureRecord, REPORTS_MAX};
pub use follow::{Event, Follower};
pub use jobs::JobWrite;
pub use stage::{Commit, Committed, Write};

use crate::domain::stage::StageName;
use crate::secrets::Secrets;
use connect::Connections;
use intake::Intake;
use keys::Keys;

/// How long one call may take before its caller is told that nobody knows.
///
/// Longer than the connection's own deadline, so that this one only ends calls that wait for a reconnection.
const CALL_MAX: Duration = Duration::from_secs(3);
/// How long a receipt can be opened again, in seconds: 30 days.
pub const RECEIPT_SECS: u32 = 30 * 24 * 3600;

/// Whether what is acknowledged is safe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StoreState {
    #[default]
    Ok,
    /// It answers, but would lose acknowledged writes in a power cut.
    Volatile,
    /// It does not answer.
    Away,
    /// It came back without its data; nothing is written until somebody decides.
    Emptied,
}

/// Why the store did not do what was asked. The cause is for the log only.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No answer in time, or none at all. A write may still have been done: repeat it with the same token.
    #[error("the store did not answer: {0}")]
    Unavailable(String),
    /// The store came back without its data.
    #[error("the store came back empty")]
    Emptied,
    /// Something in the store is not what we wrote.
    #[error("unreadable in the store: {0}")]
    Corrupt(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<redis::RedisError> for Error {
    fn from(why: redis::RedisError) -> Self {
        // Only the kind and the server's code: a message could quote what was sent.
        let code = why.code().unwrap_or_default();
        Self::Unavailable(format!("{} {code}", why.category()))
    }
}

impl From<serde_json::Error> for Error {
    fn from(why: serde_json::Error) -> Self {
        Self::Corrupt(format!("{:?} at column {}", why.classify(), why.column()))
    }
}

/// A change that met another one: nothing was written, `now` is what stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed<T> {
    Done,
    /// Somebody else changed it in between.
    Conflict {
        now: T,
    },
    Gone,
}

/// Why a store cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Store(#[from] Error),
    /// Another server made person ids with another key: the same phone would become two people.
    #[error("this store belongs to servers with another secrets.json; copy theirs into the data directory")]
    OtherSecrets,
}

/// A handle to the store; cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
    /// Whose stream it follows and appends to.
    stage: StageName,
}

struct Inner {
    connections: Connections,
    keys: Keys,
    epoch: Arc<str>,
    secrets: Secrets,
    intake: Intake,
}

impl Store {
    /// Finds the data, or begins with none.
    ///
    /// `known` is the epoch that this server saw last. If the store holds no data any more, it stays the epoch: every
    /// write is then refused, until somebody starts the server anew on purpose.
    pub async fn open(
        connections: Connections,
        org: &str,
        secrets: Secrets,
        known: Option<String>,
    ) -> std::result::Result<Self, OpenError> {
        let keys = Keys::new(org);
        let mut conn = connections.commands();
        let marked: Option<String> = ask(redis::cmd("HGET").arg(keys.marker()).arg("epoch"), &mut conn).await?;
        let epoch = match (marked, known) {
            (Some(epoch), _) | (None, Some(epoch)) => epoch,
            (None, None) => mark(&keys, &mut conn).await?,
        };
        check_pepper(&keys, &secrets, &epoch, &mut conn).await?;
        let epoch: Arc<str> = epoch.into();
        let intake = Intake::start(conn, keys.clone(), epoch.clone());
        let inner = Arc::new(Inner { connections, keys, epoch, secrets, intake });
        Ok(Self { inner, stage: StageName::Air })
    }

    /// The same data, with another stage.
    #[must_use]
    pub fn on(&self, stage: StageName) -> Self {
        Self { inner: self.inner.clone(), stage }
    }

    /// Names the data; changes when the store was replaced.
    #[must_use]
    pub fn epoch(&self) -> &Arc<str> {
        &self.inner.epoch
    }

    /// How the store is now: whether it answers, has its data, and would keep what it acknowledges.
    pub async fn state(&self) -> StoreState {
        let mut conn = self.conn();
        let mut marked = redis::cmd("HGET");
        marked.arg(self.inner.keys.marker()).arg("epoch");
        match ask::<Option<String>>(&marked, &mut conn).await {
            Err(_) => StoreState::Away,
            Ok(epoch) if epoch.as_deref() != Some(&*self.inner.epoch) => StoreState::Emptied,
            Ok(_) => match tokio::time::timeout(CALL_MAX, connect::durability(&mut conn)).await {
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

    async fn ask<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> Result<T> {
        ask(command, &mut self.conn()).await
    }

    async fn pipe<T: redis::FromRedisValue>(&self, pipeline: &redis::Pipeline) -> Result<T> {
        let mut conn = self.conn();
        within(pipeline.query_async(&mut conn)).await
    }

    /// Runs a script of ours: its first argument is the epoch, its answer a list that begins with a word.
    async fn run(&self, script: &'static Script, prepare: impl FnOnce(&mut ScriptInvocation<'_>)) -> Result<Answer> {
        let mut invocation = script.prepare_invoke();
        prepare(&mut invocation);
        let mut conn = self.conn();
        Answer::read(within(invocation.invoke_async(&mut conn)).await?)
    }
}

/// Waits for a call, but not for ever.
async fn within<T>(call: impl Future<Output = redis::RedisResult<T>>) -> Result<T> {
    match tokio::time::timeout(CALL_MAX, call).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Error::Unavailable("no answer in time".into())),
    }
}

async fn ask<T: redis::FromRedisValue>(command: &redis::Cmd, conn: &mut ConnectionManager) -> Result<T> {
    within(command.query_async(conn)).await
}

async fn mark(keys: &Keys, conn: &mut ConnectionManager) -> Result<String> {
    let epoch = crate::random::token();
    let _: i64 = ask(redis::cmd("HSETNX").arg(keys.marker()).arg("epoch").arg(&epoch), conn).await?;
    // Two servers may begin together: what stands is what the faster one wrote.
    ask(redis::cmd("HGET").arg(keys.marker()).arg("epoch"), conn).await
}

async fn check_pepper(
    keys: &Keys,
    secrets: &Secrets,
    epoch: &str,
    conn: &mut ConnectionManager,
) -> std::result::Result<(), OpenError> {
    let ours = people::fingerprint(secrets);
    let marked: Option<String> = ask(redis::cmd("HGET").arg(keys.marker()).arg("epoch"), conn).await?;
    if marked.as_deref() != Some(epoch) {
        // Emptied: nothing is written there, not even this.
        return Ok(());
    }
    let _: i64 = ask(redis::cmd("HSETNX").arg(keys.marker()).arg("pepper").arg(&ours), conn).await?;
    let theirs: String = ask(redis::cmd("HGET").arg(keys.marker()).arg("pepper"), conn).await?;
    if theirs == ours { Ok(()) } else { Err(OpenError::OtherSecrets) }
}

/// What a script of ours answers: a word, and what belongs to it.
struct Answer {
    word: String,
    rest: Vec<String>,
}

impl Answer {
    /// `Error::Emptied` is the one word that means the same for every script.
    fn read(value: Value) -> Result<Self> {
        let mut words: Vec<String> = redis::from_redis_value(value).map_err(|_| Error::Corrupt("an answer".into()))?;
        if words.first().is_none_or(|word| word == "emptied") {
            return Err(Error::Emptied);
        }
        let rest = words.split_off(1);
        Ok(Self { word: words.concat(), rest })
    }
}
