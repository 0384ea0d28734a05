//! A person in memory: records, applications and history. Must not know other people.

use std::collections::BTreeSet;

use super::intern::TextId;
use crate::domain::application::{Application, Judgement, Status, Wish};
use crate::domain::history::{PersonEventKind, Wording};
use crate::domain::person::{FormId, Person, PersonId, StoredForm};
use crate::domain::small_map::SmallMap;
use crate::store::EventNumber;

/// A person's place in the projection.
pub(super) type PersonSlot = u32;

/// The place of the people of one phone.
pub(super) type GroupId = u32;

/// A person with applications and history.
#[derive(Default)]
pub struct IndexedPerson {
    /// The person's id.
    pub id: Option<PersonId>,
    /// The last activity, in milliseconds since the Unix epoch.
    pub last: i64,
    /// The personal data; `None` if it was erased.
    pub person: Option<Person>,
    /// The words that go with events, by their numbers.
    pub words: SmallMap<EventNumber, Wording>,
    /// In a fixed order, to which events refer.
    pub applications: Vec<(Wish, Application)>,
    /// Oldest first.
    pub(super) events: Vec<CompactEvent>,
    /// The person that counts instead.
    pub merged_into: Option<PersonId>,
    /// The people of the same phone; `None` if it was erased.
    pub(super) group: Option<GroupId>,
}

/// An event in memory: 48 bytes, because a store has some hundred thousand.
#[derive(Debug, Clone)]
pub(super) struct CompactEvent {
    pub number: EventNumber,
    pub at: i64,
    pub by: TextId,
    /// The recipient of a hand-over.
    pub to: TextId,
    pub kind: HistoryKind,
    /// Whether an application joined a waiting list with it.
    pub waits: bool,
    /// Positions in the person's applications.
    pub applications: Box<[u16]>,
}

/// The kind of an event, without the ids that history does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryKind {
    /// A form was stored.
    SignedUp {
        /// Whether as suspect.
        suspect: bool,
    },
    /// A form was amended.
    Amended,
    /// An application was withdrawn.
    Withdrew,
    /// A form was erased, or the person.
    Erased,
    /// A form was judged; `None`: the judgement was taken back.
    Judged(Option<Judgement>),
    /// The status changed.
    Stage {
        /// The status before.
        from: Status,
        /// The status after.
        to: Status,
    },
    /// A place became free for an application that waited.
    Promoted,
    /// A clerk told the person of it; `false`: took that back.
    Told(bool),
    /// A remark was written.
    Remarked,
    /// The full number was shown.
    Revealed,
    /// A person code was issued.
    CodeIssued,
    /// The phone must not be called from now on, or may be again.
    DoNotCall {
        /// Whether calls are forbidden.
        forbidden: bool,
    },
    /// The person counts as another one.
    Merged,
    /// The merge was taken back.
    Unmerged,
    /// The person agreed to be handed to a recipient.
    ShareGiven,
    /// That was taken back.
    ShareWithdrawn,
    /// Name and number were handed to a recipient.
    HandedOver,
}

impl HistoryKind {
    /// `None` for events that concern no person.
    pub(super) fn of(kind: &PersonEventKind) -> Option<Self> {
        Some(match kind {
            PersonEventKind::SignedUp { suspect, .. } => Self::SignedUp { suspect: *suspect },
            PersonEventKind::Amended { .. } => Self::Amended,
            PersonEventKind::Withdrew { .. } => Self::Withdrew,
            PersonEventKind::Erased { .. } => Self::Erased,
            PersonEventKind::Judged { judgement, .. } => Self::Judged(*judgement),
            PersonEventKind::Stage { from, to } => Self::Stage { from: *from, to: *to },
            PersonEventKind::Promoted => Self::Promoted,
            PersonEventKind::Told { told } => Self::Told(*told),
            PersonEventKind::Remarked => Self::Remarked,
            PersonEventKind::Revealed => Self::Revealed,
            PersonEventKind::CodeIssued => Self::CodeIssued,
            PersonEventKind::DoNotCall { forbidden } => Self::DoNotCall { forbidden: *forbidden },
            PersonEventKind::Merged { .. } => Self::Merged,
            PersonEventKind::Unmerged { .. } => Self::Unmerged,
            PersonEventKind::ShareGiven { .. } => Self::ShareGiven,
            PersonEventKind::ShareWithdrawn { .. } => Self::ShareWithdrawn,
            PersonEventKind::HandedOver { .. } => Self::HandedOver,
            PersonEventKind::Exported { .. } => return None,
        })
    }
}

impl IndexedPerson {
    /// The forms that a clerk has to judge: those that make an application suspect.
    pub(super) fn waiting_forms(&self) -> BTreeSet<&FormId> {
        if self.person.is_none() {
            return BTreeSet::new();
        }
        let suspect = self.applications.iter().map(|(_, application)| application).filter(|one| one.is_suspect());
        let forms = suspect.flat_map(|application| &application.forms);
        forms.filter(|(_, mark)| mark.waits()).map(|(form, _)| form).collect()
    }

    /// Whether every form of the person looks like a robot's.
    pub(super) fn is_doubtful(&self) -> bool {
        let mut asked = self.applications.iter().filter(|(_, application)| !application.forms.is_empty()).peekable();
        asked.peek().is_some() && asked.all(|(_, application)| application.is_suspect())
    }

    /// The newest honest form; the newest of all if none is.
    pub(super) fn newest_form(&self) -> Option<&StoredForm> {
        let person = self.person.as_ref()?;
        let suspect = |id| {
            let marks = self.applications.iter().filter_map(|(_, application)| application.forms.get(id));
            marks.into_iter().any(|mark| mark.is_suspect())
        };
        person.forms.iter().max_by_key(|(id, form)| (!suspect(*id), form.at)).map(|(_, form)| form)
    }

    /// The newest honest form that asks for an application; the newest of all if none is honest.
    pub(super) fn form_of(&self, application: &Application) -> Option<&StoredForm> {
        let person = self.person.as_ref()?;
        let asking = application.forms.iter().filter_map(|(id, mark)| Some((mark, person.forms.get(id)?)));
        asking.max_by_key(|(mark, form)| (!mark.is_suspect(), form.at)).map(|(_, form)| form)
    }

    /// The newest remark on an application.
    pub(super) fn remark(&self, application: &Application) -> &str {
        match self.words.get(&application.remark) {
            Some(Wording::Remark(text)) => text,
            Some(Wording::Was { .. }) | None => "",
        }
    }
}
