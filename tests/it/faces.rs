//! Faces shown instead of a card, the contact layer, and a card text that changes only by `update`.

use chrono::Duration;
use daigang::domain::stage::{Command, FaceRequest};
use daigang::store::JobWrite;
use serde_json::{Value, json};

use crate::support::redis::look_into;
use crate::support::{Host, TestServer, sample};

async fn show(host: &mut Host, face: FaceRequest) -> Value {
    host.done(Command::Face { face }).await;
    host.view()["view"]["face"].clone()
}

#[tokio::test]
async fn every_face_has_the_data_that_it_shows() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    let now = server.setup.clock.now().timestamp_millis();
    assert_eq!(host.refused(Command::Face { face: FaceRequest::Recap }).await, "nothing_shown");
    for card in [1, 2, 3, 4, 5, 6, 3] {
        host.take(card).await;
    }
    let recap = show(&mut host, FaceRequest::Recap).await;
    let cards = recap["cards"].as_array().expect("cards").iter().map(|card| card["number"].as_u64());
    assert_eq!(cards.flatten().collect::<Vec<_>>(), [3, 6, 5, 4, 2], "newest first, none twice");
    assert_eq!((host.on_air(), &recap["shown_at"]), (None, &json!(now)));
    host.done(Command::Next).await;
    assert_eq!((host.on_air(), &host.view()["view"]["face"]), (Some(4), &Value::Null));

    let until = server.setup.clock.now() - Duration::minutes(5);
    let countdown = show(&mut host, FaceRequest::Countdown).await;
    assert_eq!(countdown, json!({ "kind": "countdown", "until": until.timestamp_millis(), "shown_at": now }));
    assert_eq!(show(&mut host, FaceRequest::How).await, json!({ "kind": "how", "shown_at": now }));
    let pause = show(&mut host, FaceRequest::Break { minutes: Some(5) }).await;
    assert_eq!(pause, json!({ "kind": "break", "until": now + 300_000, "shown_at": now }));
    assert_eq!(show(&mut host, FaceRequest::Break { minutes: None }).await["until"], Value::Null);
    // Tuesday a week later, 14:30 in Shanghai.
    let next = "2026-09-01T06:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("a date");
    assert_eq!(show(&mut host, FaceRequest::End).await["next_at"], next.timestamp_millis());
    let rude = Command::Face { face: FaceRequest::Break { minutes: Some(61) } };
    assert_eq!(host.refused(rude).await, "out_of_range");
    host.done(Command::Out).await;
    assert_eq!(host.view()["view"]["face"], Value::Null);
    host.done(Command::Undo).await;
    assert_eq!(host.view()["view"]["face"]["kind"], "end");
}

#[tokio::test]
async fn a_notice_is_shown_and_its_text_is_in_no_stream() {
    const TEXT: &str = "正规招聘不收押金，遇到收费请拨打热线";
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    host.take(8).await;
    server.edit(host.rev(), json!({ "notice": { "text": TEXT } })).await;
    overlay.until("the notice", |overlay| overlay.view()["view"]["face"]["text"] == TEXT).await;
    assert_eq!(overlay.on_air(), None);
    host.until("the notice", |host| host.view()["view"]["notices"] == json!([{ "notice": 1, "text": TEXT }])).await;
    assert_eq!(host.view()["view"]["last"]["do"], json!({ "notice": { "notice": 1 } }));
    assert_eq!(host.refused(Command::Face { face: FaceRequest::Notice { notice: 2 } }).await, "no_such_notice");
    for (text, code) in [("字".repeat(121), "too_long"), (" ".into(), "empty")] {
        let notice = json!({ "notice": { "text": text } });
        let (status, answer) = server.try_edit(&server.secrets().host, "", host.rev(), notice).await;
        assert_eq!((status, answer["code"].as_str()), (409, Some(code)));
    }

    let mut conn = look_into(server.redis_socket()).await;
    let stage = format!("daigang:{{{}}}:stage", server.setup.org());
    let entries: Vec<(String, Vec<Vec<u8>>)> =
        redis::cmd("XRANGE").arg(&stage).arg("-").arg("+").query_async(&mut conn).await.expect("the stream");
    let bytes = entries.into_iter().flat_map(|(_, fields)| fields).flatten().collect::<Vec<_>>();
    let raw = String::from_utf8_lossy(&bytes);
    assert!(raw.contains(r#"{"notice":{"notice":1}}"#) && !raw.contains("押金") && !raw.contains("\\u62bc"), "{raw}");
}

#[tokio::test]
async fn the_contact_layer_has_a_switch_for_each_part() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    assert_eq!(
        overlay.view()["view"]["contact"],
        json!({ "address": true, "phone": true, "qr": true, "hidden": false })
    );
    host.done(Command::Contact { address: None, phone: Some(false), qr: None, hidden: None }).await;
    host.done(Command::Contact { address: None, phone: None, qr: None, hidden: Some(true) }).await;
    let rev = host.rev();
    overlay.until("the switches", |overlay| overlay.rev() == rev).await;
    assert_eq!(
        overlay.view()["view"]["contact"],
        json!({ "address": true, "phone": false, "qr": true, "hidden": true })
    );
    host.done(Command::Close).await;
    assert_eq!(host.view()["view"]["contact"]["phone"], false, "what is forbidden stays off");
}

#[tokio::test]
async fn a_card_on_screen_changes_its_text_by_update_only() {
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    let (mut host, mut overlay) = (server.host().await, twin.overlay().await);
    assert_eq!(host.refused(Command::Update).await, "nothing_on_air");
    host.take(8).await;
    assert_eq!(host.refused(Command::Update).await, "nothing_to_update");
    let mut job = sample::jobs().swap_remove(7);
    job.cells.insert(daigang::domain::column::Column::Hours, "白班".into());
    let write = JobWrite { id: Some(server.job(8).clone()), job };
    server.app.store.write_jobs(&[write], "test", server.setup.clock.now()).await.expect("kept");
    host.until("the preview", |host| host.view()["view"]["update"]["hours"] == "白班").await;
    let rev = host.rev();
    overlay.until("the import", |overlay| overlay.rev() == rev).await;
    let hours = |view: &Value| view["view"]["on_air"]["hours"].clone();
    assert_ne!(hours(overlay.view()), "白班", "an import does not change the picture");
    assert_eq!(hours(server.overlay().await.view()), hours(overlay.view()));
    let page = server.anyone().get("/42/8").await.text().await.expect("a page");
    assert!(page.contains("白班"), "who reads gets the newest");

    host.done(Command::Update).await;
    overlay.until("the newest text", |overlay| hours(overlay.view()) == "白班").await;
    assert_eq!((host.on_air(), &host.view()["view"]["update"]), (Some(8), &Value::Null));
}
