//! The query of the list: from the fields of an address or a form to a [`Filter`], and back to an address. Pure.
//!
//! A search text is personal data. It is accepted from forms only, and no address that is made here contains it.

use serde::Deserialize;

use crate::domain::desk::Filter;
use crate::domain::person::Status;
use crate::domain::show::ShowId;

/// Rows of one page of the list: about three screens, read without waiting.
pub const PAGE_ROWS: usize = 50;
/// Longest search text, in characters: longer than any name.
pub const SEARCH_CHARS_MAX: usize = 40;

/// The fields of a request for the list, as they came. A field that cannot be parsed counts as absent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// The number of a show.
    pub show: String,
    /// The number of a card.
    pub card: String,
    /// The name of a township.
    pub township: String,
    /// The code of a status.
    pub status: String,
    /// `1`: only applications that look like a robot's.
    pub suspects: String,
    /// The number of the page, counted from 1.
    pub page: String,
    /// The search text; from forms only.
    pub q: String,
    /// For `/desk/count`: only applications after this time, in milliseconds.
    pub since: String,
    /// For exports: `1` for full phone numbers.
    pub full: String,
    /// On an application's page: what was saved just now.
    pub saved: String,
}

impl ListQuery {
    /// The same without a search text, for queries that came in an address.
    #[must_use]
    pub fn without_search(self) -> Self {
        Self { q: String::new(), ..self }
    }

    /// The filter. A card without a show is a card of `current`, the show on the stage.
    #[must_use]
    pub fn filter(&self, current: Option<ShowId>) -> Filter {
        let card = self.card.parse().ok();
        let show = self.show.parse().ok().map(ShowId);
        Filter {
            show: if card.is_some() { show.or(current) } else { show },
            card,
            township: self.township.trim().to_owned(),
            status: Status::from_code(&self.status),
            search: self.q.trim().chars().take(SEARCH_CHARS_MAX).collect(),
            suspects: self.suspects == "1",
        }
    }

    /// The number of the page, counted from 1.
    #[must_use]
    pub fn page(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }
}

/// A filter as the fields of a form, without the search text.
#[must_use]
pub fn fields(filter: &Filter) -> Vec<(&'static str, String)> {
    let all = [
        ("show", filter.show.map(|show| show.to_string())),
        ("card", filter.card.map(|card| card.to_string())),
        ("township", Some(filter.township.clone()).filter(|name| !name.is_empty())),
        ("status", filter.status.map(|status| status.as_str().to_owned())),
        ("suspects", filter.suspects.then(|| "1".to_owned())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `path` with a filter and a page as its query, without the search text.
#[must_use]
pub fn address(path: &str, filter: &Filter, page: usize) -> String {
    let mut pairs = fields(filter);
    if page > 1 {
        pairs.push(("page", page.to_string()));
    }
    match serde_html_form::to_string(&pairs) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        // Serializing pairs of texts cannot fail. Without any, the path alone means the whole list.
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> ListQuery {
        serde_html_form::from_str(query).expect("a query written in this test")
    }

    #[test]
    fn an_address_gives_the_filter_that_it_was_written_from() {
        let filter = Filter {
            show: Some(ShowId(42)),
            card: Some(8),
            township: "高村镇 & 外县".to_owned(),
            status: Some(Status::Interested),
            search: String::new(),
            suspects: true,
        };
        let address = address("/desk", &filter, 3);
        let query = read(address.split_once('?').expect("a query written in this test").1);
        assert_eq!((query.filter(None), query.page()), (filter, 3));
    }

    #[test]
    fn a_search_text_never_reaches_an_address() {
        let query = read("q=王大姐&status=new");
        let filter = query.filter(None);
        assert_eq!(filter.search, "王大姐");
        assert_eq!(address("/desk", &filter, 1), "/desk?status=new");
        assert_eq!(query.without_search().filter(None).search, "");
    }

    #[test]
    fn what_is_not_understood_does_not_narrow() {
        let query = read("show=abc&card=-1&status=lost&page=0&suspects=yes&unknown=1");
        assert_eq!((query.filter(Some(ShowId(42))), query.page()), (Filter::default(), 1));
    }

    #[test]
    fn a_card_without_a_show_is_one_of_the_current_show() {
        assert_eq!(read("card=8").filter(Some(ShowId(42))).show, Some(ShowId(42)));
        assert_eq!(read("card=8&show=41").filter(Some(ShowId(42))).show, Some(ShowId(41)));
    }
}
