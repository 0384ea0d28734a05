//! Medians and ratios of the results, as a Markdown table. Each ratio is computed within one round, in which both sides ran on
//! the same machine in the same minute; the table shows the median of these ratios, not the ratio of the medians.

mod measures;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::Value;

use crate::stats::median;
use measures::MEASURES;

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
            Goal::AtMost(most) => (format!("≤ {most} {}", self.unit).trim_end().to_owned(), Some(value <= most)),
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
