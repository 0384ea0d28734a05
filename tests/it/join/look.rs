//! How the form comes back: in the text size and the language of the reader, with its errors, and whatever was typed.

use reqwest::StatusCode;

use super::form::{Form, header, read};
use crate::support::TestServer;
use crate::support::people::applications;

#[tokio::test]
async fn a_text_size_is_chosen_on_any_page_and_remembered() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for path in ["/", "/42/8", "/my", "/j/77", "/nothing"] {
        let chosen = viewer.get(&format!("{path}?text=largest")).await;
        let cookies = chosen.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        assert_eq!(cookies.filter(|cookie| cookie.starts_with("text=largest;")).count(), 1, "{path}");
        assert!(read(chosen).await.1.contains(r#"class="text-largest""#), "{path}");
        let (_, later) = read(viewer.clone().with("cookie", "text=large").get(path).await).await;
        assert!(later.contains(r#"class="text-large""#), "{path}");
    }
    let (_, page) = read(viewer.get("/my?erased=7&text=large").await).await;
    assert!(page.contains(r#"href="?erased=7&#38;text=largest""#), "the way back to the same page");
}

#[tokio::test]
async fn the_switches_lose_nothing_that_was_typed() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let form = Form { name: "王秀英", ..Form::new(&server, "1380") };
    for (query, sign) in [("text=large", r#"class="text-large""#), ("lang=en", r#"lang="en""#)] {
        let answer = form.post_to(&viewer, &format!("/j/8?{query}")).await;
        assert_eq!((answer.status(), header(&answer, "cache-control")), (StatusCode::OK, "no-store"));
        assert!(header(&answer, "set-cookie").starts_with(query));
        let (_, page) = read(answer).await;
        for kept in [sign, "王秀英", r#"value="1380""#, "有没有班车", r#"value="解店镇" selected"#, &form.token]
        {
            assert!(page.contains(kept), "{kept}");
        }
        assert!(!page.contains("aria-invalid"), "nothing was submitted");
    }
    let (status, page) = read(viewer.post_form("/my?text=large", &[("phone", "1380"), ("code", "AB")]).await).await;
    assert!(status == StatusCode::OK && page.contains(r#"value="1380""#) && page.contains(r#"value="AB""#));
    assert!(applications(&server.app).await.is_empty());
}

#[tokio::test]
async fn errors_are_in_the_title_in_a_list_and_at_their_fields() {
    let server = TestServer::with_show().await;
    let form = Form { name: "", ..Form::new(&server, "1380000001") };
    let (_, page) = read(form.post(&server.anyone(), 8).await).await;
    assert!(page.contains("<title>有 2 处要改 · 8号岗"), "the title says so");
    for part in [
        r#"tabindex="-1" autofocus>"#,
        "<a href=\"#name\">请填姓名</a>",
        "<a href=\"#phone\">手机号是 11 位，您填了 10 位</a>",
        r#"id="name-problem""#,
        r#"id="phone-problem""#,
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_form_that_is_too_long_comes_back_as_it_was_typed() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let note = "好".repeat(20_000);
    let fields = [("name", "张三"), ("phone", "13800000001"), ("note", &note)];
    let (status, page) = read(viewer.post_form("/j/8", &fields).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("您写了 20000 个") && page.contains(&note) && page.contains("13800000001"));

    let note = "好".repeat(40_000);
    let (status, page) = read(viewer.post_form("/j/8", &[("note", &note)]).await).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("请回到上一页，写短一点再试"), "never a bare status");
}
