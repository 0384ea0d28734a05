//! One entry of the stage stream as a value: the kind of change, its scope, and how its fields are read.

use std::sync::Arc;

use redis::Value;

use super::{Error, Result};
use crate::domain::stage::{Rev, Stage};

/// One entry of the stage stream: a revision, with the whole stage after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StageEntry {
    /// 0 before the first command.
    pub rev: Rev,
    /// The stage as of this revision.
    pub stage: Arc<Stage>,
    /// The id of the command that made it; empty for commands without one.
    pub id: String,
    /// The name of the operator, or the part of the server that made it.
    pub by: String,
    /// When it was made, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The kind of change.
    pub kind: EntryKind,
    /// The command or the edit as JSON; for the other kinds [`EntryKind::action`].
    pub action: String,
    /// How much changed with it.
    pub scope: ChangeScope,
}

/// The kind of change that an entry of the stage stream holds. In the stream: the field `kind`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EntryKind {
    /// A host's command, or one that a timer fired.
    #[default]
    Command,
    /// A change of the rundown, or a new notice.
    Edit,
    /// Another layout of the overlay.
    Layout,
    /// The rehearsal took over a change of the show on air.
    Follow,
    /// A new day began: at midnight offers expire.
    Day,
    /// An import changed jobs.
    Jobs,
    /// The settings were changed.
    Settings,
    /// A server could read the records again, and publishes them in a revision of their own.
    Reread,
    /// The store rolled back to an older revision; this entry continues above the revisions that pages have.
    Rollback,
}

impl EntryKind {
    const ALL: [Self; 9] = [
        Self::Command,
        Self::Edit,
        Self::Layout,
        Self::Follow,
        Self::Day,
        Self::Jobs,
        Self::Settings,
        Self::Reread,
        Self::Rollback,
    ];

    /// The kind as the stream has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Edit => "edit",
            Self::Layout => "layout",
            Self::Follow => "follow",
            Self::Day => "day",
            Self::Jobs => "jobs",
            Self::Settings => "settings",
            Self::Reread => "reread",
            Self::Rollback => "rollback",
        }
    }

    /// Whether pages show it as the newest change. Imports, settings and recoveries are not steps of the show.
    #[must_use]
    pub const fn is_history(self) -> bool {
        match self {
            Self::Command | Self::Edit | Self::Layout | Self::Follow | Self::Day => true,
            Self::Jobs | Self::Settings | Self::Reread | Self::Rollback => false,
        }
    }

    /// The `action` of an entry that holds no command and no edit. In the history it is JSON, as commands are.
    #[must_use]
    pub fn action(self) -> String {
        if self.is_history() { format!("\"{}\"", self.word()) } else { self.word().to_owned() }
    }

    /// Whether other servers must read the records again although the entry writes none itself.
    pub(super) const fn announces_records(self) -> bool {
        match self {
            Self::Day | Self::Jobs | Self::Settings | Self::Reread | Self::Rollback => true,
            Self::Command | Self::Edit | Self::Layout | Self::Follow => false,
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How much changed with an entry, so that other servers read again no more than they must. In the stream: the field `scope`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChangeScope {
    /// The stage alone.
    #[default]
    Stage,
    /// The copy of the job on screen too.
    Aired,
    /// Rundown, jobs, shows, notices, layout or settings.
    Records,
}

impl ChangeScope {
    /// The scope as the stream has it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Aired => "aired",
            Self::Records => "records",
        }
    }

    /// A scope that only a newer server knows is read as the widest one: reading too much is harmless.
    fn from_word(word: &str) -> Self {
        match word {
            "stage" => Self::Stage,
            "aired" => Self::Aired,
            _ => Self::Records,
        }
    }
}

impl StageEntry {
    /// Reads one entry of the stream: its ID, and its fields with their values in turn.
    pub(super) fn read(id: &str, fields: &[String]) -> Result<Self> {
        let rev = id.split('-').next().and_then(|rev| rev.parse().ok());
        let rev = rev.ok_or_else(|| Error::Corrupt("a stage entry's ID".into()))?;
        let field = |name: &str| {
            let pair = fields.chunks_exact(2).find(|pair| pair[0] == name);
            pair.map(|pair| pair[1].as_str()).unwrap_or_default()
        };
        let (scope, action) = match field("scope") {
            "" => untyped_scope(field("do")),
            word => (ChangeScope::from_word(word), field("do")),
        };
        Ok(Self {
            rev,
            stage: Arc::new(serde_json::from_str(field("stage"))?),
            id: field("id").to_owned(),
            by: field("by").to_owned(),
            at: field("at").parse().unwrap_or_default(),
            // The same reader serves entries from before the field, and kinds that only a newer server knows.
            kind: EntryKind::from_word(field("kind")).unwrap_or_else(|| untyped_kind(action)),
            action: action.to_owned(),
            scope,
        })
    }
}

/// The scope of an entry from before the field `scope`: it was a prefix of `do`.
fn untyped_scope(action: &str) -> (ChangeScope, &str) {
    if let Some(action) = action.strip_prefix("records:") {
        (ChangeScope::Records, action)
    } else if let Some(action) = action.strip_prefix("aired:") {
        (ChangeScope::Aired, action)
    } else {
        (ChangeScope::Stage, action)
    }
}

/// The kind of an entry from before the field `kind`: JSON in `do` meant that the entry is part of the history.
fn untyped_kind(action: &str) -> EntryKind {
    match action {
        r#""layout""# => EntryKind::Layout,
        r#""follow""# => EntryKind::Follow,
        r#""day""# => EntryKind::Day,
        "settings" => EntryKind::Settings,
        "read" => EntryKind::Reread,
        "made up" => EntryKind::Rollback,
        json if serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok() => EntryKind::Command,
        _ => EntryKind::Jobs,
    }
}

/// Reads the entries of a stream, with their fields, out of a raw answer.
pub(super) fn read_stream(value: Value) -> Result<Vec<(String, Vec<String>)>> {
    redis::from_redis_value(value).map_err(|_| Error::Corrupt("a stream".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> StageEntry {
        let fields: Vec<String> = fields.iter().flat_map(|(name, value)| [(*name).into(), (*value).into()]).collect();
        StageEntry::read("7-0", &fields).expect("an entry")
    }

    #[test]
    fn an_entry_says_its_kind_and_its_scope() {
        for kind in EntryKind::ALL {
            for scope in [ChangeScope::Stage, ChangeScope::Aired, ChangeScope::Records] {
                let action = kind.action();
                let entry = read(&[
                    ("at", "5"),
                    ("by", "timer"),
                    ("id", "c1"),
                    ("kind", kind.word()),
                    ("scope", scope.word()),
                    ("do", &action),
                    ("stage", "{}"),
                ]);
                assert_eq!((entry.rev, entry.at, entry.by.as_str(), entry.id.as_str()), (7, 5, "timer", "c1"));
                assert_eq!((entry.kind, entry.scope, entry.action), (kind, scope, action));
            }
        }
    }

    #[test]
    fn an_entry_from_before_these_fields_is_read() {
        let cases = [
            (r#"aired:{"take":{"card":8}}"#, EntryKind::Command, ChangeScope::Aired, r#"{"take":{"card":8}}"#),
            (r#""panic""#, EntryKind::Command, ChangeScope::Stage, r#""panic""#),
            (r#"records:{"remove":{"card":8}}"#, EntryKind::Command, ChangeScope::Records, r#"{"remove":{"card":8}}"#),
            (r#"records:"layout""#, EntryKind::Layout, ChangeScope::Records, r#""layout""#),
            (r#""follow""#, EntryKind::Follow, ChangeScope::Stage, r#""follow""#),
            (r#"records:"day""#, EntryKind::Day, ChangeScope::Records, r#""day""#),
            ("records:jobs", EntryKind::Jobs, ChangeScope::Records, "jobs"),
            ("records:settings", EntryKind::Settings, ChangeScope::Records, "settings"),
            ("records:read", EntryKind::Reread, ChangeScope::Records, "read"),
            ("records:made up", EntryKind::Rollback, ChangeScope::Records, "made up"),
        ];
        for (stored, kind, scope, action) in cases {
            let entry = read(&[("do", stored), ("stage", "{}")]);
            assert_eq!((entry.kind, entry.scope, entry.action.as_str()), (kind, scope, action), "{stored}");
        }
    }

    #[test]
    fn an_entry_of_a_newer_server_is_read_with_care() {
        let entry = read(&[("kind", "calls"), ("scope", "people"), ("do", "calls"), ("stage", "{}")]);
        assert_eq!((entry.kind.is_history(), entry.scope), (false, ChangeScope::Records));
    }
}
