//! The intake: forms that arrive together are stored in one script call and one sync of the disk. Must not know their contents.
//!
//! While two batches are at Redis, the next one collects: an idle server adds no delay, and a busy one shares the syncs.

use std::fmt::{self, Write as _};
use std::sync::{Arc, LazyLock};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use redis::aio::ConnectionManager;
use redis::{Cmd, ErrorKind, Script, ServerErrorKind};
use tokio::sync::{mpsc, oneshot};

use super::change::{EventNumber, people_script};
use crate::domain::consent::ConsentText;
use crate::domain::person::{FORMS_AN_HOUR_MAX, FORMS_PER_PHONE_MAX};
use crate::store::call::within;
use crate::store::error::{Error, Result};
use crate::store::keys::{Keys, RECEIPT_SECS};
use crate::store::script::{ScriptAnswer, parse};

static SIGN_UP: LazyLock<Script> = people_script!("sign_up.lua");

/// Largest batch. Redis does nothing else meanwhile, some 20 us for each sign-up: 2 ms in total.
const BATCH_MAX: usize = 96;
/// Capacity reserved for the arguments of a form for one card.
const ARGUMENTS_EACH: usize = 15;
/// Capacity reserved for the bytes of a call beside its sign-ups: keys, and some consent texts.
const CALL_BYTES: usize = 2048;
/// Most calls at once: Redis works on one while the answers to the other are delivered and the next batch collects.
const BATCHES_MAX: usize = 2;
/// Longest queue. Further sign-ups are refused at once, which is better than a timeout.
const QUEUE_MAX: usize = 4096;

/// The script's arguments for one sign-up, in one allocation instead of one for each argument.
#[derive(Default)]
pub struct FormArguments {
    text: String,
    ends: Vec<usize>,
    /// The consent texts that it names.
    pub consents: Vec<ConsentText>,
}

/// Consent texts as arguments that `keep_texts` in `lua/people.lua` reads: each once. The forms of a batch share most.
pub fn text_arguments<'a>(texts: impl Iterator<Item = &'a ConsentText>) -> Vec<String> {
    let mut different: Vec<&ConsentText> = Vec::new();
    for text in texts {
        if different.iter().all(|known| known.hash != text.hash) {
            different.push(text);
        }
    }
    let count = std::iter::once(different.len().to_string());
    count.chain(different.iter().flat_map(|text| [text.hash.to_string(), text.text.clone()])).collect()
}

impl FormArguments {
    /// Appends an argument.
    pub fn push(&mut self, argument: fmt::Arguments<'_>) {
        // Writing to a `String` never fails.
        self.text.write_fmt(argument).ok();
        self.ends.push(self.text.len());
    }

    /// The arguments, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.text[from..*to])
    }
}

/// One sign-up in the queue.
struct QueuedForm {
    arguments: FormArguments,
    /// Answered when the form is on disk, with the newest event and the receipt.
    answer: oneshot::Sender<Result<(EventNumber, String)>>,
}

/// The queue of the task that stores sign-ups.
pub struct Intake {
    queue: mpsc::Sender<QueuedForm>,
}

impl Intake {
    /// Starts the task, which ends when the last handle to the store is dropped.
    pub fn start(conn: ConnectionManager, keys: Keys, epoch: Arc<str>) -> Self {
        let (queue, queued) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(run(queued, conn, keys, epoch));
        Self { queue }
    }

    /// Stores one form. Returns, when it is on disk, the newest event and the receipt.
    pub async fn store(&self, arguments: FormArguments) -> Result<(EventNumber, String)> {
        let (answer, answered) = oneshot::channel();
        let full = |_| Error::Unavailable("too many sign-ups are waiting".into());
        self.queue.try_send(QueuedForm { arguments, answer }).map_err(full)?;
        answered.await.unwrap_or_else(|_| Err(Error::Unavailable("shutting down".into())))
    }
}

async fn run(mut queued: mpsc::Receiver<QueuedForm>, conn: ConnectionManager, keys: Keys, epoch: Arc<str>) {
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
async fn store_batch(batch: Vec<QueuedForm>, mut conn: ConnectionManager, keys: &Keys, epoch: &str) {
    match send(&batch, &mut conn, keys, epoch).await {
        Ok(Receipts { event, receipts }) => {
            for (item, receipt) in batch.into_iter().zip(receipts) {
                // The caller may have timed out; the form is stored all the same.
                item.answer.send(Ok((event, receipt))).ok();
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

async fn send(batch: &[QueuedForm], conn: &mut ConnectionManager, keys: &Keys, epoch: &str) -> Result<Receipts> {
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
    let answer: Receipts = parse(within(answered).await?)?;
    if answer.receipts.len() == batch.len() { Ok(answer) } else { Err(Error::Corrupt("receipts".into())) }
}

/// The answer of `lua/sign_up.lua`: the newest event, and one receipt for each form of the batch.
struct Receipts {
    event: EventNumber,
    receipts: Vec<String>,
}

impl ScriptAnswer for Receipts {
    fn read(word: &str, mut values: Vec<String>) -> Option<Self> {
        if word != "ok" || values.is_empty() {
            return None;
        }
        let event = values.remove(0).parse().ok()?;
        Some(Self { event, receipts: values })
    }
}

/// Builds the call by hand, because `ScriptInvocation` allocates for each argument.
fn call(batch: &[QueuedForm], keys: &Keys, epoch: &str) -> Cmd {
    let bytes = batch.iter().map(|item| item.arguments.text.len()).sum::<usize>();
    let mut call = Cmd::with_capacity(ARGUMENTS_EACH * (batch.len() + 1), bytes + CALL_BYTES);
    call.arg("EVALSHA").arg(SIGN_UP.get_hash()).arg(2).arg(keys.marker()).arg(keys.events());
    call.arg(epoch).arg(&keys.prefix).arg(RECEIPT_SECS).arg(FORMS_PER_PHONE_MAX).arg(FORMS_AN_HOUR_MAX);
    let texts = batch.iter().flat_map(|item| &item.arguments.consents);
    call.arg(text_arguments(texts));
    for argument in batch.iter().flat_map(|item| item.arguments.iter()) {
        call.arg(argument);
    }
    call
}
