//! The parameters in the addresses of this site, parsed in one place. Must not know what a room does with them.
//!
//! Filters of the desk are not among them: they are one form, which `desk/applications/query.rs` owns.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::domain::rundown::CardNumber;
use crate::domain::stage::StageName;
use crate::store::EventNumber;
use crate::web::http::text_size::TextSize;
use crate::words::Lang;

/// Length of a page's own id, in hexadecimal digits: no two pages of one show have the same by chance.
const SEAT_DIGITS: usize = 16;

/// The query of an address, as an extractor that never fails: an unknown parameter or value is ignored.
///
/// Not a derived `Deserialize`, because that refuses the whole query when one parameter is doubled: a page would lose its
/// key. The first value of each parameter counts. No `Debug`, so that no log can hold a key.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PageQuery {
    /// `lang`: the language that the reader chose.
    pub lang: Option<Lang>,
    /// `text`: the text size that the reader chose.
    pub text: Option<TextSize>,
    /// `stage=rehearsal`: the stage for practice instead of the one on air.
    pub stage: StageName,
    /// `key`: the key of a link.
    pub key: Option<String>,
    /// `seat`: the id that a page gave itself, 16 hexadecimal digits; empty if it is missing or malformed.
    pub seat: String,
    /// `monitor=1`: an overlay inside a panel, which viewers do not see.
    pub monitor: bool,
    /// `view`: the audience whose view a socket requests.
    pub view: Option<String>,
    /// `j`: the card that a short link leads to.
    pub card: Option<CardNumber>,
    /// `open`: the ticket of a browser that stores no cookies.
    pub ticket: Option<String>,
    /// `saved=1`: the visitor has just saved a change.
    pub saved: bool,
    /// `erased`: the visitor has just erased their data, with this event.
    pub erased: Option<EventNumber>,
}

impl PageQuery {
    /// Parses the query of an address; `None` if it has none.
    #[must_use]
    pub fn parse(query: Option<&str>) -> Self {
        let mut found = Self::default();
        let mut stage: Option<Cow<'_, str>> = None;
        let mut lang: Option<Cow<'_, str>> = None;
        let mut seat: Option<Cow<'_, str>> = None;
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match &*name {
                "lang" => lang = lang.or(Some(value)),
                "stage" => stage = stage.or(Some(value)),
                "text" => found.text = found.text.or_else(|| TextSize::from_code(&value)),
                "key" => found.key = found.key.or_else(|| Some(value.into_owned())),
                "seat" => seat = seat.or(Some(value)),
                "monitor" => found.monitor |= value == "1",
                "view" => found.view = found.view.or_else(|| Some(value.into_owned())),
                "j" => found.card = found.card.or_else(|| value.parse().ok()),
                "open" => found.ticket = found.ticket.or_else(|| Some(value.into_owned())),
                "saved" => found.saved |= value == "1",
                "erased" => found.erased = found.erased.or_else(|| value.parse().ok()),
                _ => {}
            }
        }
        found.lang = lang.and_then(|code| Lang::from_code(&code));
        if stage.as_deref() == Some("rehearsal") {
            found.stage = StageName::Rehearsal;
        }
        found.seat = seat.filter(|seat| is_seat(seat)).unwrap_or_default().into_owned();
        found
    }
}

fn is_seat(text: &str) -> bool {
    text.len() == SEAT_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl<S: Sync> FromRequestParts<S> for PageQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_found_among_others() {
        let query = PageQuery::parse(Some(
            "x=1&text=large&view=panel&seat=0123456789abcdef&key=ab12&lang=en-GB&stage=rehearsal&monitor=1&j=8&erased=7&open=a1&saved=1",
        ));
        assert_eq!((query.lang, query.text), (Some(Lang::En), Some(TextSize::Large)));
        assert_eq!(query.stage, StageName::Rehearsal);
        assert_eq!((query.key.as_deref(), query.view.as_deref()), (Some("ab12"), Some("panel")));
        assert_eq!(query.seat, "0123456789abcdef");
        assert_eq!((query.monitor, query.card, query.erased), (true, Some(8), Some(7)));
        assert_eq!((query.ticket.as_deref(), query.saved), (Some("a1"), true));
    }

    #[test]
    fn a_malformed_parameter_counts_as_missing_and_costs_no_other() {
        for text in [
            "",
            "lang=xx",
            "text=huge",
            "stage=air",
            "seat=0123",
            "seat=0123456789abcdeg",
            "monitor=0",
            "saved=0",
            "j=x",
            "&&=&%",
        ] {
            assert!(PageQuery::parse(Some(text)) == PageQuery::default(), "{text}");
        }
        let doubled = PageQuery::parse(Some("key=one&lang=zh&key=two&lang=en"));
        assert_eq!((doubled.key.as_deref(), doubled.lang), (Some("one"), Some(Lang::Zh)));
        assert!(PageQuery::parse(None) == PageQuery::default());
    }
}
