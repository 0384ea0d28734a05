//! The fields of the form as people fill them in: names, numbers, villages, closed cards, the young.

use reqwest::{Response, StatusCode};

use super::form::{FILLING, code, follow, look_up, read};
use crate::support::people::applications;
use crate::support::{Anyone, TestServer};

/// Posts a form that is valid but for `changed`, as a program without a token does.
async fn post(server: &TestServer, viewer: &Anyone, changed: &[(&str, &str)]) -> Response {
    server.setup.clock.forward(FILLING);
    let valid = [("name", "张三"), ("phone", "13800000001"), ("over16", "1"), ("consent", "1")];
    let plain = valid.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let fields: Vec<_> = plain.chain(changed).copied().collect();
    viewer.post_form("/j/8", &fields).await
}

#[tokio::test]
async fn a_closed_card_does_not_cost_the_others() {
    let server = TestServer::with_show().await;
    let host = server.host().await;
    server.edit(host.rev(), serde_json::json!({ "full": { "card": 3, "full": true } })).await;
    let viewer = server.anyone();
    let jobs = [("jobs", "8"), ("jobs", "3"), ("jobs", "77"), ("jobs", "8")];
    let answer = post(&server, &viewer, &jobs).await;
    let (_, receipt) = follow(&viewer, &answer).await;
    for sentence in ["排队第1位", "有一个不在本期了", "8号岗选了两次，只算一次"] {
        assert!(receipt.contains(sentence), "{sentence}");
    }
    let all = applications(&server.app).await;
    assert_eq!(all.iter().map(|one| one.application.card).collect::<std::collections::BTreeSet<_>>(), [3, 8].into());
    // Notices are for the sender alone.
    let (_, masked) = read(viewer.get(super::form::header(&answer, "location")).await).await;
    assert!(!masked.contains("不在本期") && !masked.contains("排队"), "the receipt of another browser");

    let (status, page) = read(post(&server, &viewer, &[("jobs", "77"), ("jobs", "78")]).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "none is left");
    assert!(page.contains("13800000001"));
}

#[tokio::test]
async fn names_are_taken_as_they_are_and_a_remark_is_left_out_with_a_notice() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let names = [
        ("张三（女）", "张三", true),
        ("张三(女)", "张三", true),
        ("O’Neil", "O&#39;Neil", false),
        ("买买提•艾力", "买买提·艾力", false),
        ("⻢⽅", "马方", false),
        ("𬱖", "𬱖", false),
        ("李师傅", "李师傅", false),
        ("王", "王", false),
    ];
    for (typed, stored, cleaned) in names {
        let answer = post(&server, &viewer, &[("name", typed)]).await;
        let (_, receipt) = follow(&viewer, &answer).await;
        assert!(receipt.contains(&format!(">{stored}<")), "{typed}");
        assert_eq!(receipt.contains("括号和符号没有记"), cleaned, "{typed}");
    }
    for (typed, advice) in [("张3😀", "请把数字去掉"), ("张三😀", "不要表情和符号"), ("张三&李四", "请只写汉字或字母")]
    {
        let (status, page) = read(post(&server, &viewer, &[("name", typed)]).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.contains(advice), "{typed}");
    }
}

#[tokio::test]
async fn only_mobile_numbers_of_the_mainland_are_taken() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for typed in ["+1 415 555 0123", "00852 9123 4567", "+852 9123 4567"] {
        let (status, page) = read(post(&server, &viewer, &[("phone", typed)]).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.contains("这是国外号码的写法") && page.contains(typed), "{typed}");
    }
    let two = [("phone", "13800000001 或 13900000002")];
    let (_, page) = read(post(&server, &viewer, &two).await).await;
    assert!(
        page.contains("先留下了 138\u{a0}0000\u{a0}0001") && page.contains("139\u{a0}0000\u{a0}0002"),
        "both are named"
    );
    assert!(page.contains(r#"value="13800000001""#), "the first is proposed");
    assert!(applications(&server.app).await.is_empty());
    for typed in ["+86 138 0000 0001", "0086-13800000001", "8613800000001", "13800000001 13800000001"] {
        assert_eq!(post(&server, &viewer, &[("phone", typed)]).await.status(), StatusCode::SEE_OTHER, "{typed}");
    }
}

#[tokio::test]
async fn a_village_reaches_staff_and_its_own_person() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let fields = [("township", "解店镇"), ("village", " 西解村\u{3000}3组 ")];
    let (_, receipt) = follow(&viewer, &post(&server, &viewer, &fields).await).await;
    let one = applications(&server.app).await.remove(0);
    assert_eq!(one.answers.as_ref().map(|answers| answers.village.as_str()), Some("西解村 3组"));
    let (_, entry) = read(server.staff().get(&format!("/desk/p/{}", one.id.person)).await).await;
    assert!(entry.contains("西解村 3组"), "on the entry page");
    let (_, found) = read(server.staff().get("/desk/export.csv").await).await;
    assert!(found.contains("西解村 3组"), "in the export");
    let opened = look_up(&viewer, "13800000001", &code(&receipt)).await;
    let (_, mine) = read(opened.get("/my").await).await;
    assert!(mine.contains("西解村 3组"), "on the page of its person");

    let long = "村".repeat(21);
    let (status, page) = read(post(&server, &viewer, &[("village", &long)]).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("村名最多 20 个字，您写了 21 个") && page.contains(&long));
}

#[tokio::test]
async fn a_form_of_somebody_under_sixteen_is_refused_and_not_stored() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for over16 in ["", "0", "yes"] {
        let (status, page) = read(post(&server, &viewer, &[("over16", over16)]).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("我们没有存您的信息") && page.contains("张三"), "refused kindly, and shown again");
    }
    assert!(applications(&server.app).await.is_empty(), "nothing is stored");
    assert_eq!(server.app.index.to_judge(), 0);
}
