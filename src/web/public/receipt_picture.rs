//! `GET /r/{id}/picture.png`: the receipt as a picture to keep, for the browser that submitted the form. Below the receipt's own
//! path, because its cookie is sent there alone. Reads only.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum_extra::extract::CookieJar;

use crate::domain::person::FormId;
use crate::picture::letterhead::Letterhead;
use crate::picture::receipt::{self, ReceiptText};
use crate::store::ReceiptState;
use crate::web::http::error::{AppError, Result};
use crate::web::http::query::PageQuery;
use crate::web::public::answers::{call_promise, calling_numbers};
use crate::web::public::receipt::{Ownership, cards, ownership, read_id};
use crate::web::public::visit::Visit;
use crate::words::Words;

/// `GET /r/{id}/picture.png`
pub async fn get_picture(visit: Visit, Path(id): Path<String>, query: PageQuery, jar: CookieJar) -> Result {
    let own = |id: &FormId| ownership(&visit, &jar, &query, id) != Ownership::None;
    let id = read_id(&id).filter(own).ok_or(AppError::NotFound)?;
    let ReceiptState::Found { form, .. } = visit.app.store.receipt(&id).await? else { return Err(AppError::NotFound) };
    let (form, phone) = (&form.0, &form.1);
    let settings = &visit.snapshot.settings;
    let text = ReceiptText {
        head: Letterhead::new(Words::default(), &visit.snapshot.settings, &visit.app.public_url),
        callers: visit.chrome().callers,
        promise: call_promise(Words::default(), settings.call_days, form.answers.call_time),
        numbers: calling_numbers(settings).into_iter().map(str::to_owned).collect(),
        cards: cards(&visit, form).await?,
        phone: phone.masked(),
        code: visit.app.store.form_code(form),
    };
    let picture = visit.app.pictures.draw_uncached(move |fonts| receipt::lay_out(fonts, &text)).await?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, picture.png.to_vec()).into_response())
}
