//! The refusals of commands, for the tests of the panel: a key of the panel is grey when the server would refuse it.
//! `tests/fixtures/refusals.json` has the panel's view of several situations, and the commands that are refused in each to
//! each kind of page. A test rewrites the file if it differs, and then fails. Needs no server and no store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;
use daigang::domain::Now;
use daigang::domain::column::Column;
use daigang::domain::crew::{Operator, Role};
use daigang::domain::dwell::Dwell;
use daigang::domain::job::{Job, JobId};
use daigang::domain::notice::Notice;
use daigang::domain::rundown::{Card, CardNumber, Rundown};
use daigang::domain::show::{Show, ShowId};
use daigang::domain::snapshot::Snapshot;
use daigang::domain::stage::{Command, FaceRequest, Refusal, Stage, apply};
use daigang::view::Views;
use serde_json::{Value, json};

use crate::support::mirror::Mirrors;

const FILE: &str = "tests/fixtures/refusals.json";
const NOW: &str = "2026-08-25T06:35:00Z";
/// The page that the file is written for.
const SEAT: &str = "a";
/// Another host's page.
const OTHER_SEAT: &str = "b";

/// Situations, and the commands of a host that lead to each. The show has card 1, card 2 with a timer, and card 3, which has
/// expired.
const SITUATIONS: [(&str, &[Command]); 13] = [
    ("no card was on screen yet", &[]),
    ("a card is on screen", &[Command::Take { card: 1 }]),
    ("another card is cued", &[Command::Take { card: 1 }, Command::Cue { card: 2 }]),
    ("the last card is on screen, with a timer", &[Command::Take { card: 2 }]),
    ("the timer is paused", &[Command::Take { card: 2 }, Command::Hold]),
    ("a card is hidden by a panic", &[Command::Take { card: 1 }, Command::Panic]),
    ("the screen is empty and hidden by a panic", &[Command::Panic]),
    ("a face is on screen", &[Command::Take { card: 1 }, Command::Face { face: FaceRequest::How }]),
    ("the card has left the screen", &[Command::Take { card: 1 }, Command::Out]),
    ("the show is closed", &[Command::Take { card: 1 }, Command::Close]),
    ("the rundown is locked", &[Command::Take { card: 1 }, Command::Lock]),
    ("the safe areas are drawn", &[Command::Take { card: 1 }, Command::Guides { seconds: 30 }]),
    (
        "the contact layer is hidden",
        &[Command::Take { card: 1 }, Command::Contact { address: None, phone: None, qr: None, hidden: Some(true) }],
    ),
];

/// Codes that no situation gives, with the reason.
const NOT_TRIED: [(&str, &str); 12] = [
    ("stale", "the revision is checked before, and a panel cannot know it in advance"),
    ("locked", "of edits"),
    ("in_use", "of edits"),
    ("too_many", "of edits"),
    ("too_many_notices", "of edits; on the wire as `too_many`"),
    ("unknown_job", "of edits"),
    ("empty", "of edits"),
    ("too_long", "of edits"),
    ("unknown_card", "a panel's view has no such row"),
    ("out_of_range", "the panel sends no such number"),
    ("no_such_notice", "the panel offers the notices of its view"),
    ("nothing_to_update", "the view has no `update` then, and the panel no button"),
];

fn now() -> Now {
    Now::new(NOW.parse::<DateTime<Utc>>().expect("a date"), Shanghai)
}

fn rundown() -> Rundown {
    let card = |number: CardNumber| Card::new(number, JobId(format!("j{number}")));
    let cards = vec![card(1), Card { dwell: Dwell::Next { seconds: 90 }, ..card(2) }, card(3)];
    let job = |card: &Card| {
        let mut job = Job::default();
        job.cells.insert(Column::Title, format!("岗位{}", card.number));
        if card.number == 3 {
            job.cells.insert(Column::ValidUntil, "2026-08-01".to_owned());
        }
        (card.job.clone(), Arc::new(job))
    };
    Rundown { jobs: cards.iter().map(job).collect(), cards }
}

/// The stage after these commands of a host.
fn stage(commands: &[Command], by: &Operator) -> Stage {
    let opened = Stage { show: Some(ShowId(43)), ..Stage::default() };
    let step = |stage: Stage, command| apply(&stage, &rundown(), command, by, now()).expect("a possible command");
    commands.iter().fold(opened, step)
}

fn snapshot(stage: Stage) -> Snapshot {
    let open = stage.show.is_some();
    let show = stage.show.map(|id| Arc::new(Show { id, starts_at: now().at, planned_minutes: 180, live: None }));
    let notice = Notice { notice: 3, text: "马上回来".to_owned() };
    Snapshot {
        show,
        rundown: Arc::new(if open { rundown() } else { Rundown::default() }),
        notices: Arc::new(if open { vec![notice] } else { Vec::new() }),
        stage: Arc::new(stage),
        ..Snapshot::default()
    }
}

fn situations() -> Vec<(String, Snapshot)> {
    let host = |seat| Operator::new(Role::Host, "", seat);
    let mut all = vec![("no show is open".to_owned(), snapshot(Stage::default()))];
    for (name, commands) in SITUATIONS {
        all.push((name.to_owned(), snapshot(stage(commands, &host(SEAT)))));
    }
    for (name, seat) in [("this page is in control", SEAT), ("another page is in control", OTHER_SEAT)] {
        all.push((name.to_owned(), snapshot(stage(&[Command::Take { card: 1 }, Command::Drive], &host(seat)))));
    }
    all
}

/// The examples, with the cards of this rundown.
fn commands(rundown: &Rundown) -> Vec<Command> {
    let examples = Command::examples().into_iter().map(|example| example.command);
    let others = examples.filter(|command| !matches!(command, Command::Take { .. } | Command::Cue { .. }));
    let numbers = rundown.cards.iter().map(|card| card.number);
    let cards = numbers.flat_map(|card| [Command::Take { card }, Command::Cue { card }]);
    others.chain(cards).collect()
}

/// The commands that are refused, by code.
fn refused(snapshot: &Snapshot, role: Role, rehearsal: bool) -> BTreeMap<&'static str, Vec<Command>> {
    let by = Operator::new(role, "", SEAT);
    let mut codes: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for command in commands(&snapshot.rundown) {
        let refusal = if rehearsal && command.policy().refused_in_rehearsal() {
            Some(Refusal::Rehearsal)
        } else {
            apply(&snapshot.stage, &snapshot.rundown, &command, &by, now()).err()
        };
        if let Some(refusal) = refusal {
            codes.entry(refusal.code()).or_default().push(command);
        }
    }
    codes
}

/// The kinds of pages, with their role and whether they are at the rehearsal.
const PAGES: [(&str, Role, bool); 4] = [
    ("driver", Role::Host, false),
    ("assistant", Role::Assistant, false),
    ("watcher", Role::Watcher, false),
    ("rehearsal", Role::Host, true),
];

#[test]
fn the_panel_is_tested_with_the_refusals_of_the_server() {
    let mut lines = Vec::new();
    let mut given = BTreeSet::new();
    for (situation, snapshot) in situations() {
        let refusals: BTreeMap<_, _> =
            PAGES.iter().map(|(page, role, rehearsal)| (*page, refused(&snapshot, *role, *rehearsal))).collect();
        given.extend(refusals.values().flat_map(BTreeMap::keys).copied());
        let view = Views::new(&snapshot, "http://wr.example.cn", now()).panel();
        let line: Value = json!({ "situation": situation, "view": view, "refused": refusals });
        lines.push(serde_json::to_string(&line).expect("JSON"));
    }
    let sentences = include_str!("../../locales/en/common.toml").lines();
    let codes = sentences.filter_map(|line| line.strip_prefix("refused_")?.split_once(" = "));
    // Sentences of the same code, of the store, and of a message that is no command.
    let not_commands = ["not_driver_nameless", "store", "bad_message"];
    let codes: BTreeSet<_> = codes.map(|(code, _)| code).filter(|code| !not_commands.contains(code)).collect();
    let tried = NOT_TRIED.iter().find(|(code, _)| given.contains(code));
    assert_eq!(tried, None, "a situation gives it: remove it from NOT_TRIED");
    let known: BTreeSet<_> = given.into_iter().chain(NOT_TRIED.map(|(code, _)| code)).collect();
    assert_eq!(codes, known, "a refusal needs a situation that gives it, or a reason in NOT_TRIED");
    let mut mirrors = Mirrors::default();
    mirrors.write(FILE, &format!("[\n{}\n]\n", lines.join(",\n")));
    mirrors.finish();
}
