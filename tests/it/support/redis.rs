//! Redis for tests: one supervised child for all who only need room, own ones for those who kill or empty theirs.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Weak};

use daigang::store::child::Child;
use daigang::store::connect::until_ready;
use redis::aio::MultiplexedConnection;
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::within;

/// A server that runs for as long as a handle to it exists.
pub struct Redis {
    child: Child,
    /// Removed last, after the server has exited.
    _folder: TempDir,
}

/// Held weakly, so that the last test to end also ends the server and removes its folder.
static SHARED: Mutex<Weak<Redis>> = Mutex::const_new(Weak::new());

impl Redis {
    /// The one that tests share, each in an organisation of its own.
    pub async fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().await;
        if let Some(redis) = shared.upgrade() {
            return redis;
        }
        let redis = Arc::new(Self::own().await);
        *shared = Arc::downgrade(&redis);
        redis
    }

    pub async fn own() -> Self {
        let folder = folder();
        let child = within("a Redis child", Child::start(folder.path())).await.expect("redis-server on PATH");
        Self { child, _folder: folder }
    }

    pub fn socket_path(&self) -> &Path {
        self.child.socket_path()
    }
}

/// A folder for one test, gone with it.
pub fn folder() -> TempDir {
    tempfile::Builder::new().prefix("it-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder in target/tmp")
}

/// The test's own connection, to inspect the store and to damage it.
pub async fn look_into(socket: &Path) -> MultiplexedConnection {
    let client = redis::Client::open(format!("unix://{}", socket.display())).expect("a path");
    within("a connection to Redis", client.get_multiplexed_async_connection()).await.expect("a running Redis")
}

/// Every key there is.
pub async fn keys(conn: &mut MultiplexedConnection) -> Vec<String> {
    redis::cmd("KEYS").arg("*").query_async(conn).await.expect("the keys")
}

/// The process that serves a connection.
pub async fn pid(conn: &mut MultiplexedConnection) -> u32 {
    let info: String = redis::cmd("INFO").arg("server").query_async(conn).await.expect("INFO");
    let line = info.lines().find_map(|line| line.strip_prefix("process_id:")).expect("a process id");
    line.trim().parse().expect("a number")
}

/// A server without persistence, as its default options may leave it.
pub struct Careless {
    _process: tokio::process::Child,
    _folder: TempDir,
    pub socket: PathBuf,
}

impl Careless {
    pub async fn start() -> Self {
        let folder = folder();
        let socket = folder.path().join("s");
        let process = tokio::process::Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("redis-server on PATH");
        within("a careless Redis", until_ready(&socket)).await;
        Self { _process: process, _folder: folder, socket }
    }
}

/// Kills a process, as a crash would.
pub fn kill(pid: u32) {
    signal("KILL", pid);
}

/// Sends a signal. Through a shell, whose `kill` is there on every machine.
pub fn signal(name: &str, pid: u32) {
    let sent = std::process::Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status();
    assert!(sent.expect("sh on PATH").success(), "process {pid} was not there to get a {name}");
}

/// Whether a process is there and no zombie.
pub fn alive(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}
