//! A button's end of the event stream: whole states, one after the other.

use reqwest::Response;
use serde_json::Value;

use super::{Anyone, within};

/// A client of the event stream `/api/v1/stage/events`.
pub struct Events {
    response: Response,
    rest: String,
}

impl Events {
    /// Connects, or returns the refusal.
    pub async fn open(client: &Anyone) -> Result<Self, Response> {
        let response = client.get("/api/v1/stage/events").await;
        if !response.status().is_success() {
            return Err(response);
        }
        let mime = response.headers()["content-type"].to_str().expect("text").to_owned();
        assert_eq!(mime, "text/event-stream");
        Ok(Self { response, rest: String::new() })
    }

    /// The next state; `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.rest.find("\n\n") {
                let event: String = self.rest.drain(..end + 2).collect();
                match event.lines().find_map(|line| line.strip_prefix("data:")) {
                    Some(data) => return Some(serde_json::from_str(data).expect("events are JSON")),
                    // A keep-alive comment.
                    None => continue,
                }
            }
            let chunk = within("an event", self.response.chunk()).await.ok()??;
            self.rest.push_str(std::str::from_utf8(&chunk).expect("events are text"));
        }
    }

    /// Reads until a state is as wanted.
    pub async fn until(&mut self, is: impl Fn(&Value) -> bool) -> Value {
        loop {
            let state = self.next().await.expect("the stream goes on");
            if is(&state) {
                return state;
            }
        }
    }
}
