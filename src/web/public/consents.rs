//! The consents of the sign-up form: the ticks that it shows, and the texts that a submitted one may agree to. Must not know how
//! they are stored.

use crate::domain::agreement::{AgreedShare, ConsentTexts};
use crate::domain::form::{CARDS_PER_FORM_MAX, Field, Form};
use crate::domain::rundown::{CardNumber, Rundown};
use crate::view::CardFace;
use crate::web::http::consent_texts::{call_text, employer_of, employer_text};
use crate::web::public::visit::Visit;
use crate::words::arg;

/// The tick of a consent to be handed to the employer of a card. Never ticked by itself.
pub struct ShareTick {
    /// The id of its element.
    pub anchor: String,
    /// The value that is submitted: the card with the hash of the text.
    pub value: String,
    /// The words next to the box.
    pub title: String,
    /// The text that is agreed to.
    pub text: String,
    /// Whether it is ticked, for this very text.
    pub selected: bool,
}

/// The consent to be called, as the form shows it.
pub struct CallTick {
    /// The text.
    pub text: String,
    /// The hash of the text, for the hidden field.
    pub hash: String,
    /// Whether it is ticked, for this very text.
    pub selected: bool,
}

impl CallTick {
    /// The tick with what was typed so far.
    pub fn new(visit: &Visit, typed: &Form) -> Self {
        let text = call_text(visit.t, &visit.snapshot.settings);
        let hash = text.hash.to_string();
        let shown = typed.get(Field::Terms);
        let selected = typed.get(Field::Consent) == "1" && (shown.is_empty() || shown == hash);
        Self { text: text.text, hash, selected }
    }
}

/// The texts that a submitted form may agree to.
pub fn texts(visit: &Visit, rundown: &Rundown, form: &Form) -> ConsentTexts {
    let cards = form.shared_cards().take(CARDS_PER_FORM_MAX);
    let shares = cards.filter_map(|number| Some((number, share(visit, rundown, number)?)));
    ConsentTexts { call: call_text(visit.t, &visit.snapshot.settings), shares: shares.collect() }
}

/// The employers of the page's card and of the other cards that are ticked.
pub fn share_ticks(
    visit: &Visit,
    rundown: &Rundown,
    this: CardNumber,
    faces: &[CardFace],
    typed: &Form,
) -> Vec<ShareTick> {
    let open = faces.iter().filter(|face| face.takes_forms()).map(|face| face.number);
    let asked = open.filter(|number| *number == this || typed.wants(*number));
    asked.filter_map(|number| Some(tick(visit, this, number, &share(visit, rundown, number)?, typed))).collect()
}

fn share(visit: &Visit, rundown: &Rundown, number: CardNumber) -> Option<AgreedShare> {
    let (card, job) = rundown.card(number)?;
    let to = employer_of(job)?;
    let text = employer_text(visit.t, &to, job);
    Some(AgreedShare { job: card.job.clone(), to, text })
}

fn tick(visit: &Visit, this: CardNumber, number: CardNumber, share: &AgreedShare, typed: &Form) -> ShareTick {
    let value = format!("{number}-{}", share.text.hash);
    let plain = number.to_string();
    let anchor = Field::Share.as_str();
    ShareTick {
        anchor: if number == this { anchor.to_owned() } else { format!("{anchor}-{number}") },
        title: visit.t.join_share_title(arg::Employer(&share.to.name), arg::Number(number)),
        text: share.text.text.clone(),
        selected: typed.shares.iter().any(|typed| *typed == value || *typed == plain),
        value,
    }
}
