//! Which stretch of time a show's log tells of, and what of an exposure lies in it. Pure.

use super::exposure::{Exposure, Picture, Span};
use super::show::Show;

const MINUTE_MS: i64 = 60_000;
/// How long before its start and after its planned end a show is told of. A card that was tried days before, or that a
/// forgotten OBS went on showing, was before no viewer's eyes; an hour of tests and three of running late may have been.
pub const BEFORE_MS: i64 = 60 * MINUTE_MS;
pub const LATER_MS: i64 = 180 * MINUTE_MS;
/// How much is told of a show whose cards were all on screen at another time than planned, from the first one on.
pub const OTHERWISE_MS: i64 = 24 * 60 * MINUTE_MS;

/// The stretch that the log of a show tells of.
#[must_use]
pub fn window(show: &Show, seen: &Exposure) -> Span {
    let start = show.starts_at.timestamp_millis();
    let end = start + i64::from(show.planned_minutes) * MINUTE_MS;
    let planned = Span { from: start - BEFORE_MS, to: end + LATER_MS };
    if cards(seen).any(|span| part(*span, planned).is_some()) {
        return planned;
    }
    let first = cards(seen).map(|span| span.from).min();
    first.map_or(planned, |from| Span { from, to: from + OTHERWISE_MS })
}

/// What lies in a stretch of time, and how many milliseconds of cards do not.
#[must_use]
pub fn within(seen: &Exposure, window: Span) -> (Exposure, i64) {
    let parts = |spans: &Vec<Span>| spans.iter().filter_map(|span| part(*span, window)).collect::<Vec<_>>();
    let inside = seen.iter().map(|(shows, spans)| (*shows, parts(spans)));
    let inside: Exposure = inside.filter(|(_, spans)| !spans.is_empty()).collect();
    let millis = |seen: &Exposure| cards(seen).map(|span| span.millis()).sum::<i64>();
    let cut = millis(seen) - millis(&inside);
    (inside, cut)
}

fn cards(seen: &Exposure) -> impl Iterator<Item = &Span> {
    seen.iter().filter(|(shows, _)| matches!(shows, Picture::Card(_))).flat_map(|(_, spans)| spans)
}

fn part(span: Span, window: Span) -> Option<Span> {
    let part = Span { from: span.from.max(window.from), to: span.to.min(window.to) };
    (part.from < part.to).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::show::ShowId;

    const HOUR: i64 = 60 * MINUTE_MS;
    /// When the show of these tests starts.
    const START: i64 = 1_000 * HOUR;

    fn told(cards: &[(u16, i64, i64)]) -> (Span, Exposure, i64) {
        let starts_at = chrono::DateTime::from_timestamp_millis(START).expect("a time");
        let show = Show { id: ShowId(1), starts_at, planned_minutes: 180, live: None };
        let mut seen = Exposure::new();
        for (number, from, to) in cards {
            seen.entry(Picture::Card(*number)).or_default().push(Span { from: *from, to: *to });
        }
        let window = window(&show, &seen);
        let (inside, cut) = within(&seen, window);
        (window, inside, cut)
    }

    #[test]
    fn what_was_tried_before_and_forgotten_afterwards_is_cut() {
        let (window, inside, cut) =
            told(&[(1, START - 48 * HOUR, START - 47 * HOUR), (8, START + HOUR, START + 100 * HOUR)]);
        assert_eq!(window, Span { from: START - HOUR, to: START + 6 * HOUR });
        assert_eq!(inside, Exposure::from([(Picture::Card(8), vec![Span { from: START + HOUR, to: window.to }])]));
        assert_eq!(cut, HOUR + 94 * HOUR);
    }

    #[test]
    fn a_show_at_another_time_is_told_of_for_a_day() {
        let from = START + 50 * HOUR;
        let (window, inside, cut) = told(&[(1, from, from + HOUR), (2, from + 23 * HOUR, from + 90 * HOUR)]);
        assert_eq!(window, Span { from, to: from + OTHERWISE_MS });
        assert_eq!((inside.len(), cut), (2, 66 * HOUR));
    }
}
