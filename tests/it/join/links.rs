//! A link means one job for ever: spoken and typed addresses, past shows, removed cards, and what a closed card offers instead.

use daigang::domain::job::JobId;
use daigang::domain::past::UNDATED_DAYS_MAX;
use daigang::domain::stage::Command;
use reqwest::StatusCode;
use serde_json::json;

use super::form::{Form, follow, header, read};
use crate::support::people::applications;
use crate::support::{Anyone, TestServer, sample};

/// Every address that a host may say and a viewer may type for card 8.
const SPOKEN: [&str; 15] = [
    "/8", "/8/", "/08", "/８", "/8号岗", "/8。", "/j/8", "/j/8/", "/j/08", "/j/８", "/J/8", "/J/8/", "/ｊ/8", "/42/08",
    "/42/8/",
];

async fn leads_to(viewer: &Anyone, path: &str) -> String {
    let answer = viewer.get(path).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
    header(&answer, "location").to_owned()
}

/// The links of the cards that a page lists, in order.
fn cards(page: &str) -> Vec<&str> {
    let links = page.split(r#"class="card-link" href=""#).skip(1);
    links.filter_map(|rest| rest.split('"').next()).collect()
}

async fn open_next_show(server: &TestServer, cards: &[u16]) {
    let jobs: Vec<JobId> = cards.iter().map(|card| server.job(*card).clone()).collect();
    sample::open_another(&server.app, sample::NEXT_SHOW, &jobs).await;
}

#[tokio::test]
async fn spoken_and_typed_addresses_lead_to_the_card_of_its_show() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for path in SPOKEN {
        assert_eq!(leads_to(&viewer, path).await, "/42/8", "{path}");
        assert_eq!(leads_to(&viewer, &format!("{path}?lang=en")).await, "/42/8?lang=en", "{path}");
    }
    let (status, page) = read(viewer.get("/42/8").await).await;
    assert!(status.is_success() && page.contains("月嫂") && page.contains(r#"action="/42/8""#));
    assert_eq!(leads_to(&viewer, "/s/village?j=8").await, "/42/8");
}

#[tokio::test]
async fn an_address_without_a_card_says_so_and_shows_the_way_on() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for path in ["/77", "/j/77", "/42/77", "/41/8", "/j/x", "/99999999999", "/42/70000"] {
        let (status, page) = read(viewer.get(path).await).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.contains("没有这个岗位") && page.contains(r#"href="/""#), "{path}");
    }
    for path in ["/nothing", "/no/page", "/42/x", "/x/8", "/%ff", "/42/%ff"] {
        assert_eq!(viewer.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let empty = TestServer::start().await;
    assert_eq!(empty.anyone().get("/8").await.status(), StatusCode::NOT_FOUND, "without a show");
}

#[tokio::test]
async fn both_addresses_take_the_form_and_a_retry_is_the_same_sign_up() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let form = Form::new(&server, "13800000001");
    let answers = [form.post_to(&viewer, "/42/8").await, form.post_to(&viewer, "/j/8").await];
    assert_eq!(header(&answers[0], "location"), header(&answers[1], "location"));
    assert!(header(&answers[0], "location").starts_with("/r/"));
    assert_eq!(applications(&server.app).await.len(), 1);
    let (status, page) = read(Form { name: "", ..form }.post_to(&viewer, "/j/8").await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r#"action="/42/8""#), "a refused form goes on at the lasting address");
}

#[tokio::test]
async fn after_its_show_a_link_leads_to_the_card_that_the_job_has_now() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let late = Form::new(&server, "13800000001");
    open_next_show(&server, &[10, 8]).await;
    assert_eq!(leads_to(&viewer, "/42/8?lang=en").await, "/43/2?lang=en");
    assert_eq!(leads_to(&viewer, "/1").await, "/43/1", "what is said now");
    let (_, page) = read(viewer.get("/43/2").await).await;
    assert!(page.contains("月嫂") && page.contains(r#"action="/43/2""#));

    // A form that was opened before the next show still asks for the job of its own page.
    let sent = late.post_to(&viewer, "/42/8").await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    let all = applications(&server.app).await;
    assert_eq!((all[0].id.wish.show, &all[0].id.wish.job), (sample::SHOW, server.job(8)));
}

#[tokio::test]
async fn a_job_without_a_card_now_can_still_be_signed_up_for() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    open_next_show(&server, &[8]).await;
    let (status, page) = read(viewer.get("/42/3").await).await;
    assert!(status.is_success() && page.contains("第42期") && page.contains(r#"action="/42/3""#), "{page}");
    let sent = Form { jobs: &["3", "5"], ..Form::new(&server, "13800000001") }.post_to(&viewer, "/42/3").await;
    let (_, receipt) = follow(&viewer, &sent).await;
    assert!(receipt.contains("外加剂装卸包装工") && receipt.contains("两班倒设备看护工"), "{receipt}");
    let wishes: Vec<_> = applications(&server.app).await.into_iter().map(|one| one.id.wish).collect();
    assert!(wishes.len() == 2 && wishes.iter().all(|wish| wish.show == sample::SHOW));

    server.setup.clock.forward(chrono::Duration::days(7));
    let (_, page) = read(viewer.get(&format!("/42/{}", sample::ENDS_FIRST)).await).await;
    assert!(page.contains("已经过期") && !page.contains(r#"id="form""#) && cards(&page) == ["/43/1"], "{page}");
}

#[tokio::test]
async fn a_job_without_a_last_day_is_over_a_month_after_its_show() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let mut job = sample::jobs().swap_remove(2);
    job.cells.remove(&daigang::domain::column::Column::ValidUntil);
    let write = daigang::store::JobWrite { id: Some(server.job(3).clone()), job };
    server.app.store.write_jobs(&[write], "test", server.setup.clock.now()).await.expect("stored");
    open_next_show(&server, &[8]).await;
    assert!(read(viewer.get("/42/3").await).await.1.contains(r#"id="form""#));
    server.setup.clock.forward(chrono::Duration::days(UNDATED_DAYS_MAX + 1));
    let (status, page) = read(viewer.get("/42/3").await).await;
    assert!(status.is_success() && page.contains("外加剂装卸包装工") && !page.contains(r#"id="form""#));
    let refused = Form::new(&server, "13800000001").post_to(&viewer, "/42/3").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_closed_show_keeps_its_addresses() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    host.take(8).await;
    host.done(Command::Close).await;
    let viewer = server.anyone();
    assert_eq!(leads_to(&viewer, "/8").await, "/42/8");
    assert!(read(viewer.get("/42/8").await).await.1.contains(r#"id="form""#));
    assert_eq!(Form::new(&server, "13800000001").post_to(&viewer, "/42/8").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_removed_card_names_its_job_and_follows_it_to_another_card() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let mut host = server.host().await;
    let rev = host.take(8).await;
    let form = Form::new(&server, "13800000001");
    server.edit(rev, json!({ "remove": { "card": 9 } })).await;
    assert_eq!(leads_to(&viewer, "/9").await, "/42/9");
    let (status, page) = read(viewer.get("/42/9").await).await;
    assert!(status.is_success() && page.contains("育儿嫂") && page.contains("已经撤下"), "{page}");
    assert!(!page.contains(r#"id="form""#) && cards(&page).first() == Some(&"/42/8"), "{:?}", cards(&page));
    let (status, page) = read(form.post_to(&viewer, "/42/9").await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("张三") && page.contains("有没有班车"), "what was typed is still there");

    let rev = server.app.hub.snapshot().rev;
    server.edit(rev, json!({ "add": { "jobs": [server.job(9)] } })).await;
    assert_eq!(leads_to(&viewer, "/42/9").await, "/42/21");
    assert_eq!(leads_to(&viewer, "/9").await, "/42/21");
    open_next_show(&server, &[8]).await;
    assert_eq!(leads_to(&viewer, "/42/9").await, "/42/21", "after the show too");
}

#[tokio::test]
async fn a_full_card_offers_the_same_kind_first_then_the_township_then_the_pay() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    server.edit(server.app.hub.snapshot().rev, json!({ "full": { "card": 9, "full": true } })).await;
    let (_, page) = read(viewer.get("/42/9").await).await;
    assert!(page.contains("已经招满") && page.contains("差不多的岗位"));
    let offered = cards(&page);
    assert_eq!(offered[..3], ["/42/8", "/42/10", "/42/11"], "a nanny, then by the day and by the hour");
    let heading = page.find("别的岗位").expect("other kinds have a heading of their own");
    assert!(page[heading..].contains(offered[3]) && offered.len() == 5);
}
