//! A viewer's form and what it is answered with, as an old phone sends and reads them.

use daigang::index::ListedApplication;
use daigang::web::http::token::form_token;
use reqwest::{Response, StatusCode};

use crate::support::{Anyone, TestServer};

/// Time to fill in the form; a faster submission is judged as a robot's.
pub const FILLING: chrono::Duration = chrono::Duration::seconds(40);

/// A form as typed, with the token that its page held.
pub struct Form<'a> {
    pub token: String,
    pub name: &'a str,
    pub phone: &'a str,
    pub jobs: &'a [&'a str],
    /// Further fields.
    pub more: &'a [(&'a str, &'a str)],
}

impl<'a> Form<'a> {
    pub fn new(server: &TestServer, phone: &'a str) -> Self {
        let token = form_token(&server.secrets().form, server.setup.clock.now().timestamp_millis());
        server.setup.clock.forward(FILLING);
        Self { token, name: "张三", phone, jobs: &[], more: &[] }
    }

    pub async fn post(&self, viewer: &Anyone, card: u16) -> Response {
        self.post_to(viewer, &format!("/j/{card}")).await
    }

    pub async fn post_to(&self, viewer: &Anyone, path: &str) -> Response {
        viewer.post_form(path, &self.fields()).await
    }

    /// The fields as a browser sends them.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        let mut fields = vec![
            ("name", self.name),
            ("phone", self.phone),
            ("township", "解店镇"),
            ("party", "2"),
            ("call_time", "evening"),
            ("note", "有没有班车"),
            ("over16", "1"),
            ("consent", "1"),
            ("token", &self.token),
        ];
        fields.extend(self.jobs.iter().map(|job| ("jobs", *job)));
        fields.extend_from_slice(self.more);
        fields
    }
}

pub fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Follows a 303 as the browser that got it: with its cookie.
pub async fn follow(viewer: &Anyone, answer: &Response) -> (StatusCode, String) {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = header(answer, "set-cookie").split(';').next().expect("a cookie");
    read(viewer.clone().with("cookie", cookie).get(header(answer, "location")).await).await
}

/// The applications of a card that are open.
pub fn open(all: &[ListedApplication], card: u16) -> Vec<&ListedApplication> {
    all.iter().filter(|one| one.application.card == card && one.application.is_open()).collect()
}

/// The code on a receipt.
pub fn code(receipt: &str) -> String {
    let code = receipt.split(r#""code-value">"#).nth(1).and_then(|rest| rest.split('<').next());
    code.expect("a code").to_owned()
}

/// The browser that has opened `/my` with a phone and a code.
pub async fn look_up(viewer: &Anyone, phone: &str, code: &str) -> Anyone {
    let entered = viewer.post_form("/my", &[("phone", phone), ("code", code)]).await;
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let cookie = header(&entered, "set-cookie").split(';').next().expect("a cookie").to_owned();
    viewer.clone().with("cookie", &cookie)
}

pub async fn read(answer: Response) -> (StatusCode, String) {
    (answer.status(), answer.text().await.expect("a page"))
}

/// The form that amends a sign-up: its address, and the browser that may use it.
pub fn mending(viewer: &Anyone, answer: &Response) -> (String, Anyone) {
    let cookie = header(answer, "set-cookie").split(';').next().expect("a cookie");
    (format!("{}/fix", header(answer, "location")), viewer.clone().with("cookie", cookie))
}
