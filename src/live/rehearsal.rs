//! The rehearsal's stage: the show, rundown and settings of the one on air, and a screen of its own for practice and tests.
//! Must not change anything that the one on air shows.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::actor::{Actor, Ask, Asked};
use super::hold::Hold;
use super::outcome::Outcome;
use super::{Hub, Snapshot, WAITING_MAX};
use crate::clock::Clock;
use crate::domain::crew::Operator;
use crate::domain::stage::{Command, Refusal, StageName};
use crate::store::{self, EntryKind, Store};

/// Who follows the air, and what it did, for the history.
const BY: &str = "rehearsal";

impl Hub {
    /// A second stage beside this one. It follows this one's show and rundown, and has a stream of its own.
    pub async fn rehearsal(&self, store: &Store, clock: Clock, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (requests, inbox) = mpsc::channel(WAITING_MAX);
        let (holds, seen) = (Arc::new(watch::channel(Hold::default()).0), Arc::new(watch::channel(0).0));
        let (store, air) = (store.on(StageName::Rehearsal), Some(self.follow()));
        let (actor, snapshots, stats_feed) = Actor::new(store, clock, holds.clone(), seen.clone(), air).await;
        actor.spawn(inbox, tasks, stop);
        Self { requests, snapshots, stats_feed, holds, seen }
    }
}

/// When the stage on air is another one; never at the stage on air itself.
pub(super) async fn changed(air: &mut Option<watch::Receiver<Arc<Snapshot>>>) {
    let ended = match air {
        Some(air) => air.changed().await.is_err(),
        None => true,
    };
    if ended {
        std::future::pending::<()>().await;
    }
}

impl Actor {
    /// Takes show, rundown and settings as they are on air; `None` at the stage on air, which reads them itself.
    pub(super) fn take_from_air(&mut self) -> Option<Result<(), store::Error>> {
        let air = self.air.as_ref()?.borrow().clone();
        if air.epoch.is_empty() {
            return Some(Err(store::Error::Unavailable("the stage on air is not read yet".into())));
        }
        self.snapshot.show.clone_from(&air.show);
        self.snapshot.rundown.clone_from(&air.rundown);
        self.snapshot.settings.clone_from(&air.settings);
        self.snapshot.notices.clone_from(&air.notices);
        (self.snapshot.layout, self.snapshot.next_at) = (air.layout, air.next_at);
        Some(Ok(()))
    }

    /// Goes on with what the show on air has become, in a revision of its own, so that every page hears of it.
    pub(super) async fn follow_air(&mut self) {
        let Some(air) = self.air.as_ref().map(|air| air.borrow().clone()) else { return };
        if air.epoch.is_empty() {
            return;
        }
        let same = self.snapshot.stage.show == air.stage.show
            && Arc::ptr_eq(&self.snapshot.rundown, &air.rundown)
            && Arc::ptr_eq(&self.snapshot.settings, &air.settings)
            && Arc::ptr_eq(&self.snapshot.notices, &air.notices)
            && self.snapshot.layout == air.layout;
        if same {
            return;
        }
        let asked = Asked { id: String::new(), by: Operator::server(BY), ask: Ask::Follow };
        if let Err(why) = self.decide(&asked).await {
            // The store's return and the air's next change ask again.
            tracing::debug!(?why, "the rehearsal could not follow the show yet");
        }
    }

    /// The stage with the show and the numbers that are on air now.
    pub(super) fn followed(&self) -> Outcome {
        let air = self.air.as_ref().map(|air| air.borrow().clone()).unwrap_or_default();
        let stage = if self.snapshot.stage.show == air.stage.show {
            self.snapshot.stage.renumbered(&self.snapshot.rundown, &air.rundown.cards)
        } else {
            self.snapshot.stage.opened(air.stage.show)
        };
        Outcome { stage, kind: EntryKind::Follow, what: EntryKind::Follow.action(), writes: Vec::new() }
    }

    /// Practice changes no records: they are the show's.
    pub(super) fn check_practice(&self, ask: &Ask) -> Result<(), Refusal> {
        let refused = match ask {
            Ask::Command { command: Command::Open { .. } | Command::Update, .. }
            | Ask::Edit { .. }
            | Ask::Layout { .. }
            | Ask::NextShow { .. }
            | Ask::OpenShow { .. } => self.air.is_some(),
            Ask::Command { .. } | Ask::Fire => false,
            Ask::Follow => self.air.is_none(),
        };
        if refused { Err(Refusal::Rehearsal) } else { Ok(()) }
    }
}
