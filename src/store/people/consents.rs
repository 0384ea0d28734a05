//! Consents to be handed to somebody outside the service, hand-overs, and the texts that were agreed to. Must not know how a text
//! is worded.

use std::sync::LazyLock;

use redis::Script;

use super::change::{Written, people_script};
use super::follow_up::ByClerk;
use crate::domain::application::ApplicationId;
use crate::domain::consent::{ConsentText, TextHash};
use crate::domain::hand_over::HandOver;
use crate::domain::person::FormId;
use crate::domain::recipient::{HandedOver, Recipient, ShareConsent};
use crate::store::Store;
use crate::store::error::Result;

static SHARE: LazyLock<Script> = people_script!("share.lua");

/// A change that `lua/share.lua` writes.
struct ShareChange<'a> {
    kind: &'static str,
    to: &'a Recipient,
    /// The form whose consent it is; empty: the person's.
    form: &'a str,
    hash: String,
    /// The record as JSON; empty for none.
    record: String,
    text: &'a str,
}

impl Store {
    /// Records that a person agreed to be handed to a recipient, and keeps the text. A newer consent of the same form, or of the
    /// person, takes the place of the older one. `by` is empty if the person ticked it herself.
    pub async fn give_share(
        &self,
        id: &ApplicationId,
        share: &ShareConsent,
        text: &ConsentText,
        by: ByClerk<'_>,
    ) -> Result<Written> {
        let form = share.form.as_ref().map_or("", |form| &form.0);
        let record = serde_json::to_string(share)?;
        let (to, hash, text) = (&share.to, text.hash.to_string(), text.text.as_str());
        self.share(id, &ShareChange { kind: "share_given", to, form, hash, record, text }, by).await
    }

    /// Takes back a consent: that of one form, or of all forms and the person.
    pub async fn withdraw_share(
        &self,
        id: &ApplicationId,
        to: &Recipient,
        form: Option<&FormId>,
        by: ByClerk<'_>,
    ) -> Result<Written> {
        let form = form.map_or("", |form| &form.0);
        let (hash, record) = (String::new(), String::new());
        self.share(id, &ShareChange { kind: "share_withdrawn", to, form, hash, record, text: "" }, by).await
    }

    /// Records a hand-over. `Gone` if the consent ended since it was checked.
    pub async fn record_hand_over(&self, hand_over: &HandOver, by: ByClerk<'_>) -> Result<Written> {
        let to = hand_over.to();
        let handed = HandedOver { to: to.clone(), at: by.at.timestamp_millis(), hash: hand_over.consent() };
        let record = serde_json::to_string(&handed)?;
        let hash = hand_over.consent().to_string();
        let change = ShareChange { kind: "handed_over", to, form: "", hash, record, text: "" };
        self.share(hand_over.application(), &change, by).await
    }

    async fn share(&self, id: &ApplicationId, change: &ShareChange<'_>, by: ByClerk<'_>) -> Result<Written> {
        let to = serde_json::to_string(&change.to.id)?;
        let answer: Written<String> = self
            .change(&SHARE, |call| {
                call.arg(&id.person.0).arg(id.wish.to_string()).arg(change.kind).arg(to).arg(&change.to.name);
                call.arg(change.form).arg(&change.hash).arg(&change.record).arg(change.text);
                call.arg(by.at.timestamp_millis()).arg(by.name);
            })
            .await?;
        answer.without_conflict()
    }

    /// A text that somebody agreed to; `None` if nobody did.
    pub async fn consent_text(&self, hash: &TextHash) -> Result<Option<String>> {
        self.ask(redis::cmd("HGET").arg(self.keys().consents()).arg(hash.to_string())).await
    }
}
