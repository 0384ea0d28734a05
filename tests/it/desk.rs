//! The desk: clerks share a list, call people, and export exactly the rows that they see.

use std::collections::BTreeSet;

use daigang::domain::desk::Filter;
use daigang::domain::person::{ApplicationId, SignUp};
use reqwest::{Response, StatusCode};

use crate::support::{Anyone, TestServer, sample};

/// How many people signed up before a test begins.
const PEOPLE: u32 = 12;

/// Staff with a name of their own.
fn clerk(server: &TestServer, name: &str) -> Anyone {
    let hex = daigang::random::hex(name.as_bytes());
    server.staff().with("cookie", &format!("daigang_name={hex}"))
}

async fn read(answer: Response) -> (StatusCode, String) {
    (answer.status(), answer.text().await.expect("a page"))
}

/// People of two townships on three cards; the first one of them was spoken to.
async fn busy_desk() -> TestServer {
    let server = TestServer::with_show().await;
    for person in 0..PEOPLE {
        let card = u16::try_from(person % 3).expect("a small number") + 7;
        let township = if person % 2 == 0 { "解店镇" } else { "荣河镇" };
        // Three digits, so that no name is the beginning of another.
        let name = format!("村民{person:03}");
        let form = SignUp { name, township: township.into(), ..sample::sign_up(person, card, server.job(card)) };
        let at = server.setup.clock.now();
        server.app.store.sign_up(&format!("form-{person}"), form, at).await.expect("signed up");
        server.setup.clock.forward(chrono::Duration::seconds(1));
    }
    let first = oldest(&server).await;
    let spoken = status(&clerk(&server, "王姐"), &first, "contacting", "interested").await;
    assert_eq!(spoken.0, StatusCode::CONFLICT, "nobody has taken it up yet");
    assert_eq!(status(&clerk(&server, "王姐"), &first, "new", "interested").await.0, StatusCode::SEE_OTHER);
    server
}

async fn oldest(server: &TestServer) -> ApplicationId {
    let page = server.app.store.entries(&Filter::default(), 0, PEOPLE as usize).await.expect("the list");
    page.entries.last().expect("an application").id.clone()
}

async fn status(clerk: &Anyone, id: &ApplicationId, from: &str, to: &str) -> (StatusCode, String) {
    let path = format!("/desk/a/{}/status", id.0);
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
    let history = server.app.store.history(&id).await.expect("a history");
    let who: Vec<&str> = history.iter().map(|change| change.by.as_str()).collect();
    assert_eq!(who, ["王姐", "李明", "张兰"], "each change once, by whom");
}

#[tokio::test]
async fn a_conflicting_remark_is_shown_again_to_its_writer() {
    let server = busy_desk().await;
    let id = oldest(&server).await;
    let path = format!("/desk/a/{}/remark", id.0);
    let first = clerk(&server, "李明").post_form(&path, &[("from", ""), ("to", "周三去面试")]).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    let (code, page) = read(clerk(&server, "张兰").post_form(&path, &[("from", ""), ("to", "没人接")]).await).await;
    assert_eq!(code, StatusCode::CONFLICT);
    assert!(page.contains("周三去面试") && page.contains("没人接"), "both are on the page");
    let entry = server.app.store.entry(&id).await.expect("the store").expect("an application");
    assert_eq!(entry.remark, "周三去面试");
}

#[tokio::test]
async fn a_number_is_hidden_until_opened_and_the_opening_is_recorded() {
    let server = busy_desk().await;
    let (id, clerk) = (oldest(&server).await, clerk(&server, "李明"));
    let path = format!("/desk/a/{}", id.0);
    let number = sample::phone(0);
    let list = read(clerk.get("/desk").await).await.1;
    let hidden = read(clerk.get(&path).await).await.1;
    assert!(!list.contains(&number) && !hidden.contains(&number), "masked on the list and on the page");
    // Without a clerk's name no number can be opened.
    server.staff().post_form(&format!("{path}/open"), &[]).await;
    assert_eq!(server.app.store.history(&id).await.expect("a history").len(), 1, "only the status of before");
    let opened = clerk.post_form(&format!("{path}/open"), &[]).await;
    assert_eq!(opened.status(), StatusCode::SEE_OTHER);
    assert!(read(clerk.get(&path).await).await.1.contains(&number));
    let history = server.app.store.history(&id).await.expect("a history");
    assert_eq!(history.last().map(|change| change.by.as_str()), Some("李明"));
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
    ];
    for (query, count) in expected {
        let (_, list) = read(clerk.get(&format!("/desk{query}")).await).await;
        let (code, csv) = read(clerk.get(&format!("/desk/export.csv{query}")).await).await;
        assert_eq!(code, StatusCode::OK);
        assert_eq!(names(&csv).len(), count, "{query}");
        assert_eq!(names(&list), names(&csv), "{query}");
    }
    // Full numbers are exported only under a clerk's name.
    let number = sample::phone(0);
    let nameless = server.staff();
    assert!(!read(nameless.get("/desk/export.csv?full=1").await).await.1.contains(&number));
    assert!(read(clerk.get("/desk/export.csv?full=1").await).await.1.contains(&number));
    let (_, list) = read(clerk.get("/desk").await).await;
    for township in ["县城", "外县"] {
        assert!(
            list.contains(&format!(r#"value="{township}""#)),
            "{township} is on every form, so staff can ask for it"
        );
    }
    // A search text is personal data: it is posted in a form and never part of a URL.
    for (search, count) in [("村民003", 1), ("0007", 1), ("没有这个人", 0)] {
        let (_, list) = read(clerk.post_form("/desk", &[("q", search)]).await).await;
        let (code, csv) = read(clerk.post_form("/desk/export.csv", &[("q", search)]).await).await;
        assert_eq!((code, names(&csv).len()), (StatusCode::OK, count), "{search}");
        // The list repeats what was searched for, in its box.
        let rows = list.split("<tbody").nth(1).unwrap_or_default();
        assert_eq!(names(rows), names(&csv), "{search}");
    }
}
