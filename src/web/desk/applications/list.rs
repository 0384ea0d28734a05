//! `/desk`: the list that clerks work through, its filter and its search. Must not show a full number.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::{Form, Json};
use axum_extra::extract::CookieJar;
use serde::Serialize;

use crate::domain::Now;
use crate::domain::desk::Filter;
use crate::domain::person::Entry;
use crate::web::App;
use crate::web::desk::applications::filter_options::Choices;
use crate::web::desk::applications::query::{Asked, PAGE_ROWS, SEARCH_CHARS_MAX, address, fields};
use crate::web::desk::frame::{PageChrome, Tab};
use crate::web::desk::labels::{StatusWord, call_word, moment};
use crate::web::desk::titles::{Title, Titles};
use crate::web::http::auth::{LinkRole, Staff, session};
use crate::web::http::error::Result;
use crate::web::http::page::{self, Reader};
use crate::web::http::query::PageQuery;
use crate::words::{Words, arg};

#[derive(Template)]
#[template(path = "desk/list.html")]
struct ListPage {
    t: Words,
    frame: PageChrome,
    rows: Vec<Row>,
    choices: Choices,
    statuses: Vec<StatusWord>,
    /// The filter as hidden fields.
    fields: Vec<(&'static str, String)>,
    filter: Filter,
    pager: Pager,
    /// Where the page asks whether somebody new has signed up; empty where that makes no sense.
    count_at: String,
    public_url: String,
}

struct Row {
    id: String,
    href: String,
    /// Where the row's status form goes: the filter stays in the address.
    status_at: String,
    time: String,
    name: String,
    masked: String,
    township: String,
    number: u16,
    title: String,
    call: &'static str,
    note: String,
    status: StatusWord,
    remark: String,
    names_differ: bool,
    suspect: bool,
    withdrawn: bool,
}

/// Where a page of the list stands among all.
struct Pager {
    total: usize,
    from: usize,
    to: usize,
    page: usize,
    pages: usize,
    previous: Option<Step>,
    next: Option<Step>,
}

struct Step {
    page: usize,
    href: String,
}

impl Pager {
    fn new(total: usize, page: usize, filter: &Filter) -> Self {
        let pages = total.div_ceil(PAGE_ROWS).max(1);
        let page = page.min(pages);
        let step = |page| Step { page, href: address("/desk", filter, page) };
        Self {
            total,
            from: (page - 1) * PAGE_ROWS + 1,
            to: (page * PAGE_ROWS).min(total),
            page,
            pages,
            previous: (page > 1).then(|| step(page - 1)),
            next: (page < pages).then(|| step(page + 1)),
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

/// `GET /desk`. A key in the address is exchanged for a cookie, and leaves the address bar.
pub async fn get_desk(
    State(app): State<App>,
    staff: Staff,
    Reader(t): Reader,
    page_query: PageQuery,
    Query(asked): Query<Asked>,
) -> Result {
    let asked = asked.without_search();
    if page_query.key.is_some() {
        let cookie = session::sign_in(LinkRole::Staff, &app.secrets, app.is_https());
        let plain = address("/desk", &asked.filter(None), asked.page());
        return Ok((CookieJar::new().add(cookie), Redirect::to(&plain)).into_response());
    }
    show_list(&app, &staff, t, &asked).await
}

/// `POST /desk`: the list with a search text, which no address may hold.
pub async fn post_desk(State(app): State<App>, staff: Staff, Reader(t): Reader, Form(asked): Form<Asked>) -> Result {
    if asked.q.trim().is_empty() {
        return Ok(Redirect::to(&address("/desk", &asked.filter(None), 1)).into_response());
    }
    show_list(&app, &staff, t, &asked).await
}

/// The list, whether it came by an address, a search, or a change in one of its rows.
pub async fn show_list(app: &App, staff: &Staff, t: Words, asked: &Asked) -> Result {
    let (snapshot, now) = (app.hub.snapshot(), app.clock.now());
    let filter = asked.filter(snapshot.stage.show);
    let skip = |page: usize| (page - 1).saturating_mul(PAGE_ROWS);
    let mut found = app.store.entries(&filter, skip(asked.page()), PAGE_ROWS).await?;
    let pager = Pager::new(found.total, asked.page(), &filter);
    if pager.page != asked.page() {
        // The list has become shorter than the page that was asked for: show its end instead of nothing.
        found = app.store.entries(&filter, skip(pager.page), PAGE_ROWS).await?;
    }
    let titles = Titles::read(&app.store, &snapshot, &found.entries).await?;
    let rows = found.entries.iter().map(|entry| {
        let place = Place { filter: &filter, page: pager.page };
        row(entry, titles.get(&entry.job), &place, &moment(entry.at, now, app.clock.zone(), t), t)
    });
    let list = ListPage {
        t,
        frame: PageChrome::new(app, staff, t, Tab::List, address("/desk", &filter, pager.page)),
        rows: rows.collect(),
        choices: Choices::read(app, &snapshot, &filter, t).await?,
        statuses: StatusWord::all(t),
        fields: fields(&filter),
        count_at: count_at(&filter, pager.page, &found.entries, now),
        filter,
        pager,
        public_url: app.public_url.to_string(),
    };
    page::html(&list)
}

/// Where in which list a row stands, to come back to it.
struct Place<'a> {
    filter: &'a Filter,
    page: usize,
}

fn row(entry: &Entry, title: Title, place: &Place, time: &str, t: Words) -> Row {
    let at = |path: &str| address(&format!("/desk/a/{}{path}", entry.id.0), place.filter, place.page);
    Row {
        id: entry.id.0.clone(),
        href: at(""),
        status_at: at("/status"),
        time: time.to_owned(),
        name: entry.name.clone(),
        masked: entry.phone.masked(),
        township: entry.township.clone(),
        number: entry.card,
        title: title.title,
        call: call_word(entry.call_time, t),
        note: entry.note.clone(),
        status: StatusWord::of(entry.status, t),
        remark: entry.remark.clone(),
        names_differ: !entry.other_names.is_empty(),
        suspect: !entry.suspect.is_empty(),
        withdrawn: entry.withdrawn,
    }
}

fn count_at(filter: &Filter, page: usize, entries: &[Entry], now: Now) -> String {
    if !filter.search.is_empty() {
        return String::new();
    }
    // Only the first page shows the newest; on later ones, new is what comes after this look.
    let since = if page == 1 { entries.first().map_or(0, |entry| entry.at) } else { now.millis() };
    let path = address("/desk/count", filter, 1);
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}since={since}")
}

#[derive(Serialize)]
struct Fresh {
    text: String,
}

/// `GET /desk/count`: how many sign-ups are newer than `since`, as a sentence; 204 where there are none.
pub async fn get_count(State(app): State<App>, _: Staff, Reader(t): Reader, Query(asked): Query<Asked>) -> Result {
    let asked = asked.without_search();
    let since: i64 = asked.since.parse().unwrap_or(i64::MAX);
    let filter = asked.filter(app.hub.snapshot().stage.show);
    // The show's newest are read from its index, and looked through here: open desks ask this all day, and a narrow filter
    // would have the store read everybody each time.
    let newest = Filter { show: filter.show, ..Filter::default() };
    let newest = app.store.entries(&newest, 0, PAGE_ROWS).await?.entries;
    Ok(match newest.iter().filter(|entry| entry.at > since && filter.matches(entry)).count() {
        0 => StatusCode::NO_CONTENT.into_response(),
        PAGE_ROWS => Json(Fresh { text: t.desk_new_hint(format!("{PAGE_ROWS}+")) }).into_response(),
        fresh => Json(Fresh { text: t.desk_new_hint(fresh) }).into_response(),
    })
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
