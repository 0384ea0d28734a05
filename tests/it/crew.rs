//! Several people at the panel: permissions of each role, who is in control, and many commands at once.

use std::collections::{BTreeMap, BTreeSet};

use daigang::domain::stage::{Command, FaceRequest};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::server::Setup;
use crate::support::{Answer, TestServer};

/// One of each command, and the roles that are permitted to send it.
fn commands() -> Vec<(Command, &'static str)> {
    let contact = Command::Contact { address: None, phone: Some(true), qr: None, hidden: None };
    vec![
        (Command::Take { card: 8 }, "driver"),
        (Command::Cue { card: 9 }, "driver"),
        (Command::Next, "driver"),
        (Command::Out, "driver"),
        (Command::Undo, "driver"),
        (Command::Panic, "driver assistant"),
        (Command::Release, "driver"),
        (Command::Face { face: FaceRequest::How }, "driver"),
        (Command::Face { face: FaceRequest::Notice { notice: 1 } }, "driver assistant"),
        (Command::Hold, "driver"),
        (Command::Resume, "driver"),
        (Command::Extend { seconds: 30 }, "driver"),
        (contact, "driver assistant"),
        (Command::Drive, "driver"),
        (Command::Share, "driver"),
        (Command::Lock, "driver"),
        (Command::Unlock, "driver"),
        (Command::Update, "driver"),
        (Command::Guides { seconds: 5 }, "driver"),
        (Command::Close, "driver"),
    ]
}

/// A command's name on the wire.
fn name(command: &Command) -> String {
    match json!(command) {
        Value::Object(fields) => fields.keys().next().expect("a command's name").clone(),
        name => name.as_str().expect("a command's name").to_owned(),
    }
}

#[test]
fn the_permissions_of_every_command_are_tested() {
    let tested: BTreeSet<_> = commands().iter().map(|(command, _)| name(command)).chain(["open".to_owned()]).collect();
    let all: BTreeSet<_> = Command::examples().iter().map(|example| name(&example.command)).collect();
    assert_eq!(tested, all, "`open` needs another show; rehearsal.rs and stage.rs test it");
}

#[tokio::test]
async fn each_role_has_its_permissions_and_no_others() {
    let server = TestServer::with_show().await;
    let secrets = server.secrets().clone();
    for (role, key) in [("driver", &secrets.host), ("assistant", &secrets.assistant), ("watcher", &secrets.watcher)] {
        let (mut page, seat) = server.panel(key).await;
        for (command, roles) in commands() {
            let code = match page.press(command.clone()).await {
                Answer::Done(_) => String::new(),
                Answer::Refused { code, .. } => code,
            };
            assert_eq!(code != "not_allowed", roles.contains(role), "{role}: {command:?}: {code}");
        }
        let edits = [
            (json!({ "full": { "card": 3, "full": true } }), "driver assistant"),
            (json!({ "notice": { "text": "马上回来" } }), "driver assistant"),
            (json!({ "move": { "card": 3, "to": 0 } }), "driver"),
            (json!({ "plan": { "card": 3, "minutes": 5 } }), "driver"),
        ];
        for (edit, roles) in edits {
            let (_, answer) = server.try_edit(key, &seat, server.app.hub.snapshot().rev, edit.clone()).await;
            assert_eq!(answer["code"] != "not_allowed", roles.contains(role), "{role}: {edit}: {answer}");
        }
        page.until("the page itself", |page| page.around()["people"][0]["seat"] == *seat).await;
        assert_eq!(page.around()["people"][0]["role"], role);
        drop(page);
        let rev = server.app.hub.snapshot().rev;
        let hub = &server.app.hub;
        // The next role must not start in a panic.
        if hub.snapshot().stage.screen.panic {
            hub.command("", &daigang::domain::crew::Operator::server("test"), rev, Command::Release)
                .await
                .expect("released");
        }
    }
    let order = json!({ "do": "next" });
    assert_eq!(server.anyone().with_key(&secrets.buttons).order(&order).await.0, 200);
    assert_eq!(server.anyone().with_key(&secrets.assistant).order(&order).await.1["code"], "not_allowed");
}

#[tokio::test]
async fn one_host_takes_control_from_another_and_both_see_it() {
    let server = TestServer::with_show().await;
    let key = server.secrets().host.clone();
    let ((mut one, seat), (mut other, others)) = (server.panel(&key).await, server.panel(&key).await);
    one.done(Command::Drive).await;
    let driver = |host: &Value| host["view"]["driver"]["seat"].clone();
    other.until("the driver", |other| driver(other.view()) == *seat).await;
    assert_eq!(other.refused(Command::Next).await, "not_driver");
    let (_, answer) = server.try_edit(&key, &others, other.rev(), json!({ "move": { "card": 3, "to": 0 } })).await;
    assert_eq!(answer["code"], "not_driver");
    let (_, answer) = server.try_edit(&key, &others, other.rev(), json!({ "full": { "card": 3, "full": true } })).await;
    assert!(answer["rev"].is_u64(), "what an assistant may, every host may: {answer}");
    let order = json!({ "do": "next" });
    assert_eq!(server.anyone().with_key(&server.secrets().buttons).order(&order).await.0, 200, "buttons are exempt");
    let rev = server.app.hub.snapshot().rev;
    one.until("the button's card", |one| one.rev() == rev).await;

    // A reload keeps the seat and with it control.
    drop(one);
    let mut one = crate::support::Host::enter(&format!("{}&seat={seat}", server.socket_url("panel", &key))).await;
    one.done(Command::Next).await;
    let rev = one.rev();
    other.until("the same", |other| other.rev() == rev).await;

    other.done(Command::Drive).await;
    one.until("the take-over", |one| driver(one.view()) == *others).await;
    assert_eq!(one.refused(Command::Next).await, "not_driver");
    let Answer::Done(_) = one.press(Command::Panic).await else { panic!("a panic is nobody's privilege") };
    assert_eq!(one.refused(Command::Release).await, "not_driver");
    let rev = one.rev();
    other.until("the panic", |other| other.rev() == rev).await;
    other.done(Command::Release).await;
    other.done(Command::Share).await;
    let rev = other.rev();
    one.until("nobody at the wheel", |one| one.rev() == rev && one.view()["view"]["driver"].is_null()).await;
    one.done(Command::Next).await;
    let did =
        |host: &Value| host["people"].as_array().is_some_and(|all| all.iter().any(|one| one["last"]["do"] == "next"));
    one.until("what was done last", |one| did(one.around())).await;
}

#[tokio::test]
async fn a_locked_rundown_refuses_edits() {
    let server = TestServer::with_show().await;
    let mut host = server.host().await;
    host.done(Command::Lock).await;
    assert_eq!(host.view()["view"]["locked"], true);
    let key = server.secrets().host.clone();
    for edit in [json!({ "remove": { "card": 3 } }), json!({ "plan": { "card": 3 } })] {
        assert_eq!(server.try_edit(&key, "", host.rev(), edit).await.1["code"], "locked");
    }
    server.edit(host.rev(), json!({ "full": { "card": 3, "full": true } })).await;
    let rev = server.app.hub.snapshot().rev;
    host.until("the mark", |host| host.rev() == rev).await;
    host.done(Command::Unlock).await;
    server.edit(host.rev(), json!({ "remove": { "card": 3 } })).await;
}

/// Commands that each host sends, each based on the newest view that this host has received.
const PRESSES: usize = 167;

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (1_u16..21).prop_map(|card| Command::Take { card }),
        2 => (1_u16..21).prop_map(|card| Command::Cue { card }),
        4 => Just(Command::Next),
        2 => Just(Command::Out),
        2 => Just(Command::Undo),
        1 => Just(Command::Panic),
        2 => Just(Command::Release),
        1 => Just(Command::Face { face: FaceRequest::How }),
        1 => Just(Command::Extend { seconds: 30 }),
    ]
}

/// Sends random commands; returns the accepted ones by their revision.
async fn press_at_random(server: &TestServer, commands: Vec<Command>) -> Vec<(u64, Command)> {
    let (mut host, _) = server.panel(&server.secrets().host).await;
    let mut done = Vec::new();
    for command in commands {
        if let Answer::Done(rev) = host.press(command.clone()).await {
            done.push((rev, command));
        }
    }
    done
}

#[tokio::test]
async fn five_hundred_presses_by_three_hosts_are_each_applied_once_in_one_order() {
    // A fallback acknowledges a panic without a revision of its own; here every press must be stored.
    let server = Setup::shared().await.patient().start().await.open_show().await;
    let twin = server.twin().await;
    let begin = server.app.hub.snapshot().rev;
    let mut runner = TestRunner::deterministic();
    let mut commands = || {
        let list = proptest::collection::vec(any_command(), PRESSES);
        list.new_tree(&mut runner).expect("a list").current()
    };
    let (one, two, three) = (commands(), commands(), commands());
    let (one, two, three) =
        tokio::join!(press_at_random(&server, one), press_at_random(&server, two), press_at_random(&twin, three));
    let told: Vec<_> = [one, two, three].concat();
    let by_rev: BTreeMap<u64, Command> = told.iter().cloned().collect();
    assert_eq!(by_rev.len(), told.len(), "no revision for two commands");

    let history = server.app.store.after(begin).await.expect("the history");
    let revs: Vec<u64> = history.iter().map(|entry| entry.rev).collect();
    assert_eq!(revs, (begin + 1..=begin + told.len() as u64).collect::<Vec<_>>(), "one order, none lost, none twice");
    for entry in &history {
        assert_eq!(entry.action, serde_json::to_string(&by_rev[&entry.rev]).expect("JSON"));
    }
    let ids: BTreeSet<_> = history.iter().map(|entry| &entry.id).collect();
    assert_eq!(ids.len(), history.len());
    let (mut here, mut there) = (server.overlay().await, twin.overlay().await);
    let last = *revs.last().expect("somebody succeeded");
    here.until("the end", |here| here.rev() == last).await;
    there.until("the end", |there| there.rev() == last).await;
    assert_eq!(here.view()["view"]["on_air"], there.view()["view"]["on_air"]);
}
