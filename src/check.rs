//! `daigang check URL`: plays OBS before the show. Connects as an overlay does, and says what it would show.

use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::StreamExt as _;
use serde::Deserialize;
use tokio::time::timeout;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// How long the server may take to answer, in all.
const ANSWER_MAX: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
struct ServerFrame {
    rev: u64,
    view: View,
}

/// The few facts of an overlay's view that an operator wants to hear.
#[derive(Deserialize)]
struct View {
    on_air: Option<OnAir>,
    panic: bool,
    show: Option<Show>,
}

#[derive(Deserialize)]
struct OnAir {
    number: u16,
    title: String,
    pay: String,
}

#[derive(Deserialize)]
struct Show {
    number: u32,
}

/// Prints what the overlay would show.
///
/// # Errors
/// Whatever keeps an overlay from showing it, as a sentence.
pub async fn run(url: &str) -> anyhow::Result<()> {
    let frame = timeout(ANSWER_MAX, first_view(url)).await.context("the server did not answer within 5 s")??;
    let view = frame.view;
    match &view.show {
        Some(show) => println!("show     第{}期", show.number),
        None => bail!("the server answers, but there is no show on the stage; create one on the panel"),
    }
    match (&view.on_air, view.panic) {
        (_, true) => println!("on air   黑屏 (panic; release it on the panel)"),
        (Some(on), false) => println!("on air   {}号 {} {}", on.number, on.title, on.pay),
        (None, false) => println!("on air   nothing"),
    }
    println!("revision {}", frame.rev);
    Ok(())
}

async fn first_view(url: &str) -> anyhow::Result<ServerFrame> {
    // As soon as a second provider is compiled in, by any crate, a handshake without a choice panics.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (mut socket, _) = connect_async(socket_url(url)?).await.context("the overlay's link does not open")?;
    while let Some(message) = socket.next().await {
        if let Message::Text(text) = message? {
            return serde_json::from_str(&text).context("the server speaks another version");
        }
    }
    bail!("the server hung up")
}

/// `http://host/overlay?key=K` -> `ws://host/ws?view=overlay&key=K`
fn socket_url(url: &str) -> anyhow::Result<String> {
    let rest = url.strip_prefix("http").context("that is no http link")?;
    let (host, query) =
        rest.split_once("/overlay?").context("that is not the overlay's link: it has /overlay?key=…")?;
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
