//! Forms of strangers, neighbours and robots change, hide, reveal and erase nothing of what another form said.

use daigang::domain::application::Status;
use daigang::domain::desk::Filter;
use daigang::index::{HistoryKind, Scope};
use daigang::store::{ByClerk, Written};
use reqwest::StatusCode;

use super::form::{Form, code, follow, look_up, mending, open, read};
use crate::support::people::{applications, listed, settled};
use crate::support::{TestServer, sample};

#[tokio::test]
async fn a_neighbours_corrected_typo_leaves_the_owner_alone() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    // The neighbour mistypes; the owner of that number signs up for the same card; then the neighbour corrects hers.
    let typo = Form { name: "邻居", ..Form::new(&server, "13800000002") }.post(&viewer, 8).await;
    let owner = Form { name: "机主", ..Form::new(&server, "13800000002") }.post(&viewer, 8).await;
    let (path, neighbour) = mending(&viewer, &typo);
    let corrected = Form { name: "邻居", ..Form::new(&server, "13800000003") };
    assert_eq!(corrected.post_to(&neighbour, &path).await.status(), StatusCode::SEE_OTHER);
    let (status, receipt) = follow(&viewer, &owner).await;
    assert!(status.is_success() && receipt.contains("机主") && receipt.contains("8号"));
    let all = applications(&server.app).await;
    let phones: Vec<_> =
        open(&all, 8).iter().map(|one| (one.phone.clone().expect("a phone"), one.name.clone())).collect();
    assert_eq!(phones.len(), 2, "{phones:?}");
    assert!(phones.iter().any(|(phone, name)| phone.full() == "13800000002" && name == "机主"), "{phones:?}");
    assert!(phones.iter().any(|(phone, name)| phone.full() == "13800000003" && name == "邻居"), "{phones:?}");
}

#[tokio::test]
async fn a_strangers_code_opens_nothing_of_the_owner() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for stranger in ["陌生人", "机主"] {
        // Also a stranger who knows the owner's name.
        let (_, first) =
            follow(&viewer, &Form { name: stranger, ..Form::new(&server, "13800000004") }.post(&viewer, 3).await).await;
        let owner = Form { name: "机主", jobs: &["5", "6"], ..Form::new(&server, "13800000004") };
        let (_, second) = follow(&viewer, &owner.post(&viewer, 5).await).await;
        let opened = look_up(&viewer, "13800000004", &code(&first)).await;
        let (_, page) = read(opened.get("/my").await).await;
        assert!(page.contains("3号") && !page.contains("5号") && !page.contains("6号"), "{page}");
        assert!(stranger == "机主" || !page.contains("机主"));
        let all = applications(&server.app).await;
        for one in open(&all, 5) {
            opened.post_form("/my/withdraw", &[("wish", &one.id.wish.to_string())]).await;
        }
        opened.post_form("/my/erase", &[]).await;
        let own = look_up(&viewer, "13800000004", &code(&second)).await;
        let (_, page) = read(own.get("/my").await).await;
        assert!(page.contains("5号") && page.contains("6号") && page.contains("机主"), "{page}");
        let all = applications(&server.app).await;
        assert_eq!([3, 5, 6].map(|card| open(&all, card).len()), [0, 1, 1]);
        own.post_form("/my/erase", &[]).await;
    }
}

#[tokio::test]
async fn an_honest_form_lifts_what_a_robot_sent() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let robot = [("name", "机器"), ("phone", "13800000005"), ("over16", "1"), ("consent", "1"), ("website", "spam")];
    assert_eq!(viewer.post_form("/j/12", &robot).await.status(), StatusCode::SEE_OTHER);
    assert!(listed(&server.app, &Filter::default()).await.is_empty(), "not in the list of those to be called");
    assert_eq!(server.app.index.to_judge(), 1);
    for name in ["机器", "王芳"] {
        Form { name, ..Form::new(&server, "13800000005") }.post(&viewer, 12).await;
        let found = listed(&server.app, &Filter::default()).await;
        assert!(found.iter().any(|one| one.name == name), "{name} is called");
    }
    assert_eq!(server.app.index.to_judge(), 0, "the honest form of the same name settles it");
    assert_eq!(server.app.index.counts(sample::SHOW)[server.job(12)], 2);
}

/// A receipt without what its sender typed, and without what is random.
fn template(receipt: &str, name: &str, phone: &str) -> String {
    let code = code(receipt);
    let links = receipt.split("/r/").map(|part| part.split_once('/').map_or(part, |(_, rest)| rest));
    links.collect::<Vec<_>>().join("/r/").replace(&code, "CODE").replace(name, "NAME").replace(phone, "PHONE")
}

/// `/my` without the id of its form.
fn without_id(mine: &str) -> String {
    let links = mine.split("/my/change/").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
    links.collect::<Vec<_>>().join("/my/change/")
}

#[tokio::test]
async fn a_receipt_is_the_same_for_known_and_unknown_numbers() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    Form { name: "机主", ..Form::new(&server, "13800000006") }.post(&viewer, 8).await;
    let mut pages = Vec::new();
    for (name, phone, shown) in [
        ("机主", "13800000006", "138 0000 0006"),
        ("路人", "13800000006", "138 0000 0006"),
        ("新人", "13800000007", "138 0000 0007"),
    ] {
        let (_, receipt) = follow(&viewer, &Form { name, ..Form::new(&server, phone) }.post(&viewer, 8).await).await;
        let opened = look_up(&viewer, phone, &code(&receipt)).await;
        let (_, mine) = read(opened.get("/my").await).await;
        let masked = shown.replace(" 0000 ", "****");
        let times = mine.split("今天 ").map(|part| part.get("00:00".len()..).unwrap_or(part));
        let mine = without_id(&times.collect::<Vec<_>>().concat()).replace(name, "NAME").replace(&masked, "PHONE");
        pages.push((template(&receipt, name, shown), mine));
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:#?}");
}

#[tokio::test]
async fn a_couple_on_one_phone_is_two_people() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    for name in ["张三", "李四"] {
        Form { name, ..Form::new(&server, "13800000008") }.post(&viewer, 8).await;
    }
    let all = applications(&server.app).await;
    assert_eq!(open(&all, 8).len(), 2);
    assert_ne!(all[0].id.person, all[1].id.person);
    assert_eq!(server.app.index.counts(sample::SHOW)[server.job(8)], 2);
}

#[tokio::test]
async fn signing_up_again_after_a_withdrawal_begins_anew_and_keeps_the_history() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (_, receipt) = follow(&viewer, &Form::new(&server, "13800000009").post(&viewer, 8).await).await;
    let first = applications(&server.app).await.remove(0);
    let by = ByClerk { name: "小李", at: server.setup.clock.now() };
    let written = server.app.store.set_status(&first.id, Status::New, Status::Interested, by).await.expect("set");
    assert!(matches!(written, Written::Done(_)));
    let own = look_up(&viewer, "13800000009", &code(&receipt)).await;
    assert!(read(own.get("/my").await).await.1.contains("有意向"), "the status of what she alone asked for");
    own.post_form("/my/withdraw", &[("wish", &first.id.wish.to_string())]).await;
    Form::new(&server, "13800000009").post(&viewer, 8).await;
    let again = applications(&server.app).await;
    assert_eq!(again.len(), 1);
    assert_eq!((again[0].application.status, again[0].application.is_open()), (Status::New, true));
    let entry = server.app.index.entry(&first.id.person, Scope::All).expect("an entry");
    let kinds: Vec<_> = entry.history.iter().rev().map(|line| line.kind).collect();
    let expected = [
        HistoryKind::SignedUp { suspect: false },
        HistoryKind::Stage { from: Status::New, to: Status::Interested },
        HistoryKind::Withdrew,
        HistoryKind::SignedUp { suspect: false },
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn limits_of_a_phone_lock_nobody_out() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let names: Vec<String> = "甲乙丙丁戊己庚辛壬癸".chars().map(|name| format!("村民{name}")).collect();
    let mut stored = 0;
    for at in 0..52_usize {
        // Ten forms within some minutes, then the next hour.
        if at.is_multiple_of(10) {
            server.setup.clock.forward(chrono::Duration::hours(1));
        }
        let form = Form { name: &names[at % 10], ..Form::new(&server, "13800000010") };
        let answer = form.post(&viewer, u16::try_from(at % 5).expect("small") + 1).await;
        if answer.status() == StatusCode::SEE_OTHER {
            stored += 1;
        } else {
            let (status, page) = read(answer).await;
            assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
            assert!(page.contains("请打电话") && page.contains("13800000010") && page.contains("有没有班车"), "kept");
        }
    }
    assert_eq!(stored, 50);
    settled(&server.app.store, &server.app.index).await;
    assert!(server.app.index.to_judge() > 0, "the sixth of an hour is judged by a person");
    let other = Form::new(&server, "13800000011").post(&viewer, 8).await;
    assert_eq!(other.status(), StatusCode::SEE_OTHER, "another phone is not affected");
}
