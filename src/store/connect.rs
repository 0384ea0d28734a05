//! Connections to a Redis server: deadlines, the version floor, and what a power cut would cost. Must not know keys, scripts
//! or how a server of ours is kept alive.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig, MultiplexedConnection};
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo as _, RedisError,
    RedisResult, ServerErrorKind, TlsCertificates, cmd,
};

/// How long a command waits for its answer. One that ran out may still have been done: only a repeat with the same token is safe.
pub const RESPONSE: Duration = Duration::from_secs(2);
/// How long one attempt to connect may take, name lookup, TLS and password included.
pub const CONNECT: Duration = Duration::from_secs(1);
/// How long one `XREAD BLOCK` on [`Connections::blocking`] may ask the server to wait.
pub const BLOCK: Duration = Duration::from_secs(5);
/// How long a server may read its data at start (about a minute for each 10 GB on a small disk).
pub const LOADING: Duration = Duration::from_secs(300);
/// How long a network may swallow what we sent before the connection counts as broken; the kernel's own limit is 15 minutes.
const SILENCE: Duration = Duration::from_secs(3);
/// A refused socket answers at once, so that five attempts (about a second) outlast a restart of the child.
const SOCKET_RETRIES: usize = 4;
/// A dead network takes [`CONNECT`] an attempt, and somebody is waiting.
const NETWORK_RETRIES: usize = 1;
/// The first and the longest wait between two attempts (each is stretched at random to at most twice).
const RETRY_FIRST: Duration = Duration::from_millis(50);
const RETRY_MOST: Duration = Duration::from_millis(250);
/// How often a starting server is asked whether it is ready.
const POLL: Duration = Duration::from_millis(10);
/// Functions, `SHUTDOWN` while loading and several names in one `CONFIG GET` came with 7.0.
const FLOOR: (u32, u32) = (7, 0);

/// Why there is no connection. Holds the server's address, and never a user or a password.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The text is not shown, because what was not understood may hold the password anywhere.
    #[error("看不懂 Redis 地址。应当像 redis://用户:密码@主机:6379/0；密码里的 @ : / # ? 要写成 %40 %3A %2F %23 %3F")]
    Url,
    #[error("连不上 Redis（{at}）：{cause}")]
    Unreachable { at: String, cause: String },
    #[error("Redis（{at}）不接受这个用户或密码")]
    Password { at: String },
    #[error("Redis（{at}）的版本是 {version}，需要 7.0 或更新的版本")]
    TooOld { at: String, version: String },
    #[error("Redis（{at}）读取数据超过 {} 秒还没有读完", LOADING.as_secs())]
    Loading { at: String },
}

/// A way to one server. Cheap to clone.
#[derive(Clone)]
pub struct Connections {
    client: Client,
    commands: ConnectionManager,
}

impl Connections {
    /// The shared connection for commands; clone it at will, and never block on it: everybody's answers would wait behind.
    ///
    /// After an outage its first command still fails, and so starts the next attempt to connect. Whoever watches the store
    /// should ask something every second, so that this command is not a person's.
    #[must_use]
    pub fn commands(&self) -> ConnectionManager {
        self.commands.clone()
    }

    /// A connection of its own, on which an `XREAD` may block for [`BLOCK`]. It ends with its server: then ask for another.
    pub async fn blocking(&self) -> RedisResult<MultiplexedConnection> {
        // Not without a deadline: a network that swallows everything would leave the follower waiting for ever.
        single(&self.client, BLOCK + RESPONSE).await
    }
}

/// Connects to `redis://`, `rediss://` or `unix://`, or to the absolute path of a socket, and waits while the server reads its data.
///
/// `authority` is a certificate authority in PEM that a `rediss://` server may be signed by, instead of the public ones.
pub async fn connect(url: &str, authority: Option<Vec<u8>>) -> Result<Connections, ConnectError> {
    if url.starts_with('/') {
        return connect_socket(Path::new(url)).await;
    }
    let info = url.into_connection_info().map_err(|_| ConnectError::Url)?;
    let settings = info.redis_settings();
    let network = !matches!(info.addr(), ConnectionAddr::Unix(_));
    // `redis://me:12#3@host` parses as port 12 of the host `me`: what would be shown as the address is half a password.
    if network && url.contains('@') && settings.username().is_none() && settings.password().is_none() {
        return Err(ConnectError::Url);
    }
    if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
        // As soon as a second provider is compiled in, by any crate, a handshake without a choice panics.
        // An error says that the choice was made before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    open(info, authority).await
}

/// Connects to the server that listens on a socket of this machine.
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
    // The first connection is made by hand: no retries, so that a wrong password is told at once.
    let mut first = single(&client, RESPONSE).await.map_err(explain)?;
    match tokio::time::timeout(LOADING, until_loaded(&mut first)).await {
        Ok(loaded) => loaded.map_err(explain)?,
        Err(_) => return Err(ConnectError::Loading { at }),
    }
    match server_version(&mut first).await.map_err(explain)? {
        Some(version) if !new_enough(&version) => return Err(ConnectError::TooOld { at, version }),
        Some(_) => {}
        None => tracing::warn!(%at, "this Redis does not tell its version; it should be 7.0 or newer"),
    }
    let config = ConnectionManagerConfig::new()
        .set_response_timeout(Some(RESPONSE))
        .set_connection_timeout(Some(CONNECT))
        .set_number_of_retries(retries)
        .set_min_delay(RETRY_FIRST)
        .set_max_delay(RETRY_MOST);
    let commands = client.get_connection_manager_with_config(config).await.map_err(explain)?;
    Ok(Connections { client, commands })
}

fn tcp_settings() -> TcpSettings {
    let settings = TcpSettings::default().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(SILENCE);
    settings
}

fn explain(at: &str, secret: &str, why: &RedisError) -> ConnectError {
    let at = at.to_owned();
    if why.kind() == ErrorKind::AuthenticationFailed || matches!(why.code(), Some("NOAUTH" | "WRONGPASS")) {
        return ConnectError::Password { at };
    }
    // No message of the client library holds the password today; this keeps it so.
    let cause = if secret.is_empty() { why.to_string() } else { why.to_string().replace(secret, "…") };
    ConnectError::Unreachable { at, cause }
}

async fn single(client: &Client, response: Duration) -> RedisResult<MultiplexedConnection> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(Some(response));
    client.get_multiplexed_async_connection_with_config(&config).await
}

/// One connection to a socket, without retries.
pub(super) async fn knock(socket: &Path) -> RedisResult<MultiplexedConnection> {
    single(&Client::open(ConnectionAddr::Unix(socket.to_owned()))?, RESPONSE).await
}

/// Waits until a server on `socket` answers and has read its data. Has no deadline: the caller knows what is bearable.
pub async fn until_ready(socket: &Path) {
    loop {
        if let Ok(mut connection) = knock(socket).await
            && until_loaded(&mut connection).await.is_ok()
        {
            return;
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Waits while the server answers only that it is loading. Any other answer, also a refusal, is one of a server at work.
async fn until_loaded(connection: &mut MultiplexedConnection) -> RedisResult<()> {
    loop {
        match cmd("PING").exec_async(connection).await {
            Err(why) if why.kind() == ErrorKind::Server(ServerErrorKind::BusyLoading) => {}
            Err(why) if !is_refusal(&why) => return Err(why),
            Ok(()) | Err(_) => return Ok(()),
        }
        tokio::time::sleep(POLL).await;
    }
}

/// The server understood and said no.
fn is_refusal(why: &RedisError) -> bool {
    matches!(why.kind(), ErrorKind::Server(_) | ErrorKind::Extension)
}

/// `None` where the server does not want to say.
async fn server_version(connection: &mut impl ConnectionLike) -> RedisResult<Option<String>> {
    match cmd("INFO").arg("server").query_async::<String>(connection).await {
        Ok(info) => Ok(version_after(&info, "redis_version:").map(str::to_owned)),
        Err(why) if is_refusal(&why) && why.code() != Some("NOAUTH") => Ok(None),
        Err(why) => Err(why),
    }
}

/// The word after `mark`: `v=` in what `redis-server --version` prints, `redis_version:` in INFO.
pub(super) fn version_after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark)?.1.split_whitespace().next()
}

/// Numbers that cannot be read are let through: they are more likely newer than anything we know.
pub(super) fn new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map_while(|part| part.parse::<u32>().ok());
    let Some(major) = numbers.next() else { return true };
    (major, numbers.next().unwrap_or(0)) >= FLOOR
}

/// How Redis writes its append-only file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aof {
    Off,
    On,
    /// On, but the last write to it went wrong: the disk is full or broken.
    Failing,
}

/// When Redis makes the disk keep what it wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fsync {
    /// Before it answers.
    Always,
    EverySecond,
    /// When the operating system likes, about every half minute.
    System,
}

/// What a server says of how it keeps data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Durability {
    /// Whether it says at all; managed servers often forbid to ask. The other fields mean nothing without it.
    pub known: bool,
    pub aof: Aof,
    pub fsync: Fsync,
    /// It throws keys away when memory runs short.
    pub evicts: bool,
}

/// The worst that can happen to an acknowledged write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// Nobody knows.
    Unproven,
    /// Gone with the process.
    NoAof,
    /// Its file cannot be written at this moment.
    Failing,
    /// Thrown away when memory runs short.
    Evicted,
    /// Gone with the power, where it is younger than a second.
    OneSecond,
    /// Gone with the power, where it is younger than about half a minute.
    HalfMinute,
}

impl Durability {
    const UNKNOWN: Self = Self { known: false, aof: Aof::Off, fsync: Fsync::System, evicts: false };

    /// The worst risk, `None` when an acknowledged write stays.
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

    /// What is acknowledged survives a power cut, and nothing is thrown away.
    #[must_use]
    pub fn safe(&self) -> bool {
        self.risk().is_none()
    }
}

/// Asks how the server keeps data. Cheap enough for every second. Fails only where the server does not answer.
pub async fn durability(connection: &mut impl ConnectionLike) -> RedisResult<Durability> {
    let mut ask = cmd("CONFIG");
    ask.arg("GET").arg(&["appendonly", "appendfsync", "maxmemory", "maxmemory-policy"]);
    let config: HashMap<String, String> = match ask.query_async(connection).await {
        Ok(config) => config,
        Err(why) if is_refusal(&why) => return Ok(Durability::UNKNOWN),
        Err(why) => return Err(why),
    };
    // INFO may be forbidden where CONFIG is not; then the configuration is all there is to go by.
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
        // Without a limit the policy never comes into play.
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
    fn the_floor_is_seven() {
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
