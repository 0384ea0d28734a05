//! Measures one export of all applications: its time, and by how much the server's memory grows meanwhile. Must not know columns.

use std::fs;
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::json;

use crate::oneshot::get;
use crate::proc::{peak_kib, rss_kib};

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    addr: SocketAddr,
    /// The key of staff.
    #[arg(long)]
    key: String,
    /// The server.
    #[arg(long)]
    pid: u32,
    /// `csv` or `xlsx`.
    #[arg(long)]
    format: String,
    /// Where the file is stored, to be looked at.
    #[arg(long)]
    keep: Option<std::path::PathBuf>,
}

/// Resets the greatest resident memory of a process, so that it is that of the export.
const RESET_PEAK: &str = "5";

pub fn run(args: &Args) -> anyhow::Result<()> {
    let before = rss_kib(args.pid);
    fs::write(format!("/proc/{}/clear_refs", args.pid), RESET_PEAK).context("clear_refs")?;
    let began = Instant::now();
    let path = format!("/desk/export.{}?suspects=1", args.format);
    let reply = get(args.addr, &path, &format!("Authorization: Bearer {}\r\n", args.key))?;
    let took = began.elapsed();
    let peak = peak_kib(args.pid);
    ensure!(reply.status == 200, "the export was answered with {}", reply.status);
    let lines = memchr::memchr_iter(b'\n', &reply.body).count();
    if let Some(file) = &args.keep {
        fs::write(file, &reply.body)?;
    }
    let line = json!({
        "format": args.format, "ms": took.as_millis(), "bytes": reply.body.len(), "lines": lines,
        "rss_before_kib": before, "growth_kib": peak.saturating_sub(before), "rss_after_kib": rss_kib(args.pid),
    });
    println!("{line}");
    Ok(())
}
