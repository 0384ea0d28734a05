//! The part of WebSocket (RFC 6455) that a load client and a floor need. Trusts its peer: both ends are ours, on one machine.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use socket2::SockRef;

/// The key of RFC 6455's example, so that the floor's answer is a constant.
pub const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
pub const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

pub const TEXT: u8 = 0x1;
pub const CLOSE: u8 = 0x8;
pub const PING: u8 = 0x9;
pub const PONG: u8 = 0xA;

/// The time limit of one handshake.
const HANDSHAKE_MAX: Duration = Duration::from_secs(20);
/// Frames with a payload of fewer bytes have a header of two bytes.
const SHORT_MAX: usize = 126;

/// Opens a connection that closes with RST, so that it leaves no `TIME_WAIT` behind.
pub fn connect(addr: SocketAddr) -> anyhow::Result<TcpStream> {
    ensure!(addr.ip().is_loopback(), "load tests go to this machine only");
    let stream = TcpStream::connect(addr).context("connect")?;
    stream.set_nodelay(true)?;
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
    Ok(stream)
}

/// Opens a WebSocket; also returns the bytes that followed the handshake.
pub fn open(addr: SocketAddr, path: &str) -> anyhow::Result<(TcpStream, Vec<u8>)> {
    upgrade(connect(addr)?, addr, path)
}

/// Upgrades a connection to a WebSocket.
pub fn upgrade(mut stream: TcpStream, addr: SocketAddr, path: &str) -> anyhow::Result<(TcpStream, Vec<u8>)> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    stream.set_read_timeout(Some(HANDSHAKE_MAX))?;
    let (mut answer, mut bytes) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut bytes).context("handshake")?;
        answer.extend_from_slice(&bytes[..read]);
        if let Some(end) = memchr::memmem::find(&answer, b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&answer[..end]).into_owned();
            ensure!(head.starts_with("HTTP/1.1 101"), "no WebSocket: {head}");
            return Ok((stream, answer.split_off(end + 4)));
        }
        if read == 0 {
            bail!("closed in the handshake");
        }
    }
}

/// A frame as a server sends it.
#[must_use]
pub fn server_frame(op: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | op];
    push_length(&mut frame, payload.len(), 0);
    frame.extend_from_slice(payload);
    frame
}

/// A frame as a browser sends it. The mask is zero: valid on the wire, and cheap.
#[must_use]
pub fn client_frame(op: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | op];
    push_length(&mut frame, payload.len(), 0x80);
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

fn push_length(frame: &mut Vec<u8>, length: usize, mask: u8) {
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short), _) if length < SHORT_MAX => frame.push(mask | short),
        (_, Ok(long)) => {
            frame.push(mask | 0x7e);
            frame.extend_from_slice(&long.to_be_bytes());
        }
        _ => {
            frame.push(mask | 0x7f);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

/// A complete frame at the beginning of some bytes.
pub struct Frame<'a> {
    pub op: u8,
    pub payload: &'a [u8],
    /// The length of the frame with its header.
    pub length: usize,
}

/// The frame at the beginning; `None` if it is incomplete. Masks are ignored, because ours are zero.
#[must_use]
pub fn front(bytes: &[u8]) -> Option<Frame<'_>> {
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    let (header, length) = match second & 0x7f {
        0x7e => (4, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into()),
        0x7f => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
        short => (2, usize::from(short)),
    };
    let header = if second & 0x80 == 0 { header } else { header + 4 };
    let payload = bytes.get(header..header + length)?;
    Some(Frame { op: first & 0x0f, payload, length: header + length })
}
