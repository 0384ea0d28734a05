//! Robots are slowed and people are not, also behind a reverse proxy and behind one address of a whole village.

use std::net::Ipv4Addr;

use daigang::web::http::token::form_token;
use futures_util::StreamExt as _;
use reqwest::StatusCode;

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
    server.setup.clock.forward(chrono::Duration::seconds(20));
    let answers = post_all(&server, &client(&server.url, 1), 1_000..1_060).await;
    assert_eq!(count(&answers, StatusCode::SEE_OTHER), (20 + 40) / 2);
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
