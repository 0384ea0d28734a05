//! One process of the supervised Redis: its arguments, its start and its end. Must not know when it is started again.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use redis::cmd;
use tokio::time::timeout;

use super::data_dir::DataDir;
use super::error::ChildError;
use super::program::Program;
use crate::store::connect::connect_once;

/// Deadline for a graceful stop. All data is on disk already, so that a kill loses nothing.
pub(super) const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// Deadline for the end of a killed process, which a hanging disk can delay.
const KILL_TIMEOUT: Duration = Duration::from_secs(2);

/// Settings that make acknowledged writes durable: an append-only file that is synced before the answer, no snapshots beside
/// it, no eviction. No crash log, because it contains the arguments of commands, and so names and phones. A person's form is
/// longer than the 64 bytes up to which Redis packs a hash by default; packed, 10,000 people take a sixth less memory.
const SETTINGS: [(&str, &str); 14] = [
    ("--port", "0"),
    ("--unixsocketperm", "700"),
    ("--dir", "."),
    ("--appendonly", "yes"),
    ("--appendfsync", "always"),
    ("--save", ""),
    ("--maxmemory", "0"),
    ("--maxmemory-policy", "noeviction"),
    ("--crash-log-enabled", "no"),
    // Few fields only: a packed hash is searched from its start, and the jobs of a county are some thousand.
    ("--hash-max-listpack-entries", "32"),
    ("--hash-max-listpack-value", "2048"),
    // A county may search its files for an erased person: compressed text would hide what is still there.
    ("--rdbcompression", "no"),
    ("--daemonize", "no"),
    ("--supervised", "no"),
];

/// Asks a server to stop, and returns whether it could be reached. A server that stops does not answer.
pub(super) async fn shut_down(socket: &Path) -> bool {
    let Ok(mut connection) = connect_once(socket).await else { return false };
    // "NOSAVE" concerns snapshots only; the append-only file is synced all the same.
    let answer = cmd("SHUTDOWN").arg("NOSAVE").exec_async(&mut connection).await;
    tracing::debug!(?answer, "asked a Redis to stop");
    true
}

/// One process of the supervised Redis.
pub(super) struct RedisProcess {
    pub(super) process: tokio::process::Child,
    /// The length of the log at its start.
    pub(super) log_from: u64,
}

impl RedisProcess {
    pub(super) fn spawn(program: &Program, data: &DataDir) -> Result<Self, ChildError> {
        let spawned = || -> io::Result<Self> {
            let (log, log_from) = data.open_log()?;
            let process = program
                .command()
                .args(SETTINGS.into_iter().flat_map(|(name, value)| [name, value]))
                .arg("--unixsocket")
                .arg(data.socket_from_folder())
                .current_dir(data.folder())
                .stdin(Stdio::null())
                .stdout(log.try_clone()?)
                .stderr(log)
                // A Ctrl-C in the terminal must reach only this process, which finishes its writes before it stops Redis.
                .process_group(0)
                .kill_on_drop(true)
                .spawn()?;
            Ok(Self { process, log_from })
        };
        spawned().map_err(|why| ChildError::Spawn { program: program.name.clone(), why })
    }

    pub(super) fn died(&self, status: io::Result<ExitStatus>, data: &DataDir) -> ChildError {
        let status = status.map_or_else(|why| why.to_string(), |status| status.to_string());
        ChildError::Died { status, tail: data.tail(self.log_from) }
    }

    /// Stops the process, by force if it does not stop in time. Does nothing if it has exited already.
    pub(super) async fn end(&mut self, data: &DataDir) {
        if matches!(self.process.try_wait(), Ok(Some(_))) {
            return;
        }
        // A process that cannot be reached is still starting or hangs, so that waiting is useless.
        if shut_down(data.socket_path()).await && timeout(STOP_TIMEOUT, self.process.wait()).await.is_ok() {
            return;
        }
        tracing::warn!("the supervised Redis did not stop in time; killing it");
        if timeout(KILL_TIMEOUT, self.process.kill()).await.is_err() {
            tracing::error!(
                pid = self.process.id(),
                "could not kill the supervised Redis; it may still hold the data directory"
            );
        }
    }
}
