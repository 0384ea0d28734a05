//! A stopped store: a panic hides at once and is stored later, and no unknown outcome is reported as "not done".

use std::time::Duration;

use daigang::domain::stage::{Command, Rev};
use daigang::live::FallbackState;
use daigang::store::EntryKind;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::redis::{look_into, pid, signal};
use crate::support::server::Setup;
use crate::support::{Answer, Host, Overlay, TestServer};

/// A Redis stopped by SIGSTOP, until it is dropped or continued.
struct Paused(u32);

impl Paused {
    async fn of(server: &TestServer) -> Self {
        let pid = pid(&mut look_into(server.redis_socket()).await).await;
        signal("STOP", pid);
        Self(pid)
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        signal("CONT", self.0);
    }
}

/// A server of its own with card 8 on air, and the revision that both pages have.
async fn showing_card_8() -> (TestServer, Host, Overlay, Rev) {
    let server = Setup::own().start().await.open_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    let rev = host.take(8).await;
    overlay.until("card 8", |overlay| overlay.rev() == rev).await;
    (server, host, overlay, rev)
}

#[tokio::test]
async fn a_panic_hides_everything_while_the_store_is_stopped() {
    let (server, mut host, mut overlay, rev) = Box::pin(showing_card_8()).await;

    let paused = Paused::of(&server).await;
    // Queued behind a command that gets no answer.
    host.say(rev, &Command::Next).await;
    let panic = host.say(rev, &Command::Panic).await;
    // While the store is stopped, only the server's own `hidden` frame can hide the picture.
    overlay.until("everything hidden", |overlay| overlay.hidden).await;
    host.until("the panel to say so", |host| host.hidden).await;
    assert_eq!(overlay.on_air(), Some(8), "the view is the old one");
    assert!(server.overlay().await.hidden, "whoever comes now is told first");

    // The panic is acknowledged, whether or not the store has it.
    assert!(matches!(host.answer(&panic).await, Answer::Done(_)));
    drop(paused);
    overlay.until("the real panic", |overlay| overlay.view()["view"]["panic"] == true).await;
    overlay.until("the end of the hold", |overlay| !overlay.hidden).await;
    let hidden = |frame: &String| frame.contains(r#""type":"hidden""#);
    assert_eq!(overlay.heard.iter().filter(|frame| hidden(frame)).count(), 2);
    let last = overlay.heard.iter().rposition(hidden).expect("it came");
    let seen = overlay.heard[..last].iter().any(|frame| frame.contains(r#""panic":true"#));
    assert!(seen, "the view that hides comes before the hold ends");
    let history = server.app.store.recent(9).await.expect("the history");
    assert_eq!(history.iter().filter(|entry| entry.action == r#""panic""#).count(), 1, "written once");

    host.until("the real panic", |host| host.view()["view"]["panic"] == true).await;
    host.done(Command::Release).await;
    overlay.until("a picture", |overlay| overlay.on_air().is_some()).await;
}

#[tokio::test]
async fn a_panic_released_before_the_store_returned_does_not_hide_again() {
    let (server, mut host, mut overlay, rev) = Box::pin(showing_card_8()).await;
    let paused = Paused::of(&server).await;
    host.say(rev, &Command::Panic).await;
    overlay.until("everything hidden", |overlay| overlay.hidden).await;
    let release = host.say(rev, &Command::Release).await;
    overlay.until("a picture", |overlay| !overlay.hidden).await;
    assert_eq!(host.answer(&release).await, Answer::Done(rev));

    drop(paused);
    // The store executes what it received while it was stopped; the release follows.
    host.until("the panic, or none", |host| host.around()["store"] == "ok").await;
    let done = async || {
        let stage = server.app.store.recent(1).await.ok()?.pop()?.stage;
        let settled = !server.app.hub.panic_fallback().borrow().hides();
        (!stage.screen.panic && settled).then_some(())
    };
    crate::support::eventually("the picture back for good", Duration::from_secs(10), done).await;
    overlay.until("card 8", |overlay| overlay.on_air() == Some(8) && !overlay.hidden).await;
}

#[tokio::test]
async fn a_watcher_cannot_panic() {
    let server = Setup::own().start().await.open_show().await;
    let (mut watcher, _) = server.panel(&server.secrets().watcher).await;
    let _paused = Paused::of(&server).await;
    let rev = watcher.rev();
    let id = watcher.say(rev, &Command::Panic).await;
    let Answer::Refused { code, .. } = watcher.answer(&id).await else { panic!("a watcher hid everything") };
    assert_eq!(code, "not_allowed");
    assert!(!server.app.hub.panic_fallback().borrow().hides());
}

#[tokio::test]
async fn an_unreadable_receipt_does_not_claim_that_nothing_was_stored() {
    let server = Setup::own().start().await.open_show().await;
    let _paused = Paused::of(&server).await;
    let answer = server.anyone().get(&format!("/r/{}", "a".repeat(32))).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().await.expect("a page").contains("不用再报"));
}

/// A command as a button box or a script sends it.
async fn press(server: &TestServer, body: serde_json::Value) {
    let button = server.anyone().with_key(&server.secrets().buttons);
    let answer = button.post("/api/v1/stage/commands", "application/json", body.to_string()).await;
    assert_eq!(answer.status(), 200);
}

/// Panics while the store is stopped, and releases before the store has received the panic.
async fn panic_and_release_while_the_store_is_stopped(server: &TestServer, panic: serde_json::Value) {
    let paused = Paused::of(server).await;
    press(server, panic).await;
    assert!(server.app.hub.panic_fallback().borrow().hides());
    press(server, json!({ "do": "release" })).await;
    assert!(!server.app.hub.panic_fallback().borrow().hides());
    drop(paused);
    let settled = async || {
        let stage = server.app.store.recent(1).await.ok()?.pop()?.stage;
        let released = matches!(*server.app.hub.panic_fallback().borrow(), FallbackState::Released { .. });
        (!stage.screen.panic && released).then_some(())
    };
    crate::support::eventually("the picture back for good", Duration::from_secs(10), settled).await;
}

#[tokio::test]
async fn a_later_panic_of_a_button_lasts_until_it_is_released() {
    for panic in [json!({ "do": "panic" }), json!({ "id": "p", "do": "panic" })] {
        let server = Setup::own().start().await.open_show().await;
        let mut host = server.host().await;
        host.take(8).await;
        panic_and_release_while_the_store_is_stopped(&server, panic.clone()).await;
        press(&server, panic).await;
        // A later entry without an id does not lift the panic either.
        let store = &server.app.store;
        store.announce(EntryKind::Jobs, "desk", server.setup.clock.now()).await.expect("told");
        let rev = store.recent(1).await.expect("the history")[0].rev;
        host.until("the news", |host| host.rev() >= rev).await;
        // Queued behind whatever the server itself stored by then.
        let rev = host.done(Command::Guides { seconds: 0 }).await;
        assert_eq!(host.view()["view"]["panic"], true);
        let history = store.recent(99).await.expect("the history");
        let after = history.iter().rev().take_while(|entry| entry.action != r#""panic""#);
        assert!(after.clone().all(|entry| entry.action != r#""release""#), "{rev}: {:?}", after.collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_panic_with_a_repeated_id_hides_each_time() {
    let server = Setup::own().start().await.open_show().await;
    let mut host = server.host().await;
    host.take(8).await;
    for _ in 0..2 {
        press(&server, json!({ "id": "p", "do": "panic" })).await;
        host.until("everything hidden", |host| host.view()["view"]["panic"] == true).await;
        let rev = server.app.hub.snapshot().rev;
        press(&server, json!({ "id": "p", "do": "panic" })).await;
        assert_eq!(server.app.hub.snapshot().rev, rev, "the same panic twice is one");
        host.done(Command::Release).await;
    }
    // Also while the store is stopped and the id is one that was answered long ago.
    let paused = Paused::of(&server).await;
    press(&server, json!({ "id": "p", "do": "panic" })).await;
    host.until("everything hidden", |host| host.hidden).await;
    drop(paused);
    host.until("the real panic", |host| host.view()["view"]["panic"] == true && !host.hidden).await;
    let hidden = |frame: &&String| frame.contains(r#""type":"hidden""#);
    assert_eq!(host.heard.iter().filter(hidden).count(), 2, "nothing was uncovered in between");
}
