//! The titles of all jobs, read once for many pages. Must not know what names a job.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::desk::{Search, fold};
use crate::domain::job::{Job, JobId};
use crate::domain::stage::Rev;
use crate::index::MatchedJobs;
use crate::store::{Result, Store};

/// How long titles are reused although the stage has changed: during a show it changes with every press.
const REUSE_TIME: Duration = Duration::from_secs(5);

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

/// A title with the text that a search looks at: folded once, because a search looks at all of them.
#[derive(Debug)]
struct IndexedTitle {
    title: Title,
    folded: String,
}

impl IndexedTitle {
    fn new(title: Title) -> Self {
        Self { folded: format!("{}\n{}", fold(&title.title), fold(&title.employer)), title }
    }
}

/// Titles by job.
#[derive(Debug, Default)]
pub struct Titles(HashMap<JobId, IndexedTitle>);

impl Titles {
    /// The titles of all jobs.
    pub async fn read(store: &Store) -> Result<Self> {
        let jobs = store.jobs().await?;
        Ok(Self(jobs.into_iter().map(|(id, job)| (id, IndexedTitle::new(Title::of(&job)))).collect()))
    }

    /// The title of a job.
    #[must_use]
    pub fn get(&self, id: &JobId) -> Title {
        self.0.get(id).map(|found| found.title.clone()).unwrap_or_default()
    }

    /// The jobs whose title or employer contains a search text; none if it is empty.
    #[must_use]
    pub fn matching(&self, typed: &str) -> MatchedJobs {
        let Some(search) = Search::new(typed) else { return MatchedJobs::default() };
        let found = self.0.iter().filter(|(_, title)| title.folded.contains(search.text()));
        found.map(|(id, _)| id.clone()).collect()
    }
}

/// Titles that pages share, so that none reads a job for each of its rows.
#[derive(Debug, Clone, Default)]
pub struct TitleCache(Arc<Mutex<Option<CachedTitles>>>);

#[derive(Debug, Clone)]
struct CachedTitles {
    rev: Rev,
    read_at: Instant,
    titles: Arc<Titles>,
}

impl TitleCache {
    /// The titles as of a revision of the stage, with which jobs change. They may be older by `REUSE_TIME`, and by more
    /// while the store does not answer: a list with yesterday's titles is better than none.
    pub async fn get(&self, store: &Store, rev: Rev) -> Result<Arc<Titles>> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(cached) = &cached
            && (cached.rev == rev || cached.read_at.elapsed() < REUSE_TIME)
        {
            return Ok(cached.titles.clone());
        }
        let titles = match (Titles::read(store).await, cached) {
            (Ok(titles), _) => Arc::new(titles),
            (Err(why), Some(cached)) => {
                tracing::debug!(%why, "could not read the titles of jobs; the desk shows older ones");
                return Ok(cached.titles);
            }
            (Err(why), None) => return Err(why),
        };
        let fresh = CachedTitles { rev, read_at: Instant::now(), titles: titles.clone() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(fresh);
        Ok(titles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_found_by_title_and_employer() {
        let title =
            |title: &str, employer: &str| IndexedTitle::new(Title { title: title.into(), employer: employer.into() });
        let one = (JobId("1".into()), title("金牌月嫂", "爱家家政"));
        let other = (JobId("2".into()), title("保洁", "爱家家政"));
        let titles = Titles(HashMap::from([one, other]));
        assert_eq!(titles.matching("月嫂"), MatchedJobs::from([JobId("1".into())]));
        assert_eq!(titles.matching("家政").len(), 2);
        assert!(titles.matching(" ").is_empty() && titles.matching("缝纫").is_empty());
    }
}
