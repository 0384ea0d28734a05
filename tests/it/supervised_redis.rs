//! The supervised Redis and the connections to it, with real servers and real kills. Must not know what is stored.

use std::fs;
use std::future::Future;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use daigang::store::child::{Child, ChildError};
use daigang::store::connect::{ConnectError, Connections, Risk, connect, connect_socket, durability, until_ready};
use redis::AsyncTypedCommands as _;
use tempfile::TempDir;

use crate::support::{Process, eventually};

/// Generous: it only bounds a failing test.
const PATIENCE: Duration = Duration::from_secs(30);

async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("nothing waits that long in a test")
}

async fn start(data: &Path) -> Child {
    within(Child::start(data)).await.expect("a server starts")
}

async fn connect_child(child: &Child) -> Connections {
    within(connect_socket(child.socket_path())).await.expect("the child answers")
}

/// The next process after `old`, once it is ready.
async fn successor(child: &Child, old: u32) -> u32 {
    let mut pids = child.follow_pid();
    let next = within(pids.wait_for(|pid| pid.is_some_and(|pid| pid != old))).await;
    next.expect("the child is supervised").expect("the condition asks for one")
}

fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap().success());
}

fn alive(pid: u32) -> bool {
    // A zombie is dead; only its parent has not reaped it yet.
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// The one file that holds the newest writes of a server.
fn newest_file(data: &Path) -> PathBuf {
    let files = fs::read_dir(data.join("appendonlydir")).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    files.find(|path| path.to_string_lossy().ends_with(".incr.aof")).unwrap()
}

/// A server that is not a child of daigang.
struct Stock {
    folder: TempDir,
    process: std::process::Child,
}

impl Stock {
    fn spawn(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = spawn_redis(folder.path(), options);
        Self { folder, process }
    }

    fn socket_path(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    async fn connect(&self) -> Connections {
        within(until_ready(&self.socket_path())).await;
        connect_socket(&self.socket_path()).await.unwrap()
    }

    async fn risk(&self) -> Option<Risk> {
        durability(&mut self.connect().await.commands()).await.unwrap().risk()
    }
}

impl Drop for Stock {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn spawn_redis(folder: &Path, options: &[&str]) -> std::process::Child {
    let mut redis = Command::new("redis-server");
    redis.args(["--port", "0", "--unixsocket", "redis.sock"]).args(options);
    redis.current_dir(folder).stdout(Stdio::null()).spawn().unwrap()
}

#[tokio::test]
async fn the_own_redis_is_private_and_keeps_acknowledged_writes() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("data");
    let child = start(&data).await;
    let (pid, store) = (child.pid().unwrap(), connect_child(&child).await);

    let kept = durability(&mut store.commands()).await.unwrap();
    assert!(kept.safe(), "{kept:?}");
    assert_eq!(fs::metadata(&data).unwrap().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(child.socket_path()).unwrap().mode() & 0o777, 0o700);
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let group = stat.rsplit_once(") ").unwrap().1.split(' ').nth(2).unwrap();
    assert_eq!(group, pid.to_string(), "a Ctrl-C in the terminal must not reach it");
    child.stop().await;
}

#[tokio::test]
async fn a_killed_redis_restarts_with_its_acknowledged_writes() {
    let data = tempfile::tempdir().unwrap();
    let child = start(data.path()).await;
    let store = connect_child(&child).await;
    let mut commands = store.commands();
    for (round, key) in ["one", "two", "three"].into_iter().enumerate() {
        commands.set(key, round).await.unwrap();
        let old = child.pid().unwrap();
        kill(old);
        successor(&child, old).await;
        // The connection reconnects by itself; only the command that finds it broken fails.
        let value = match commands.get(key).await {
            Ok(value) => value,
            Err(_) => commands.get(key).await.unwrap(),
        };
        assert_eq!(value, Some(round.to_string()));
    }
    child.stop().await;
}

#[tokio::test]
async fn a_blocking_read_outlasts_the_deadline_of_commands() {
    let data = tempfile::tempdir().unwrap();
    let child = start(data.path()).await;
    let store = connect_child(&child).await;
    let mut follower = store.blocking().await.unwrap();
    let mut read = redis::cmd("XREAD");
    read.arg(&["BLOCK", "3000", "STREAMS", "nothing", "$"]);
    let (read, ping) =
        tokio::join!(read.query_async::<redis::Value>(&mut follower), async { store.commands().ping().await });
    assert_eq!(read.unwrap(), redis::Value::Nil);
    assert_eq!(ping.unwrap(), "PONG");
    child.stop().await;
}

#[tokio::test]
async fn one_data_folder_has_one_owner() {
    let data = tempfile::tempdir().unwrap();
    let first = start(data.path()).await;
    let second = within(Child::start(data.path())).await;
    assert!(matches!(second, Err(ChildError::InUse { .. })), "{second:?}");
    assert!(first.pid().is_some_and(alive), "the first one is not disturbed");

    let pid = first.pid().unwrap();
    first.stop().await;
    assert!(!alive(pid));
    let third = start(data.path()).await;
    let pid = third.pid().unwrap();
    drop(third);
    assert!(!alive(pid));
    start(data.path()).await.stop().await;
}

#[tokio::test]
async fn a_cancelled_start_leaves_no_process() {
    let data = tempfile::tempdir().unwrap();
    // Polled once: the thread is running, and its caller no longer waits.
    assert!(tokio::time::timeout(Duration::ZERO, Child::start(data.path())).await.is_err());
    start(data.path()).await.stop().await;
}

#[tokio::test]
async fn a_redis_that_hangs_is_stopped() {
    let data = tempfile::tempdir().unwrap();
    let child = start(data.path()).await;
    let pid = child.pid().unwrap();
    assert!(Command::new("kill").args(["-STOP", &pid.to_string()]).status().unwrap().success());
    within(child.stop()).await;
    assert!(!alive(pid));
    start(data.path()).await.stop().await;
}

#[tokio::test]
async fn the_own_redis_dies_with_its_parent() {
    let folder = tempfile::tempdir().unwrap();
    let parent = Process::demo(folder.path(), 0).await;
    let store = connect_socket(&parent.redis_socket()).await.unwrap();
    store.commands().set("key", "value").await.unwrap();

    // Opened before the kill: afterwards the socket may be gone already.
    let mut follower = store.blocking().await.unwrap();
    parent.kill().await;
    // The server closes the connection because it exits.
    let ended = async { while follower.ping().await.is_ok() {} };
    within(ended).await;
    let child = start(&folder.path().join("data")).await;
    assert_eq!(connect_child(&child).await.commands().get("key").await.unwrap().as_deref(), Some("value"));
    child.stop().await;
}

#[tokio::test]
async fn a_data_path_too_long_for_a_socket_gets_a_private_socket_elsewhere() {
    let outer = tempfile::tempdir().unwrap();
    let data = outer.path().join("岗".repeat(40)).join("位".repeat(40));
    let child = start(&data).await;
    let folder = child.socket_path().parent().unwrap().to_owned();
    assert!(!folder.starts_with(outer.path()));
    assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
    connect_child(&child).await.commands().set("key", "value").await.unwrap();
    child.stop().await;
    assert!(!folder.exists());

    let child = start(&data).await;
    assert_eq!(connect_child(&child).await.commands().get("key").await.unwrap().as_deref(), Some("value"));
    child.stop().await;
}

#[tokio::test]
async fn a_redis_left_by_a_killed_server_is_ended_first() {
    let stock = Stock::spawn(&["--appendonly", "yes"]);
    stock.connect().await.commands().set("key", "value").await.unwrap();
    let child = start(stock.folder.path()).await;
    assert!(!alive(stock.process.id()));
    assert_eq!(connect_child(&child).await.commands().get("key").await.unwrap().as_deref(), Some("value"));
    child.stop().await;
}

#[tokio::test]
async fn a_damaged_data_file_is_reported_in_the_words_of_redis() {
    let data = tempfile::tempdir().unwrap();
    let child = start(data.path()).await;
    connect_child(&child).await.commands().set("key", "value").await.unwrap();
    child.stop().await;
    let whole = fs::read(newest_file(data.path())).unwrap();
    fs::write(newest_file(data.path()), [b"garbage\r\n", whole.as_slice()].concat()).unwrap();

    let refused = within(Child::start(data.path())).await.expect_err("it cannot read its data");
    assert!(matches!(refused, ChildError::Died { .. }), "{refused:?}");
    assert!(refused.to_string().contains("Bad file format reading the append only file"), "{refused}");

    // The lock is free again: once the file is repaired, the next start has the data.
    fs::write(newest_file(data.path()), whole).unwrap();
    let child = start(data.path()).await;
    assert_eq!(connect_child(&child).await.commands().get("key").await.unwrap().as_deref(), Some("value"));
    child.stop().await;
}

#[tokio::test]
async fn the_own_redis_is_restarted_until_it_starts() {
    let data = tempfile::tempdir().unwrap();
    let child = start(data.path()).await;
    connect_child(&child).await.commands().set("key", "value").await.unwrap();
    let (file, old) = (newest_file(data.path()), child.pid().unwrap());
    let whole = fs::read(&file).unwrap();
    fs::write(&file, "garbage\r\n").unwrap();
    kill(old);
    let log = data.path().join("redis.log");
    // Twice, so that the pause between two failures has been gone through.
    let failed = || async { (fs::read_to_string(&log).unwrap().matches("Bad file format").count() >= 2).then_some(()) };
    eventually("two failed starts", PATIENCE, failed).await;
    assert_eq!(child.pid(), None);
    fs::write(&file, whole).unwrap();
    successor(&child, old).await;
    assert_eq!(connect_child(&child).await.commands().get("key").await.unwrap().as_deref(), Some("value"));
    child.stop().await;
}

#[tokio::test]
async fn a_server_that_is_reading_its_data_is_waited_for() {
    let data = tempfile::tempdir().unwrap();
    let child = start(data.path()).await;
    let mut fill = redis::pipe();
    for key in 0..3000 {
        fill.set(key, "value").ignore();
    }
    fill.exec_async(&mut connect_child(&child).await.commands()).await.unwrap();
    child.stop().await;

    // 0.2 ms a key, and it answers "LOADING" after each 1,024.
    let mut slow = spawn_redis(data.path(), &["--appendonly", "yes", "--key-load-delay", "200"]);
    let socket = data.path().join("redis.sock");
    let listening = || async { tokio::net::UnixStream::connect(&socket).await.ok() };
    eventually("a server that listens", PATIENCE, listening).await;
    let store = within(connect_socket(&socket)).await.unwrap();
    assert_eq!(store.commands().get("2999").await.unwrap().as_deref(), Some("value"));
    slow.kill().unwrap();
    slow.wait().unwrap();
}

#[tokio::test]
async fn an_external_redis_is_checked_for_durability() {
    assert_eq!(Stock::spawn(&[]).risk().await, Some(Risk::NoAof));
    assert_eq!(Stock::spawn(&["--appendonly", "yes"]).risk().await, Some(Risk::OneSecond));
    let always = ["--appendonly", "yes", "--appendfsync", "always"];
    assert_eq!(Stock::spawn(&always).risk().await, None);
    let evicting = [&always[..], &["--maxmemory", "100mb", "--maxmemory-policy", "volatile-lru"]].concat();
    assert_eq!(Stock::spawn(&evicting).risk().await, Some(Risk::Evicted));
    let secretive = [&always[..], &["--rename-command", "CONFIG", ""]].concat();
    assert_eq!(Stock::spawn(&secretive).risk().await, Some(Risk::Unproven));
}

#[tokio::test]
async fn a_wrong_password_is_reported_and_never_shown() {
    let stock = Stock::spawn(&["--requirepass", "right"]);
    within(until_ready(&stock.socket_path())).await;
    let url = |password: &str| format!("unix://{}?pass={password}", stock.socket_path().display());
    connect(&url("right"), None).await.map(|_| ()).unwrap();
    for refused in [connect(&url("geheim"), None).await, connect(stock.socket_path().to_str().unwrap(), None).await] {
        let refused = refused.map(|_| ()).unwrap_err();
        assert!(matches!(refused, ConnectError::Password { .. }), "{refused}");
        assert!(!format!("{refused} {refused:?}").contains("geheim"));
    }
}

#[tokio::test]
async fn no_error_shows_the_password_of_the_address() {
    // A port that was free a moment ago: no server listens on it.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let addresses = [
        format!("redis://me:geheim@{nobody}/0"),
        format!("rediss://me:geheim@{nobody}/0"),
        format!("redis://me:geheim@{nobody}/geheim"),
        format!("redis://me:geheim@{nobody}/?protocol=geheim"),
        format!("rediss://me:geheim@{nobody}/#geheim"),
        "redis://me:geheim#x@host/".into(),
        "redis://me:12#geheim@host/".into(),
        "redis://me:geheim@/".into(),
        "http://me:geheim@host/".into(),
        "me:geheim".into(),
    ];
    for address in addresses {
        let refused = within(connect(&address, None)).await.map(|_| ()).unwrap_err();
        let told = format!("{refused} {refused:?}");
        assert!(!told.contains("geheim") && !told.contains("me:12"), "{address}: {told}");
    }
}

#[tokio::test]
async fn a_handshake_with_a_server_that_is_no_redis_is_an_error_and_no_panic() {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("rediss://{}", other.local_addr().unwrap());
    let accept = async {
        loop {
            let (stream, _) = other.accept().await.unwrap();
            stream.writable().await.unwrap();
            let _ = stream.try_write(b"-ERR this is no TLS\r\n");
        }
    };
    let refused = tokio::select! {
        refused = within(connect(&address, None)) => refused.map(|_| ()).unwrap_err(),
        () = accept => unreachable!("it accepts for ever"),
    };
    assert!(matches!(refused, ConnectError::Unreachable { .. }), "{refused}");
}

/// A server that speaks TLS only, with a certificate of an authority made for this test.
async fn tls_server(folder: &Path) -> (Stock, String) {
    let recipe = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-ca -keyout ca.key -out ca.pem \
        && openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out request.pem \
        && printf 'subjectAltName=IP:127.0.0.1' > names \
        && openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem";
    let made = Command::new("sh").args(["-c", recipe]).current_dir(folder).stderr(Stdio::null()).status().unwrap();
    assert!(made.success(), "openssl makes certificates");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (cert, key, ca) = (path("cert.pem"), path("key.pem"), path("ca.pem"));
    let tls = ["--tls-cert-file", &cert, "--tls-key-file", &key, "--tls-ca-cert-file", &ca, "--tls-auth-clients", "no"];
    let stock = Stock::spawn(&[&tls[..], &["--tls-port", &port.to_string()]].concat());
    within(until_ready(&stock.socket_path())).await;
    (stock, format!("rediss://127.0.0.1:{port}"))
}

#[tokio::test]
async fn a_server_behind_tls_is_reached_and_its_certificate_checked() {
    let folder = TempDir::new().unwrap();
    let (_stock, url) = tls_server(folder.path()).await;
    let authority = fs::read(folder.path().join("ca.pem")).unwrap();
    let store = within(connect(&url, Some(authority))).await.map_err(|why| why.to_string()).unwrap();
    store.commands().set("a", "1").await.unwrap();
    assert_eq!(store.commands().get("a").await.unwrap().as_deref(), Some("1"));
    // Signed by the test's own authority only: unknown without `--redis-ca`.
    let refused = within(connect(&url, None)).await.map(|_| ()).unwrap_err();
    assert!(matches!(refused, ConnectError::Unreachable { .. }), "{refused}");
}
