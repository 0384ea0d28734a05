//! Fills the store of a data directory as a county has it after some years, all of it invented, through the store's own calls.
//! The only part of this program that knows daigang's code. Must not know keys or scripts.

mod plan;
mod redis;
mod shows;
pub mod words;
mod work;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use daigang::domain::person::PersonId;
use daigang::domain::show::ShowId;
use daigang::index::{Index, IndexState};
use daigang::store::child::make_folder;
use daigang::store::open::{OpenedStore, StoreOptions, open_store};
use daigang::store::{ByClerk, CodeAccess, EventNumber, Store, Traces};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::redis::FillRedis;
use crate::rng::Rng;
use plan::{Amounts, LATE_EVENTS, Plan};
use work::written;

#[derive(clap::Args)]
pub struct Args {
    /// The data directory: missing, empty, or filled by an earlier run.
    folder: PathBuf,
    #[command(flatten)]
    amounts: Amounts,
    /// The organisation; that of `daigang demo`.
    #[arg(long, default_value = "demo")]
    org: String,
}

/// Its contents describe a filled folder. Nothing else is ever deleted.
const MARK: &str = "filled.json";
/// People who are erased, merged, must not be called, and got a code; together [`LATE_EVENTS`].
const ERASED: usize = 150;
const MERGED: usize = 50;
const NOT_CALLED: usize = 100;
const CODES: usize = 300;
const _: () = assert!(ERASED + MERGED + NOT_CALLED + CODES == LATE_EVENTS);
const CLERK: &str = words::CLERKS[1];
const POLL_INTERVAL: Duration = Duration::from_millis(50);

pub fn run(args: &Args) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(fill(args))
}

async fn fill(args: &Args) -> anyhow::Result<()> {
    let began = Instant::now();
    empty(&args.folder)?;
    let plan = Plan::new(&args.amounts);
    let redis = FillRedis::start(&args.folder)?;
    let mut options = StoreOptions {
        data: args.folder.clone(),
        redis: Some(redis.socket.display().to_string()),
        redis_ca: None,
        org: args.org.clone(),
        new_store: false,
    };
    let opened = open_store(&options).await?;
    let erasure = write(&opened.store, &plan, &args.amounts).await?;
    drop(opened);
    redis.stop(&args.folder)?;
    let written = began.elapsed();
    options.redis = None;
    let mut line = check(&options, erasure).await?;
    line["seconds"] = json!(written.as_secs());
    fs::write(args.folder.join(MARK), format!("{line}\n"))?;
    println!("{line}");
    Ok(())
}

/// Removes what an earlier run left, and refuses to touch anything else.
fn empty(folder: &Path) -> anyhow::Result<()> {
    if folder.join(MARK).exists() {
        fs::remove_dir_all(folder)?;
    }
    make_folder(folder)?;
    let is_empty = fs::read_dir(folder)?.next().is_none();
    ensure!(is_empty, "{} has files that this command did not write", folder.display());
    // As long as it is not complete, it may be removed too.
    fs::write(folder.join(MARK), "{}\n").with_context(|| folder.display().to_string())
}

/// Writes everything; returns the event of the last erasure.
#[allow(clippy::disallowed_methods, reason = "the data is as old as this machine's clock says")]
async fn write(store: &Store, plan: &Plan, amounts: &Amounts) -> anyhow::Result<EventNumber> {
    let now: DateTime<Utc> = std::time::SystemTime::now().into();
    let mut rng = Rng::new(amounts.seed ^ 1);
    let shows = shows::write_shows(store, plan, now, &mut rng).await?;
    let mut people = BTreeSet::new();
    for (show, forms) in shows.iter().zip(&plan.forms) {
        people.extend(work::write_show(store, plan, forms, show, &mut rng).await?);
        eprintln!("show {}: {} forms", show.id, forms.len());
    }
    let people: Vec<PersonId> = people.into_iter().collect();
    late_events(store, &people, now, &mut rng).await
}

/// Codes, phones that must not be called, merges and erasures, of different people.
async fn late_events(
    store: &Store,
    people: &[PersonId],
    now: DateTime<Utc>,
    rng: &mut Rng,
) -> anyhow::Result<EventNumber> {
    let mut chosen = BTreeSet::new();
    while chosen.len() < (LATE_EVENTS + MERGED).min(people.len()) {
        chosen.insert(rng.below(people.len()));
    }
    let mut chosen = chosen.into_iter().map(|place| &people[place]);
    let by = ByClerk { name: CLERK, at: now - TimeDelta::hours(2) };
    for person in chosen.by_ref().take(CODES) {
        written(store.issue_code(person, by).await?.1)?;
    }
    for id in chosen.by_ref().take(NOT_CALLED) {
        let person = store.person(id).await?.context("a person")?;
        written(store.set_do_not_call(id, &person.phone, true, by).await?)?;
    }
    for _ in 0..MERGED {
        let (Some(from), Some(into)) = (chosen.next(), chosen.next()) else { break };
        written(store.merge(from, into, by).await?)?;
    }
    let mut last = 0;
    for person in chosen.by_ref().take(ERASED) {
        last = written(store.erase(&CodeAccess::Person(person.clone()), CLERK, "本人要求", by.at).await?)?;
    }
    Ok(last)
}

/// Opens the store as a server does, lets it delete the traces of the erased, and counts what the index has.
async fn check(options: &StoreOptions, erasure: EventNumber) -> anyhow::Result<serde_json::Value> {
    let OpenedStore { store, child, .. } = open_store(options).await?;
    while store.traces(erasure).await? != Traces::Cleared {
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    let (tasks, stop, began) = (TaskTracker::new(), CancellationToken::new(), Instant::now());
    let index = Index::start(store.clone(), &tasks, stop.clone());
    let mut state = index.follow();
    state.wait_for(|state| matches!(state, IndexState::Ready { .. })).await?;
    let took = began.elapsed();
    let people = store.scan_people().await?.people.len();
    let all = daigang::domain::desk::Filter { suspects: daigang::domain::desk::Suspects::Shown, ..Default::default() };
    let page = index.rows(all, daigang::index::MatchedJobs::default(), 0, 1).await;
    let counted: u64 = (0..1000).flat_map(|show| index.counts(ShowId(show)).into_values()).sum();
    let line = json!({
        "people": people, "phones": page.total, "applications": page.applications, "applications_that_count": counted,
        "to_judge": index.to_judge(), "events": store.newest_event().await?, "index_ms": took.as_millis(),
    });
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    if let Some(child) = child {
        child.stop().await;
    }
    Ok(line)
}
