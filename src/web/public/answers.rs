//! The answers of a form as the person who gave them reads them: on the receipt, on `/my` and in a copy. Pure.

use crate::domain::answers::{Answers, CallTime};
use crate::domain::settings::Settings;
use crate::web::public::labels::call_time_label;
use crate::words::Words;

/// Question and answer in the order of the form, without the name, and without what was not answered.
pub fn answer_facts(t: Words, answers: &Answers) -> Vec<(&'static str, String)> {
    // Without `..`, so that a new answer cannot be forgotten here.
    let Answers { name: _, township, village, party, call_time, note } = answers;
    let party = if *party > 1 { t.join_party_several(party) } else { t.join_party_alone().to_owned() };
    let facts = [
        (t.join_receipt_township(), township.clone()),
        (t.join_field_village(), village.clone()),
        (t.join_field_party(), party),
        (t.join_receipt_call_time(), call_time_label(t, *call_time).to_owned()),
        (t.join_field_note(), note.clone()),
    ];
    facts.into_iter().filter(|(_, answer)| !answer.is_empty()).collect()
}

/// The numbers that the service rings from; empty where the settings have none.
pub fn calling_numbers(settings: &Settings) -> Vec<&str> {
    let numbers = if settings.caller.is_empty() { &settings.hotline } else { &settings.caller };
    numbers.split(['、', ',', '，']).map(str::trim).filter(|number| !number.is_empty()).collect()
}

/// When the service rings: within the county's time, at the hour that the person chose.
pub fn call_promise(t: Words, days: u8, call_time: CallTime) -> String {
    let within = if days == 1 { t.join_receipt_within_day().to_owned() } else { t.join_receipt_within_days(days) };
    match call_time {
        CallTime::Any => within,
        chosen => format!("{within}{}", t.join_receipt_at_time(call_time_label(t, chosen))),
    }
}
