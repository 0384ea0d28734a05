//! The contents of a filled store: people, shows, forms, and how much staff do for each application. Decided before anything is
//! written, from a seed. Must not know the store.

use std::collections::HashSet;

use daigang::domain::answers::CallTime;
use daigang::domain::application::{Judgement, Suspicion};

use super::words;
use crate::rng::Rng;

/// The numbers to reach.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Amounts {
    #[arg(long, default_value_t = 50_000)]
    pub people: usize,
    #[arg(long, default_value_t = 120_000)]
    pub applications: usize,
    #[arg(long, default_value_t = 600_000)]
    pub events: usize,
    #[arg(long, default_value_t = 40)]
    pub shows: usize,
    /// The same seed gives the same data.
    #[arg(long, default_value_t = 20_261_124)]
    pub seed: u64,
}

/// A person.
pub struct PlannedPerson {
    pub name: String,
    pub phone: String,
    pub township: &'static str,
}

/// A form.
pub struct PlannedForm {
    pub person: usize,
    /// Seconds after the show's start.
    pub after: f64,
    pub party: u8,
    pub call_time: CallTime,
    pub note: String,
    pub source: &'static str,
    pub suspicion: Option<Suspicion>,
    pub judgement: Option<Judgement>,
    pub wishes: Vec<PlannedWish>,
}

/// A card on a form, and the work on that application.
pub struct PlannedWish {
    /// The card's place in the rundown.
    pub card: usize,
    /// How many things staff do with it.
    pub steps: usize,
    pub withdrawn: bool,
}

/// Everything to be written.
pub struct Plan {
    pub people: Vec<PlannedPerson>,
    /// For each show the number of its cards.
    pub cards: Vec<usize>,
    /// For each show its forms, in order of time.
    pub forms: Vec<Vec<PlannedForm>>,
}

/// One in twenty shares the phone of a spouse.
const COUPLES: f64 = 0.05;
/// Most of a phone's forms within an hour, from somebody who plays: the sixth and later ones become suspect.
const JOKER_FORMS: usize = 12;
const JOKERS: usize = 3;
const MINUTES_OF_SHOW: f64 = 180.0;
/// Events that are written at the end: codes, phones not to be called, merges, erasures.
pub const LATE_EVENTS: usize = 600;
/// Phones that begin with these digits belong to the forms of the measurements.
const NOT_THESE: &str = "130";

impl Plan {
    /// The plan of a seed.
    #[must_use]
    pub fn new(amounts: &Amounts) -> Self {
        let mut rng = Rng::new(amounts.seed);
        let cards = (0..amounts.shows).map(|_| 20 + rng.below(11)).collect::<Vec<_>>();
        let people = invent_people(amounts.people, &mut rng);
        let mut plan = Self { people, forms: cards.iter().map(|_| Vec::new()).collect(), cards };
        plan.invent_forms(amounts, &mut rng);
        for forms in &mut plan.forms {
            forms.sort_by(|one, other| one.after.total_cmp(&other.after));
        }
        plan.share_out_steps(amounts.events, &mut rng);
        plan
    }

    /// One form for each person, then further ones of some of them, until there are enough applications.
    fn invent_forms(&mut self, amounts: &Amounts, rng: &mut Rng) {
        let mut taken = HashSet::new();
        let mut left = amounts.applications;
        let mut joker_show = 0;
        for person in 0..amounts.people {
            let place = joker_place(person);
            if place.is_none_or(|place| place == 0) {
                joker_show = self.a_show(rng);
            }
            let show = if place.is_some() { joker_show } else { self.a_show(rng) };
            // Enough must remain for one application of each further person.
            let most = left.saturating_sub(amounts.people - 1 - person);
            let form = self.form(person, show, most, rng);
            taken.insert((person, show));
            left -= form.wishes.len();
            self.forms[show].push(form);
        }
        while left > 0 {
            let (person, show) = (rng.below(amounts.people), self.a_show(rng));
            if joker_place(person).is_some() || !taken.insert((person, show)) {
                continue;
            }
            let form = self.form(person, show, left, rng);
            left -= form.wishes.len();
            self.forms[show].push(form);
        }
    }

    /// Later shows have more viewers.
    fn a_show(&self, rng: &mut Rng) -> usize {
        let shows = self.forms.len();
        let (one, other) = (rng.below(shows), rng.below(shows));
        if rng.chance(0.4) { one.max(other) } else { one }
    }

    fn form(&self, person: usize, show: usize, most: usize, rng: &mut Rng) -> PlannedForm {
        let wanted = match rng.share() {
            share if share < 0.55 => 1,
            share if share < 0.85 => 2,
            _ => 3,
        };
        let mut cards = Vec::new();
        while cards.len() < wanted.min(most) {
            let card = rng.frequent(self.cards[show]);
            if !cards.contains(&card) {
                cards.push(card);
            }
        }
        let minutes = match joker_place(person) {
            Some(place) => 60.0 + 2.0 * place as f64,
            None if rng.chance(0.75) => rng.share() * MINUTES_OF_SHOW,
            None => MINUTES_OF_SHOW + rng.wait(1200.0),
        };
        let suspicion =
            rng.chance(0.012).then(|| rng.pick(&[Suspicion::Honeypot, Suspicion::TooFast, Suspicion::NoToken]));
        let judged = suspicion.is_some() && rng.chance(0.6);
        let judgement = judged.then(|| if rng.chance(0.7) { Judgement::Robot } else { Judgement::Honest });
        let wishes = cards
            .into_iter()
            .map(|card| PlannedWish { card, steps: 0, withdrawn: judgement.is_none() && rng.chance(0.03) })
            .collect();
        PlannedForm {
            person,
            after: minutes * 60.0,
            party: if rng.chance(0.85) { 1 } else { 2 + u8::try_from(rng.frequent(6)).unwrap_or_default() },
            call_time: CallTime::ALL[[0, 0, 0, 0, 0, 1, 2, 2, 3, 3][rng.below(10)]],
            note: words::note(rng),
            source: if rng.chance(0.3) { "" } else { words::SOURCES[rng.frequent(words::SOURCES.len())] },
            suspicion,
            judgement,
            wishes,
        }
    }

    /// Gives each application its share of the events that are left: some are called once, some are worked on for weeks.
    fn share_out_steps(&mut self, events: usize, rng: &mut Rng) {
        let other = LATE_EVENTS
            + self.all_forms().map(|form| 1 + usize::from(form.judgement.is_some())).sum::<usize>()
            + self.all_forms().flat_map(|form| &form.wishes).filter(|wish| wish.withdrawn).count();
        let steps = events.saturating_sub(other) as f64;
        let mut wishes: Vec<_> = self.forms.iter_mut().flatten().flat_map(|form| &mut form.wishes).collect();
        let weights: Vec<f64> = wishes.iter().map(|_| 0.3 + rng.wait(1.0)).collect();
        let (sum, mut sofar, mut given) = (weights.iter().sum::<f64>(), 0.0, 0);
        for (wish, weight) in wishes.iter_mut().zip(weights) {
            sofar += weight;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and the number of events"
            )]
            let until = (steps * sofar / sum).round() as usize;
            wish.steps = until - given;
            given = until;
        }
    }

    /// The forms of all shows.
    pub fn all_forms(&self) -> impl Iterator<Item = &PlannedForm> {
        self.forms.iter().flatten()
    }
}

/// The place of a person among the forms of one who plays with a phone.
fn joker_place(person: usize) -> Option<usize> {
    (1..=JOKERS).find_map(|joker| person.checked_sub(joker * 1000).filter(|place| *place < JOKER_FORMS))
}

fn invent_people(count: usize, rng: &mut Rng) -> Vec<PlannedPerson> {
    let mut phones = HashSet::new();
    let mut people: Vec<PlannedPerson> = Vec::with_capacity(count);
    let mut alone = false;
    for person in 0..count {
        let together = joker_place(person).map_or(alone && rng.chance(COUPLES), |place| place > 0);
        let phone = match people.last() {
            Some(before) if together => before.phone.clone(),
            _ => new_phone(&mut phones, rng),
        };
        alone = !together;
        let mut name = words::name(rng);
        // Two of the same name on one phone would be one person.
        while together
            && people.iter().rev().take(JOKER_FORMS).any(|before| before.phone == phone && before.name == name)
        {
            name = words::name(rng);
        }
        let township = if rng.chance(0.08) { "" } else { words::TOWNSHIPS[rng.frequent(words::TOWNSHIPS.len())] };
        people.push(PlannedPerson { name, phone, township });
    }
    people
}

fn new_phone(known: &mut HashSet<String>, rng: &mut Rng) -> String {
    loop {
        let phone = format!("1{}{:09}", 3 + rng.below(7), rng.below(1_000_000_000));
        if !phone.starts_with(NOT_THESE) && known.insert(phone.clone()) {
            return phone;
        }
    }
}
