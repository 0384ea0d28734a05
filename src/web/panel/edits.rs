//! `/panel/edit` and `/panel/layout`: changes of rundown, show and picture, which need no socket. Must not know what an edit
//! means.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::layout::Layout;
use crate::domain::rundown::Edit;
use crate::domain::stage::Rev;
use crate::live::Denied;
use crate::web::http::answer::{answer, not_understood};
use crate::web::panel::crew_member::CrewMember;
use crate::web::realtime::protocol::COMMAND_ID_BYTES_MAX;

/// A JSON body, or the reason why it could not be read.
type JsonBody<T> = Result<Json<T>, JsonRejection>;

/// An edit, as `overlay/panel/edits.js` sends it.
#[derive(Deserialize)]
pub struct EditRequest {
    id: String,
    /// The revision that the page showed when the edit was made.
    rev: Rev,
    edit: Edit,
}

/// A layout of the picture, as `overlay/panel/` sends it.
#[derive(Deserialize)]
pub struct LayoutRequest {
    id: String,
    /// The revision that the page showed when the layout was changed.
    rev: Rev,
    layout: Layout,
}

/// `POST /panel/edit`
pub async fn post_edit(member: CrewMember, body: JsonBody<EditRequest>) -> Response {
    let Some(EditRequest { id, rev, edit }) = readable(body, |request| &request.id) else {
        return not_understood(&member.app.hub, member.t);
    };
    let action = match &edit {
        // A notice's text is for the screen, but actions are sent to every panel, also to those that connect later.
        Edit::Notice { .. } => json!({ "notice": {} }),
        edit => json!(edit),
    };
    let outcome = member.app.hub.edit(&id, &member.by, rev, edit).await;
    finish(&member, action, outcome)
}

/// `POST /panel/layout`
pub async fn post_layout(member: CrewMember, body: JsonBody<LayoutRequest>) -> Response {
    let Some(LayoutRequest { id, rev, layout }) = readable(body, |request| &request.id) else {
        return not_understood(&member.app.hub, member.t);
    };
    let outcome = member.app.hub.layout(&id, &member.by, rev, layout).await;
    finish(&member, json!("layout"), outcome)
}

/// The request, if it is of the right shape and its id is short enough.
fn readable<T>(body: JsonBody<T>, id: impl Fn(&T) -> &String) -> Option<T> {
    let Json(request) = body.ok()?;
    (id(&request).len() <= COMMAND_ID_BYTES_MAX).then_some(request)
}

/// Shows the action to all panels if it succeeded, and responds.
fn finish(member: &CrewMember, action: Value, outcome: Result<Rev, Denied>) -> Response {
    let CrewMember { app, by, t } = member;
    if outcome.is_ok() {
        app.realtime.registry.record_action(&by.seat, action, app.clock.now().millis());
    }
    answer(&app.hub, *t, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_read_as_browsers_write_it() {
        let text = r#"{"id":"p1-3","rev":42,"edit":{"move":{"card":8,"to":0}}}"#;
        let request: EditRequest = serde_json::from_str(text).expect("the shape that panel/edits.js sends");
        assert_eq!(request.edit, Edit::Move { card: 8, to: 0 });
    }
}
