//! Flags, environment, signals and exit statuses. Must not contain anything else, which belongs to the library.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono_tz::Tz;
use clap::{Parser, Subcommand};
use daigang::clock::Clock;
use daigang::live::PANIC_TIMEOUT;
use daigang::picture::FontSource;
use daigang::store::child::ChildError;
use daigang::store::open::{OpenError, StoreOptions};
use daigang::web::http::client_address::parse_network;
use daigang::words::Words;
use daigang::{Options, Server, StartError, commands, demo, terminal};
use ipnet::IpNet;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit status if something must be installed first.
const EXIT_SETUP: u8 = 2;

/// 带岗: the companion of a weekly job-fair livestream.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Subcommand)]
enum CliCommand {
    /// Run the show.
    Serve(ServeArgs),
    /// Run a sample show that is on now, with twenty invented jobs, apart from real data.
    Demo(ServeArgs),
    /// Read a job sheet (CSV or XLSX): says what would happen, and writes it when confirmed.
    Import {
        file: PathBuf,
        /// Write without asking.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        store: StoreArgs,
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
        store: StoreArgs,
    },
    /// Play OBS before the show: connect, print what the overlay would show.
    Check {
        /// The overlay's link, with its key.
        url: String,
    },
}

#[derive(clap::Args)]
struct ServeArgs {
    /// Where to listen.
    #[arg(long, env = "DAIGANG_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where people reach the public pages; default: the address that we listen on.
    #[arg(long, env = "DAIGANG_PUBLIC_URL")]
    public_url: Option<String>,
    /// The reverse proxies in front, comma-separated: their X-Forwarded-For has the client's address, which limits need.
    #[arg(long, env = "DAIGANG_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',', value_parser = parse_network)]
    trusted_proxies: Vec<IpNet>,
    /// A font file, or a folder of fonts, for posters and other pictures; default: the fonts of the system.
    #[arg(long, env = "DAIGANG_FONT")]
    font: Option<PathBuf>,
    /// Log lines as JSON.
    #[arg(long, env = "DAIGANG_LOG_JSON")]
    log_json: bool,
    #[command(flatten)]
    store: StoreArgs,
}

/// Where the data is, and its time zone.
#[derive(clap::Args)]
struct StoreArgs {
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

impl StoreArgs {
    fn options(self) -> StoreOptions {
        let Self { data, redis, redis_ca, org, new_store, .. } = self;
        StoreOptions { data, redis, redis_ca, org, new_store }
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
        CliCommand::Serve(args) => finish(serve(args, false).await),
        CliCommand::Demo(args) => finish(serve(args, true).await),
        CliCommand::Import { file, yes, store } => {
            init_logging(false);
            let clock = clock(store.time_zone);
            finish(commands::import(&store.options(), &clock, &file, yes).await)
        }
        CliCommand::Export { what, file, show, full, store } => {
            init_logging(false);
            let clock = clock(store.time_zone);
            let list = commands::List { what, show, full };
            finish(commands::export(&store.options(), &clock, &list, &file).await)
        }
        CliCommand::Check { url } => finish(commands::check(&url).await),
    }
}

fn finish(outcome: Result<(), StartError>) -> ExitCode {
    let Err(why) = outcome else { return ExitCode::SUCCESS };
    let text = match &why {
        StartError::Open(why) => terminal::open_error(Words::default(), why),
        StartError::Other(_) => why.to_string(),
    };
    eprintln!("daigang: {text}");
    match why {
        StartError::Open(OpenError::Child(ChildError::NoServer)) => ExitCode::from(EXIT_SETUP),
        StartError::Open(_) | StartError::Other(_) => ExitCode::FAILURE,
    }
}

fn init_logging(json: bool) {
    let filter = EnvFilter::try_from_env("DAIGANG_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { lines.json().init() } else { lines.with_target(false).init() }
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
fn clock(zone: Tz) -> Clock {
    Clock::new(zone, chrono::Utc::now)
}

async fn serve(args: ServeArgs, sample: bool) -> Result<(), StartError> {
    init_logging(args.log_json);
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|why| anyhow::anyhow!("{} cannot be listened on: {why}", args.listen))?;
    let address = listener.local_addr().map_err(anyhow::Error::from)?;
    let clock = clock(args.store.time_zone);
    let mut store = args.store.options();
    if sample {
        "demo".clone_into(&mut store.org);
    }
    let public_url = args.public_url.unwrap_or_else(|| format!("http://{address}"));
    let trusted_proxies = args.trusted_proxies.into_iter().collect();
    let fonts = args.font.map_or(FontSource::System, FontSource::Path);
    let options = Options { store, public_url, trusted_proxies, panic_timeout: PANIC_TIMEOUT, fonts };
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

/// The first signal shuts down gracefully; the second one exits at once.
async fn stop_on_signal(stop: tokio_util::sync::CancellationToken) {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    let Ok(mut interrupt) = signal(SignalKind::interrupt()) else { return };
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
