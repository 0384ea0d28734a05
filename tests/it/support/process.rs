//! The real program, for what cannot be tried within one process: signals, crashes, logs, exit statuses.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use daigang::secrets::Secrets;
use daigang::store::{Store, connect};
use daigang::web::http::token::form_token;
use reqwest::StatusCode;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::{Anyone, Host, Overlay, eventually, redis, sample, within};

/// How long a start may take; Redis reads its data in it.
const START_MAX: Duration = Duration::from_secs(20);
/// Time to fill in a form; a faster submission is judged as a robot's.
const FILLING_MILLIS: i64 = 60_000;

/// `daigang` as a process. Killed when dropped.
pub struct Process {
    child: tokio::process::Child,
    /// The printed links: panel, overlay, join, desk, assistant, watcher.
    pub links: HashMap<String, String>,
    data: PathBuf,
}

impl Process {
    /// Runs `daigang demo` on a folder, and waits until it is ready. `port` 0: any.
    pub async fn demo(data: &Path, port: u16) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(data.join("log")).expect("a log file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_daigang"))
            .arg("demo")
            // The tests act as a reverse proxy, which names a client for each request.
            .args(["--trusted-proxies", "127.0.0.1", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data.join("data"))
            // The most verbose log level, so that any personal data in it is found.
            .env("DAIGANG_LOG", "debug,daigang=trace")
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut printed = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut links = HashMap::new();
        while links.len() < 6 {
            let line = within("a printed link", printed.next_line()).await.expect("text");
            let line = line.unwrap_or_else(|| panic!("the program ended: {}", read(&data.join("log"))));
            let (name, url) = line.split_once(' ').expect("name and link");
            links.insert(name.to_owned(), url.trim().to_owned());
        }
        let process = Self { child, links, data: data.to_owned() };
        let host = process.anyone().with_key(&process.secrets().host);
        // Ready, with the store's newest view: the first command must not be based on an older one.
        let ready = || async {
            let (ready, stage) = (host.get_json("/readyz").await, host.get_json("/api/v1/stage").await);
            (ready["ready"] == true && ready["rev"] == stage["rev"]).then_some(())
        };
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

    /// The store of this process, read directly.
    pub async fn store(&self) -> Store {
        let connections = connect::connect_socket(&self.redis_socket()).await.expect("the process' Redis");
        Store::open(connections, "demo", self.secrets(), None, false).await.expect("the process' store")
    }

    /// A sign-up form for each of so many people, to be sent also while the process is away.
    pub async fn forms(&self, people: u32) -> Forms {
        let now = self.overlay().await.view()["now"].as_i64().expect("the server's time");
        let secrets = self.secrets();
        let tokens = (0..people).map(|_| form_token(&secrets.form, now - FILLING_MILLIS));
        Forms { url: self.url().to_owned(), tokens: tokens.collect() }
    }

    /// All that was logged, by this and by earlier processes on the same folder.
    pub fn log(&self) -> String {
        read(&self.data.join("log"))
    }

    /// Kills it, as a crash would.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it ran");
    }

    /// Terminates it as a service manager does; returns its exit status and how long it took.
    pub async fn terminate(mut self) -> (ExitStatus, Duration) {
        let begun = tokio::time::Instant::now();
        redis::signal("TERM", self.child.id().expect("it runs"));
        let status = within("the process to end", self.child.wait()).await.expect("a status");
        (status, begun.elapsed())
    }
}

/// Forms of card 8, filled in and not yet sent.
#[derive(Clone)]
pub struct Forms {
    url: String,
    /// One token a person; sent again with a retry, which makes it the same sign-up.
    tokens: Arc<[String]>,
}

impl Forms {
    /// Sends one person's form, each from an address of its own; `None` where that is not acknowledged.
    pub async fn send(self, person: u32) -> Option<()> {
        let phone = sample::phone(person);
        let token = &self.tokens[person as usize];
        let fields = [("name", "村民"), ("phone", &*phone), ("over16", "1"), ("consent", "1"), ("token", token)];
        let [_, a, b, c] = person.to_be_bytes();
        let client = Anyone::at(&self.url).with("x-forwarded-for", &format!("10.{a}.{b}.{c}"));
        let answer = client.try_form("/j/8", &fields).await.ok()?;
        match answer.status() {
            StatusCode::SEE_OTHER => Some(()),
            status if status.is_server_error() => None,
            status => panic!("person {person}: {status}"),
        }
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the log is text")
}
