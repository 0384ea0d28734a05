//! Measures the start of a server: until its Redis has read its data, and from then until `/readyz` answers with 200.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::ensure;
use serde_json::json;

use crate::proc::{children, rss_kib};
use crate::stats::tenth;

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    addr: SocketAddr,
    /// The socket of its Redis.
    #[arg(long)]
    socket: PathBuf,
    #[arg(long)]
    pid: u32,
}

const POLL: Duration = Duration::from_millis(1);
const START_MAX: Duration = Duration::from_mins(1);
/// The time limit of one answer during a start.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// The pause before memory is measured, so that memory that only the start needs has been returned.
const SETTLE: Duration = Duration::from_secs(2);

pub fn run(args: &Args) -> anyhow::Result<()> {
    let began = Instant::now();
    let redis = wait(began, || redis_answers(args).unwrap_or(false))?;
    let ready = wait(began, || server_is_ready(args.addr).unwrap_or(false))?;
    sleep(SETTLE);
    let redis_kib: u64 = children(args.pid).into_iter().map(rss_kib).sum();
    let line = json!({
        "redis_ms": tenth(redis), "ready_ms": tenth(ready), "after_redis_ms": tenth(ready - redis),
        "rss_kib": rss_kib(args.pid), "redis_rss_kib": redis_kib,
    });
    println!("{line}");
    Ok(())
}

/// Waits for a condition; returns the milliseconds since `began`.
fn wait(began: Instant, is_so: impl Fn() -> bool) -> anyhow::Result<f64> {
    while !is_so() {
        ensure!(began.elapsed() < START_MAX, "no start within {START_MAX:?}");
        sleep(POLL);
    }
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

fn redis_answers(args: &Args) -> anyhow::Result<bool> {
    let mut stream = UnixStream::connect(&args.socket)?;
    stream.set_read_timeout(Some(ANSWER_MAX))?;
    stream.write_all(b"PING\r\n")?;
    let mut bytes = [0; 64];
    let read = stream.read(&mut bytes)?;
    Ok(bytes[..read].starts_with(b"+PONG"))
}

fn server_is_ready(addr: SocketAddr) -> anyhow::Result<bool> {
    let mut stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(ANSWER_MAX))?;
    stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}
