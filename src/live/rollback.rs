//! Recovers from a store that rolled back to an older revision: a failover to a replica that lagged, or a restored backup.
//! Writes one entry; must not know requests or pages.

use std::sync::Arc;

use super::replica::{ANSWERED_MAX, Replica, SERVER};
use crate::domain::snapshot::Snapshot;
use crate::domain::stage::Rev;
use crate::store::{self, Commit, Committed, EntryKind, StageEntry, Write};

/// Appends an entry above every revision that this server or its pages have, and returns it to be adopted. `None` if the
/// store has no older revision, or another server recovered first: then the entries that were missed are enough.
///
/// The picture that viewers see must not go back by itself: this server's stage continues, with the records that are
/// written together with stages, unless a host changed the stage in the store later. People, jobs and sign-ups stay as the
/// store has them.
pub(super) async fn recover(replica: &Replica, client_rev: Rev) -> Result<Option<StageEntry>, store::Error> {
    let mut entries = replica.store().recent(ANSWERED_MAX).await?;
    let changed_at = stage_changed_at(&entries);
    let newest = entries.pop().unwrap_or_default();
    let snapshot = replica.snapshot();
    let above = snapshot.rev.max(client_rev);
    if newest.rev >= above {
        return Ok(None);
    }
    let ours = newest.rev < snapshot.rev && changed_at <= replica.entry_at() && replica.has_read();
    let stage = if ours { Arc::clone(&snapshot.stage) } else { newest.stage };
    let commit = Commit {
        expect: Some(newest.rev),
        above,
        stage: Some(stage),
        at: replica.clock().now().at,
        by: SERVER,
        id: "",
        kind: EntryKind::Rollback,
        action: EntryKind::Rollback.action(),
        writes: if ours { records_of(replica) } else { Vec::new() },
    };
    match replica.store().commit(&commit).await? {
        Committed::Stale { .. } => Ok(None),
        Committed::Done { rev } => {
            log_recovery(above - newest.rev, ours, rev);
            Ok(Some(commit.into_entry(rev).0))
        }
    }
}

fn log_recovery(lost: Rev, ours: bool, rev: Rev) {
    let stage = if ours { "this server's" } else { "the store's" };
    tracing::error!(
        "the store rolled back by {lost} revisions; {stage} stage continues as revision {rev}; sign-ups of that time may be missing"
    );
}

/// Every record that is written together with a stage. The rehearsal has none.
fn records_of(replica: &Replica) -> Vec<Write> {
    if replica.is_rehearsal() || !replica.is_current() {
        return Vec::new();
    }
    let Snapshot { show, rundown, settings, aired, notices, layout, .. } = replica.snapshot();
    let mut writes = vec![Write::Settings(settings.as_ref().clone()), Write::Layout(*layout)];
    if let Some(show) = show {
        writes.push(Write::Show(show.as_ref().clone()));
        writes.push(Write::Rundown(show.id, rundown.cards.clone()));
        writes.extend(notices.iter().map(|notice| Write::Notice(show.id, notice.clone())));
        writes.extend(aired.iter().map(|(id, job)| Write::Aired(show.id, id.clone(), job.clone())));
    }
    writes
}

/// When the stage of the newest entry was set: imports and day changes repeat it, and are no decision of a host.
fn stage_changed_at(entries: &[StageEntry]) -> i64 {
    let newest = entries.last();
    let same = entries.iter().rev().take_while(|entry| newest.is_some_and(|newest| newest.stage == entry.stage));
    same.last().map_or(0, |entry| entry.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stage::Stage;

    #[test]
    fn an_import_that_repeats_a_stage_does_not_make_it_newer() {
        let entry = |at, locked| StageEntry {
            at,
            stage: Arc::new(Stage { locked, ..Stage::default() }),
            ..StageEntry::default()
        };
        assert_eq!(stage_changed_at(&[entry(10, false), entry(20, true), entry(30, true)]), 20);
        assert_eq!(stage_changed_at(&[]), 0);
    }
}
