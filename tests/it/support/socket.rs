//! A browser's end of the socket: keeps the newest view by the rule that every page follows.

use std::panic::Location;

use daigang::domain::stage::Rev;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{DEADLINE, within};

/// How much of a frame a failure shows.
const LETTERS: usize = 300;

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Done(Rev),
    Refused { code: String, message: String, rev: Rev },
}

/// A connected page.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    view: Value,
    around: Value,
    answers: Vec<Value>,
    /// Whether everything is to be hidden, whatever the view says.
    pub hidden: bool,
    /// How often the server requested a reload.
    pub reloads: u32,
    /// Every frame as it came.
    pub heard: Vec<String>,
    /// The code that the server closed with, once it has; 1006 where it said none.
    pub closed: Option<u16>,
}

impl Socket {
    /// Connects, and waits for the first view.
    pub async fn enter(url: &str) -> Self {
        let mut socket = Self::open(url).await.expect("a socket opens");
        socket.until("the first view", |socket| !socket.view.is_null()).await;
        socket
    }

    /// Connects, or returns the refusal.
    pub async fn open(request: impl IntoClientRequest + Unpin) -> Result<Self, Error> {
        let (stream, _) = within("a handshake", Box::pin(connect_async(request))).await?;
        let (view, around, answers, heard) = (Value::Null, Value::Null, Vec::new(), Vec::new());
        Ok(Self { stream, view, around, answers, hidden: false, reloads: 0, heard, closed: None })
    }

    /// The newest `view` frame.
    pub fn view(&self) -> &Value {
        &self.view
    }

    /// The newest `around` frame; null before the first.
    pub fn around(&self) -> &Value {
        &self.around
    }

    pub fn epoch(&self) -> &str {
        self.view["epoch"].as_str().unwrap_or_default()
    }

    pub fn rev(&self) -> Rev {
        self.view["rev"].as_u64().unwrap_or(0)
    }

    /// The number of the card on screen.
    pub fn on_air(&self) -> Option<u64> {
        self.view["view"]["on_air"]["number"].as_u64()
    }

    pub async fn send(&mut self, frame: &Value) {
        self.send_raw(Message::text(frame.to_string())).await;
    }

    pub async fn send_raw(&mut self, message: Message) {
        // If the server has closed meanwhile, the next read reports it.
        within("a frame to leave", self.stream.send(message)).await.ok();
    }

    /// Reads until the page is as wanted.
    #[track_caller]
    pub fn until(&mut self, what: &str, is: impl Fn(&Self) -> bool) -> impl Future<Output = ()> {
        let caller = Location::caller();
        async move {
            let end = Instant::now() + DEADLINE;
            while !is(self) {
                let read = timeout_at(end, self.read()).await;
                let last: String =
                    self.heard.last().into_iter().flat_map(|frame| frame.chars().take(LETTERS)).collect();
                assert!(read.is_ok(), "{caller}: not within {DEADLINE:?}: {what}; last heard: {last}");
                let (open, closed) = (self.closed.is_none() || is(self), self.closed);
                assert!(open, "{caller}: closed with {closed:?} while waiting for {what}");
            }
        }
    }

    /// The answer to a command.
    pub async fn answer(&mut self, id: &str) -> Answer {
        let of = |frame: &Value| frame["id"] == id;
        self.until(&format!("the answer to {id}"), |socket| socket.answers.iter().any(of)).await;
        let at = self.answers.iter().position(of).expect("it is there");
        let frame = self.answers.remove(at);
        let text = |name: &str| frame[name].as_str().unwrap_or_default().to_owned();
        let rev = frame["rev"].as_u64().expect("a revision");
        if frame["type"] == "ack" {
            return Answer::Done(rev);
        }
        Answer::Refused { code: text("code"), message: text("message"), rev }
    }

    /// Waits for the server to close; answers the code.
    pub async fn until_closed(&mut self) -> u16 {
        self.until("the server to close", |socket| socket.closed.is_some()).await;
        self.closed.expect("just waited for")
    }

    async fn read(&mut self) {
        match self.stream.next().await {
            Some(Ok(Message::Text(text))) => self.take_in(text.as_str()),
            Some(Ok(Message::Close(frame))) => self.closed = Some(frame.map_or(1006, |frame| frame.code.into())),
            Some(Ok(_)) => {}
            None | Some(Err(_)) => self.closed = self.closed.or(Some(1006)),
        }
    }

    fn take_in(&mut self, text: &str) {
        self.heard.push(text.to_owned());
        let frame: Value = serde_json::from_str(text).expect("frames are JSON");
        match frame["type"].as_str().expect("frames have a type") {
            "view" => {
                let (rev, known) = (frame["rev"].as_u64(), self.view["rev"].as_u64());
                // Only the view of viewers' pages has places, which change without a revision.
                let has_places = frame["view"]["left"].is_object();
                let newer = frame["epoch"] != self.view["epoch"] || rev > known || has_places && rev == known;
                if newer {
                    self.view = frame;
                }
            }
            "around" => self.around = frame,
            "ack" | "refused" => self.answers.push(frame),
            "hidden" => self.hidden = frame["hidden"].as_bool().expect("yes or no"),
            "reload" => self.reloads += 1,
            "pong" => {}
            other => panic!("a frame that nobody knows: {other}"),
        }
    }
}
