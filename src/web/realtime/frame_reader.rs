//! Frames that viewers send, read straight from a socket without a buffer of their own. Knows no view and no viewer.

use std::io::{Cursor, Error, ErrorKind, Result};

use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// Bytes read at a time, on the stack: idle viewers hold no buffer.
const READ_BYTES: usize = 512;
/// Largest payload of a viewer's frame, in bytes: they have nothing to say but "are you there".
const PAYLOAD_BYTES_MAX: u64 = 125;

/// What a viewer can say.
#[derive(Debug, PartialEq, Eq)]
pub enum Inbound {
    Text,
    Ping(Bytes),
    Pong,
    Close,
}

/// Cuts a stream into frames. Holds the beginning of one that has not come whole yet, and nothing else.
#[derive(Debug, Default)]
pub struct Parser {
    pending: Vec<u8>,
}

impl Parser {
    /// Begins with bytes that came before the stream was taken over.
    #[must_use]
    pub fn new(read_ahead: Vec<u8>) -> Self {
        Self { pending: read_ahead }
    }

    /// The next frame; `None` when the socket has no more for now.
    ///
    /// # Errors
    /// When the peer is gone, or says something that viewers cannot say.
    pub fn read(&mut self, stream: &TcpStream) -> Result<Option<Inbound>> {
        loop {
            if let Some(inbound) = self.cut()? {
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

    fn cut(&mut self) -> Result<Option<Inbound>> {
        let mut cursor = Cursor::new(&self.pending[..]);
        let Some((header, length)) = FrameHeader::parse(&mut cursor).map_err(|_| broken())? else { return Ok(None) };
        if length > PAYLOAD_BYTES_MAX || !header.is_final {
            return Err(broken());
        }
        // RFC 6455, 5.1: what a client sends is masked.
        let mask = header.mask.ok_or_else(broken)?;
        let start = usize::try_from(cursor.position()).map_err(|_| broken())?;
        let end = start + usize::try_from(length).map_err(|_| broken())?;
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
            OpCode::Data(_) | OpCode::Control(Control::Reserved(_)) => Err(broken()),
        }
    }
}

fn broken() -> Error {
    ErrorKind::InvalidData.into()
}
