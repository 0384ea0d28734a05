//! The jobs of a show that has left the stage: whether they can still be signed up for. Pure; must not know pages or the store.

use chrono::Duration;

use super::Now;
use super::job::{Job, JobId};
use super::rundown::{Card, CardNumber, Rundown};
use super::show::Show;

/// How long a job without a last day is offered after its show began, in days: a link of last month must not collect people
/// for work that was done weeks ago.
pub const UNDATED_DAYS_MAX: i64 = 30;

/// The cards of a past show that are still offered, with their jobs as they are now. A job that is full in the show on the
/// stage is full here too.
#[must_use]
pub fn still_offered(past: &Rundown, show: &Show, current: &Rundown, now: Now) -> Rundown {
    let too_old = now.at > show.starts_at + Duration::days(UNDATED_DAYS_MAX);
    let offered = |card: &&Card| {
        past.jobs.get(&card.job).is_some_and(|job: &std::sync::Arc<Job>| job.valid_until().is_some() || !too_old)
    };
    let marked = |card: &Card| Card { full: card.full || is_full(current, &card.job), ..card.clone() };
    Rundown { cards: past.cards.iter().filter(offered).map(marked).collect(), jobs: past.jobs.clone() }
}

fn is_full(current: &Rundown, job: &JobId) -> bool {
    current.cards.iter().any(|card| card.job == *job && card.full)
}

/// The card that a job has in a rundown.
#[must_use]
pub fn card_of(rundown: &Rundown, job: &JobId) -> Option<CardNumber> {
    rundown.cards.iter().find(|card| card.job == *job).map(|card| card.number)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::column::Column;
    use crate::domain::show::ShowId;

    fn id(name: &str) -> JobId {
        JobId(name.to_owned())
    }

    /// Card 1 with a last day, card 2 without one, card 3 whose job is lost.
    fn rundown() -> Rundown {
        let mut dated = Job::default();
        dated.cells.insert(Column::ValidUntil, "2026-12-31".to_owned());
        let jobs = [(id("dated"), Arc::new(dated)), (id("undated"), Arc::default())];
        let cards = [Card::new(1, id("dated")), Card::new(2, id("undated")), Card::new(3, id("lost"))];
        Rundown { cards: cards.to_vec(), jobs: jobs.into() }
    }

    fn offered(days_after: i64, current: &Rundown) -> Vec<(CardNumber, bool)> {
        let starts_at = chrono::DateTime::from_timestamp(1_795_503_012, 0).expect("in range");
        let show = Show { id: ShowId(42), starts_at, planned_minutes: 180, live: None };
        let now = Now::new(starts_at + Duration::days(days_after), chrono_tz::Asia::Shanghai);
        still_offered(&rundown(), &show, current, now).cards.iter().map(|card| (card.number, card.full)).collect()
    }

    #[test]
    fn a_job_without_a_last_day_is_offered_for_a_month() {
        let none = Rundown::default();
        assert_eq!(offered(7, &none), [(1, false), (2, false)]);
        assert_eq!(offered(UNDATED_DAYS_MAX + 1, &none), [(1, false)]);
    }

    #[test]
    fn a_job_that_is_full_now_is_full_in_the_past_show_too() {
        let full = Card { full: true, ..Card::new(7, id("undated")) };
        let current = Rundown { cards: vec![full], ..Rundown::default() };
        assert_eq!(offered(7, &current), [(1, false), (2, true)]);
        assert_eq!(card_of(&current, &id("undated")), Some(7));
        assert_eq!(card_of(&current, &id("dated")), None);
    }
}
