//! A real server on a port of its own, in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use daigang::domain::job::JobId;
use daigang::domain::settings::Settings;
use daigang::domain::stage::Rev;
use daigang::live::PANIC_TIMEOUT;
use daigang::picture::FontSource;
use daigang::secrets::Secrets;
use daigang::store::open::StoreOptions;
use daigang::web::App;
use daigang::web::http::client_address::{TrustedProxies, parse_network};
use daigang::{Options, Server};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::redis::{self, Redis};
use super::{Anyone, DEADLINE, Host, Overlay, TestClock, sample, within};

/// The setup of a test server.
pub struct Setup {
    pub clock: TestClock,
    org: String,
    /// The store's address; `None`: a child of its own.
    redis: Option<String>,
    new_store: bool,
    panic_timeout: Duration,
    trusted_proxies: TrustedProxies,
    fonts: FontSource,
    /// The public address; `None`: the one that it listens on.
    public_url: Option<String>,
    data: Arc<TempDir>,
    shared: Option<Arc<Redis>>,
}

impl Setup {
    /// Room in the shared Redis.
    pub async fn shared() -> Self {
        let shared = Redis::shared().await;
        let redis = shared.socket_path().display().to_string();
        Self { redis: Some(redis), shared: Some(shared), ..Self::own() }
    }

    /// A Redis for this test alone, which may be killed, restarted and emptied.
    pub fn own() -> Self {
        let org = daigang::random::token()[..12].to_owned();
        let (clock, data) = (TestClock::default(), Arc::new(redis::folder()));
        let trusted_proxies = TrustedProxies::default();
        Self {
            clock,
            org,
            redis: None,
            new_store: false,
            panic_timeout: PANIC_TIMEOUT,
            trusted_proxies,
            public_url: None,
            fonts: FontSource::System,
            data,
            shared: None,
        }
    }

    /// Another store, of this address.
    pub fn at(redis: impl Into<String>) -> Self {
        Self { redis: Some(redis.into()), ..Self::own() }
    }

    /// No fallback while the store is only slow, for tests in which every panic must be stored.
    pub fn patient(self) -> Self {
        Self { panic_timeout: DEADLINE, ..self }
    }

    /// Fonts from a file or a folder instead of the system's.
    pub fn fonts(self, path: impl Into<PathBuf>) -> Self {
        Self { fonts: FontSource::Path(path.into()), ..self }
    }

    pub fn new_store(self) -> Self {
        Self { new_store: true, ..self }
    }

    /// With another public address than the one that it listens on.
    pub fn published_at(self, url: &str) -> Self {
        Self { public_url: Some(url.to_owned()), ..self }
    }

    /// Behind a reverse proxy on this machine, which is trusted.
    pub fn behind_proxy(self) -> Self {
        let proxy = parse_network("127.0.0.1").expect("an address");
        Self { trusted_proxies: TrustedProxies::from_iter([proxy]), ..self }
    }

    /// Another server of the same organisation, with the same keys, that reaches the store at `redis`.
    pub fn twin(&self, redis: impl Into<String>) -> Self {
        let data = Arc::new(redis::folder());
        let secrets = |folder: &TempDir| folder.path().join("secrets.json");
        std::fs::copy(secrets(&self.data), secrets(&data)).expect("the keys of a server that ran");
        Self {
            clock: self.clock.clone(),
            org: self.org.clone(),
            redis: Some(redis.into()),
            new_store: false,
            panic_timeout: self.panic_timeout,
            trusted_proxies: self.trusted_proxies.clone(),
            public_url: self.public_url.clone(),
            fonts: self.fonts.clone(),
            data,
            shared: self.shared.clone(),
        }
    }

    /// The organisation, a part of every key.
    pub fn org(&self) -> &str {
        &self.org
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    pub async fn start(self) -> TestServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let store = StoreOptions {
            redis_ca: None,
            data: self.data.path().to_owned(),
            redis: self.redis.clone(),
            org: self.org.clone(),
            new_store: self.new_store,
        };
        let (trusted_proxies, panic_timeout) = (self.trusted_proxies.clone(), self.panic_timeout);
        let fonts = self.fonts.clone();
        let public_url = self.public_url.clone().unwrap_or_else(|| url.clone());
        let options = Options { store, public_url, trusted_proxies, panic_timeout, fonts };
        let server = within("a server", Server::new(options, self.clock.clock())).await.expect("a server starts");
        let (app, stop) = (server.app().clone(), server.stopper());
        let socket = server.child().map(|child| child.socket_path().to_owned());
        let data = self.data.clone();
        let task = tokio::spawn(async move {
            // Dropped after the server, whose Redis writes into it to the last.
            let _data = data;
            let server = server;
            server.listen(listener).await;
            server.shutdown().await;
        });
        TestServer { setup: self, app, url, stop, task, socket, jobs: Vec::new() }
    }
}

/// A server that runs. Dropped with its test; [`TestServer::stop`] waits for the end.
pub struct TestServer {
    pub setup: Setup,
    pub app: App,
    pub url: String,
    /// The sample's jobs, where [`TestServer::with_show`] made them: card 1 first.
    pub jobs: Vec<JobId>,
    stop: CancellationToken,
    task: JoinHandle<()>,
    socket: Option<PathBuf>,
}

impl TestServer {
    /// An empty server in the shared Redis.
    pub async fn start() -> Self {
        Setup::shared().await.start().await
    }

    /// The same with the sample show on the stage.
    pub async fn with_show() -> Self {
        Self::start().await.open_show().await
    }

    pub async fn open_show(mut self) -> Self {
        self.jobs = sample::open_show(&self.app).await;
        // A page that connects now would otherwise get the previous view first and base its commands on it.
        let (rev, mut feed) = (self.app.hub.snapshot().rev, self.app.realtime.feeds.panel.clone());
        within("the show's view", feed.wait_for(|frame| frame.rev >= rev)).await.expect("the server runs");
        self
    }

    /// A second server on the same store.
    pub async fn twin(&self) -> Self {
        let redis = self.redis_socket().display().to_string();
        let mut twin = self.setup.twin(redis).start().await;
        twin.jobs.clone_from(&self.jobs);
        twin
    }

    /// Stores settings, and returns when pages have them.
    pub async fn set_settings(&self, settings: &Settings) {
        self.app.store.set_settings(settings, "test", self.setup.clock.now()).await.expect("settings are stored");
        let mut snapshots = self.app.hub.follow();
        within("the settings", snapshots.wait_for(|now| *now.settings == *settings)).await.expect("the server runs");
    }

    /// Where this server's Redis listens.
    pub fn redis_socket(&self) -> &Path {
        let shared = || self.setup.shared.as_ref().map(|redis| redis.socket_path());
        self.socket.as_deref().or_else(shared).expect("a Redis that the test knows")
    }

    pub fn secrets(&self) -> &Secrets {
        &self.app.secrets
    }

    pub fn job(&self, card: u16) -> &JobId {
        &self.jobs[usize::from(card) - 1]
    }

    /// The address of a socket, with the key that opens it.
    pub fn socket_url(&self, view: &str, key: &str) -> String {
        let host = self.url.strip_prefix("http").expect("http");
        format!("ws{host}/ws?view={view}&key={key}")
    }

    pub fn anyone(&self) -> Anyone {
        Anyone::at(&self.url)
    }

    /// An HTTP client with the desk's key.
    pub fn staff(&self) -> Anyone {
        Anyone::at(&self.url).with_key(&self.secrets().staff)
    }

    pub async fn host(&self) -> Host {
        Host::enter(&self.socket_url("panel", &self.secrets().host)).await
    }

    /// An edit by a host, over HTTP as the panel makes it; answers status and JSON.
    pub async fn try_edit(&self, key: &str, seat: &str, rev: Rev, edit: Value) -> (u16, Value) {
        let body = json!({ "id": daigang::random::token(), "rev": rev, "edit": edit });
        let path = format!("/panel/edit?seat={seat}");
        let answer = self.anyone().with_key(key).post(&path, "application/json", body.to_string()).await;
        let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a body"));
        (status, serde_json::from_str(&text).expect("JSON"))
    }

    /// The same, and expects it done.
    pub async fn edit(&self, rev: Rev, edit: Value) {
        let (status, answer) = self.try_edit(&self.secrets().host, "", rev, edit).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// A panel of one role's key, on a seat of its own; answers the seat too.
    pub async fn panel(&self, key: &str) -> (Host, String) {
        let seat = daigang::random::token()[..16].to_owned();
        (Host::enter(&format!("{}&seat={seat}", self.socket_url("panel", key))).await, seat)
    }

    pub async fn overlay(&self) -> Overlay {
        Overlay::enter(&self.socket_url("overlay", &self.secrets().overlay)).await
    }

    /// Shuts it down and returns its setup, to start again on the same data.
    pub async fn stop(self) -> Setup {
        self.stop.cancel();
        within("the server's end", self.task).await.expect("no panic in the server");
        self.setup
    }
}
