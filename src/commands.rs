//! `daigang import` and `daigang export`: what the desk does, from a terminal, beside a running server too.

use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::clock::Clock;
use crate::domain::desk::Filter;
use crate::domain::job::Job;
use crate::domain::show::ShowId;
use crate::import::{self, DryRun};
use crate::store::Changed;
use crate::words::{Words, arg};
use crate::{Options, StartError, attach_store, sheet, web};

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Export {
    Jobs,
    Applications,
}

/// Which list an export means.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub what: Export,
    pub show: Option<u32>,
    /// Whole phone numbers instead of masked ones.
    pub full: bool,
}

/// Reads a sheet, says what would happen, and writes it when confirmed.
pub async fn import(options: Options, clock: &Clock, file: &Path, yes: bool) -> Result<(), StartError> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let (store, child) = attach_store(&options).await?;
    let (t, now) = (Words::default(), clock.now());
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

/// Asks on a terminal; without one nothing is written.
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

/// Writes a list to a file; an existing one is not overwritten.
pub async fn export(options: Options, clock: &Clock, list: &List, file: &Path) -> Result<(), StartError> {
    let xlsx = match file.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => true,
        Some("csv") => false,
        _ => return Err(anyhow::anyhow!("{}: the name must end in .csv or .xlsx", file.display()).into()),
    };
    let (store, child) = attach_store(&options).await?;
    let bytes = match list.what {
        Export::Jobs => {
            let jobs = store.jobs().await.map_err(anyhow::Error::from)?;
            let jobs: Vec<Job> = jobs.into_iter().map(|(_, job)| job).collect();
            if xlsx {
                sheet::write_jobs_xlsx(&jobs).map_err(anyhow::Error::from)?
            } else {
                sheet::write_jobs_csv(&jobs)
            }
        }
        Export::Applications => {
            let filter = Filter { show: list.show.map(ShowId), ..Filter::default() };
            web::desk::applications(&store, &filter, list.full, xlsx, clock.zone(), Words::default()).await?
        }
    };
    save(file, &bytes)?;
    if let Some(child) = child {
        child.stop().await;
    }
    Ok(())
}

fn save(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    // For its owner only: the list may hold whole phone numbers.
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut out = match opened {
        Ok(out) => out,
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => bail!("{} exists already", file.display()),
        Err(why) => bail!("{} cannot be written: {why}", file.display()),
    };
    out.write_all(bytes)?;
    Ok(())
}
