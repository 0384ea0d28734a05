//! People and their applications: the list, the entry of one phone, the work on it, and exports of exactly that list. Owns
//! their routes.

pub mod export;

mod address;
mod entry;
mod erase;
mod filter_options;
mod flash;
mod hand_over;
mod judge;
mod list;
mod list_row;
pub mod loading;
mod person_actions;
mod person_view;
mod query;
mod remark;
mod retry_page;
mod search_cookie;
mod share_view;
mod status;
mod told;

use axum::Router;
use axum::routing::{get, post};

use crate::web::App;

/// The pages of people and their applications.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(list::get_desk).post(list::post_desk))
        .route("/desk/count", get(list::get_count))
        .route("/desk/p/{person}", get(entry::get_entry))
        .route("/desk/p/{person}/reveal", post(person_actions::post_reveal))
        .route("/desk/p/{person}/code", post(person_actions::post_code))
        .route("/desk/p/{person}/do-not-call", post(person_actions::post_do_not_call))
        .route("/desk/p/{person}/merge", post(person_actions::post_merge))
        .route("/desk/p/{person}/unmerge", post(person_actions::post_unmerge))
        .route("/desk/p/{person}/judge", post(judge::post_judge))
        .route("/desk/p/{person}/erase", post(erase::post_erase))
        .route("/desk/erased", get(erase::get_erased))
        .route("/desk/a/{id}", get(entry::get_application))
        .route("/desk/a/{id}/status", post(status::post_status))
        .route("/desk/a/{id}/told", post(told::post_told))
        .route("/desk/a/{id}/remark", post(remark::post_remark))
        .route("/desk/a/{id}/share", post(hand_over::post_share))
        .route("/desk/a/{id}/hand-over", post(hand_over::post_hand_over))
        .route("/desk/consents/{hash}", get(hand_over::get_consent))
        .route("/desk/export.csv", get(export::get_csv).post(export::post_csv))
        .route("/desk/export.xlsx", get(export::get_xlsx).post(export::post_xlsx))
}
