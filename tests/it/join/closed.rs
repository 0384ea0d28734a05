//! No sign-up is taken before a county is set up, nor while staff have paused them: on every path, and on every server.

use daigang::domain::settings::Settings;
use daigang::domain::setup::SetupItem;
use reqwest::{Response, StatusCode};

use super::form::{Form, code, follow, header, look_up, mending, read};
use crate::support::people::applications;
use crate::support::{Anyone, DEADLINE, TestServer, eventually};

const SENTENCE: &str = "本周的报名周五上午八点开放。";

/// Writes settings, and waits until a server has them.
pub async fn set(server: &TestServer, change: impl Fn(Settings) -> Settings) {
    let store = &server.app.store;
    store.change_settings(&change, "test", server.setup.clock.now()).await.expect("settings are kept");
    let stored = store.settings().await.expect("readable");
    follow_settings(server, &stored).await;
}

async fn follow_settings(server: &TestServer, stored: &Settings) {
    let known = || async { (*server.app.hub.snapshot().settings == *stored).then_some(()) };
    eventually("the settings", DEADLINE, known).await;
}

/// Presses the switch on the desk.
async fn switch(server: &TestServer, set: &str, sentence: &str) -> Response {
    let fields = [("set", set), ("sentence", sentence)];
    let answer = server
        .staff()
        .with("cookie", &format!("daigang_name={}", daigang::random::hex("小李".as_bytes())))
        .post_form("/desk/settings/sign-ups", &fields)
        .await;
    if answer.status() == StatusCode::SEE_OTHER {
        let stored = server.app.store.settings().await.expect("readable");
        follow_settings(server, &stored).await;
    }
    answer
}

/// A refused form: 503, with the reason, the way to reach someone, and everything that was typed.
async fn assert_closed(answer: Response, reason: &str) {
    let (status, page) = read(answer).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    for word in [reason, "张三", "有没有班车", r#"value="解店镇" selected"#, r#"name="token""#] {
        assert!(page.contains(word), "{word} in {page}");
    }
}

#[tokio::test]
async fn no_sign_up_is_taken_before_the_county_is_set_up() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let complete = server.app.store.settings().await.expect("readable");
    for item in SetupItem::ALL {
        set(&server, |stored| match item {
            SetupItem::Organiser => Settings { organiser: String::new(), ..stored },
            SetupItem::Hotline => Settings { hotline: String::new(), ..stored },
            SetupItem::Townships => Settings { townships: Vec::new(), ..stored },
        })
        .await;
        let form = Form::new(&server, "13800000001");
        let (status, page) = read(form.post(&viewer, 8).await).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{item:?}");
        assert!(page.contains("报名还没有开放") && page.contains("13800000001"), "{item:?}");
        for path in ["/", "/42/8"] {
            let (status, page) = read(viewer.get(path).await).await;
            assert!(status.is_success() && page.contains("报名还没有开放"), "{path} {item:?}");
            assert!(!page.contains(r#"name="token""#), "{path}: nobody types a form in vain");
            let reach = if item == SetupItem::Hotline { "12333" } else { "tel:03590000000" };
            assert!(page.contains(reach), "{path} {item:?}");
        }
        let word = match item {
            SetupItem::Organiser => "主办单位",
            SetupItem::Hotline => "咨询电话",
            SetupItem::Townships => "乡镇名单",
        };
        for path in ["/desk", "/desk/jobs", "/desk/settings"] {
            let (_, desk) = read(server.staff().get(path).await).await;
            assert!(desk.contains(&format!("还没有填{word}")) && desk.contains("/desk/settings#sign-ups"), "{path}");
        }
        assert_eq!(server.host().await.view()["view"]["sign_ups"]["missing"], serde_json::json!([item.as_str()]));
        set(&server, |_| complete.clone()).await;
    }
    assert!(applications(&server.app).await.is_empty());
    let form = Form::new(&server, "13800000001");
    assert_eq!(form.post(&viewer, 8).await.status(), StatusCode::SEE_OTHER);
    assert!(server.host().await.view()["view"]["sign_ups"]["missing"].as_array().expect("a list").is_empty());
}

#[tokio::test]
async fn one_switch_closes_every_path_on_every_server() {
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    let viewer = server.anyone();
    let first = Form::new(&server, "13800000001");
    let stored = first.post(&viewer, 8).await;
    let (_, receipt) = follow(&viewer, &stored).await;
    let (fix, own) = mending(&viewer, &stored);
    let cookie = header(&stored, "set-cookie").split(';').next().expect("a cookie").to_owned();

    let pressed = switch(&server, "paused", SENTENCE).await;
    assert_eq!(header(&pressed, "location"), "/desk/settings?saved=paused#sign-ups");
    follow_settings(&twin, &server.app.store.settings().await.expect("readable")).await;
    for (at, viewer) in [(&server, &viewer), (&twin, &twin.anyone())] {
        let form = Form::new(&server, "13800000002");
        assert_closed(form.post(viewer, 8).await, SENTENCE).await;
        let own = viewer.clone().with("cookie", &cookie);
        assert_closed(form.post_to(&own, &fix).await, SENTENCE).await;
        assert_closed(own.get(&fix).await, SENTENCE).await;
        for path in ["/", "/42/8"] {
            let (_, page) = read(viewer.get(path).await).await;
            assert!(
                page.contains("报名暂停了") && page.contains(SENTENCE) && !page.contains(r#"name="token""#),
                "{path}"
            );
        }
        let again = first.post(viewer, 8).await;
        assert_eq!(header(&again, "location"), header(&stored, "location"), "a lost answer is given once more");
        let (_, desk) = read(at.staff().get("/desk/settings").await).await;
        assert!(desk.contains("报名已暂停") && desk.contains("小李") && desk.contains(SENTENCE), "who pressed it");
        assert_eq!(at.host().await.view()["view"]["sign_ups"]["paused"], true);
    }
    assert_eq!(applications(&server.app).await.len(), 1, "nothing came in");
    stays_open(&server, &viewer, &code(&receipt)).await;

    switch(&server, "open", SENTENCE).await;
    let form = Form::new(&server, "13800000003");
    assert_eq!(form.post(&viewer, 8).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(own.get(&fix).await.status(), StatusCode::SEE_OTHER, "that form was erased meanwhile");
}

/// Looking, withdrawing and erasing work while sign-up is closed.
async fn stays_open(server: &TestServer, viewer: &Anyone, code: &str) {
    let person = look_up(viewer, "13800000001", code).await;
    let mine = applications(&server.app).await.remove(0);
    person.post_form("/my/withdraw", &[("wish", &mine.id.wish.to_string())]).await;
    assert!(!applications(&server.app).await[0].application.is_open());
    let erased = person.post_form("/my/erase", &[]).await;
    assert!(header(&erased, "location").starts_with("/my?erased="));
    assert!(applications(&server.app).await.is_empty());
}

#[tokio::test]
async fn a_settings_page_that_was_open_before_does_not_undo_the_switch() {
    let server = TestServer::with_show().await;
    switch(&server, "paused", SENTENCE).await;
    let fields = [
        ("organiser", "万荣县就业服务中心"),
        ("hotline", "0359-0000000"),
        ("townships", "解店镇"),
        ("weekday", "2"),
        ("time", "14:30"),
        ("minutes", "180"),
        ("next_show", "42"),
        ("retention_years", "2"),
    ];
    let saved = server.staff().post_form("/desk/settings", &fields).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let stored = server.app.store.settings().await.expect("readable");
    assert!(stored.sign_ups.paused && stored.townships.len() == 1 && stored.sign_ups.sentence == SENTENCE);
    // The other way round: the switch keeps the other settings.
    switch(&server, "open", "").await;
    let stored = server.app.store.settings().await.expect("readable");
    assert!(!stored.sign_ups.paused && stored.townships.len() == 1);

    let long = switch(&server, "paused", &"长".repeat(61)).await;
    let (status, page) = read(long).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(&"长".repeat(61)) && page.contains("61"));
    assert!(!server.app.store.settings().await.expect("readable").sign_ups.paused);
}
