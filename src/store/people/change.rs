//! Shared by all changes of people: the number of their event, their scripts, and the result. Must not know what is changed.

use crate::store::error::{Error, Result};
use crate::store::script::ScriptAnswer;

/// The number of an entry of the events stream.
pub type EventNumber = u64;

/// A script of people: the shared functions of people and of places, then its own lines.
macro_rules! people_script {
    ($file:literal) => {
        std::sync::LazyLock::new(|| {
            redis::Script::new(concat!(
                include_str!("../lua/people.lua"),
                include_str!("../lua/places.lua"),
                include_str!(concat!("../lua/", $file))
            ))
        })
    };
}
pub(in crate::store) use people_script;

/// The result of a change of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written<T = ()> {
    /// It was written, with this event.
    Done(EventNumber),
    /// Another change came first; nothing was written.
    Conflict {
        /// The current value.
        now: T,
    },
    /// The record no longer exists.
    Gone,
}

/// The answer of all scripts of people but those that store forms.
impl ScriptAnswer for Written<String> {
    fn read(word: &str, mut values: Vec<String>) -> Option<Self> {
        match word {
            "ok" => Some(Self::Done(values.pop()?.parse().ok()?)),
            "conflict" => Some(Self::Conflict { now: values.pop()? }),
            "gone" => Some(Self::Gone),
            _ => None,
        }
    }
}

impl Written<String> {
    /// The same for a script that never finds a conflict.
    pub(super) fn without_conflict(self) -> Result<Written> {
        match self {
            Self::Done(event) => Ok(Written::Done(event)),
            Self::Gone => Ok(Written::Gone),
            Self::Conflict { .. } => Err(Error::Corrupt("a conflict without a value to compare".into())),
        }
    }
}
