//! A viewer signs up as an old phone does, one page, one form, one POST, and staff see it on the desk.

use daigang::domain::desk::Filter;
use daigang::domain::person::{SignUp, What};
use daigang::web::http::token::form_token;
use reqwest::{Response, StatusCode};

use crate::support::{Anyone, TestServer, sample};

/// Time to fill in the form; a faster submission is judged as a robot's.
const FILLING: chrono::Duration = chrono::Duration::seconds(40);

/// A form as typed, with the token that its page held.
struct Form<'a> {
    token: String,
    name: &'a str,
    phone: &'a str,
    jobs: &'a [&'a str],
}

impl<'a> Form<'a> {
    fn new(server: &TestServer, phone: &'a str) -> Self {
        let token = form_token(&server.secrets().form, server.setup.clock.now().timestamp_millis());
        server.setup.clock.forward(FILLING);
        Self { token, name: "张三", phone, jobs: &[] }
    }

    async fn post(&self, viewer: &Anyone, card: u16) -> Response {
        self.post_to(viewer, &format!("/j/{card}")).await
    }

    async fn post_to(&self, viewer: &Anyone, path: &str) -> Response {
        let mut fields = vec![
            ("name", self.name),
            ("phone", self.phone),
            ("township", "解店镇"),
            ("call_time", "evening"),
            ("note", "有没有班车"),
            ("over16", "1"),
            ("consent", "1"),
            ("token", &self.token),
        ];
        fields.extend(self.jobs.iter().map(|job| ("jobs", *job)));
        viewer.post_form(path, &fields).await
    }
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Follows a 303 as the browser that got it: with its cookie.
async fn follow(viewer: &Anyone, answer: &Response) -> (StatusCode, String) {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = header(answer, "set-cookie").split(';').next().expect("a cookie");
    read(viewer.clone().with("cookie", cookie).get(header(answer, "location")).await).await
}

async fn read(answer: Response) -> (StatusCode, String) {
    (answer.status(), answer.text().await.expect("a page"))
}

#[tokio::test]
async fn a_viewer_signs_up_and_staff_see_it() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (status, page) = read(viewer.get("/j/8").await).await;
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

    let entries = server.app.store.entries(&Filter::default(), 0, 9).await.expect("the list").entries;
    let kept: Vec<_> = entries.iter().map(|entry| (entry.card, entry.phone.full(), entry.note.as_str())).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept.contains(&(8, "13800000001", "有没有班车")) && kept.contains(&(9, "13800000001", "有没有班车")));
    assert!(entries.iter().all(|entry| entry.suspect.is_empty() && !entry.consent.is_empty()));
    let (status, desk) = read(server.staff().get("/desk").await).await;
    assert!(status.is_success() && desk.contains("张三") && !desk.contains("13800000001"), "masked until opened");
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
    assert!(!receipt.contains("code-value"), "a stranger who types somebody's number learns no code");

    let entries = server.app.store.entries(&Filter::default(), 0, 9).await.expect("the list").entries;
    assert_eq!(entries.len(), 2, "card 8 once, card 9 once");
    assert_eq!(entries[0].person, entries[1].person);
    let counts = server.app.store.counts(sample::SHOW, &server.jobs).await.expect("the counts");
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
    assert_eq!(
        server.app.store.entries(&Filter::default(), 0, 9).await.expect("the list").total,
        0,
        "nothing was kept"
    );
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
    assert_eq!(server.app.store.entries(&Filter::default(), 0, 9).await.expect("the list").total, 0);
    assert_eq!(form.post(&viewer, 8).await.status(), StatusCode::SEE_OTHER, "its neighbour is open");
}

#[tokio::test]
async fn a_person_looks_up_withdraws_and_erases() {
    let server = TestServer::with_show().await;
    let viewer = server.anyone();
    let (_, receipt) = follow(&viewer, &Form::new(&server, "13800000001").post(&viewer, 8).await).await;
    let code = receipt.split(r#""code-value">"#).nth(1).and_then(|rest| rest.split('<').next()).expect("a code");
    let wrong = viewer.post_form("/my", &[("phone", "13800000001"), ("code", "A2B3C4")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let entered = viewer.post_form("/my", &[("phone", "138 0000 0001"), ("code", &code.to_lowercase())]).await;
    let cookie = header(&entered, "set-cookie").split(';').next().expect("a cookie").to_owned();
    let person = viewer.clone().with("cookie", &cookie);
    let (_, mine) = read(person.get("/my").await).await;
    assert!(mine.contains("8号"), "{mine}");

    let entry = server.app.store.entries(&Filter::default(), 0, 1).await.expect("the list").entries.remove(0);
    person.post_form("/my/withdraw", &[("id", &entry.id.0)]).await;
    let entry = server.app.store.entry(&entry.id).await.expect("readable").expect("still there");
    assert!(entry.withdrawn);
    let stranger = viewer.post_form("/my/erase", &[]).await;
    assert_eq!(header(&stranger, "location"), "/my");
    assert!(server.app.store.entry(&entry.id).await.expect("readable").is_some(), "nobody erases somebody else");
    person.post_form("/my/erase", &[]).await;
    assert!(server.app.store.entry(&entry.id).await.expect("readable").is_none());
}

/// The form that amends a sign-up: its address, and the browser that may use it.
fn mending(viewer: &Anyone, answer: &Response) -> (String, Anyone) {
    let cookie = header(answer, "set-cookie").split(';').next().expect("a cookie");
    (format!("{}/fix", header(answer, "location")), viewer.clone().with("cookie", cookie))
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
    assert!(now.contains("张三") && !now.contains("张二") && !now.contains("已经报过"), "{now}");
    let code = |page: &str| page.split(r#""code-value">"#).nth(1).and_then(|rest| rest.get(..6).map(str::to_owned));
    assert!(code(&receipt).is_some() && code(&receipt) == code(&now), "the lookup code stays");
    assert_eq!(header(&mended.post_to(&own, &path).await, "location"), header(&answer, "location"), "once");

    let entries = server.app.store.entries(&Filter::default(), 0, 9).await.expect("the list").entries;
    let said = |card| entries.iter().find(|entry| entry.card == card).expect("kept");
    assert!(entries.iter().all(|entry| entry.other_names.is_empty() || entry.withdrawn), "one person, one name");
    assert_eq!((said(9).name.as_str(), said(10).name.as_str()), ("张三", "张三"));
    assert_eq!((said(8).withdrawn, said(9).withdrawn, said(10).withdrawn), (true, false, false));
    let counts = server.app.store.counts(sample::SHOW, &server.jobs).await.expect("the counts");
    assert_eq!([8, 9, 10].map(|card| counts[server.job(card)]), [0, 1, 1]);
    let history = server.app.store.history(&said(9).id).await.expect("the history");
    assert!(matches!(&history[0].what, What::Mended { name, .. } if name == "张二"), "{history:?}");
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
        let entries = server.app.store.entries(&Filter::default(), 0, 9).await.expect("the list").entries;
        let rung: Vec<_> =
            entries.iter().filter(|one| !one.withdrawn).map(|one| (one.phone.full(), one.card)).collect();
        assert_eq!(rung.len(), 2, "{rung:?}");
        assert!(rung.contains(&("13800000001", 8)) && rung.contains(&("13800000002", 3)), "{rung:?}");
    }
}

/// Counts are stored beside the applications: after every change to a person both must agree.
#[tokio::test]
async fn counts_follow_a_person_through_everything() {
    let server = TestServer::with_show().await;
    let (store, now, jobs) = (&server.app.store, server.setup.clock.now(), &server.jobs);
    let (one, two) = (server.job(8), server.job(9));
    let counted = async || {
        let counts = store.counts(sample::SHOW, jobs).await.expect("the counts");
        (counts[one], counts[two])
    };
    let both = || SignUp { cards: vec![(8, one.clone()), (9, two.clone())], ..sample::sign_up(1, 8, one) };
    let keep = async |token, form| store.sign_up(token, form, now).await.expect("kept");

    assert!(keep("a", both()).await.code.is_some());
    assert_eq!(keep("a", both()).await, keep("a", both()).await, "one form, one receipt");
    keep("robot", SignUp { suspect: Some("honeypot"), ..sample::sign_up(2, 8, one) }).await;
    assert_eq!(counted().await, (1, 1));

    let entries = store.entries(&Filter::default(), 0, 9).await.expect("the list").entries;
    let first = entries.iter().find(|entry| entry.card == 8).expect("card 8");
    for _ in 0..2 {
        store.withdraw(&first.id, now).await.expect("withdrawn");
        assert_eq!(counted().await, (0, 1));
    }
    let again = keep("b", SignUp { name: "村民乙".into(), note: "a/\"x\":\n".into(), ..both() }).await;
    assert_eq!((again.code, again.already), (None, vec![8, 9]));
    assert_eq!(counted().await, (1, 1));
    let history = store.history(&first.id).await.expect("the history");
    let What::SignedUp { name, note, township, .. } = &history.last().expect("a change").what else {
        panic!("{history:?}");
    };
    assert_eq!((name.as_str(), note.as_str(), township.as_str()), ("村民乙", "a/\"x\":\n", "解店镇"));
    assert_eq!(history[1].at, now.timestamp_millis());

    let robot = Filter { suspects: true, ..Filter::default() };
    let robots = store.entries(&robot, 0, 9).await.expect("the list").entries;
    let robot = robots.iter().find(|entry| !entry.suspect.is_empty()).expect("kept all the same");
    store.erase(&robot.person).await.expect("erased");
    store.withdraw(&first.id, now).await.expect("withdrawn");
    assert_eq!(counted().await, (0, 1));
    store.erase(&first.person).await.expect("erased");
    assert_eq!(counted().await, (0, 0));
    keep("a", both()).await;
    assert_eq!(counted().await, (0, 0), "a late copy of a form brings nobody back");
}
