//! A store that lost its data, and one that would lose it: reported plainly, and not written to.

use std::time::Duration;

use daigang::domain::stage::Command;
use daigang::secrets::Secrets;
use daigang::store::open::OpenError;
use daigang::store::{Error, Store, StoreState, connect};

use crate::support::redis::{Careless, Redis, keys, look_into};
use crate::support::server::Setup;
use crate::support::{Host, TestServer, eventually, people, sample};

/// How soon an emptied store is known.
const NOTICED: Duration = Duration::from_secs(2);

async fn flush(server: &TestServer) {
    let mut conn = look_into(server.redis_socket()).await;
    redis::cmd("FLUSHALL").exec_async(&mut conn).await.expect("FLUSHALL");
}

async fn assert_nothing_is_written(server: &TestServer) {
    // A server that never had the data has no view for it.
    let mut host = Host::open(&server.socket_url("panel", &server.secrets().host)).await;
    assert_eq!(host.refused(Command::Share).await, "store");
    // A panic hides all the same; it is not written either.
    host.done(Command::Panic).await;
    host.until("everything hidden", |host| host.hidden).await;
    let form = sample::sign_up(1, 8, server.job(8));
    let refused = server.app.store.sign_up(&people::form("t"), &form, server.setup.clock.now()).await;
    assert!(matches!(refused, Err(Error::Emptied | Error::Unavailable(_))), "{refused:?}");
    let settings = server.app.store.settings().await.expect("readable");
    let written = server.app.store.set_settings(&settings, "", server.setup.clock.now()).await;
    assert!(matches!(written, Err(Error::Emptied)), "{written:?}");
    let left = keys(&mut look_into(server.redis_socket()).await).await;
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn an_emptied_store_is_reported_and_not_written_to() {
    let server = Setup::own().start().await.open_show().await;
    let mut host = server.host().await;
    let rev = host.take(8).await;
    let overlay = server.overlay().await;
    let epoch = overlay.epoch().to_owned();
    flush(&server).await;
    let not_ready =
        || async { (server.anyone().readyz().await == (503.try_into().unwrap(), "emptied".into())).then_some(()) };
    eventually("not ready: emptied", NOTICED, not_ready).await;
    host.until("the panel to say so", |host| host.around()["store"] == "emptied").await;

    // A page that reloads now still shows what was on air.
    let fresh = server.overlay().await;
    assert_eq!((fresh.rev(), fresh.on_air()), (rev, Some(8)));
    assert_eq!((overlay.on_air(), overlay.closed), (Some(8), None));
    assert_nothing_is_written(&server).await;

    // A new start does not take the empty store for a new one either.
    let jobs = server.jobs.clone();
    let mut again = server.stop().await.start().await;
    again.jobs = jobs;
    assert_eq!(again.anyone().readyz().await.1, "emptied");
    assert_nothing_is_written(&again).await;

    // An operator decides to start anew.
    let anew = again.stop().await.new_store().start().await;
    assert_eq!(anew.anyone().readyz().await, (200.try_into().unwrap(), "ok".into()));
    assert_ne!(&**anew.app.store.epoch(), epoch);
    let anew = anew.open_show().await;
    anew.host().await.take(3).await;
}

#[tokio::test]
async fn a_store_that_would_lose_sign_ups_is_reported() {
    let redis = Careless::start().await;
    let server = Setup::at(redis.socket.display().to_string()).start().await.open_show().await;
    assert_eq!(server.app.store.state().await, StoreState::Volatile);
    assert_eq!(server.anyone().readyz().await, (503.try_into().unwrap(), "volatile".into()));
    // The show itself goes on.
    let mut host = server.host().await;
    host.until("the panel to say so", |host| host.around()["store"] == "volatile").await;
    host.take(8).await;
}

#[tokio::test]
async fn data_of_another_version_is_refused_and_left_alone() {
    let redis = Redis::shared().await;
    let mut conn = look_into(redis.socket_path()).await;
    // The first version had no version in its marker; the last is that of a newer program.
    for version in [None, Some("2"), Some("999")] {
        let org = daigang::random::token()[..12].to_owned();
        let key = |name: &str| format!("daigang:{{{org}}}:{name}");
        redis::cmd("HSET").arg(key("marker")).arg("epoch").arg("e").exec_async(&mut conn).await.expect("set");
        redis::cmd("SET").arg(key("settings")).arg("{}").exec_async(&mut conn).await.expect("set");
        if let Some(version) = version {
            redis::cmd("HSET").arg(key("marker")).arg("version").arg(version).exec_async(&mut conn).await.expect("set");
        }
        let connections = connect::connect_socket(redis.socket_path()).await.expect("the shared Redis");
        let opened = Store::open(connections, &org, Secrets::generate(), None, false).await;
        let Err(OpenError::OtherVersion { found }) = opened else { panic!("it was opened") };
        assert_eq!(found, version.unwrap_or("1"));
        let fields: u32 = redis::cmd("HLEN").arg(key("marker")).query_async(&mut conn).await.expect("a hash");
        assert_eq!(fields, if version.is_some() { 2 } else { 1 }, "nothing was written");
    }
}
