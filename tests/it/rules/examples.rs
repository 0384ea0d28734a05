//! Rules that hold for the example of every command, so that a new command is tried too.

use daigang::domain::dwell::Dwell;
use daigang::domain::stage::{Command, Refusal, Stage, apply};

use super::steps::crew;
use super::{Show, drawn};

/// The stages that the examples are tried on: each is reached by these commands.
const SITUATIONS: [&[Command]; 8] = [
    &[],
    &[Command::Take { card: 3 }],
    &[Command::Take { card: 3 }, Command::Hold],
    &[Command::Take { card: 3 }, Command::Panic],
    &[Command::Take { card: 3 }, Command::Out],
    &[Command::Lock],
    &[Command::Drive],
    &[Command::Contact { address: Some(false), phone: Some(false), qr: Some(false), hidden: Some(true) }],
];

#[test]
fn every_command_changes_the_stage_somewhere() {
    let host = &crew()[0];
    for example in Command::examples() {
        // Writes the newest text of the card, and leaves the stage as it is.
        if example.command == Command::Update {
            continue;
        }
        let changes = SITUATIONS.iter().any(|commands| {
            let mut show = Show::new(14);
            for card in &mut show.rundown.cards {
                card.dwell = Dwell::Out { seconds: 60 };
            }
            for command in *commands {
                show.stage = apply(&show.stage, &show.rundown, command, host, show.now()).expect("a possible command");
            }
            let after = apply(&show.stage, &show.rundown, &example.command, host, show.now());
            after.is_ok_and(|after| Stage { undo: show.stage.undo.clone(), ..after } != show.stage)
        });
        assert!(changes, "{:?} has no effect in any situation", example.command);
    }
}

#[test]
fn a_new_card_has_no_mark_of_the_card_before() {
    let host = &crew()[0];
    let show = Show::new(14);
    let after = |commands: &[Command]| {
        commands
            .iter()
            .try_fold(show.stage.clone(), |stage, command| apply(&stage, &show.rundown, command, host, show.now()))
    };
    let card_drawn = |commands: &[Command]| Ok::<_, Refusal>(drawn(&after(commands)?, &show.rundown, show.now()));
    let take = Command::Take { card: 5 };
    for example in Command::examples() {
        // One that is refused, or after which no card can be taken, has left no mark.
        if let Ok(card) = card_drawn(&[Command::Take { card: 3 }, example.command.clone(), take.clone()]) {
            assert_eq!(Ok(card), card_drawn(std::slice::from_ref(&take)), "{:?}", example.command);
        }
    }
}
