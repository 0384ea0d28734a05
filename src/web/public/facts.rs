//! The facts of a card as the public page lists them. Pure.

use crate::view::CardFace;
use crate::web::public::dates;
use crate::words::Words;

/// Label and value of each fact, in the order in which people ask for them; empty ones are left out.
pub fn facts(t: Words, face: &CardFace) -> Vec<(&'static str, String)> {
    let people = if face.headcount.parse::<u32>().is_ok() {
        t.join_fact_people(&face.headcount)
    } else {
        face.headcount.clone()
    };
    // A township that is already part of the place would be shown twice.
    let township = if face.place.contains(&face.township) { String::new() } else { face.township.clone() };
    let facts = [
        (t.join_fact_duty(), face.duty.clone()),
        (t.join_fact_place(), face.place.clone()),
        (t.join_fact_township(), township),
        (t.join_fact_hours(), face.hours.clone()),
        (t.join_fact_rest(), face.rest.clone()),
        (t.join_fact_board(), face.board.clone()),
        (t.join_fact_pay_note(), face.pay_note.clone()),
        (t.join_fact_settle(), face.settle.clone()),
        (t.join_fact_needs(), face.needs.clone()),
        (t.join_fact_headcount(), people),
        (t.join_fact_term(), face.term.clone()),
        (t.join_fact_insurance(), face.insurance.clone()),
        (t.join_fact_safety(), face.safety.clone()),
        (t.join_fact_highlight(), face.highlight.clone()),
        (t.join_fact_remark(), face.remark.clone()),
        (t.join_fact_employer(), face.employer.clone()),
        (t.join_fact_source(), face.source.clone()),
        (t.join_fact_valid_until(), face.valid_until.map(|day| dates::date(t, day)).unwrap_or_default()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
