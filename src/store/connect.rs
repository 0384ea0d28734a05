//! Connections to a Redis server: deadlines, the minimum version, and how durable its writes are. Must not know keys, scripts
//! or how the supervised server is restarted.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig, MultiplexedConnection};
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo as _, RedisError,
    RedisResult, ServerErrorKind, TlsCertificates, cmd,
};

/// Deadline for the answer of a command, which may have been done all the same: only a retry with the same token is safe.
pub const RESPONSE_TIMEOUT: Duration = Duration::from_secs(2);
/// Deadline for one attempt to connect, name lookup, TLS and password included.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Longest time that one `XREAD BLOCK` on [`Connections::blocking`] may block.
pub const BLOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// Deadline for loading the data at start (about a minute for each 10 GB on a small disk).
pub const LOADING_TIMEOUT: Duration = Duration::from_secs(300);
/// Time without acknowledgement after which a connection counts as broken; the kernel's default is 15 minutes.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(3);
/// A refused socket fails at once, so that five attempts (about a second) outlast a restart of the supervised server.
const SOCKET_RETRIES: usize = 4;
/// On a dead network each attempt takes [`CONNECT_TIMEOUT`], while a person waits.
const NETWORK_RETRIES: usize = 1;
/// First delay between two attempts (a random factor of up to two is applied to each).
const RETRY_DELAY_MIN: Duration = Duration::from_millis(50);
/// Longest delay between two attempts.
const RETRY_DELAY_MAX: Duration = Duration::from_millis(250);
/// Interval at which a starting server is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(10);
/// The minimum version: functions, `SHUTDOWN` while loading and several names in one `CONFIG GET` came with 7.0.
const VERSION_MIN: (u32, u32) = (7, 0);

/// Why there is no connection. Contains the server's address, but never a user or a password.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The URL cannot be parsed. It is not quoted, because any part of it may be the password.
    #[error("the URL of Redis cannot be parsed")]
    Url,
    /// No connection, or an unexpected answer.
    #[error("Redis ({at}) cannot be reached: {cause}")]
    Unreachable {
        /// The address.
        at: String,
        /// The cause.
        cause: String,
    },
    /// The server rejects user or password.
    #[error("Redis ({at}) rejects this user or password")]
    Password {
        /// The address.
        at: String,
    },
    /// The server is older than 7.0.
    #[error("Redis ({at}) has version {version}, but 7.0 or newer is needed")]
    TooOld {
        /// The address.
        at: String,
        /// The version.
        version: String,
    },
    /// The server did not finish loading its data in time.
    #[error("Redis ({at}) was still loading its data after {} s", LOADING_TIMEOUT.as_secs())]
    Loading {
        /// The address.
        at: String,
    },
}

/// The connections to one server. Cheap to clone.
#[derive(Clone)]
pub struct Connections {
    client: Client,
    commands: ConnectionManager,
}

impl Connections {
    /// The shared connection for commands. Never block on it, because all other answers would wait.
    ///
    /// After an outage the first command fails, and starts the next attempt to connect. A health check every second makes
    /// sure that this command is not a person's.
    #[must_use]
    pub fn commands(&self) -> ConnectionManager {
        self.commands.clone()
    }

    /// A separate connection, on which an `XREAD` may block for [`BLOCK_TIMEOUT`]. It does not reconnect.
    pub async fn blocking(&self) -> RedisResult<MultiplexedConnection> {
        // With a deadline, because a network that drops all packets would block the follower for ever.
        connect_client(&self.client, BLOCK_TIMEOUT + RESPONSE_TIMEOUT).await
    }
}

/// Connects to `redis://`, `rediss://` or `unix://`, or to the absolute path of a socket, and waits until the server has
/// loaded its data.
///
/// `authority` is a certificate authority in PEM for `rediss://`, instead of the public ones.
pub async fn connect(url: &str, authority: Option<Vec<u8>>) -> Result<Connections, ConnectError> {
    if url.starts_with('/') {
        return connect_socket(Path::new(url)).await;
    }
    let info = url.into_connection_info().map_err(|_| ConnectError::Url)?;
    let settings = info.redis_settings();
    let network = !matches!(info.addr(), ConnectionAddr::Unix(_));
    // `redis://me:12#3@host` parses as port 12 of the host `me`: the address in an error would be half of the password.
    if network && url.contains('@') && settings.username().is_none() && settings.password().is_none() {
        return Err(ConnectError::Url);
    }
    if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
        // Without a choice, a handshake panics as soon as any crate compiles a second provider in. An error only means that
        // the choice was made before.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    open(info, authority).await
}

/// Connects to the server that listens on a local socket.
pub async fn connect_socket(socket: &Path) -> Result<Connections, ConnectError> {
    let info = ConnectionAddr::Unix(socket.to_owned()).into_connection_info().map_err(|_| ConnectError::Url)?;
    open(info, None).await
}

async fn open(info: ConnectionInfo, authority: Option<Vec<u8>>) -> Result<Connections, ConnectError> {
    let at = info.addr().to_string();
    let secret = info.redis_settings().password().unwrap_or_default().to_owned();
    let explain = |why: RedisError| explain(&at, &secret, &why);
    let retries = match info.addr() {
        ConnectionAddr::Unix(_) => SOCKET_RETRIES,
        _ => NETWORK_RETRIES,
    };
    let info = info.set_tcp_settings(tcp_settings());
    let client = match authority {
        None => Client::open(info),
        some => Client::build_with_tls(info, TlsCertificates { client_tls: None, root_cert: some }),
    };
    let client = client.map_err(explain)?;
    // The first connection has no retries, so that a wrong password is reported at once.
    let mut first = connect_client(&client, RESPONSE_TIMEOUT).await.map_err(explain)?;
    match tokio::time::timeout(LOADING_TIMEOUT, until_loaded(&mut first)).await {
        Ok(loaded) => loaded.map_err(explain)?,
        Err(_) => return Err(ConnectError::Loading { at }),
    }
    match server_version(&mut first).await.map_err(explain)? {
        Some(version) if !new_enough(&version) => return Err(ConnectError::TooOld { at, version }),
        Some(_) => {}
        None => tracing::warn!(%at, "this Redis hides its version; it must be 7.0 or newer"),
    }
    let config = ConnectionManagerConfig::new()
        .set_response_timeout(Some(RESPONSE_TIMEOUT))
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_number_of_retries(retries)
        .set_min_delay(RETRY_DELAY_MIN)
        .set_max_delay(RETRY_DELAY_MAX);
    let commands = client.get_connection_manager_with_config(config).await.map_err(explain)?;
    Ok(Connections { client, commands })
}

fn tcp_settings() -> TcpSettings {
    let settings = TcpSettings::default().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(TCP_USER_TIMEOUT);
    settings
}

fn explain(at: &str, secret: &str, why: &RedisError) -> ConnectError {
    let at = at.to_owned();
    if why.kind() == ErrorKind::AuthenticationFailed || matches!(why.code(), Some("NOAUTH" | "WRONGPASS")) {
        return ConnectError::Password { at };
    }
    // No message of the client library contains the password today; this also holds for later versions.
    let cause = if secret.is_empty() { why.to_string() } else { why.to_string().replace(secret, "…") };
    ConnectError::Unreachable { at, cause }
}

async fn connect_client(client: &Client, response: Duration) -> RedisResult<MultiplexedConnection> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT_TIMEOUT)).set_response_timeout(Some(response));
    client.get_multiplexed_async_connection_with_config(&config).await
}

/// Connects to a socket once, without retries.
pub(super) async fn connect_once(socket: &Path) -> RedisResult<MultiplexedConnection> {
    connect_client(&Client::open(ConnectionAddr::Unix(socket.to_owned()))?, RESPONSE_TIMEOUT).await
}

/// Waits until a server on `socket` answers and has loaded its data. Has no deadline; the caller sets one.
pub async fn until_ready(socket: &Path) {
    loop {
        if let Ok(mut connection) = connect_once(socket).await
            && until_loaded(&mut connection).await.is_ok()
        {
            return;
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Waits while the server answers that it is loading. Any other answer, also an error, means that it has finished.
async fn until_loaded(connection: &mut MultiplexedConnection) -> RedisResult<()> {
    loop {
        match cmd("PING").exec_async(connection).await {
            Err(why) if why.kind() == ErrorKind::Server(ServerErrorKind::BusyLoading) => {}
            Err(why) if !is_refusal(&why) => return Err(why),
            Ok(()) | Err(_) => return Ok(()),
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Whether the server answered with an error.
fn is_refusal(why: &RedisError) -> bool {
    matches!(why.kind(), ErrorKind::Server(_) | ErrorKind::Extension)
}

/// The version; `None` if the server hides it.
async fn server_version(connection: &mut impl ConnectionLike) -> RedisResult<Option<String>> {
    match cmd("INFO").arg("server").query_async::<String>(connection).await {
        Ok(info) => Ok(version_after(&info, "redis_version:").map(str::to_owned)),
        Err(why) if is_refusal(&why) && why.code() != Some("NOAUTH") => Ok(None),
        Err(why) => Err(why),
    }
}

/// The word after `mark`, which is `v=` in the output of `redis-server --version`, and `redis_version:` in INFO.
pub(super) fn version_after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark)?.1.split_whitespace().next()
}

/// Whether a version is new enough. One that cannot be parsed is accepted, because it is probably newer.
pub(super) fn new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map_while(|part| part.parse::<u32>().ok());
    let Some(major) = numbers.next() else { return true };
    (major, numbers.next().unwrap_or(0)) >= VERSION_MIN
}

/// The state of the append-only file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aof {
    /// Not written.
    Off,
    /// Written.
    On,
    /// On, but the last write failed: the disk is full or broken.
    Failing,
}

/// When Redis syncs the append-only file to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fsync {
    /// Before it answers.
    Always,
    /// Once a second.
    EverySecond,
    /// When the operating system decides, about every half minute.
    System,
}

/// The durability settings of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Durability {
    /// Whether the settings are known; managed servers often hide them. The other fields are meaningless if not.
    pub known: bool,
    /// The append-only file.
    pub aof: Aof,
    /// Its sync.
    pub fsync: Fsync,
    /// Whether keys are evicted when memory runs short.
    pub evicts: bool,
}

/// The worst that can happen to an acknowledged write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// The settings are hidden.
    Unproven,
    /// Lost when the process dies.
    NoAof,
    /// The append-only file cannot be written at the moment.
    Failing,
    /// Evicted when memory runs short.
    Evicted,
    /// A power cut loses at most the last second of writes.
    OneSecond,
    /// A power cut loses up to about half a minute of writes.
    HalfMinute,
}

impl Durability {
    const UNKNOWN: Self = Self { known: false, aof: Aof::Off, fsync: Fsync::System, evicts: false };

    /// The worst risk; `None` if acknowledged writes are durable.
    #[must_use]
    pub fn risk(&self) -> Option<Risk> {
        match (self.known, self.aof, self.evicts, self.fsync) {
            (false, ..) => Some(Risk::Unproven),
            (_, Aof::Off, ..) => Some(Risk::NoAof),
            (_, Aof::Failing, ..) => Some(Risk::Failing),
            (_, Aof::On, true, _) => Some(Risk::Evicted),
            (_, Aof::On, _, Fsync::EverySecond) => Some(Risk::OneSecond),
            (_, Aof::On, _, Fsync::System) => Some(Risk::HalfMinute),
            (_, Aof::On, _, Fsync::Always) => None,
        }
    }

    /// Whether acknowledged writes survive a power cut, and nothing is evicted.
    #[must_use]
    pub fn safe(&self) -> bool {
        self.risk().is_none()
    }
}

/// Reads the durability settings. Cheap enough for every second. Fails only if the server does not answer.
pub async fn durability(connection: &mut impl ConnectionLike) -> RedisResult<Durability> {
    let mut command = cmd("CONFIG");
    command.arg("GET").arg(&["appendonly", "appendfsync", "maxmemory", "maxmemory-policy"]);
    let config: HashMap<String, String> = match command.query_async(connection).await {
        Ok(config) => config,
        Err(why) if is_refusal(&why) => return Ok(Durability::UNKNOWN),
        Err(why) => return Err(why),
    };
    // INFO may be forbidden although CONFIG is not; then the configuration alone decides.
    let info: String = match cmd("INFO").arg("persistence").query_async(connection).await {
        Err(why) if is_refusal(&why) => String::new(),
        answer => answer?,
    };
    Ok(judge(&config, &info))
}

fn judge(config: &HashMap<String, String>, info: &str) -> Durability {
    let of = |name: &str| config.get(name).map(String::as_str);
    let (Some(appendonly), Some(appendfsync), Some(memory), Some(policy)) =
        (of("appendonly"), of("appendfsync"), of("maxmemory"), of("maxmemory-policy"))
    else {
        return Durability::UNKNOWN;
    };
    Durability {
        known: true,
        aof: match appendonly {
            "yes" if info.contains("aof_last_write_status:err") => Aof::Failing,
            "yes" => Aof::On,
            _ => Aof::Off,
        },
        fsync: match appendfsync {
            "always" => Fsync::Always,
            "everysec" => Fsync::EverySecond,
            _ => Fsync::System,
        },
        // Without a memory limit the eviction policy has no effect.
        evicts: memory != "0" && policy != "noeviction",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_both_servers() {
        let redis = "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64";
        assert_eq!(version_after(redis, "v="), Some("7.0.15"));
        assert_eq!(version_after("Valkey server v=9.1.2 sha=0", "v="), Some("9.1.2"));
        assert_eq!(version_after("# Server\r\nredis_version:6.2.14\r\n", "redis_version:"), Some("6.2.14"));
    }

    #[test]
    fn the_minimum_version_is_seven() {
        assert!(["7.0.0", "7.2.4", "10.0", "7", "unstable", "255.255.255"].into_iter().all(new_enough));
        assert!(!["6.2.14", "5.0", "6"].into_iter().any(new_enough));
    }

    #[test]
    fn a_failing_file_and_a_missing_answer_are_not_safe() {
        let config = |policy: &str| {
            let pairs =
                [("appendonly", "yes"), ("appendfsync", "always"), ("maxmemory", "1"), ("maxmemory-policy", policy)];
            pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<HashMap<_, _>>()
        };
        assert_eq!(judge(&config("noeviction"), "aof_last_write_status:ok").risk(), None);
        assert_eq!(judge(&config("noeviction"), "aof_last_write_status:err").risk(), Some(Risk::Failing));
        assert_eq!(judge(&config("allkeys-lru"), "").risk(), Some(Risk::Evicted));
        assert_eq!(judge(&HashMap::new(), "").risk(), Some(Risk::Unproven));
    }
}
