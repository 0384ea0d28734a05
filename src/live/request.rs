//! The requests of hosts, timers and the rehearsal, and how they are answered. Values only.

use tokio::sync::oneshot;

use crate::domain::crew::Operator;
use crate::domain::job::JobId;
use crate::domain::layout::Layout;
use crate::domain::rundown::Edit;
use crate::domain::show::{Show, ShowId};
use crate::domain::stage::{Command, Refusal, Rev};
use crate::store;

/// A change of the stage, or of records that change together with it.
#[derive(Debug)]
pub(super) enum Request {
    /// A host's command, decided on revision `rev`.
    Command { rev: Rev, command: Command },
    /// A change of the rundown or a new notice, decided on revision `rev`.
    Edit { rev: Rev, edit: Edit },
    /// Another layout, decided on revision `rev`.
    Layout { rev: Rev, layout: Layout },
    /// Make the next show by the weekly rule, if its number is still `number`, with the still valid jobs of `carry`.
    NextShow { number: ShowId, carry: Vec<JobId> },
    /// Make this show and put it on the stage.
    OpenShow { show: Show, jobs: Vec<JobId> },
    /// Carry out the timer of the card on screen, if it is due.
    Fire,
    /// Rehearsal only: take over show and rundown from the stage on air.
    Follow,
}

impl Request {
    /// Whether the decision depends on records, which then must not be older than the stage.
    pub const fn reads_records(&self) -> bool {
        match self {
            Self::Command { command, .. } => command.policy().reads_records(),
            Self::Edit { .. } | Self::Layout { .. } | Self::NextShow { .. } | Self::OpenShow { .. } | Self::Fire => {
                true
            }
            Self::Follow => false,
        }
    }

    /// Whether it hides everything.
    pub const fn is_panic(&self) -> bool {
        matches!(self, Self::Command { command: Command::Panic, .. })
    }
}

/// A request with its id and its sender.
#[derive(Debug)]
pub(super) struct Envelope {
    /// A repeated id gets the first answer again; empty for requests that are never repeated.
    pub id: String,
    /// The operator on whose behalf it is decided.
    pub by: Operator,
    /// The change itself.
    pub request: Request,
}

impl Envelope {
    /// The timer of the card on screen may be due.
    pub fn from_timer() -> Self {
        Self { id: String::new(), by: Operator::server("timer"), request: Request::Fire }
    }

    /// The stage on air has changed, which the rehearsal follows.
    pub fn from_rehearsal() -> Self {
        Self { id: String::new(), by: Operator::server("rehearsal"), request: Request::Follow }
    }
}

/// A request that waits for its turn, with the channel for its answer.
#[derive(Debug)]
pub(super) struct Pending {
    /// The request.
    pub envelope: Envelope,
    /// Closed once the caller has timed out or is gone.
    pub answer: oneshot::Sender<Result<Rev, Denied>>,
}

/// Why a command or an edit was not accepted.
#[derive(Debug)]
pub enum Denied {
    /// The rules of the stage refuse it; nothing was changed.
    Refused(Refusal),
    /// The store did not answer in time, so it is unknown whether the change was applied or still will be. Sending the
    /// same command id again is safe.
    Store(store::Error),
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<store::Error> for Denied {
    fn from(why: store::Error) -> Self {
        Self::Store(why)
    }
}
