//! Recipients outside the service, the consents to be handed to them, and the hand-overs that happened. Must not know forms as
//! typed, or pages.

use serde::{Deserialize, Serialize};

use super::consent::{Consent, TextHash};
use super::person::FormId;

/// The identity of a recipient within an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientId {
    /// The employer of the job.
    Employer,
    /// A labour broker, by the code of their channel.
    Broker(String),
}

/// A party outside the service to whom a name and a number may be handed. Another name is another recipient: a job whose
/// employer was changed has nobody's consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Its identity.
    pub id: RecipientId,
    /// The name in the text.
    pub name: String,
}

/// The consent to be handed to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareConsent {
    /// The recipient.
    pub to: Recipient,
    /// The form that gave it, and with which it ends; `None`: the person, with a person code or in words to a clerk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormId>,
    /// The record.
    #[serde(flatten)]
    pub consent: Consent,
}

/// A hand-over that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// The recipient.
    pub to: Recipient,
    /// When, in milliseconds since the Unix epoch.
    pub at: i64,
    /// The hash of the text that allowed it.
    pub hash: TextHash,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::{ConsentChannel, ConsentId, ConsentText};

    #[test]
    fn a_consent_reads_as_it_is_written_and_spoken_ones_have_a_recorder() {
        let text = ConsentText::new(ConsentId::Share, "我同意".into());
        let channel = ConsentChannel::recorded("phone", "小李").expect("a way");
        let consent = Consent::new(&text, channel, 7);
        let to = Recipient { id: RecipientId::Broker("k7p2q9".into()), name: "老王".into() };
        let share = ShareConsent { to, form: None, consent };
        let json = serde_json::to_string(&share).expect("plain values");
        assert_eq!(serde_json::from_str::<ShareConsent>(&json).expect("the same"), share);
        assert!(json.contains(&text.hash.to_string()) && json.contains(r#""channel":"phone","by":"小李""#), "{json}");
        assert_eq!((share.consent.channel.recorder(), ConsentChannel::Web.recorder()), (Some("小李"), None));
        assert!(ConsentChannel::SPOKEN.iter().all(|code| ConsentChannel::recorded(code, "小李").is_some()));
        assert!(ConsentChannel::recorded("web", "小李").is_none(), "a clerk cannot tick for a person");
        assert!(TextHash::try_from("ab".to_owned()).is_err());
    }
}
