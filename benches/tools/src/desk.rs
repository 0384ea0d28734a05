//! Measures the desk's pages with three clerks, and the sign-ups beside them: both at fixed rates, over HTTP, as a browser and a
//! reverse proxy send them. Must not know how pages are made.

mod mix;

use std::collections::VecDeque;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::forms::{TYPING, Target};
use crate::http::Loop;
use crate::paced::{Lane, Planned, Sample, run as run_paced};
use crate::proc::{children, rss_kib};
use crate::rng::Rng;
use crate::stats::{percentile, tenth};
use mix::{KINDS, Mix};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: Target,
    /// The key of staff.
    #[arg(long)]
    key: String,
    /// The server.
    #[arg(long)]
    pid: u32,
    #[arg(long, default_value_t = 3)]
    clerks: usize,
    /// Pages of one clerk in a second.
    #[arg(long, default_value_t = 5.0)]
    pages: f64,
    /// Sign-ups in a second.
    #[arg(long, default_value_t = 200.0)]
    rate: f64,
    #[arg(long, default_value_t = 30)]
    seconds: u32,
    /// The place of the first form among all that this store gets, so that each is from a different person.
    #[arg(long, default_value_t = 0)]
    first: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Connections of the reverse proxy: enough that no form waits for one.
const CONNECTIONS: usize = 64;
/// The kind of a sign-up, behind those of pages.
const SIGN_UP: usize = KINDS.len();

pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut rng = Rng::new(args.seed);
    let mut lanes = vec![sign_ups(args, &mut rng)?];
    if args.clerks > 0 {
        let mix = Mix::prepare(args.target.addr, &args.key, &mut rng)?;
        lanes.extend((0..args.clerks).map(|_| clerk(args, &mix, &mut rng)));
    }
    sleep(TYPING);
    let samples = run_paced(args.target.addr, lanes)?;
    println!("{}", report(args, &samples));
    Ok(())
}

/// Sign-ups at random times, as people send them.
fn sign_ups(args: &Args, rng: &mut Rng) -> anyhow::Result<Lane> {
    let times = times(args.rate, args.seconds, rng);
    let mut http = Loop::new(args.target.addr, CONNECTIONS)?;
    let pages = args.target.pages(&mut http, times.len())?;
    let planned = times.into_iter().zip(pages).enumerate().map(|(at, (due, (token, numbering)))| {
        let bytes = args.target.post(args.first + at, &token, &numbering);
        Planned { due, kind: SIGN_UP, bytes }
    });
    Ok(Lane { connections: CONNECTIONS, requests: planned.collect(), from_due: true })
}

fn clerk(args: &Args, mix: &Mix, rng: &mut Rng) -> Lane {
    let planned = times(args.pages, args.seconds, rng).into_iter().map(|due| {
        let (kind, bytes) = mix.draw(rng);
        Planned { due, kind, bytes }
    });
    Lane { connections: 1, requests: planned.collect::<VecDeque<_>>(), from_due: false }
}

fn times(rate: f64, seconds: u32, rng: &mut Rng) -> Vec<Duration> {
    let mut at = 0.0;
    let next = std::iter::from_fn(|| {
        at += rng.wait(1.0 / rate);
        (at < f64::from(seconds)).then(|| Duration::from_secs_f64(at))
    });
    next.collect()
}

fn report(args: &Args, samples: &[Sample]) -> Value {
    let took = |wanted: &dyn Fn(usize) -> bool| -> Vec<f64> {
        let chosen = samples.iter().filter(|sample| wanted(sample.kind));
        chosen.map(|sample| sample.took.as_secs_f64() * 1e6).collect()
    };
    let failed = |sample: &&Sample| match sample.kind {
        SIGN_UP => sample.status != 303,
        _ => !matches!(sample.status, 200 | 204 | 303),
    };
    let redis: u64 = children(args.pid).into_iter().map(rss_kib).sum();
    let mut line = json!({
        "clerks": args.clerks, "rate": args.rate, "failures": samples.iter().filter(failed).count(),
        "rss_kib": rss_kib(args.pid), "redis_rss_kib": redis,
    });
    let mut add = |name: &str, took: &[f64]| {
        line[format!("{name}_n")] = json!(took.len());
        line[format!("{name}_p50_us")] = json!(tenth(percentile(took, 0.5)));
        line[format!("{name}_p99_us")] = json!(tenth(percentile(took, 0.99)));
    };
    add("sign_up", &took(&|kind| kind == SIGN_UP));
    if args.clerks > 0 {
        add("pages", &took(&|kind| kind != SIGN_UP));
        for (place, kind) in KINDS.iter().enumerate() {
            add(kind.name, &took(&|kind| kind == place));
        }
    }
    line
}
