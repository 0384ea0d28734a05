//! Searches: what finds a person, and that going back keeps them without an address that contains them.

use daigang::web::Parts;
use daigang::web::http::listener;
use reqwest::StatusCode;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{attribute, busy_desk, change, clerk, header, name_cookie, names, oldest, page, read, rows, unescaped};
use crate::support::people::settled;
use crate::support::{Anyone, TestServer};

/// Searches as a browser does: returns it with the cookie that remembers the text, and the address of the list.
pub async fn search(server: &TestServer, name: &str, text: &str) -> (Anyone, String) {
    let answer = clerk(server, name).post_form("/desk", &[("q", text)]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let (cookie, attributes) = header(&answer, "set-cookie").split_once(';').expect("a cookie");
    assert_eq!(attributes.trim(), "HttpOnly; SameSite=Lax; Path=/desk", "it ends with the browser");
    let browser = server.staff().with("cookie", &format!("{}; {cookie}", name_cookie(name)));
    (browser, header(&answer, "location").to_owned())
}

#[tokio::test]
async fn a_search_finds_a_phone_as_it_is_shown_and_every_word_of_its_entry() {
    let server = busy_desk().await;
    let mut form = super::on_phone(&server, 77, "王小芳", 8);
    form.answers.note = "会做面食，想离家近".into();
    super::sign_up(&server.app.store, "note", &form, server.setup.clock.now()).await;
    let all = super::applications(&server.app).await;
    let one = all.iter().find(|one| one.name == "王小芳").expect("listed").id.clone();
    change(&clerk(&server, "李明"), &format!("/desk/a/{one}/remark"), &[("from", "0"), ("to", "周三下午来看")]).await;
    for text in ["139 0000 0077", "13900000077", "139****0077", "0077", "小芳", "面食", "下午来看"] {
        let (browser, address) = search(&server, "李明", text).await;
        let list = page(&browser, &address).await;
        assert_eq!(rows(&list).len(), 1, "{text}");
        assert!(rows(&list)[0].contains("王小芳"), "{text}");
        assert!(list.contains(&format!("搜索“{text}”")), "{text}");
    }
    let job = server.app.store.job(server.job(8)).await.expect("readable").expect("a job");
    for (text, count) in [("荣河", 6), (job.title(), 5), (job.employer(), 5), ("月球", 0)] {
        let (browser, address) = search(&server, "李明", text).await;
        let list = page(&browser, &address).await;
        assert!(rows(&list).len() >= count && (count > 0 || rows(&list).is_empty()), "{text}: {}", rows(&list).len());
    }
}

#[tokio::test]
async fn going_back_from_an_entry_keeps_list_filter_and_search() {
    let server = busy_desk().await;
    let (browser, address) = search(&server, "李明", "村民0").await;
    // The filter is pressed on the list of the search.
    let narrow = format!("{address}&township=荣河镇");
    let list = page(&browser, &narrow).await;
    let expected = names(&rows(&list).concat());
    assert_eq!(expected.len(), 6);
    let href = unescaped(attribute(rows(&list)[2], "c-person", "href"));
    let entry = page(&browser, &href).await;
    let action = unescaped(attribute(&entry, r#"class="statuses""#, "action"));
    let after = change(&browser, &action, &[("from", "new"), ("to", "contacting")]).await;
    let action = unescaped(attribute(&after, r#"class="remark""#, "action"));
    let after = change(&browser, &action, &[("from", "0"), ("to", "再打")]).await;
    let back = unescaped(attribute(&after, r#"class="crumb""#, "href"));
    let again = page(&browser, back.split('#').next().expect("a path")).await;
    assert_eq!(names(&rows(&again).concat()), expected);
    assert!(again.contains("搜索“村民0”"));
    for shown in [&list, &entry, &after, &again] {
        let addresses = shown.split(['"']).filter(|text| text.starts_with("/desk"));
        assert!(addresses.into_iter().all(|text| !text.contains("村民") && !text.contains("%E6%9D%91%E6%B0%91")));
    }
    // Another browser has the address but not the text.
    assert!(page(&clerk(&server, "张兰"), &narrow).await.contains("已经不在这个浏览器里"));
    // To stop searching removes the cookie.
    let id = attribute(&again, r#"name="search""#, "value").to_owned();
    let stopped = browser.post_form("/desk", &[("search", &id), ("township", "荣河镇")]).await;
    assert!(
        header(&stopped, "set-cookie").starts_with("daigang_search=; ")
            && header(&stopped, "set-cookie").contains("Max-Age=0")
    );
    assert!(!header(&stopped, "location").contains("search"));
}

#[tokio::test]
async fn a_status_pressed_in_a_searched_list_comes_back_to_it() {
    let server = busy_desk().await;
    let (browser, address) = search(&server, "李明", "村民003").await;
    let list = page(&browser, &address).await;
    let action = unescaped(attribute(&list, r#"class="row-status""#, "action"));
    let after = change(&browser, &action, &[("from", "new"), ("to", "contacting"), ("at", "list")]).await;
    assert_eq!(names(&rows(&after).concat()).len(), 1);
    assert!(attribute(rows(&after)[0], r#"class="row-status""#, "data-status") == "contacting");
}

#[tokio::test]
async fn new_sign_ups_are_announced_with_the_filter_of_the_list() {
    let server = busy_desk().await;
    let clerk = clerk(&server, "李明");
    let list = page(&clerk, "/desk?card=8").await;
    let count = unescaped(attribute(&list, r#"id="fresh""#, "data-count"));
    assert_eq!(read(clerk.get(&count).await).await.0, StatusCode::NO_CONTENT);
    for (person, card) in [(50, 8), (51, 9)] {
        let form = crate::support::sample::sign_up(person, card, server.job(card));
        super::sign_up(&server.app.store, &format!("new{person}"), &form, server.setup.clock.now()).await;
    }
    settled(&server.app.store, &server.app.index).await;
    assert!(read(clerk.get(&count).await).await.1.contains("有 1 条新报名"));
}

#[tokio::test]
async fn while_people_are_read_the_desk_says_so_and_repeats_what_was_typed() {
    let server = busy_desk().await;
    let id = oldest(&server).await;
    // A server whose index has not come further than its first line.
    let stop = CancellationToken::new();
    stop.cancel();
    let index = daigang::index::Index::start(server.app.store.clone(), &TaskTracker::new(), stop);
    let app = Parts { index, ..(*server.app).clone() }.into();
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let ends = stop.clone().drop_guard();
    let proxies = server.app.proxies.clone();
    let router = daigang::web::router(app);
    tokio::spawn(async move { listener::serve(socket, router, &proxies, &tasks, &stop).await });
    let clerk = Anyone::at(&url).with_key(&server.secrets().staff).with("cookie", &name_cookie("李明"));
    for path in
        ["/desk".to_owned(), format!("/desk/p/{}", id.person), "/desk/export.csv".into(), "/desk/exposure".into()]
    {
        let answer = clerk.get(&path).await;
        assert_eq!(header(&answer, "retry-after"), "2", "{path}");
        let (code, text) = read(answer).await;
        assert_eq!(code, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(text.contains("正在读取名单") && text.contains(r#"http-equiv="refresh" content="2""#), "{path}");
    }
    let typed = clerk.post_form(&format!("/desk/a/{id}/remark"), &[("from", "0"), ("to", "明天再打")]).await;
    let (code, text) = read(typed).await;
    assert_eq!(code, StatusCode::SERVICE_UNAVAILABLE);
    assert!(text.contains("明天再打") && text.contains("再存一次"));
    assert_eq!(Anyone::at(&url).get("/desk").await.status(), StatusCode::FORBIDDEN, "and nothing to others");
    let entered = Anyone::at(&url).get(&format!("/desk?key={}", server.secrets().staff)).await;
    assert_eq!(entered.status(), StatusCode::SEE_OTHER, "a link's key is exchanged meanwhile");
    drop(ends);
}
