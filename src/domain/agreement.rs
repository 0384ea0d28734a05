//! The ticks of a sign-up form that agree to a text: to be called, and to be handed to the employers of its cards. Must not know
//! how a text is worded.

use super::consent::ConsentText;
use super::form::{Field, Form, Problem};
use super::job::JobId;
use super::recipient::Recipient;
use super::rundown::CardNumber;

/// The consent to be handed to the recipient of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedShare {
    /// The job.
    pub job: JobId,
    /// The recipient.
    pub to: Recipient,
    /// The text that was agreed to.
    pub text: ConsentText,
}

/// The texts that a form may agree to, as they read now.
#[derive(Debug, Clone)]
pub struct ConsentTexts {
    /// To be called.
    pub call: ConsentText,
    /// To be handed to the employers of cards.
    pub shares: Vec<(CardNumber, AgreedShare)>,
}

impl Form {
    /// Without a hash, a program of the county's own shows the text itself; with another one, the page showed an older text.
    pub(super) fn consent_problem(&self, call: &ConsentText) -> Option<Problem> {
        if self.get(Field::Consent) != "1" {
            return Some(Problem::NoConsent);
        }
        let shown = self.get(Field::Terms);
        if shown.is_empty() || shown == call.hash.to_string() { None } else { Some(Problem::ConsentChanged) }
    }

    /// The recipients that are ticked. One that is not offered any more is dropped: then staff ask on the telephone.
    pub(super) fn agreed_shares(&self, consents: &ConsentTexts, problems: &mut Vec<Problem>) -> Vec<AgreedShare> {
        let mut agreed: Vec<AgreedShare> = Vec::new();
        for (number, shown) in self.shares.iter().filter_map(|typed| read_share(typed)) {
            let Some((_, share)) = consents.shares.iter().find(|(card, _)| *card == number) else { continue };
            if shown.is_some_and(|shown| shown != share.text.hash.to_string()) {
                problems.push(Problem::ShareChanged(number));
            } else if !agreed.contains(share) {
                agreed.push(share.clone());
            }
        }
        agreed
    }

    /// The cards whose recipients are ticked.
    pub fn shared_cards(&self) -> impl Iterator<Item = CardNumber> {
        self.shares.iter().filter_map(|typed| read_share(typed)).map(|(number, _)| number)
    }
}

/// Reads `8` or `8-{hash}`.
fn read_share(typed: &str) -> Option<(CardNumber, Option<&str>)> {
    let (number, hash) =
        typed.trim().split_once('-').map_or((typed.trim(), None), |(number, hash)| (number, Some(hash)));
    Some((number.parse().ok()?, hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::{ConsentId, TextHash};
    use crate::domain::recipient::RecipientId;

    /// The employers of cards 1 and 2.
    fn consents() -> ConsentTexts {
        let share = |number: CardNumber| {
            let to = Recipient { id: RecipientId::Employer, name: format!("{number}厂") };
            let text = ConsentText::new(ConsentId::Share, format!("交给{number}厂"));
            (number, AgreedShare { job: JobId(format!("job{number}")), to, text })
        };
        ConsentTexts { call: ConsentText::new(ConsentId::Call, "打电话".into()), shares: vec![share(1), share(2)] }
    }

    #[test]
    fn a_consent_is_to_the_text_that_was_shown() {
        let problem = |form: &Form| form.consent_problem(&consents().call);
        let ticked = || Form::default().with(Field::Consent, "1");
        assert_eq!(problem(&Form::default()), Some(Problem::NoConsent));
        assert_eq!(problem(&ticked()), None, "a program shows the text itself");
        assert_eq!(problem(&ticked().with(Field::Terms, TextHash::of("打电话").to_string())), None);
        let stale = ticked().with(Field::Terms, TextHash::of("从前的话").to_string());
        assert_eq!(problem(&stale), Some(Problem::ConsentChanged));
    }

    #[test]
    fn each_recipient_has_a_tick_of_its_own() {
        let agreed = |values: &[&str]| {
            let form = values.iter().fold(Form::default(), |form, value| form.with(Field::Share, *value));
            let mut problems = Vec::new();
            let shares = form.agreed_shares(&consents(), &mut problems);
            (shares.into_iter().map(|share| share.to.name).collect::<Vec<_>>(), problems)
        };
        let shown = format!("1-{}", TextHash::of("交给1厂"));
        assert_eq!(agreed(&[&shown, "2", "2"]), (vec!["1厂".to_owned(), "2厂".to_owned()], vec![]));
        assert_eq!(agreed(&["1-00"]), (vec![], vec![Problem::ShareChanged(1)]));
        assert_eq!(agreed(&["9", "", "1x"]), (vec![], vec![]), "nobody is offered there");
    }
}
