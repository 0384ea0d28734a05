//! One program for all that `benches/run` needs: load clients, floors, the report. Knows nothing of daigang's code, only its
//! addresses and frames: it measures what anybody outside would see.

mod crowd;
mod eval;
mod floor_fan;
mod floor_form;
mod forms;
mod http;
mod proc;
mod ready;
mod report;
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
    /// Client: viewers' sockets, and the time until a stage change has reached each of them.
    Crowd(crowd::Args),
    /// Client: viewers' sockets that stay until this process ends.
    Stay(stay::Args),
    /// Client: sign-up forms over kept-alive connections.
    Forms(forms::Args),
    /// Client: one script call after the other, on one connection to Redis.
    Eval(eval::Args),
    /// Client: how long a starting server takes until it is ready.
    Ready(ready::Args),
    /// Floor: one thread, one pre-encoded frame, one write a viewer.
    FloorFan(floor_fan::Args),
    /// Floor: a bare axum handler, one script call a request, no validation.
    FloorForm(floor_form::Args),
    /// Medians and ratios of the results, as a Markdown table.
    Report(report::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Crowd(args) => crowd::run(&args),
        Command::Stay(args) => stay::run(&args),
        Command::Forms(args) => forms::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Ready(args) => ready::run(&args),
        Command::FloorFan(args) => floor_fan::run(&args),
        Command::FloorForm(args) => floor_form::run(&args),
        Command::Report(args) => report::run(&args),
    }
}
