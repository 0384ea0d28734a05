//! Personal data appears where staff look and nowhere else, and is gone after an erasure.

use std::collections::HashSet;
use std::path::Path;

use daigang::domain::answers::Answers;
use daigang::domain::application::{ApplicationId, Judgement, Status, Suspicion};
use daigang::domain::phone::Phone;
use daigang::domain::signup::SignUp;
use daigang::store::{Amended, ByClerk, CodeAccess, ReceiptState, Traces, Written};
use redis::aio::MultiplexedConnection;

use crate::support::people::{applications, everything, form, index_of, sign_up};
use crate::support::redis::{folder, keys, kill, look_into, pid};
use crate::support::server::Setup;
use crate::support::{DEADLINE, Process, Socket, TestServer, eventually, sample};

const NAME: &str = "金丝雀";
const PHONE: &str = "13912345678";
const NOTE: &str = "想问夜班能不能接送";
const VILLAGE: &str = "雀儿沟村";

/// Personal data that must not be found, also in parts and in common encodings.
fn traces() -> Vec<String> {
    let escaped = |text: &str| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let words = [NAME, NOTE, VILLAGE];
    let mut traces: Vec<String> = words.map(str::to_owned).into();
    traces.extend(words.map(escaped));
    traces.extend(words.map(percent));
    traces.push(REMARK.to_owned());
    traces.extend([PHONE, "139 1234 5678", "139****5678", "12345678"].map(str::to_owned));
    traces
}

#[track_caller]
fn assert_clean(place: &str, text: &str) {
    for trace in traces() {
        assert!(!text.contains(&trace), "{trace} in {place}");
    }
}

const REMARK: &str = "金丝雀说下午三点回电";

fn canary(server: &TestServer) -> SignUp {
    let plain = sample::sign_up(0, 8, server.job(8));
    let [name, note, village] = [NAME, NOTE, VILLAGE].map(str::to_owned);
    let answers = Answers { name, note, village, ..plain.answers.clone() };
    SignUp { phone: Phone::parse(PHONE).expect("a phone"), answers, ..plain }
}

/// Everything that a Redis holds, as text.
async fn everything_in(conn: &mut MultiplexedConnection) -> String {
    let mut all = String::new();
    for key in keys(conn).await {
        let dump: Vec<u8> = redis::cmd("DUMP").arg(&key).query_async(conn).await.expect("a dump");
        all.push_str(&key);
        all.push_str(&String::from_utf8_lossy(&dump));
    }
    all
}

/// Signs up the canary person and has her and staff use every function.
async fn sign_up_and_follow_up(server: &TestServer) {
    let (store, now) = (&server.app.store, server.setup.clock.now());
    let by = ByClerk { name: "小李", at: now };
    let receipt = sign_up(store, "canary", &canary(server), now).await;
    // Other words with the same number: another person on the same phone, and a form that looks like a robot's.
    let mut again = canary(server);
    again.answers.name.push('二');
    again.suspicion = Some(Suspicion::TooFast);
    let second = sign_up(store, "canary2", &again, now).await;
    store.judge(&second.person, &form("canary2"), None, Some(Judgement::Honest), by).await.expect("judged");
    let ReceiptState::Found { form: stored, .. } = store.receipt(&form("canary")).await.expect("readable") else {
        panic!("it was stored");
    };
    let mut amended = canary(server);
    amended.answers.note.push('吗');
    let old = (&receipt.person, &form("canary"), &stored.0);
    assert!(matches!(store.amend(old, &form("canary3"), &amended, now).await.expect("amended"), Amended::Done(_)));
    let all = applications(&server.app).await;
    let one = all.iter().find(|one| one.id.person == receipt.person).expect("listed");
    assert_eq!((one.name.as_str(), one.phone.as_ref().expect("a phone").full()), (NAME, PHONE));
    store.note_revealed(&one.id, by).await.expect("noted");
    store.set_status(&one.id, Status::New, Status::Contacting, by).await.expect("set");
    store.set_remark(&one.id, 0, REMARK, by).await.expect("set");
    store.issue_code(&receipt.person, by).await.expect("issued");
    store.merge(&second.person, &receipt.person, by).await.expect("merged");
    let phone = Phone::parse(PHONE).expect("a phone");
    store.set_do_not_call(&receipt.person, &phone, true, by).await.expect("set");
    assert!(store.is_do_not_call(&phone).await.expect("readable"));
    assert!(server.app.index.application(&ApplicationId::clone(&one.id)).is_some());
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
    let streams: Vec<_> = names.iter().filter(|key| key.ends_with(":stage") || key.ends_with(":events")).collect();
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
    let fields =
        [("name", NAME), ("phone", PHONE), ("note", NOTE), ("village", VILLAGE), ("over16", "1"), ("consent", "1")];
    let answer = viewer.post_form("/j/8", &fields).await;
    let receipt = answer.headers()["location"].to_str().expect("text").to_owned();
    assert_clean("the receipt's address", &receipt);
    viewer.get(&receipt).await;
    // Too young: refused, and nothing of it may be left anywhere.
    viewer.post_form("/j/8", &[("name", NAME), ("phone", PHONE), ("village", VILLAGE), ("consent", "1")]).await;
    // Refused, and so shown again.
    viewer.post_form("/j/8", &[("name", NAME), ("phone", "139123456781"), ("note", NOTE)]).await;
    viewer.post_form("/my", &[("phone", PHONE), ("code", "WRONG2")]).await;
    let (index, stop) = index_of(&process.store().await).await;
    let one = index.select(everything(), HashSet::default()).await.next().expect("listed");
    stop.cancel();
    staff.post_form("/desk", &[("q", "5678")]).await;
    let clerk = staff.clone().with("cookie", "daigang_name=%E5%B0%8F%E6%9D%8E");
    clerk.post_form(&format!("/desk/p/{}/reveal", one.id.person), &[("wish", &one.id.wish.to_string())]).await;
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
async fn an_erased_person_is_in_no_key_and_soon_in_no_file_and_figures_stay() {
    let server = Setup::own().start().await.open_show().await;
    sign_up_and_follow_up(&server).await;
    let (store, now) = (&server.app.store, server.setup.clock.now());
    sign_up(store, "other", &sample::sign_up(7, 8, server.job(8)), now).await;
    let mut conn = look_into(server.redis_socket()).await;
    assert!(everything_in(&mut conn).await.contains(NAME), "it was there");
    assert!(files(server.setup.data()).contains(NOTE), "it was on disk");
    let all = applications(&server.app).await;
    let before = server.app.index.counts(sample::SHOW);
    assert_eq!(before[server.job(8)], 2, "the canary, merged with her second spelling, and the other");

    let canaries = all.iter().filter(|one| one.phone.as_ref().is_some_and(|phone| phone.full() == PHONE));
    let mut newest = 0;
    for person in canaries.map(|one| one.id.person.clone()).collect::<std::collections::BTreeSet<_>>() {
        match store.erase(&CodeAccess::Person(person), "小李", "asked", now).await.expect("erased") {
            Written::Done(event) => newest = newest.max(event),
            other => panic!("{other:?}"),
        }
    }
    // The note that nobody may call this number is a keyed hash.
    assert_clean("Redis", &everything_in(&mut conn).await);
    let left = applications(&server.app).await;
    assert_eq!((left.len(), left[0].name.as_str()), (1, "村民7"), "nobody else is gone");
    assert_eq!(server.app.index.counts(sample::SHOW), before, "figures do not shrink");
    assert_eq!(store.traces(newest).await.expect("known"), Traces::Soon);

    eventually("the rewrite of the file", DEADLINE, || async {
        (store.traces(newest).await.expect("known") == Traces::Cleared).then_some(())
    })
    .await;
    let text = files(server.setup.data());
    assert_clean("the data directory", &text);
    assert!(text.contains("村民7"), "the rest is there");
}
