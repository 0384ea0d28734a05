//! The Hub: follows the store, holds the newest state, accepts commands. Must not know sockets or HTML.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::watch;

use crate::domain::Now;
use crate::domain::job::JobId;
use crate::domain::rundown::{Edit, Rundown};
use crate::domain::settings::Settings;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::{Command, Refusal, Rev, Stage};
use crate::store::{self, StoreState};
use crate::view::Scene;

/// Everything that views are made from, as of one revision.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Names the store's data; another epoch means other data.
    pub epoch: Arc<str>,
    pub rev: Rev,
    pub stage: Arc<Stage>,
    pub show: Option<Arc<Show>>,
    pub rundown: Arc<Rundown>,
    pub settings: Arc<Settings>,
}

impl World {
    #[must_use]
    pub fn scene<'a>(&'a self, now: Now, public_url: &'a str) -> Scene<'a> {
        Scene {
            stage: &self.stage,
            show: self.show.as_deref(),
            rundown: &self.rundown,
            settings: &self.settings,
            public_url,
            now,
        }
    }
}

/// What changes without a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub counts: HashMap<JobId, u64>,
    pub store: StoreState,
}

/// Why a command or an edit was not done.
#[derive(Debug)]
pub enum Denied {
    Refused(Refusal),
    /// Nothing changed, or nobody knows: the same command id can be sent again.
    Store(store::Error),
}

/// Accepts commands and holds the newest state. Cheap to clone.
#[derive(Clone)]
pub struct Hub {}

#[allow(unused_variables, clippy::unused_async)]
impl Hub {
    /// The newest state.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        todo!()
    }
    /// Follows the newest state.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<Arc<World>> {
        todo!()
    }
    #[must_use]
    pub fn tally(&self) -> watch::Receiver<Arc<Tally>> {
        todo!()
    }
    /// Does a command that was decided on `rev`; answers the revision it is in.
    pub async fn command(&self, id: &str, by: &str, rev: Rev, command: Command) -> Result<Rev, Denied> {
        todo!()
    }
    /// Changes the rundown of the show on the stage.
    pub async fn edit(&self, id: &str, by: &str, rev: Rev, edit: Edit) -> Result<Rev, Denied> {
        todo!()
    }
    /// Makes the next show by the weekly rule, with the still valid jobs of `carry`, and puts it on the stage.
    pub async fn next_show(&self, by: &str, carry: Vec<JobId>) -> Result<ShowId, Denied> {
        todo!()
    }
}
