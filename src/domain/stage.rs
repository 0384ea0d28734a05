//! What is on screen now, and the commands that change it. `apply` is the one place where a command gets its meaning.

use serde::{Deserialize, Serialize};

use super::Now;
use super::rundown::{Card, CardNumber, EditRefusal, Rundown};
use super::show::ShowId;

/// Counts accepted commands; the ID of the stage's entry in the store.
pub type Rev = u64;

/// How many commands back `undo` can go. Each costs some 60 bytes in every stage entry.
pub const UNDO_STEPS_MAX: usize = 10;

/// The card on screen, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnAir {
    pub card: CardNumber,
    /// Server time in milliseconds since the Unix epoch.
    pub shown_at: i64,
}

/// The part of the stage that commands change and that `undo` brings back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_air: Option<OnAir>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cued: Option<CardNumber>,
    /// Hides everything until released; what was on screen stays remembered beneath.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub panic: bool,
    /// The card that was on screen last, so that `next` after `out` goes on where the host was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<CardNumber>,
}

/// A command that was done, and the screen as it was before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    #[serde(rename = "do")]
    pub command: Command,
    pub before: Screen,
}

/// The whole state of what is on screen; ids only, never anything about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show: Option<ShowId>,
    /// When the first card of this show went on screen, in milliseconds; numbers are fixed from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_since: Option<i64>,
    /// The highest number of this live show before its last edit: one that was said aloud is never given to another job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highest: Option<CardNumber>,
    /// The show was closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    #[serde(default)]
    pub screen: Screen,
    /// Newest last, at most [`UNDO_STEPS_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undo: Vec<Done>,
}

/// What a host can ask for. On the wire: `{"take":{"card":8}}`, `"next"`, `"out"` …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Put a card on screen.
    Take { card: CardNumber },
    /// Make a card ready as the next one.
    Cue { card: CardNumber },
    /// Put the cued card on screen, or else the one that follows.
    Next,
    /// Take the card off screen.
    Out,
    /// Bring back the screen as it was before the last command.
    Undo,
    /// Hide everything at once.
    Panic,
    /// End the panic: what was on screen shows again.
    Release,
    /// Put another show on the stage, with an empty screen.
    Open { show: ShowId },
    /// End the show: empty screen, numbers stay.
    Close,
}

impl Command {
    /// Whether the command holds whatever revision it was decided on.
    #[must_use]
    pub fn any_revision(&self) -> bool {
        matches!(self, Self::Panic)
    }
}

/// Why a command changes nothing. Rendered in the reader's language by `web`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else was faster: decide again on the state as it is now.
    Stale {
        rev: Rev,
    },
    /// There is no show on the stage.
    NoShow,
    UnknownCard {
        card: CardNumber,
    },
    /// The offer's validity date has passed.
    Expired {
        card: CardNumber,
    },
    /// The card is on screen already.
    AlreadyOnAir {
        card: CardNumber,
    },
    NothingNext,
    NothingOnAir,
    NothingToUndo,
    /// The screen is black: release it first.
    InPanic,
    NotInPanic,
    Closed,
    Edit(EditRefusal),
}

impl Refusal {
    /// The code on the wire and in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stale { .. } => "stale",
            Self::NoShow => "no_show",
            Self::UnknownCard { .. } | Self::Edit(EditRefusal::UnknownCard(_)) => "unknown_card",
            Self::Expired { .. } => "expired",
            Self::AlreadyOnAir { .. } => "already_on_air",
            Self::NothingNext => "nothing_next",
            Self::NothingOnAir => "nothing_on_air",
            Self::NothingToUndo => "nothing_to_undo",
            Self::InPanic => "in_panic",
            Self::NotInPanic => "not_in_panic",
            Self::Closed => "closed",
            Self::Edit(EditRefusal::InUse(_)) => "in_use",
            Self::Edit(EditRefusal::TooMany) => "too_many",
            Self::Edit(EditRefusal::UnknownJob) => "unknown_job",
        }
    }
}

impl Stage {
    #[must_use]
    pub fn live(&self) -> bool {
        self.live_since.is_some()
    }

    /// The highest number given out in a live show, as far as the rundown no longer tells it; `None` before it is live.
    #[must_use]
    pub fn said(&self) -> Option<CardNumber> {
        self.live().then_some(self.highest.unwrap_or(0))
    }

    /// The card that `next` would put on screen.
    #[must_use]
    pub fn next(&self, rundown: &Rundown, now: Now) -> Option<CardNumber> {
        let current = self.screen.on_air.map(|on| on.card);
        self.screen
            .cued
            .filter(|card| Some(*card) != current && rundown.airable(*card, now))
            .or_else(|| rundown.following(current.or(self.screen.last), now))
    }

    /// The stage after the rundown's numbers changed: a cue stays with its job, one whose card went is dropped.
    #[must_use]
    pub fn renumbered(&self, before: &Rundown, after: &[Card]) -> Self {
        let number = |old: CardNumber| {
            let job = &before.card(old)?.0.job;
            after.iter().find(|card| card.job == *job).map(|card| card.number)
        };
        let follow = |screen: &mut Screen| {
            screen.on_air = screen.on_air.and_then(|on| Some(OnAir { card: number(on.card)?, ..on }));
            screen.cued = screen.cued.and_then(number);
            screen.last = screen.last.and_then(number);
        };
        let mut stage = self.clone();
        follow(&mut stage.screen);
        if stage.live() {
            stage.highest = self.highest.max(Some(before.highest()));
            // So that no `undo` shows a card that is no more.
            stage.undo.iter_mut().for_each(|done| follow(&mut done.before));
        } else {
            // The remembered commands name the old numbers; nothing of them was ever on air.
            stage.undo.clear();
        }
        stage
    }
}

/// The stage after a command.
///
/// # Errors
/// [`Refusal`], with nothing changed.
pub fn apply(stage: &Stage, rundown: &Rundown, command: &Command, now: Now) -> Result<Stage, Refusal> {
    if let Command::Open { show } = command {
        return Ok(Stage { show: Some(*show), ..Stage::default() });
    }
    if *command == Command::Panic {
        // Accepted always, twice over too: a host who panics presses more than once.
        let mut next = stage.clone();
        if !stage.screen.panic {
            next.screen.panic = true;
            remember(&mut next, command, &stage.screen);
        }
        return Ok(next);
    }
    if stage.show.is_none() {
        return Err(Refusal::NoShow);
    }
    if *command == Command::Undo {
        return undo(stage);
    }
    let screen = screen_after(stage, rundown, command, now)?;
    let mut next = stage.clone();
    next.screen = screen;
    next.closed = *command == Command::Close;
    if next.screen.on_air.is_some() && next.live_since.is_none() {
        next.live_since = Some(now.millis());
    }
    // "Undo: next" would not tell what comes off; the card that came on does.
    let done = match (command, next.screen.on_air) {
        (Command::Next, Some(on)) => Command::Take { card: on.card },
        _ => command.clone(),
    };
    remember(&mut next, &done, &stage.screen);
    Ok(next)
}

fn undo(stage: &Stage) -> Result<Stage, Refusal> {
    let mut next = stage.clone();
    let done = next.undo.pop().ok_or(Refusal::NothingToUndo)?;
    next.screen = done.before;
    next.closed &= done.command != Command::Close;
    Ok(next)
}

fn remember(stage: &mut Stage, command: &Command, before: &Screen) {
    if stage.undo.len() == UNDO_STEPS_MAX {
        stage.undo.remove(0);
    }
    stage.undo.push(Done { command: command.clone(), before: before.clone() });
}

fn screen_after(stage: &Stage, rundown: &Rundown, command: &Command, now: Now) -> Result<Screen, Refusal> {
    let screen = &stage.screen;
    match command {
        Command::Release if screen.panic => Ok(Screen { panic: false, ..screen.clone() }),
        Command::Release => Err(Refusal::NotInPanic),
        // While everything is hidden a take would change what comes back later, unseen: say so instead.
        _ if screen.panic => Err(Refusal::InPanic),
        Command::Close if stage.closed => Err(Refusal::Closed),
        Command::Close => Ok(Screen { last: last(screen), ..Screen::default() }),
        Command::Take { card } => take(screen, rundown, *card, now),
        Command::Next => {
            let card = stage.next(rundown, now).ok_or(Refusal::NothingNext)?;
            take(screen, rundown, card, now)
        }
        Command::Cue { card } => {
            check_airable(rundown, *card, now)?;
            Ok(Screen { cued: Some(*card), ..screen.clone() })
        }
        Command::Out if screen.on_air.is_none() => Err(Refusal::NothingOnAir),
        Command::Out => Ok(Screen { on_air: None, last: last(screen), ..screen.clone() }),
        // Settled in `apply`, before this is asked.
        Command::Panic | Command::Undo | Command::Open { .. } => Ok(screen.clone()),
    }
}

fn last(screen: &Screen) -> Option<CardNumber> {
    screen.on_air.map(|on| on.card).or(screen.last)
}

fn take(screen: &Screen, rundown: &Rundown, card: CardNumber, now: Now) -> Result<Screen, Refusal> {
    check_airable(rundown, card, now)?;
    if screen.on_air.is_some_and(|on| on.card == card) {
        return Err(Refusal::AlreadyOnAir { card });
    }
    Ok(Screen {
        on_air: Some(OnAir { card, shown_at: now.millis() }),
        cued: screen.cued.filter(|cued| *cued != card),
        panic: false,
        last: Some(card),
    })
}

fn check_airable(rundown: &Rundown, card: CardNumber, now: Now) -> Result<(), Refusal> {
    match rundown.card(card) {
        None => Err(Refusal::UnknownCard { card }),
        Some((_, job)) if job.expired(now.today) => Err(Refusal::Expired { card }),
        Some(_) => Ok(()),
    }
}
