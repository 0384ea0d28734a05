//! Measures the start of a server: until its Redis has read its data, and from then until it accepts a sign-up, and until the
//! desk shows its list.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::ensure;
use serde_json::json;

use crate::forms::{NO_TOKEN, Target};
use crate::oneshot::get;
use crate::proc::{children, rss_kib};
use crate::stats::tenth;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: Target,
    /// The socket of its Redis.
    #[arg(long)]
    socket: PathBuf,
    #[arg(long)]
    pid: u32,
    /// The key of staff.
    #[arg(long)]
    key: String,
    /// How many people the store has, for the report.
    #[arg(long, default_value_t = 0)]
    people: u64,
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
    let signed_up = wait(began, || accepts_a_form(args).unwrap_or(false))?;
    let desk = wait(began, || shows_the_list(args).unwrap_or(false))?;
    sleep(SETTLE);
    let redis_kib: u64 = children(args.pid).into_iter().map(rss_kib).sum();
    let line = json!({
        "redis_ms": tenth(redis), "sign_up_after_redis_ms": tenth(signed_up - redis),
        "desk_after_redis_ms": tenth(desk - redis), "people": args.people,
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

/// A form without a token is accepted like any other. It waits if the server listens, but does not answer yet.
fn accepts_a_form(args: &Args) -> anyhow::Result<bool> {
    let mut stream = TcpStream::connect(args.target.addr)?;
    stream.set_read_timeout(Some(ANSWER_MAX))?;
    stream.write_all(&args.target.post(0, NO_TOKEN, ""))?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    Ok(head.ends_with(b" 303"))
}

fn shows_the_list(args: &Args) -> anyhow::Result<bool> {
    let reply = get(args.target.addr, "/desk", &format!("Authorization: Bearer {}\r\n", args.key))?;
    Ok(reply.status == 200)
}
