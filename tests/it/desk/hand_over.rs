//! Name and number go to an employer only with a consent in force; the consent and the hand-over are in the history and on `/my`.

use daigang::domain::application::ApplicationId;
use daigang::domain::consent::{Consent, ConsentChannel, ConsentId, ConsentText};
use daigang::domain::hand_over::HandOver;
use daigang::domain::recipient::{Recipient, RecipientId, ShareConsent};
use daigang::index::Scope;
use daigang::store::{ByClerk, CodeAccess, Written};
use reqwest::StatusCode;

use super::clerk;
use crate::support::people::{applications, form, settled, sign_up};
use crate::support::{Anyone, TestServer, sample};

fn employer() -> Recipient {
    Recipient { id: RecipientId::Employer, name: sample::jobs()[7].employer().to_owned() }
}

async fn read(client: &Anyone, path: &str) -> (StatusCode, String) {
    let answer = client.get(path).await;
    (answer.status(), answer.text().await.expect("a page"))
}

/// The hash of the text to read out, or of the consent in force.
fn hash(page: &str) -> String {
    let at = page.split(r#"name="hash" value=""#).nth(1).unwrap_or_else(|| panic!("{page}"));
    at.split('"').next().expect("a value").to_owned()
}

/// A person who asks for card 8, and ticked nothing else.
async fn person(server: &TestServer) -> ApplicationId {
    let now = server.setup.clock.now();
    sign_up(&server.app.store, "one", &sample::sign_up(0, 8, server.job(8)), now).await;
    applications(&server.app).await.remove(0).id
}

#[tokio::test]
async fn a_hand_over_is_refused_until_she_agrees_and_recorded_after() {
    let server = TestServer::with_show().await;
    let id = person(&server).await;
    let li = clerk(&server, "小李");
    let path = |what: &str| format!("/desk/a/{id}/{what}");
    let entry = format!("/desk/p/{}", id.person);
    let name = employer().name;

    let refused = li.post_form(&path("hand-over"), &[]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.expect("a page").contains(&format!("还没有同意告诉{name}")));
    assert!(applications(&server.app).await[0].application.handed.is_empty());

    // The clerk reads the text out on the telephone, and she agrees.
    let (_, page) = read(&li, &entry).await;
    let spoken = hash(&page);
    let stale = li.post_form(&path("share"), &[("channel", "phone"), ("hash", "00")]).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT, "another text");
    let nameless = server.staff().post_form(&path("share"), &[("channel", "phone"), ("hash", &spoken)]).await;
    assert_eq!(nameless.status(), StatusCode::FORBIDDEN, "who heard it");
    assert!(li.post_form(&path("share"), &[("channel", "phone"), ("hash", &spoken)]).await.status().is_redirection());
    let stored = applications(&server.app).await.remove(0).application;
    assert_eq!(stored.shares[0].consent.channel, ConsentChannel::Phone { by: "小李".into() });
    let (status, text) = read(&li, &format!("/desk/consents/{spoken}")).await;
    assert!(status.is_success() && text.contains(&name) && text.contains("只用于"), "{text}");
    assert_eq!(read(&server.anyone(), &format!("/desk/consents/{spoken}")).await.0, StatusCode::FORBIDDEN);

    assert!(li.post_form(&path("hand-over"), &[]).await.status().is_redirection());
    settled(&server.app.store, &server.app.index).await;
    let (_, page) = read(&li, &entry).await;
    for words in [format!("把姓名和手机号给了{name}"), format!("同意把姓名和手机号给{name}"), "电话里".to_owned()]
    {
        assert!(page.contains(&words), "{words} in {page}");
    }
    assert!(!page.contains(&sample::phone(0)), "the number stays hidden");

    // She takes it back by telephone: the next hand-over is refused, and what happened stays in the history.
    assert!(li.post_form(&path("share"), &[("channel", "")]).await.status().is_redirection());
    assert_eq!(li.post_form(&path("hand-over"), &[]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let stored = applications(&server.app).await.remove(0).application;
    assert!(stored.shares.is_empty() && stored.handed.len() == 1);
    let history = server.app.index.entry(&id.person, Scope::All).expect("an entry").history;
    assert!(history.iter().filter(|line| line.to == name).count() == 3);
}

#[tokio::test]
async fn a_consent_that_ended_after_the_check_stops_the_hand_over() {
    let server = TestServer::with_show().await;
    let id = person(&server).await;
    let store = &server.app.store;
    let by = ByClerk { name: "小李", at: server.setup.clock.now() };
    let text = ConsentText::new(ConsentId::Share, "我同意".into());
    let give = |form_id: Option<&str>| ShareConsent {
        to: employer(),
        form: form_id.map(form),
        consent: Consent::new(&text, ConsentChannel::Web, 1),
    };
    let given = store.give_share(&id, &give(Some("one")), &text, by).await.expect("written");
    assert!(matches!(given, Written::Done(_)));
    let strange = store.give_share(&id, &give(Some("other")), &text, by).await.expect("answered");
    assert_eq!(strange, Written::Gone, "a form that does not ask for it");
    let application = applications(&server.app).await.remove(0).application;
    let proof = HandOver::check(&id, &application, &employer()).expect("agreed");
    let access = CodeAccess::Form { person: id.person.clone(), form: form("one") };
    store.withdraw_share(&id, &employer(), access.form(), by).await.expect("written");
    assert_eq!(store.record_hand_over(&proof, by).await.expect("answered"), Written::Gone);

    // Withdrawn and asked for again: the old consent does not come back.
    store.give_share(&id, &give(None), &text, by).await.expect("written");
    store.withdraw(&access, &id.wish, by.at).await.expect("withdrawn");
    sign_up(store, "two", &sample::sign_up(0, 8, server.job(8)), by.at).await;
    let again = applications(&server.app).await.remove(0).application;
    assert!(again.is_open() && again.shares.is_empty(), "{again:?}");
}

#[tokio::test]
async fn staff_note_do_not_call_and_the_hand_over_stops() {
    let server = TestServer::with_show().await;
    let id = person(&server).await;
    let li = clerk(&server, "小李");
    let (_, page) = read(&li, &format!("/desk/p/{}", id.person)).await;
    let spoken = hash(&page);
    li.post_form(&format!("/desk/a/{id}/share"), &[("channel", "on_site"), ("hash", &spoken)]).await;
    li.post_form(&format!("/desk/p/{}/do-not-call", id.person), &[("set", "1")]).await;
    let refused = li.post_form(&format!("/desk/a/{id}/hand-over"), &[]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(applications(&server.app).await[0].application.handed.is_empty());
}
