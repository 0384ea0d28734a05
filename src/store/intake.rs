//! The intake: sign-ups that arrive together are kept together, in one script call and one sync of the disk.
//!
//! While two batches are at the store the next one gathers, so that an idle server adds no wait and a busy one shares the sync.

use std::fmt::{self, Write as _};
use std::sync::{Arc, LazyLock};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use redis::aio::ConnectionManager;
use redis::{Cmd, ErrorKind, Script, ServerErrorKind};
use tokio::sync::{mpsc, oneshot};

use super::keys::Keys;
use super::{Answer, Error, RECEIPT_SECS, Result, within};

static SIGN_UP: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("lua/sign_up.lua")));

/// Most sign-ups in one call. The store serves nobody else during it, some 20 us each: 2 ms in all.
const BATCH_MAX: usize = 96;
/// Room for the arguments of a sign-up for one card, and for the bytes that a call has beside its sign-ups.
const ARGUMENTS_EACH: usize = 9;
const CALL_BYTES: usize = 256;
/// Most calls at once: the store works on one while the answers to the other go out and the next ones come in.
const BATCHES_MAX: usize = 2;
/// Most sign-ups that wait for their turn; more are told to try again, which is better than a minute's silence.
const WAITING_MAX: usize = 4096;

/// The script's arguments for one sign-up, in one piece of memory: a text each would be ten to ask for and to give back.
#[derive(Default)]
pub struct Arguments {
    text: String,
    ends: Vec<usize>,
}

impl Arguments {
    pub fn push(&mut self, argument: fmt::Arguments<'_>) {
        // A `String` takes whatever it is given.
        self.text.write_fmt(argument).ok();
        self.ends.push(self.text.len());
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.text[from..*to])
    }
}

/// One sign-up, and who waits for it.
struct Item {
    arguments: Arguments,
    answer: oneshot::Sender<Result<String>>,
}

/// Hands sign-ups to the task that keeps them.
pub struct Intake {
    sender: mpsc::Sender<Item>,
}

impl Intake {
    /// Starts the task. It ends when the last handle to the store is gone.
    pub fn start(conn: ConnectionManager, keys: Keys, epoch: Arc<str>) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        tokio::spawn(gather(receiver, conn, keys, epoch));
        Self { sender }
    }

    /// Keeps one sign-up; answers, when it is on disk, its receipt, or nothing where that is the one that was sent.
    pub async fn keep(&self, arguments: Arguments) -> Result<String> {
        let (answer, answered) = oneshot::channel();
        let full = |_| Error::Unavailable("too many sign-ups are waiting".into());
        self.sender.try_send(Item { arguments, answer }).map_err(full)?;
        answered.await.unwrap_or_else(|_| Err(Error::Unavailable("shutting down".into())))
    }
}

async fn gather(mut receiver: mpsc::Receiver<Item>, conn: ConnectionManager, keys: Keys, epoch: Arc<str>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    let mut under_way = FuturesUnordered::new();
    loop {
        tokio::select! {
            Some(()) = under_way.next() => {}
            taken = receiver.recv_many(&mut batch, BATCH_MAX), if under_way.len() < BATCHES_MAX => {
                if taken == 0 {
                    break;
                }
                let together = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_MAX));
                under_way.push(serve(together, conn.clone(), &keys, &epoch));
            }
        }
    }
    while under_way.next().await.is_some() {}
}

/// Keeps a batch, and tells everybody in it.
async fn serve(batch: Vec<Item>, mut conn: ConnectionManager, keys: &Keys, epoch: &str) {
    match keep(&batch, &mut conn, keys, epoch).await {
        Ok(receipts) => {
            for (item, receipt) in batch.into_iter().zip(receipts) {
                // Whoever waited may have gone; the sign-up is kept all the same.
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

async fn keep(batch: &[Item], conn: &mut ConnectionManager, keys: &Keys, epoch: &str) -> Result<Vec<String>> {
    let call = call(batch, keys, epoch);
    let asked = async {
        match call.query_async(conn).await {
            // A Redis that was started anew has to be told the script first.
            Err(why) if why.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                SIGN_UP.prepare_invoke().load_async(conn).await?;
                call.query_async(conn).await
            }
            answer => answer,
        }
    };
    let answer = Answer::read(within(asked).await?)?;
    if answer.rest.len() == batch.len() { Ok(answer.rest) } else { Err(Error::Corrupt("receipts".into())) }
}

/// Not a `ScriptInvocation`, which takes a piece of memory for each argument.
fn call(batch: &[Item], keys: &Keys, epoch: &str) -> Cmd {
    let bytes = batch.iter().map(|item| item.arguments.text.len()).sum::<usize>();
    let mut call = Cmd::with_capacity(ARGUMENTS_EACH * (batch.len() + 1), bytes + CALL_BYTES);
    call.arg("EVALSHA").arg(SIGN_UP.get_hash()).arg(2).arg(keys.marker()).arg(keys.pulse());
    call.arg(epoch).arg(&keys.prefix).arg(RECEIPT_SECS);
    for argument in batch.iter().flat_map(|item| item.arguments.iter()) {
        call.arg(argument);
    }
    call
}
