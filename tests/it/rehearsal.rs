//! The rehearsal stage beside the show, the monitors inside a panel, and remote reloads of an overlay.

use daigang::domain::stage::Command;
use serde_json::json;

use crate::support::{Host, Overlay, TestServer};

/// Addresses of sockets beside the plain ones.
fn socket(server: &TestServer, view: &str, key: &str, rest: &str) -> String {
    format!("{}{rest}", server.socket_url(view, key))
}

async fn practising(server: &TestServer) -> Host {
    let mut practice = Host::enter(&socket(server, "panel", &server.secrets().host, "&stage=rehearsal")).await;
    // The show may have been opened a moment ago.
    let show = json!(server.app.hub.snapshot().stage.show);
    practice.until("the show on air", |socket| socket.view()["view"]["show"]["number"] == show).await;
    practice
}

#[tokio::test]
async fn nothing_of_a_rehearsal_reaches_the_air() {
    let server = TestServer::with_show().await;
    let (mut host, mut air) = (server.host().await, server.overlay().await);
    host.take(8).await;
    air.until("card 8", |socket| socket.on_air() == Some(8)).await;
    let rev = air.rev();

    let mut practice = practising(&server).await;
    let url = socket(&server, "overlay", &server.secrets().overlay, "&stage=rehearsal");
    let mut screen = Overlay::enter(&url).await;
    assert_eq!((practice.on_air(), screen.on_air()), (None, None), "it begins with an empty screen");
    assert_eq!(practice.view()["view"]["rundown"], host.view()["view"]["rundown"], "and with the real rundown");
    practice.take(3).await;
    screen.until("card 3", |socket| socket.on_air() == Some(3)).await;
    practice.done(Command::Next).await;
    practice.done(Command::Panic).await;
    screen.until("a black screen", |socket| socket.view()["view"]["panic"] == true).await;

    // Frames are ordered: a change that the rehearsal leaked to the stage on air would arrive before this acknowledgement.
    host.done(Command::Cue { card: 5 }).await;
    air.until("the next revision", |socket| socket.rev() > rev).await;
    assert_eq!((air.rev(), air.on_air()), (rev + 1, Some(8)), "one revision, the host's own");
    assert_eq!(air.view()["view"]["panic"], false);
}

#[tokio::test]
async fn a_rehearsal_follows_the_rundown_and_changes_none_of_it() {
    let server = TestServer::with_show().await;
    let mut practice = practising(&server).await;
    practice.take(3).await;
    let rev = practice.rev();
    let before = server.app.hub.snapshot().rundown.clone();
    let host = server.anyone().with_key(&server.secrets().host);
    let edit = |rev: u64, edit: serde_json::Value| json!({ "id": "", "rev": rev, "edit": edit }).to_string();
    let full = json!({ "full": { "card": 3, "full": true } });
    let answer = host.post("/panel/edit?stage=rehearsal", "application/json", edit(rev, full.clone())).await;
    let refused: serde_json::Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    assert_eq!(refused["code"], "rehearsal");
    assert_eq!(server.app.hub.snapshot().rundown, before, "practice changed nothing");

    let rev = server.app.hub.snapshot().rev;
    let answer = host.post("/panel/edit", "application/json", edit(rev, full)).await;
    assert!(answer.status().is_success());
    practice.until("the stamp", |socket| socket.view()["view"]["on_air"]["full"] == true).await;
    assert_eq!(practice.on_air(), Some(3), "and the practised screen stays");
}

#[tokio::test]
async fn a_rehearsal_goes_on_after_a_restart() {
    let server = TestServer::with_show().await;
    practising(&server).await.take(3).await;
    let server = server.stop().await.start().await;
    let practice = practising(&server).await;
    assert_eq!(practice.on_air(), Some(3));
    assert_eq!(server.host().await.on_air(), None);
}

#[tokio::test]
async fn the_monitors_of_a_panel_do_not_count_as_overlays() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let key = server.secrets().host.clone();
    let mut program = Overlay::enter(&socket(&server, "overlay", &key, "&monitor=1")).await;
    let mut preview = Overlay::enter(&socket(&server, "preview", &key, "&monitor=1")).await;
    assert_eq!((program.on_air(), preview.on_air()), (None, Some(1)), "the first card would come");
    host.take(8).await;
    host.done(Command::Cue { card: 5 }).await;
    program.until("card 8", |socket| socket.on_air() == Some(8)).await;
    preview.until("card 5", |socket| socket.on_air() == Some(5)).await;
    // A receipt of a monitor says nothing about the air.
    program.paint().await;
    preview.paint().await;
    let mut real = server.overlay().await;
    real.paint().await;
    let one = |socket: &crate::support::Socket| {
        let overlays = socket.around()["overlays"].as_array().map_or(0, Vec::len);
        overlays == 1 && socket.around()["overlays"][0]["shown"]["card"] == 8
    };
    host.until("the one real overlay", one).await;
    // The overlay's key opens no preview: only hosts may see what comes next.
    assert!(crate::support::Socket::open(server.socket_url("preview", &server.secrets().overlay)).await.is_err());
}

#[tokio::test]
async fn a_host_can_reload_one_overlay() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let mut first = server.overlay().await;
    host.until("the first overlay", |socket| socket.around()["overlays"][0]["id"].is_u64()).await;
    let id = host.around()["overlays"][0]["id"].clone();
    let mut second = server.overlay().await;
    host.send(&json!({ "type": "reload", "overlay": id })).await;
    first.until("a reload", |socket| socket.reloads == 1).await;
    host.take(8).await;
    second.until("card 8", |socket| socket.on_air() == Some(8)).await;
    assert_eq!(second.reloads, 0, "the other one is left alone");
}
