//! `/desk`: the list that staff work through, its filter and its search. Must not show a full phone number.

use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use axum::{Form, Json};
use axum_extra::extract::CookieJar;
use serde::Serialize;

use crate::domain::desk::{Filter, QueueState, Suspects};
use crate::index::{PhoneRow, RowPage};
use crate::web::desk::applications::filter_options::FilterOptions;
use crate::web::desk::applications::flash::FlashQuery;
use crate::web::desk::applications::list_row::{DeskRow, RowContext};
use crate::web::desk::applications::query::{ListQuery, ListView, PAGE_ROWS, SEARCH_CHARS_MAX};
use crate::web::desk::applications::search_cookie::Searches;
use crate::web::desk::chrome::{PageChrome, Tab};
use crate::web::desk::clerk::Clerk;
use crate::web::desk::labels::StatusLabel;
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
    rows: Vec<DeskRow>,
    options: FilterOptions,
    statuses: Vec<StatusLabel>,
    list: ListView,
    /// Filter and search as hidden fields.
    fields: Vec<(&'static str, String)>,
    pager: Pager,
    /// Applications of all pages.
    applications: usize,
    /// Forms that wait for a judgement, in the whole list of the organisation.
    to_judge: usize,
    judge_href: String,
    /// Applications that got a place and whose person does not know, in the whole list of the organisation.
    to_tell: usize,
    tell_href: String,
    /// The address that the page polls for new sign-ups.
    count_href: String,
    public_url: String,
    /// The confirmation of a change; empty if there was none.
    success: &'static str,
    /// The judgement that can be taken back.
    undo: Option<UndoJudgement>,
    /// Whether the list does not contain the last change yet.
    lags: bool,
    /// Whether the address names a search that this browser does not remember.
    search_lost: bool,
}

/// The form that takes the last judgement back.
struct UndoJudgement {
    action: String,
    form: String,
    judgement: String,
}

/// The position of a page within the list.
struct Pager {
    total: usize,
    from: usize,
    to: usize,
    page: usize,
    pages: usize,
    /// The address of the previous page.
    previous: Option<String>,
    /// The address of the next page.
    next: Option<String>,
}

impl Pager {
    fn new(total: usize, list: &ListView) -> Self {
        let pages = total.div_ceil(PAGE_ROWS).max(1);
        let page = list.page.min(pages);
        let link = |page| list.on_page(page).address("/desk");
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
        self.list.filter != Filter::default()
    }

    fn searching(&self) -> bool {
        !self.list.filter.search.is_empty()
    }

    fn judging(&self) -> bool {
        self.list.filter.suspects == Suspects::Waiting
    }

    fn telling(&self) -> bool {
        self.list.filter.place == Some(QueueState::Offered)
    }

    /// The fields of a form that starts another search, whose id replaces the old one's.
    fn fields_without_search(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.fields.iter().filter(|(name, _)| *name != "search")
    }
}

/// `GET /desk`. A key in the address is exchanged for a cookie, and disappears from the address bar.
pub async fn get_desk(clerk: Clerk, link: PageQuery, list: ListView, Query(flash): Query<FlashQuery>) -> Result {
    if link.key.is_some() {
        let cookie = session::sign_in(LinkRole::Staff, &clerk.app.secrets, clerk.app.is_https());
        let plain = list.address("/desk");
        return Ok((CookieJar::new().add(cookie), Redirect::to(&plain)).into_response());
    }
    show_list(&clerk, list, &flash).await
}

/// `POST /desk`: a search text, which no address may contain. The browser remembers it; the address of the list has its id.
pub async fn post_desk(clerk: Clerk, headers: HeaderMap, Form(query): Form<ListQuery>) -> Result {
    let mut searches = Searches::of(&CookieJar::from_headers(&headers));
    let mut list = query.view(clerk.app.hub.snapshot().stage.show).without_search();
    match query.typed_search() {
        text if text.is_empty() => searches.forget(&query.search),
        text => list.search = searches.remember(&text),
    }
    let cookie = searches.cookie(clerk.app.is_https());
    Ok((CookieJar::new().add(cookie), Redirect::to(&list.address("/desk"))).into_response())
}

async fn show_list(clerk: &Clerk, mut list: ListView, flash: &FlashQuery) -> Result {
    let t = clerk.t;
    let index = &clerk.app.index;
    let lags = clerk.lags_behind(flash.event()).await;
    let titles = clerk.titles().await?;
    let jobs = titles.matching(&list.filter.search);
    let skip = |page: usize| (page - 1).saturating_mul(PAGE_ROWS);
    let mut found = index.rows(list.filter.clone(), jobs.clone(), skip(list.page), PAGE_ROWS).await;
    let pager = Pager::new(found.total, &list);
    if pager.page != list.page {
        // The list has become shorter than the wanted page: show its last page instead of nothing.
        found = index.rows(list.filter.clone(), jobs, skip(pager.page), PAGE_ROWS).await;
        list.page = pager.page;
    }
    let context = RowContext { clerk, list: &list, titles: &titles };
    let page = ListPage {
        t,
        chrome: clerk.chrome(Tab::List, list.address("/desk")),
        options: FilterOptions::read(clerk, &list.filter).await,
        statuses: StatusLabel::all(t),
        fields: list.fields(),
        applications: found.applications,
        to_judge: index.to_judge(),
        judge_href: judge_href(),
        to_tell: index.to_tell(),
        tell_href: tell_href(),
        count_href: count_href(clerk, &list, &found),
        rows: found.rows.iter().map(|row| context.row(row)).collect(),
        pager,
        public_url: clerk.app.public_url.to_string(),
        success: flash.text(t),
        undo: undo_judgement(&list, flash),
        lags,
        search_lost: !list.search.is_empty() && list.filter.search.is_empty(),
        list,
    };
    page::html(&page)
}

/// The list of everything that waits for a judgement, whatever the filter is.
fn judge_href() -> String {
    let filter = Filter { suspects: Suspects::Waiting, ..Filter::default() };
    ListView { filter, page: 1, search: String::new() }.address("/desk")
}

/// The list of everyone who got a place and does not know yet, whatever the filter is.
fn tell_href() -> String {
    let filter = Filter { place: Some(QueueState::Offered), ..Filter::default() };
    ListView { filter, page: 1, search: String::new() }.address("/desk")
}

fn undo_judgement(list: &ListView, flash: &FlashQuery) -> Option<UndoJudgement> {
    let judgement = Some(flash.code()).filter(|code| ["honest", "robot"].contains(code))?;
    let plain = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let known = plain(&flash.person) && plain(&flash.form);
    known.then(|| UndoJudgement {
        action: list.address(&format!("/desk/p/{}/judge", flash.person)),
        form: flash.form.clone(),
        judgement: judgement.to_owned(),
    })
}

fn count_href(clerk: &Clerk, list: &ListView, found: &RowPage) -> String {
    // Only the first page shows the newest application. On the others, count what arrives from now on.
    let newest = |row: &PhoneRow| row.applications.iter().map(|listed| listed.application.at).max();
    let since = match list.page {
        1 => found.rows.iter().filter_map(newest).max().unwrap_or_default(),
        _ => clerk.now.millis(),
    };
    list.on_page(1).address_with("/desk/count", &[("since", since.to_string())])
}

/// The answer to the list's script.
#[derive(Serialize)]
struct NewSignUps {
    text: String,
}

/// `GET /desk/count`: how many sign-ups are newer than `since`, as a sentence; 204 if there are none.
pub async fn get_count(clerk: Clerk, list: ListView, Query(query): Query<ListQuery>) -> Result {
    let since: i64 = query.since.parse().unwrap_or(i64::MAX);
    let jobs = clerk.titles().await?.matching(&list.filter.search);
    let text = match clerk.app.index.newer(&list.filter, &jobs, since, PAGE_ROWS) {
        0 => return Ok(StatusCode::NO_CONTENT.into_response()),
        PAGE_ROWS => clerk.t.desk_new_hint(format!("{PAGE_ROWS}+")),
        count => clerk.t.desk_new_hint(count),
    };
    Ok(Json(NewSignUps { text }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(page: usize) -> ListView {
        ListView { page, ..ListView::default() }
    }

    #[test]
    fn the_pager_counts_as_people_do() {
        let pager = Pager::new(101, &list(2));
        assert_eq!((pager.from, pager.to, pager.pages), (51, 100, 3));
        assert_eq!(pager.previous.expect("a page in the middle has both"), "/desk");
        assert_eq!(pager.next.expect("a page in the middle has both"), "/desk?page=3");
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let pager = Pager::new(51, &list(9));
        assert_eq!((pager.page, pager.from, pager.to), (2, 51, 51));
        assert_eq!(Pager::new(0, &list(1)).pages, 1);
    }

    #[test]
    fn only_a_judgement_can_be_taken_back_from_the_list() {
        let flash = |query: &str| serde_html_form::from_str::<FlashQuery>(query).expect("a query");
        let undo = undo_judgement(&list(2), &flash("said=robot&person=ab&form=c3&at=7")).expect("a judgement");
        assert_eq!((undo.action.as_str(), undo.judgement.as_str()), ("/desk/p/ab/judge?page=2", "robot"));
        for other in ["said=status&person=ab&form=c3", "said=robot&person=../x&form=c3", "said=robot"] {
            assert!(undo_judgement(&list(1), &flash(other)).is_none(), "{other}");
        }
    }
}
