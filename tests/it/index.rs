//! The index of people: equal to one built from nothing after kills, rollbacks and pauses, and equal on two servers.

use std::collections::HashSet;
use std::time::Duration;

use daigang::domain::application::Status;
use daigang::index::{Index, IndexState};
use daigang::store::{ByClerk, CodeAccess, Store};

use crate::support::backup::Backup;
use crate::support::people::{everything, index_of, settled, sign_up};
use crate::support::redis::{Redis, kill, look_into, pid, signal};
use crate::support::server::Setup;
use crate::support::{DEADLINE, Proxy, TestServer, eventually, sample};

/// Checks that an index has caught up and equals one that is built from nothing now.
async fn assert_true(store: &Store, index: &Index) {
    settled(store, index).await;
    let (built, stop) = index_of(store).await;
    assert_eq!(index.dump(), built.dump());
    stop.cancel();
}

/// Signs people up and has a clerk work on them. `from` and `to` number the people.
async fn work(server: &TestServer, from: u32, to: u32) {
    let (store, at) = (&server.app.store, server.setup.clock.now());
    for person in from..to {
        let card = u16::try_from(person % 5).expect("small") + 1;
        let form = sample::sign_up(person, card, server.job(card));
        let receipt = sign_up(store, &format!("form{person}"), &form, at).await;
        let applications = store.applications(&receipt.person).await.expect("readable");
        let id =
            daigang::domain::application::ApplicationId { person: receipt.person, wish: applications[0].0.clone() };
        let by = ByClerk { name: "小李", at };
        match person % 4 {
            0 => drop(store.set_status(&id, Status::New, Status::Contacting, by).await.expect("set")),
            1 => drop(store.set_remark(&id, 0, "说好周三", by).await.expect("set")),
            2 => drop(store.erase(&CodeAccess::Person(id.person.clone()), "", "", at).await.expect("erased")),
            _ => drop(store.withdraw(&CodeAccess::Person(id.person.clone()), &id.wish, at).await.expect("withdrawn")),
        }
    }
}

#[tokio::test]
async fn two_servers_have_the_same_index_also_after_one_was_cut_off() {
    let redis = Redis::own().await;
    let line = Proxy::to(redis.socket_path()).await;
    let server = Setup::at(redis.socket_path().display().to_string()).start().await.open_show().await;
    let twin = server.setup.twin(line.redis_url()).start().await;
    work(&server, 0, 12).await;
    settled(&twin.app.store, &twin.app.index).await;
    line.stall();
    work(&server, 12, 30).await;
    line.cut();
    work(&server, 30, 36).await;
    line.heal();
    settled(&twin.app.store, &twin.app.index).await;
    assert_true(&server.app.store, &server.app.index).await;
    assert_eq!(twin.app.index.dump(), server.app.index.dump());
}

#[tokio::test]
async fn an_index_survives_a_killed_redis() {
    let server = Setup::own().start().await.open_show().await;
    work(&server, 0, 9).await;
    kill(pid(&mut look_into(server.redis_socket()).await).await);
    eventually("the store to be back", DEADLINE, || async { server.app.store.newest_event().await.ok() }).await;
    work(&server, 9, 18).await;
    assert_true(&server.app.store, &server.app.index).await;
}

#[tokio::test]
async fn an_index_follows_a_store_that_went_back() {
    let server = Setup::own().start().await.open_show().await;
    work(&server, 0, 8).await;
    let mut backup = Backup::of(server.redis_socket()).await;
    work(&server, 8, 16).await;
    settled(&server.app.store, &server.app.index).await;
    backup.restore().await;
    // As many and more events as were lost, of other people: the numbers alone do not show it.
    work(&server, 16, 32).await;
    let store = &server.app.store;
    eventually("the index of the store that went back", DEADLINE, || async {
        let (built, stop) = index_of(store).await;
        stop.cancel();
        (server.app.index.dump() == built.dump()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_paused_redis_leaves_the_last_list_and_nothing_waits_for_it() {
    let server = Setup::own().start().await.open_show().await;
    work(&server, 0, 4).await;
    settled(&server.app.store, &server.app.index).await;
    let redis = pid(&mut look_into(server.redis_socket()).await).await;
    signal("STOP", redis);
    // Reads come from memory; only a wait for an event that cannot come takes its second.
    let listed = tokio::time::timeout(DEADLINE, server.app.index.select(everything(), HashSet::default())).await;
    assert_eq!(listed.expect("in time").total(), 3, "one of the four was erased");
    assert!(matches!(server.app.index.state(), IndexState::Ready { .. }));
    let waited = tokio::time::timeout(DEADLINE, server.app.index.contains(u64::MAX)).await;
    assert_eq!(waited, Ok(false));
    signal("CONT", redis);
    eventually("the store to be back", DEADLINE, || async { server.app.store.newest_event().await.ok() }).await;
    work(&server, 4, 8).await;
    assert_true(&server.app.store, &server.app.index).await;
}

#[tokio::test]
async fn a_sign_up_needs_no_index() {
    // A server that has just started answers forms while it reads all people.
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    let (store, at) = (&twin.app.store, server.setup.clock.now());
    let form = sample::sign_up(1, 8, server.job(8));
    let stored = tokio::time::timeout(Duration::from_secs(5), sign_up(store, "early", &form, at)).await;
    assert_eq!(stored.expect("in time").cards, [8]);
}
