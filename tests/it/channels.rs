//! Channels: links for groups, the visits and sign-ups that they bring, and the texts that are posted with them.

mod texts;

use daigang::domain::settings::Settings;
use daigang::web::App;
use reqwest::StatusCode;

use crate::support::people::{settled, sign_up};
use crate::support::{Anyone, DEADLINE, TestServer, eventually, sample};

/// A show of the sample county with two townships, whose channels are made.
async fn county() -> TestServer {
    let server = TestServer::with_show().await;
    make(&server).await;
    server
}

async fn make(server: &TestServer) {
    let made = server.staff().post_form("/desk/channels/make", &[]).await;
    assert_eq!(made.status(), StatusCode::SEE_OTHER);
}

async fn change_settings(app: &App, change: impl FnOnce(&mut Settings)) {
    let mut settings = app.store.settings().await.expect("settings");
    change(&mut settings);
    app.store.set_settings(&settings, "test", app.clock.now().at).await.expect("settings are kept");
    eventually("the settings", DEADLINE, || async { (*app.hub.snapshot().settings == settings).then_some(()) }).await;
}

/// The code of a channel.
fn code_of(server: &TestServer, name: &str) -> String {
    let tables = server.app.sources.tables();
    let found = tables.channels.all().iter().find(|channel| channel.name == name);
    found.unwrap_or_else(|| panic!("no channel {name}")).code.clone()
}

async fn page(client: &Anyone, path: &str) -> String {
    let answer = client.get(path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.text().await.expect("a page")
}

/// Where a link leads, and the source that it leaves with the browser.
async fn open(client: &Anyone, path: &str) -> (String, String) {
    let answer = client.get(path).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let cookie = header("set-cookie").split(';').next().and_then(|pair| pair.strip_prefix("src=")).unwrap_or_default();
    (header("location").to_owned(), cookie.to_owned())
}

/// The row of a channel in the list, once it contains a text.
async fn row_with(server: &TestServer, name: &str, text: &str) -> String {
    let staff = server.staff();
    let look = || async {
        let list = page(&staff, "/desk/channels").await;
        let row = list.split("<tr").find(|row| row.contains(&format!(">{name}</a>")))?.to_owned();
        row.contains(text).then_some(row)
    };
    eventually(&format!("{text} in the row of {name}"), DEADLINE, look).await.0
}

#[tokio::test]
async fn all_missing_links_are_made_in_one_go_and_once() {
    let server = TestServer::with_show().await;
    let list = page(&server.staff(), "/desk/channels").await;
    assert!(list.contains("一次建好还没有的 3 个链接"), "the county and two townships");
    make(&server).await;
    make(&server).await;
    let tables = server.app.sources.tables();
    let codes: Vec<_> = tables.channels.all().iter().map(|channel| channel.code.as_str()).collect();
    assert_eq!(codes.len(), 3);
    for code in codes {
        assert!(code.len() == 6 && !code.contains(['0', 'o', '1', 'i', 'l']), "{code}");
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{code}");
    }
    let list = page(&server.staff(), "/desk/channels").await;
    assert!(!list.contains("一次建好") && list.contains("荣河镇") && list.contains("解店镇"));
    change_settings(&server.app, |settings| settings.townships.push("高村镇".into())).await;
    make(&server).await;
    assert_eq!(server.app.sources.tables().channels.all().len(), 4, "only the new township");
    assert_eq!(server.anyone().get("/desk/channels").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(server.anyone().post_form("/desk/channels/make", &[]).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_link_works_however_it_is_typed() {
    let server = county().await;
    let code = code_of(&server, "荣河镇");
    let viewer = server.anyone();
    let upper = code.to_uppercase();
    for path in [format!("/s/{code}"), format!("/s/{code}/"), format!("/s/{upper}"), format!("/s/%20{code}%20")] {
        assert_eq!(open(&viewer, &path).await, ("/".to_owned(), code.clone()), "{path}");
    }
    let wide: String = code.chars().map(|c| char::from_u32(c as u32 + 0xfee0).expect("a full-width letter")).collect();
    assert_eq!(open(&viewer, &format!("/s/{wide}")).await.1, code);
    for (path, to) in [
        (format!("/s/{code}/8"), "/42/8"),
        (format!("/s/{code}?j=8"), "/42/8"),
        (format!("/s/{code}/８号岗"), "/42/8"),
        (format!("/s/{code}/41/8"), "/41/8"),
        (format!("/S/{code}"), "/"),
        (format!("/s/{code}/x"), "/"),
    ] {
        assert_eq!(open(&viewer, &path).await, (to.to_owned(), code.clone()), "{path}");
    }
    for (path, source) in
        [("/s/Gaocun", "gaocun"), ("/s/a_b", "a-b"), ("/s/wechat-jiedian", "wechat-jiedian"), ("/s/高村", "unknown")]
    {
        assert_eq!(open(&viewer, path).await, ("/".to_owned(), source.to_owned()), "{path}");
    }
    assert_eq!(open(&viewer, "/s/%FF%FE").await.0, "/");
    assert_eq!(open(&viewer, "/s/").await.0, "/");
    let known = viewer.with("cookie", &format!("src={code}"));
    assert_eq!(open(&known, "/s/高村").await, ("/".to_owned(), String::new()), "the known source is remembered");
}

#[tokio::test]
async fn visits_and_sign_ups_are_counted_by_channel_and_show() {
    let server = county().await;
    let code = code_of(&server, "荣河镇");
    let viewer = server.anyone();
    open(&viewer, &format!("/s/{code}")).await;
    open(&viewer, &format!("/s/{code}")).await;
    // The same browser again.
    open(&viewer.clone().with("cookie", &format!("src={code}")), &format!("/s/{code}/8")).await;
    row_with(&server, "荣河镇", "3 次 / 2 人").await;
    let list = page(&server.staff(), "/desk/channels").await;
    let silent = list.split(r#"<section class="silent">"#).nth(1).and_then(|rest| rest.split("</section>").next());
    let silent = silent.expect("two groups are silent");
    assert!(silent.contains("解店镇") && silent.contains("全县") && !silent.contains("荣河镇"), "{silent}");

    let now = server.setup.clock.now();
    for (person, cards) in [(1, vec![8, 9]), (2, vec![8])] {
        let mut form = sample::sign_up(person, 8, server.job(8));
        form.cards = cards.iter().map(|card| (*card, server.job(*card).clone())).collect();
        form.source.clone_from(&code);
        sign_up(&server.app.store, &format!("form{person}"), &form, now).await;
    }
    settled(&server.app.store, &server.app.index).await;
    let row = row_with(&server, "荣河镇", "3 次 / 2 人").await;
    assert_eq!(row.matches("3 次 / 2 人").count(), 2, "three applications of two people: {row}");
    let between = page(&server.staff(), "/desk/channels?show=0").await;
    assert!(!between.contains("3 次 / 2 人"), "another show has its own figures");
    let twin = server.twin().await;
    let seen = page(&twin.staff(), "/desk/channels").await;
    assert!(seen.contains("3 次 / 2 人"), "every server of the organisation says the same");
}

#[tokio::test]
async fn a_form_sent_after_a_link_has_the_channel_as_its_source() {
    let server = county().await;
    let code = code_of(&server, "解店镇");
    let (_, source) = open(&server.anyone(), &format!("/s/{}/8", code.to_uppercase())).await;
    let viewer = server.anyone().with("cookie", &format!("src={source}"));
    let fields =
        [("name", "张三"), ("phone", "13800000001"), ("township", "荣河镇"), ("over16", "1"), ("consent", "1")];
    let answer = viewer.post_form("/j/8", &fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    settled(&server.app.store, &server.app.index).await;
    row_with(&server, "解店镇", "1 次 / 1 人").await;
}

#[tokio::test]
async fn visits_are_written_before_a_server_stops() {
    let server = county().await;
    let code = code_of(&server, "荣河镇");
    let (store, viewer) = (server.app.store.clone(), server.anyone());
    for _ in 0..5 {
        open(&viewer, &format!("/s/{code}")).await;
    }
    server.stop().await;
    let visits = store.visits(sample::SHOW).await.expect("the store answers");
    assert_eq!(visits[&code].times, 5);
}

#[tokio::test]
async fn a_code_of_earlier_days_can_be_given_to_a_channel() {
    let server = county().await;
    let viewer = server.anyone();
    open(&viewer, "/s/wechat-jiedian").await;
    let staff = server.staff();
    let (list, _) = eventually("the free source", DEADLINE, || async {
        let list = page(&staff, "/desk/channels").await;
        list.contains(r#"name="source" value="wechat-jiedian""#).then_some(list)
    })
    .await;
    assert!(list.contains("没有归到群的来源"));
    let code = code_of(&server, "解店镇");
    let claimed =
        staff.post_form("/desk/channels/claim", &[("source", "wechat-jiedian"), ("code", &code), ("show", "42")]).await;
    assert_eq!(claimed.status(), StatusCode::SEE_OTHER);
    row_with(&server, "解店镇", "1 次 / 1 人").await;
    assert_eq!(open(&viewer, "/s/WeChat_Jiedian").await.1, code, "later visitors have the channel's own code");
    let other = code_of(&server, "荣河镇");
    staff.post_form("/desk/channels/claim", &[("source", "wechat-jiedian"), ("code", &other), ("show", "42")]).await;
    let tables = server.app.sources.tables();
    assert!(tables.channels.get(&other).expect("a channel").claims.is_empty(), "a source has one owner");
}

#[tokio::test]
async fn brokers_and_posters_are_added_from_a_list_all_or_none() {
    let server = county().await;
    let staff = server.staff();
    let wrong = [("level", "broker"), ("lines", "张大姐，荣河镇，0359-1111111\n李师傅，月球")];
    let refused = staff.post_form("/desk/channels/add", &wrong).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text().await.expect("a page");
    assert!(text.contains("第 2 行的“月球”不在乡镇名单里") && text.contains("李师傅，月球"), "what was typed is there");
    assert_eq!(server.app.sources.tables().channels.all().len(), 3, "nothing was added");

    let right = [("level", "broker"), ("lines", "张大姐，荣河镇，0359-1111111\n李师傅\t\t\n王<b>强")];
    for _ in 0..2 {
        assert_eq!(staff.post_form("/desk/channels/add", &right).await.status(), StatusCode::SEE_OTHER);
    }
    let list = page(&staff, "/desk/channels?tab=brokers").await;
    assert_eq!(list.matches(r#"data-level="broker""#).count(), 3, "a second press adds nothing");
    assert!(list.contains("0359-1111111") && list.contains("王&#60;b&#62;强"), "{list}");
    staff.post_form("/desk/channels/add", &[("level", "poster"), ("lines", "县医院门口，解店镇")]).await;
    assert!(page(&staff, "/desk/channels?tab=posters").await.contains("县医院门口"));
    // The telephone of a broker is for staff only.
    let code = code_of(&server, "张大姐");
    let public = page(&server.anyone(), "/").await + &page(&server.anyone(), "/42/8").await;
    assert!(!public.contains("0359-1111111") && !public.contains("张大姐"));
    assert_eq!(server.anyone().get(&format!("/desk/channels/{code}")).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_channel_is_renamed_and_taken_out_of_use_while_its_link_works_on() {
    let server = county().await;
    let staff = server.staff();
    let code = code_of(&server, "荣河镇");
    let path = format!("/desk/channels/{code}");
    let empty = staff.post_form(&path, &[("name", " "), ("group", "荣河招工群"), ("active", "1")]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().await.expect("a page").contains("荣河招工群"), "what was typed is there");
    let saved = staff.post_form(&path, &[("name", "荣河大群"), ("group", "荣河招工群"), ("owner", "赵会计")]).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let shown = page(&staff, &path).await;
    assert!(shown.contains("荣河大群") && shown.contains("赵会计"));
    let list = page(&staff, "/desk/channels").await;
    assert!(list.contains("已停用") && list.contains("2 个群里有 2 个"), "it is no silent group");
    assert!(!list.contains("一次建好"), "and is not made again");
    assert_eq!(open(&server.anyone(), &format!("/s/{code}")).await, ("/".to_owned(), code));
}
