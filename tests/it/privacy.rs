//! Personal data appears where staff look and nowhere else, and is gone after an erasure.

use std::path::Path;

use daigang::domain::desk::Filter;
use daigang::domain::person::{SignUp, Status};
use daigang::domain::phone::Phone;
use redis::aio::MultiplexedConnection;

use crate::support::redis::{folder, keys, kill, look_into, pid};
use crate::support::server::Setup;
use crate::support::{DEADLINE, Process, Socket, TestServer, eventually, sample};

const NAME: &str = "金丝雀";
const PHONE: &str = "13912345678";
const NOTE: &str = "想问夜班能不能接送";

/// Personal data that must not be found, also in parts and in common encodings.
fn traces() -> Vec<String> {
    let escaped = |text: &str| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let words = [NAME, NOTE];
    let mut traces: Vec<String> = words.map(str::to_owned).into();
    traces.extend(words.map(escaped));
    traces.extend(words.map(percent));
    traces.extend([PHONE, "139 1234 5678", "139****5678", "12345678"].map(str::to_owned));
    traces
}

#[track_caller]
fn assert_clean(place: &str, text: &str) {
    for trace in traces() {
        assert!(!text.contains(&trace), "{trace} in {place}");
    }
}

fn canary(server: &TestServer) -> SignUp {
    let (name, note) = (NAME.to_owned(), NOTE.to_owned());
    let phone = Phone::parse(PHONE).expect("a phone");
    SignUp { name, phone, note, ..sample::sign_up(0, 8, server.job(8)) }
}

/// Everything that a Redis holds, as text.
async fn everything(conn: &mut MultiplexedConnection) -> String {
    let mut all = String::new();
    for key in keys(conn).await {
        let dump: Vec<u8> = redis::cmd("DUMP").arg(&key).query_async(conn).await.expect("a dump");
        all.push_str(&key);
        all.push_str(&String::from_utf8_lossy(&dump));
    }
    all
}

/// Signs up the canary person and has staff use every function on it.
async fn sign_up_and_follow_up(server: &TestServer) {
    let (store, now) = (&server.app.store, server.setup.clock.now());
    store.sign_up("canary", canary(server), now).await.expect("kept");
    // The same person again, with other words: these go into the history.
    let again = SignUp { name: format!("{NAME}二"), ..canary(server) };
    store.sign_up("canary2", again, now).await.expect("kept");
    let entry = store.entries(&Filter::default(), 0, 1).await.expect("the list").entries.remove(0);
    assert_eq!((entry.name.as_str(), entry.phone.full(), entry.note.as_str()), (NAME, PHONE, NOTE));
    store.note_opened(&entry.id, "小李", now).await.expect("noted");
    store.set_status(&entry.id, Status::New, Status::Contacting, "小李", now).await.expect("set");
    store.set_remark(&entry.id, "", &format!("{NAME}说下午回电"), "小李", now).await.expect("set");
}

#[tokio::test]
async fn no_stream_key_name_frame_or_metric_holds_personal_data() {
    let server = Setup::own().start().await.open_show().await;
    let (mut host, mut overlay) = (server.host().await, server.overlay().await);
    let mut viewer = Socket::enter(&server.socket_url("live", "")).await;
    sign_up_and_follow_up(&server).await;
    host.take(8).await;
    host.until("the count", |host| host.around()["counts"]["8"] == 1).await;
    let rev = host.rev();
    overlay.until("card 8", |overlay| overlay.rev() == rev).await;
    viewer.until("card 8", |viewer| viewer.rev() == rev).await;
    for (place, socket) in [("the panel", &*host), ("the overlay", &*overlay), ("a viewer's page", &viewer)] {
        assert_clean(place, &socket.heard.join("\n"));
    }

    let mut conn = look_into(server.redis_socket()).await;
    let names = keys(&mut conn).await;
    assert_clean("key names", &names.join("\n"));
    let streams: Vec<_> = names.iter().filter(|key| key.ends_with(":stage") || key.ends_with(":pulse")).collect();
    assert_eq!(streams.len(), 2);
    for stream in streams {
        let entries: redis::Value =
            redis::cmd("XRANGE").arg(stream).arg("-").arg("+").query_async(&mut conn).await.expect("a stream");
        assert_clean(stream, &text_of(&entries));
    }

    let (anyone, button) = (server.anyone(), server.anyone().with_key(&server.secrets().host));
    for (client, path) in [(&anyone, "/metrics"), (&anyone, "/readyz"), (&button, "/api/v1/stage")] {
        let body = client.get(path).await.text().await.expect("a body");
        assert!(!body.is_empty());
        assert_clean(path, &body);
    }
}

#[tokio::test]
async fn no_log_holds_personal_data() {
    let folder = folder();
    let process = Process::demo(folder.path(), 0).await;
    let viewer = process.anyone();
    let staff = viewer.clone().with_key(&process.secrets().staff);
    let fields = [("name", NAME), ("phone", PHONE), ("note", NOTE), ("over16", "1"), ("consent", "1")];
    let answer = viewer.post_form("/j/8", &fields).await;
    let receipt = answer.headers()["location"].to_str().expect("text").to_owned();
    assert_clean("the receipt's address", &receipt);
    viewer.get(&receipt).await;
    // Refused, and so shown again.
    viewer.post_form("/j/8", &[("name", NAME), ("phone", "139123456781"), ("note", NOTE)]).await;
    viewer.post_form("/my", &[("phone", PHONE), ("code", "WRONG2")]).await;
    let entry = process.store().await.entries(&Filter::default(), 0, 1).await.expect("the list").entries.remove(0);
    staff.post_form("/desk", &[("q", "5678")]).await;
    staff.post_form(&format!("/desk/a/{}/open", entry.id.0), &[]).await;
    let list = staff.get("/desk/export.csv").await.text().await.expect("a file");
    assert!(list.contains(NAME), "the list has what the log must not have");
    // Personal data also passes through the error paths.
    kill(pid(&mut look_into(&process.redis_socket()).await).await);
    viewer.post_form("/j/8", &fields).await;

    let log = process.log();
    assert!(log.contains("/j/{number}") && log.contains("DEBUG"), "it logs requests, and in detail");
    assert_clean("the log", &log);
    let log = std::fs::read_to_string(folder.path().join("data/redis.log")).expect("the log of Redis");
    assert_clean("the log of Redis", &log);
}

/// All texts of an answer.
fn text_of(value: &redis::Value) -> String {
    match value {
        redis::Value::Array(values) => values.iter().map(text_of).collect::<Vec<_>>().join("\n"),
        redis::Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => format!("{other:?}"),
    }
}

/// All files of a folder, as text.
fn files(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let texts = entries.map(|path| {
        if path.is_dir() {
            return files(&path);
        }
        // A socket cannot be read, and holds nothing.
        std::fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn an_erased_person_is_in_no_key_and_after_a_rewrite_in_no_file() {
    let server = Setup::own().start().await.open_show().await;
    sign_up_and_follow_up(&server).await;
    let store = &server.app.store;
    store.sign_up("other", sample::sign_up(7, 8, server.job(8)), server.setup.clock.now()).await.expect("kept");
    let mut conn = look_into(server.redis_socket()).await;
    assert!(everything(&mut conn).await.contains(NAME), "it was there");
    assert!(files(server.setup.data()).contains(NOTE), "it was on disk");

    let entries = store.entries(&Filter { search: "5678".into(), ..Filter::default() }, 0, 9).await.expect("the list");
    store.erase(&entries.entries[0].person).await.expect("erased");
    assert_clean("Redis", &everything(&mut conn).await);
    let left = store.entries(&Filter::default(), 0, 9).await.expect("the list");
    assert_eq!((left.total, left.entries[0].name.as_str()), (1, "村民7"), "nobody else is gone");
    assert_eq!(store.counts(sample::SHOW, &server.jobs).await.expect("the counts")[server.job(8)], 1);

    redis::cmd("BGREWRITEAOF").exec_async(&mut conn).await.expect("a rewrite");
    let folder = server.setup.data();
    eventually("no file that holds a trace", DEADLINE, || async {
        let text = files(folder);
        traces().iter().all(|trace| !text.contains(trace)).then_some(())
    })
    .await;
}
