//! The meaning of commands, over a real socket. Must not look into the store.

use chrono::Duration;
use daigang::domain::stage::Command;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Answer, Overlay, Socket, TestServer, sample};

#[tokio::test]
async fn a_card_goes_on_screen_and_off_again() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);

    let rev = host.take(8).await;
    overlay.until("card 8", |overlay| overlay.on_air() == Some(8)).await;
    assert_eq!(overlay.rev(), rev);
    let card = &overlay.view()["view"]["on_air"];
    assert_eq!(card["title"], "月嫂");
    assert_eq!(card["pay"], "6800-9800");
    assert_eq!(card["shown_at"], server.setup.clock.now().timestamp_millis());
    assert_eq!(overlay.view()["view"]["how"]["address"], "wr.example.cn/8");

    assert_eq!(host.done(Command::Out).await, rev + 1);
    overlay.until("an empty screen", |overlay| overlay.rev() == rev + 1).await;
    assert_eq!(overlay.on_air(), None);
    assert_eq!(host.refused(Command::Out).await, "nothing_on_air");
}

#[tokio::test]
async fn next_follows_the_order_unless_a_card_is_cued() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    assert_eq!(host.view()["view"]["next"], 1);
    host.done(Command::Next).await;
    host.done(Command::Next).await;
    assert_eq!(host.on_air(), Some(2));

    host.done(Command::Cue { card: 15 }).await;
    assert_eq!((host.view()["view"]["cued"].as_u64(), host.view()["view"]["next"].as_u64()), (Some(15), Some(15)));
    assert_eq!(host.on_air(), Some(2), "a cue changes nothing on screen");
    host.done(Command::Next).await;
    assert_eq!(host.on_air(), Some(15));
    assert_eq!(host.view()["view"]["cued"], Value::Null);

    // After `out` the show goes on where it was, not from the top.
    host.done(Command::Out).await;
    host.done(Command::Next).await;
    assert_eq!(host.on_air(), Some(16));

    host.take(sample::JOBS).await;
    assert_eq!(host.refused(Command::Next).await, "nothing_next");
    assert_eq!(host.refused(Command::Take { card: 77 }).await, "unknown_card");
    assert_eq!(host.refused(Command::Take { card: sample::JOBS }).await, "already_on_air");
}

#[tokio::test]
async fn undo_goes_back_step_by_step() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    assert_eq!(host.refused(Command::Undo).await, "nothing_to_undo");
    host.take(4).await;
    let shown_at = host.view()["view"]["on_air"]["shown_at"].clone();
    server.setup.clock.forward(Duration::seconds(30));
    host.take(5).await;
    host.done(Command::Out).await;
    assert_eq!(host.view()["view"]["undo"], "out");

    host.done(Command::Undo).await;
    assert_eq!(host.on_air(), Some(5));
    host.done(Command::Undo).await;
    assert_eq!(host.on_air(), Some(4));
    assert_eq!(host.view()["view"]["on_air"]["shown_at"], shown_at, "its time on screen goes on");
    host.done(Command::Undo).await;
    assert_eq!(host.on_air(), None);
}

#[tokio::test]
async fn panic_hides_everything_and_release_brings_it_back() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    assert_eq!(host.refused(Command::Release).await, "not_in_panic");
    let rev = host.take(8).await;

    // Based on an old revision: a panic is accepted at any.
    let Answer::Done(panicked) = host.press_at(1, Command::Panic).await else { panic!("panic is always accepted") };
    assert_eq!(panicked, rev + 1);
    overlay.until("the panic", |overlay| overlay.view()["view"]["panic"] == true).await;
    assert_eq!(overlay.view()["view"]["on_air"], Value::Null, "what is hidden is not even sent");
    let mut newcomer = server.overlay().await;
    assert_eq!(newcomer.view()["view"]["on_air"], Value::Null);
    assert_eq!(host.on_air(), Some(8), "the host sees what comes back");

    assert_eq!(host.refused(Command::Take { card: 9 }).await, "in_panic");
    assert!(matches!(host.press(Command::Panic).await, Answer::Done(_)), "pressed twice");
    host.done(Command::Release).await;
    newcomer.until("card 8", |overlay| overlay.on_air() == Some(8)).await;
}

#[tokio::test]
async fn opening_a_show_does_not_release_a_panic() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    host.take(8).await;
    host.done(Command::Panic).await;
    assert_eq!(host.refused(Command::Close).await, "in_panic");
    host.done(Command::Open { show: sample::SHOW }).await;
    assert_eq!(host.refused(Command::Take { card: 9 }).await, "in_panic");
    let rev = sample::open_another(&server.app, sample::NEXT_SHOW, &[]).await;
    overlay.until("another show", |overlay| overlay.rev() == rev).await;
    assert_eq!(overlay.view()["view"]["panic"], true);

    host.until("another show", |host| host.rev() == rev).await;
    let rev = host.done(Command::Release).await;
    overlay.until("the release", |overlay| overlay.rev() == rev).await;
    assert_eq!(overlay.view()["view"]["panic"], false);
}

#[tokio::test]
async fn a_reopened_show_keeps_the_numbers_that_were_said_aloud() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let numbers = |host: &Socket| {
        let cards = host.view()["view"]["rundown"].as_array().cloned().unwrap_or_default();
        cards.iter().filter_map(|card| card["card"].as_u64()).collect::<Vec<_>>()
    };
    host.take(8).await;
    let live_since = host.view()["view"]["show"]["live_since"].clone();
    host.done(Command::Out).await;
    // The highest number was said aloud too; once removed, it is not given to another job.
    server.edit(host.rev(), json!({ "remove": { "card": sample::JOBS } })).await;
    let last = server.job(sample::JOBS).clone();
    let mut expected: Vec<u64> = (1..u64::from(sample::JOBS)).collect();

    let rev = sample::open_another(&server.app, sample::NEXT_SHOW, std::slice::from_ref(&last)).await;
    host.until("another show", |host| host.rev() == rev).await;
    assert_eq!((numbers(&host), &host.view()["view"]["show"]["live_since"]), (vec![1], &Value::Null));
    host.done(Command::Open { show: sample::SHOW }).await;
    host.done(Command::Open { show: sample::SHOW }).await;
    assert_eq!(host.view()["view"]["show"]["live_since"], live_since);
    for edit in [json!({ "remove": { "card": 3 } }), json!({ "add": { "jobs": [last] } })] {
        server.edit(host.rev(), edit).await;
        let rev = server.app.hub.snapshot().rev;
        host.until("the edit", |host| host.rev() == rev).await;
    }
    expected.remove(2);
    expected.push(u64::from(sample::JOBS) + 1);
    assert_eq!(numbers(&host), expected);
}

#[tokio::test]
async fn undo_takes_back_the_close_and_what_opened_the_show_again() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let closed = |host: &Socket| host.view()["view"]["show"]["closed"] == true;
    host.take(8).await;
    host.done(Command::Out).await;
    host.done(Command::Close).await;
    assert_eq!((host.view()["view"]["undo"].as_str(), closed(&host)), (Some("close"), true));
    host.take(9).await;
    assert!(!closed(&host), "a card opens the show again");
    host.done(Command::Undo).await;
    assert_eq!((host.on_air(), closed(&host)), (None, true));
    host.done(Command::Undo).await;
    assert_eq!((host.on_air(), closed(&host)), (None, false), "the close itself");
    host.done(Command::Undo).await;
    assert_eq!((host.on_air(), closed(&host)), (Some(8), false));
}

#[tokio::test]
async fn a_stale_command_is_refused_and_changes_nothing() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let before = host.rev();
    let rev = host.take(8).await;
    let answer = host.press_at(before, Command::Take { card: 9 }).await;
    let Answer::Refused { code, message, rev: now } = answer else { panic!("{answer:?}") };
    assert_eq!((code.as_str(), now), ("stale", rev));
    assert!(!message.is_empty());
    assert_eq!((server.overlay().await.on_air(), server.overlay().await.rev()), (Some(8), rev));
}

#[tokio::test]
async fn a_repeated_command_gets_the_same_answer_and_is_not_done_again() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let rev = host.rev();
    host.say_as("c7", rev, &Command::Next).await;
    let first = host.answer("c7").await;
    host.until("its view", |host| host.rev() == rev + 1).await;
    host.done(Command::Cue { card: 9 }).await;
    host.say_as("c7", rev, &Command::Next).await;
    assert_eq!(host.answer("c7").await, first);

    // Also from another page, after the first one was closed.
    let mut other = server.host().await;
    other.say_as("c7", rev, &Command::Next).await;
    assert_eq!(other.answer("c7").await, first);
    assert_eq!((other.on_air(), other.rev()), (Some(1), rev + 2));
}

#[tokio::test]
async fn an_expired_job_cannot_go_on_screen() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    host.take(13).await;
    server.setup.clock.forward(Duration::days(7));
    assert_eq!(host.refused(Command::Take { card: sample::ENDS_FIRST }).await, "expired");
    assert_eq!(host.refused(Command::Cue { card: sample::ENDS_FIRST }).await, "expired");
    host.done(Command::Next).await;
    assert_eq!(host.on_air(), Some(15), "next steps over it");
    let order = json!({ "do": { "take": { "card": sample::ENDS_FIRST } } });
    let (status, answer) = server.anyone().with_key(&server.secrets().host).order(&order).await;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (409, Some("expired")));
}

#[tokio::test]
async fn a_new_connection_gets_the_whole_view_with_the_current_time() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    host.take(8).await;
    let shown_at = server.setup.clock.now().timestamp_millis();
    server.setup.clock.forward(Duration::seconds(90));
    let overlay = server.overlay().await;
    assert_eq!(overlay.view()["view"]["on_air"]["shown_at"], shown_at);
    assert_eq!(overlay.view()["now"], shown_at + 90_000, "a timer that starts from it shows 1:30");
    assert_eq!(host.heard.iter().filter(|frame| frame.contains(r#""type":"view""#)).count(), 2, "one frame a change");
}

#[tokio::test]
async fn the_receipt_of_an_overlay_reaches_the_panel() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    let rev = host.take(8).await;
    overlay.until("card 8", |overlay| overlay.on_air() == Some(8)).await;
    overlay.paint().await;
    host.until("the receipt", |host| host.around()["overlays"][0]["shown"]["rev"] == rev).await;
    let shown = &host.around()["overlays"][0]["shown"];
    assert_eq!((shown["card"].as_u64(), shown["width"].as_u64()), (Some(8), Some(1080)));
    drop(overlay);
    host.until("the overlay's leave", |host| host.around()["overlays"] == json!([])).await;
}

#[tokio::test]
async fn an_overlay_that_stops_answering_is_reported_without_any_other_event() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    overlay.paint().await;
    let silent = |host: &Socket| host.around()["overlays"][0]["silent"].as_bool();
    host.until("the overlay", |host| silent(host) == Some(false)).await;
    // The client does not read, so no ping is answered.
    host.until("its silence", |host| silent(host) == Some(true)).await;
    overlay.paint().await;
    host.until("its answer", |host| silent(host) == Some(false)).await;
}

#[tokio::test]
async fn a_reconnected_overlay_replaces_its_dead_connection() {
    let server = TestServer::with_show().await;
    let seated = |seat: u64| format!("{}&seat={seat:016}", server.socket_url("overlay", &server.secrets().overlay));
    let (mut host, mut old) = (server.host().await, Overlay::enter(&seated(1)).await);
    old.paint().await;
    let (_new, _other) = (Overlay::enter(&seated(1)).await, Overlay::enter(&seated(2)).await);
    let both = |host: &Socket| host.around()["overlays"].as_array().map(Vec::len) == Some(2);
    host.until("two overlays", both).await;
    // Frames from the replaced connection are ignored.
    old.paint().await;
    drop(old);
    let rev = host.take(8).await;
    host.until("what is after it", |host| host.rev() == rev && both(host)).await;
    let shown = host.around()["overlays"].as_array().expect("a list").iter().all(|one| one["shown"].is_null());
    assert!(shown, "neither of the two has painted");
}

#[tokio::test]
async fn commands_that_set_one_value_are_accepted_at_any_revision() {
    let server = TestServer::with_show().await;
    let (mut host, _) = server.panel(&server.secrets().host).await;
    let old = host.rev();
    host.take(8).await;
    let hidden = Command::Contact { address: None, phone: None, qr: None, hidden: Some(true) };
    let guides = Command::Guides { seconds: 5 };
    for command in [hidden, guides, Command::Drive, Command::Lock, Command::Unlock, Command::Share] {
        let answer = host.press_at(old, command.clone()).await;
        assert!(matches!(answer, Answer::Done(_)), "{command:?}: {answer:?}");
    }
    assert!(
        matches!(host.press_at(old, Command::Next).await, Answer::Refused { .. }),
        "what is on screen is another matter"
    );
}

#[tokio::test]
async fn an_overlay_cannot_command() {
    let server = TestServer::with_show().await;
    let mut overlay = server.overlay().await;
    let rev = overlay.rev();
    overlay.send(&json!({ "type": "command", "id": "x", "rev": rev, "do": "next" })).await;
    let Answer::Refused { code, .. } = overlay.answer("x").await else { panic!("an overlay commanded") };
    assert_eq!(code, "not_allowed");
    assert_eq!(server.overlay().await.rev(), rev);
}

#[tokio::test]
async fn a_malformed_message_is_answered_and_has_no_effect() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    for text in ["", "{", "[]", r#"{"type":"no such"}"#, r#"{"type":"command","id":"","rev":1,"do":"next"}"#] {
        host.send_raw(Message::text(text)).await;
        let Answer::Refused { code, .. } = host.answer("").await else { panic!("{text} was done") };
        assert_eq!(code, "bad_message", "{text}");
    }
    host.take(8).await;
}

#[tokio::test]
async fn large_and_binary_frames_close_the_socket() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let padding = " ".repeat(16 * 1024 - 40);
    host.send_raw(Message::text(format!(r#"{{"type":"ping"}}{padding}"#))).await;
    host.take(8).await;
    host.send_raw(Message::text(format!(r#"{{"type":"ping"}}{padding}{padding}"#))).await;
    host.until_closed().await;

    let mut overlay = server.overlay().await;
    overlay.send_raw(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(overlay.until_closed().await, 1003);
    assert_eq!(server.overlay().await.on_air(), Some(8));
}

#[tokio::test]
async fn a_viewer_gets_the_public_view_and_nothing_else() {
    let server = TestServer::with_show().await;
    let mut viewer = Socket::enter(&server.socket_url("live", "")).await;
    let mut host = server.host().await;
    let rev = host.take(8).await;
    viewer.until("card 8", |viewer| viewer.on_air() == Some(8)).await;
    assert_eq!(viewer.rev(), rev);
    let names = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(&viewer.view()["view"]), "left numbering on_air show shut");
    assert_eq!(names(&viewer.view()["view"]["on_air"]), "card number pay shown_at title");

    viewer.send(&json!({ "type": "command", "id": "x", "rev": rev, "do": "panic" })).await;
    viewer.until("an answer", |viewer| viewer.heard.iter().any(|frame| frame.contains("pong"))).await;
    assert_eq!(server.overlay().await.rev(), rev);
}

#[tokio::test]
async fn the_same_commands_work_over_http() {
    let server = TestServer::with_show().await;
    let button = server.anyone().with_key(&server.secrets().host);
    let rev = server.overlay().await.rev();
    let (status, answer) = button.order(&json!({ "id": "b1", "do": "next" })).await;
    assert_eq!((status.as_u16(), answer["rev"].as_u64()), (200, Some(rev + 1)));
    let (_, again) = button.order(&json!({ "id": "b1", "do": "next" })).await;
    assert_eq!(again, answer);
    let (status, refused) = button.order(&json!({ "rev": rev, "do": "next" })).await;
    assert_eq!((status.as_u16(), refused["code"].as_str()), (409, Some("stale")));
    let stage = button.get("/api/v1/stage").await.text().await.expect("a body");
    let stage: Value = serde_json::from_str(&stage).expect("JSON");
    assert_eq!((stage["rev"].as_u64(), stage["view"]["on_air"]["number"].as_u64()), (Some(rev + 1), Some(1)));
}

#[tokio::test]
async fn jobs_expire_at_midnight_on_pages_that_stay_open() {
    let server = TestServer::with_show().await;
    let mut viewer = Socket::enter(&server.socket_url("live", "")).await;
    let mut overlay = server.overlay().await;
    let (rev, shut) = (viewer.rev(), viewer.view()["view"]["shut"].clone());
    server.setup.clock.forward(Duration::days(400));
    viewer.until("offers that ran out", |viewer| viewer.view()["view"]["shut"] != shut).await;
    assert_eq!(viewer.rev(), rev + 1, "a new day is a revision");
    overlay.until("the same revision", |overlay| overlay.rev() == rev + 1).await;
}
