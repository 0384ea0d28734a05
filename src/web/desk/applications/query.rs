//! The query of the list: from the fields of an address or a form to a filter, and back to an address. Pure.
//!
//! A search text is personal data. It is accepted from forms only, and no address that is made here contains it: an address
//! has the id under which `search_cookie.rs` remembers the text.

use serde::Deserialize;

use crate::domain::answers::CallTime;
use crate::domain::application::Status;
use crate::domain::desk::{Filter, QueueState, Suspects};
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
    /// The source of the link.
    pub source: String,
    /// The code of a preferred time of a call.
    pub call: String,
    /// The code of a [`QueueState`].
    pub place: String,
    /// The code of [`Suspects`].
    pub suspects: String,
    /// The number of the page, counted from 1.
    pub page: String,
    /// The id of a search that this browser remembers.
    pub search: String,
    /// The search text; from forms only.
    pub q: String,
    /// For `/desk/count`: only applications after this time, in milliseconds.
    pub since: String,
    /// For exports: `1` for full phone numbers.
    pub full: String,
}

impl ListQuery {
    /// The list, without a search text. A card without a show is a card of `current`, the show on the stage.
    #[must_use]
    pub fn view(&self, current: Option<ShowId>) -> ListView {
        let card = self.card.parse().ok();
        let show = self.show.parse().ok().map(ShowId);
        let filter = Filter {
            show: if card.is_some() { show.or(current) } else { show },
            card,
            township: self.township.trim().to_owned(),
            status: Status::from_code(&self.status),
            source: self.source.trim().to_owned(),
            call_time: CallTime::from_code(&self.call),
            place: QueueState::from_code(&self.place),
            suspects: Suspects::from_code(&self.suspects),
            search: String::new(),
        };
        ListView { filter, page: self.page.parse().unwrap_or(1).max(1), search: self.search.clone() }
    }

    /// The search text of a form.
    #[must_use]
    pub fn typed_search(&self) -> String {
        self.q.trim().chars().take(SEARCH_CHARS_MAX).collect()
    }
}

/// A page of the list, as an address names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListView {
    /// The filter, with the search text if this browser remembers it.
    pub filter: Filter,
    /// The number of the page, counted from 1.
    pub page: usize,
    /// The id of the search; empty without one.
    pub search: String,
}

impl ListView {
    /// The filter and the search as the fields of a form or an address, without the page and the search text.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let filter = &self.filter;
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let all = [
            ("show", filter.show.map(|show| show.to_string())),
            ("card", filter.card.map(|card| card.to_string())),
            ("township", text(&filter.township)),
            ("status", filter.status.map(|status| status.as_str().to_owned())),
            ("source", text(&filter.source)),
            ("call", filter.call_time.map(|time| time.as_str().to_owned())),
            ("place", filter.place.map(|place| place.as_str().to_owned())),
            ("suspects", text(filter.suspects.as_str())),
            ("search", text(&self.search)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// `path` with this list as its query.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        self.address_with(path, &[])
    }

    /// The same with further fields.
    #[must_use]
    pub fn address_with(&self, path: &str, more: &[(&'static str, String)]) -> String {
        let mut pairs = self.fields();
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        pairs.extend_from_slice(more);
        match serde_html_form::to_string(&pairs) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            // Serializing pairs of texts cannot fail. Without any, the path alone means the whole list.
            _ => path.to_owned(),
        }
    }

    /// Another page of the same list.
    #[must_use]
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same list without its search.
    #[must_use]
    pub fn without_search(&self) -> Self {
        let filter = Filter { search: String::new(), ..self.filter.clone() };
        Self { filter, page: 1, search: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::desk::NO_SOURCE;

    fn read(query: &str) -> ListQuery {
        serde_html_form::from_str(query).expect("a query written in this test")
    }

    #[test]
    fn an_address_gives_the_list_that_it_was_written_from() {
        let filter = Filter {
            show: Some(ShowId(42)),
            card: Some(8),
            township: "高村镇 & 外县".to_owned(),
            status: Some(Status::Interested),
            source: NO_SOURCE.to_owned(),
            call_time: Some(CallTime::Evening),
            place: Some(QueueState::Offered),
            suspects: Suspects::Waiting,
            search: String::new(),
        };
        let list = ListView { filter, page: 3, search: "AB12".to_owned() };
        let address = list.address("/desk");
        let query = read(address.split_once('?').expect("a query written in this test").1);
        assert_eq!(query.view(None), list);
    }

    #[test]
    fn a_search_text_never_reaches_an_address() {
        let query = read("q=王大姐&status=new");
        assert_eq!(query.typed_search(), "王大姐");
        let mut list = query.view(None);
        assert_eq!(list.filter.search, "", "only a form may bring one");
        list.filter.search = query.typed_search();
        assert_eq!(list.address("/desk"), "/desk?status=new");
    }

    #[test]
    fn a_value_that_is_not_understood_does_not_narrow() {
        let query = read("show=abc&card=-1&status=lost&page=0&suspects=yes&call=night&unknown=1");
        assert_eq!(query.view(Some(ShowId(42))), ListView { page: 1, ..ListView::default() });
    }

    #[test]
    fn a_card_without_a_show_is_one_of_the_current_show() {
        assert_eq!(read("card=8").view(Some(ShowId(42))).filter.show, Some(ShowId(42)));
        assert_eq!(read("card=8&show=41").view(Some(ShowId(42))).filter.show, Some(ShowId(41)));
    }
}
