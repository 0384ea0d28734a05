//! The rehearsal's stage: the show, rundown and settings of the stage on air, with a screen of its own for practice and
//! tests. Functions on two snapshots; must not change the one on air.

use std::sync::Arc;

use tokio::sync::watch;

use crate::domain::snapshot::Snapshot;
use crate::domain::stage::Stage;

/// Whether the rehearsal already has the show, rundown, settings, notices and layout that are on air.
pub(super) fn is_current(practice: &Snapshot, air: &Snapshot) -> bool {
    practice.stage.show == air.stage.show
        && Arc::ptr_eq(&practice.rundown, &air.rundown)
        && Arc::ptr_eq(&practice.settings, &air.settings)
        && Arc::ptr_eq(&practice.notices, &air.notices)
        && practice.layout == air.layout
}

/// Takes over the records of the stage on air.
pub(super) fn copy_records(practice: &mut Snapshot, air: &Snapshot) {
    practice.show.clone_from(&air.show);
    practice.rundown.clone_from(&air.rundown);
    practice.settings.clone_from(&air.settings);
    practice.notices.clone_from(&air.notices);
    practice.layout = air.layout;
    practice.next_at = air.next_at;
}

/// The rehearsal's stage with the show and the card numbers that are on air now.
pub(super) fn followed_stage(practice: &Snapshot, air: &Snapshot) -> Stage {
    if practice.stage.show == air.stage.show {
        practice.stage.renumbered(&practice.rundown, &air.rundown.cards)
    } else {
        practice.stage.opened(air.stage.show)
    }
}

/// Resolves when the stage on air changes; never at the stage on air itself.
pub(super) async fn air_changed(air: &mut Option<watch::Receiver<Arc<Snapshot>>>) {
    let ended = match air {
        Some(air) => air.changed().await.is_err(),
        None => true,
    };
    if ended {
        std::future::pending::<()>().await;
    }
}
