//! Authentication and origins: keys, roles, cross-site posts, and the security headers of every response.

use reqwest::StatusCode;
use serde_json::json;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, handshake::client::Request};

use crate::support::{Socket, TestServer};

/// The status of a socket's handshake.
async fn handshake(url: &str, origin: Option<&str>, cookie: Option<&str>) -> u16 {
    let mut request: Request = url.into_client_request().expect("an address");
    for (name, value) in [("origin", origin), ("cookie", cookie)] {
        if let Some(value) = value {
            request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header"));
        }
    }
    match Socket::open(request).await {
        Ok(_) => 101,
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_socket_needs_the_key_of_its_view() {
    let server = TestServer::with_show().await;
    let secrets = server.secrets();
    let cases = [
        ("overlay", &*secrets.overlay, 101),
        // The panel shows the overlay for preview.
        ("overlay", &*secrets.host, 101),
        ("overlay", &*secrets.staff, 403),
        ("overlay", "", 403),
        ("overlay", &*secrets.watcher, 101),
        ("overlay", &*secrets.buttons, 403),
        ("panel", &*secrets.host, 101),
        ("panel", &*secrets.assistant, 101),
        ("panel", &*secrets.watcher, 101),
        ("panel", &*secrets.buttons, 403),
        ("panel", &*secrets.overlay, 403),
        ("panel", &*secrets.staff, 403),
        ("panel", &*secrets.pepper, 403),
        ("panel", "", 403),
        ("live", "", 101),
        ("desk", &*secrets.staff, 404),
    ];
    for (view, key, status) in cases {
        assert_eq!(handshake(&server.socket_url(view, key), None, None).await, status, "{view}");
    }
}

#[tokio::test]
async fn a_socket_opens_from_this_origin_only() {
    let server = TestServer::with_show().await;
    let (overlay, panel) =
        (server.socket_url("overlay", &server.secrets().overlay), server.socket_url("panel", &server.secrets().host));
    let live = server.socket_url("live", "");
    let port = server.url.rsplit(':').next().expect("a port");
    let here = server.url.as_str();
    // OBS' local files have this origin, and the loader is one of them.
    assert_eq!(handshake(&overlay, Some("http://absolute"), None).await, 101);
    assert_eq!(handshake(&panel, Some("http://absolute"), None).await, 403);
    assert_eq!(handshake(&live, Some("http://absolute"), None).await, 403);
    let foreign = [
        "null",
        "https://evil.example",
        &format!("{here}.evil.example"),
        &format!("http://evil127.0.0.1:{port}"),
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        &format!("http://localhost:{port}"),
        "",
    ];
    for url in [&overlay, &panel, &live] {
        assert_eq!(handshake(url, Some(here), None).await, 101, "{url}");
        for origin in foreign {
            assert_eq!(handshake(url, Some(origin), None).await, 403, "{origin}");
        }
    }
}

#[tokio::test]
async fn a_cookie_opens_a_socket_for_this_site_only() {
    let server = TestServer::with_show().await;
    let link = format!("/panel?key={}", server.secrets().host);
    let answer = server.anyone().get(&link).await;
    let mut cookies = answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().expect("text"));
    let cookie = cookies.find(|cookie| cookie.starts_with("daigang_host=")).expect("the link signs in");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains(&*server.secrets().host), "a cookie is no key");
    let cookie = cookie.split(';').next().expect("the pair");

    let panel = server.socket_url("panel", "");
    let here = server.url.as_str();
    assert_eq!(handshake(&panel, Some(here), Some(cookie)).await, 101);
    assert_eq!(handshake(&panel, Some("https://evil.example"), Some(cookie)).await, 403);
    assert_eq!(handshake(&panel, None, Some(cookie)).await, 403, "no browser: a cookie could be somebody else's");
    assert_eq!(server.anyone().with("cookie", cookie).get("/panel").await.status(), StatusCode::OK);
    assert_eq!(server.anyone().with("cookie", cookie).get("/desk").await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_panel_whose_login_has_ended_is_told_and_no_other_is() {
    let server = TestServer::with_show().await;
    let here = server.url.as_str();
    for (key, cookie) in [("", None), ("", Some("daigang_host=00")), (&*server.secrets().overlay, None)] {
        let panel = server.socket_url("panel", key);
        let mut request: Request = panel.as_str().into_client_request().expect("an address");
        request.headers_mut().insert("origin", HeaderValue::from_str(here).expect("a header"));
        if let Some(cookie) = cookie {
            request.headers_mut().insert("cookie", HeaderValue::from_static(cookie));
        }
        let mut socket = Socket::open(request).await.expect("let in as far as to be told");
        socket.until("the code", |socket| socket.closed == Some(4503)).await;
        assert!(socket.heard.is_empty(), "{:?}", socket.heard);
        assert_eq!(handshake(&panel, Some("https://evil.example"), cookie).await, 403);
        assert_eq!(handshake(&panel, None, cookie).await, 403, "no page is there to be told");
        assert_eq!(handshake(&server.socket_url("overlay", "00"), Some(here), cookie).await, 403, "it tries for ever");
    }
    let mut host = server.host().await;
    host.until("nobody else", |host| host.around()["people"].as_array().is_some_and(|people| people.len() == 1)).await;
}

#[tokio::test]
async fn opening_a_page_renews_the_login() {
    let server = TestServer::with_show().await;
    let secrets = server.secrets();
    let cookies = async |key: &str, cookie: &str, path: &str| -> Vec<String> {
        let mut client = server.anyone().with("cookie", cookie);
        if !key.is_empty() {
            client = client.with_key(key);
        }
        let answer = client.get(path).await;
        answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().expect("text").to_owned()).collect()
    };
    let doors = [
        ("/panel", &secrets.host, "/panel/cards/1"),
        ("/panel", &secrets.watcher, "/panel"),
        ("/desk", &secrets.staff, "/desk/jobs"),
    ];
    for (door, key, page) in doors {
        let given = cookies("", "", &format!("{door}?key={key}")).await;
        let given = given.iter().find(|cookie| !cookie.contains("Max-Age=0")).expect("the link signs in");
        for attribute in ["; Path=/", "; Max-Age=3024000", "; HttpOnly", "; SameSite=Lax"] {
            assert!(given.contains(attribute), "{attribute}: {given}");
        }
        let pair = given.split(';').next().expect("the pair");
        for path in [door, page] {
            assert_eq!(cookies("", pair, path).await, [given.as_str()], "{path}");
        }
        assert_eq!(cookies("", &format!("{pair}0"), door).await, [""; 0], "a wrong one is not made good");
        assert_eq!(cookies(key, "", door).await, [""; 0], "a program needs none");
        assert_eq!(cookies("", pair, "/panel/jobs.json").await, [""; 0], "nobody opened a page");
    }
}

#[tokio::test]
async fn pages_and_the_api_need_the_key_of_their_role() {
    let server = TestServer::with_show().await;
    let secrets = server.secrets();
    let keys = [
        ("host", &secrets.host),
        ("assistant", &secrets.assistant),
        ("watcher", &secrets.watcher),
        ("buttons", &secrets.buttons),
        ("staff", &secrets.staff),
        ("overlay", &secrets.overlay),
    ];
    let doors = [
        ("/panel", "host assistant watcher"),
        ("/panel/next-show", "host"),
        ("/api/v1/stage", "host assistant watcher buttons"),
        ("/desk", "staff"),
        ("/desk/import", "staff"),
        ("/desk/export.csv", "staff"),
        ("/desk/export.xlsx", "staff"),
        ("/desk/settings", "staff"),
        ("/overlay", "overlay host assistant watcher"),
    ];
    for (path, roles) in doors {
        assert_eq!(server.anyone().get(path).await.status(), StatusCode::FORBIDDEN, "{path} without a key");
        for (role, key) in keys {
            let status = server.anyone().with_key(key).get(path).await.status();
            let opens = roles.contains(role);
            assert_eq!(
                status.is_success() || status.is_redirection(),
                opens,
                "{path} with the key of {role}: {status}"
            );
            assert!(opens || status == StatusCode::FORBIDDEN, "{path} with the key of {role}: {status}");
        }
    }
    let order = json!({ "do": "next" });
    for key in ["", &*secrets.staff, &*secrets.overlay] {
        assert_eq!(server.anyone().with_key(key).order(&order).await.0, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn posts_from_other_sites_are_refused() {
    let server = TestServer::with_show().await;
    let button = server.anyone().with_key(&server.secrets().host);
    let rev = server.overlay().await.rev();
    let order = json!({ "do": "next" });
    let foreign = [
        button.clone().with("sec-fetch-site", "cross-site"),
        button.clone().with("sec-fetch-site", "same-site"),
        button.clone().with("origin", "https://evil.example"),
        button.clone().with("origin", "null"),
    ];
    for client in foreign {
        assert_eq!(client.order(&order).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(server.overlay().await.rev(), rev);
    let ours = button.clone().with("sec-fetch-site", "same-origin").with("origin", &server.url);
    assert_eq!(ours.order(&order).await.0, StatusCode::OK);
    assert_eq!(button.order(&order).await.0, StatusCode::OK, "a script sends neither");
}

#[tokio::test]
async fn a_refusal_without_a_handler_is_a_page_too() {
    let server = TestServer::with_show().await;
    let foreign = server.anyone().with("sec-fetch-site", "cross-site").post_form("/j/8", &[]).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(foreign.text().await.expect("a page").contains("来自别的网站"));
    let reopened = server.anyone().get("/my/withdraw").await;
    assert_eq!(reopened.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reopened.headers()["allow"], "POST");
    assert!(reopened.text().await.expect("a page").contains("回到上一页"));
    let program = server.anyone().get_json("/api/v1/stage/commands").await;
    assert_eq!(program["code"], "method");
}

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let server = TestServer::with_show().await;
    let host = server.anyone().with_key(&server.secrets().host);
    for path in ["/panel", "/overlay", "/no/such/page", "/metrics", "/api/v1/stage"] {
        let answer = host.get(path).await;
        let header = |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().expect("text"));
        let policy = header("content-security-policy");
        let scripts = policy.split(';').find(|part| part.trim_start().starts_with("script-src")).expect(path);
        assert_eq!(scripts.trim(), "script-src 'self'", "{path}");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert_eq!(policy.contains("'unsafe-inline'"), path == "/overlay", "OBS injects styles into its page alone");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn errors_are_in_the_language_of_the_reader() {
    let server = TestServer::start().await;
    let text = async |path: &str| server.anyone().get(path).await.text().await.expect("a body");
    let (chinese, english) = (text("/no/such/page").await, text("/no/such/page?lang=en").await);
    assert!(chinese.contains(r#"lang="zh-CN""#) && english.contains(r#"lang="en""#));
    assert_ne!(chinese, english);
}

#[tokio::test]
async fn the_loader_file_is_for_hosts_and_opens_only_the_overlay() {
    let server = TestServer::with_show().await;
    let secrets = server.secrets();
    let ask =
        |key: &str| reqwest::Client::new().get(format!("{}/panel/loader.html", server.url)).bearer_auth(key).send();
    for key in [&*secrets.staff, &*secrets.overlay, ""] {
        assert_eq!(ask(key).await.expect("an answer").status(), StatusCode::FORBIDDEN);
    }
    let answer = ask(&secrets.host).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let header = |name: &str| answer.headers()[name].to_str().expect("a text").to_owned();
    assert_eq!(header("cache-control"), "no-store");
    let name = "filename*=UTF-8''%E5%B8%A6%E5%B2%97%E5%8F%A0%E5%8A%A0%E5%B1%82.html";
    assert!(header("content-disposition").starts_with("attachment; ") && header("content-disposition").ends_with(name));
    let page = answer.text().await.expect("a page");
    assert!(page.contains(&format!("/overlay?key={}\"", secrets.overlay)));
    for key in [&secrets.host, &secrets.staff, &secrets.pepper] {
        assert!(!page.contains(&**key));
    }
}

#[tokio::test]
async fn only_a_local_file_may_frame_the_overlay() {
    let server = TestServer::with_show().await;
    let secrets = server.secrets();
    let pages = [
        ("/overlay", &*secrets.overlay, false),
        ("/panel", &*secrets.host, true),
        ("/desk", &*secrets.staff, true),
        ("/", "", true),
    ];
    for (path, key, alone) in pages {
        let ask = reqwest::Client::new().get(format!("{}{path}", server.url)).bearer_auth(key).send();
        let answer = ask.await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().expect("a text").to_owned();
        assert_eq!(policy.contains("frame-ancestors 'self'"), alone, "{path}: {policy}");
        assert!(policy.contains("default-src 'none'"), "{path}");
    }
}
