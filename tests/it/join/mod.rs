//! A viewer signs up as an old phone does, one page, one form, one POST, and staff see it on the desk.

mod account;
mod closed;
mod consents;
mod fields;
mod form;
mod links;
mod look;
mod lookup;
mod places;
mod strangers;

use daigang::domain::answers::CallTime;
use daigang::domain::application::Closing;
use daigang::domain::form::Field;
use daigang::index::{HistoryKind, Scope};
use daigang::store::ByClerk;
use reqwest::StatusCode;

use crate::support::people::applications;
use crate::support::{TestServer, sample};
use form::{Form, code, follow, header, look_up, mending, open, read};

#[tokio::test]
async fn a_viewer_signs_up_and_staff_see_it() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (status, page) = read(viewer.get("/42/8").await).await;
    assert!(status.is_success() && page.contains("月嫂") && page.contains(r#"name="token""#));
    assert!(!page.contains("<script") || page.contains("<form"), "complete without scripts");

    let form = Form { jobs: &["8", "9"], ..Form::new(&server, "１３８ ００００-0001") };
    let answer = form.post(&viewer, 8).await;
    let location = header(&answer, "location").to_owned();
    assert!(location.starts_with("/r/") && !location.contains("138"), "{location}");
    let (status, receipt) = follow(&viewer, &answer).await;
    assert!(status.is_success());
    for word in ["8号", "9号", "张三", "138 0000 0001", "code-value"] {
        assert!(receipt.contains(word), "the receipt says {word}");
    }
    // The same link in another browser.
    let (_, masked) = read(viewer.get(&location).await).await;
    assert!(!masked.contains("张三") && !masked.contains("0000 0001") && !masked.contains("code-value"));

    let all = applications(&server.app).await;
    let stored = |card| open(&all, card).first().map(|one| one.answers.clone().expect("answers"));
    assert_eq!(all.len(), 2);
    for card in [8, 9] {
        let answers = stored(card).expect("stored");
        assert_eq!((answers.note.as_str(), answers.party, answers.call_time), ("有没有班车", 2, CallTime::Evening));
    }
    assert!(all.iter().all(|one| !one.application.is_suspect() && !one.application.consent.is_empty()));
    let (status, desk) = read(server.staff().get("/desk").await).await;
    assert!(status.is_success() && desk.contains("张三") && !desk.contains("13800000001"), "masked until opened");
}

#[tokio::test]
async fn the_page_asks_every_question() {
    let server = TestServer::with_show().await;
    let (_, page) = read(server.anyone().get("/42/8").await).await;
    let missing = Field::ALL.into_iter().filter(|field| !page.contains(&format!(r#"name="{}""#, field.as_str())));
    assert_eq!(missing.collect::<Vec<_>>(), []);
}

#[tokio::test]
async fn the_same_form_again_is_the_same_sign_up() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let form = Form::new(&server, "13800000001");
    let first = form.post(&viewer, 8).await;
    let second = form.post(&viewer, 8).await;
    assert_eq!(header(&first, "location"), header(&second, "location"));
    // A second form of the same person: a new card and one already signed up for.
    let more = Form { jobs: &["8", "9"], ..Form::new(&server, "+86 138-0000-0001") };
    let (_, receipt) = follow(&viewer, &more.post(&viewer, 9).await).await;
    assert!(receipt.contains("code-value"), "each form has a code of its own");

    let all = applications(&server.app).await;
    assert_eq!(all.len(), 2, "card 8 once, card 9 once");
    assert_eq!(all[0].id.person, all[1].id.person);
    let counts = server.app.index.counts(sample::SHOW);
    assert_eq!((counts[server.job(8)], counts[server.job(9)]), (1, 1));
}

#[tokio::test]
async fn a_form_error_is_shown_and_the_typed_values_are_kept() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let cases = [
        ("1380000000", "10"),
        ("138000000011", "12"),
        ("10086", "5"),
        ("28000000001", "aria-invalid"),
        ("", "aria-invalid"),
        ("1380000000a", "aria-invalid"),
    ];
    for (phone, told) in cases {
        let (status, page) = read(Form::new(&server, phone).post(&viewer, 8).await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{phone}");
        assert!(page.contains(told) && page.contains("张三") && page.contains("有没有班车"), "{phone}");
        assert!(page.contains(phone), "{phone} is still there to be mended");
    }
    let (status, page) = read(Form { name: "", ..Form::new(&server, "13800000001") }.post(&viewer, 8).await).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("13800000001"));
    let (status, _) = read(Form { jobs: &["77"], ..Form::new(&server, "13800000001") }.post(&viewer, 8).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(read(viewer.get("/j/77").await).await.0, StatusCode::NOT_FOUND);
    assert!(applications(&server.app).await.is_empty(), "nothing was kept");
}

#[tokio::test]
async fn typed_text_is_escaped() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let attack = r#""><script>alert(1)</script>"#;
    let form = Form { name: attack, ..Form::new(&server, attack) };
    let (_, page) = read(form.post(&viewer, 8).await).await;
    assert!(!page.contains("<script>alert"), "shown again");
}

#[tokio::test]
async fn an_expired_job_takes_no_sign_up() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let form = Form::new(&server, "13800000001");
    server.setup.clock.forward(chrono::Duration::days(7));
    let refused = form.post(&viewer, sample::ENDS_FIRST).await;
    assert!(refused.status().is_client_error() || refused.status().is_success(), "{}", refused.status());
    assert!(applications(&server.app).await.is_empty());
    assert_eq!(form.post(&viewer, 8).await.status(), StatusCode::SEE_OTHER, "its neighbour is open");
}

#[tokio::test]
async fn a_person_looks_up_withdraws_and_erases() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (_, receipt) = follow(&viewer, &Form::new(&server, "13800000001").post(&viewer, 8).await).await;
    let code = code(&receipt);
    let wrong = viewer.post_form("/my", &[("phone", "13800000001"), ("code", "A2B3C4")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let person = look_up(&viewer, "138 0000 0001", &code.to_lowercase()).await;
    let (_, mine) = read(person.get("/my").await).await;
    assert!(mine.contains("8号"), "{mine}");

    let first = applications(&server.app).await.remove(0);
    person.post_form("/my/withdraw", &[("wish", &first.id.wish.to_string())]).await;
    let withdrawn = applications(&server.app).await.remove(0);
    assert_eq!(withdrawn.application.closed, Some(Closing::Withdrew));
    let stranger = viewer.post_form("/my/erase", &[]).await;
    assert_eq!(header(&stranger, "location"), "/my");
    assert_eq!(applications(&server.app).await.len(), 1, "nobody erases somebody else");
    let erased = person.post_form("/my/erase", &[]).await;
    assert!(header(&erased, "location").starts_with("/my?erased="));
    assert!(applications(&server.app).await.is_empty());
    let (status, page) = read(viewer.get(header(&erased, "location")).await).await;
    assert!(status.is_success() && page.contains("已经删除"));
}

#[tokio::test]
async fn a_wrong_name_can_be_amended_by_the_browser_that_sent_it() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let first = Form { name: "张二", jobs: &["8", "9"], ..Form::new(&server, "13800000001") }.post(&viewer, 8).await;
    let (_, receipt) = follow(&viewer, &first).await;
    let (path, own) = mending(&viewer, &first);
    let (_, page) = read(own.get(&path).await).await;
    for word in ["张二", "13800000001", "有没有班车", r#"value="解店镇" selected"#, r#"value="evening" checked"#]
    {
        assert!(page.contains(word), "the form still says {word}");
    }

    let mended = Form { name: "张三", jobs: &["9", "10"], ..Form::new(&server, "13800000001") };
    let answer = mended.post_to(&own, &path).await;
    let (_, now) = follow(&viewer, &answer).await;
    assert!(now.contains("张三") && !now.contains("张二"), "{now}");
    assert_eq!(code(&receipt), code(&now), "the lookup code stays");
    assert_eq!(header(&mended.post_to(&own, &path).await, "location"), header(&answer, "location"), "once");

    let all = applications(&server.app).await;
    assert!(all.iter().all(|one| one.id.person == all[0].id.person), "one person, whose name was corrected");
    assert!(all.iter().all(|one| one.name == "张三"));
    assert_eq!([8, 9, 10].map(|card| open(&all, card).len()), [0, 1, 1]);
    let counts = server.app.index.counts(sample::SHOW);
    assert_eq!([8, 9, 10].map(|card| counts.get(server.job(card)).copied().unwrap_or(0)), [0, 1, 1]);
    let entry = server.app.index.entry(&all[0].id.person, Scope::All).expect("an entry");
    assert_eq!(entry.history[0].kind, HistoryKind::Amended);
    assert!(format!("{}", serde_json::json!(entry.history[0].words)).contains("张二"), "what it said before");
    let (status, _) = read(viewer.get(header(&first, "location")).await).await;
    assert!(status.is_success() || status.is_redirection(), "the old address leads to the new receipt");
}

#[tokio::test]
async fn a_wrong_number_can_be_amended_without_touching_its_owner() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    Form { name: "机主", ..Form::new(&server, "13800000002") }.post(&viewer, 3).await;
    // Two typos: an unused number, and another person's number.
    for wrong in ["13800000009", "13800000002"] {
        let typed = Form { name: "张三", ..Form::new(&server, wrong) }.post(&viewer, 8).await;
        let (_, receipt) = follow(&viewer, &typed).await;
        assert!(!receipt.contains("机主"), "who types a number does not read its owner's name");
        let (path, own) = mending(&viewer, &typed);
        assert!(read(own.get(&path).await).await.1.contains("张三"));
        assert_eq!(header(&viewer.get(&path).await, "location"), "/my", "for nobody else");
        let mended = Form { name: "张三", ..Form::new(&server, "13800000001") };
        let (_, receipt) = follow(&viewer, &mended.post_to(&own, &path).await).await;
        assert!(receipt.contains("138 0000 0001"));
        let all = applications(&server.app).await;
        let wanted = all.iter().filter(|one| one.application.is_open());
        let rung: Vec<_> =
            wanted.map(|one| (one.phone.as_ref().expect("a phone").full(), one.application.card)).collect();
        assert_eq!(rung.len(), 2, "{rung:?}");
        assert!(rung.contains(&("13800000001", 8)) && rung.contains(&("13800000002", 3)), "{rung:?}");
    }
}

#[tokio::test]
async fn a_person_code_opens_the_whole_person_and_stops_calls() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for card in [3, 8] {
        Form::new(&server, "13800000012").post(&viewer, card).await;
    }
    let first = applications(&server.app).await.remove(0);
    let (store, phone) = (&server.app.store, first.phone.clone().expect("a phone"));
    let by = ByClerk { name: "小李", at: server.setup.clock.now() };
    let (issued, _) = store.issue_code(&first.id.person, by).await.expect("issued");
    let person = look_up(&viewer, "13800000012", &issued).await;
    let (_, mine) = read(person.get("/my").await).await;
    assert!(mine.contains("3号") && mine.contains("8号"), "{mine}");
    person.post_form("/my/calls", &[("forbidden", "1")]).await;
    assert!(store.is_do_not_call(&phone).await.expect("readable"));
    assert!(read(person.get("/my").await).await.1.contains("不再打这个号码"));
    let later = Form::new(&server, "13800000012").post(&viewer, 5).await;
    assert_eq!(later.status(), StatusCode::SEE_OTHER, "answered as always");
    assert!(applications(&server.app).await.iter().any(|one| one.application.is_suspect()), "a person judges it");

    // The code of a form says nothing about the number.
    let (_, receipt) = follow(&viewer, &later).await;
    let form = look_up(&viewer, "13800000012", &code(&receipt)).await;
    form.post_form("/my/calls", &[]).await;
    assert!(store.is_do_not_call(&phone).await.expect("readable"));
    person.post_form("/my/calls", &[]).await;
    assert!(!store.is_do_not_call(&phone).await.expect("readable"));
    person.post_form("/my/erase", &[]).await;
    assert!(applications(&server.app).await.is_empty(), "the whole person");
}
