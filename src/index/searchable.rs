//! The part of people that filters and searches read, put together because a request looks at all people, and each jump in memory
//! costs more than a comparison. Must not know filters.

use super::intern::{TextId, Texts};
use super::person::IndexedPerson;
use crate::domain::answers::{Answers, CallTime};
use crate::domain::application::{Application, Status};
use crate::domain::desk::{QueueState, fold};
use crate::domain::history::Wording;
use crate::domain::phone::PHONE_DIGITS;
use crate::domain::place::PlaceOffer;
use crate::domain::rundown::CardNumber;
use crate::domain::show::ShowId;

/// The part of a person that filters and searches read.
#[derive(Default)]
pub(super) struct Searchable {
    /// Names, townships, villages, notes and remarks, folded, each on a line of its own.
    pub text: Box<str>,
    /// The phone; all zero if it was erased.
    pub digits: [u8; PHONE_DIGITS],
    /// The applications, in the order of the person's.
    pub applications: Box<[SearchableApplication]>,
}

/// The part of an application that filters read.
pub(super) struct SearchableApplication {
    pub show: ShowId,
    pub job: TextId,
    pub township: TextId,
    pub source: TextId,
    pub card: CardNumber,
    pub status: Status,
    /// `None` if no form asks for it any more.
    pub call_time: Option<CallTime>,
    pub suspect: bool,
    /// Its state on the waiting list of its card; `None` if it is not on it.
    pub queue: Option<QueueState>,
    /// Whether a clerk has to judge one of its forms.
    pub waits: bool,
}

fn queue_state(application: &Application) -> Option<QueueState> {
    if application.waits() {
        Some(QueueState::Waiting)
    } else if application.asks_for_place() && application.offer == Some(PlaceOffer::Free) {
        Some(QueueState::Offered)
    } else {
        None
    }
}

impl Searchable {
    pub fn new(person: &IndexedPerson, texts: &mut Texts) -> Self {
        let applications = person.applications.iter().map(|(wish, application)| SearchableApplication {
            show: wish.show,
            job: texts.id(&wish.job.0),
            township: texts.id(&application.township),
            source: texts.id(&application.source),
            card: application.card,
            status: application.status,
            call_time: person.form_of(application).map(|form| form.answers.call_time),
            suspect: application.is_suspect(),
            queue: queue_state(application),
            waits: application.forms.values().any(|mark| mark.waits()),
        });
        let applications = applications.collect();
        let Some(known) = &person.person else { return Self { applications, ..Self::default() } };
        let mut parts: Vec<&str> = known.forms.values().flat_map(|form| words_of(&form.answers)).collect();
        for wording in person.words.values() {
            match wording {
                Wording::Remark(remark) => parts.push(remark),
                Wording::Was { answers, .. } => parts.extend(words_of(answers)),
            }
        }
        let text = parts.iter().map(|part| fold(part)).collect::<Vec<_>>().join("\n");
        let digits = known.phone.full().as_bytes().try_into().unwrap_or_default();
        Self { text: text.into(), digits, applications }
    }
}

/// The words of answers that a search looks at.
fn words_of(answers: &Answers) -> [&str; 4] {
    [&answers.name, &answers.township, &answers.village, &answers.note]
}
