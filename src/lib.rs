//! # daigang, the companion of a weekly job-fair livestream
//!
//! A host advances job cards on a panel; OBS shows the card on air; viewers sign up; staff call them.
//!
//! ## The map
//!
//! Dependencies run one way: `domain <- sheet, store, view <- index <- live, import, export, picture <- web <- lib <- main`. A test holds the
//! directions between parts and rooms, and refuses files that import each other (`tests/it/tidy/directions.rs`).
//!
//! | part | owns |
//! |---|---|
//! | [`domain`] | values and rules of a show: jobs, rundown, stage, people; `stage::apply` gives every command its meaning |
//! | [`sheet`] | bytes of a spreadsheet <-> rows: encodings, headers, problems with their cures |
//! | [`import`], [`export`] | what a sheet would change in the store; rows and files of lists |
//! | [`store`] | Redis: keys, scripts, calls; the supervised server |
//! | [`index`] | people and applications in memory, from records and events: lists, search, counts, history |
//! | [`view`] | snapshot -> what each audience may see: the privacy boundary |
//! | [`picture`] | posters and other PNG files: fonts, text in boxes, SVG templates, drawing, the cache |
//! | [`live`] | the Hub: follows the store, holds the newest snapshot, accepts commands; the rehearsal; the exposure log |
//! | [`web`] | the server: `app` is what every handler gets, the rooms are below |
//! | [`words`] | every sentence that people read, from `locales/` |
//! | [`clock`], [`random`], [`secrets`], [`qr`] | time, randomness and keys as inputs; QR codes as paths |
//! | [`demo`], [`check`], [`commands`], [`terminal`] | the sample show; connecting as OBS before the show; import and export in a terminal; errors in words |
//! | [`distribution`] | the texts for groups: whole list, township first, three lines, loudspeaker, prose |
//!
//! | room of [`web`] | owns | rooms to come |
//! |---|---|---|
//! | `http` | errors, languages, queries, cookies, limits, the listener; `http/auth`: link keys, sessions, staff | accounts |
//! | `realtime` | sockets: protocol, encoded views, presence, viewers | |
//! | `api` | state, commands and events over HTTP, for programs | |
//! | `panel`, `overlay` | the host's pages; the page for OBS | |
//! | `public` | the show, a card's form, the receipt; `public/account`: `/my` | `public/kiosk` |
//! | `desk` | `desk/applications`, `desk/channels`, `desk/jobs`, `desk/exposure`, `desk/posters`, `desk/settings` | `desk/calls`, `desk/jobs/edit`, `desk/jobs/review` |
//! | `health` | `/healthz`, `/readyz`, `/metrics` | |
//!
//! | outside `src/` | |
//! |---|---|
//! | `overlay/` | browser code: plain ES modules, no build step; `overlay/{card,panel,lib,ograf}`: drawing, the host's page, connection and clock, the card for other hosts |
//! | `templates/`, `locales/` | pages, in folders that mirror the URLs; their sentences, one file an area |
//! | `tests/`, `benches/` | `tests/run` passes every check; `benches/run` measures |
//! | `docs/` | design, words, guides to themes and `OGraf`; pictures, and `pictures.mjs` that takes them |
//! | `main.rs`, `build.rs`, `demo` | flags and commands; the catalogue made code; the script that installs, builds and runs the sample show |
//!
//! A press, from panel to overlay: `overlay/panel.js` -> `web::realtime::conversation` -> [`live::Hub::command`] ->
//! `live::actor` -> `live::decision` ([`domain::stage::apply`]) -> [`store::Store::commit`] (one script: compare revision,
//! append, on disk) -> `live::replica` -> a `watch` channel -> [`web::realtime::feeds`] (encoded once for each audience) ->
//! `web::realtime::conversation` and, after it, [`web::realtime::crowd`] -> `overlay/overlay.js`, which paints and sends a
//! receipt.
//!
//! A timer, from a card's plan to the overlay: [`domain::dwell::Dwell`] -> `live::timers`, by the server's clock -> as a press.
//!
//! A panic while the store is away: [`live::Hub::command`] -> `live::panic_fallback` ([`live::FallbackState`]) ->
//! `web::realtime::conversation`, which hides everything at once; the panic is stored when the store is back.
//!
//! A rollback of the store: `live::reconcile` detects it from its own revision, or from the one that a page has
//! ([`web::realtime::protocol::ToServer::Seen`], receipts) -> `live::rollback` -> [`store::Store::commit`] above all of them.
//!
//! Practice: `?stage=rehearsal` -> [`web::App::on`] -> the second [`live::Hub`], which follows the show of the first one and
//! appends to a stream of its own.
//!
//! A limit of a card: as a press; then `live::limits` -> [`store::Store::settle_limit`] -> its events -> `index::places`, which
//! `live::stats` publishes.
//!
//! The exposure log: an overlay's receipt -> [`web::realtime::presence`] -> [`live::exposure`] -> [`domain::exposure`], cut to
//! the show by [`domain::window`] -> `/desk/exposure`.
//!
//! A tracked link: `/s/{code}` -> `web::public` -> [`live::sources`], which counts the visit in memory and writes sums -> the cookie
//! of the source -> a sign-up. Figures by channel on `/desk/channels`, its texts from [`distribution`].
//!
//! A sign-up: `/8` -> 303 to `/42/8` ([`domain::address`]) -> `web::public::listing` finds the job -> `templates/join` ->
//! [`web::public`] -> [`domain::signup`] -> [`store::Store::sign_up`] (concurrent forms share one script call and one sync of the
//! disk) -> 303 to the receipt. Its event -> `index::sync` -> [`index::Index`] -> the desk's list, and `live::stats` for the
//! panel's counts.
//!
//! ## Invariants
//!
//! 1. An acknowledged sign-up is on disk. A killed process, of ours or Redis, loses none and doubles none.
//! 2. No name, phone or note in streams, overlay or public views, logs, metrics, URLs, key names.
//! 3. Every message to a browser is a whole view: a missed or a doubled one does no harm.
//! 4. Server gone: the overlay keeps its picture, and is right again within 3 s of the server's return.
//! 5. A slow or silent peer costs bounded memory and delays no other.
//! 6. Nothing waits without a deadline; no lock is held across an await; each limit is a named constant.
//! 7. A refusal says why, in the reader's language, keeps what was typed, and changes nothing.
//! 8. A card is shown, stored and exported as it was given.
//! 9. `domain` does no IO, reads no clock and no environment. Only `store` knows keys. No state lives only in a process, except
//!    a panic that the store could not take yet, and the visits of links in the last seconds. There is no global state: two servers run side by side in one test process.
//!
//! `docs/design.md` has the reasons, `docs/words.md` the words.

pub mod check;
pub mod clock;
pub mod commands;
pub mod demo;
pub mod distribution;
pub mod domain;
pub mod export;
pub mod import;
pub mod index;
pub mod live;
pub mod picture;
pub mod qr;
pub mod random;
pub mod secrets;
pub mod sheet;
pub mod store;
pub mod terminal;
pub mod view;
pub mod web;
pub mod words;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use clock::Clock;
use export::titles::TitleCache;
use index::Index;
use live::Hub;
use live::exposure::{Exposures, RUN_LETTERS};
use live::sources::Sources;
use picture::{FontSource, Pictures};
use store::child::Child;
use store::open::{OpenError, OpenedStore, StoreOptions, open_store};
use web::http::client_address::TrustedProxies;
use web::http::proxy_watch::ProxyWatch;
use web::realtime::Realtime;
use web::realtime::feeds::FeedSources;
use web::{App, Parts};

/// Deadline for a shutdown, sockets and requests included.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(8);

/// The configuration of a server. `main` fills it from flags and environment.
#[derive(Debug, Clone)]
pub struct Options {
    /// The location of the store.
    pub store: StoreOptions,
    /// The URL of the public pages, with its scheme.
    pub public_url: String,
    /// The reverse proxies whose word on a client's address is believed.
    pub trusted_proxies: TrustedProxies,
    /// How long the store may take for a panic before everything is hidden without it: [`live::PANIC_TIMEOUT`], except in
    /// tests of a store that is only slow.
    pub panic_timeout: Duration,
    /// Where the fonts of pictures are looked for.
    pub fonts: FontSource,
}

/// Why a server or a command fails to start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Anything else, such as an address that is in use.
    #[error("{0:#}")]
    Other(#[from] anyhow::Error),
}

/// A running server: created from options, served on a listener, ended with [`Server::shutdown`].
pub struct Server {
    app: App,
    tasks: TaskTracker,
    stop: CancellationToken,
    child: Option<Child>,
}

impl Server {
    /// Opens keys and store, and starts to follow the store.
    pub async fn new(options: Options, clock: Clock) -> Result<Self, StartError> {
        let OpenedStore { store, secrets, child } = open_store(&options.store).await?;
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        let public_url: Arc<str> = options.public_url.trim_end_matches('/').into();
        let index = Index::start(store.clone(), &tasks, stop.clone());
        let hub =
            Hub::start(store.clone(), index.clone(), clock.clone(), options.panic_timeout, &tasks, stop.clone()).await;
        let exposures = Exposures::new(store.clone(), hub.follow(), clock.clone(), random::code(RUN_LETTERS));
        tasks.spawn(exposures.clone().run(stop.clone()));
        let channel_sources = Sources::new(store.clone(), clock.clone());
        tasks.spawn(channel_sources.clone().run(stop.clone()));
        let proxies = Arc::new(ProxyWatch::new(options.trusted_proxies, &public_url, clock.clone()));
        let sources = FeedSources { hub: &hub, clock: &clock, public_url: &public_url, proxies: &proxies };
        let realtime = Realtime::start(sources, Some(exposures.clone()), &tasks, &stop);
        let limits = Arc::default();
        let data = options.store.data.as_path().into();
        let titles = TitleCache::default();
        let pictures = Pictures::start(options.fonts, &tasks, stop.clone());
        let air = Parts {
            hub,
            store,
            index,
            titles,
            pictures,
            secrets,
            clock,
            limits,
            proxies,
            lookups: Arc::default(),
            public_url,
            data,
            realtime,
            sources: channel_sources,
            exposures,
            rehearsal: None,
        };
        let rehearsal = rehearse(&air, &tasks, &stop).await;
        let app = Parts { rehearsal: Some(rehearsal), ..air }.into();
        Ok(Self { app, tasks, stop, child })
    }

    /// The state that all handlers share, for the demo and for tests.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The supervised Redis, if there is one.
    #[must_use]
    pub fn child(&self) -> Option<&Child> {
        self.child.as_ref()
    }

    /// The name and link of each page; links of staff pages contain their key.
    #[must_use]
    pub fn links(&self) -> [(&'static str, String); 6] {
        let url = &self.app.public_url;
        let secrets = &self.app.secrets;
        [
            ("panel", format!("{url}/panel?key={}", secrets.host)),
            ("overlay", format!("{url}/overlay?key={}", secrets.overlay)),
            ("join", format!("{url}/")),
            ("desk", format!("{url}/desk?key={}", secrets.staff)),
            ("assistant", format!("{url}/panel?key={}", secrets.assistant)),
            ("watcher", format!("{url}/panel?key={}", secrets.watcher)),
        ]
    }

    /// Serves until [`Server::stopper`] is cancelled.
    pub async fn listen(&self, listener: TcpListener) {
        let router = web::router(self.app.clone());
        web::http::listener::serve(listener, router, &self.app.proxies, &self.tasks, &self.stop).await;
    }

    /// Ends [`Server::listen`] when cancelled.
    #[must_use]
    pub fn stopper(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Ends everything: sockets are closed, running requests finish, and the supervised Redis stops last.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(SHUTDOWN_TIMEOUT, self.tasks.wait()).await.is_err() {
            tracing::warn!("some connections did not end in time and are dropped");
        }
        if let Some(child) = self.child.take() {
            child.stop().await;
        }
    }
}

/// Starts the rehearsal: a second stage for practice, with sockets of its own.
async fn rehearse(air: &Parts, tasks: &TaskTracker, stop: &CancellationToken) -> App {
    let hub = air.hub.rehearsal(&air.store, air.clock.clone(), tasks, stop.clone()).await;
    let Parts { clock, public_url, proxies, .. } = air;
    let sources = FeedSources { hub: &hub, clock, public_url, proxies };
    let realtime = Realtime::start(sources, None, tasks, stop);
    Parts { hub, realtime, ..air.clone() }.into()
}
