//! A person's own data: looked up with a code, withdrawn, erased. Must not know pages.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use redis::Script;

use super::change::{EventNumber, Written, people_script};
use super::rewrite::{Traces, read_progress};
use crate::domain::application::{Application, ApplicationId, Wish};
use crate::domain::person::{FormId, Person, PersonId};
use crate::domain::phone::Phone;
use crate::store::Store;
use crate::store::error::{Error, Result};
use crate::store::identity::{form_code, person_code_hash, phone_hash, same};

static WITHDRAW: LazyLock<Script> = people_script!("withdraw.lua");
static ERASE: LazyLock<Script> = people_script!("erase.lua");

/// The extent of a code: the data that it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeAccess {
    /// One form, and never more: the code of its receipt.
    Form {
        /// Its person.
        person: PersonId,
        /// The form.
        form: FormId,
    },
    /// A whole person: a code that a clerk issued on the telephone.
    Person(PersonId),
}

impl CodeAccess {
    /// The person of whom something is opened.
    #[must_use]
    pub fn person(&self) -> &PersonId {
        match self {
            Self::Form { person, .. } | Self::Person(person) => person,
        }
    }

    /// The application of a wish of that person.
    #[must_use]
    pub fn application(&self, wish: Wish) -> ApplicationId {
        ApplicationId { person: self.person().clone(), wish }
    }

    /// The form, if only that is opened.
    #[must_use]
    pub fn form(&self) -> Option<&FormId> {
        match self {
            Self::Form { form, .. } => Some(form),
            Self::Person(_) => None,
        }
    }
}

/// The fields of a hash.
type Fields = HashMap<String, String>;

impl Store {
    /// The data that a phone and a code open; `None` if they do not belong together.
    pub async fn find_access(&self, phone: &Phone, code: &str) -> Result<Option<CodeAccess>> {
        let secrets = self.secrets();
        let hash = phone_hash(secrets, phone);
        let entry: Option<String> = self.ask(redis::cmd("HGET").arg(self.keys().phones()).arg(hash)).await?;
        let people = entry.as_deref().and_then(|entry| entry.rsplit('|').next()).unwrap_or_default();
        // Every person and form is compared, so that the time of the answer does not depend on which one fits.
        let mut found = None;
        for id in people.split(',').filter(|id| !id.is_empty()) {
            let person = PersonId(id.to_owned());
            let fields: Fields = self.ask(redis::cmd("HGETALL").arg(self.keys().person(&person))).await?;
            if fields.get("code").is_some_and(|stored| same(stored, &person_code_hash(secrets, &person, code))) {
                found = Some(CodeAccess::Person(person.clone()));
            }
            let Some(record) = read_person(&fields)? else { continue };
            for (form, stored) in &record.forms {
                if same(&form_code(secrets, &stored.root), code) {
                    found = Some(CodeAccess::Form { person: person.clone(), form: form.clone() });
                }
            }
        }
        Ok(found)
    }

    /// A person; `None` if erased.
    pub async fn person(&self, id: &PersonId) -> Result<Option<Person>> {
        let fields: Fields = self.ask(redis::cmd("HGETALL").arg(self.keys().person(id))).await?;
        read_person(&fields)
    }

    /// The applications of a person, also of one who was erased.
    pub async fn applications(&self, person: &PersonId) -> Result<Vec<(Wish, Application)>> {
        let fields: Fields = self.ask(redis::cmd("HGETALL").arg(self.keys().work(person))).await?;
        read_applications(&fields)
    }

    /// Withdraws an application: for one form, or for all forms of the person.
    pub async fn withdraw(&self, access: &CodeAccess, wish: &Wish, at: DateTime<Utc>) -> Result<Written> {
        let form = access.form().map_or("", |form| &form.0);
        let answer: Written<String> = self
            .change(&WITHDRAW, |call| {
                call.arg(&access.person().0).arg(wish.to_string()).arg(form).arg(at.timestamp_millis());
            })
            .await?;
        answer.without_conflict()
    }

    /// Erases a form, and its person if it was the last one; or a whole person. `by` and `reason` are empty if the person
    /// does it herself. The traces in the file of the own Redis are deleted soon after: [`Store::traces`].
    pub async fn erase(&self, access: &CodeAccess, by: &str, reason: &str, at: DateTime<Utc>) -> Result<Written> {
        let form = access.form().map_or("", |form| &form.0);
        let answer: Written<String> = self
            .change(&ERASE, |call| {
                call.arg(&access.person().0).arg(form).arg(at.timestamp_millis()).arg(by).arg(reason);
            })
            .await?;
        let written = answer.without_conflict()?;
        if let Written::Done(event) = written {
            self.traces_feed().erased(event);
        }
        Ok(written)
    }
}

impl Store {
    /// Whether copies are left of what was erased with an event.
    pub async fn traces(&self, event: EventNumber) -> Result<Traces> {
        if !self.inner.own {
            return Ok(Traces::External);
        }
        let progress = read_progress(&mut self.conn(), self.keys()).await?;
        Ok(if progress.rewritten >= event { Traces::Cleared } else { Traces::Soon })
    }
}

/// Reads a person; `None` if there is none.
pub(super) fn read_person(fields: &Fields) -> Result<Option<Person>> {
    let Some(phone) = fields.get("phone") else { return Ok(None) };
    let phone = Phone::parse(phone).map_err(|_| Error::Corrupt("the phone of a person".into()))?;
    let forms = fields.iter().filter_map(|(field, json)| Some((field.strip_prefix("form:")?, json)));
    let forms = forms.map(|(id, json)| Ok((FormId(id.to_owned()), serde_json::from_str(json)?)));
    Ok(Some(Person { phone, forms: forms.collect::<Result<_>>()? }))
}

/// Reads the applications of a person.
pub(super) fn read_applications(fields: &Fields) -> Result<Vec<(Wish, Application)>> {
    let read = |(wish, json): (&String, &String)| {
        let wish = wish.parse().map_err(|_| Error::Corrupt("the identity of an application".into()))?;
        Ok((wish, serde_json::from_str(json)?))
    };
    fields.iter().map(read).collect()
}
