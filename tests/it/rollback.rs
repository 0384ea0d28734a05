//! A store that rolled back: a failover to a lagging replica, or a restored backup.

use chrono::Duration;
use daigang::domain::stage::Command;
use daigang::store::EntryKind;
use serde_json::json;

use crate::support::backup::Backup;
use crate::support::redis::{Redis, look_into};
use crate::support::server::Setup;
use crate::support::{Answer, DEADLINE, Proxy, eventually};

#[tokio::test]
async fn a_store_that_rolled_back_keeps_the_card_on_air_and_accepts_commands() {
    let server = Setup::own().start().await.open_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    host.take(8).await;
    let mut backup = Backup::of(server.redis_socket()).await;
    server
        .edit(host.rev(), json!({ "plan": { "card": 5, "minutes": 7, "dwell": { "next": { "seconds": 90 } } } }))
        .await;
    let rev = server.app.hub.snapshot().rev;
    host.until("the plan", |host| host.rev() == rev).await;
    server.edit(rev, json!({ "remove": { "card": 20 } })).await;
    host.until("19 cards", |host| host.rev() == rev + 1).await;
    let rev = host.take(10).await;
    backup.restore().await;

    overlay.until("a revision that no page has", |overlay| overlay.rev() > rev).await;
    let at_ten = overlay.heard.iter().position(|frame| frame.contains(r#""number":10"#)).expect("it was taken");
    let after = overlay.heard[at_ten..].iter().filter(|frame| frame.contains(r#""type":"view""#));
    assert!(after.clone().all(|frame| frame.contains(r#""number":10"#)), "{:?}", after.collect::<Vec<_>>());
    host.until("the same", |host| host.rev() > rev && host.on_air() == Some(10)).await;
    assert_eq!(host.view()["view"]["rundown"].as_array().map(Vec::len), Some(19), "written together with a stage");
    host.take(11).await;
    overlay.until("card 11", |overlay| overlay.on_air() == Some(11)).await;
    let newest = server.app.store.recent(1).await.expect("the history")[0].clone();
    assert_eq!((newest.rev, newest.stage.screen.card()), (host.rev(), Some(11)));
}

#[tokio::test]
async fn a_failover_to_a_lagging_replica_keeps_the_picture_and_the_rundown() {
    let store = Redis::own().await;
    let line = Proxy::to(store.socket_path()).await;
    let server = Setup::at(line.redis_url()).start().await.open_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    server.edit(host.rev(), json!({ "remove": { "card": 20 } })).await;
    let rev = server.app.hub.snapshot().rev;
    host.until("19 cards", |host| host.rev() == rev).await;
    let mut backup = Backup::through(&mut look_into(store.socket_path()).await).await;
    server.edit(rev, json!({ "add": { "jobs": [server.jobs[19]] } })).await;
    host.until("20 cards", |host| host.rev() == rev + 1).await;
    let rev = host.take(20).await;
    overlay.until("card 20", |overlay| overlay.rev() == rev).await;
    let seen = overlay.heard.len();
    line.cut();
    host.until("a store that is away", |host| host.around()["store"] == "away").await;
    backup.restore().await;
    // A day change or an import in the rolled-back store says nothing about what is on air.
    let other = Setup::twin(&server.setup, store.socket_path().display().to_string()).start().await;
    other
        .app
        .store
        .announce(EntryKind::Jobs, "desk", server.setup.clock.now() + Duration::hours(1))
        .await
        .expect("told");
    line.heal();

    overlay.until("a revision that no page has", |overlay| overlay.rev() > rev).await;
    let after = overlay.heard[seen..].iter().filter(|frame| frame.contains(r#""type":"view""#));
    assert!(after.clone().all(|frame| frame.contains(r#""number":20"#)), "{:?}", after.collect::<Vec<_>>());
    host.until("the same", |host| host.rev() > rev && host.on_air() == Some(20)).await;
    host.take(1).await;
    let mut there = other.host().await;
    there.until("the same", |there| there.rev() == host.rev()).await;
    assert_eq!(there.view()["view"]["rundown"].as_array().map(Vec::len), Some(20));
}

#[tokio::test]
async fn a_panic_hides_after_a_rollback_and_a_second_server_agrees() {
    let server = Setup::own().start().await.open_show().await;
    let twin = server.twin().await;
    let (mut host, mut there) = (server.host().await, twin.host().await);
    host.take(8).await;
    let mut backup = Backup::of(server.redis_socket()).await;
    host.take(9).await;
    let rev = host.take(10).await;
    there.until("card 10", |there| there.rev() == rev).await;
    backup.restore().await;
    let panic = host.say(rev, &Command::Panic).await;
    assert!(matches!(host.answer(&panic).await, Answer::Done(_)));
    for host in [&mut host, &mut there] {
        host.until("everything hidden", |host| host.view()["view"]["panic"] == true && !host.hidden).await;
    }
    there.done(Command::Release).await;
    for host in [&mut host, &mut there] {
        host.until("card 10", |host| host.view()["view"]["panic"] == false && host.on_air() == Some(10)).await;
    }
    let rev = there.take(12).await;
    host.until("the same", |host| host.rev() == rev).await;
}

#[tokio::test]
async fn open_pages_follow_a_new_server_after_a_rollback() {
    let store = Redis::own().await;
    let server = Setup::at(store.socket_path().display().to_string()).start().await.open_show().await;
    let mut host = server.host().await;
    host.take(8).await;
    let mut backup = Backup::through(&mut look_into(store.socket_path()).await).await;
    host.take(9).await;
    let (rev, epoch) = (host.take(10).await, host.epoch().to_owned());
    let setup = server.stop().await;
    backup.restore().await;

    let server = setup.start().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    assert!(overlay.rev() < rev, "a page from before would not take this");
    overlay.send(&json!({ "type": "shown", "epoch": epoch, "rev": rev, "card": 10 })).await;
    overlay.until("a view that it takes", |overlay| overlay.rev() > rev).await;
    assert_eq!(overlay.on_air(), Some(8), "what the store has");
    host.until("the same", |host| host.rev() > rev).await;
    host.take(11).await;

    // A panel without any overlay says so itself.
    host.send(&json!({ "type": "seen", "epoch": epoch, "rev": rev + 100 })).await;
    host.until("a view that it takes", |host| host.rev() > rev + 100).await;
    // Another epoch, or an implausible revision, is ignored.
    let now = host.rev();
    host.send(&json!({ "type": "seen", "epoch": "other", "rev": now + 5 })).await;
    host.send(&json!({ "type": "seen", "epoch": epoch, "rev": u64::MAX })).await;
    let rev = host.done(Command::Guides { seconds: 0 }).await;
    assert_eq!(rev, now + 1);
    let same = async || (server.app.store.recent(1).await.ok()?.pop()?.rev == rev).then_some(());
    eventually("nothing more", DEADLINE, same).await;
}
