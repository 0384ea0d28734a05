//! Messages above list and entry: confirmations that a redirect carries as a code, errors, and text that was typed but not
//! saved. Must not know how a change is made.

use axum::http::StatusCode;
use serde::Deserialize;

use crate::domain::application::ApplicationId;
use crate::store::EventNumber;
use crate::words::Words;

/// The confirmation in an address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FlashQuery {
    /// The code of the confirmation.
    said: String,
    /// The number of the event that was written; the page waits until it contains it.
    at: String,
    /// The person of the form that was just judged in the list.
    pub person: String,
    /// That form.
    pub form: String,
}

impl FlashQuery {
    /// The event that the page must contain.
    #[must_use]
    pub fn event(&self) -> Option<EventNumber> {
        self.at.parse().ok()
    }

    /// The code of the confirmation.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.said
    }

    /// The confirmation in words; empty if there is none.
    #[must_use]
    pub fn text(&self, t: Words) -> &'static str {
        match self.said.as_str() {
            "status" => t.desk_saved_status(),
            "told" => t.desk_saved_told(),
            "untold" => t.desk_saved_untold(),
            "remark" => t.desk_saved_remark(),
            "honest" => t.desk_saved_honest(),
            "robot" => t.desk_saved_robot(),
            "unjudged" => t.desk_saved_unjudged(),
            "forbidden" => t.desk_saved_forbidden(),
            "allowed" => t.desk_saved_allowed(),
            "shared" => t.desk_saved_shared(),
            "unshared" => t.desk_saved_unshared(),
            "handed" => t.desk_saved_handed(),
            "merged" => t.desk_saved_merged(),
            "unmerged" => t.desk_saved_unmerged(),
            _ => "",
        }
    }
}

/// Messages above the entry of a phone, and a remark that was typed but not saved.
#[derive(Debug, Default)]
pub struct Flash {
    /// The status of the response.
    pub status: StatusCode,
    /// An error and its remedy; empty if there was none.
    pub error: String,
    /// The confirmation of a change; empty if there was none.
    pub success: &'static str,
    /// The remark that was typed and not saved.
    pub draft: Option<RemarkDraft>,
    /// The person code that was just issued. It is on this page once, and nowhere else.
    pub code: Option<String>,
    /// Whether the page does not contain the last change yet.
    pub lags: bool,
}

/// A remark that was typed and not saved.
#[derive(Debug, Clone)]
pub struct RemarkDraft {
    /// Its application.
    pub id: ApplicationId,
    /// The text.
    pub text: String,
    /// Whether another clerk saved one meanwhile.
    pub conflicts: bool,
}

impl Flash {
    /// An error, with the status of the response.
    #[must_use]
    pub fn refused(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, error: error.into(), ..Self::default() }
    }

    /// The message that a change needs a name.
    #[must_use]
    pub fn name_missing(t: Words) -> Self {
        Self::refused(StatusCode::FORBIDDEN, t.desk_name_missing())
    }
}
