//! `/desk`: the list that staff work through, its filter and its search. Must not show a full phone number.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::{Form, Json};
use axum_extra::extract::CookieJar;
use serde::Serialize;

use crate::domain::desk::Filter;
use crate::domain::person::Entry;
use crate::export::titles::Titles;
use crate::web::desk::applications::filter_options::FilterOptions;
use crate::web::desk::applications::query::{ListQuery, PAGE_ROWS, SEARCH_CHARS_MAX, address, fields};
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::{StatusLabel, call_time_label};
use crate::web::http::auth::{LinkRole, session};
use crate::web::http::error::Result;
use crate::web::http::page;
use crate::web::http::query::PageQuery;
use crate::words::{Words, arg};

#[derive(Template)]
#[template(path = "desk/list.html")]
struct ListPage {
    t: Words,
    chrome: PageChrome,
    rows: Vec<ApplicationRow>,
    options: FilterOptions,
    statuses: Vec<StatusLabel>,
    /// The filter as hidden fields.
    fields: Vec<(&'static str, String)>,
    filter: Filter,
    pager: Pager,
    /// The address that the page polls for new sign-ups; empty where it does not.
    count_href: String,
    public_url: String,
}

/// An application as a row of the list.
struct ApplicationRow {
    entry: Entry,
    href: String,
    /// The action of the row's status form.
    status_action: String,
    time: String,
    masked: String,
    title: String,
    call: &'static str,
    status: StatusLabel,
}

/// The position of a page within the list.
struct Pager {
    total: usize,
    from: usize,
    to: usize,
    page: usize,
    pages: usize,
    previous: Option<PageLink>,
    next: Option<PageLink>,
}

/// A link to another page of the list.
struct PageLink {
    page: usize,
    href: String,
}

impl Pager {
    fn new(total: usize, page: usize, filter: &Filter) -> Self {
        let pages = total.div_ceil(PAGE_ROWS).max(1);
        let page = page.min(pages);
        let link = |page| PageLink { page, href: address("/desk", filter, page) };
        Self {
            total,
            from: (page - 1) * PAGE_ROWS + 1,
            to: (page * PAGE_ROWS).min(total),
            page,
            pages,
            previous: (page > 1).then(|| link(page - 1)),
            next: (page < pages).then(|| link(page + 1)),
        }
    }
}

impl ListPage {
    fn narrowed(&self) -> bool {
        self.filter != Filter::default()
    }

    fn searching(&self) -> bool {
        !self.filter.search.is_empty()
    }

    fn method(&self) -> &'static str {
        if self.searching() { "post" } else { "get" }
    }
}

/// `GET /desk`. A key in the address is exchanged for a cookie, and disappears from the address bar.
pub async fn get_desk(clerk: Clerk, link: PageQuery, Query(query): Query<ListQuery>) -> Result {
    let query = query.without_search();
    if link.key.is_some() {
        let cookie = session::sign_in(LinkRole::Staff, &clerk.app.secrets, clerk.app.is_https());
        let plain = address("/desk", &query.filter(None), query.page());
        return Ok((CookieJar::new().add(cookie), Redirect::to(&plain)).into_response());
    }
    show_list(&clerk, &query).await
}

/// `POST /desk`: the list with a search text, which no address may contain.
pub async fn post_desk(clerk: Clerk, Form(query): Form<ListQuery>) -> Result {
    if query.q.trim().is_empty() {
        return Ok(Redirect::to(&address("/desk", &query.filter(None), 1)).into_response());
    }
    show_list(&clerk, &query).await
}

/// The list, as the answer to an address, to a search, or to a change in one of its rows.
pub async fn show_list(clerk: &Clerk, query: &ListQuery) -> Result {
    let t = clerk.t;
    let store = &clerk.app.store;
    let snapshot = clerk.app.hub.snapshot();
    let filter = query.filter(snapshot.stage.show);
    let skip = |page: usize| (page - 1).saturating_mul(PAGE_ROWS);
    let mut found = store.entries(&filter, skip(query.page()), PAGE_ROWS).await?;
    let pager = Pager::new(found.total, query.page(), &filter);
    if pager.page != query.page() {
        // The list has become shorter than the wanted page: show its last page instead of nothing.
        found = store.entries(&filter, skip(pager.page), PAGE_ROWS).await?;
    }
    let titles = Titles::read(store, &snapshot, &found.entries).await?;
    let list = ListPage {
        t,
        chrome: clerk.chrome(Tab::List, address("/desk", &filter, pager.page)),
        options: FilterOptions::read(store, &snapshot, &filter, t).await?,
        statuses: StatusLabel::all(t),
        fields: fields(&filter),
        count_href: count_href(clerk, &filter, pager.page, &found.entries),
        rows: found.entries.into_iter().map(|entry| row(clerk, entry, &titles, &filter, pager.page)).collect(),
        filter,
        pager,
        public_url: clerk.app.public_url.to_string(),
    };
    page::html(&list)
}

/// The row of an application on one page of the filtered list, to which its links come back.
fn row(clerk: &Clerk, entry: Entry, titles: &Titles, filter: &Filter, page: usize) -> ApplicationRow {
    let entry_address = |path: &str| address(&format!("/desk/a/{}{path}", entry.id.0), filter, page);
    ApplicationRow {
        href: entry_address(""),
        status_action: entry_address("/status"),
        time: clerk.moment(entry.at),
        masked: entry.phone.masked(),
        title: titles.get(&entry.job).title,
        call: call_time_label(entry.call_time, clerk.t),
        status: StatusLabel::of(entry.status, clerk.t),
        entry,
    }
}

fn count_href(clerk: &Clerk, filter: &Filter, page: usize, entries: &[Entry]) -> String {
    if !filter.search.is_empty() {
        return String::new();
    }
    // Only the first page shows the newest application. On the others, count what arrives from now on.
    let since = if page == 1 { entries.first().map_or(0, |entry| entry.at) } else { clerk.now.millis() };
    let path = address("/desk/count", filter, 1);
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}since={since}")
}

/// The answer to the list's script.
#[derive(Serialize)]
struct NewSignUps {
    text: String,
}

/// `GET /desk/count`: how many sign-ups are newer than `since`, as a sentence; 204 if there are none.
pub async fn get_count(clerk: Clerk, Query(query): Query<ListQuery>) -> Result {
    let query = query.without_search();
    let since: i64 = query.since.parse().unwrap_or(i64::MAX);
    let filter = query.filter(clerk.app.hub.snapshot().stage.show);
    // Read the newest of the whole show, which has an index, and filter them here: open desks poll this all day, and for a
    // narrow filter the store would read every application each time.
    let newest = Filter { show: filter.show, ..Filter::default() };
    let newest = clerk.app.store.entries(&newest, 0, PAGE_ROWS).await?.entries;
    let count = newest.iter().filter(|entry| entry.at > since && filter.matches(entry)).count();
    let text = match count {
        0 => return Ok(StatusCode::NO_CONTENT.into_response()),
        PAGE_ROWS => clerk.t.desk_new_hint(format!("{PAGE_ROWS}+")),
        count => clerk.t.desk_new_hint(count),
    };
    Ok(Json(NewSignUps { text }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pager_counts_as_people_do() {
        let pager = Pager::new(101, 2, &Filter::default());
        assert_eq!((pager.from, pager.to, pager.pages), (51, 100, 3));
        assert_eq!(pager.previous.expect("a page in the middle has both").href, "/desk");
        assert_eq!(pager.next.expect("a page in the middle has both").href, "/desk?page=3");
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let pager = Pager::new(51, 9, &Filter::default());
        assert_eq!((pager.page, pager.from, pager.to), (2, 51, 51));
        assert_eq!(Pager::new(0, 1, &Filter::default()).pages, 1);
    }
}
