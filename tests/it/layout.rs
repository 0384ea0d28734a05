//! Where the overlay draws, and the county's own colours.

use serde_json::{Value, json};

use crate::support::TestServer;

async fn set(server: &TestServer, key: &str, layout: &Value) -> (u16, Value) {
    let body = json!({ "id": "l1", "rev": server.app.hub.snapshot().rev, "layout": layout });
    let answer = server.anyone().with_key(key).post("/panel/layout", "application/json", body.to_string()).await;
    let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a body"));
    (status, serde_json::from_str(&text).expect("JSON"))
}

#[tokio::test]
async fn the_layout_is_a_record_with_ranges() {
    let server = TestServer::with_show().await;
    let (host, mut overlay) = (server.secrets().host.clone(), server.overlay().await);
    let mut layout = overlay.view()["view"]["layout"].clone();
    assert_eq!((&layout["style"], &layout["portrait"]["bottom"]), (&json!("light"), &json!(30)));
    for (field, value) in [("top", 46), ("bottom", -1), ("scale", 131), ("x", 31), ("y", -31)] {
        let mut wrong = layout.clone();
        wrong["portrait"][field] = value.into();
        let (status, answer) = set(&server, &host, &wrong).await;
        assert_eq!((status, answer["code"].as_str()), (409, Some("out_of_range")), "{field}");
    }
    layout["style"] = "dark".into();
    layout["landscape"]["x"] = (-5).into();
    assert_eq!(set(&server, &server.secrets().assistant.clone(), &layout).await.1["code"], "not_allowed");
    assert_eq!(set(&server, &host, &layout).await.0, 200);
    overlay.until("the layout", |overlay| overlay.view()["view"]["layout"] == layout).await;
    let again = server.stop().await.start().await;
    assert_eq!(again.overlay().await.view()["view"]["layout"], layout);
}

#[tokio::test]
async fn the_county_style_sheet_is_served_after_the_built_in_one() {
    let server = TestServer::start().await;
    let sheet = async || {
        let answer = server.anyone().get("/overlay/county.css").await;
        let kind = answer.headers()["content-type"].to_str().expect("text").to_owned();
        (answer.status().as_u16(), kind, answer.text().await.expect("a body"))
    };
    assert_eq!(
        sheet().await,
        (200, "text/css; charset=utf-8".into(), String::new()),
        "none is as good as an empty one"
    );
    let path = server.setup.data().join("county.css");
    std::fs::write(&path, ":root{--job:#0a0}").expect("a file");
    assert_eq!(sheet().await.2, ":root{--job:#0a0}", "read anew, without a restart");
    std::fs::write(&path, "/*".to_owned() + &"x".repeat(64 * 1024)).expect("a file");
    assert_eq!(sheet().await.2, "", "one that is too large is none");
    let page = server.anyone().with_key(&server.secrets().host).get("/overlay").await.text().await.expect("a page");
    let at = |name: &str| page.find(name).unwrap_or_else(|| panic!("{name} is missing"));
    assert!(at("overlay.css") < at("/overlay/county.css"));
}
