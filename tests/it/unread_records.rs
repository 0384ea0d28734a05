//! Records that cannot be read for a while: nothing is decided on stale records, and no page is blanked.

use chrono::Duration;
use daigang::domain::crew::Operator;
use daigang::domain::show::{Show, ShowId};
use daigang::domain::stage::Command;
use redis::aio::MultiplexedConnection;
use serde_json::json;

use crate::support::redis::{keys, look_into};
use crate::support::server::Setup;
use crate::support::{DEADLINE, Host, Socket, TestServer, eventually, sample};

/// Makes a record unreadable that every read needs and no command writes; can be restored.
struct Broken {
    conn: MultiplexedConnection,
    key: String,
}

impl Broken {
    async fn settings(server: &TestServer) -> Self {
        let mut conn = look_into(server.redis_socket()).await;
        let key = keys(&mut conn).await.into_iter().find(|key| key.ends_with(":settings")).expect("settings");
        redis::cmd("RENAME").arg(&key).arg("away").exec_async(&mut conn).await.expect("RENAME");
        redis::cmd("SET").arg(&key).arg("{").exec_async(&mut conn).await.expect("SET");
        Self { conn, key }
    }

    async fn mend(mut self) {
        redis::cmd("RENAME").arg("away").arg(&self.key).exec_async(&mut self.conn).await.expect("RENAME");
    }
}

#[tokio::test]
async fn an_edit_waits_until_the_rundown_is_read_again() {
    let server = Setup::own().start().await.open_show().await;
    let mut host = server.host().await;
    let broken = Broken::settings(&server).await;
    server.edit(host.rev(), json!({ "remove": { "card": 20 } })).await;
    let rev = server.app.hub.snapshot().rev;
    host.until("its revision", |host| host.rev() >= rev).await;
    let (status, answer) =
        server.try_edit(&server.secrets().host, "", rev, json!({ "full": { "card": 3, "full": true } })).await;
    assert_eq!((status, &answer["code"]), (503, &json!("store")), "{answer}");
    host.done(Command::Panic).await;
    host.done(Command::Release).await;
    let rev = host.rev();
    broken.mend().await;

    host.until("the rundown as it is", |host| {
        host.rev() > rev && host.view()["view"]["rundown"].as_array().map(Vec::len) == Some(19)
    })
    .await;
    server.edit(host.rev(), json!({ "full": { "card": 3, "full": true } })).await;
    let cards = server.app.store.rundown(sample::SHOW).await.expect("the rundown").cards;
    assert_eq!(cards.len(), 19, "what was removed is not put back");
}

#[tokio::test]
async fn a_show_whose_rundown_is_unread_shows_no_cards_of_another() {
    let server = Setup::own().start().await.open_show().await;
    let mut host = server.host().await;
    let broken = Broken::settings(&server).await;
    let starts_at = server.setup.clock.now() + Duration::days(7);
    let show = Show { id: ShowId(43), starts_at, planned_minutes: 180, live: None };
    let jobs = server.jobs[..3].iter().rev().cloned().collect();
    let rev = server.app.hub.open_show(&Operator::server("test"), show, jobs).await.expect("the show opens");
    host.until("the show", |host| host.rev() >= rev).await;
    assert_eq!(host.view()["view"]["rundown"], json!([]));
    assert_eq!(host.refused(Command::Take { card: 8 }).await, "store");
    broken.mend().await;
    host.until("its cards", |host| host.view()["view"]["rundown"].as_array().map(Vec::len) == Some(3)).await;
    host.take(1).await;
    let shown = server.app.store.aired(ShowId(43)).await.expect("what was shown");
    assert_eq!(shown.keys().collect::<Vec<_>>(), [&server.jobs[2]]);
}

#[tokio::test]
async fn a_server_that_has_read_no_state_shows_none() {
    let server = Setup::own().start().await.open_show().await;
    let rev = server.host().await.take(8).await;
    let broken = Broken::settings(&server).await;
    let twin = server.twin().await;
    let socket = async |view: &str, key: &str| Socket::open(twin.socket_url(view, key)).await.expect("a socket opens");
    let mut overlay = socket("overlay", &twin.secrets().overlay).await;
    let mut viewer = socket("live", "").await;
    let mut host = Host::open(&twin.socket_url("panel", &twin.secrets().host)).await;
    host.until("what is around", |host| !host.around().is_null()).await;
    assert_eq!(host.refused(Command::Out).await, "store");
    let button = twin.anyone().with_key(&twin.secrets().buttons);
    for path in ["/api/v1/stage", "/api/v1/stage/brief", "/api/v1/stage/events", "/"] {
        assert_eq!(button.get(path).await.status(), 503, "{path}");
    }
    host.done(Command::Panic).await;
    overlay.until("everything hidden", |overlay| overlay.hidden).await;
    assert!(overlay.view().is_null() && host.view().is_null() && viewer.view().is_null(), "no view came");

    broken.mend().await;
    for page in [&mut overlay, &mut viewer, &mut *host] {
        page.until("a view", |page| page.rev() > rev).await;
    }
    overlay.until("the real panic", |overlay| overlay.view()["view"]["panic"] == true && !overlay.hidden).await;
    let first = overlay.heard.iter().find(|frame| frame.contains(r#""type":"view""#)).expect("a view");
    assert!(!first.contains(r#""epoch":"""#), "{first}");
    let open = async || (button.get("/api/v1/stage").await.status() == 200).then_some(());
    eventually("the state over HTTP", DEADLINE, open).await;
}
