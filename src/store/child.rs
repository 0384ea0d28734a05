//! The supervised Redis: found, started in the data directory, restarted if it dies, stopped. Must not know keys or records.
//!
//! One thread forks the server, and lives until the server has exited. The kernel watches that thread (`PR_SET_PDEATHSIG`,
//! set by `setpriv`): if this process dies in any way, Redis gets a signal to stop. Without `setpriv`, a killed process leaves
//! its server behind, and the next start stops it through the socket.

mod data_dir;
mod error;
mod process;
mod program;

use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub use data_dir::{make_folder, socket_path};
pub use error::{ChildError, DataDirError};

use super::connect::{LOADING_TIMEOUT, until_ready};
use data_dir::DataDir;
use process::{RedisProcess, STOP_TIMEOUT, shut_down};
use program::Program;

/// Interval at which a leftover server is polled until it has stopped.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// Uptime after which a server counts as healthy and is restarted without delay.
const HEALTHY_UPTIME: Duration = Duration::from_secs(10);
/// First delay before a restart; it doubles with each short run.
const RESTART_DELAY_MIN: Duration = Duration::from_millis(50);
/// Longest delay before a restart.
const RESTART_DELAY_MAX: Duration = Duration::from_secs(5);

/// A running Redis that this process supervises. Dropping it stops it too, but blocks for up to seven seconds.
#[derive(Debug)]
pub struct Child {
    socket: PathBuf,
    pid: watch::Receiver<Option<u32>>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Child {
    /// Starts a server in a data directory, and waits until it has loaded its data.
    pub async fn start(data: &Path) -> Result<Self, ChildError> {
        let (ready, started) = oneshot::channel();
        let (pid, pid_seen) = watch::channel(None);
        let stop = CancellationToken::new();
        let data = data.to_owned();
        let stopped = stop.clone();
        let thread = thread::Builder::new()
            .name("redis-child".into())
            .spawn(move || supervise(&data, ready, pid, stopped))
            .map_err(ChildError::Thread)?;
        // Created before the wait, so that dropping this future stops the server.
        let mut child = Self { socket: PathBuf::new(), pid: pid_seen, stop, thread: Some(thread) };
        let panicked = |_| ChildError::Thread(io::Error::other("panic"));
        child.socket = started.await.map_err(panicked)??;
        Ok(child)
    }

    /// Its socket, valid as long as the data directory is not moved.
    #[must_use]
    pub fn socket_path(&self) -> &Path {
        &self.socket
    }

    /// The current process; `None` during a restart.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        *self.pid.borrow()
    }

    /// Watches [`Child::pid`].
    #[must_use]
    pub fn follow_pid(&self) -> watch::Receiver<Option<u32>> {
        self.pid.clone()
    }

    /// Stops the server and unlocks the data directory. As bounded as the drop, but does not block the thread.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // If the thread panicked, the server has stopped already.
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

/// Reports to [`Child::start`] that the first server is ready, or why it is not.
type ReadySender = oneshot::Sender<Result<PathBuf, ChildError>>;

/// The supervising thread. It has a runtime of its own, so that a stop also works while the main runtime is shutting down.
fn supervise(data: &Path, ready: ReadySender, pid: watch::Sender<Option<u32>>, stop: CancellationToken) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            // The receiver is gone if the start was cancelled.
            let _ = ready.send(Err(ChildError::Thread(why)));
            return;
        }
    };
    runtime.block_on(async {
        match prepare(data).await {
            Ok((data, program)) => {
                let mut supervisor = Supervisor { data, program, pid, stop, ready: Some(ready) };
                supervisor.run().await;
                supervisor.data.release();
            }
            Err(why) => {
                let _ = ready.send(Err(why));
            }
        }
    });
}

async fn prepare(data: &Path) -> Result<(DataDir, Program), ChildError> {
    let data = DataDir::claim(data)?;
    let program = Program::find(&program::NAMES, data.folder()).await?;
    if !program.guarded {
        tracing::warn!(
            "setpriv (util-linux) is missing; if this process is killed, its Redis runs on until the next start"
        );
    }
    stop_leftover(data.socket_path()).await?;
    Ok((data, program))
}

/// Stops a server that outlived its process. This process holds the lock, so that no other process uses that server.
async fn stop_leftover(socket: &Path) -> Result<(), ChildError> {
    let Ok(stream) = UnixStream::connect(socket).await else { return Ok(()) };
    let pid = stream.peer_cred().ok().and_then(|peer| peer.pid());
    tracing::warn!(pid, "a Redis of an earlier run is still running; stopping it");
    shut_down(socket).await;
    // Redis closes its socket last, after its file is on disk.
    let closed = async {
        while UnixStream::connect(socket).await.is_ok() {
            sleep(POLL_INTERVAL).await;
        }
    };
    timeout(STOP_TIMEOUT, closed).await.map_err(|_| ChildError::Leftover { pid })
}

/// Why one run of the server ended.
enum RunEnd {
    Stopped,
    Died(ChildError),
}

/// Restarts the server until it is stopped.
struct Supervisor {
    data: DataDir,
    program: Program,
    pid: watch::Sender<Option<u32>>,
    stop: CancellationToken,
    /// Taken when the first server is ready. From then on the server is restarted for ever.
    ready: Option<ReadySender>,
}

impl Supervisor {
    async fn run(&mut self) {
        let stop = self.stop.clone();
        let mut delay = Duration::ZERO;
        loop {
            let started = Instant::now();
            let end = self.run_once().await;
            self.pid.send_replace(None);
            let RunEnd::Died(why) = end else { return };
            if let Some(ready) = self.ready.take() {
                let _ = ready.send(Err(why));
                return;
            }
            delay = next_delay(delay, started.elapsed());
            let why = why.to_string();
            tracing::error!(?why, ?delay, "the supervised Redis exited; restarting it after the delay");
            if stop.run_until_cancelled(sleep(delay)).await.is_none() {
                return;
            }
        }
    }

    async fn run_once(&mut self) -> RunEnd {
        let stop = self.stop.clone();
        let mut server = match RedisProcess::spawn(&self.program, &self.data) {
            Ok(server) => server,
            Err(why) => return RunEnd::Died(why),
        };
        if let Some(why) = stop.run_until_cancelled(self.watch(&mut server)).await {
            server.end(&self.data).await;
            return RunEnd::Died(why);
        }
        server.end(&self.data).await;
        RunEnd::Stopped
    }

    /// Returns when the server has exited, or was not ready in time.
    async fn watch(&mut self, server: &mut RedisProcess) -> ChildError {
        let loaded = async {
            tokio::select! {
                status = server.process.wait() => Err(status),
                () = until_ready(self.data.socket_path()) => Ok(()),
            }
        };
        // A restart has no deadline, because killing the server would only make it load its data from the beginning.
        let loading_timeout = if self.ready.is_some() { LOADING_TIMEOUT } else { Duration::MAX };
        match timeout(loading_timeout, loaded).await {
            Ok(Ok(())) => {}
            Ok(Err(status)) => return server.died(status, &self.data),
            Err(_) => return ChildError::Slow { tail: self.data.tail(server.log_from) },
        }
        let pid = server.process.id();
        self.pid.send_replace(pid);
        if let Some(ready) = self.ready.take() {
            let _ = ready.send(Ok(self.data.socket_path().to_owned()));
        }
        tracing::info!(pid, program = self.program.name, "the supervised Redis is ready");
        let status = server.process.wait().await;
        server.died(status, &self.data)
    }
}

/// The delay before the next restart, which grows as long as the server exits early.
fn next_delay(last: Duration, uptime: Duration) -> Duration {
    if uptime >= HEALTHY_UPTIME { RESTART_DELAY_MIN } else { (last * 2).clamp(RESTART_DELAY_MIN, RESTART_DELAY_MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_while_the_server_exits_early() {
        let short = Duration::from_millis(1);
        let mut delays = vec![Duration::ZERO];
        for _ in 0..12 {
            delays.push(next_delay(*delays.last().expect("it starts with one delay"), short));
        }
        assert_eq!(delays[1..4], [50, 100, 200].map(Duration::from_millis));
        assert_eq!(delays.last(), Some(&RESTART_DELAY_MAX));
        assert_eq!(next_delay(RESTART_DELAY_MAX, HEALTHY_UPTIME), RESTART_DELAY_MIN);
    }
}
