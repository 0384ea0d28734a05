//! Robots are slowed and people are not, also behind a reverse proxy and behind one address of a whole village.

use std::net::Ipv4Addr;

use daigang::domain::desk::{Filter, Suspects};
use daigang::web::http::token::form_token;
use daigang::words::Words;
use daigang::{check, terminal};
use futures_util::StreamExt as _;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::people::{listed, settled};
use crate::support::reverse_proxy::ReverseProxy;
use crate::support::server::Setup;
use crate::support::{Anyone, Socket, TestServer, sample};

/// Forms of one address that pass at once.
const BURST: usize = 120;
/// Requests at once.
const CONNECTIONS: usize = 16;
/// Time to fill in a form.
const FILLING: chrono::Duration = chrono::Duration::seconds(40);

/// A client with this address, as the server or its proxy sees it.
fn client(url: &str, last: u8) -> Anyone {
    Anyone::at_from(url, Ipv4Addr::new(127, 0, 0, last).into())
}

/// Sends a form for each of these people at the same moment, with a forged `X-Forwarded-For`; returns the answers' status.
async fn post_all(server: &TestServer, viewer: &Anyone, people: std::ops::Range<u32>) -> Vec<StatusCode> {
    let made = server.setup.clock.now().timestamp_millis();
    server.setup.clock.forward(FILLING);
    let post = async |person: u32| {
        let (phone, token) = (sample::phone(person), form_token(&server.secrets().form, made));
        let fields = [("name", "村民"), ("phone", &*phone), ("over16", "1"), ("consent", "1"), ("token", &token)];
        let [_, a, b, c] = person.to_be_bytes();
        let forged = viewer.clone().with("x-forwarded-for", &format!("198.{a}.{b}.{c}"));
        forged.post_form("/j/8", &fields).await.status()
    };
    futures_util::stream::iter(people).map(post).buffer_unordered(CONNECTIONS).collect().await
}

fn count(answers: &[StatusCode], status: StatusCode) -> usize {
    answers.iter().filter(|answer| **answer == status).count()
}

#[tokio::test]
async fn from_this_machine_limits_hold_and_a_forged_address_changes_nothing() {
    let server = TestServer::with_show().await;
    let answers = post_all(&server, &client(&server.url, 1), 0..1_000).await;
    assert_eq!(count(&answers, StatusCode::SEE_OTHER), BURST);
    assert_eq!(count(&answers, StatusCode::TOO_MANY_REQUESTS), 1_000 - BURST);
    // A form is let through every two seconds.
    let pause = chrono::Duration::seconds(20);
    server.setup.clock.forward(pause);
    let answers = post_all(&server, &client(&server.url, 1), 1_000..1_060).await;
    assert_eq!(count(&answers, StatusCode::SEE_OTHER).to_string(), ((pause + FILLING).num_seconds() / 2).to_string());
}

#[tokio::test]
async fn behind_a_proxy_a_hall_passes_and_a_robot_is_slowed() {
    let server = Setup::shared().await.behind_proxy().start().await.open_show().await;
    let proxy = ReverseProxy::to(&server).await;
    let robot = post_all(&server, &client(&proxy.url, 3), 0..1_000).await;
    assert_eq!(count(&robot, StatusCode::SEE_OTHER), BURST, "whatever the robot writes into the header");
    let hall = post_all(&server, &client(&proxy.url, 2), 1_000..1_100).await;
    assert_eq!(count(&hall, StatusCode::SEE_OTHER), 100, "a hundred phones behind one mobile address");
    // Two seconds pass for each phone of the next hall, in which some forget a field and send the form again.
    server.setup.clock.forward(chrono::Duration::minutes(3));
    let hall = post_all(&server, &client(&proxy.url, 2), 2_000..2_120).await;
    assert_eq!(count(&hall, StatusCode::SEE_OTHER), 120);
    // Sockets work through it.
    let socket = proxy.url.replacen("http", "ws", 1);
    let overlay = Socket::enter(&format!("{socket}/ws?view=overlay&key={}", server.secrets().overlay)).await;
    assert!(!overlay.view().is_null());
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_what_to_do() {
    let server = TestServer::with_show().await;
    let viewer = client(&server.url, 1);
    post_all(&server, &viewer, 0..200).await;
    let fields =
        [("name", "王秀兰"), ("phone", "13800138000"), ("note", "下午有空"), ("over16", "1"), ("consent", "1")];
    let answer = viewer.post_form("/j/8", &fields).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers().get("retry-after").and_then(|value| value.to_str().ok()), Some("60"));
    let page = answer.text().await.expect("a page");
    for kept in ["王秀兰", "13800138000", "下午有空", "还没有报上", "请等一分钟"] {
        assert!(page.contains(kept), "{kept} is not on the page");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_trusted_is_reported_with_its_cure() {
    let server = TestServer::with_show().await;
    let clerk = server.anyone().with_key(&server.secrets().staff);
    assert_eq!(clerk.get_json("/readyz").await["proxies"], json!([]));
    let proxy = ReverseProxy::to(&server).await;
    let overlay = format!("{}/overlay?key={}", proxy.url, server.secrets().overlay);
    let checked = check::check(&overlay).await.expect("an overlay's view");
    let lines = terminal::check_lines(Words::default(), &checked).join("\n");
    let cure = "--trusted-proxies 127.0.0.1";
    assert!(lines.contains(cure), "{lines}");
    assert!(clerk.get("/desk").await.text().await.expect("a page").contains(cure));
    assert_eq!(clerk.get_json("/readyz").await["proxies"], json!(["untrusted"]), "no address for everyone");
    let (mut panel, _) = server.panel(&server.secrets().host).await;
    let expected = json!([{ "kind": "untrusted", "proxy": "127.0.0.1" }]);
    panel.until("the fault on the panel", |panel| panel.around()["proxies"] == expected).await;
    // Some minutes after the last such request it is gone.
    server.setup.clock.forward(chrono::Duration::minutes(5));
    panel.until("the end of the fault", |panel| panel.around()["proxies"] == json!([])).await;
}

#[tokio::test]
async fn a_proxy_that_names_no_client_or_drops_upgrade_is_reported() {
    let server = Setup::shared().await.published_at("https://jobs.example").start().await.open_show().await;
    let viewer = server.anyone();
    // Any robot may ask for a socket of viewers.
    assert_eq!(viewer.get("/ws?view=live").await.status(), StatusCode::UPGRADE_REQUIRED);
    assert_eq!(viewer.get_json("/readyz").await["proxies"], json!([]));
    viewer.clone().with("host", "jobs.example").get("/").await;
    let path = format!("/ws?view=overlay&key={}", server.secrets().overlay);
    assert_eq!(viewer.get(&path).await.status(), StatusCode::UPGRADE_REQUIRED);
    assert_eq!(viewer.get_json("/readyz").await["proxies"], json!(["no_client_address", "no_upgrade"]));
    let page = viewer.with_key(&server.secrets().staff).get("/desk").await.text().await.expect("a page");
    assert!(page.contains("X-Forwarded-For") && page.contains("Upgrade"));
}

#[tokio::test]
async fn a_client_that_tries_keys_is_slowed_and_a_right_key_is_not() {
    let server = TestServer::with_show().await;
    let stranger = server.anyone();
    for _ in 0..10 {
        assert_eq!(stranger.get("/desk?key=0123").await.status(), StatusCode::FORBIDDEN);
        assert_eq!(stranger.clone().with_key("0123").get("/api/v1/stage").await.status(), StatusCode::FORBIDDEN);
    }
    for path in ["/panel?key=0123", "/ws?view=panel&key=0123", "/overlay?key=0123"] {
        assert_eq!(stranger.get(path).await.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    // The host behind the same address, and a key that opens another page.
    let host = format!("/panel?key={}", server.secrets().host);
    assert_eq!(stranger.get(&host).await.status(), StatusCode::SEE_OTHER);
    let overlay = format!("/panel?key={}", server.secrets().overlay);
    assert_eq!(stranger.get(&overlay).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(stranger.get("/").await.status(), StatusCode::OK);
}

/// Sends a form with this token for one person; the answer's status and page.
async fn post_with(server: &TestServer, token: &str, person: u32) -> (StatusCode, String) {
    let phone = sample::phone(person);
    let fields = [("name", "村民"), ("phone", &*phone), ("over16", "1"), ("consent", "1"), ("token", token)];
    let answer = server.anyone().post_form("/j/8", &fields).await;
    (answer.status(), answer.text().await.expect("a page"))
}

#[tokio::test]
async fn one_page_sends_some_forms_and_then_needs_another_token() {
    let server = TestServer::with_show().await;
    let token = form_token(&server.secrets().form, server.setup.clock.now().timestamp_millis());
    server.setup.clock.forward(FILLING);
    for person in 0..40 {
        assert_eq!(post_with(&server, &token, person).await.0, StatusCode::SEE_OTHER, "{person}");
    }
    settled(&server.app.store, &server.app.index).await;
    assert_eq!(server.app.index.to_judge(), 40 - 8, "a family's forms are taken, the others judged by a person");
    let (status, page) = post_with(&server, &token, 40).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.contains("请再按一次") && page.contains(&sample::phone(40)) && !page.contains(&token));
    let fresh = page.split(r#"name="token" value=""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
    assert_eq!(post_with(&server, fresh, 40).await.0, StatusCode::SEE_OTHER, "pressed once more");
    settled(&server.app.store, &server.app.index).await;
    assert_eq!(server.app.index.to_judge(), 40 - 8);
}

#[tokio::test]
async fn a_suspect_form_is_in_no_list_no_file_and_no_figure() {
    let server = TestServer::with_show().await;
    // A robot fills a field that only other sites' forms have.
    let fields =
        [("name", "欧阳假名"), ("phone", "13800000005"), ("over16", "1"), ("consent", "1"), ("email", "a@b.example")];
    assert_eq!(server.anyone().post_form("/j/8", &fields).await.status(), StatusCode::SEE_OTHER);
    settled(&server.app.store, &server.app.index).await;
    assert_eq!(server.app.index.to_judge(), 1);
    let clerk = server.anyone().with_key(&server.secrets().staff);
    for path in ["/desk", "/desk/export.csv"] {
        assert!(!clerk.get(path).await.text().await.expect("text").contains("欧阳假名"), "{path}");
    }
    assert!(clerk.get("/metrics").await.text().await.expect("text").contains("daigang_applications 0\n"));
    let (mut panel, _) = server.panel(&server.secrets().host).await;
    let honest = [("name", "王秀兰"), ("phone", "13800000006"), ("over16", "1"), ("consent", "1")];
    assert_eq!(server.anyone().post_form("/j/8", &honest).await.status(), StatusCode::SEE_OTHER);
    panel.until("the honest form on the panel", |panel| panel.around()["total"] == 1).await;
    assert_eq!((&panel.around()["total"], &panel.around()["counts"]), (&json!(1), &json!({ "8": 1 })));
    // With its reason where a clerk judges it.
    let person = &listed(&server.app, &Filter { suspects: Suspects::Waiting, ..Filter::default() }).await[0].id.person;
    let page = clerk.get(&format!("/desk/p/{person}")).await.text().await.expect("a page");
    assert!(page.contains("填了只有机器看得到的空格"), "the reason");
}
