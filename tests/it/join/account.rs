//! A viewer with a phone and a code reads, changes and copies; also in browsers without cookies, and after the show.

use std::collections::HashMap;

use daigang::domain::settings::Settings;
use daigang::store::ByClerk;
use reqwest::StatusCode;

use super::form::{Form, code, follow, header, look_up, open, read};
use crate::support::people::{applications, settled};
use crate::support::{Anyone, TestServer, sample};

const PHONE: &str = "13800000031";

/// Signs up and opens `/my`.
async fn signed_in(server: &TestServer, jobs: &[&str]) -> Anyone {
    let viewer = server.anyone();
    let (_, receipt) = follow(&viewer, &Form { jobs, ..Form::new(server, PHONE) }.post(&viewer, 8).await).await;
    look_up(&viewer, PHONE, &code(&receipt)).await
}

/// The address of the page that changes the form, as `/my` links to it.
async fn change_path(person: &Anyone) -> String {
    let (_, mine) = read(person.get("/my").await).await;
    let link = mine.split(r#"href="/my/change/"#).nth(1).and_then(|rest| rest.split('"').next());
    format!("/my/change/{}", link.expect("a link to the change"))
}

/// The browser after an answer that renewed its pass.
fn renewed(answer: &reqwest::Response, viewer: &Anyone) -> Anyone {
    let cookie = header(answer, "set-cookie").split(';').next().expect("a cookie");
    viewer.clone().with("cookie", cookie)
}

#[tokio::test]
async fn cards_time_and_number_are_changed_with_the_code() {
    let server = TestServer::with_show().await;
    let person = signed_in(&server, &["8", "9"]).await;
    let path = change_path(&person).await;
    let (status, page) = read(person.get(&path).await).await;
    assert!(status.is_success() && page.contains(PHONE) && page.contains("有没有班车"), "{page}");
    for card in ["8", "9"] {
        assert!(page.contains(&format!(r#"name="jobs" value="{card}" checked"#)), "{card} is ticked");
    }
    let (status, page) = read(Form { jobs: &[""], ..Form::new(&server, PHONE) }.post_to(&person, &path).await).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("至少留一个岗位"), "{page}");

    let changed = Form { jobs: &["", "9", "10"], ..Form::new(&server, "13800000032") };
    let answer = changed.post_to(&person, &path).await;
    assert_eq!(header(&answer, "location"), "/my?saved=1");
    let (_, mine) = read(renewed(&answer, &server.anyone()).get("/my?saved=1").await).await;
    assert!(mine.contains("改好了") && mine.contains("10号") && !mine.contains(" 8号"), "{mine}");
    let again = changed.post_to(&person, &path).await;
    assert_eq!(header(&again, "location"), "/my?saved=1", "a retry whose first answer was lost");
    assert!(header(&again, "set-cookie").starts_with("my="));
    let all = applications(&server.app).await;
    assert_eq!([8, 9, 10].map(|card| open(&all, card).len()), [0, 1, 1]);
    assert_eq!(all[0].phone.as_ref().expect("a phone").full(), "13800000032");

    let (status, _) = read(server.anyone().get(&path).await).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "only with the code");
}

#[tokio::test]
async fn a_change_keeps_a_card_that_is_full_or_whose_show_is_over() {
    let server = TestServer::with_show().await;
    let person = signed_in(&server, &["8", "9"]).await;
    let rev = server.app.hub.snapshot().rev;
    server.edit(rev, serde_json::json!({ "full": { "card": 8, "full": true } })).await;
    let path = change_path(&person).await;
    let kept = Form { jobs: &["8", "9"], ..Form::new(&server, PHONE) }.post_to(&person, &path).await;
    assert_eq!(header(&kept, "location"), "/my?saved=1", "card 8 is hers although it is full");
    let person = renewed(&kept, &server.anyone());

    sample::open_another(&server.app, sample::NEXT_SHOW, &[server.job(3).clone()]).await;
    let path = change_path(&person).await;
    let (_, page) = read(person.get(&path).await).await;
    assert!(page.contains("月嫂") && page.contains(r#"value="9" checked"#), "{page}");
    let kept = Form { jobs: &["9"], ..Form::new(&server, PHONE) }.post_to(&person, &path).await;
    assert_eq!(header(&kept, "location"), "/my?saved=1");
    let all = applications(&server.app).await;
    assert_eq!([8, 9].map(|card| open(&all, card).len()), [0, 1]);
    assert!(all.iter().all(|one| one.id.wish.show == sample::SHOW && one.application.party == 2));
}

#[tokio::test]
async fn a_change_keeps_the_source_and_no_robot_clears_itself() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone().with("cookie", "src=wechat-jiedian");
    let now = server.setup.clock.now().timestamp_millis();
    let token = daigang::web::http::token::form_token(&server.secrets().form, now);
    let fast = Form { token, name: "张三", phone: PHONE, jobs: &["8"], more: &[] };
    let answer = fast.post(&viewer, 8).await;
    let (path, own) = super::form::mending(&server.anyone(), &answer);
    Form { jobs: &["8"], ..Form::new(&server, PHONE) }.post_to(&own, &path).await;
    let all = applications(&server.app).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].application.source, "wechat-jiedian");
    assert!(all[0].application.is_suspect(), "what came too fast still waits for a person");
}

#[tokio::test]
async fn a_copy_has_all_that_the_form_said_and_nothing_of_another_form() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let other = Form { name: "张三", jobs: &["3"], ..Form::new(&server, PHONE) }.post(&viewer, 3).await;
    assert_eq!(other.status(), StatusCode::SEE_OTHER);
    let person = signed_in(&server, &["8", "9"]).await;
    let mended = Form { name: "张三", jobs: &["8"], ..Form::new(&server, PHONE) };
    let answer = mended.post_to(&person, &change_path(&person).await).await;
    let person = renewed(&answer, &viewer);
    let first = applications(&server.app).await.remove(0);
    let by = ByClerk { name: "小李", at: server.setup.clock.now() };
    server.app.store.set_remark(&first.id, 0, "说话爽快", by).await.expect("stored");
    settled(&server.app.store, &server.app.index).await;

    let (status, page) = read(person.get("/my/copy").await).await;
    assert!(status.is_success() && page.contains(r#"href="/my/copy/file""#));
    let file = person.get("/my/copy/file").await;
    assert_eq!(header(&file, "cache-control"), "no-store");
    let name = "filename*=UTF-8''%E6%88%91%E7%9A%84%E6%8A%A5%E5%90%8D-2026";
    assert!(header(&file, "content-disposition").contains(name), "{}", header(&file, "content-disposition"));
    let (_, copy) = read(file).await;
    for word in
        ["张三", "138 0000 0031", "解店镇", "2 个人", "晚上", "有没有班车", "8号", "月嫂", "改了报名单", "报了名"]
    {
        assert!(copy.contains(word) && page.contains(word), "{word}: {copy}");
    }
    for word in ["3号", "小李", "说话爽快", "<link", "<script"] {
        assert!(!copy.contains(word), "{word}: {copy}");
    }
    assert_eq!(read(viewer.get("/my/copy/file").await).await.0, StatusCode::SEE_OTHER, "only with the code");

    let (issued, _) = server.app.store.issue_code(&first.id.person, by).await.expect("issued");
    settled(&server.app.store, &server.app.index).await;
    let (_, whole) = read(look_up(&viewer, PHONE, &issued).await.get("/my/copy").await).await;
    for word in ["3号", "8号", "说话爽快", "给了一个查询码", "可以打这个号码"] {
        assert!(whole.contains(word), "{word}: {whole}");
    }
}

#[tokio::test]
async fn a_browser_without_cookies_sees_its_code_and_corrects_its_number() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let page = viewer.get("/42/8").await;
    assert!(header(&page, "set-cookie").starts_with("probe=1;"), "{}", header(&page, "set-cookie"));
    let form = Form { jobs: &["8"], ..Form::new(&server, PHONE) };
    let mut fields: HashMap<&str, &str> = form.fields().into_iter().collect();
    fields.insert("probe", "1");
    let fields: Vec<_> = fields.into_iter().collect();
    let answer = viewer.post_form("/j/8", &fields).await;
    let retry = viewer.post_form("/j/8", &fields).await;
    let location = header(&answer, "location").to_owned();
    assert_eq!(location, header(&retry, "location"), "the same receipt");
    let (_, receipt) = read(viewer.get(&location).await).await;
    assert!(
        receipt.contains("code-value") && receipt.contains("138 0000 0031") && receipt.contains("15 分钟"),
        "{receipt}"
    );
    let fix = receipt.split("/fix?open=").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let (path, _) = location.split_once('?').expect("a ticket");
    let mended = Form::new(&server, "13800000033").post_to(&viewer, &format!("{path}/fix?open={fix}")).await;
    let (_, receipt) = read(viewer.get(header(&mended, "location")).await).await;
    assert!(receipt.contains("138 0000 0033") && receipt.contains("code-value"), "{receipt}");

    // The address alone is worth nothing after some minutes, and a browser that stores cookies drops the ticket at once.
    let second = viewer.post_form("/j/8", &fields).await;
    assert_eq!(second.status(), StatusCode::SEE_OTHER);
    let stored = renewed(&answer, &viewer).get(&location).await;
    assert!(stored.status() == StatusCode::SEE_OTHER && !header(&stored, "location").contains("open="));
    server.setup.clock.forward(chrono::Duration::minutes(16));
    let (_, later) = read(viewer.get(header(&mended, "location")).await).await;
    assert!(!later.contains("code-value") && !later.contains("138 0000"), "{later}");
    let with_cookies = viewer.clone().with("cookie", "probe=1").post_form("/j/8", &fields).await;
    assert!(!header(&with_cookies, "location").contains("open="));
}

#[tokio::test]
async fn a_receipt_says_who_rings_from_which_number_and_when() {
    let server = TestServer::with_show().await;
    let settings = Settings {
        hotline: "0359-1234567".into(),
        caller: "0359-7654321、139 0000 0000".into(),
        call_days: 2,
        ..(*server.app.hub.snapshot().settings).clone()
    };
    server.set_settings(&settings).await;
    let viewer = server.anyone();
    let (_, receipt) = follow(&viewer, &Form::new(&server, PHONE).post(&viewer, 8).await).await;
    for word in [
        "<li>0359-7654321</li>",
        "<li>139 0000 0000</li>",
        "2 个工作日",
        "您选了晚上",
        "tel:03591234567",
        "解店镇",
        "2 个人",
    ] {
        assert!(receipt.contains(word), "{word}: {receipt}");
    }
}
