//! Defines the effect of each command on the stage.

use super::command::Command;
use super::permit::permit;
use super::refusal::Refusal;
use super::state::{Contact, Driver, OnAir, Screen, Stage, Timer};
use super::{face, timer, undo};
use crate::domain::Now;
use crate::domain::crew::Operator;
use crate::domain::quantity::Quantity;
use crate::domain::rundown::{CardNumber, Rundown};

/// The stage after a command.
///
/// # Errors
/// [`Refusal`], with nothing changed.
pub fn apply(stage: &Stage, rundown: &Rundown, command: &Command, by: &Operator, now: Now) -> Result<Stage, Refusal> {
    permit(stage.driver.as_ref(), by, command.policy().permission)?;
    match command {
        Command::Open { show } => Ok(stage.opened(Some(*show))),
        Command::Panic => Ok(panic(stage, now)),
        Command::Drive => {
            let driver = Driver { seat: by.seat.clone(), name: by.name.clone() };
            Ok(Stage { driver: Some(driver), ..stage.clone() })
        }
        Command::Share => Ok(Stage { driver: None, ..stage.clone() }),
        _ if stage.show.is_none() => Err(Refusal::NoShow),
        Command::Undo => undo::undo(stage, now),
        Command::Lock => Ok(Stage { locked: true, ..stage.clone() }),
        Command::Unlock => Ok(Stage { locked: false, ..stage.clone() }),
        Command::Guides { seconds } => {
            Quantity::GuideSeconds.check(*seconds).map_err(Refusal::OutOfRange)?;
            let until = now.millis() + 1000 * i64::from(*seconds);
            Ok(Stage { guides_until: (*seconds > 0).then_some(until), ..stage.clone() })
        }
        // The text is a record: the stage itself does not change.
        Command::Update if stage.screen.on_air.is_none() => Err(Refusal::NothingOnAir),
        Command::Update => Ok(stage.clone()),
        _ => on_screen(stage, rundown, command, now),
    }
}

/// Always accepted, also during a panic: a host who panics presses more than once.
fn panic(stage: &Stage, now: Now) -> Stage {
    let mut next = stage.clone();
    if !stage.screen.panic {
        next.screen = timer::hide(&stage.screen, now);
        undo::remember(&mut next, &Command::Panic, stage, now);
    }
    next
}

fn on_screen(stage: &Stage, rundown: &Rundown, command: &Command, now: Now) -> Result<Stage, Refusal> {
    let mut next = stage.clone();
    next.screen = screen_after(stage, rundown, command, now)?;
    let on_air = next.screen.on_air;
    // A face or a switch of the contact layer does not reopen a closed show; a card does.
    next.closed = *command == Command::Close || (stage.closed && on_air.is_none());
    if on_air.is_some() && next.live_since.is_none() {
        next.live_since = Some(now.millis());
    }
    // The undo button names its command: the card says more than "next".
    let done = match (command, on_air) {
        (Command::Next, Some(on)) => Command::Take { card: on.card },
        _ => command.clone(),
    };
    undo::remember(&mut next, &done, stage, now);
    Ok(next)
}

fn screen_after(stage: &Stage, rundown: &Rundown, command: &Command, now: Now) -> Result<Screen, Refusal> {
    let screen = &stage.screen;
    match command {
        Command::Release if screen.panic => Ok(timer::unhide(screen, now)),
        Command::Release => Err(Refusal::NotInPanic),
        // During a panic a take would change unseen what the release shows.
        _ if screen.panic => Err(Refusal::InPanic),
        Command::Close if stage.closed => Err(Refusal::Closed),
        Command::Close => Ok(Screen { cued: None, ..empty(screen) }),
        Command::Take { card } => take(screen, rundown, *card, now),
        Command::Next => {
            let card = stage.next(rundown, now).ok_or(Refusal::NothingNext)?;
            take(screen, rundown, card, now)
        }
        Command::Cue { card } => {
            check_airable(rundown, *card, now)?;
            Ok(Screen { cued: Some(*card), ..screen.clone() })
        }
        Command::Out if screen.on_air.is_none() && screen.face.is_none() => Err(Refusal::NothingOnAir),
        Command::Out => Ok(empty(screen)),
        Command::Face { face } => face::show(screen, face, now),
        Command::Hold => timer::hold(screen, now),
        Command::Resume => timer::resume(screen, now),
        Command::Extend { seconds } => timer::extend(screen, *seconds),
        Command::Contact { address, phone, qr, hidden } => {
            let was = screen.contact;
            let contact = Contact {
                address: address.unwrap_or(was.address),
                phone: phone.unwrap_or(was.phone),
                qr: qr.unwrap_or(was.qr),
                hidden: hidden.unwrap_or(was.hidden),
            };
            Ok(Screen { contact, ..screen.clone() })
        }
        // Handled by `apply`.
        Command::Panic
        | Command::Undo
        | Command::Open { .. }
        | Command::Drive
        | Command::Share
        | Command::Lock
        | Command::Unlock
        | Command::Update
        | Command::Guides { .. } => Ok(screen.clone()),
    }
}

fn empty(screen: &Screen) -> Screen {
    Screen { face: None, ..screen.without_card() }
}

fn take(screen: &Screen, rundown: &Rundown, card: CardNumber, now: Now) -> Result<Screen, Refusal> {
    check_airable(rundown, card, now)?;
    if screen.card() == Some(card) {
        return Err(Refusal::AlreadyOnAir { card });
    }
    let dwell = rundown.card(card).map(|(card, _)| card.dwell).unwrap_or_default();
    Ok(Screen {
        on_air: Some(OnAir { card, shown_at: now.millis(), timer: Timer::planned(dwell, now) }),
        face: None,
        cued: screen.cued.filter(|cued| *cued != card),
        panic: false,
        last: Some(card),
        recent: face::recent(screen, card),
        contact: screen.contact,
    })
}

fn check_airable(rundown: &Rundown, card: CardNumber, now: Now) -> Result<(), Refusal> {
    match rundown.card(card) {
        None => Err(Refusal::UnknownCard { card }),
        Some((_, job)) if job.expired(now.today) => Err(Refusal::Expired { card }),
        Some(_) => Ok(()),
    }
}
