//! The real program, for what cannot be tried within one process: signals, crashes, logs, exit statuses.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use daigang::secrets::Secrets;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::{Anyone, Host, Overlay, eventually, redis, within};

/// How long a start may take; Redis reads its data in it.
const START_MAX: Duration = Duration::from_secs(20);

/// `daigang` as a process. Killed when dropped.
pub struct Process {
    child: tokio::process::Child,
    /// The printed links: panel, overlay, join, desk.
    pub links: HashMap<String, String>,
    data: PathBuf,
}

impl Process {
    /// Runs `daigang demo` on a folder, and waits until it is ready. `port` 0: any.
    pub async fn demo(data: &Path, port: u16) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(data.join("log")).expect("a log file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_daigang"))
            .arg("demo")
            .args(["--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data.join("data"))
            // Everything that we would ever print, so that a name in it is found.
            .env("DAIGANG_LOG", "debug,daigang=trace")
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut printed = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut links = HashMap::new();
        while links.len() < 4 {
            let line = within("a printed link", printed.next_line()).await.expect("text");
            let line = line.unwrap_or_else(|| panic!("the program ended: {}", read(&data.join("log"))));
            let (name, url) = line.split_once(' ').expect("name and link");
            links.insert(name.to_owned(), url.trim().to_owned());
        }
        let process = Self { child, links, data: data.to_owned() };
        let ready = || async { (process.anyone().readyz().await.0 == 200).then_some(()) };
        eventually("readiness", START_MAX, ready).await;
        process
    }

    pub fn url(&self) -> &str {
        self.links["join"].trim_end_matches('/')
    }

    pub fn port(&self) -> u16 {
        let port = self.url().rsplit(':').next().expect("a port");
        port.parse().expect("a number")
    }

    /// The address of a socket, with the key that opens it.
    pub fn socket_url(&self, view: &str, key: &str) -> String {
        let host = self.url().strip_prefix("http").expect("http");
        format!("ws{host}/ws?view={view}&key={key}")
    }

    pub async fn host(&self) -> Host {
        Host::enter(&self.socket_url("panel", &self.secrets().host)).await
    }

    pub async fn overlay(&self) -> Overlay {
        Overlay::enter(&self.socket_url("overlay", &self.secrets().overlay)).await
    }

    pub fn anyone(&self) -> Anyone {
        Anyone::at(self.url())
    }

    pub fn secrets(&self) -> Secrets {
        Secrets::open(&self.data.join("data")).expect("the keys of a process that runs")
    }

    pub fn redis_socket(&self) -> PathBuf {
        self.data.join("data/redis.sock")
    }

    /// All that was logged, by this and by earlier processes on the same folder.
    pub fn log(&self) -> String {
        read(&self.data.join("log"))
    }

    /// Ends it as a crash would.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it ran");
    }

    /// Asks it to end, as a service manager does; answers how it ended and how long it took.
    pub async fn terminate(mut self) -> (ExitStatus, Duration) {
        let begun = tokio::time::Instant::now();
        redis::signal("TERM", self.child.id().expect("it runs"));
        let status = within("the process to end", self.child.wait()).await.expect("a status");
        (status, begun.elapsed())
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the log is text")
}
