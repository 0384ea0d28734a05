//! `/my` is found with a phone and a code: wrong ones are slowed, and lock no owner out.

use chrono::Duration;
use daigang::domain::settings::Settings;
use reqwest::{Response, StatusCode};

use super::form::{Form, code, follow, header, look_up, read};
use crate::support::{Anyone, TestServer};

const PHONE: &str = "13800000021";
const HOTLINE: &str = "0359-1234567";

async fn server() -> TestServer {
    let server = TestServer::with_show().await;
    let settings = Settings { hotline: HOTLINE.into(), ..(*server.app.hub.snapshot().settings).clone() };
    server.set_settings(&settings).await;
    server
}

async fn guess(stranger: &Anyone) -> Response {
    stranger.post_form("/my", &[("phone", PHONE), ("code", "A2B3C4")]).await
}

#[tokio::test]
async fn a_stranger_who_guesses_is_slowed_and_the_owner_gets_in() {
    let server = server().await;
    let owner = server.anyone();
    let signed_up = Form::new(&server, PHONE).post(&owner, 8).await;
    let (_, receipt) = follow(&owner, &signed_up).await;
    let code = code(&receipt);
    let stranger = Anyone::at_from(&server.url, [127, 0, 0, 7].into());
    let mut pages = Vec::new();
    for _ in 0..5 {
        let (status, page) = read(guess(&stranger).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(PHONE) && page.contains("A2B3C4"), "what was typed is kept");
        pages.push(page);
    }
    assert!(pages[2].contains("再试 2 次") && pages[4].contains("12 分钟"), "{}", pages[4]);
    let refused = guess(&stranger).await;
    assert_eq!((refused.status(), header(&refused, "retry-after")), (StatusCode::TOO_MANY_REQUESTS, "721"));
    let (_, page) = read(refused).await;
    assert!(page.contains("12 分钟") && page.contains("tel:03591234567") && page.contains(PHONE), "{page}");

    look_up(&owner, PHONE, &code).await;
    server.setup.clock.forward(Duration::minutes(12));
    let again = guess(&stranger).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY, "as the page said");
}

#[tokio::test]
async fn the_owner_gets_in_behind_the_address_of_a_stranger() {
    let server = server().await;
    let viewer = server.anyone();
    let signed_up = Form::new(&server, PHONE).post(&viewer, 8).await;
    let cookie = header(&signed_up, "set-cookie").split(';').next().expect("a cookie").to_owned();
    let receipt = viewer.clone().with("cookie", &cookie).get(header(&signed_up, "location")).await;
    let known = header(&receipt, "set-cookie").split(';').next().expect("a cookie").to_owned();
    assert!(known.starts_with("knows=") && !known.contains("138"), "{known}");
    let (_, receipt) = read(receipt).await;
    while guess(&viewer).await.status() != StatusCode::TOO_MANY_REQUESTS {}
    let right = [("phone", PHONE), ("code", &*code(&receipt))];
    let elsewhere = viewer.post_form("/my", &right).await;
    assert_eq!(elsewhere.status(), StatusCode::TOO_MANY_REQUESTS, "a stranger could have guessed it");
    let own = viewer.clone().with("cookie", &known).post_form("/my", &right).await;
    assert_eq!(own.status(), StatusCode::SEE_OTHER, "her own browser");
}

#[tokio::test]
async fn a_browser_without_cookies_is_answered_in_words() {
    let server = server().await;
    let viewer = server.anyone();
    let page = viewer.get("/my").await;
    assert!(header(&page, "set-cookie").starts_with("probe=1"));
    assert!(read(page).await.1.contains(r#"name="probe""#));
    let fields = [("phone", PHONE), ("code", "A2B3C4"), ("probe", "1")];
    let (status, page) = read(viewer.post_form("/my", &fields).await).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("换一个浏览器") && page.contains(PHONE));
    let (_, page) = read(viewer.clone().with("cookie", "probe=1").post_form("/my", &fields).await).await;
    assert!(page.contains("对不上"), "{page}");
}
