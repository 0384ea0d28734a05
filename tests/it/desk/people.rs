//! People of one phone on the desk: couples, judgements, erasure, codes, "do not call", merging.

use daigang::domain::application::{ApplicationId, Suspicion};
use daigang::domain::person::{FORMS_PER_PHONE_MAX, FormId, PersonId};
use daigang::store::SignedUp;
use futures_util::future::join_all;
use reqwest::StatusCode;

use super::{attribute, change, clerk, entry, header, on_phone, page, read, rows, search};
use crate::support::people::{applications, settled, sign_up};
use crate::support::{TestServer, sample};

/// The desk with one sign-up of each name, all on one phone and for one card; returns their applications.
async fn shared_phone(names: &[&str]) -> (TestServer, Vec<ApplicationId>) {
    let server = TestServer::with_show().await;
    for (at, name) in names.iter().enumerate() {
        let form = on_phone(&server, 1, name, 8);
        sign_up(&server.app.store, &format!("form{at}"), &form, server.setup.clock.now()).await;
        server.setup.clock.forward(chrono::Duration::seconds(1));
    }
    let all = applications(&server.app).await;
    let id = |name: &&str| all.iter().find(|one| one.name == **name).expect("listed").id.clone();
    let ids = names.iter().map(id).collect();
    (server, ids)
}

fn action(person: &PersonId, path: &str) -> String {
    format!("/desk/p/{person}/{path}")
}

#[tokio::test]
async fn a_couple_on_one_phone_is_one_row_with_both_names() {
    let (server, ids) = shared_phone(&["张三", "李四"]).await;
    let clerk = clerk(&server, "李明");
    let list = page(&clerk, "/desk").await;
    assert!(list.contains("共 1 个号码，2 条报名"));
    assert_eq!(rows(&list).len(), 1);
    assert!(rows(&list)[0].contains("李四、张三"), "both names, the last active first");
    assert_eq!(rows(&list)[0].matches(r#"class="row-status""#).count(), 2, "each with a status of its own");
    // Either opens the same entry, and work on one leaves the other alone.
    for id in &ids {
        let shown = page(&clerk, &format!("/desk/p/{}", id.person)).await;
        assert!(shown.contains("打通后先问清是哪一位"));
        assert!(ids.iter().all(|id| shown.contains(&format!(r#"id="{id}""#))), "both applications");
    }
    change(&clerk, &format!("/desk/a/{}/status", ids[0]), &[("from", "new"), ("to", "unfit")]).await;
    let statuses: Vec<_> = applications(&server.app).await.into_iter().map(|one| one.application.status).collect();
    assert_eq!(statuses.iter().filter(|status| status.as_str() == "new").count(), 1);
}

#[tokio::test]
async fn differences_between_the_forms_of_one_person_are_marked() {
    let server = TestServer::with_show().await;
    for (at, township) in ["荣河镇", "解店镇"].into_iter().enumerate() {
        let mut form = on_phone(&server, 1, "张三", 8);
        form.answers.township = township.into();
        form.answers.party = u8::try_from(at).expect("small") + 1;
        sign_up(&server.app.store, &format!("form{at}"), &form, server.setup.clock.now()).await;
        server.setup.clock.forward(chrono::Duration::seconds(1));
    }
    let id = applications(&server.app).await[0].id.clone();
    let clerk = clerk(&server, "李明");
    let shown = page(&clerk, &format!("/desk/p/{}", id.person)).await;
    assert!(shown.contains("交过 2 张表") && shown.contains("乡镇：荣河镇") && shown.contains("几人来：1"), "{shown}");
    assert!(!shown.contains("乡镇：解店镇"), "the newest form is what counts");
    let list = page(&clerk, "/desk").await;
    assert!(rows(&list)[0].contains("解店镇") && rows(&list)[0].contains("2人"));
}

#[tokio::test]
async fn a_suspect_form_is_judged_from_the_list_and_the_judgement_undone() {
    let server = TestServer::with_show().await;
    let mut form = on_phone(&server, 1, "张三", 8);
    form.suspicion = Some(Suspicion::TooFast);
    sign_up(&server.app.store, "quick", &form, server.setup.clock.now()).await;
    settled(&server.app.store, &server.app.index).await;
    let clerk = clerk(&server, "李明");
    let list = page(&clerk, "/desk").await;
    assert!(rows(&list).is_empty() && list.contains("有 1 张表要看一看是不是真人"));
    let waiting = page(&clerk, attribute(&list, "sum-judge", "href")).await;
    assert_eq!(rows(&waiting).len(), 1);
    let press = |to| [("form", "quick"), ("from", ""), ("to", to), ("at", "list")];
    let judge = super::unescaped(attribute(&waiting, r#"class="judge""#, "action"));
    assert_eq!(judge.split('?').nth(1), Some("suspects=judge"), "it comes back to the same list");
    let judged = change(&clerk, &judge, &press("honest")).await;
    assert!(judged.contains("记下了：是真人") && judged.contains("都看完了"), "{judged}");
    assert_eq!(rows(&page(&clerk, "/desk").await).len(), 1, "she is on the list");
    // Undone from the same page.
    let undo = super::unescaped(attribute(&judged, "say-done", "action"));
    let from = attribute(&judged, "say-done", r#"name="from" value"#).to_owned();
    let undone = change(&clerk, &undo, &[("form", "quick"), ("from", &from), ("to", ""), ("at", "list")]).await;
    assert!(undone.contains("判断已撤回") && rows(&undone).len() == 1);
    // And on the entry: another clerk with an older page is told.
    let person = applications(&server.app).await[0].id.person.clone();
    let shown = page(&clerk, &format!("/desk/p/{person}")).await;
    assert!(shown.contains("是真人") && shown.contains("不是真人"));
    change(&clerk, &action(&person, "judge"), &[("form", "quick"), ("from", ""), ("to", "robot")]).await;
    let late = clerk.post_form(&action(&person, "judge"), &[("form", "quick"), ("from", ""), ("to", "honest")]).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let shown = page(&clerk, &format!("/desk/p/{person}")).await;
    assert!(shown.contains("看过：不是真人") && shown.contains("撤回"));
    assert!(rows(&page(&clerk, "/desk").await).is_empty());
}

#[tokio::test]
async fn a_person_is_erased_with_a_reason_and_found_nowhere() {
    let (server, ids) = shared_phone(&["张三", "李四"]).await;
    let clerk = clerk(&server, "李明");
    let path = action(&ids[0].person, "erase");
    assert_eq!(clerk.post_form(&path, &[]).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "not without a reason");
    assert_eq!(server.staff().post_form(&path, &[("reason", "by_phone")]).await.status(), StatusCode::FORBIDDEN);
    let erased = change(&clerk, &path, &[("reason", "by_phone")]).await;
    // The tests' Redis is another server's, whose files we do not control.
    assert!(erased.contains("已经删除") && erased.contains("另外的服务器") && !erased.contains("张三"), "{erased}");
    assert_eq!(clerk.get(&format!("/desk/p/{}", ids[0].person)).await.status(), StatusCode::NOT_FOUND);
    let (browser, address) = search::search(&server, "李明", "张三").await;
    assert!(rows(&page(&browser, &address).await).is_empty());
    assert!(!read(clerk.get("/desk/export.csv?suspects=1").await).await.1.contains("张三"));
    // The other person of the phone is untouched.
    let list = page(&clerk, "/desk").await;
    assert!(rows(&list).len() == 1 && rows(&list)[0].contains("李四"));
    assert!(!page(&clerk, &format!("/desk/p/{}", ids[1].person)).await.contains("张三"));
}

#[tokio::test]
async fn a_person_code_is_shown_once_and_opens_my() {
    let (server, ids) = shared_phone(&["张三"]).await;
    let clerk = clerk(&server, "李明");
    let issued = clerk.post_form(&action(&ids[0].person, "code"), &[]).await;
    let (status, shown) = read(issued).await;
    assert_eq!(status, StatusCode::OK, "the answer itself, so that the code is in no address");
    let code = shown.split(r#"class="code-value">"#).nth(1).and_then(|rest| rest.split('<').next()).expect("a code");
    assert!(!page(&clerk, &format!("/desk/p/{}", ids[0].person)).await.contains(code));
    let entered = server.anyone().post_form("/my", &[("phone", &sample::phone(1)), ("code", code)]).await;
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let cookie = header(&entered, "set-cookie").split(';').next().expect("a cookie").to_owned();
    let mine = server.anyone().with("cookie", &cookie).get(header(&entered, "location")).await;
    assert!(read(mine).await.1.contains("张三"));
    let history = entry(&server, &ids[0].person).await.history;
    assert_eq!(history[0].by, "李明", "it is recorded who issued it");
}

#[tokio::test]
async fn a_phone_that_must_not_be_called_shows_no_number_and_its_next_form_waits() {
    let (server, ids) = shared_phone(&["张三"]).await;
    let (clerk, person) = (clerk(&server, "李明"), &ids[0].person);
    let number = sample::phone(1);
    assert!(change(&clerk, &action(person, "reveal"), &[]).await.contains(&number));
    let forbidden = change(&clerk, &action(person, "do-not-call"), &[("set", "1")]).await;
    assert!(!forbidden.contains(&number) && !forbidden.contains("tel:") && forbidden.contains("不要再打电话"));
    assert!(!change(&clerk, &action(person, "reveal"), &[]).await.contains(&number), "nor on request");
    assert!(rows(&page(&clerk, "/desk").await)[0].contains("不要打"));
    assert!(!read(clerk.get("/desk/export.csv?full=1").await).await.1.contains(&number));
    // A later form of hers is stored, and a person judges it.
    let later = on_phone(&server, 1, "张三", 9);
    sign_up(&server.app.store, "later", &later, server.setup.clock.now()).await;
    settled(&server.app.store, &server.app.index).await;
    let list = page(&clerk, "/desk").await;
    assert!(list.contains("有 1 张表要看一看是不是真人"));
    let allowed = change(&clerk, &action(person, "do-not-call"), &[("set", "0")]).await;
    assert!(allowed.contains("可以再打") && allowed.contains(&number), "the number was opened by this clerk before");
    assert!(!rows(&page(&clerk, "/desk").await)[0].contains("不要打"));
}

#[tokio::test]
async fn two_spellings_are_merged_counted_once_and_separated_again() {
    let (server, ids) = shared_phone(&["张三丰", "张三"]).await;
    let clerk = clerk(&server, "李明");
    let count = || async {
        settled(&server.app.store, &server.app.index).await;
        server.app.index.counts(sample::SHOW)[server.job(8)]
    };
    assert_eq!(count().await, 2);
    let merge = [("into", ids[1].person.0.as_str())];
    let merged = change(&clerk, &action(&ids[0].person, "merge"), &merge).await;
    assert!(merged.contains("和张三是同一个人") && merged.contains("重复"), "{merged}");
    assert_eq!(count().await, 1);
    let list = page(&clerk, "/desk").await;
    assert!(rows(&list).len() == 1 && !rows(&list)[0].contains("张三丰、"), "one name");
    // The duplicate is read-only, and a second merge is refused.
    let (code, _) = super::status(&clerk, &ids[0], "new", "unfit").await;
    assert_eq!(code, StatusCode::NOT_FOUND);
    let again = clerk.post_form(&action(&ids[0].person, "merge"), &merge).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let stranger = clerk.post_form(&action(&ids[1].person, "merge"), &[("into", "nobody")]).await;
    assert_eq!(stranger.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let separated = change(&clerk, &action(&ids[0].person, "unmerge"), &[]).await;
    assert!(separated.contains("分开了") && separated.contains("和张三是同一个人，合成一个"));
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn work_on_a_person_needs_staff_with_a_name_and_a_person_within_reach() {
    let (server, ids) = shared_phone(&["张三"]).await;
    let before = server.app.store.newest_event().await.expect("readable");
    let fields =
        [("form", "form0"), ("from", ""), ("to", "robot"), ("set", "1"), ("reason", "by_phone"), ("into", "x")];
    let stranger = PersonId("0123456789abcdef01234567".into());
    for verb in ["reveal", "code", "do-not-call", "merge", "unmerge", "judge", "erase"] {
        let known = action(&ids[0].person, verb);
        assert_eq!(server.anyone().post_form(&known, &fields).await.status(), StatusCode::FORBIDDEN, "{verb}");
        assert_eq!(server.staff().post_form(&known, &fields).await.status(), StatusCode::FORBIDDEN, "{verb}");
        let named = clerk(&server, "李明");
        let unknown = named.post_form(&action(&stranger, verb), &fields).await;
        assert_eq!(unknown.status(), StatusCode::NOT_FOUND, "{verb}");
    }
    let unknown = ApplicationId { person: stranger, wish: ids[0].wish.clone() };
    assert_eq!(super::status(&clerk(&server, "李明"), &unknown, "new", "unfit").await.0, StatusCode::NOT_FOUND);
    assert_eq!(server.app.store.newest_event().await.expect("readable"), before, "nothing was written");
}

#[tokio::test]
async fn one_phone_with_1600_names_breaks_neither_desk_nor_exports() {
    let server = TestServer::with_show().await;
    let at = server.setup.clock.now();
    let forms: Vec<_> =
        (0..1_600).map(|n| (FormId(format!("many{n}")), on_phone(&server, 1, &format!("名{n:04}"), 8))).collect();
    let answers = join_all(forms.iter().map(|(id, form)| server.app.store.sign_up(id, form, at))).await;
    let stored = answers.iter().filter(|answer| matches!(answer, Ok(SignedUp::Stored { .. }))).count();
    let most = usize::try_from(FORMS_PER_PHONE_MAX).expect("small");
    assert_eq!(stored, most, "the others were sent to the telephone");
    let all = applications(&server.app).await;
    let clerk = clerk(&server, "李明");
    for path in ["/desk", "/desk?suspects=1", "/desk?suspects=judge"] {
        assert_eq!(rows(&page(&clerk, path).await).len(), 1, "{path}");
    }
    let shown = page(&clerk, &format!("/desk/p/{}", all[0].id.person)).await;
    assert_eq!(shown.matches(r#"<section class="sheet human""#).count(), most);
    let (code, csv) = read(clerk.get("/desk/export.csv?suspects=1").await).await;
    assert_eq!((code, csv.trim().lines().count()), (StatusCode::OK, most + 1));
    let xlsx = clerk.get("/desk/export.xlsx?suspects=1").await;
    assert_eq!(xlsx.status(), StatusCode::OK);
    assert!(xlsx.bytes().await.expect("a file").starts_with(b"PK"));
}
