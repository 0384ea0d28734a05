//! Submits sign-up forms over keep-alive connections and measures rate and latency.
//!
//! Each form is from a different person. With `--pages` each form belongs to a page of its own, which is fetched before the
//! run; the run starts after the time that a person needs to type, so that the token is as valid as a person's. The floor
//! gets the same bytes with an invented token. Any answer but 303 ends the run.
//!
//! The requests are those of a reverse proxy on the same machine: each form comes from a client address of its own, so that
//! all rules apply and no limit refuses it.

use std::net::SocketAddr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::json;

use crate::http::{Answer, Loop};
use crate::proc::{cpu_us, rss_kib};
use crate::stats::{percentile, tenth};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: Target,
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Measured forms.
    #[arg(long, default_value_t = 40_000)]
    count: usize,
    #[arg(long, default_value_t = 4_000)]
    warm_up: usize,
    /// Fetch a page for each form.
    #[arg(long)]
    pages: bool,
    /// Without pages: the length of each form, so that the floor reads as many bytes.
    #[arg(long, default_value_t = 0)]
    form_bytes: usize,
    /// Forms per second until this process ends, without pages: background load instead of a measurement.
    #[arg(long)]
    rate: Option<f64>,
    /// Processes whose processor time is reported: the server, then its Redis.
    #[arg(long = "pid", num_args = 1)]
    pids: Vec<u32>,
}

/// The form of one card.
#[derive(Clone, clap::Args)]
pub struct Target {
    #[arg(long)]
    pub addr: SocketAddr,
    /// The address of the card's page and of its form: card 8 of the sample show.
    #[arg(long, default_value = "/42/8")]
    path: String,
}

/// A form that follows its page sooner counts as a robot's in daigang.
pub const TYPING: Duration = Duration::from_millis(3_200);
/// Values of each of three digits' places in an invented address, all with three digits, so that all forms are equally long.
const OCTETS: usize = 150;
/// For servers that do not check it: the floor, and daigang when a form's age and numbering do not matter.
pub const NO_TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789ab0123456789abcdef0123456789abcdef";

pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut http = Loop::new(args.target.addr, args.connections)?;
    if let Some(rate) = args.rate {
        return load(&mut http, args, rate);
    }
    let total = args.warm_up + args.count;
    let requests = if args.pages {
        let pages = args.target.pages(&mut http, total)?;
        sleep(TYPING);
        pages.iter().enumerate().map(|(at, (token, numbering))| args.target.post(at, token, numbering)).collect()
    } else {
        let missing = args.form_bytes.saturating_sub(args.target.post(0, NO_TOKEN, "").len());
        let pad = "0".repeat(missing);
        (0..total).map(|at| args.target.post(at, NO_TOKEN, &pad)).collect::<Vec<_>>()
    };
    let (warm_up, measured) = requests.split_at(args.warm_up);
    http.run(warm_up.iter().map(Vec::as_slice), accepted)?;
    let before: Vec<f64> = args.pids.iter().map(|pid| cpu_us(*pid)).collect();
    let (mut took, began) = (Vec::with_capacity(args.count), Instant::now());
    http.run(measured.iter().map(Vec::as_slice), |answer| {
        took.push(answer.took.as_secs_f64() * 1e6);
        accepted(answer)
    })?;
    let seconds = began.elapsed().as_secs_f64();
    let cpu = args.pids.iter().zip(before).map(|(pid, before)| (cpu_us(*pid) - before) / args.count as f64);
    let line = json!({
        "connections": args.connections, "count": args.count, "per_s": (args.count as f64 / seconds).round(),
        "p50_us": tenth(percentile(&took, 0.5)), "p99_us": tenth(percentile(&took, 0.99)),
        "cpu_us": cpu.map(tenth).collect::<Vec<_>>(),
        "rss_kib": args.pids.iter().map(|pid| rss_kib(*pid)).collect::<Vec<_>>(),
        "form_bytes": requests.last().map(Vec::len),
    });
    println!("{line}");
    Ok(())
}

fn load(http: &mut Loop, args: &Args, rate: f64) -> anyhow::Result<()> {
    let began = Instant::now();
    let paced = (0_usize..).map(|at| {
        sleep(Duration::from_secs_f64(at as f64 / rate).saturating_sub(began.elapsed()));
        args.target.post(at, NO_TOKEN, "")
    });
    http.run(paced, accepted)
}

fn accepted(answer: &Answer<'_>) -> anyhow::Result<()> {
    match answer.status {
        303 => Ok(()),
        status => bail!("{status}: {}", String::from_utf8_lossy(answer.body)),
    }
}

impl Target {
    /// Fetches one page per form; returns their hidden fields.
    pub fn pages(&self, http: &mut Loop, count: usize) -> anyhow::Result<Vec<(String, String)>> {
        let get = format!("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", self.path, self.addr).into_bytes();
        let mut pages = Vec::with_capacity(count);
        http.run(std::iter::repeat_n(get.as_slice(), count), |answer| {
            let page = std::str::from_utf8(answer.body)?;
            let hidden = |name: &str| {
                let mark = format!("name=\"{name}\" value=\"");
                let value = page.split_once(&mark).and_then(|(_, rest)| rest.split_once('"'));
                value
                    .map(|(value, _)| value.to_owned())
                    .with_context(|| format!("a page ({}) without {name}", answer.status))
            };
            pages.push((hidden("token")?, hidden("numbering")?));
            Ok(())
        })?;
        Ok(pages)
    }

    /// The form of one person. The phone is 13 and nine digits of `at`, so that no two are alike.
    #[must_use]
    pub fn post(&self, at: usize, token: &str, numbering: &str) -> Vec<u8> {
        let name = "%E8%B4%BE%E5%BB%BA%E5%86%9B";
        let township = "%E8%A7%A3%E5%BA%97%E9%95%87";
        let note = "%E4%B8%8B%E5%8D%88%E4%B8%89%E7%82%B9%E5%90%8E%E5%8F%AF%E4%BB%A5%E6%8E%A5%E7%94%B5%E8%AF%9D";
        let card = self.path.rsplit('/').next().unwrap_or_default();
        let body = format!(
            "token={token}&numbering={numbering}&jobs={card}&name={name}&phone=13{at:09}&township={township}\
             &party=2&call_time=any&note={note}&website=&over16=1&consent=1"
        );
        let (path, addr, length, visitor) = (&self.path, self.addr, body.len(), visitor(at));
        format!(
            "POST {path} HTTP/1.1\r\nHost: {addr}\r\nX-Forwarded-For: {visitor}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// The client address of a form: three million different ones.
fn visitor(at: usize) -> String {
    let octet = |place: u32| 100 + at / OCTETS.pow(place) % OCTETS;
    format!("10.{}.{}.{}", octet(2), octet(1), octet(0))
}
