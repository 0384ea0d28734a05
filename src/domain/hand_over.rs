//! The proof that a name and a number may be handed to a recipient. Must not know pages or how it is recorded.

use super::application::{Application, ApplicationId};
use super::consent::TextHash;
use super::recipient::{Recipient, ShareConsent};

/// The permission for one hand-over. Only [`HandOver::check`] makes it, from a recorded consent, so that code that hands personal
/// data to somebody outside the service cannot do so without one.
#[derive(Debug, Clone)]
pub struct HandOver {
    application: ApplicationId,
    to: Recipient,
    consent: TextHash,
}

/// The person has not agreed to be handed to the recipient, or takes back the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no consent to this hand-over")]
pub struct NotAgreed;

impl HandOver {
    /// Checks that an application is open and that its person agreed to be handed to `to`.
    ///
    /// # Errors
    /// [`NotAgreed`] otherwise.
    pub fn check(id: &ApplicationId, application: &Application, to: &Recipient) -> Result<Self, NotAgreed> {
        let share = agreed(application, to).ok_or(NotAgreed)?;
        Ok(Self { application: id.clone(), to: to.clone(), consent: share.consent.hash })
    }

    /// The application.
    #[must_use]
    pub const fn application(&self) -> &ApplicationId {
        &self.application
    }

    /// The recipient.
    #[must_use]
    pub const fn to(&self) -> &Recipient {
        &self.to
    }

    /// The hash of the text that was agreed to.
    #[must_use]
    pub const fn consent(&self) -> TextHash {
        self.consent
    }
}

/// The consent to be handed to `to` that is in force. A form that looks like a robot's agrees to nothing.
#[must_use]
pub fn agreed<'a>(application: &'a Application, to: &Recipient) -> Option<&'a ShareConsent> {
    let counts = |share: &&ShareConsent| match &share.form {
        Some(form) => application.forms.get(form).is_some_and(|mark| !mark.is_suspect()),
        None => true,
    };
    application.shares.iter().filter(|share| application.is_open() && share.to == *to).find(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::{Closing, FormMark};
    use crate::domain::consent::{Consent, ConsentChannel, ConsentId, ConsentText};
    use crate::domain::person::FormId;
    use crate::domain::recipient::RecipientId;

    fn employer(name: &str) -> Recipient {
        Recipient { id: RecipientId::Employer, name: name.into() }
    }

    fn application(form: Option<&str>) -> Application {
        let json = r#"{"card":8,"at":1,"party":2,"consent":"v","forms":{"f":"","robot":"honeypot"},"rev":7}"#;
        let mut application: Application = serde_json::from_str(json).expect("an application");
        let text = ConsentText::new(ConsentId::Share, "我同意".into());
        let consent = Consent::new(&text, ConsentChannel::Web, 1);
        let form = form.map(|form| FormId(form.into()));
        application.shares.push(ShareConsent { to: employer("甲厂"), form, consent });
        application
    }

    #[test]
    fn nothing_is_handed_over_without_a_consent_in_force() {
        let id: ApplicationId = "p-42-8".parse().expect("an id");
        let check = |application: &Application, name: &str| HandOver::check(&id, application, &employer(name));
        let given = application(Some("f"));
        assert_eq!(check(&given, "甲厂").expect("agreed").consent(), TextHash::of("我同意"));
        assert!(check(&given, "乙厂").is_err(), "another employer");
        assert!(check(&application(Some("robot")), "甲厂").is_err(), "a robot's form agrees to nothing");
        assert!(check(&application(Some("gone")), "甲厂").is_err(), "it ends with its form");
        let mut spoken = application(None);
        assert!(check(&spoken, "甲厂").is_ok());
        spoken.forms.insert(FormId("f".into()), FormMark::default());
        spoken.closed = Some(Closing::Withdrew);
        assert!(check(&spoken, "甲厂").is_err(), "withdrawn");
        spoken.closed = None;
        spoken.shares.clear();
        assert!(check(&spoken, "甲厂").is_err());
        let broker = Recipient { id: RecipientId::Broker("k7p2q9".into()), name: "甲厂".into() };
        assert!(HandOver::check(&id, &given, &broker).is_err(), "a broker of the same name");
    }
}
