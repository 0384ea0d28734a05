//! People and their applications: forms, receipts, codes, the work of staff, erasure; and the events of all of it. Must not
//! know forms as typed, or pages.
//!
//! Each change is one script, which writes records and event together. The shared part of the scripts is `lua/people.lua`.

mod account;
mod change;
mod consents;
mod events;
mod follow_up;
mod forms;
pub(super) mod intake;
mod places;
pub(super) mod rewrite;
mod scan;

use std::sync::LazyLock;

use redis::{Script, ScriptInvocation};

pub use account::CodeAccess;
pub use change::{EventNumber, Written};
pub use follow_up::ByClerk;
pub use forms::{Amended, ReceiptState, SignedUp};
pub use places::{LimitSettled, WaitingPosition};
pub use rewrite::Traces;
pub use scan::{EVENTS_CHUNK, EventFollower, PEOPLE_CHUNK, PersonRecords, ScannedPeople, WordsToRead};

use super::Store;
use super::error::Result;
use super::script::ScriptAnswer;

impl Store {
    /// Runs a script of people.
    async fn change<A: ScriptAnswer>(
        &self,
        script: &'static LazyLock<Script>,
        prepare: impl FnOnce(&mut ScriptInvocation<'_>),
    ) -> Result<A> {
        let keys = self.keys();
        self.call(script, |call| {
            call.key(keys.marker()).key(keys.events()).arg(&**self.epoch()).arg(&keys.prefix);
            prepare(call);
        })
        .await
    }
}
