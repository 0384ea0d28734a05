//! `/desk/import`: a sheet is checked by a dry run first, and written once somebody has confirmed that. Must not know cells
//! or keys of the store.

use anyhow::Context as _;
use axum::Form;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};

use crate::export::FileFormat;
use crate::import::{self, DryRun, refusal_advice};
use crate::sheet::{self, FileRefusal};
use crate::store::Changed;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::jobs::import_page::{CheckPage, ImportPage};
use crate::web::desk::jobs::sealed_upload::SealedUpload;
use crate::web::http::attachment::{FileName, save_as};
use crate::web::http::error::{AppError, Result};
use crate::web::http::page;

/// Longest file name that is displayed, in characters.
const FILE_NAME_CHARS_MAX: usize = 80;

/// `GET /desk/import`
pub async fn get_import(clerk: Clerk) -> Result {
    page::html(&upload_page(&clerk))
}

fn upload_page(clerk: &Clerk) -> ImportPage {
    ImportPage { t: clerk.t, chrome: chrome(clerk), file: String::new(), refused: None, alert: "" }
}

fn chrome(clerk: &Clerk) -> PageChrome {
    clerk.chrome(Tab::Import, "/desk/import")
}

/// `GET /desk/import/template.xlsx`
pub async fn get_template(_: Clerk) -> Result {
    let body = sheet::template_xlsx().context("the template could not be written")?;
    let name = FileName { native: "岗位模板.xlsx".to_owned(), plain: "jobs-template.xlsx".to_owned() };
    Ok(save_as(&name, FileFormat::Xlsx, body))
}

/// `POST /desk/import`: the dry run. Writes nothing.
pub async fn post_import(clerk: Clerk, upload: Multipart) -> Result {
    let (name, bytes) = match read_upload(upload).await {
        Ok(upload) => upload,
        Err(why) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return show_refusal(&clerk, String::new(), &FileRefusal::TooLarge);
        }
        // A broken or empty form counts as a form without a file.
        Err(_) => (String::new(), Vec::new()),
    };
    show_check(&clerk, &name, bytes, "").await
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

/// Parses a sheet and computes its dry run on a blocking thread: a full workbook would delay all other connections.
async fn draft(clerk: &Clerk, bytes: Vec<u8>) -> Result<(std::result::Result<DryRun, FileRefusal>, Vec<u8>)> {
    let stored = clerk.app.store.jobs().await?;
    let today = clerk.now.today;
    let work = move || (DryRun::new(&bytes, &stored, today), bytes);
    Ok(tokio::task::spawn_blocking(work).await.context("reading the sheet was interrupted")?)
}

/// The dry run; `alert` says why it is shown once more.
async fn show_check(clerk: &Clerk, name: &str, bytes: Vec<u8>, alert: &'static str) -> Result {
    match draft(clerk, bytes).await? {
        (Err(refusal), _) => show_refusal(clerk, name.to_owned(), &refusal),
        (Ok(draft), bytes) => {
            let upload = SealedUpload::new(&clerk.app.secrets, name, &bytes, &draft.plan);
            page::html(&CheckPage::new(clerk.t, chrome(clerk), &draft, upload, alert))
        }
    }
}

fn show_refusal(clerk: &Clerk, name: String, refusal: &FileRefusal) -> Result {
    let page = ImportPage { file: name, refused: Some(refusal_advice(clerk.t, refusal)), ..upload_page(clerk) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response())
}

/// `POST /desk/import/confirm`: plans once more, and writes the plan if it is the one that the dry run displayed.
pub async fn post_confirm(mut clerk: Clerk, Form(upload): Form<SealedUpload>) -> Result {
    let t = clerk.t;
    let Some(bytes) = upload.open(&clerk.app.secrets) else {
        let page = ImportPage { alert: t.import_stale(), ..upload_page(&clerk) };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page::html(&page)?).into_response());
    };
    let name_cookie = clerk.adopt_name(&upload.by);
    let (draft, bytes) = draft(&clerk, bytes).await?;
    // The same bytes were accepted at the dry run; only a newer version of this server may refuse them.
    let draft = match draft {
        Ok(draft) => draft,
        Err(refusal) => return show_refusal(&clerk, upload.name, &refusal),
    };
    // After a second press everything is written already, so the new plan differs from the displayed one, and is done.
    let nothing_left = draft.writes() == 0;
    if !nothing_left && !upload.matches(&draft.plan) {
        return show_check(&clerk, &upload.name, bytes, t.import_changed_meanwhile()).await;
    }
    match import::commit(&clerk.app.store, &draft.plan, &clerk.staff.name, clerk.now).await.map_err(AppError::from)? {
        Changed::Done => {}
        Changed::Conflict { now: () } | Changed::Gone => {
            return show_check(&clerk, &upload.name, bytes, t.import_changed_meanwhile()).await;
        }
    }
    let counts = draft.counts();
    tracing::info!(staff = %clerk.staff.name, new = counts.new, changed = counts.changed, "jobs were imported");
    let list = format!("/desk/jobs?new={}&changed={}", counts.new, counts.changed);
    Ok((name_cookie, Redirect::to(&list)).into_response())
}
