//! The titles of the jobs that applications name. Reads the current snapshot first, and the store only for older shows.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join_all;

use crate::domain::job::{Job, JobId};
use crate::domain::person::Entry;
use crate::domain::snapshot::Snapshot;
use crate::store::{Error, Result, Store};

/// The title and employer of a job; both are empty if the job no longer exists.
#[derive(Debug, Clone, Default)]
pub struct Title {
    /// The title of the job.
    pub title: String,
    /// Its employer.
    pub employer: String,
}

impl Title {
    fn of(job: &Job) -> Self {
        Self { title: job.title().to_owned(), employer: job.employer().to_owned() }
    }
}

/// Titles by job.
#[derive(Debug, Default)]
pub struct Titles(HashMap<JobId, Title>);

impl Titles {
    /// The titles of all jobs that `entries` name, each read once.
    pub async fn read<'a>(
        store: &Store,
        snapshot: &Snapshot,
        entries: impl IntoIterator<Item = &'a Entry>,
    ) -> Result<Self> {
        let wanted: BTreeSet<&JobId> = entries.into_iter().map(|entry| &entry.job).collect();
        let each = wanted.into_iter().map(async |id| {
            let title = match snapshot.rundown.jobs.get(id) {
                Some(job) => Title::of(job),
                None => store.job(id).await?.as_ref().map(Title::of).unwrap_or_default(),
            };
            Ok::<_, Error>((id.clone(), title))
        });
        Ok(Self(try_join_all(each).await?.into_iter().collect()))
    }

    /// The title of a job.
    #[must_use]
    pub fn get(&self, id: &JobId) -> Title {
        self.0.get(id).cloned().unwrap_or_default()
    }
}
