//! People as staff find them: the index of a server, after it has caught up with the store.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use daigang::domain::desk::{Filter, Suspects};
use daigang::domain::person::{FormId, Receipt};
use daigang::domain::signup::SignUp;
use daigang::index::{Index, ListedApplication};
use daigang::secrets::Secrets;
use daigang::store::{SignedUp, Store, connect};
use daigang::web::App;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::redis::Redis;
use super::{DEADLINE, eventually};

/// Every application, whatever it looks like.
pub fn everything() -> Filter {
    Filter { suspects: Suspects::Shown, ..Filter::default() }
}

/// A form's id in tests: any text.
pub fn form(id: &str) -> FormId {
    FormId(id.to_owned())
}

/// Stores a form.
pub async fn sign_up(store: &Store, id: &str, form: &SignUp, at: DateTime<Utc>) -> Receipt {
    match store.sign_up(&FormId(id.to_owned()), form, at).await.expect("the store answers") {
        SignedUp::Stored { receipt, .. } => receipt,
        other => panic!("{other:?}"),
    }
}

/// Waits until an index contains all that the store has.
pub async fn settled(store: &Store, index: &Index) {
    // The first call after an outage may find a broken connection.
    let (newest, _) = eventually("the store", DEADLINE, || async { store.newest_event().await.ok() }).await;
    let contains = || async { index.contains(newest).await.then_some(()) };
    eventually("the index to catch up", DEADLINE, contains).await;
}

/// An index of a store of its own, built from nothing. It follows until the token is cancelled.
pub async fn index_of(store: &Store) -> (Index, CancellationToken) {
    let stop = CancellationToken::new();
    let index = Index::start(store.clone(), &TaskTracker::new(), stop.clone());
    settled(store, &index).await;
    (index, stop)
}

/// The applications that a filter selects, the phones that were active last first.
pub async fn listed(app: &App, filter: &Filter) -> Vec<ListedApplication> {
    settled(&app.store, &app.index).await;
    app.index.select(filter.clone(), HashSet::new()).await.collect()
}

/// Every application of a server.
pub async fn applications(app: &App) -> Vec<ListedApplication> {
    listed(app, &everything()).await
}

/// A store of its own in the shared Redis, which ends with the last handle to it, without a server.
pub async fn store() -> (Store, Arc<Redis>) {
    let redis = Redis::shared().await;
    let connections = connect::connect_socket(redis.socket_path()).await.expect("the shared Redis");
    let org = daigang::random::token()[..12].to_owned();
    let store = Store::open(connections, &org, Secrets::generate(), None, false).await.expect("a store");
    (store, redis)
}
