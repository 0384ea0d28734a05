//! Flags, environment, signals and exit statuses. Everything else is in the library.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono_tz::Tz;
use clap::{Parser, Subcommand};
use daigang::clock::Clock;
use daigang::{Options, Server, StartError, check, commands, demo, store};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Something that has to be installed or corrected before a start makes sense.
const EXIT_SETUP: u8 = 2;

/// 带岗: the companion of a weekly job-fair livestream.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the show.
    Serve(Serve),
    /// Run a sample show that is on now, with twenty invented jobs, apart from real data.
    Demo(Serve),
    /// Read a job sheet (CSV or XLSX): says what would happen, and writes it when confirmed.
    Import {
        file: PathBuf,
        /// Write without asking.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Write jobs or sign-ups to a file, whose name ends in .csv or .xlsx.
    Export {
        #[arg(value_enum)]
        what: commands::ExportKind,
        file: PathBuf,
        /// Only the sign-ups of this show.
        #[arg(long)]
        show: Option<u32>,
        /// Whole phone numbers instead of masked ones.
        #[arg(long)]
        full: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Play OBS before the show: connect, print what the overlay would show.
    Check {
        /// The overlay's link, with its key.
        url: String,
    },
}

#[derive(clap::Args)]
struct Serve {
    /// Where to listen.
    #[arg(long, env = "DAIGANG_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where people reach the public pages; default: the address that we listen on.
    #[arg(long, env = "DAIGANG_PUBLIC_URL")]
    public_url: Option<String>,
    /// Log lines as JSON.
    #[arg(long, env = "DAIGANG_LOG_JSON")]
    log_json: bool,
    #[command(flatten)]
    place: Place,
}

/// Where the data is, and which clock it goes by.
#[derive(clap::Args)]
struct Place {
    /// Keys, and the data of the own Redis.
    #[arg(long, env = "DAIGANG_DATA", default_value = "./data")]
    data: PathBuf,
    /// Use this Redis (redis://, rediss://, unix://) instead of starting one.
    #[arg(long, env = "DAIGANG_REDIS")]
    redis: Option<String>,
    /// A certificate authority (PEM) for rediss://, instead of the public ones.
    #[arg(long, env = "DAIGANG_REDIS_CA")]
    redis_ca: Option<PathBuf>,
    /// Keeps organisations apart that share one Redis.
    #[arg(long, env = "DAIGANG_ORG", default_value = "county", value_parser = org_name)]
    org: String,
    /// The zone of the show's clock and of validity dates.
    #[arg(long, env = "DAIGANG_TIME_ZONE", default_value = "Asia/Shanghai")]
    time_zone: Tz,
    /// Begin anew on a store that came back empty.
    #[arg(long)]
    new_store: bool,
}

impl Place {
    fn options(self, public_url: String) -> Options {
        let Self { data, redis, redis_ca, org, new_store, .. } = self;
        Options { data, redis, redis_ca, org, public_url, new_store }
    }
}

/// Organisation names become part of key and file names.
fn org_name(text: &str) -> Result<String, String> {
    let fits = !text.is_empty() && text.len() <= 32 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if fits { Ok(text.to_owned()) } else { Err("1 to 32 letters, digits and hyphens".into()) }
}

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(args) => finish(serve(args, false).await),
        Command::Demo(args) => finish(serve(args, true).await),
        Command::Import { file, yes, place } => {
            log(false);
            let clock = clock(place.time_zone);
            finish(commands::import(place.options(String::new()), &clock, &file, yes).await)
        }
        Command::Export { what, file, show, full, place } => {
            log(false);
            let clock = clock(place.time_zone);
            let list = commands::List { what, show, full };
            finish(commands::export(place.options(String::new()), &clock, &list, &file).await)
        }
        Command::Check { url } => finish(check::run(&url).await.map_err(StartError::Other)),
    }
}

fn finish(outcome: Result<(), StartError>) -> ExitCode {
    let Err(why) = outcome else { return ExitCode::SUCCESS };
    eprintln!("daigang: {why}");
    match why {
        StartError::Child(store::child::StartError::NoServer) => ExitCode::from(EXIT_SETUP),
        StartError::Child(_) | StartError::Connect(_) | StartError::Store(_) | StartError::Other(_) => {
            ExitCode::FAILURE
        }
    }
}

fn log(json: bool) {
    let filter = EnvFilter::try_from_env("DAIGANG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { lines.json().init() } else { lines.with_target(false).init() }
}

#[allow(clippy::disallowed_methods, reason = "this is where time comes in")]
fn clock(zone: Tz) -> Clock {
    Clock::new(zone, chrono::Utc::now)
}

async fn serve(args: Serve, sample: bool) -> Result<(), StartError> {
    log(args.log_json);
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|why| anyhow::anyhow!("{} cannot be listened on: {why}", args.listen))?;
    let address = listener.local_addr().map_err(anyhow::Error::from)?;
    let clock = clock(args.place.time_zone);
    let mut options = args.place.options(args.public_url.unwrap_or_else(|| format!("http://{address}")));
    if sample {
        "demo".clone_into(&mut options.org);
    }
    let server = Server::new(options, clock).await?;
    if sample {
        demo::open(server.app()).await?;
    }
    let mut out = std::io::stdout();
    for (name, url) in server.links() {
        writeln!(out, "{name:<9} {url}").map_err(anyhow::Error::from)?;
    }
    out.flush().map_err(anyhow::Error::from)?;
    tokio::spawn(stop_on_signal(server.stopper()));
    server.listen(listener).await;
    server.shutdown().await;
    Ok(())
}

/// The first signal ends gently; a second one ends at once.
async fn stop_on_signal(stop: tokio_util::sync::CancellationToken) {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return;
    };
    loop {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        if stop.is_cancelled() {
            std::process::exit(1);
        }
        stop.cancel();
    }
}
