//! Medians and ratios of the results, as a Markdown table. Each ratio is computed within one round, in which both sides ran on
//! the same machine in the same minute; the table shows the median of these ratios, not the ratio of the medians.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::Value;

use crate::stats::median;

#[derive(clap::Args)]
pub struct Args {
    /// The folder with the results, such as `fanout.jsonl`.
    folder: PathBuf,
    /// Report only this measure.
    #[arg(long)]
    only: Option<String>,
}

/// The limit that a row is judged by.
enum Goal {
    RatioAtMost(f64),
    RatioAtLeast(f64),
    AtMost(f64),
    /// Reported, not judged.
    None,
}

/// One line of the table. Both sides are computed from the results of one round: ours and the baseline's.
struct Row {
    name: &'static str,
    unit: &'static str,
    goal: Goal,
    ours: fn(&Value, &Value) -> f64,
    base: fn(&Value, &Value) -> f64,
}

struct Measure {
    /// Also the name of its file.
    name: &'static str,
    title: &'static str,
    ours: &'static str,
    base: &'static str,
    /// The field, besides the round, by which results are paired; "" for none.
    by: &'static str,
    rows: &'static [Row],
}

const MEASURES: [Measure; 9] = [
    Measure {
        name: "fanout",
        title: "One stage change to the crowd, against one `write` of one frame a viewer",
        ours: "daigang",
        base: "floor",
        by: "viewers",
        rows: &[
            row(
                "server CPU per delivery, Redis included",
                "µs",
                Goal::RatioAtMost(1.5),
                |d, _| of(d, "cpu_us_per_delivery"),
                |_, f| of(f, "cpu_us_per_delivery"),
            ),
            row(
                "last viewer p50, less the commit",
                "ms",
                Goal::RatioAtMost(1.4),
                |d, f| last_less_commit(d, f) / 1e3,
                |_, f| of(f, "last_p50_us") / 1e3,
            ),
            row(
                "last viewer p50, commit to disk included",
                "ms",
                Goal::None,
                |d, _| of(d, "last_p50_us") / 1e3,
                |_, f| of(f, "last_p50_us") / 1e3,
            ),
            row(
                "overlay p50, against the same with no viewers",
                "ms",
                Goal::RatioAtMost(2.0),
                |d, _| of(d, "overlay_p50_us") / 1e3,
                |d, _| of(d, "alone_overlay_p50_us") / 1e3,
            ),
            row("memory per idle viewer", "KiB", Goal::AtMost(6.0), |d, _| per_viewer(d), |_, f| per_viewer(f)),
            row("frame", "bytes", Goal::None, |d, _| of(d, "frame_bytes"), |_, f| of(f, "frame_bytes")),
        ],
    },
    Measure {
        name: "signup",
        title: "Sign-ups over HTTP, 64 connections, `appendfsync always`, against a bare handler with one script call a request",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("sign-ups a second", "", Goal::RatioAtLeast(1.0), |d, _| of(d, "per_s"), |_, f| of(f, "per_s")),
            row("p50", "ms", Goal::None, |d, _| of(d, "p50_us") / 1e3, |_, f| of(f, "p50_us") / 1e3),
            row("p99", "ms", Goal::None, |d, _| of(d, "p99_us") / 1e3, |_, f| of(f, "p99_us") / 1e3),
            row("server CPU per sign-up", "µs", Goal::None, |d, _| at(d, "cpu_us", 0), |_, f| at(f, "cpu_us", 0)),
            row("Redis CPU per sign-up", "µs", Goal::None, |d, _| at(d, "cpu_us", 1), |_, f| at(f, "cpu_us", 1)),
        ],
    },
    Measure {
        name: "single",
        title: "One sign-up at a time on an idle server, against a bare EVAL",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(1.5), |d, _| of(d, "p50_us") / 1e3, |_, f| of(f, "p50_us") / 1e3),
            row("p99", "ms", Goal::None, |d, _| of(d, "p99_us") / 1e3, |_, f| of(f, "p99_us") / 1e3),
        ],
    },
    Measure {
        name: "paint",
        title: "Press on the panel to the overlay's DOM, committed to disk first, against two pages and a bare `ws` relay",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(1.5), |d, _| of(d, "dom_p50_ms"), |_, f| of(f, "dom_p50_ms")),
            row("p99", "ms", Goal::None, |d, _| of(d, "dom_p99_ms"), |_, f| of(f, "dom_p99_ms")),
        ],
    },
    Measure {
        name: "paint",
        title: "The same, against the relay with each command on its disk before it is sent",
        ours: "daigang",
        base: "disk",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(1.2), |d, _| of(d, "dom_p50_ms"), |_, f| of(f, "dom_p50_ms")),
            row("p99", "ms", Goal::RatioAtMost(1.2), |d, _| of(d, "dom_p99_ms"), |_, f| of(f, "dom_p99_ms")),
        ],
    },
    Measure {
        name: "busy",
        title: "The same with 5,000 viewers and sign-ups at half the greatest rate, against the bare relay with neither",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(2.0), |d, _| of(d, "dom_p50_ms"), |_, f| of(f, "dom_p50_ms")),
            row("p99", "ms", Goal::None, |d, _| of(d, "dom_p99_ms"), |_, f| of(f, "dom_p99_ms")),
        ],
    },
    Measure {
        name: "frame",
        title: "The overlay's work for one card change on a processor six times slower: script, style and layout",
        ours: "daigang",
        base: "daigang",
        by: "",
        rows: &[
            row("until it is painted, p50", "ms", Goal::AtMost(16.0), |d, _| of(d, "change_p50_ms"), no_base),
            row("until it is painted, longest", "ms", Goal::None, |d, _| of(d, "change_max_ms"), no_base),
            row("drawing the next card ahead, later", "ms", Goal::None, |d, _| of(d, "ahead_p50_ms"), no_base),
        ],
    },
    Measure {
        name: "start",
        title: "Start with 100,000 applications stored",
        ours: "daigang",
        base: "daigang",
        by: "",
        rows: &[
            row("ready after its Redis", "ms", Goal::AtMost(1000.0), |d, _| of(d, "after_redis_ms"), no_base),
            row("Redis has read its data", "ms", Goal::None, |d, _| of(d, "redis_ms"), no_base),
            row("resident memory of daigang", "MiB", Goal::None, |d, _| of(d, "rss_kib") / 1024.0, no_base),
            row("resident memory of Redis", "MiB", Goal::None, |d, _| of(d, "redis_rss_kib") / 1024.0, no_base),
        ],
    },
    Measure {
        name: "stall",
        title: "50 viewers beside ten that never read, against 50 alone",
        ours: "stalled",
        base: "alone",
        by: "",
        rows: &[
            row(
                "delivery p50",
                "ms",
                Goal::RatioAtMost(1.1),
                |s, _| of(s, "all_p50_us") / 1e3,
                |_, a| of(a, "all_p50_us") / 1e3,
            ),
            row(
                "delivery p50 less the acknowledgement's",
                "ms",
                Goal::None,
                |s, _| after_ack(s) / 1e3,
                |_, a| after_ack(a) / 1e3,
            ),
            row("memory growth", "KiB", Goal::AtMost(2048.0), |s, _| growth(s), |_, a| growth(a)),
        ],
    },
];

const fn row(
    name: &'static str,
    unit: &'static str,
    goal: Goal,
    ours: fn(&Value, &Value) -> f64,
    base: fn(&Value, &Value) -> f64,
) -> Row {
    Row { name, unit, goal, ours, base }
}

fn of(line: &Value, field: &str) -> f64 {
    line[field].as_f64().unwrap_or(f64::NAN)
}

fn at(line: &Value, field: &str, index: usize) -> f64 {
    line[field][index].as_f64().unwrap_or(f64::NAN)
}

fn no_base(_: &Value, _: &Value) -> f64 {
    f64::NAN
}

fn growth(line: &Value) -> f64 {
    of(line, "rss_end_kib") - of(line, "rss_idle_kib")
}

/// The last viewer's time without the commit, which depends on the disk.
fn after_ack(line: &Value) -> f64 {
    of(line, "all_p50_us") - of(line, "ack_p50_us")
}

fn per_viewer(line: &Value) -> f64 {
    (of(line, "rss_idle_kib") - of(line, "rss_before_kib")) / of(line, "viewers")
}

/// The commit is the time of an acknowledged command without viewers, less the floor's time to its first viewer, because both
/// include one way through the kernel with its wake-ups.
fn last_less_commit(daigang: &Value, floor: &Value) -> f64 {
    of(daigang, "last_p50_us") - (of(daigang, "alone_ack_p50_us") - of(floor, "first_p50_us"))
}

pub fn run(args: &Args) -> anyhow::Result<()> {
    println!("| measure | daigang | baseline | ratio | goal | rounds |\n|---|--:|--:|--:|---|--:|");
    let wanted = |measure: &&Measure| args.only.as_ref().is_none_or(|only| only == measure.name);
    for measure in MEASURES.iter().filter(wanted) {
        let path = args.folder.join(measure.name).with_extension("jsonl");
        // Measures that were not run are not in the table.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let lines: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
        measure.print(&lines.with_context(|| format!("{} is no result", path.display()))?);
    }
    Ok(())
}

impl Measure {
    fn print(&self, lines: &[Value]) {
        let side = |who: &str| -> BTreeMap<(u64, u64), &Value> {
            let lines = lines.iter().filter(|line| line["who"] == who);
            lines
                .map(|line| ((line[self.by].as_u64().unwrap_or(0), line["round"].as_u64().unwrap_or(0)), line))
                .collect()
        };
        let (ours, base) = (side(self.ours), side(self.base));
        let mut groups: BTreeMap<u64, Vec<(&Value, &Value)>> = BTreeMap::new();
        for (key, line) in &ours {
            if let Some(other) = base.get(key) {
                groups.entry(key.0).or_default().push((line, other));
            }
        }
        for (group, pairs) in groups {
            let suffix = if self.by.is_empty() { String::new() } else { format!(" ({group} {})", self.by) };
            println!("| **{}**{suffix} | | | | | |", self.title);
            self.rows.iter().for_each(|row| row.print(&pairs));
        }
    }
}

impl Row {
    fn print(&self, pairs: &[(&Value, &Value)]) {
        let ours: Vec<f64> = pairs.iter().map(|(a, b)| (self.ours)(a, b)).collect();
        let base: Vec<f64> = pairs.iter().map(|(a, b)| (self.base)(a, b)).collect();
        let ratios: Vec<f64> = ours.iter().zip(&base).map(|(ours, base)| ours / base).collect();
        let (value, ratio) = (median(&ours), median(&ratios));
        let (goal, reached) = match self.goal {
            Goal::RatioAtMost(most) => (format!("ratio ≤ {most}"), Some(ratio <= most)),
            Goal::RatioAtLeast(least) => (format!("ratio ≥ {least}"), Some(ratio >= least)),
            Goal::AtMost(most) => (format!("≤ {most} {}", self.unit), Some(value <= most)),
            Goal::None => (String::new(), None),
        };
        let verdict = match reached {
            Some(true) => ", reached",
            Some(false) => ", **missed**",
            None => "",
        };
        let (name, rounds) = (self.name, pairs.len());
        println!(
            "| {name} | {} | {} | {} | {goal}{verdict} | {rounds} |",
            self.show(value),
            self.show(median(&base)),
            number(ratio)
        );
    }

    fn show(&self, value: f64) -> String {
        format!("{} {}", number(value), if value.is_nan() { "" } else { self.unit }).trim().to_owned()
    }
}

/// Rounds to three significant digits.
fn number(value: f64) -> String {
    match value.abs() {
        _ if value.is_nan() => String::new(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
