//! `/desk/import`: a sheet is checked first and written when somebody has seen the check. Knows no cells and no keys.

use anyhow::Context as _;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::CookieJar;

use crate::import::{self, Draft, refusal_told};
use crate::sheet::limits::FILE_BYTES_MAX;
use crate::sheet::{self, Refusal};
use crate::store::Changed;
use crate::web::App;
use crate::web::desk::applications::export::{FileName, Kind, file};
use crate::web::desk::frame::{PageChrome, Tab};
use crate::web::desk::jobs::import_page::{CheckPage, ImportPage};
use crate::web::desk::jobs::sealed_upload::Carry;
use crate::web::http::auth::name::name_cookie;
use crate::web::http::auth::{NAME_CHARS_MAX, Staff};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page::{self, Reader};
use crate::words::Words;

/// Largest upload that is read at all. Above the file's own limit, so that a file somewhat too large gets its own sentence.
const UPLOAD_BYTES_MAX: usize = 4 * FILE_BYTES_MAX;
/// Largest confirmation: the largest file in base64, which adds a third, and the small fields.
const CONFIRM_BYTES_MAX: usize = FILE_BYTES_MAX / 3 * 4 + 64 * 1024;
/// Longest file name that is shown, in characters.
const FILE_NAME_CHARS_MAX: usize = 80;

/// The pages of importing.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/import", get(get_import).post(post_import).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX)))
        .route("/desk/import/confirm", post(post_confirm).layer(DefaultBodyLimit::max(CONFIRM_BYTES_MAX)))
        .route("/desk/import/template.xlsx", get(get_template))
}

/// `GET /desk/import`
pub async fn get_import(State(app): State<App>, staff: Staff, Reader(t): Reader) -> Result {
    page::html(&upload_page(&app, &staff, t))
}

fn upload_page(app: &App, staff: &Staff, t: Words) -> ImportPage {
    ImportPage { t, frame: frame(app, staff, t), file: String::new(), refused: None, alert: "" }
}

fn frame(app: &App, staff: &Staff, t: Words) -> PageChrome {
    PageChrome::new(app, staff, t, Tab::Import, "/desk/import")
}

/// `GET /desk/import/template.xlsx`
pub async fn get_template(_: Staff) -> Result {
    let body = sheet::template_xlsx().context("the template could not be written")?;
    let name = FileName { native: "岗位模板.xlsx".to_owned(), plain: "jobs-template.xlsx".to_owned() };
    Ok(file(&name, Kind::Xlsx, body))
}

/// `POST /desk/import`: the dry run. Writes nothing.
pub async fn post_import(State(app): State<App>, staff: Staff, Reader(t): Reader, upload: Multipart) -> Result {
    let (name, bytes) = match read_upload(upload).await {
        Ok(upload) => upload,
        Err(why) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return show_refusal(&app, &staff, t, String::new(), &Refusal::TooLarge);
        }
        // A broken or empty form is a form without a file.
        Err(_) => (String::new(), Vec::new()),
    };
    show_check(&app, &staff, t, &name, bytes, "").await
}

async fn read_upload(mut upload: Multipart) -> std::result::Result<(String, Vec<u8>), MultipartError> {
    while let Some(field) = upload.next_field().await? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().chars().take(FILE_NAME_CHARS_MAX).collect();
            return Ok((name, field.bytes().await?.to_vec()));
        }
    }
    Ok((String::new(), Vec::new()))
}

/// Reads and plans on a thread of its own: a full workbook takes long enough to hold up everybody's sockets.
async fn draft(app: &App, bytes: Vec<u8>) -> Result<(std::result::Result<Draft, Refusal>, Vec<u8>)> {
    let stored = app.store.jobs().await?;
    let today = app.clock.now().today;
    let work = move || (Draft::new(&bytes, &stored, today), bytes);
    Ok(tokio::task::spawn_blocking(work).await.context("reading the sheet was interrupted")?)
}

async fn show_check(app: &App, staff: &Staff, t: Words, name: &str, bytes: Vec<u8>, alert: &'static str) -> Result {
    match draft(app, bytes).await? {
        (Err(refusal), _) => show_refusal(app, staff, t, name.to_owned(), &refusal),
        (Ok(draft), bytes) => {
            let carry = Carry::new(&app.secrets, name, &bytes, &draft.plan);
            page::html(&CheckPage::new(t, frame(app, staff, t), &draft, carry, alert))
        }
    }
}

fn show_refusal(app: &App, staff: &Staff, t: Words, name: String, refusal: &Refusal) -> Result {
    let page = ImportPage { file: name, refused: Some(refusal_told(t, refusal)), ..upload_page(app, staff, t) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response())
}

/// `POST /desk/import/confirm`: plans once more, and writes if that is what the person has seen.
pub async fn post_confirm(
    State(app): State<App>,
    mut staff: Staff,
    Reader(t): Reader,
    Form(carry): Form<Carry>,
) -> Result {
    let Some(bytes) = carry.open(&app.secrets) else {
        let page = ImportPage { alert: t.import_stale(), ..upload_page(&app, &staff, t) };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response());
    };
    let named = staff.name.is_empty() && !carry.by.trim().is_empty();
    if named {
        staff.name = carry.by.trim().chars().take(NAME_CHARS_MAX).collect();
    }
    let (draft, bytes) = draft(&app, bytes).await?;
    // The same bytes were readable at the dry run; only a newer server may think otherwise.
    let draft = match draft {
        Ok(draft) => draft,
        Err(refusal) => return show_refusal(&app, &staff, t, carry.name, &refusal),
    };
    // Pressed twice: everything is there already, and that is what was wanted.
    let nothing_left = draft.writes() == 0;
    if !nothing_left && !carry.promised(&draft.plan) {
        return show_check(&app, &staff, t, &carry.name, bytes, t.import_changed_meanwhile()).await;
    }
    match import::commit(&app.store, &draft.plan, &staff.name, app.clock.now()).await.map_err(AppError::from)? {
        Changed::Done => {}
        Changed::Conflict { now: () } | Changed::Gone => {
            return show_check(&app, &staff, t, &carry.name, bytes, t.import_changed_meanwhile()).await;
        }
    }
    let counts = draft.counts();
    tracing::info!(staff = %staff.name, new = counts.new, changed = counts.changed, "jobs were imported");
    let done = Redirect::to(&format!("/desk/jobs?new={}&changed={}", counts.new, counts.changed));
    if named {
        return Ok((CookieJar::new().add(name_cookie(&staff.name)), done).into_response());
    }
    Ok(done.into_response())
}
