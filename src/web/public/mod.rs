//! The public pages: the show, one card and its form, the receipt, a person's own data. Complete without JavaScript.
//!
//! Owns their routes. Must not know keys or scripts of the store, nor anything of hosts and staff.

mod account;
mod amend;
mod answer;
mod answers;
mod card;
mod chrome;
mod consents;
mod dates;
mod facts;
mod fix;
mod form;
mod form_errors;
mod known_browser;
mod labels;
mod links;
mod listing;
mod posting;
mod preview;
mod probe;
mod receipt;
mod receipt_picture;
mod show;
mod similar;
mod site;
mod source;
mod spoken;
mod submit;
mod titles;
mod unknown;
mod visit;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::web::App;

/// Largest form, in bytes: the longest legitimate one has some 4,000, because a Han character takes nine when it is escaped. A
/// form of up to 28,000 characters comes back with its errors and with all that was typed; a larger one is not read.
const FORM_BYTES_MAX: usize = 256 * 1024;

/// The public pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(show::get_show))
        .route("/{number}", get(spoken::get_spoken))
        .route("/{number}/", get(spoken::get_spoken))
        .route("/j/{number}", get(spoken::get_join).post(submit::post_join))
        .route("/j/{number}/", get(spoken::get_join).post(submit::post_join))
        .route("/{show}/{number}", get(card::get_card).post(submit::post_card))
        .route("/{show}/{number}/", get(card::get_card).post(submit::post_card))
        .route("/r/{id}", get(receipt::get_receipt))
        .route("/r/{id}/fix", get(fix::get_fix).post(fix::post_fix))
        .route("/s/{*path}", get(source::get_link))
        .route("/s/", get(source::get_link))
        .route("/S/{*path}", get(source::get_link))
        .route("/r/{id}/picture.png", get(receipt_picture::get_picture))
        .route("/preview/{show}/{file}", get(preview::get_preview))
        .route("/robots.txt", get(site::get_robots))
        .route("/favicon.ico", get(site::get_favicon))
        .route("/apple-touch-icon.png", get(site::get_touch_icon))
        .route("/icon-192.png", get(site::get_icon_192))
        .route("/icon-512.png", get(site::get_icon_512))
        .route("/icon-maskable.png", get(site::get_icon_maskable))
        .route("/manifest.webmanifest", get(site::get_manifest))
        .route("/qr/{file}", get(links::get_qr))
        .merge(account::routes())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}
