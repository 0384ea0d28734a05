//! The local file for OBS that retries until the server answers: `overlay/loader.html` with this server's address and the
//! overlay's key filled in. Must not know what the overlay shows.

use anyhow::Context as _;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse as _;

use crate::web::App;
use crate::web::http::assets;
use crate::web::http::attachment::content_disposition;
use crate::web::http::auth::Host;
use crate::web::http::error::Result;

/// The attribute of `overlay/loader.html` that the address is filled into.
const BLANK: &str = "data-overlay=\"\"";

/// `GET /panel/loader.html`, for hosts only.
pub async fn get_loader(State(app): State<App>, _: Host) -> Result {
    let template = assets::text("loader.html")?;
    let page = fill(&template, &app.overlay_link()).context("overlay/loader.html has no attribute for its address")?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, content_disposition("daigang-overlay.html", "带岗叠加层.html")),
        // The file holds a key.
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, page).into_response())
}

fn fill(page: &str, link: &str) -> Option<String> {
    let (before, after) = page.split_once(BLANK)?;
    let safe = link.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    Some(format!("{before}data-overlay=\"{safe}\"{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_filled_in_once_and_cannot_break_out() {
        let page = assets::text("loader.html").expect("the file is in the repository");
        let filled = fill(&page, "https://x.example/overlay?key=1&a=\"><b>").expect("its place");
        assert!(filled.contains("data-overlay=\"https://x.example/overlay?key=1&amp;a=&quot;>&lt;b>\""));
        assert!(!filled.contains(BLANK));
        assert_eq!(fill(&filled, "twice"), None);
    }

    #[test]
    fn it_is_one_file() {
        let page = assets::text("loader.html").expect("the file is in the repository");
        for outside in ["src=\"", "href=\"", "url(", "@import", "import("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
