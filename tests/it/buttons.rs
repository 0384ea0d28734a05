//! Button boxes: addresses that send commands, the event stream for their lights, and the limits of both.

use std::time::Duration;

use daigang::domain::stage::Command;
use daigang::web::realtime::LISTENERS_MAX;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Anyone, DEADLINE, Events, Host, Overlay, TestServer, eventually, sample};

async fn press(client: &Anyone, command: &str) -> (StatusCode, Value) {
    // Companion's request with its default, empty body.
    let response = client.post(&format!("/api/v1/stage/commands/{command}"), "application/json", "{}").await;
    let status = response.status();
    (status, serde_json::from_str(&response.text().await.expect("a body")).expect("JSON"))
}

fn key(server: &TestServer) -> Anyone {
    server.anyone().with_key(&server.secrets().buttons)
}

#[tokio::test]
async fn a_button_sends_commands_and_its_light_follows_the_stage() {
    let server = TestServer::with_show().await;
    let button = key(&server);
    let mut light = Events::open(&button).await.expect("a stream");
    let first = light.next().await.expect("the state as it is");
    assert_eq!((&first["on_air"], &first["panic"], &first["show"]), (&Value::Null, &json!(false), &json!(42)));

    let (status, done) = press(&button, "take/8").await;
    assert_eq!(status, StatusCode::OK);
    let state = light.until(|state| state["on_air"]["number"] == 8).await;
    assert_eq!((&state["rev"], &state["next"]["number"]), (&done["rev"], &json!(9)));
    assert_eq!(state["overlays"], json!({ "connected": 0, "showing": 0 }));

    let mut overlay = server.overlay().await;
    overlay.paint().await;
    light.until(|state| state["overlays"] == json!({ "connected": 1, "showing": 1 })).await;
    press(&button, "panic").await;
    // The overlay has not painted it yet.
    let state = light.until(|state| state["panic"] == true).await;
    assert_eq!((&state["overlays"]["showing"], &state["on_air"]["number"]), (&json!(0), &json!(8)));

    let (status, refused) = press(&button, "next").await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("in_panic")));
    assert!(refused["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert_eq!(press(&button, "release").await.0, StatusCode::OK);
    assert_eq!(press(&button, "fly").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_get_changes_nothing_and_a_client_without_a_key_gets_nothing() {
    let server = TestServer::with_show().await;
    let rev = server.app.hub.snapshot().rev;
    let staff = server.staff();
    for client in [&key(&server), &server.anyone(), &staff] {
        for path in ["/api/v1/stage/commands/next", "/api/v1/stage/commands"] {
            assert_eq!(client.get(path).await.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        }
    }
    for client in [&server.anyone(), &staff] {
        let (status, why) = press(client, "take/8").await;
        assert_eq!(
            (status, &why["code"]),
            (StatusCode::FORBIDDEN, &json!("forbidden")),
            "in words that a program reads"
        );
        assert_eq!(Events::open(client).await.err().map(|answer| answer.status()), Some(StatusCode::FORBIDDEN));
        assert_eq!(client.get("/panel/buttons").await.status(), StatusCode::FORBIDDEN);
    }
    assert_eq!(server.app.hub.snapshot().rev, rev, "nothing happened");
}

#[tokio::test]
async fn a_button_box_may_press_whoever_is_in_control_and_never_takes_control() {
    let server = TestServer::with_show().await;
    let button = key(&server);
    let (status, refused) = press(&button, "drive").await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("not_allowed")));
    let seat = format!("{}&seat=0123456789abcdef", server.socket_url("panel", &server.secrets().host));
    let mut host = Host::enter(&seat).await;
    host.done(Command::Drive).await;
    assert_eq!(press(&button, "take/8").await.0, StatusCode::OK);
    let watcher = server.anyone().with_key(&server.secrets().watcher);
    assert_eq!(press(&watcher, "take/9").await.0, StatusCode::CONFLICT, "a watcher's key presses nothing");
    assert_eq!(Events::open(&button).await.expect("a stream").next().await.expect("a state")["on_air"]["number"], 8);
}

#[tokio::test]
async fn a_button_can_press_at_the_rehearsal_without_changing_what_is_on_air() {
    let server = TestServer::with_show().await;
    let button = key(&server);
    let mut overlay =
        Overlay::enter(&format!("{}&stage=rehearsal", server.socket_url("overlay", &server.secrets().overlay))).await;
    assert_eq!(press(&button, "take/8?stage=rehearsal").await.0, StatusCode::OK);
    let brief = button.get_json("/api/v1/stage/brief?stage=rehearsal").await;
    assert_eq!(brief["on_air"]["number"], 8);
    assert_eq!(button.get_json("/api/v1/stage/brief").await["on_air"], Value::Null);
    overlay.until("card 8", |overlay| overlay.on_air() == Some(8)).await;
    overlay.paint().await;
    let painted = async || {
        let brief = button.get_json("/api/v1/stage/brief?stage=rehearsal").await;
        (brief["overlays"]["showing"] == 1).then_some(())
    };
    eventually("the receipt", DEADLINE, painted).await;
    drop(overlay);
    let setup = server.stop().await;
    // All writes are done by now.
    let server = setup.start().await;
    let kept = server.app.store.exposure(sample::SHOW).await.expect("a record");
    assert_eq!(kept.reports, [], "a rehearsal is nobody's business afterwards");
}

#[tokio::test]
async fn event_streams_are_limited_and_end_with_the_server() {
    let server = TestServer::with_show().await;
    let button = key(&server);
    let mut listeners = Vec::new();
    for _ in 0..LISTENERS_MAX {
        listeners.push(Events::open(&button).await.expect("there is room"));
    }
    let full = Events::open(&button).await.err().expect("no more room");
    assert_eq!(full.status(), StatusCode::TOO_MANY_REQUESTS);
    listeners.pop();
    let freed = || async { Events::open(&button).await.ok() };
    let (mut last, _) = eventually("a free place", DEADLINE, freed).await;
    last.next().await.expect("the state as it is");
    let begun = std::time::Instant::now();
    server.stop().await;
    assert_eq!(last.next().await, None, "the stream ends");
    assert!(begun.elapsed() < Duration::from_secs(5), "nobody who listens holds up the end");
}

#[tokio::test]
async fn the_buttons_page_has_every_address_filled_in() {
    let server = TestServer::with_show().await;
    let page = server.anyone().with_key(&server.secrets().host).get("/panel/buttons").await;
    assert_eq!(page.headers()["cache-control"], "no-store");
    let page = page.text().await.expect("a page");
    for words in [
        format!("{}/api/v1/stage/commands/take/8", server.url),
        format!("Authorization;Bearer {}", server.secrets().buttons),
    ] {
        assert!(page.contains(&words), "the page says {words}");
    }
}
