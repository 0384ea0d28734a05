//! The entries of the events stream: changes of people and their applications. No personal data: words that people wrote
//! are kept apart, by the number of their event. Must not know how entries are stored or shown.

use serde::{Deserialize, Serialize};

use super::application::{Judgement, Status, Wish};
use super::person::{FormId, PersonId};

/// One entry of the events stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEvent {
    /// Consecutive, from 1.
    pub number: u64,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// The clerk; empty for the person, and for the server.
    pub by: String,
    /// The person; `None` for an export.
    pub person: Option<PersonId>,
    /// The applications that it changed.
    pub wishes: Vec<Wish>,
    /// Those of them, or of the people that it names, that joined a waiting list with it.
    pub waits: Vec<Wish>,
    /// The kind of the event.
    pub kind: PersonEventKind,
}

/// The kind of an event, with its details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonEventKind {
    /// A form was stored.
    SignedUp {
        /// The form.
        form: FormId,
        /// Whether it was stored as suspect.
        suspect: bool,
    },
    /// A form replaced another one.
    Amended {
        /// The new form.
        form: FormId,
        /// The form that it replaced.
        was: FormId,
        /// The person of the old form, if that was another one.
        from: Option<PersonId>,
        /// Whether the new form was stored as suspect.
        suspect: bool,
    },
    /// A form asks for an application no more; `None`: no form of the person does.
    Withdrew {
        /// The form.
        form: Option<FormId>,
    },
    /// A form was erased; `None`: the whole person.
    Erased {
        /// The form.
        form: Option<FormId>,
    },
    /// A clerk judged a form; `None`: took the judgement back.
    Judged {
        /// The form.
        form: FormId,
        /// The judgement.
        judgement: Option<Judgement>,
    },
    /// A clerk changed the status.
    Stage {
        /// The status before.
        from: Status,
        /// The status after.
        to: Status,
    },
    /// A place became free for an application that waited.
    Promoted,
    /// A clerk noted that the person knows of the free place; `false`: took that back.
    Told {
        /// Whether the person knows.
        told: bool,
    },
    /// A clerk wrote a remark; its words are kept under the event's number, unless it was emptied.
    Remarked,
    /// A clerk looked at the full phone number.
    Revealed,
    /// A clerk issued a person code.
    CodeIssued,
    /// Staff noted whether the phone may be called.
    DoNotCall {
        /// Whether calls are forbidden from now on.
        forbidden: bool,
    },
    /// A clerk noted that the person is the same as another one.
    Merged {
        /// The person that counts from now on.
        into: PersonId,
    },
    /// A clerk took that back.
    Unmerged {
        /// The other person.
        into: PersonId,
    },
    /// A person agreed to be handed to a recipient, by herself or in words to the clerk.
    ShareGiven {
        /// The recipient's name.
        to: String,
    },
    /// That was taken back.
    ShareWithdrawn {
        /// The recipient's name.
        to: String,
    },
    /// A clerk handed name and number to a recipient.
    HandedOver {
        /// The recipient's name.
        to: String,
    },
    /// A list was exported.
    Exported {
        /// The number of rows.
        rows: u64,
        /// Whether with full phone numbers.
        full: bool,
    },
}

/// A form's words before they were amended, or a clerk's remark: personal data, kept by the number of their event.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// A clerk's remark.
    Remark(String),
    /// The answers of a form before it was amended.
    Was {
        /// The first form of the chain of amendments, with which these words are erased.
        root: FormId,
        /// The answers.
        answers: super::answers::Answers,
    },
}
