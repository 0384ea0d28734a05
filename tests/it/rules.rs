//! Invariants after any sequence of commands, edits and views (property test). Needs no server and no store.

mod examples;
mod steps;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use daigang::domain::Now;
use daigang::domain::column::Column;
use daigang::domain::crew::{Operator, Role};
use daigang::domain::job::{Job, JobId};
use daigang::domain::rundown::{CARDS_MAX, Card, Edit, Rundown};
use daigang::domain::snapshot::Snapshot;
use daigang::domain::stage::{Command, OnAir, RECAP_CARDS_MAX, Refusal, Screen, Stage, UNDO_STEPS_MAX, apply, permit};
use daigang::qr::Codes;
use daigang::view::{OnAirFace, Views};
use proptest::collection::vec;
use proptest::prelude::*;

use steps::{OPENED, Step, crew, steps};

/// The day that the tests begin on; half of the jobs run out in the days after.
const BEGIN: &str = "2026-08-25T06:35:00Z";
fn job_id(at: u8) -> JobId {
    JobId(format!("{at:06}"))
}

/// Job 0 is valid for ever, every second one for its number of days.
fn job(at: u8) -> Job {
    let begin: DateTime<Utc> = BEGIN.parse().expect("a date");
    let last: NaiveDate = begin.date_naive() + Duration::days(i64::from(at) / 3);
    let mut job = Job::default();
    job.cells.insert(Column::Title, format!("岗位{at}"));
    if at % 2 == 1 {
        job.cells.insert(Column::ValidUntil, last.to_string());
    }
    job
}

fn rundown(cards: Vec<Card>) -> Rundown {
    let jobs: HashMap<_, _> = (0..14).map(|at| (job_id(at), Arc::new(job(at)))).collect();
    Rundown { cards, jobs }
}

/// A running show that follows the same rules as the Hub.
struct Show {
    stage: Stage,
    rundown: Rundown,
    at: DateTime<Utc>,
}

impl Show {
    fn new(cards: u8) -> Self {
        let cards = (0..cards).map(|at| Card::new(u16::from(at) + 1, job_id(at)));
        let stage = Stage { show: Some(OPENED), ..Stage::default() };
        Self { stage, rundown: rundown(cards.collect()), at: BEGIN.parse().expect("a date") }
    }

    fn now(&self) -> Now {
        Now::new(self.at, Shanghai)
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Do(who, command) => self.command(&crew()[*who], command),
            Step::Edit(who, edit) => self.edit(&crew()[*who], edit),
            Step::Wait(hours) => {
                self.at += Duration::hours(i64::from(*hours));
                Ok(())
            }
        }
    }

    fn tick(&mut self, seconds: u32) -> Result<(), TestCaseError> {
        self.at += Duration::seconds(seconds.into());
        let (before, now) = (self.stage.clone(), self.now());
        let due = before.fires_at().is_some_and(|at| at <= now.millis());
        let fired = before.fired(&self.rundown, now);
        prop_assert_eq!(fired.is_some(), due);
        if let Some((_, after)) = fired {
            prop_assert!(!before.screen.panic, "nothing moves beneath a panic");
            prop_assert!(after.fires_at().is_none_or(|at| at > now.millis()), "a timer fires once");
            self.stage = after;
        }
        Ok(())
    }

    fn command(&mut self, by: &Operator, command: &Command) -> Result<(), TestCaseError> {
        let (before, now) = (self.stage.clone(), self.now());
        let promised = before.next(&self.rundown, now);
        match apply(&before, &self.rundown, command, by, now) {
            Ok(after) => {
                prop_assert!(permit(before.driver.as_ref(), by, command.policy().permission).is_ok());
                check_change(&before, &after, command, &self.rundown, now)?;
                if *command == Command::Next {
                    prop_assert_eq!(after.screen.on_air.map(|on| on.card), promised, "next is what the panel said");
                }
                self.stage = after;
                Ok(())
            }
            Err(refusal) => check_refusal(&before, by, command, &refusal, &self.rundown, now),
        }
    }

    fn edit(&mut self, by: &Operator, edit: &Edit) -> Result<(), TestCaseError> {
        if permit(self.stage.driver.as_ref(), by, edit.policy().permission).is_err()
            || (self.stage.locked && edit.locks())
        {
            return Ok(());
        }
        let in_use = self.stage.screen.in_use();
        let Ok(cards) = self.rundown.edited(edit, self.stage.said(), &in_use) else { return Ok(()) };
        check_edit(&self.rundown, &cards, self.stage.live())?;
        self.stage = self.stage.renumbered(&self.rundown, &cards);
        self.rundown = rundown(cards);
        Ok(())
    }

    /// The invariants that hold after every step.
    fn check(&self) -> Result<(), TestCaseError> {
        let screen = &self.stage.screen;
        for card in screen.on_air.iter().map(|on| on.card).chain(screen.cued) {
            prop_assert!(self.rundown.card(card).is_some(), "card {} is on the stage and in no rundown", card);
        }
        prop_assert!(self.stage.undo.len() <= UNDO_STEPS_MAX);
        prop_assert!(screen.on_air.is_none() || screen.face.is_none(), "a card or a face, never both");
        let once: BTreeSet<_> = screen.recent.iter().collect();
        prop_assert!(once.len() == screen.recent.len() && once.len() <= RECAP_CARDS_MAX, "five cards, none twice");
        if let Some(next) = self.stage.next(&self.rundown, self.now()) {
            prop_assert!(self.rundown.airable(next, self.now()), "next is card {}, which may not go on screen", next);
            prop_assert_ne!(screen.on_air.map(|on| on.card), Some(next), "next is something else");
        }
        prop_assert!(screen.on_air.is_none() || self.stage.live(), "a card on screen makes a show live");
        prop_assert!(screen.on_air.is_none() || !self.stage.closed, "a card is on screen in a show that is closed");
        self.check_views()?;
        let stored: Stage = serde_json::from_str(&serde_json::to_string(&self.stage).expect("JSON")).expect("a stage");
        prop_assert_eq!(&stored, &self.stage, "the store gives back what it got");
        Ok(())
    }

    fn check_views(&self) -> Result<(), TestCaseError> {
        let snapshot = Snapshot {
            stage: Arc::new(self.stage.clone()),
            rundown: Arc::new(self.rundown.clone()),
            ..Snapshot::default()
        };
        let views = Views::new(&snapshot, "http://wr.example.cn", self.now());
        let (overlay, live, panel) = (views.overlay(&mut Codes::default()), views.live(), views.panel());
        let on_air = self.stage.screen.on_air.map(|on| on.card);
        let visible = on_air.filter(|_| !self.stage.screen.panic);
        prop_assert_eq!(overlay.on_air.map(|on| on.face.number), visible, "the overlay shows the card, or hides it");
        prop_assert_eq!(live.on_air.map(|on| on.number), visible, "viewers see no more than the overlay");
        prop_assert_eq!(panel.on_air.map(|on| on.face.number), on_air, "the host sees what is beneath a panic");
        prop_assert!(overlay.face.is_none() || !self.stage.screen.panic, "a panic hides faces too");
        prop_assert_eq!(panel.rundown.len(), self.rundown.cards.len());
        Ok(())
    }
}

/// The card on screen as the overlay draws it.
fn drawn(stage: &Stage, rundown: &Rundown, now: Now) -> Option<OnAirFace> {
    let snapshot =
        Snapshot { stage: Arc::new(stage.clone()), rundown: Arc::new(rundown.clone()), ..Snapshot::default() };
    Views::new(&snapshot, "http://wr.example.cn", now).overlay(&mut Codes::default()).on_air
}

fn check_change(
    before: &Stage,
    after: &Stage,
    command: &Command,
    rundown: &Rundown,
    now: Now,
) -> Result<(), TestCaseError> {
    let shown = |stage: &Stage| stage.screen.on_air.map(|on| on.card);
    if !matches!(command, Command::Release | Command::Undo) {
        prop_assert!(after.screen.panic || !before.screen.panic, "a panic stays until it is released");
    }
    if let Command::Open { .. } = command {
        let (contact, panic) = (before.screen.contact, before.screen.panic);
        let empty = Screen { contact, panic, ..Screen::default() };
        prop_assert_eq!(&after.screen, &empty, "another show begins with an empty screen");
        prop_assert_eq!(after.said(), before.said(), "the same show keeps its numbers");
        return Ok(());
    }
    if before.live_since.is_some() {
        prop_assert_eq!(after.live_since, before.live_since, "a show goes live once");
    }
    match command {
        Command::Take { .. } | Command::Next => {
            let card = shown(after).expect("a card on screen");
            prop_assert!(rundown.airable(card, now), "card {} ran out and went on screen", card);
            prop_assert_ne!(Some(card), shown(before));
            prop_assert_eq!(after.screen.on_air.map(|on| on.shown_at), Some(now.millis()));
        }
        Command::Out | Command::Close => prop_assert_eq!(shown(after), None),
        Command::Cue { .. } => prop_assert_eq!(shown(after), shown(before), "a cue changes nothing on screen"),
        Command::Panic => {
            prop_assert!(after.screen.panic);
            prop_assert_eq!(shown(after), shown(before), "what was on screen is remembered");
            prop_assert_eq!(after.fires_at(), None, "its time stands still");
        }
        Command::Release => {
            prop_assert!(!after.screen.panic);
            prop_assert_eq!(shown(after), shown(before));
        }
        Command::Face { .. } => prop_assert!(shown(after).is_none() && after.screen.face.is_some()),
        Command::Hold => prop_assert_eq!(after.fires_at(), None),
        Command::Resume => prop_assert!(after.fires_at().is_some()),
        Command::Extend { seconds } => {
            let more = before.fires_at().map(|at| at + 1000 * i64::from(*seconds));
            prop_assert_eq!(after.fires_at(), more, "so much more time, or still none running");
        }
        Command::Contact { .. } => {
            let others = Screen { contact: before.screen.contact, ..after.screen.clone() };
            prop_assert_eq!(&others, &before.screen, "nothing but the contact layer");
        }
        Command::Drive
        | Command::Share
        | Command::Lock
        | Command::Unlock
        | Command::Update
        | Command::Guides { .. } => {
            prop_assert_eq!(&after.screen, &before.screen, "nothing on screen");
            prop_assert_eq!(&after.undo, &before.undo, "nothing to undo");
        }
        Command::Undo | Command::Open { .. } => {}
    }
    let remembered = after.undo.len() > before.undo.len() || after.undo.last() != before.undo.last();
    if remembered && *command != Command::Undo {
        check_undo(before, after, command, rundown, now)?;
    }
    prop_assert!(remembered || after.closed == before.closed, "what closes a show can be undone");
    Ok(())
}

/// Undo, an hour later: the screen is restored, and its timer has neither lost nor gained time.
fn check_undo(
    before: &Stage,
    after: &Stage,
    command: &Command,
    rundown: &Rundown,
    now: Now,
) -> Result<(), TestCaseError> {
    let later = Now::new(now.at + Duration::hours(1), Shanghai);
    let back = apply(after, rundown, &Command::Undo, &Operator::server("test"), later).expect("there is a step back");
    prop_assert_eq!(timeless(&back.screen), timeless(&before.screen), "undo brings the screen back");
    prop_assert_eq!(back.closed, before.closed, "and opens a show that was not closed");
    match command {
        // The card did not leave the screen, and its time went on or stood as it did.
        Command::Cue { .. } | Command::Contact { .. } => prop_assert_eq!(back.screen.on_air, after.screen.on_air),
        Command::Release => prop_assert_eq!(left(&back, later), left(after, later)),
        _ => prop_assert_eq!(left(&back, later), left(before, now), "as much time as there was left"),
    }
    Ok(())
}

/// The remaining time of the card; an expired timer counts as none.
fn left(stage: &Stage, now: Now) -> Option<i64> {
    let timer = stage.screen.on_air?.timer?;
    Some(timer.held.unwrap_or(timer.ends_at - now.millis())).filter(|left| *left > 0)
}

/// The screen without its time-dependent parts.
fn timeless(screen: &Screen) -> Screen {
    let on_air = screen.on_air.map(|on| OnAir { timer: None, ..on });
    Screen { on_air, ..screen.clone() }
}

fn check_refusal(
    stage: &Stage,
    by: &Operator,
    command: &Command,
    refusal: &Refusal,
    rundown: &Rundown,
    now: Now,
) -> Result<(), TestCaseError> {
    let viewer = by.role == Role::Watcher;
    prop_assert!(*command != Command::Panic || viewer, "a panic is never refused to whoever may do anything at all");
    prop_assert!(!viewer || *refusal == Refusal::NotAllowed);
    match refusal {
        Refusal::NothingNext => prop_assert_eq!(stage.next(rundown, now), None),
        Refusal::InPanic => prop_assert!(stage.screen.panic),
        Refusal::NotDriver { .. } => prop_assert!(stage.driver.as_ref().is_some_and(|driver| driver.seat != by.seat)),
        Refusal::NoTimer => prop_assert!(stage.screen.on_air.is_none_or(|on| on.timer.is_none())),
        Refusal::NothingToUndo => prop_assert!(stage.undo.is_empty()),
        Refusal::Expired { card } => prop_assert!(rundown.card(*card).is_some() && !rundown.airable(*card, now)),
        _ => {}
    }
    Ok(())
}

fn check_edit(before: &Rundown, after: &[Card], live: bool) -> Result<(), TestCaseError> {
    let numbers: BTreeSet<_> = after.iter().map(|card| card.number).collect();
    prop_assert_eq!(numbers.len(), after.len(), "each number once");
    let jobs: BTreeSet<_> = after.iter().map(|card| &card.job).collect();
    prop_assert_eq!(jobs.len(), after.len(), "each job once");
    prop_assert!(after.len() <= CARDS_MAX);
    for (place, card) in after.iter().enumerate() {
        if !live {
            prop_assert_eq!(usize::from(card.number), place + 1, "numbers follow the order before the show");
        } else if let Some(old) = before.cards.iter().find(|old| old.job == card.job) {
            prop_assert_eq!(old.number, card.number, "a number that was said aloud stays with its job");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_commands_and_edits_keeps_the_rules(cards in 0_u8..10, steps in steps()) {
        let mut show = Show::new(cards);
        show.check()?;
        for (pause, step) in &steps {
            show.tick(*pause)?;
            show.step(step)?;
            show.check()?;
        }
    }

    #[test]
    fn any_order_and_doubling_of_views_ends_in_the_last(
        deliveries in vec((0_u8..3, 1_u64..40), 1..80),
        current in 0_u8..3,
    ) {
        // A server sends epochs one after another; within one, frames come late, twice, in any order.
        let mut client: Option<(u8, u64)> = None;
        let mut highest: HashMap<u8, u64> = HashMap::new();
        let mut deliveries: Vec<_> = deliveries;
        deliveries.sort_by_key(|(epoch, _)| (epoch + 3 - current) % 3);
        for (epoch, rev) in &deliveries {
            client = Some(take(client, (*epoch, *rev)));
            let best = highest.entry(*epoch).or_default();
            *best = (*rev).max(*best);
            prop_assert_eq!(client, Some((*epoch, *best)), "the newest of this epoch");
        }
    }
}

/// The rule of the wire: another epoch or a higher revision is taken, the rest ignored.
fn take(known: Option<(u8, u64)>, (epoch, rev): (u8, u64)) -> (u8, u64) {
    known.filter(|(known, newest)| *known == epoch && rev <= *newest).unwrap_or((epoch, rev))
}
