//! The lasting path of a card, and its QR code, which is printed and shown.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse as _;

use crate::domain::address::spoken_path;
use crate::domain::rundown::CardNumber;
use crate::qr::qr;
use crate::web::http::error::{AppError, Result};
use crate::web::public::listing::Listing;
use crate::web::public::visit::Visit;

/// The lasting path of a card of the show on the stage; without a show the spoken one, whose page says so.
pub fn card_path(visit: &Visit, number: CardNumber) -> String {
    Listing::on_stage(visit).map_or_else(|| spoken_path(number), |listing| listing.address(number).to_string())
}

/// `GET /qr/{number}.svg`, and `/qr/show.svg` for the front page.
pub async fn get_qr(visit: Visit, Path(file): Path<String>) -> Result {
    let name = file.strip_suffix(".svg").ok_or(AppError::NotFound)?;
    let path = if name == "show" {
        "/".to_owned()
    } else {
        let number: CardNumber = name.parse().map_err(|_| AppError::NotFound)?;
        visit.snapshot.rundown.card(number).ok_or(AppError::NotFound)?;
        card_path(&visit, number)
    };
    let code = qr(&format!("{}{path}", visit.app.public_url)).ok_or(AppError::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, code.svg()).into_response())
}
