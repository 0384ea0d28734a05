//! The floor of a single sign-up: one script call after another on one connection.

use std::time::Instant;

use redis::Script;
use serde_json::json;

use crate::floor_form::SCRIPT;
use crate::stats::{percentile, tenth};

#[derive(clap::Args)]
pub struct Args {
    #[arg(long)]
    redis: String,
    #[arg(long, default_value_t = 1000)]
    count: usize,
    #[arg(long, default_value_t = 100)]
    warm_up: usize,
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    let mut conn = redis::Client::open(args.redis.as_str())?.get_connection()?;
    let script = Script::new(SCRIPT);
    let mut took = Vec::with_capacity(args.count);
    for at in 0..args.warm_up + args.count {
        let phone = format!("13{at:09}");
        let mut call = script.key(format!("person:8:{phone}"));
        call.key("sign-ups").key("counts");
        call.arg("贾建军").arg(&phone).arg("8").arg("解店镇").arg("下午三点后可以接电话");
        let began = Instant::now();
        let _: i64 = call.invoke(&mut conn)?;
        if at >= args.warm_up {
            took.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    let line = json!({
        "count": args.count, "p50_us": tenth(percentile(&took, 0.5)), "p99_us": tenth(percentile(&took, 0.99)),
    });
    println!("{line}");
    Ok(())
}
