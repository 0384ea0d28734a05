//! The wire: `tests/wire/*.json` holds one example of each frame for authors of clients. A test rewrites the examples that
//! differ from the frames of a real server, and then fails.

use std::path::PathBuf;

use daigang::domain::crew::Operator;
use daigang::domain::dwell::Dwell;
use daigang::domain::rundown::Edit;
use daigang::domain::stage::Command;
use daigang::web::realtime::protocol::{ToBrowser, ToServer};
use serde_json::{Value, json};

use crate::support::mirror::Mirrors;
use crate::support::{Answer, Host, Socket, TestServer, people, sample, within};

/// The connection that the examples are recorded from.
const SEAT: &str = "0123456789abcdef";

/// Fields that change from run to run, with their values in the examples.
const FIXED: [(&str, &str); 4] = [("epoch", "e1f00d"), ("build", "abc123"), ("path", "M4 4h7v1h-7z"), ("job", "j0b1d")];

fn path(name: &str) -> String {
    format!("tests/wire/{name}.json")
}

fn example(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path(name));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Rewrites an example, if it differs from this frame.
fn write(mirrors: &mut Mirrors, name: &str, frame: &Value) {
    let mut frame = frame.clone();
    fix(&mut frame);
    let text = serde_json::to_string_pretty(&frame).expect("JSON");
    mirrors.write(&path(name), &format!("{text}\n"));
}

/// A new variant does not compile here until it has a name, and the name does not pass until it has an example.
const fn name_of_inbound(frame: &ToServer) -> &'static str {
    match frame {
        ToServer::Command { .. } => "to_server.command",
        ToServer::Shown(_) => "to_server.shown",
        ToServer::Seen { .. } => "to_server.seen",
        ToServer::Reload { .. } => "to_server.reload",
        ToServer::Ping => "to_server.ping",
    }
}

/// As above; `type` is what stands in the frame.
const fn name_of_outbound(frame: &ToBrowser<'_>) -> &'static str {
    match frame {
        ToBrowser::View { .. } => "view",
        ToBrowser::PanelStatus(_) => "around",
        ToBrowser::Hidden { .. } => "hidden",
        ToBrowser::Reload => "reload",
        ToBrowser::Ack { .. } => "ack",
        ToBrowser::Refused { .. } => "refused",
        ToBrowser::Pong { .. } => "pong",
    }
}

/// The parsed frame as JSON.
fn to_json(frame: &ToServer) -> Value {
    match frame {
        ToServer::Command { id, rev, command } => json!({ "type": "command", "id": id, "rev": rev, "do": command }),
        ToServer::Shown(shown) => {
            let mut told = serde_json::to_value(shown).expect("JSON");
            told["type"] = "shown".into();
            told
        }
        ToServer::Seen { epoch, rev } => json!({ "type": "seen", "epoch": epoch, "rev": rev }),
        ToServer::Reload { overlay } => json!({ "type": "reload", "overlay": overlay }),
        ToServer::Ping => json!({ "type": "ping" }),
    }
}

#[test]
fn every_client_frame_is_parsed_without_loss() {
    let mut mirrors = Mirrors::default();
    for name in ["to_server.command", "to_server.shown", "to_server.seen", "to_server.reload", "to_server.ping"] {
        let example = example(name);
        let frame: ToServer = serde_json::from_value(example.clone()).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(name_of_inbound(&frame), name);
        let parsed = to_json(&frame);
        for (field, value) in example.as_object().expect("a frame") {
            assert_eq!(parsed.get(field), Some(value), "{name}: {field} is lost");
        }
        write(&mut mirrors, name, &parsed);
    }
    mirrors.finish();
}

#[test]
fn every_command_has_one_way_to_be_written() {
    for command in example("commands").as_array().expect("a list") {
        let understood: Command =
            serde_json::from_value(command.clone()).unwrap_or_else(|why| panic!("{command}: {why}"));
        assert_eq!(serde_json::to_value(&understood).expect("JSON"), *command);
    }
}

/// A limit, a plan and a notice, so that the examples have them.
async fn prepare(server: &TestServer) {
    let plan = Edit::Plan { card: 8, minutes: Some(6), dwell: Dwell::Next { seconds: 90 } };
    let limit = Edit::Places { card: 8, places: Some(3) };
    for edit in [limit, plan, Edit::Notice { text: "正规招聘不收押金".into() }] {
        let (hub, by) = (&server.app.hub, Operator::server("test"));
        let rev = hub.edit("", &by, hub.snapshot().rev, edit).await.expect("done");
        let mut feed = server.app.realtime.feeds.panel.clone();
        within("its view", feed.wait_for(|frame| frame.rev >= rev)).await.expect("the server runs");
    }
}

#[test]
fn a_reload_request_is_one_short_frame() {
    let mut mirrors = Mirrors::default();
    for frame in [ToBrowser::Hidden { hidden: true }, ToBrowser::Reload] {
        let name = format!("to_browser.{}", name_of_outbound(&frame));
        write(&mut mirrors, &name, &serde_json::to_value(&frame).expect("JSON"));
    }
    mirrors.finish();
}

#[tokio::test]
async fn server_frames_match_the_examples() {
    let server = TestServer::with_show().await;
    prepare(&server).await;
    let mut host = Host::enter(&format!("{}&seat={SEAT}", server.socket_url("panel", &server.secrets().host))).await;
    let mut overlay = server.overlay().await;
    let mut viewer = Socket::enter(&server.socket_url("live", "")).await;
    let rev = host.rev();
    host.say_as("c7", rev, &Command::Take { card: 8 }).await;
    assert_eq!(host.answer("c7").await, Answer::Done(rev + 1));
    host.say_as("c8", rev, &Command::Next).await;
    host.answer("c8").await;
    host.send(&json!({ "type": "ping" })).await;
    overlay.until("card 8", |overlay| overlay.on_air() == Some(8)).await;
    viewer.until("card 8", |viewer| viewer.on_air() == Some(8)).await;
    overlay.paint().await;
    server.anyone().with("x-forwarded-for", "203.0.113.9").get("/healthz").await;
    let form = sample::sign_up(1, 8, server.job(8));
    people::sign_up(&server.app.store, "t", &form, server.setup.clock.now()).await;
    let told = |host: &Socket| {
        let around = host.around();
        let did = !around["people"][0]["last"].is_null() && !around["proxies"][0].is_null();
        did && around["places"]["8"]["taken"] == 1
            && around["total"] == 1
            && around["viewers"] == 1
            && around["overlays"][0]["shown"]["card"] == 8
    };
    host.until("all there is to tell", told).await;
    viewer.until("few places left", |viewer| viewer.view()["view"]["left"]["8"] == 2).await;
    host.until("the pong", |host| host.heard.iter().any(|frame| frame.contains("pong"))).await;

    let mut mirrors = Mirrors::default();
    write(&mut mirrors, "to_browser.view.panel", host.view());
    write(&mut mirrors, "to_browser.view.overlay", overlay.view());
    write(&mut mirrors, "to_browser.view.live", viewer.view());
    write(&mut mirrors, "to_browser.around", host.around());
    for frame in [ToBrowser::Ack { id: "", rev: 0 }, REFUSED, ToBrowser::Pong { now: 0 }] {
        let kind = name_of_outbound(&frame);
        let frames = host.heard.iter().map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
        let frame = frames.into_iter().find(|frame| frame["type"] == kind).expect(kind);
        write(&mut mirrors, &format!("to_browser.{kind}"), &frame);
    }
    mirrors.finish();
}

const REFUSED: ToBrowser<'_> = ToBrowser::Refused { id: "", code: "", message: "", rev: 0 };

/// Replaces the values that change from run to run.
fn fix(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match FIXED.iter().find(|(fixed, _)| fixed == name) {
                    Some((_, text)) => *field = (*text).into(),
                    None => fix(field),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(fix),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
