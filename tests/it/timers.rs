//! A card's timer: it follows the server's clock and fires once, on whichever server runs.

use chrono::Duration;
use daigang::domain::dwell::Dwell;
use daigang::domain::stage::Command;
use serde_json::{Value, json};

use crate::support::{Host, Socket, TestClock, TestServer};

/// Plans a card's time, and takes the card.
async fn take_for(server: &TestServer, host: &mut Host, card: u16, dwell: Dwell) {
    server.edit(host.rev(), json!({ "plan": { "card": card, "dwell": dwell } })).await;
    let rev = server.app.hub.snapshot().rev;
    host.until("the plan", |host| host.rev() >= rev).await;
    host.take(card).await;
}

fn timer(host: &Socket) -> &Value {
    &host.view()["view"]["on_air"]["timer"]
}

#[tokio::test]
async fn a_timer_follows_the_server_clock_only() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    take_for(&server, &mut host, 8, Dwell::Next { seconds: 3600 }).await;
    let now = server.setup.clock.now().timestamp_millis();
    assert_eq!(*timer(&host), json!({ "then": "next", "ends_at": now + 3_600_000 }));

    // A clock that jumps back gives no more time than it takes away again.
    server.setup.clock.forward(Duration::minutes(-30));
    host.done(Command::Cue { card: 11 }).await;
    server.setup.clock.forward(Duration::minutes(89));
    host.done(Command::Cue { card: 12 }).await;
    assert_eq!(host.on_air(), Some(8), "a minute is left");
    server.setup.clock.forward(Duration::minutes(1));
    overlay.until("the cued card", |overlay| overlay.on_air() == Some(12)).await;
    host.until("the same", |host| host.on_air() == Some(12)).await;
    assert_eq!(host.view()["view"]["last"]["by"], "timer");
    assert_eq!(host.view()["view"]["last"]["do"], "next");
    assert_eq!(host.view()["view"]["undo"], json!({ "take": { "card": 12 } }));

    host.done(Command::Undo).await;
    assert_eq!((host.on_air(), timer(&host)), (Some(8), &Value::Null), "brought back, it stays");
}

#[tokio::test]
async fn a_timer_can_be_paused_resumed_and_extended() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    host.take(1).await;
    assert_eq!(host.refused(Command::Hold).await, "no_timer");
    take_for(&server, &mut host, 8, Dwell::Out { seconds: 60 }).await;
    server.setup.clock.forward(Duration::seconds(20));
    host.done(Command::Hold).await;
    assert_eq!(timer(&host)["held"], 40_000);
    server.setup.clock.forward(Duration::hours(1));
    host.done(Command::Extend { seconds: 30 }).await;
    assert_eq!(timer(&host)["held"], 70_000);
    assert_eq!(host.refused(Command::Extend { seconds: 601 }).await, "out_of_range");
    host.done(Command::Resume).await;
    assert_eq!(timer(&host)["ends_at"], server.setup.clock.now().timestamp_millis() + 70_000);
    server.setup.clock.forward(Duration::seconds(70));
    host.until("an empty screen", |host| host.on_air().is_none()).await;
    assert_eq!(host.view()["view"]["undo"], "out");
}

#[tokio::test]
async fn undo_restores_the_remaining_time_of_a_card() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let ends_in = |host: &Socket| {
        timer(host)["ends_at"].as_i64().map(|at| (at - server.setup.clock.now().timestamp_millis()) / 1000)
    };
    take_for(&server, &mut host, 8, Dwell::Out { seconds: 30 }).await;
    server.setup.clock.forward(Duration::seconds(5));
    host.take(9).await;
    server.setup.clock.forward(Duration::seconds(23));
    host.done(Command::Undo).await;
    assert_eq!((host.on_air(), ends_in(&host)), (Some(8), Some(25)), "card 9 took none of it");

    host.done(Command::Cue { card: 3 }).await;
    server.setup.clock.forward(Duration::seconds(5));
    host.done(Command::Undo).await;
    assert_eq!(ends_in(&host), Some(20), "card 8 was on screen all the while");

    host.done(Command::Hold).await;
    server.setup.clock.forward(Duration::hours(1));
    host.done(Command::Undo).await;
    assert_eq!((host.on_air(), ends_in(&host)), (Some(8), Some(20)), "the timer is there as it was");
    host.done(Command::Extend { seconds: 60 }).await;
    server.setup.clock.forward(Duration::seconds(30));
    host.done(Command::Undo).await;
    assert_eq!((host.on_air(), ends_in(&host)), (Some(8), Some(20)));
}

#[tokio::test]
async fn a_panic_pauses_the_timer_and_a_release_resumes_it() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    take_for(&server, &mut host, 8, Dwell::Out { seconds: 60 }).await;
    host.done(Command::Panic).await;
    server.setup.clock.forward(Duration::hours(1));
    host.done(Command::Release).await;
    assert_eq!(host.on_air(), Some(8));
    assert_eq!(timer(&host)["ends_at"], server.setup.clock.now().timestamp_millis() + 60_000);
}

#[tokio::test]
async fn a_timer_to_the_next_card_is_dropped_where_none_follows() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    take_for(&server, &mut host, 20, Dwell::Next { seconds: 5 }).await;
    server.setup.clock.forward(Duration::seconds(5));
    host.until("no timer", |host| timer(host).is_null()).await;
    assert_eq!(host.on_air(), Some(20));
}

#[tokio::test]
async fn an_overdue_timer_fires_when_the_server_is_back() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    take_for(&server, &mut host, 8, Dwell::Out { seconds: 30 }).await;
    let setup = server.stop().await;
    setup.clock.forward(Duration::seconds(31));
    let server = setup.start().await;
    let mut overlay = server.overlay().await;
    overlay.until("an empty screen", |overlay| overlay.on_air().is_none()).await;
    let mut host = server.host().await;
    host.until("what it undoes", |host| host.view()["view"]["undo"] == "out").await;
    host.done(Command::Undo).await;
    assert_eq!(host.on_air(), Some(8), "undo goes on across a restart");
    assert_eq!(host.view()["view"]["undo"], json!({ "take": { "card": 8 } }));
}

#[tokio::test]
async fn of_two_servers_one_fires() {
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    let (mut here, mut there) = (server.host().await, twin.host().await);
    let mut rev = 0;
    for card in 1..11 {
        take_for(&server, &mut here, card, Dwell::Next { seconds: 5 }).await;
        rev = here.rev();
        there.until("the card", |there| there.rev() == rev).await;
        server.setup.clock.forward(Duration::seconds(5));
        for host in [&mut here, &mut there] {
            host.until("the next card", |host| host.on_air() == Some(u64::from(card) + 1)).await;
            assert_eq!(host.rev(), rev + 1, "one step and no more");
        }
        here.done(Command::Out).await;
    }
    assert_eq!(server.app.store.recent(1).await.expect("the history")[0].rev, rev + 2);
}

#[tokio::test]
async fn a_server_with_a_fast_clock_takes_no_card_off_early() {
    let server = TestServer::with_show().await;
    let mut fast = server.setup.twin(server.redis_socket().display().to_string());
    fast.clock = TestClock::default();
    fast.clock.forward(Duration::seconds(10));
    let fast = fast.start().await;
    let (mut here, mut there) = (server.host().await, fast.host().await);
    take_for(&server, &mut here, 8, Dwell::Out { seconds: 60 }).await;
    for clock in [&server.setup.clock, &fast.setup.clock] {
        clock.forward(Duration::seconds(55));
    }
    // Its clock says 65: a timer that were due would fire within a few turns.
    for _ in 0..100 {
        there.done(Command::Guides { seconds: 1 }).await;
    }
    assert_eq!(there.on_air(), Some(8));
    for clock in [&server.setup.clock, &fast.setup.clock] {
        clock.forward(Duration::seconds(5));
    }
    there.until("an empty screen", |there| there.on_air().is_none()).await;
    let fired = server.app.store.recent(1).await.expect("the history").remove(0);
    assert_eq!((fired.by.as_str(), fired.at), ("timer", server.setup.clock.now().timestamp_millis()));

    // Where the server that set it is gone, the other one goes by the same clock.
    let rev = there.rev();
    here.until("the same", |here| here.rev() == rev).await;
    take_for(&server, &mut here, 9, Dwell::Out { seconds: 60 }).await;
    let rev = here.rev();
    there.until("the card", |there| there.rev() == rev).await;
    server.stop().await;
    fast.setup.clock.forward(Duration::seconds(59));
    for _ in 0..100 {
        there.done(Command::Guides { seconds: 1 }).await;
    }
    assert_eq!(there.on_air(), Some(9));
    fast.setup.clock.forward(Duration::seconds(1));
    there.until("an empty screen", |there| there.on_air().is_none()).await;
}
