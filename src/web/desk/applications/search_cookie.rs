//! Search texts, remembered by the clerk's own browser until it is closed. Must not know what is searched.
//!
//! A search text is personal data: no address may contain it, and no server keeps it. An address has the id of a search
//! instead, so that going back, reloading and turning pages keep it, also without scripts.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use data_encoding::HEXLOWER_PERMISSIVE;

use crate::random::{code, hex};
use crate::web::http::cookie::{browser_session_cookie, site_cookie};

const SEARCH_COOKIE: &str = "daigang_search";
/// The only pages that need it.
const SEARCH_PATH: &str = "/desk";
/// Searches that are remembered: as many windows as a clerk works in.
const SEARCHES_MAX: usize = 4;
/// Characters of an id: it must differ from the few others of the same browser only.
const SEARCH_ID_CHARS: usize = 4;

/// The searches of a browser, by id, the newest first.
#[derive(Clone, Default)]
pub struct Searches(Vec<(String, String)>);

impl Searches {
    /// The searches that a request brings.
    #[must_use]
    pub fn of(jar: &CookieJar) -> Self {
        let value = jar.get(SEARCH_COOKIE).map_or("", Cookie::value);
        let read = |part: &str| {
            let (id, text) = part.split_once('.')?;
            let text = String::from_utf8(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?).ok()?;
            Some((id.to_owned(), text))
        };
        Self(value.split('_').filter_map(read).take(SEARCHES_MAX).collect())
    }

    /// The text of a search.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, text)| text.as_str())
    }

    /// Remembers a text; returns its id.
    pub fn remember(&mut self, text: &str) -> String {
        let known = self.0.iter().position(|(_, known)| known == text).map(|at| self.0.remove(at));
        let (id, text) = known.unwrap_or_else(|| (code(SEARCH_ID_CHARS), text.to_owned()));
        self.0.insert(0, (id.clone(), text));
        self.0.truncate(SEARCHES_MAX);
        id
    }

    /// Forgets a search.
    pub fn forget(&mut self, id: &str) {
        self.0.retain(|(known, _)| known != id);
    }

    /// The cookie that holds them; it removes itself if there are none.
    #[must_use]
    pub fn cookie(&self, secure: bool) -> Cookie<'static> {
        if self.0.is_empty() {
            return site_cookie(SEARCH_COOKIE, "", SEARCH_PATH, std::time::Duration::ZERO, secure);
        }
        let parts: Vec<String> = self.0.iter().map(|(id, text)| format!("{id}.{}", hex(text.as_bytes()))).collect();
        browser_session_cookie(SEARCH_COOKIE, parts.join("_"), SEARCH_PATH, secure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(searches: &Searches) -> Searches {
        Searches::of(&CookieJar::new().add(searches.cookie(true)))
    }

    #[test]
    fn a_browser_remembers_its_last_searches() {
        let mut searches = Searches::default();
        let first = searches.remember("王大姐");
        assert_eq!(again(&searches).text(&first), Some("王大姐"));
        assert_eq!(searches.remember("王大姐"), first, "the same text is the same search");
        let later: Vec<String> = (0..SEARCHES_MAX).map(|at| searches.remember(&format!("村民{at}"))).collect();
        assert_eq!(again(&searches).text(&first), None);
        assert_eq!(again(&searches).text(&later[0]), Some("村民0"));
        searches.forget(&later[0]);
        assert_eq!(again(&searches).text(&later[0]), None);
    }

    #[test]
    fn nonsense_is_no_search_and_nothing_removes_the_cookie() {
        let jar = CookieJar::new().add(Cookie::new(SEARCH_COOKIE, "a.zz_b_.c._d.e7"));
        assert_eq!(Searches::of(&jar).text("a"), None);
        assert!(Searches::default().cookie(false).encoded().to_string().ends_with("Max-Age=0"));
    }
}
