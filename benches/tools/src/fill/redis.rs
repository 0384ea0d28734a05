//! A Redis for filling: on the files that daigang's supervised Redis uses, but synced once at the end, because half a million
//! single synced changes would take an hour on some disks. Must not know what is written.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

/// The settings of `src/store/child/process.rs`, but for the sync.
const SETTINGS: [&str; 14] = [
    "--port",
    "0",
    "--unixsocket",
    "fill.sock",
    "--unixsocketperm",
    "700",
    "--dir",
    ".",
    "--appendonly",
    "yes",
    "--appendfsync",
    "no",
    "--save",
    "",
];
const POLL_INTERVAL: Duration = Duration::from_millis(20);
const START_TIMEOUT: Duration = Duration::from_secs(10);

/// The running server.
pub struct FillRedis {
    process: Child,
    pub socket: PathBuf,
}

impl FillRedis {
    /// Starts a server in a folder and waits until it listens.
    pub fn start(folder: &Path) -> anyhow::Result<Self> {
        let log = File::create(folder.join("fill.log"))?;
        let process = Command::new("redis-server")
            .args(SETTINGS)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("redis-server")?;
        let socket = fs::canonicalize(folder)?.join("fill.sock");
        let redis = Self { process, socket };
        let began = Instant::now();
        while std::os::unix::net::UnixStream::connect(&redis.socket).is_err() {
            ensure!(began.elapsed() < START_TIMEOUT, "redis-server does not listen on {}", redis.socket.display());
            sleep(POLL_INTERVAL);
        }
        Ok(redis)
    }

    /// Stops it; its file is on disk then.
    pub fn stop(mut self, folder: &Path) -> anyhow::Result<()> {
        let client = redis::Client::open(format!("unix://{}", self.socket.display()))?;
        // A server that stops does not answer.
        let _ = redis::cmd("SHUTDOWN").arg("NOSAVE").exec(&mut client.get_connection()?);
        ensure!(self.process.wait()?.success(), "redis-server did not stop as asked");
        fs::remove_file(folder.join("fill.log"))?;
        Ok(())
    }
}

impl Drop for FillRedis {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
