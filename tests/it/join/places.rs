//! A card with a limit: who signs up beyond it waits, reads the place in the line, and moves up; staff tell the person.

use daigang::domain::desk::{Filter, QueueState};
use reqwest::StatusCode;
use serde_json::json;

use super::form::{Form, code, follow, look_up, read};
use crate::support::people::listed;
use crate::support::{Socket, TestServer};

#[tokio::test]
async fn a_full_card_has_a_waiting_list_and_a_place_that_becomes_free_moves_it() {
    let server = TestServer::with_show().await;
    let mut panel = server.host().await;
    server.edit(panel.rev(), json!({ "places": { "card": 8, "places": 3 } })).await;
    panel.until("the limit", |panel| panel.view()["view"]["rundown"][7]["places"] == 3).await;
    let mut page = Socket::enter(&server.socket_url("live", "")).await;

    // Two people come with each form.
    let viewer = server.anyone();
    let (_, first) = follow(&viewer, &Form::new(&server, "13800000001").post(&viewer, 8).await).await;
    assert!(!first.contains("排队第"), "there was room");
    page.until("one place left", |page| page.view()["view"]["left"]["8"] == 1).await;
    let (_, second) = follow(&viewer, &Form::new(&server, "13800000002").post(&viewer, 8).await).await;
    assert!(second.contains("排队第1位"), "a couple does not fit into one place");
    panel
        .until("places on the panel", |panel| panel.around()["places"]["8"] == json!({ "taken": 2, "waiting": 1 }))
        .await;

    // The host lowers the limit: the card is full for everyone, with a waiting list.
    server.edit(panel.rev(), json!({ "places": { "card": 8, "places": 2 } })).await;
    page.until("the card is full", |page| {
        page.view()["view"]["shut"].as_array().is_some_and(|shut| shut.contains(&json!(8)))
    })
    .await;
    let (status, card) = read(viewer.get("/42/8").await).await;
    assert!(status.is_success() && card.contains("报名排队") && card.contains("现在有 1 人在排队"));
    assert!(!card.contains(r#"data-card="8""#), "a full card is not offered in its own place");

    let (_, third) = follow(&viewer, &Form::new(&server, "13800000003").post(&viewer, 8).await).await;
    assert!(third.contains("排队第2位"));
    let second_person = look_up(&viewer, "13800000002", &code(&second)).await;
    assert!(read(second_person.get("/my").await).await.1.contains("排队第1位"));

    // The first one withdraws, and the second one gets the place.
    let waiting = Filter { place: Some(QueueState::Waiting), ..Filter::default() };
    assert_eq!(listed(&server.app, &waiting).await.len(), 2);
    let first_person = look_up(&viewer, "13800000001", &code(&first)).await;
    let wish = listed(&server.app, &waiting).await[0].id.wish.to_string();
    first_person.post_form("/my/withdraw", &[("wish", &wish)]).await;
    let offered = Filter { place: Some(QueueState::Offered), ..Filter::default() };
    let free = listed(&server.app, &offered).await;
    assert_eq!(free.len(), 1);
    assert!(read(second_person.get("/my").await).await.1.contains("您排到了"));
    assert_eq!(listed(&server.app, &waiting).await[0].position, Some(1), "the third one is next");

    // A clerk tells the person, and can take the note back.
    let staff = server.staff().with("cookie", &format!("daigang_name={}", daigang::random::hex("小李".as_bytes())));
    let (_, list) = read(staff.get("/desk?place=free").await).await;
    assert!(list.contains("等到了位，还没通知"));
    let address = format!("/desk/a/{}/told", free[0].id);
    let told = staff.post_form(&address, &[("from", "free"), ("to", "told")]).await;
    assert_eq!(told.status(), StatusCode::SEE_OTHER, "{}", told.text().await.unwrap_or_default());
    assert!(listed(&server.app, &offered).await.is_empty());
    staff.post_form(&address, &[("from", "told"), ("to", "free")]).await;
    assert_eq!(listed(&server.app, &offered).await.len(), 1);

    // The first one signs up again, behind those who waited.
    let (_, again) = follow(&viewer, &Form::new(&server, "13800000001").post(&viewer, 8).await).await;
    assert!(again.contains("排队第2位"));
}

#[tokio::test]
async fn a_hosts_mark_makes_people_wait_and_lifting_it_gives_them_places() {
    let server = TestServer::with_show().await;
    let host = server.host().await;
    server.edit(host.rev(), json!({ "full": { "card": 9, "full": true } })).await;
    let viewer = server.anyone();
    let (_, receipt) = follow(&viewer, &Form::new(&server, "13800000001").post(&viewer, 9).await).await;
    assert!(receipt.contains("排队第1位"));
    let rev = server.app.hub.snapshot().rev;
    server.edit(rev, json!({ "full": { "card": 9, "full": false } })).await;
    let person = look_up(&viewer, "13800000001", &code(&receipt)).await;
    crate::support::eventually("the place", crate::support::DEADLINE, || async {
        read(person.get("/my").await).await.1.contains("您排到了").then_some(())
    })
    .await;
}
