//! `daigang check`, `import` and `export`, the latter two being the desk's import and export from a terminal. They also work while a server runs
//! on the same data directory. Must not know HTTP.

use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::domain::desk::Filter;
use crate::domain::job::Job;
use crate::domain::show::ShowId;
use crate::export::titles::Titles;
use crate::export::{self, ApplicationList, ApplicationOptions, FileFormat};
use crate::import::{self, DryRun};
use crate::index::{Index, IndexState};
use crate::store::open::{OpenedStore, StoreOptions, attach_store};
use crate::store::{ByClerk, Changed, Store};
use crate::words::{Words, arg};
use crate::{StartError, check, terminal};

/// Deadline for reading all people, of whom 50,000 take some seconds.
const INDEX_TIMEOUT: Duration = Duration::from_secs(60);

/// The lists that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportKind {
    /// The jobs.
    Jobs,
    /// The applications.
    Applications,
}

/// The list to export.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// The kind of list.
    pub what: ExportKind,
    /// Only the applications of this show.
    pub show: Option<u32>,
    /// Full phone numbers instead of masked ones.
    pub full: bool,
}

/// Prints what the overlay behind a link would show.
pub async fn check(url: &str) -> Result<(), StartError> {
    let t = Words::default();
    match check::check(url).await {
        Ok(checked) => Ok(print(&terminal::check_lines(t, &checked))?),
        Err(why) => Err(anyhow::anyhow!(terminal::check_error(t, &why)).into()),
    }
}

/// Reads a sheet, prints the plan of its import, and writes it after confirmation.
pub async fn import(options: &StoreOptions, clock: &Clock, file: &Path, yes: bool) -> Result<(), StartError> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let OpenedStore { store, child, .. } = attach_store(options).await?;
    let t = Words::default();
    let now = clock.now();
    let name = file.display().to_string();
    let stored = store.jobs().await.map_err(anyhow::Error::from)?;
    let dry_run = match DryRun::new(&bytes, &stored, now.today) {
        Ok(dry_run) => dry_run,
        Err(refusal) => return Err(anyhow::anyhow!(import::refusal_lines(t, &name, &refusal).join("\n")).into()),
    };
    print(&import::lines(t, &name, &dry_run))?;
    if dry_run.writes() == 0 {
        print(&[t.import_cli_nothing().to_owned()])?;
    } else if yes || confirmed(t, dry_run.writes())? {
        let outcome = import::commit(&store, &dry_run.plan, "import", now).await.map_err(anyhow::Error::from)?;
        match outcome {
            Changed::Done => {
                print(&[t.import_cli_done(arg::Changed(dry_run.counts().changed), arg::New(dry_run.counts().new))])?;
            }
            Changed::Conflict { .. } | Changed::Gone => {
                return Err(anyhow::anyhow!(t.import_cli_conflict()).into());
            }
        }
    }
    if let Some(child) = child {
        child.stop().await;
    }
    Ok(())
}

/// Asks for confirmation. Without a terminal there is none, and nothing is written.
fn confirmed(t: Words, count: usize) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        print(&[t.import_cli_dry().to_owned()])?;
        return Ok(false);
    }
    let mut out = std::io::stdout();
    write!(out, "{} ", t.import_cli_ask(count))?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}

fn print(lines: &[String]) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Writes a list to a file; an existing file is not overwritten.
pub async fn export(options: &StoreOptions, clock: &Clock, list: &List, file: &Path) -> Result<(), StartError> {
    let format = file.extension().and_then(|extension| FileFormat::from_extension(extension.to_str()?));
    let Some(format) = format else {
        return Err(anyhow::anyhow!("{}: the name must end in .csv or .xlsx", file.display()).into());
    };
    let OpenedStore { store, child, .. } = attach_store(options).await?;
    match list.what {
        ExportKind::Jobs => {
            let jobs = store.jobs().await.map_err(anyhow::Error::from)?;
            let jobs: Vec<Job> = jobs.into_iter().map(|(_, job)| job).collect();
            save(file, |out| export::write_jobs(format, out, &jobs, Words::default()))?;
        }
        ExportKind::Applications => {
            let options = ApplicationOptions { full: list.full, zone: clock.zone(), t: Words::default() };
            let selected = select_applications(&store, clock, list).await?;
            save(file, |out| selected.write_to(format, out, options))?;
        }
    }
    if let Some(child) = child {
        child.stop().await;
    }
    Ok(())
}

/// Reads all people into an index of this process's own, and notes the export in the audit log.
async fn select_applications(store: &Store, clock: &Clock, list: &List) -> anyhow::Result<ApplicationList> {
    let filter = Filter { show: list.show.map(ShowId), ..Filter::default() };
    let titles = Arc::new(Titles::read(store).await?);
    let stop = CancellationToken::new();
    let index = Index::start(store.clone(), &TaskTracker::new(), stop.clone());
    let mut state = index.follow();
    let loaded = state.wait_for(|state| matches!(state, IndexState::Ready { .. }));
    tokio::time::timeout(INDEX_TIMEOUT, loaded).await.context("reading all people takes too long")??;
    // The file is of this moment: it need not follow what happens while it is written.
    stop.cancel();
    let selected = ApplicationList::select(&index, titles, &filter).await;
    let by = ByClerk { name: "export", at: clock.now().at };
    store.note_exported(selected.rows() as u64, list.full, by).await?;
    Ok(selected)
}

fn save(file: &Path, write: impl FnOnce(&File) -> std::io::Result<()>) -> anyhow::Result<()> {
    // Readable by its owner only, because the list may contain full phone numbers.
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let out = match opened {
        Ok(out) => out,
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => bail!("{} exists already", file.display()),
        Err(why) => bail!("{} cannot be written: {why}", file.display()),
    };
    if let Err(why) = write(&out) {
        // An unfinished list looks like a complete one.
        std::fs::remove_file(file).ok();
        bail!("{} cannot be written: {why}", file.display());
    }
    Ok(())
}
