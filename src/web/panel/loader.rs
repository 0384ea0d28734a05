//! The file for OBS that waits for the server: `overlay/loader.html` with this server's address and the overlay's key in it.

use anyhow::Context as _;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse as _;

use crate::web::App;
use crate::web::http::assets;
use crate::web::http::auth::Host;
use crate::web::http::error::Result;

/// Where the address goes. `assets::text` gives the file as it stands in `overlay/`.
const BLANK: &str = "data-overlay=\"\"";
/// 带岗叠加层.html for every browser of today, and a plain name for what lies between.
const AS_FILE: &str = "attachment; filename=\"daigang-overlay.html\"; \
    filename*=UTF-8''%E5%B8%A6%E5%B2%97%E5%8F%A0%E5%8A%A0%E5%B1%82.html";

/// `GET /panel/loader.html`
pub async fn get_loader(State(app): State<App>, _host: Host) -> Result {
    let page =
        fill(&assets::text("loader.html")?, &app.overlay_link()).context("the loader has no place for its address")?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_DISPOSITION, AS_FILE),
        // It holds a key.
        (header::CACHE_CONTROL, "no-store"),
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
