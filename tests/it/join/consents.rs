//! A consent is recorded with the very text that was shown; nothing is agreed to by itself.

use daigang::domain::column::Column;
use daigang::domain::consent::{Consent, ConsentChannel, ConsentId, TextHash};
use daigang::domain::hand_over::agreed;
use daigang::domain::recipient::{Recipient, RecipientId};
use daigang::domain::settings::{BrokerRole, Settings};
use daigang::store::{JobWrite, ReceiptState};
use reqwest::StatusCode;

use super::closed::set;
use super::form::{Form, code, follow, header, look_up, mending, read};
use crate::support::people::{applications, form as form_id};
use crate::support::{DEADLINE, TestServer, eventually, sample};

/// The employer of the sample's card 8, with a contact.
fn employer() -> String {
    sample::jobs()[7].employer().to_owned()
}

/// The value of a hidden or ticked input: the first one of this name.
fn value(page: &str, name: &str) -> String {
    let at = page.split(&format!(r#"name="{name}" value=""#)).nth(1).unwrap_or_else(|| panic!("{name} in {page}"));
    at.split('"').next().expect("a value").to_owned()
}

/// The text below a tick, without the escapes of HTML that it does not have.
fn text(page: &str, id: &str) -> String {
    let at = page.split(&format!(r#"id="{id}">"#)).nth(1).unwrap_or_else(|| panic!("{id} in {page}"));
    at.split('<').next().expect("a text").replace("&#34;", "\"")
}

async fn call_consent(server: &TestServer, location: &str) -> Consent {
    let id = form_id(location.strip_prefix("/r/").expect("a receipt"));
    let ReceiptState::Found { form, .. } = server.app.store.receipt(&id).await.expect("readable") else {
        panic!("it was stored");
    };
    form.0.consent
}

#[tokio::test]
async fn the_very_text_that_was_shown_is_kept() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (_, page) = read(viewer.get("/42/8").await).await;
    let shown = text(&page, "consent-text");
    for word in ["万荣县就业服务中心", "0359-0000000", "2 年", "由工作人员打电话"] {
        assert!(shown.contains(word), "{word} in {shown}");
    }
    assert!(!shown.contains("经纪人"), "brokers are recipients of their own");
    let terms = value(&page, "terms");
    let posted = Form { more: &[("terms", &terms)], ..Form::new(&server, "13800000001") }.post(&viewer, 8).await;
    let consent = call_consent(&server, header(&posted, "location")).await;
    assert_eq!((consent.id, &*consent.version), (ConsentId::Call, ConsentId::Call.version()));
    assert_eq!((&consent.hash.to_string(), &consent.channel), (&terms, &ConsentChannel::Web));
    assert_eq!(consent.at, server.setup.clock.now().timestamp_millis());
    assert_eq!(server.app.store.consent_text(&consent.hash).await.expect("readable").as_deref(), Some(&*shown));

    // The county signs a contract with its brokers: later viewers agree to another text, and the older one stays.
    set(&server, |stored| Settings { brokers: BrokerRole::Entrusted, retention_years: 3, ..stored }).await;
    let stale = Form { more: &[("terms", &terms)], ..Form::new(&server, "13800000002") };
    let (status, page) = read(stale.post(&viewer, 8).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a text that she has not read");
    assert!(page.contains("刚改过") && page.contains("13800000002"));
    let newer = text(&page, "consent-text");
    assert!(newer.contains("委托的劳务经纪人") && newer.contains("3 年"), "{newer}");
    let tick = page.split(r#"id="consent" type="checkbox""#).nth(1).and_then(|rest| rest.split('>').next());
    assert!(!tick.expect("the tick").contains("checked"), "she ticks the new text herself");
    assert_eq!(applications(&server.app).await.len(), 1);
    for hash in [consent.hash, TextHash::of(&shown)] {
        assert!(server.app.store.consent_text(&hash).await.expect("readable").is_some());
    }
    assert!(server.app.store.consent_text(&TextHash::of(&newer)).await.expect("readable").is_none(), "not agreed to");
}

#[tokio::test]
async fn an_employer_is_told_only_if_his_own_tick_is_set() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (_, page) = read(viewer.get("/42/8").await).await;
    let tick = page.split(r#"name="share""#).nth(1).and_then(|rest| rest.split('>').next()).expect("a tick");
    assert!(!tick.contains("checked"), "never ticked by itself");
    let shown = text(&page, "share-text");
    assert!(shown.contains(&employer()) && shown.contains("月嫂"), "{shown}");
    Form::new(&server, "13800000001").post(&viewer, 8).await;
    assert!(applications(&server.app).await[0].application.shares.is_empty());

    let share = value(&page, "share");
    let other = Form { jobs: &["9"], more: &[("share", &share)], ..Form::new(&server, "13800000003") };
    other.post(&viewer, 9).await;
    assert!(applications(&server.app).await.iter().all(|one| one.application.shares.is_empty()), "not asked for");
    let form = Form { jobs: &["8", "9"], more: &[("share", &share)], ..Form::new(&server, "13800000002") };
    let posted = form.post(&viewer, 8).await;
    let all = applications(&server.app).await;
    let of = |card| all.iter().find(|one| one.application.card == card && one.id.person == all[0].id.person);
    let to = Recipient { id: RecipientId::Employer, name: employer() };
    let consent = &agreed(&of(8).expect("card 8").application, &to).expect("agreed").consent;
    assert_eq!(server.app.store.consent_text(&consent.hash).await.expect("readable"), Some(shown));
    assert!(of(9).expect("card 9").application.shares.is_empty(), "each recipient has a tick of its own");

    // Amended without the tick, it ends; the form that amends shows what was ticked.
    let (fix, own) = mending(&viewer, &posted);
    let (_, page) = read(own.get(&fix).await).await;
    assert_eq!(value(&page, "share"), share);
    assert!(
        page.split(r#"name="share""#)
            .nth(1)
            .and_then(|rest| rest.split('>').next())
            .expect("a tick")
            .contains("checked")
    );
    let amended = Form { jobs: &["8"], ..Form::new(&server, "13800000002") }.post_to(&own, &fix).await;
    assert_eq!(follow(&viewer, &amended).await.0, StatusCode::OK);
    let all = applications(&server.app).await;
    assert!(all.iter().all(|one| one.application.shares.is_empty()));
}

#[tokio::test]
async fn a_changed_employer_is_shown_again() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (_, page) = read(viewer.get("/42/8").await).await;
    let share = value(&page, "share");
    let mut job = sample::jobs()[7].clone();
    job.cells.insert(Column::Employer, "别的公司".into());
    let writes = [JobWrite { id: Some(server.job(8).clone()), job }];
    server.app.store.write_jobs(&writes, "test", server.setup.clock.now()).await.expect("written");
    let renamed = || async {
        let snapshot = server.app.hub.snapshot();
        snapshot.rundown.card(8).is_some_and(|(_, job)| job.employer() == "别的公司").then_some(())
    };
    eventually("the new employer", DEADLINE, renamed).await;
    let form = Form { more: &[("share", &share)], ..Form::new(&server, "13800000001") };
    let (status, page) = read(form.post(&viewer, 8).await).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY
            && page.contains("别的公司")
            && page.contains("8号岗的单位信息刚改过")
    );
    assert!(applications(&server.app).await.is_empty());
    let now = value(&page, "share");
    let form = Form { more: &[("share", &now)], ..Form::new(&server, "13800000001") };
    assert_eq!(form.post(&viewer, 8).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_consent_is_taken_back_as_easily_as_it_is_given() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let posted = Form::new(&server, "13800000001").post(&viewer, 8).await;
    let (_, receipt) = follow(&viewer, &posted).await;
    let person = look_up(&viewer, "13800000001", &code(&receipt)).await;
    let wish = applications(&server.app).await.remove(0).id.wish.to_string();
    let shares = || async { applications(&server.app).await.remove(0).application.shares };
    let (_, mine) = read(person.get("/my").await).await;
    assert!(mine.contains(&format!("还没有同意告诉{}", employer())) && mine.contains("只用于"), "{mine}");
    let hash = value(&mine, "hash");
    for (wrong, give) in [("00", "1"), (&*hash, "")] {
        person.post_form("/my/share", &[("wish", &*wish), ("hash", wrong), ("give", give)]).await;
        assert!(shares().await.is_empty(), "another text, or nothing to take back");
    }
    viewer.post_form("/my/share", &[("wish", &*wish), ("hash", &*hash), ("give", "1")]).await;
    assert!(shares().await.is_empty(), "without the code");

    person.post_form("/my/share", &[("wish", &*wish), ("hash", &*hash), ("give", "1")]).await;
    let given = shares().await;
    assert_eq!((given[0].to.name.clone(), given[0].consent.hash.to_string()), (employer(), hash.clone()));
    let (_, mine) = read(person.get("/my").await).await;
    assert!(mine.contains(&format!("同意告诉{}", employer())) && !mine.contains("还没有同意"), "{mine}");
    person.post_form("/my/share", &[("wish", &*wish), ("hash", &*hash)]).await;
    assert!(shares().await.is_empty());
}
