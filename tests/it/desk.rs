//! The desk: clerks share a list, call people, and export exactly the rows that they see.

mod hand_over;
mod people;
mod search;

use std::collections::BTreeSet;

use daigang::domain::application::ApplicationId;
use daigang::domain::person::PersonId;
use daigang::domain::signup::SignUp;
use daigang::index::{HistoryKind, PhoneEntry, Scope};
use reqwest::{Response, StatusCode};

use crate::support::people::{applications, settled, sign_up};
use crate::support::{Anyone, TestServer, sample};

/// How many people signed up before a test begins.
const PEOPLE: u32 = 12;

/// The cookie that remembers a clerk's name.
fn name_cookie(name: &str) -> String {
    format!("daigang_name={}", daigang::random::hex(name.as_bytes()))
}

/// Staff with a name of their own.
fn clerk(server: &TestServer, name: &str) -> Anyone {
    server.staff().with("cookie", &name_cookie(name))
}

async fn read(answer: Response) -> (StatusCode, String) {
    (answer.status(), answer.text().await.expect("a page"))
}

/// A page that is there.
async fn page(clerk: &Anyone, path: &str) -> String {
    let (code, page) = read(clerk.get(path).await).await;
    assert_eq!(code, StatusCode::OK, "{path}: {page}");
    page
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Sends a form that changes something, and opens the page that it leads to.
async fn change(clerk: &Anyone, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = clerk.post_form(path, fields).await;
    let address = header(&answer, "location").to_owned();
    let (code, text) = read(answer).await;
    assert_eq!(code, StatusCode::SEE_OTHER, "{path}: {text}");
    page(clerk, address.split('#').next().expect("a path")).await
}

/// The rows of a list.
fn rows(list: &str) -> Vec<&str> {
    let body = list.split("<tbody>").nth(1).unwrap_or_default();
    body.split("<tr id=").skip(1).collect()
}

/// The value of an attribute at its first place after `before`.
fn attribute<'a>(page: &'a str, before: &str, name: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("{before} is on the page: {page}")).1;
    let value = rest.split_once(&format!("{name}=\"")).expect("the attribute").1;
    value.split('"').next().expect("a value")
}

/// An address as a browser reads it from a page.
fn unescaped(text: &str) -> String {
    text.replace("&#38;", "&").replace("&amp;", "&")
}

/// People of two townships on three cards; the first one of them was spoken to.
async fn busy_desk() -> TestServer {
    let server = TestServer::with_show().await;
    for person in 0..PEOPLE {
        let card = u16::try_from(person % 3).expect("a small number") + 7;
        let mut form = sample::sign_up(person, card, server.job(card));
        // Three digits, so that no name is the beginning of another.
        form.answers.name = format!("村民{person:03}");
        form.answers.township = if person % 2 == 0 { "解店镇" } else { "荣河镇" }.into();
        sign_up(&server.app.store, &format!("form{person}"), &form, server.setup.clock.now()).await;
        server.setup.clock.forward(chrono::Duration::seconds(1));
    }
    let first = oldest(&server).await;
    let spoken = status(&clerk(&server, "王姐"), &first, "contacting", "interested").await;
    assert_eq!(spoken.0, StatusCode::CONFLICT, "nobody has taken it up yet");
    assert_eq!(status(&clerk(&server, "王姐"), &first, "new", "interested").await.0, StatusCode::SEE_OTHER);
    settled(&server.app.store, &server.app.index).await;
    server
}

/// The application of the person who signed up first.
async fn oldest(server: &TestServer) -> ApplicationId {
    let all = applications(&server.app).await;
    all.iter().min_by_key(|one| one.application.at).expect("an application").id.clone()
}

async fn entry(server: &TestServer, person: &PersonId) -> PhoneEntry {
    settled(&server.app.store, &server.app.index).await;
    server.app.index.entry(person, Scope::All).expect("an entry")
}

/// The authors of what happened to a phone, in the order of time; people themselves have no name.
async fn authors(server: &TestServer, id: &ApplicationId) -> Vec<String> {
    let history = entry(server, &id.person).await.history;
    history.into_iter().rev().map(|line| line.by).filter(|by| !by.is_empty()).collect()
}

async fn status(clerk: &Anyone, id: &ApplicationId, from: &str, to: &str) -> (StatusCode, String) {
    let path = format!("/desk/a/{id}/status");
    read(clerk.post_form(&path, &[("from", from), ("to", to)]).await).await
}

#[tokio::test]
async fn two_clerks_on_one_application_learn_of_each_other() {
    let server = busy_desk().await;
    let id = oldest(&server).await;
    let (late, later) = (clerk(&server, "李明"), clerk(&server, "张兰"));
    // Both have loaded the same page; the first one submits first.
    assert_eq!(status(&late, &id, "interested", "unfit").await.0, StatusCode::SEE_OTHER);
    let (code, page) = status(&later, &id, "interested", "unreachable").await;
    assert_eq!(code, StatusCode::CONFLICT);
    assert!(page.contains("李明") && page.contains("不合适"), "it says who was faster, and what stands");
    // The same status again is no conflict; on the current status the other clerk can continue.
    assert_eq!(status(&later, &id, "interested", "unfit").await.0, StatusCode::SEE_OTHER);
    assert_eq!(status(&later, &id, "unfit", "unreachable").await.0, StatusCode::SEE_OTHER);
    assert_eq!(authors(&server, &id).await, ["王姐", "李明", "张兰"], "each change once, by whom");
}

#[tokio::test]
async fn a_conflicting_remark_is_shown_again_to_its_writer() {
    let server = busy_desk().await;
    let id = oldest(&server).await;
    let path = format!("/desk/a/{id}/remark");
    let first = clerk(&server, "李明").post_form(&path, &[("from", "0"), ("to", "周三去面试")]).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    let other = clerk(&server, "张兰");
    let (code, page) = read(other.post_form(&path, &[("from", "0"), ("to", "没人接")]).await).await;
    assert_eq!(code, StatusCode::CONFLICT);
    assert!(page.contains("李明"), "it says who was faster");
    assert!(page.contains("周三去面试") && page.contains("没人接"), "both are on the page");
    assert_eq!(applications(&server.app).await.iter().find(|one| one.id == id).expect("listed").remark, "周三去面试");
    // Sent twice, because the answer was lost: no conflict.
    let again = clerk(&server, "李明").post_form(&path, &[("from", "0"), ("to", "周三去面试")]).await;
    assert_eq!(again.status(), StatusCode::SEE_OTHER);
    // The page of the conflict is based on the other remark, so that one more press saves both.
    let from = attribute(&page, &format!(r#"action="{path}""#), r#"name="from" value"#);
    let saved = change(&other, &path, &[("from", from), ("to", "周三去面试\r\n没人接")]).await;
    assert!(saved.contains("周三去面试\n没人接"));
}

#[tokio::test]
async fn a_number_is_hidden_until_opened_and_the_opening_is_recorded() {
    let server = busy_desk().await;
    let (id, clerk) = (oldest(&server).await, clerk(&server, "李明"));
    let path = format!("/desk/p/{}", id.person);
    let shown = |page: &str| page.contains(&sample::phone(0)) || page.contains("139 0000 0000");
    let list = page(&clerk, "/desk").await;
    let hidden = page(&clerk, &path).await;
    assert!(!shown(&list) && !shown(&hidden), "masked on the list and on the page");
    // Without a clerk's name no number can be opened.
    server.staff().post_form(&format!("{path}/reveal"), &[]).await;
    assert_eq!(authors(&server, &id).await, ["王姐"], "only the status of before");
    let opened = change(&clerk, &format!("{path}/reveal"), &[]).await;
    assert!(opened.contains(&format!("tel:{}", sample::phone(0))));
    assert_eq!(authors(&server, &id).await, ["王姐", "李明"]);
    let colleague = page(&super::desk::clerk(&server, "张兰"), &path).await;
    assert!(!shown(&colleague), "open for the one who opened it");
    // An old link still leads there.
    let old = clerk.get(&format!("/desk/a/{id}")).await;
    assert_eq!((old.status(), header(&old, "location")), (StatusCode::SEE_OTHER, &*format!("{path}#{id}")));
}

/// The names of the test people that a text contains.
fn names(text: &str) -> BTreeSet<String> {
    (0..PEOPLE).map(|person| format!("村民{person:03}")).filter(|name| text.contains(name.as_str())).collect()
}

#[tokio::test]
async fn an_export_holds_exactly_the_rows_of_the_list() {
    let server = busy_desk().await;
    let clerk = clerk(&server, "李明");
    let expected = [
        ("", 12),
        ("?card=8", 4),
        ("?township=荣河镇", 6),
        ("?status=interested", 1),
        ("?card=9&township=解店镇", 2),
        ("?show=41", 0),
        ("?source=-", 12),
        ("?source=wx1", 0),
        ("?call=any", 12),
        ("?call=evening", 0),
        ("?suspects=judge", 0),
    ];
    for (query, count) in expected {
        let (_, list) = read(clerk.get(&format!("/desk{query}")).await).await;
        let (code, csv) = read(clerk.get(&format!("/desk/export.csv{query}")).await).await;
        assert_eq!(code, StatusCode::OK);
        assert_eq!(names(&csv).len(), count, "{query}");
        assert_eq!(names(&list), names(&csv), "{query}");
    }
    // Each file is an entry of the audit log.
    let before = server.app.store.newest_event().await.expect("readable");
    assert_eq!(clerk.get("/desk/export.xlsx").await.status(), StatusCode::OK);
    assert_eq!(server.app.store.newest_event().await.expect("readable"), before + 1);
    // Full numbers are exported only under a clerk's name.
    let number = sample::phone(0);
    let nameless = server.staff();
    assert!(!read(nameless.get("/desk/export.csv?full=1").await).await.1.contains(&number));
    assert!(read(clerk.get("/desk/export.csv?full=1").await).await.1.contains(&number));
    let (_, list) = read(clerk.get("/desk").await).await;
    assert!(list.contains("共 12 个号码，12 条报名"), "the list says how many there are");
    for township in ["县城", "外县"] {
        assert!(
            list.contains(&format!(r#"value="{township}""#)),
            "{township} is on every form, so staff can ask for it"
        );
    }
    // A search text is personal data: it is posted in a form and never part of a URL.
    for (text, count) in [("村民003", 1), ("0007", 1), ("没有这个人", 0)] {
        let (browser, address) = search::search(&server, "李明", text).await;
        let list = page(&browser, &address).await;
        let exports = address.replace("/desk", "/desk/export.csv");
        let (code, csv) = read(browser.get(&exports).await).await;
        assert_eq!((code, names(&csv).len()), (StatusCode::OK, count), "{text}");
        assert_eq!(names(&rows(&list).concat()), names(&csv), "{text}");
        // A program has no cookies, and posts.
        let (code, csv) = read(clerk.post_form("/desk/export.csv", &[("q", text)]).await).await;
        assert_eq!((code, names(&csv).len()), (StatusCode::OK, count), "{text}");
    }
}

#[tokio::test]
async fn a_list_says_that_it_lags_and_a_page_waits_for_its_own_change() {
    let server = busy_desk().await;
    let clerk = clerk(&server, "李明");
    let note = "名单慢了一步";
    let newest = server.app.store.newest_event().await.expect("readable");
    let id = oldest(&server).await;
    for path in ["/desk".to_owned(), format!("/desk/p/{}", id.person)] {
        assert!(!page(&clerk, &format!("{path}?at={newest}")).await.contains(note));
        // An event that this server has not seen; it waits a second.
        assert!(page(&clerk, &format!("{path}?at={}", newest + 1)).await.contains(note));
    }
    // On another server of the same store, right after the change.
    let twin = server.twin().await;
    settled(&twin.app.store, &twin.app.index).await;
    let answer = clerk.post_form(&format!("/desk/a/{id}/remark"), &[("from", "0"), ("to", "明天再打")]).await;
    let elsewhere = super::desk::clerk(&twin, "李明");
    let address = header(&answer, "location").split('#').next().expect("a path").to_owned();
    let shown = page(&elsewhere, &address).await;
    assert!(shown.contains("明天再打") && !shown.contains(note));
    let history = entry(&twin, &id.person).await.history;
    assert_eq!(history[0].kind, HistoryKind::Remarked);
}

/// The form of another person on the phone of the person with this number.
fn on_phone(server: &TestServer, person: u32, name: &str, card: u16) -> SignUp {
    let mut form = sample::sign_up(person, card, server.job(card));
    form.answers.name = name.into();
    form
}
