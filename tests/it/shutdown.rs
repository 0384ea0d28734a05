//! Shutdown: graceful on a signal, and no process left behind.

use std::time::Duration;

use daigang::store::child::Child;

use crate::support::redis::{alive, folder, look_into, pid};
use crate::support::{DEADLINE, Process, Socket, eventually};

/// Well below the time that a service manager allows for a shutdown.
const END_MAX: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_graceful_shutdown_closes_every_socket_and_leaves_no_process() {
    let folder = folder();
    let process = Process::demo(folder.path(), 0).await;
    let (mut host, mut overlay) = (process.host().await, process.overlay().await);
    let mut viewer = Socket::enter(&process.socket_url("live", "")).await;
    host.take(8).await;
    let redis = pid(&mut look_into(&process.redis_socket()).await).await;
    assert!(alive(redis));

    // Clients keep reading during the shutdown: a ping must not be answered to a closed socket.
    let ((status, took), panel, overlay, viewer) =
        tokio::join!(process.terminate(), host.until_closed(), overlay.until_closed(), viewer.until_closed());
    assert_eq!(status.code(), Some(0));
    assert!(took < END_MAX, "{took:?}");
    // "Service restart": pages come back by themselves, and soon.
    assert_eq!((panel, overlay, viewer), (1012, 1012, 1012));
    assert!(!alive(redis), "the Redis child ends with its parent");
    let child = Child::start(&folder.path().join("data")).await.expect("the data folder is free");
    child.stop().await;
}

#[tokio::test]
async fn a_killed_server_takes_its_redis_with_it() {
    let folder = folder();
    let process = Process::demo(folder.path(), 0).await;
    let redis = pid(&mut look_into(&process.redis_socket()).await).await;
    process.kill().await;
    eventually("the Redis child's end", DEADLINE, || async { (!alive(redis)).then_some(()) }).await;
}
