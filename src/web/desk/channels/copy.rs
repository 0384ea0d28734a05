//! `POST /desk/channels/{code}/copy`: the text that a button copies, and a note of who copied it. Must not know browsers.

use axum::Form;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse as _;
use serde::Deserialize;

use crate::distribution::HandoutKind;
use crate::domain::show::ShowId;
use crate::store::CopyNote;
use crate::web::desk::channels::texts::{ChannelTexts, link_of};
use crate::web::desk::clerk::Clerk;
use crate::web::http::error::{AppError, Result};

/// The form of a copy button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CopyForm {
    /// `link`, or the code of a form of text.
    pub what: String,
}

/// `POST /desk/channels/{code}/copy`
pub async fn post_copy(clerk: Clerk, Path(code): Path<String>, Form(form): Form<CopyForm>) -> Result {
    let tables = clerk.app.sources.tables();
    let channel = tables.channels.get(&code).ok_or(AppError::NotFound)?;
    let snapshot = clerk.app.hub.snapshot();
    let text = match form.what.as_str() {
        "link" => link_of(&clerk.app, &code),
        kind => {
            let kind = HandoutKind::from_code(kind).ok_or(AppError::NotFound)?;
            ChannelTexts::new(&clerk, &snapshot, channel).write(kind)
        }
    };
    let note = CopyNote { by: clerk.staff.name.clone(), at: clerk.now.millis() };
    let show = snapshot.stage.show.unwrap_or(ShowId(0));
    // The text is needed more than the note.
    if let Err(why) = clerk.app.store.note_copy(show, &code, &note).await {
        tracing::warn!(%why, "could not note who copied a text; the list does not show this copy");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
