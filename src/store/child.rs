//! The Redis server of our own: found, started in the data folder, kept running, stopped. Must not know keys or what is stored.
//!
//! One thread per server forks it, waits for it, and lives until it has ended. That thread is what the kernel watches
//! (`PR_SET_PDEATHSIG`, set by `setpriv`): when our process dies, however it dies, Redis is told to end. Where `setpriv`
//! is missing a killed process leaves its server behind; the next start ends that one through the socket.

mod place;
mod program;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use redis::cmd;
use tokio::net::UnixStream;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub use place::{make_folder, socket_path};

use super::connect::{LOADING, knock, until_ready};
use place::Place;
use program::Program;

/// How long a server may take to end when it is told to. Everything is on disk already, so that a kill loses nothing.
const STOP: Duration = Duration::from_secs(5);
/// How long the kernel may take to end a killed process; a disk that hangs can hold it.
const KILL: Duration = Duration::from_secs(2);
/// How often a server that outlived its parent is looked at while it ends.
const POLL: Duration = Duration::from_millis(20);
/// A server that ran this long was well, and is started again at once.
const STEADY: Duration = Duration::from_secs(10);
/// The pause before a start, doubled after each short life.
const PAUSE_FIRST: Duration = Duration::from_millis(50);
const PAUSE_MOST: Duration = Duration::from_secs(5);

/// What keeps acknowledged writes: a file that is on disk before the answer, no snapshots beside it, nothing thrown away.
/// No crash log, because it prints the arguments of commands: names and phones.
const SETTINGS: [(&str, &str); 11] = [
    ("--port", "0"),
    ("--unixsocketperm", "700"),
    ("--dir", "."),
    ("--appendonly", "yes"),
    ("--appendfsync", "always"),
    ("--save", ""),
    ("--maxmemory", "0"),
    ("--maxmemory-policy", "noeviction"),
    ("--crash-log-enabled", "no"),
    ("--daemonize", "no"),
    ("--supervised", "no"),
];

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("这台电脑上没有 redis-server（也没有 valkey-server）。请先安装：apt-get install redis-server")]
    NoServer,
    #[error("{program} 的版本是 {version}，需要 7.0 或更新的版本")]
    TooOld { program: String, version: String },
    #[error("数据目录 {} 正被另一个带岗使用", data.display())]
    InUse { data: PathBuf },
    #[error("数据目录 {} 不能用：{why}", path.display())]
    Data { path: PathBuf, why: io::Error },
    #[error("上一次运行留下的 Redis{} 没有结束，请先结束它", pid.map(|pid| format!("（进程 {pid}）")).unwrap_or_default())]
    Leftover { pid: Option<i32> },
    #[error("{program} 启动不了：{why}")]
    Spawn { program: String, why: io::Error },
    /// With the last lines of its log.
    #[error("Redis 自己退出了（{status}）。它的日志最后说：\n{tail}")]
    Died { status: String, tail: String },
    #[error("Redis 超过 {} 秒还没有准备好。它的日志最后说：\n{tail}", LOADING.as_secs())]
    Slow { tail: String },
    /// The thread, or what it waits with, could not be made.
    #[error("看管 Redis 的线程启动不了：{0}")]
    Thread(io::Error),
}

/// A running server that belongs to us. Dropping it stops it too, and blocks meanwhile (at most [`STOP`] and [`KILL`]).
#[derive(Debug)]
pub struct Child {
    socket: PathBuf,
    pid: watch::Receiver<Option<u32>>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Child {
    /// Starts a server on a data folder, and waits until it has read its data.
    pub async fn start(data: &Path) -> Result<Self, StartError> {
        let (tell, started) = oneshot::channel();
        let (pid, pid_seen) = watch::channel(None);
        let stop = CancellationToken::new();
        let (data, stop_seen) = (data.to_owned(), stop.clone());
        let thread = thread::Builder::new()
            .name("redis-child".into())
            .spawn(move || supervise(&data, tell, pid, stop_seen))
            .map_err(StartError::Thread)?;
        // Made before the wait, so that giving up the wait stops the server.
        let mut child = Self { socket: PathBuf::new(), pid: pid_seen, stop, thread: Some(thread) };
        let gone = |_| StartError::Thread(io::Error::other("panic"));
        child.socket = started.await.map_err(gone)??;
        Ok(child)
    }

    /// Where it listens, for as long as the data folder stays where it is.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The process that answers now; `None` while it is being started again.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        *self.pid.borrow()
    }

    /// Follows [`Child::pid`].
    #[must_use]
    pub fn follow_pid(&self) -> watch::Receiver<Option<u32>> {
        self.pid.clone()
    }

    /// Ends the server and gives the data folder back. Bounded like the drop, but blocks nobody.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic of that thread has ended the server already.
            let _ = tokio::task::spawn_blocking(|| thread.join()).await;
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Whoever waits in [`Child::start`].
type Tell = oneshot::Sender<Result<PathBuf, StartError>>;

/// The thread. It has a runtime of its own, so that a stop works also while the other one is ending.
fn supervise(data: &Path, tell: Tell, pid: watch::Sender<Option<u32>>, stop: CancellationToken) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            // Nobody listens where the start was given up.
            let _ = tell.send(Err(StartError::Thread(why)));
            return;
        }
    };
    runtime.block_on(async {
        match prepare(data).await {
            Ok((place, program)) => {
                let mut keeper = Keeper { place, program, pid, stop, waiting: Some(tell) };
                keeper.keep().await;
                keeper.place.release();
            }
            Err(why) => {
                let _ = tell.send(Err(why));
            }
        }
    });
}

async fn prepare(data: &Path) -> Result<(Place, Program), StartError> {
    let place = Place::claim(data)?;
    let program = Program::find(&program::NAMES, place.folder()).await?;
    if !program.guarded {
        tracing::warn!(
            "setpriv (util-linux) is missing: if this process is killed, its Redis stays until the next start"
        );
    }
    end_leftover(place.socket()).await?;
    Ok((place, program))
}

/// Ends a server that outlived the process that started it. The folder's lock is ours, so nobody else wants it.
async fn end_leftover(socket: &Path) -> Result<(), StartError> {
    let Ok(stream) = UnixStream::connect(socket).await else { return Ok(()) };
    let pid = stream.peer_cred().ok().and_then(|peer| peer.pid());
    tracing::warn!(pid, "an earlier run left its Redis behind; it is told to end");
    shut_down(socket).await;
    // It closes its socket as the last thing before it exits, after its file is on disk.
    let closed = async {
        while UnixStream::connect(socket).await.is_ok() {
            sleep(POLL).await;
        }
    };
    timeout(STOP, closed).await.map_err(|_| StartError::Leftover { pid })
}

/// Tells a server to end; answers whether it could be told. One that obeys gives no answer, so that there is none to look at.
async fn shut_down(socket: &Path) -> bool {
    let Ok(mut connection) = knock(socket).await else { return false };
    // "NOSAVE" is about snapshots; the append-only file is synced all the same.
    let told = cmd("SHUTDOWN").arg("NOSAVE").exec_async(&mut connection).await;
    tracing::debug!(?told, "a Redis was told to end");
    true
}

/// How the time of one server came to its end.
enum End {
    Stopped,
    Died(StartError),
}

/// Keeps one server running after another.
struct Keeper {
    place: Place,
    program: Program,
    pid: watch::Sender<Option<u32>>,
    stop: CancellationToken,
    /// Taken when the first server is ready. From then on nobody waits, and nothing is given up.
    waiting: Option<Tell>,
}

impl Keeper {
    async fn keep(&mut self) {
        let stop = self.stop.clone();
        let mut pause = Duration::ZERO;
        loop {
            let born = Instant::now();
            let end = self.one_life().await;
            self.pid.send_replace(None);
            let End::Died(why) = end else { return };
            if let Some(tell) = self.waiting.take() {
                let _ = tell.send(Err(why));
                return;
            }
            pause = next_pause(pause, born.elapsed());
            let why = why.to_string();
            tracing::error!(?why, ?pause, "the Redis child ended; it is started again");
            if stop.run_until_cancelled(sleep(pause)).await.is_none() {
                return;
            }
        }
    }

    async fn one_life(&mut self) -> End {
        let stop = self.stop.clone();
        let mut server = match Server::spawn(&self.program, &self.place) {
            Ok(server) => server,
            Err(why) => return End::Died(why),
        };
        if let Some(why) = stop.run_until_cancelled(self.watch(&mut server)).await {
            server.end(&self.place).await;
            return End::Died(why);
        }
        server.end(&self.place).await;
        End::Stopped
    }

    /// Answers when the server has died, or was not ready in time.
    async fn watch(&mut self, server: &mut Server) -> StartError {
        let ready = async {
            tokio::select! {
                status = server.process.wait() => Err(status),
                () = until_ready(self.place.socket()) => Ok(()),
            }
        };
        // A server that is being started again may take as long as it wants: to kill it would only begin its loading anew.
        let patience = if self.waiting.is_some() { LOADING } else { Duration::MAX };
        match timeout(patience, ready).await {
            Ok(Ok(())) => {}
            Ok(Err(status)) => return server.died(status, &self.place),
            Err(_) => return StartError::Slow { tail: self.place.tail(server.log_from) },
        }
        let pid = server.process.id();
        self.pid.send_replace(pid);
        if let Some(tell) = self.waiting.take() {
            let _ = tell.send(Ok(self.place.socket().to_owned()));
        }
        tracing::info!(pid, program = self.program.name, "the Redis child is ready");
        let status = server.process.wait().await;
        server.died(status, &self.place)
    }
}

/// The longer the shorter the lives are.
fn next_pause(last: Duration, lived: Duration) -> Duration {
    if lived >= STEADY { PAUSE_FIRST } else { (last * 2).clamp(PAUSE_FIRST, PAUSE_MOST) }
}

/// One process.
struct Server {
    process: tokio::process::Child,
    /// Where its part of the log begins.
    log_from: u64,
}

impl Server {
    fn spawn(program: &Program, place: &Place) -> Result<Self, StartError> {
        let spawned = || -> io::Result<Self> {
            let (log, log_from) = place.open_log()?;
            let process = program
                .command()
                .args(SETTINGS.into_iter().flat_map(|(name, value)| [name, value]))
                .arg("--unixsocket")
                .arg(place.socket_from_folder())
                .current_dir(place.folder())
                .stdin(Stdio::null())
                .stdout(log.try_clone()?)
                .stderr(log)
                // A Ctrl-C in the terminal is for us: we write what is under way, and end the server after that.
                .process_group(0)
                .kill_on_drop(true)
                .spawn()?;
            Ok(Self { process, log_from })
        };
        spawned().map_err(|why| StartError::Spawn { program: program.name.clone(), why })
    }

    fn died(&self, status: io::Result<ExitStatus>, place: &Place) -> StartError {
        let status = status.map_or_else(|why| why.to_string(), |status| status.to_string());
        StartError::Died { status, tail: place.tail(self.log_from) }
    }

    /// Ends it, well or else by force. Does nothing where it has ended by itself.
    async fn end(&mut self, place: &Place) {
        if matches!(self.process.try_wait(), Ok(Some(_))) {
            return;
        }
        // One that cannot be told is still starting, or hangs: waiting would change nothing.
        if shut_down(place.socket()).await && timeout(STOP, self.process.wait()).await.is_ok() {
            return;
        }
        tracing::warn!("the Redis child does not end by itself and is killed");
        if timeout(KILL, self.process.kill()).await.is_err() {
            tracing::error!(pid = self.process.id(), "the Redis child cannot be killed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lives_are_answered_with_growing_pauses() {
        let brief = Duration::from_millis(1);
        let mut pauses = vec![Duration::ZERO];
        for _ in 0..12 {
            pauses.push(next_pause(*pauses.last().expect("it begins with one pause"), brief));
        }
        assert_eq!(pauses[1..4], [50, 100, 200].map(Duration::from_millis));
        assert_eq!(pauses.last(), Some(&PAUSE_MOST));
        assert_eq!(next_pause(PAUSE_MOST, STEADY), PAUSE_FIRST);
    }
}
