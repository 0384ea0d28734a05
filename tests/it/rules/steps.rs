//! Made-up shows: who does what, in any order. Must not know what is right.

use daigang::domain::crew::{Operator, Role};
use daigang::domain::dwell::Dwell;
use daigang::domain::rundown::{CardNumber, Edit};
use daigang::domain::show::ShowId;
use daigang::domain::stage::{Command, FaceRequest};
use proptest::collection::vec;
use proptest::prelude::*;

use super::job_id;

/// Cards that commands name; some of them are in no rundown.
const NUMBERS: std::ops::RangeInclusive<CardNumber> = 1..=10;
/// The one show of these tests, also of the example of `open`.
pub const OPENED: ShowId = ShowId(43);

/// Something that happens while a show is prepared and runs.
#[derive(Debug, Clone)]
pub enum Step {
    /// A member of the crew sends a command.
    Do(usize, Command),
    Edit(usize, Edit),
    /// Time goes on by so many hours.
    Wait(u8),
}

/// Two hosts, and one of each other role.
pub fn crew() -> [Operator; 6] {
    [
        Operator::new(Role::Host, "甲", "a"),
        Operator::new(Role::Host, "乙", "b"),
        Operator::new(Role::Assistant, "丙", "c"),
        Operator::new(Role::Watcher, "", "d"),
        Operator::new(Role::Buttons, "", ""),
        Operator::server("test"),
    ]
}

fn faces() -> impl Strategy<Value = FaceRequest> {
    prop_oneof![
        1 => Just(FaceRequest::Countdown),
        3 => Just(FaceRequest::Recap),
        1 => Just(FaceRequest::How),
        1 => (1_u32..4).prop_map(|notice| FaceRequest::Notice { notice }),
        1 => (0_u16..70).prop_map(|minutes| FaceRequest::Break { minutes: Some(minutes) }),
        1 => Just(FaceRequest::End),
    ]
}

fn dwells() -> impl Strategy<Value = Dwell> {
    prop_oneof![
        Just(Dwell::Stay),
        (0_u32..60).prop_map(|seconds| Dwell::Out { seconds }),
        (0_u32..60).prop_map(|seconds| Dwell::Next { seconds }),
    ]
}

fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        // Every command, also one that has no line of its own below.
        2 => proptest::sample::select(Command::examples()).prop_map(|example| example.command),
        4 => NUMBERS.prop_map(|card| Command::Take { card }),
        2 => NUMBERS.prop_map(|card| Command::Cue { card }),
        4 => Just(Command::Next),
        2 => Just(Command::Out),
        3 => Just(Command::Undo),
        2 => Just(Command::Panic),
        2 => Just(Command::Release),
        1 => Just(Command::Close),
        1 => Just(Command::Open { show: OPENED }),
        3 => faces().prop_map(|face| Command::Face { face }),
        2 => Just(Command::Hold),
        2 => Just(Command::Resume),
        2 => (0_u32..700).prop_map(|seconds| Command::Extend { seconds }),
        2 => any::<[Option<bool>; 4]>()
            .prop_map(|[address, phone, qr, hidden]| Command::Contact { address, phone, qr, hidden }),
        1 => Just(Command::Drive),
        1 => Just(Command::Share),
        1 => Just(Command::Lock),
        1 => Just(Command::Unlock),
        1 => Just(Command::Update),
        1 => (0_u32..700).prop_map(|seconds| Command::Guides { seconds }),
    ]
}

fn edits() -> impl Strategy<Value = Edit> {
    prop_oneof![
        vec(0_u8..14, 1..4).prop_map(|jobs| Edit::Add { jobs: jobs.into_iter().map(job_id).collect() }),
        (NUMBERS, 0_usize..12).prop_map(|(card, to)| Edit::Move { card, to }),
        NUMBERS.prop_map(|card| Edit::Remove { card }),
        (NUMBERS, any::<bool>()).prop_map(|(card, full)| Edit::Full { card, full }),
        (NUMBERS, proptest::option::of(0_u16..200), dwells()).prop_map(|(card, minutes, dwell)| Edit::Plan {
            card,
            minutes,
            dwell
        }),
    ]
}

/// Steps, each with the seconds that pass before it.
pub fn steps() -> impl Strategy<Value = Vec<(u32, Step)>> {
    let step = prop_oneof![
        // The first host most of all, as in life.
        4 => commands().prop_map(|command| Step::Do(0, command)),
        4 => (0_usize..6, commands()).prop_map(|(who, command)| Step::Do(who, command)),
        3 => (0_usize..6, edits()).prop_map(|(who, edit)| Step::Edit(who, edit)),
        1 => (1_u8..40).prop_map(Step::Wait),
    ];
    let pause = prop_oneof![Just(0_u32), 0_u32..60];
    vec((pause, step), 1..60)
}
