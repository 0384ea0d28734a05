//! Frames that viewers send, read from a socket without a buffer per viewer. Must not know views or viewers.

use std::io::{Cursor, Error, ErrorKind, Result};

use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// Bytes read at a time, on the stack: idle viewers hold no buffer.
const READ_BYTES: usize = 512;
/// Largest payload of a viewer's frame, in bytes: viewers only send pings.
const PAYLOAD_BYTES_MAX: u64 = 125;

/// A frame that a viewer may send.
#[derive(Debug, PartialEq, Eq)]
pub enum Inbound {
    /// A text message.
    Text,
    /// A ping with its payload.
    Ping(Bytes),
    /// The answer to a ping.
    Pong,
    /// The viewer closes the connection.
    Close,
}

/// Splits a stream into frames. Buffers the beginning of an incomplete frame, and nothing else.
#[derive(Debug, Default)]
pub struct FrameReader {
    pending: Vec<u8>,
}

impl FrameReader {
    /// A reader that starts with bytes that arrived with the handshake.
    #[must_use]
    pub fn new(read_ahead: Vec<u8>) -> Self {
        Self { pending: read_ahead }
    }

    /// The next frame; `None` if none has arrived completely.
    ///
    /// # Errors
    /// If the peer is gone, or sent a frame that viewers may not send.
    pub fn read(&mut self, stream: &TcpStream) -> Result<Option<Inbound>> {
        loop {
            if let Some(inbound) = self.next_frame()? {
                return Ok(Some(inbound));
            }
            let mut bytes = [0; READ_BYTES];
            match stream.try_read(&mut bytes) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(read) => self.pending.extend_from_slice(&bytes[..read]),
                Err(why) if why.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(why) => return Err(why),
            }
        }
    }

    fn next_frame(&mut self) -> Result<Option<Inbound>> {
        let mut cursor = Cursor::new(&self.pending[..]);
        let Some((header, length)) = FrameHeader::parse(&mut cursor).map_err(|_| invalid())? else { return Ok(None) };
        if length > PAYLOAD_BYTES_MAX || !header.is_final {
            return Err(invalid());
        }
        // RFC 6455, 5.1: clients mask their frames.
        let mask = header.mask.ok_or_else(invalid)?;
        let start = usize::try_from(cursor.position()).map_err(|_| invalid())?;
        let end = start + usize::try_from(length).map_err(|_| invalid())?;
        let Some(payload) = self.pending.get(start..end) else { return Ok(None) };
        let payload: Bytes = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
        self.pending.drain(..end);
        if self.pending.is_empty() {
            self.pending = Vec::new();
        }
        match header.opcode {
            OpCode::Data(Data::Text) => Ok(Some(Inbound::Text)),
            OpCode::Control(Control::Ping) => Ok(Some(Inbound::Ping(payload))),
            OpCode::Control(Control::Pong) => Ok(Some(Inbound::Pong)),
            OpCode::Control(Control::Close) => Ok(Some(Inbound::Close)),
            OpCode::Data(_) | OpCode::Control(Control::Reserved(_)) => Err(invalid()),
        }
    }
}

fn invalid() -> Error {
    ErrorKind::InvalidData.into()
}
