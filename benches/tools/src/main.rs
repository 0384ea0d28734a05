//! The program behind `benches/run`: load clients, floors (the smallest servers to compare with), the report, and the filling of
//! a store. Must not know daigang's code, only its addresses and frames, because it measures from outside; only `fill` does.

mod crowd;
mod desk;
mod eval;
mod export;
mod fill;
mod floor_fan;
mod floor_form;
mod forms;
mod http;
mod oneshot;
mod paced;
mod pages;
mod proc;
mod ready;
mod report;
mod rng;
mod stats;
mod stay;
mod ws;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Client: measures the time until a stage change has reached each viewer.
    Crowd(crowd::Args),
    /// Client: viewers that stay connected until this process ends.
    Stay(stay::Args),
    /// Client: submits sign-up forms over keep-alive connections.
    Forms(forms::Args),
    /// Fills the store of a data directory with invented people.
    Fill(fill::Args),
    /// Client: measures pages of the desk, and sign-ups beside them.
    Desk(desk::Args),
    /// Client: measures what the pages of viewers cost.
    Pages(pages::Args),
    /// Client: measures an export.
    Export(export::Args),
    /// Client: calls one script after another on one connection to Redis.
    Eval(eval::Args),
    /// Client: measures the time until a starting server is ready.
    Ready(ready::Args),
    /// Floor: one thread, one pre-encoded frame, one write per viewer.
    FloorFan(floor_fan::Args),
    /// Floor: a bare axum handler, one script call per request, no validation.
    FloorForm(floor_form::Args),
    /// Medians and ratios of the results, as a Markdown table.
    Report(report::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Crowd(args) => crowd::run(&args),
        Command::Stay(args) => stay::run(&args),
        Command::Forms(args) => forms::run(&args),
        Command::Fill(args) => fill::run(&args),
        Command::Desk(args) => desk::run(&args),
        Command::Pages(args) => pages::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Ready(args) => ready::run(&args),
        Command::FloorFan(args) => floor_fan::run(&args),
        Command::FloorForm(args) => floor_form::run(&args),
        Command::Report(args) => report::run(&args),
    }
}
