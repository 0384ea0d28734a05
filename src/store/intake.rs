//! The intake: sign-ups that arrive together are stored in one script call and one sync of the disk. Must not know their
//! contents.
//!
//! While two batches are at Redis, the next one collects: an idle server adds no delay, and a busy one shares the syncs.

use std::fmt::{self, Write as _};
use std::sync::{Arc, LazyLock};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use redis::aio::ConnectionManager;
use redis::{Cmd, ErrorKind, Script, ServerErrorKind};
use tokio::sync::{mpsc, oneshot};

use super::call::within;
use super::error::{Error, Result};
use super::keys::{Keys, RECEIPT_SECS};
use super::script::{ScriptAnswer, parse};

static SIGN_UP: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/sign_up.lua")));

/// Largest batch. Redis does nothing else meanwhile, some 20 us for each sign-up: 2 ms in total.
const BATCH_MAX: usize = 96;
/// Capacity reserved for the arguments of a sign-up for one card.
const ARGUMENTS_EACH: usize = 9;
/// Capacity reserved for the bytes of a call beside its sign-ups.
const CALL_BYTES: usize = 256;
/// Most calls at once: Redis works on one while the answers to the other are delivered and the next batch collects.
const BATCHES_MAX: usize = 2;
/// Longest queue. Further sign-ups are refused at once, which is better than a timeout.
const QUEUE_MAX: usize = 4096;

/// The script's arguments for one sign-up, in one allocation instead of one for each argument.
#[derive(Default)]
pub struct SignUpArguments {
    text: String,
    ends: Vec<usize>,
}

impl SignUpArguments {
    /// Appends an argument.
    pub fn push(&mut self, argument: fmt::Arguments<'_>) {
        // Writing to a `String` never fails.
        self.text.write_fmt(argument).ok();
        self.ends.push(self.text.len());
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.text[from..*to])
    }
}

/// One sign-up in the queue.
struct QueuedSignUp {
    arguments: SignUpArguments,
    /// Answered with the receipt when the sign-up is on disk.
    answer: oneshot::Sender<Result<String>>,
}

/// The queue of the task that stores sign-ups.
pub struct Intake {
    queue: mpsc::Sender<QueuedSignUp>,
}

impl Intake {
    /// Starts the task, which ends when the last handle to the store is dropped.
    pub fn start(conn: ConnectionManager, keys: Keys, epoch: Arc<str>) -> Self {
        let (queue, queued) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(run(queued, conn, keys, epoch));
        Self { queue }
    }

    /// Stores one sign-up. Returns, when it is on disk, its receipt, or an empty text if that is the one that was sent.
    pub async fn store(&self, arguments: SignUpArguments) -> Result<String> {
        let (answer, answered) = oneshot::channel();
        let full = |_| Error::Unavailable("too many sign-ups are waiting".into());
        self.queue.try_send(QueuedSignUp { arguments, answer }).map_err(full)?;
        answered.await.unwrap_or_else(|_| Err(Error::Unavailable("shutting down".into())))
    }
}

async fn run(mut queued: mpsc::Receiver<QueuedSignUp>, conn: ConnectionManager, keys: Keys, epoch: Arc<str>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    let mut calls = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(()) = calls.next() => {}
            taken = queued.recv_many(&mut batch, BATCH_MAX), if calls.len() < BATCHES_MAX => {
                if taken == 0 {
                    break;
                }
                let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_MAX));
                calls.push(store_batch(full, conn.clone(), &keys, &epoch));
            }
        }
    }
    while calls.next().await.is_some() {}
}

/// Stores a batch, and answers each of its sign-ups.
async fn store_batch(batch: Vec<QueuedSignUp>, mut conn: ConnectionManager, keys: &Keys, epoch: &str) {
    match send(&batch, &mut conn, keys, epoch).await {
        Ok(receipts) => {
            for (item, receipt) in batch.into_iter().zip(receipts) {
                // The caller may have timed out; the sign-up is stored all the same.
                item.answer.send(Ok(receipt)).ok();
            }
        }
        Err(why) => {
            let why = why.to_string();
            for item in batch {
                item.answer.send(Err(Error::Unavailable(why.clone()))).ok();
            }
        }
    }
}

async fn send(batch: &[QueuedSignUp], conn: &mut ConnectionManager, keys: &Keys, epoch: &str) -> Result<Vec<String>> {
    let call = call(batch, keys, epoch);
    let answered = async {
        match call.query_async(conn).await {
            // A restarted Redis does not have the script yet.
            Err(why) if why.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                SIGN_UP.prepare_invoke().load_async(conn).await?;
                call.query_async(conn).await
            }
            answer => answer,
        }
    };
    let Receipts(receipts) = parse(within(answered).await?)?;
    if receipts.len() == batch.len() { Ok(receipts) } else { Err(Error::Corrupt("receipts".into())) }
}

/// The answer of `lua/sign_up.lua`: one receipt for each sign-up of the batch.
struct Receipts(Vec<String>);

impl ScriptAnswer for Receipts {
    fn read(word: &str, values: Vec<String>) -> Option<Self> {
        (word == "ok").then_some(Self(values))
    }
}

/// Builds the call by hand, because `ScriptInvocation` allocates for each argument.
fn call(batch: &[QueuedSignUp], keys: &Keys, epoch: &str) -> Cmd {
    let bytes = batch.iter().map(|item| item.arguments.text.len()).sum::<usize>();
    let mut call = Cmd::with_capacity(ARGUMENTS_EACH * (batch.len() + 1), bytes + CALL_BYTES);
    call.arg("EVALSHA").arg(SIGN_UP.get_hash()).arg(2).arg(keys.marker()).arg(keys.pulse());
    call.arg(epoch).arg(&keys.prefix).arg(RECEIPT_SECS);
    for argument in batch.iter().flat_map(|item| item.arguments.iter()) {
        call.arg(argument);
    }
    call
}
