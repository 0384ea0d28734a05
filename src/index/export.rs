//! A selection to be exported: ids that are resolved in chunks, so that an export needs little memory and holds no lock for
//! long. Must not know columns or files.

use std::sync::PoisonError;

use super::projection::{Projection, SharedProjection};
use super::rows::ListedApplication;
use super::selection::{MatchedJobs, Selection};
use crate::domain::application::ApplicationId;
use crate::domain::desk::Filter;

/// Applications that are resolved under one lock: some milliseconds.
const CHUNK: usize = 1_000;

/// Applications in the order of the list. An iterator; those that were erased meanwhile are left out.
pub struct ExportSelection {
    projection: SharedProjection,
    ids: std::vec::IntoIter<ApplicationId>,
    chunk: std::vec::IntoIter<ListedApplication>,
    total: usize,
}

impl ExportSelection {
    pub(super) fn new(projection: SharedProjection, ids: Vec<ApplicationId>) -> Self {
        let total = ids.len();
        Self { projection, ids: ids.into_iter(), chunk: Vec::new().into_iter(), total }
    }

    /// How many applications were selected.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }
}

impl Iterator for ExportSelection {
    type Item = ListedApplication;

    fn next(&mut self) -> Option<ListedApplication> {
        loop {
            if let Some(listed) = self.chunk.next() {
                return Some(listed);
            }
            let ids: Vec<_> = self.ids.by_ref().take(CHUNK).collect();
            if ids.is_empty() {
                return None;
            }
            let projection = self.projection.read().unwrap_or_else(PoisonError::into_inner);
            let listed = ids.iter().filter_map(|id| projection.application(id));
            self.chunk = listed.filter(|listed| listed.phone.is_some()).collect::<Vec<_>>().into_iter();
        }
    }
}

impl Projection {
    pub(super) fn select(&self, filter: &Filter, jobs: &MatchedJobs) -> Vec<ApplicationId> {
        let selection = Selection::new(self, filter, jobs);
        let mut ids = Vec::new();
        for (_, slot) in &self.order {
            let mut selected: Vec<_> = selection.of(self, self.group(*slot)).collect();
            selected.sort_by_key(|(slot, at)| std::cmp::Reverse(self.at(*slot).applications[*at].1.at));
            ids.extend(selected.into_iter().map(|(slot, at)| self.id_at(slot, at)));
        }
        ids
    }
}
