//! The WebSocket of one panel or overlay: limits of size and deadlines of each write. Must not know frames' contents.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use crate::web::realtime::protocol::INBOUND_BYTES_MAX;
use crate::web::realtime::upgrade::Upgraded;

/// Bytes read at a time: frames from browsers have some 300. tungstenite's default of 128 KiB is zero-filled on every read.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Bytes that may be buffered for a peer that reads slowly: two whole views of a full rundown.
const WRITE_BUFFER_BYTES_MAX: usize = 512 * 1024;
/// Deadline of writing one frame.
const WRITE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a peer may take to answer a close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The peer is gone, or reads too slowly.
pub struct Disconnected;

/// One peer's WebSocket.
pub struct Transport {
    socket: WebSocketStream<TcpStream>,
}

impl Transport {
    /// Takes over a stream after its handshake.
    pub async fn open(Upgraded { stream, read_ahead }: Upgraded) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
            .max_message_size(Some(INBOUND_BYTES_MAX))
            .max_frame_size(Some(INBOUND_BYTES_MAX));
        Self { socket: WebSocketStream::from_partially_read(stream, read_ahead, Role::Server, Some(config)).await }
    }

    /// The next message; `None` at the end of the stream. Cancel-safe.
    pub async fn receive(&mut self) -> Option<Result<Message, Error>> {
        self.socket.next().await
    }

    /// Writes one message.
    pub async fn send(&mut self, message: Message) -> Result<(), Disconnected> {
        match timeout(WRITE_TIMEOUT, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Disconnected),
        }
    }

    /// Closes the connection with a reason.
    pub async fn close(mut self, code: CloseCode, reason: &'static str) {
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        timeout(WRITE_TIMEOUT, self.socket.close(Some(frame))).await.ok();
        // Frames that the peer sent meanwhile are read and dropped: with unread data the system would reset the connection,
        // and the peer might never receive the close frame.
        timeout(CLOSE_TIMEOUT, async { while let Some(Ok(_)) = self.socket.next().await {} }).await.ok();
    }
}
