//! The texts of consents, with the names and numbers of settings and jobs. Shared by the public pages, which show them for a tick,
//! and the desk, which reads one out. Must not know how a consent is recorded.

use crate::domain::column::Column;
use crate::domain::consent::{ConsentId, ConsentText};
use crate::domain::job::{Job, Kind};
use crate::domain::recipient::{Recipient, RecipientId};
use crate::domain::settings::{BrokerRole, Settings};
use crate::words::{Words, arg};

/// The text of the consent to be called. Its wording has a version: [`ConsentId::version`].
#[must_use]
pub fn call_text(t: Words, settings: &Settings) -> ConsentText {
    let organiser = settings.organiser.as_str();
    let callers = match settings.brokers {
        BrokerRole::Recipients => t.join_consent_staff().to_owned(),
        BrokerRole::Entrusted => t.join_consent_brokers(organiser),
    };
    let text = t.join_consent(
        arg::Callers(callers),
        arg::Hotline(&settings.hotline),
        arg::Organiser(organiser),
        arg::Years(settings.retention_years),
    );
    ConsentText::new(ConsentId::Call, text)
}

/// The employer of a job as a recipient; `None` if the job names none, or is no offer of work.
#[must_use]
pub fn employer_of(job: &Job) -> Option<Recipient> {
    let name = job.employer().trim();
    if name.is_empty() || job.kind() == Kind::Policy {
        return None;
    }
    Some(Recipient { id: RecipientId::Employer, name: name.to_owned() })
}

/// The text of the consent to be handed to the employer of a job, with the contact that the law wants named if the job has one.
#[must_use]
pub fn employer_text(t: Words, to: &Recipient, job: &Job) -> ConsentText {
    let contact = match (job.cell(Column::Contact).trim(), job.cell(Column::Phone).trim()) {
        ("", "") => String::new(),
        (name, "") => t.join_share_contact_name(name),
        ("", phone) => t.join_share_contact_phone(phone),
        (name, phone) => t.join_share_contact(arg::Name(name), arg::Phone(phone)),
    };
    let text = t.join_share(arg::Contact(contact), arg::Employer(&to.name), arg::Title(job.title()));
    ConsentText::new(ConsentId::Share, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::TextHash;
    use crate::words::Lang;

    /// Fails when a wording changes: the records of people name the version of the text that they agreed to, so another wording
    /// needs another version in [`ConsentId::version`], and then the new hash here.
    #[test]
    fn changing_a_text_requires_a_new_version() {
        let mut job = Job::default();
        let cells = [(Column::Employer, "E"), (Column::Title, "T"), (Column::Contact, "C"), (Column::Phone, "P")];
        job.cells.extend(cells.map(|(column, text)| (column, text.to_owned())));
        let employer = employer_of(&job).expect("an employer");
        let (mut call, mut share) = (String::new(), String::new());
        for t in [Lang::Zh, Lang::En].map(Words::from) {
            call.push_str(t.join_consent_title());
            for brokers in [BrokerRole::Recipients, BrokerRole::Entrusted] {
                let (organiser, hotline) = ("O".into(), "H".into());
                let settings = Settings { organiser, hotline, brokers, ..Settings::default() };
                call.push_str(&call_text(t, &settings).text);
            }
            share.push_str(&employer_text(t, &employer, &job).text);
        }
        let known = |id: ConsentId, text: &str| (id.version(), TextHash::of(text).to_string()[..16].to_owned());
        assert_eq!(known(ConsentId::Call, &call), ("2026-11-3", "78ac5456e351c6b4".into()), "{call}");
        assert_eq!(known(ConsentId::Share, &share), ("2026-11-1", "36d919818200c56d".into()), "{share}");
    }

    #[test]
    fn a_job_without_an_employer_has_no_recipient() {
        let mut job = Job::default();
        assert_eq!(employer_of(&job), None);
        job.cells.insert(Column::Employer, " 甲厂 ".into());
        let employer = employer_of(&job).expect("an employer");
        assert_eq!(employer.name, "甲厂");
        assert!(!employer_text(Words::default(), &employer, &job).text.contains('（'), "no empty brackets");
        job.cells.insert(Column::Kind, "政策".into());
        assert_eq!(employer_of(&job), None);
    }
}
