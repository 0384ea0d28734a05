//! Clients by role: what each may do is in their methods.

use std::net::IpAddr;
use std::ops::{Deref, DerefMut};

use daigang::domain::stage::{Command, Rev};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

use super::{Answer, Socket, within};

/// An HTTP client without a key, or with one after [`Anyone::with_key`].
#[derive(Clone)]
pub struct Anyone {
    url: String,
    headers: HeaderMap,
    client: reqwest::Client,
}

impl Anyone {
    pub fn at(url: &str) -> Self {
        // Redirects are answers to look at, not to follow.
        let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        Self { url: url.to_owned(), headers: HeaderMap::new(), client }
    }

    /// A client with this address, of which a machine has many: 127.0.0.1, 127.0.0.2 ...
    pub fn at_from(url: &str, address: IpAddr) -> Self {
        let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().local_address(address);
        Self { client: client.build().expect("a client"), ..Self::at(url) }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header");
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    pub fn with_key(self, key: &str) -> Self {
        self.with("authorization", &format!("Bearer {key}"))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.send(self.client.get(format!("{}{path}", self.url))).await
    }

    pub async fn get_json(&self, path: &str) -> Value {
        let text = self.get(path).await.text().await.expect("a whole body");
        serde_json::from_str(&text).unwrap_or_else(|why| panic!("{path}: {why}: {text}"))
    }

    pub async fn post(&self, path: &str, mime: &str, body: impl Into<String>) -> Response {
        let request = self.client.post(format!("{}{path}", self.url)).header("content-type", mime);
        self.send(request.body(body.into())).await
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.send(self.client.post(format!("{}{path}", self.url)).form(fields)).await
    }

    /// As above, where the server may be away.
    pub async fn try_form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        let request = self.client.post(format!("{}{path}", self.url)).form(fields);
        within("an answer or a refusal", request.headers(self.headers.clone()).send()).await
    }

    /// A command over HTTP: the status, and the answer's JSON.
    pub async fn order(&self, order: &Value) -> (StatusCode, Value) {
        let response = self.post("/api/v1/stage/commands", "application/json", order.to_string()).await;
        let (status, text) = (response.status(), response.text().await.expect("a whole body"));
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    /// `/readyz`: the status, and the store's state.
    pub async fn readyz(&self) -> (StatusCode, String) {
        let response = self.get("/readyz").await;
        let status = response.status();
        let answer: Value = serde_json::from_str(&response.text().await.expect("a whole body")).unwrap_or_default();
        (status, answer["store"].as_str().unwrap_or_default().to_owned())
    }

    async fn send(&self, request: RequestBuilder) -> Response {
        let request = request.headers(self.headers.clone());
        within("an answer over HTTP", request.send()).await.expect("an answer over HTTP")
    }
}

/// A panel.
pub struct Host {
    socket: Socket,
    /// Unlike any other panel's.
    tag: String,
    pressed: u32,
}

impl Host {
    pub async fn enter(url: &str) -> Self {
        let mut host = Self::open(url).await;
        host.until("the first view", |host| !host.view().is_null()).await;
        host
    }

    /// As above, where no view may come.
    pub async fn open(url: &str) -> Self {
        let socket = Socket::open(url).await.expect("a socket opens");
        Self { socket, tag: daigang::random::token()[..8].to_owned(), pressed: 0 }
    }

    /// Sends a command based on the newest view, and waits for its answer and for the resulting view.
    pub async fn press(&mut self, command: Command) -> Answer {
        let rev = self.rev();
        self.press_at(rev, command).await
    }

    pub async fn press_at(&mut self, rev: Rev, command: Command) -> Answer {
        let id = self.say(rev, &command).await;
        let answer = self.answer(&id).await;
        if let Answer::Done(rev) = answer {
            self.until("the view of a command that was done", |socket| socket.rev() >= rev).await;
        }
        answer
    }

    /// Sends a command without waiting; returns its id.
    pub async fn say(&mut self, rev: Rev, command: &Command) -> String {
        self.pressed += 1;
        let id = format!("{}-{}", self.tag, self.pressed);
        self.say_as(&id, rev, command).await;
        id
    }

    pub async fn say_as(&mut self, id: &str, rev: Rev, command: &Command) {
        self.send(&json!({ "type": "command", "id": id, "rev": rev, "do": command })).await;
    }

    pub async fn answer(&mut self, id: &str) -> Answer {
        self.socket.answer(id).await
    }

    pub async fn take(&mut self, card: u16) -> Rev {
        self.done(Command::Take { card }).await
    }

    /// Sends a command and expects it to be accepted.
    pub async fn done(&mut self, command: Command) -> Rev {
        match self.press(command.clone()).await {
            Answer::Done(rev) => rev,
            Answer::Refused { code, message, .. } => panic!("{command:?} was refused: {code} {message}"),
        }
    }

    /// Sends a command and expects a refusal; returns its code.
    pub async fn refused(&mut self, command: Command) -> String {
        match self.press(command.clone()).await {
            Answer::Done(rev) => panic!("{command:?} was done in {rev}"),
            Answer::Refused { code, .. } => code,
        }
    }
}

impl Deref for Host {
    type Target = Socket;

    fn deref(&self) -> &Socket {
        &self.socket
    }
}

impl DerefMut for Host {
    fn deref_mut(&mut self) -> &mut Socket {
        &mut self.socket
    }
}

/// An overlay that paints nothing.
pub struct Overlay {
    socket: Socket,
}

impl Overlay {
    pub async fn enter(url: &str) -> Self {
        Self { socket: Socket::enter(url).await }
    }

    /// Sends the receipt of the newest view.
    pub async fn paint(&mut self) {
        let view = self.view().clone();
        let receipt = json!({
            "type": "shown", "epoch": view["epoch"], "rev": view["rev"], "card": view["view"]["on_air"]["card"],
            "panic": view["view"]["panic"], "face": view["view"]["face"]["kind"], "width": 1080, "height": 1920, "build": view["build"],
        });
        self.send(&receipt).await;
    }
}

impl Deref for Overlay {
    type Target = Socket;

    fn deref(&self) -> &Socket {
        &self.socket
    }
}

impl DerefMut for Overlay {
    fn deref_mut(&mut self) -> &mut Socket {
        &mut self.socket
    }
}
