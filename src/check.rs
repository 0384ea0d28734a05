//! `daigang check URL` plays OBS before the show: connects as an overlay does, and returns what it would show. Must not know
//! the server's types, because it checks the wire, nor the sentences, which `crate::terminal` has.

use std::time::Duration;

use futures_util::StreamExt as _;
use serde::Deserialize;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Deadline for the whole check.
pub const CHECK_TIMEOUT: Duration = Duration::from_secs(5);

/// A message of the server, as far as the check needs it.
#[derive(Debug, Deserialize)]
struct ServerFrame {
    rev: u64,
    view: CheckedView,
}

#[derive(Debug, Deserialize)]
struct CheckedView {
    on_air: Option<CheckedCard>,
    panic: bool,
    show: Option<CheckedShow>,
    #[serde(default)]
    sign_ups: CheckedSignUps,
}

/// Whether viewers can sign up.
#[derive(Debug, Default, Deserialize)]
pub struct CheckedSignUps {
    /// The names of settings without which no sign-up is taken.
    pub missing: Vec<String>,
    /// Whether staff paused them.
    pub paused: bool,
}

#[derive(Debug, Deserialize)]
struct CheckedShow {
    number: u32,
}

/// The card that the overlay shows.
#[derive(Debug, Deserialize)]
pub struct CheckedCard {
    /// The number that the host says aloud.
    pub number: u16,
    /// The title of its job.
    pub title: String,
    /// The pay of its job.
    pub pay: String,
}

/// The picture of the overlay.
#[derive(Debug)]
pub enum CheckedPicture {
    /// A panic hides everything.
    Panic,
    /// A card.
    Card(CheckedCard),
    /// No card.
    Empty,
}

/// The picture that an overlay would show.
#[derive(Debug)]
pub struct Checked {
    /// The number of the show.
    pub show: u32,
    /// The picture.
    pub picture: CheckedPicture,
    /// The revision of the stage.
    pub rev: u64,
    /// Whether viewers can sign up.
    pub sign_ups: CheckedSignUps,
    /// The address of the settings, where that is changed.
    pub settings: String,
    /// The faults of the reverse proxy in front, as the server noticed them.
    pub proxy: Vec<CheckedProxyFault>,
}

/// A fault of the reverse proxy in front.
#[derive(Debug, PartialEq, Eq)]
pub enum CheckedProxyFault {
    /// It is not trusted; its address as the server sees it.
    Untrusted(String),
    /// It does not name the client.
    NoClientAddress,
    /// It does not pass `Upgrade` on at some address.
    NoUpgrade,
}

/// The header of the handshake that names the faults of proxies.
const PROXY_FAULTS_HEADER: &str = "daigang-proxy-faults";

/// Why an overlay would show nothing.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The link does not begin with `http`.
    #[error("that is no http link")]
    NotHttp,
    /// The link is not the overlay's.
    #[error("that is not the overlay's link: it has /overlay?key=…")]
    NotOverlay,
    /// No answer within [`CHECK_TIMEOUT`].
    #[error("the server did not answer within {} s", CHECK_TIMEOUT.as_secs())]
    Timeout,
    /// The link leads to no server, or the server rejects its key.
    #[error("the overlay's link does not open")]
    Closed(#[source] Box<Error>),
    /// A proxy does not pass `Upgrade` on.
    #[error("the proxy in front does not pass Upgrade on")]
    NoUpgrade,
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(Box<Error>),
    /// The message has an unknown format.
    #[error("the server speaks another version: {0}")]
    OtherVersion(serde_json::Error),
    /// The server closed the connection without a view.
    #[error("the server hung up")]
    HungUp,
    /// The server has no show.
    #[error("the server answers, but there is no show on the stage; create one on the panel")]
    NoShow,
}

/// Connects as an overlay, and returns what it would show.
pub async fn check(url: &str) -> Result<Checked, CheckError> {
    let first = timeout(CHECK_TIMEOUT, first_frame(url)).await;
    let (ServerFrame { rev, view }, proxy) = first.map_err(|_| CheckError::Timeout)??;
    let show = view.show.ok_or(CheckError::NoShow)?.number;
    let picture = match view.on_air {
        _ if view.panic => CheckedPicture::Panic,
        Some(card) => CheckedPicture::Card(card),
        None => CheckedPicture::Empty,
    };
    let sign_ups = view.sign_ups;
    Ok(Checked { show, picture, rev, sign_ups, settings: settings_url(url), proxy })
}

async fn first_frame(url: &str) -> Result<(ServerFrame, Vec<CheckedProxyFault>), CheckError> {
    // Without a choice, a handshake panics as soon as any crate compiles a second provider in.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (mut socket, handshake) = connect_async(socket_url(url)?).await.map_err(handshake_error)?;
    let header = handshake.headers().get(PROXY_FAULTS_HEADER).and_then(|value| value.to_str().ok());
    let proxy = header.unwrap_or_default().split(", ").filter_map(proxy_fault).collect();
    while let Some(message) = socket.next().await {
        if let Message::Text(text) = message.map_err(|why| CheckError::Broken(Box::new(why)))? {
            return Ok((serde_json::from_str(&text).map_err(CheckError::OtherVersion)?, proxy));
        }
    }
    Err(CheckError::HungUp)
}

/// `http://host/overlay?key=K` -> `http://host/desk/settings`
fn settings_url(url: &str) -> String {
    let host = url.split_once("/overlay?").map_or(url, |(host, _)| host);
    format!("{host}/desk/settings")
}

fn handshake_error(why: Error) -> CheckError {
    match why {
        Error::Http(answer) if answer.status() == StatusCode::UPGRADE_REQUIRED => CheckError::NoUpgrade,
        why => CheckError::Closed(Box::new(why)),
    }
}

/// A fault that this version knows.
fn proxy_fault(code: &str) -> Option<CheckedProxyFault> {
    match code.split_once('=').unwrap_or((code, "")) {
        ("untrusted", proxy) => Some(CheckedProxyFault::Untrusted(proxy.to_owned())),
        ("no_client_address", _) => Some(CheckedProxyFault::NoClientAddress),
        ("no_upgrade", _) => Some(CheckedProxyFault::NoUpgrade),
        _ => None,
    }
}

/// `http://host/overlay?key=K` -> `ws://host/ws?view=overlay&key=K`
fn socket_url(url: &str) -> Result<String, CheckError> {
    let rest = url.strip_prefix("http").ok_or(CheckError::NotHttp)?;
    let (host, query) = rest.split_once("/overlay?").ok_or(CheckError::NotOverlay)?;
    Ok(format!("ws{host}/ws?view=overlay&{query}"))
}

#[cfg(test)]
mod tests {
    use super::socket_url;

    #[test]
    fn the_overlays_link_becomes_its_socket() {
        let url = socket_url("https://wr.example.cn/overlay?key=ab12").expect("a good link");
        assert_eq!(url, "wss://wr.example.cn/ws?view=overlay&key=ab12");
        assert!(socket_url("https://wr.example.cn/panel?key=ab12").is_err());
    }
}
