//! The applications that a filter and a search select. Reads only what was put together for that. Must not know what is shown of
//! them.

use std::collections::HashSet;

use memchr::memmem::Finder;

use super::intern::{TextId, Texts};
use super::person::PersonSlot;
use super::projection::Projection;
use super::searchable::{Searchable, SearchableApplication};
use crate::domain::desk::{Filter, NO_SOURCE, Search, Suspects};
use crate::domain::job::JobId;

/// The jobs whose title or employer contains the search text; the caller knows titles.
pub type MatchedJobs = HashSet<JobId>;

/// A filter, prepared once for all people.
pub(super) struct Selection<'a> {
    filter: &'a Filter,
    search: Option<(Search, Finder<'static>)>,
    /// The jobs that the search means.
    jobs: HashSet<TextId>,
    township: Wanted,
    source: Wanted,
}

/// A text that a filter wants.
enum Wanted {
    Any,
    Text(TextId),
    /// A text that no record has.
    Unknown,
}

impl Wanted {
    fn new(texts: &Texts, text: Option<&str>) -> Self {
        match text {
            None => Self::Any,
            Some(text) => texts.find(text).map_or(Self::Unknown, Self::Text),
        }
    }

    fn fits(&self, text: TextId) -> bool {
        match self {
            Self::Any => true,
            Self::Text(wanted) => *wanted == text,
            Self::Unknown => false,
        }
    }
}

impl<'a> Selection<'a> {
    pub fn new(projection: &Projection, filter: &'a Filter, jobs: &MatchedJobs) -> Self {
        let texts = &projection.texts;
        let search = Search::new(&filter.search).map(|search| {
            let finder = Finder::new(search.text()).into_owned();
            (search, finder)
        });
        let source = match filter.source.as_str() {
            "" => None,
            NO_SOURCE => Some(""),
            source => Some(source),
        };
        Self {
            search,
            jobs: jobs.iter().filter_map(|job| texts.find(&job.0)).collect(),
            township: Wanted::new(texts, Some(filter.township.as_str()).filter(|township| !township.is_empty())),
            source: Wanted::new(texts, source),
            filter,
        }
    }

    /// How suspect applications are treated.
    pub fn suspects(&self) -> Suspects {
        self.filter.suspects
    }

    /// The applications of a phone that are selected: a person, and the position among the person's applications.
    pub fn of<'s>(
        &'s self,
        projection: &'s Projection,
        group: &'s [PersonSlot],
    ) -> impl Iterator<Item = (PersonSlot, usize)> + 's {
        // A search that finds one of the people selects all applications of the phone, or else those to a job that it means.
        let found = group.iter().any(|slot| self.finds(projection.searchable(*slot)));
        group.iter().flat_map(move |slot| {
            let applications = projection.searchable(*slot).applications.iter().enumerate();
            let selected =
                applications.filter(move |(_, one)| (found || self.jobs.contains(&one.job)) && self.fits(one));
            selected.map(move |(at, _)| (*slot, at))
        })
    }

    fn finds(&self, person: &Searchable) -> bool {
        match &self.search {
            None => true,
            Some((search, finder)) => {
                search.finds_digits(&person.digits) || finder.find(person.text.as_bytes()).is_some()
            }
        }
    }

    fn fits(&self, application: &SearchableApplication) -> bool {
        let filter = self.filter;
        filter.show.is_none_or(|show| application.show == show)
            && filter.card.is_none_or(|card| application.card == card)
            && filter.status.is_none_or(|status| application.status == status)
            && filter.call_time.is_none_or(|time| application.call_time == Some(time))
            && filter.place.is_none_or(|state| application.queue == Some(state))
            && self.township.fits(application.township)
            && self.source.fits(application.source)
            && match filter.suspects {
                Suspects::Hidden => !application.suspect,
                Suspects::Waiting => application.suspect && application.waits,
                Suspects::Shown => true,
            }
    }
}
