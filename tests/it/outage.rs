//! Processes killed and connections cut at the worst moment: acknowledged writes stay, the card on air comes back.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use daigang::domain::job::JobId;
use daigang::domain::stage::Command;
use daigang::store::{Error, SignedUp, Store};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::support::redis::{self, kill, look_into};
use crate::support::server::Setup;
use crate::support::{Answer, Overlay, Process, Proxy, TestServer, eventually, people, sample};

const SIGN_UPS: u32 = 2_000;
/// Forms sent concurrently.
const AT_ONCE: u32 = 64;
/// How long a form is retried; far longer than any restart takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// The limit in design.md: the overlay is back this soon after the server.
const BACK: Duration = Duration::from_secs(3);

/// Sends every form and retries it until it is acknowledged; returns the acknowledged phones.
/// Notifies `halfway` when half of them are acknowledged.
async fn everybody<F>(
    halfway: CancellationToken,
    attempt: impl Fn(u32) -> F + Clone + Send + Sync + 'static,
) -> HashSet<String>
where
    F: Future<Output = Option<()>> + Send,
{
    let (next, done) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let mut people = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (attempt, next, done, halfway) = (attempt.clone(), next.clone(), done.clone(), halfway.clone());
        people.spawn(async move {
            let mut phones = Vec::new();
            loop {
                let person = next.fetch_add(1, Ordering::SeqCst);
                if person >= SIGN_UPS {
                    return phones;
                }
                eventually("an acknowledged sign-up", PATIENCE, || attempt(person)).await;
                phones.push(sample::phone(person));
                if done.fetch_add(1, Ordering::SeqCst) == SIGN_UPS / 2 {
                    halfway.cancel();
                }
            }
        });
    }
    people.join_all().await.into_iter().flatten().collect()
}

/// One attempt by a direct POST, without loading the page.
async fn sign_up(store: Store, person: u32, job: JobId) -> Option<()> {
    let at = "2026-08-25T06:40:00Z".parse().expect("a date");
    match store.sign_up(&people::form(&format!("token{person}")), &sample::sign_up(person, 8, &job), at).await {
        Ok(SignedUp::Stored { receipt, .. }) => {
            assert_eq!(receipt.cards, [8]);
            Some(())
        }
        Ok(other) => panic!("{other:?}"),
        Err(Error::Unavailable(_)) => None,
        Err(why) => panic!("{why}"),
    }
}

/// Checks that every acknowledged person is stored once, and no other.
async fn assert_all_once(store: &Store, job: &JobId, acknowledged: &HashSet<String>) {
    assert_eq!(acknowledged.len(), SIGN_UPS as usize);
    // Built from nothing, as by a server that starts now.
    let (index, stop) = people::index_of(store).await;
    let kept: Vec<_> = index.select(people::everything(), HashSet::new()).await.collect();
    assert_eq!(kept.len(), acknowledged.len(), "as many applications as people");
    let phones = kept.iter().filter_map(|kept| Some(kept.phone.as_ref()?.full().to_owned()));
    assert_eq!(phones.collect::<HashSet<_>>(), *acknowledged);
    assert_eq!(index.counts(sample::SHOW)[job], u64::from(SIGN_UPS));
    stop.cancel();
}

#[tokio::test]
async fn redis_killed_among_sign_ups_loses_none_and_doubles_none() {
    let server = Setup::own().start().await.open_show().await;
    let (store, job) = (&server.app.store, server.job(8));
    let halfway = CancellationToken::new();
    let killer = async {
        halfway.cancelled().await;
        kill(redis::pid(&mut look_into(server.redis_socket()).await).await);
    };
    let (own_store, own_job) = (store.clone(), job.clone());
    let attempt = move |person| sign_up(own_store.clone(), person, own_job.clone());
    let (acknowledged, ()) = tokio::join!(everybody(halfway.clone(), attempt), killer);
    assert_all_once(store, job, &acknowledged).await;

    let mut host = server.host().await;
    host.until("the counts", |host| host.around()["counts"]["8"] == SIGN_UPS).await;
    host.until("a store that is well", |host| host.around()["store"] == "ok").await;
    host.take(8).await;
}

#[tokio::test]
async fn daigang_killed_among_sign_ups_loses_none_and_doubles_none() {
    let folder = redis::folder();
    let process = Process::demo(folder.path(), 0).await;
    let (port, forms) = (process.port(), process.forms(SIGN_UPS).await);
    let halfway = CancellationToken::new();
    let killer = async {
        halfway.cancelled().await;
        process.kill().await;
        Process::demo(folder.path(), port).await
    };
    let (acknowledged, process) =
        tokio::join!(everybody(halfway.clone(), move |person| forms.clone().send(person)), killer);
    let store = process.store().await;
    let (job, _) = store.jobs().await.expect("the sample jobs").swap_remove(7);
    assert_all_once(&store, &job, &acknowledged).await;
}

#[tokio::test]
async fn a_server_killed_with_a_card_on_air_comes_back_with_it() {
    let folder = redis::folder();
    let process = Process::demo(folder.path(), 0).await;
    let (mut host, overlay) = (process.host().await, process.overlay().await);
    let epoch = overlay.epoch().to_owned();
    host.take(8).await;
    let rev = host.done(Command::Cue { card: 11 }).await;
    let card = host.view()["view"]["on_air"].clone();

    let port = process.port();
    process.kill().await;
    // The server is ready when this returns; the measured time starts here.
    let process = Process::demo(folder.path(), port).await;
    let url = process.socket_url("overlay", &process.secrets().overlay);
    let (overlay, took) = eventually("the overlay's return", BACK, || async { Some(Overlay::enter(&url).await) }).await;
    assert!(took < BACK);
    assert_eq!((overlay.epoch(), overlay.rev(), overlay.on_air()), (epoch.as_str(), rev, Some(8)));

    let mut host = process.host().await;
    assert_eq!(host.view()["view"]["on_air"], card, "since the same moment");
    assert_eq!(host.done(Command::Next).await, rev + 1);
    assert_eq!(host.on_air(), Some(11), "the cue was kept");
    host.done(Command::Undo).await;
    assert_eq!(host.on_air(), Some(8), "and the way back");
}

#[tokio::test]
async fn a_redis_killed_with_a_card_on_air_is_back_without_a_new_server() {
    let server = Setup::own().start().await.open_show().await;
    let mut host = server.host().await;
    let rev = host.take(8).await;
    let overlay = server.overlay().await;
    kill(redis::pid(&mut look_into(server.redis_socket()).await).await);
    host.until("a store that is away", |host| host.around()["store"] == "away").await;
    host.until("a store that is back", |host| host.around()["store"] == "ok").await;
    assert_eq!((overlay.rev(), overlay.on_air(), overlay.closed), (rev, Some(8), None), "the picture stays");
    assert_eq!(host.take(9).await, rev + 1);
}

/// A server that reaches the shared store through a proxy, and one that reaches it directly.
async fn servers_and_line() -> (TestServer, TestServer, Proxy) {
    let well = TestServer::with_show().await;
    let line = Proxy::to(well.redis_socket()).await;
    let mut troubled = well.setup.twin(line.redis_url()).start().await;
    troubled.jobs.clone_from(&well.jobs);
    (well, troubled, line)
}

#[tokio::test]
async fn a_cut_connection_to_the_store_is_reported_and_recovers() {
    let (well, troubled, line) = servers_and_line().await;
    let (mut here, mut there) = (well.host().await, troubled.host().await);
    let mut overlay = troubled.overlay().await;
    here.take(8).await;
    overlay.until("card 8", |overlay| overlay.on_air() == Some(8)).await;

    line.cut();
    there.until("a store that is away", |host| host.around()["store"] == "away").await;
    assert_eq!(troubled.anyone().readyz().await, (reqwest::StatusCode::SERVICE_UNAVAILABLE, "away".into()));
    assert_eq!(there.refused(Command::Take { card: 9 }).await, "store");
    let form = sample::sign_up(1, 8, well.job(8));
    let refused = troubled.app.store.sign_up(&people::form("t"), &form, troubled.setup.clock.now()).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    // Meanwhile the show goes on at the other server.
    let rev = here.take(10).await;
    assert_eq!((overlay.on_air(), overlay.closed), (Some(8), None));

    line.heal();
    overlay.until("what happened meanwhile", |overlay| overlay.rev() == rev).await;
    assert_eq!(overlay.on_air(), Some(10));
    there.until("a store that is back", |host| host.around()["store"] == "ok" && host.rev() == rev).await;
    there.take(11).await;
    here.until("card 11", |here| here.on_air() == Some(11)).await;
}

#[tokio::test]
async fn a_connection_that_swallows_everything_is_noticed_within_the_deadlines() {
    let (well, troubled, line) = servers_and_line().await;
    let (mut here, mut there) = (well.host().await, troubled.host().await);
    line.stall();
    assert_eq!(there.refused(Command::Take { card: 9 }).await, "store");
    there.until("a store that is away", |host| host.around()["store"] == "away").await;
    line.heal();
    there.until("a store that is back", |host| host.around()["store"] == "ok").await;
    // The outcome of the refused command was unknown. A command accepted at any revision follows, so that the first one
    // cannot be applied late.
    here.done(Command::Panic).await;
    let rev = here.done(Command::Release).await;
    there.until("the same stage", |there| there.rev() == rev).await;
    assert_eq!(here.on_air(), there.on_air());
}

#[tokio::test]
async fn a_command_answered_as_unknown_is_not_carried_out_later() {
    let (well, troubled, line) = servers_and_line().await;
    let (mut here, mut there) = (well.host().await, troubled.host().await);
    let rev = here.rev();
    line.stall();
    // Within the deadline of a host at most three commands reach the store; the rest queue behind them.
    let mut waiting = Vec::new();
    for number in 0..8 {
        let command = if number < 4 { Command::Guides { seconds: 1 } } else { Command::Lock };
        waiting.push(there.say(rev, &command).await);
    }
    for id in &waiting {
        let Answer::Refused { code, .. } = there.answer(id).await else { panic!("{id} was done without a store") };
        assert_eq!(code, "store");
    }
    line.heal();
    there.until("a store that is back", |host| host.around()["store"] == "ok").await;
    // Queued behind all pending commands.
    let rev = there.done(Command::Panic).await;
    here.until("the same", |here| here.rev() == rev).await;
    assert_eq!(here.view()["view"]["locked"], false);
}
