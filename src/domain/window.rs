//! The time window that a show's exposure log covers, and the part of an exposure that lies in it. Pure.

use super::exposure::{Exposure, Picture, Span};
use super::show::Show;

const MINUTE_MS: i64 = 60_000;
/// How long before the planned start the log begins. Viewers may have seen an hour of tests before the show; they have
/// seen no card that was tried days before.
pub const LEAD_IN_MS: i64 = 60 * MINUTE_MS;
/// How long after the planned end the log continues. A show may run three hours late; a card that is on screen for longer
/// is in an OBS that was left running.
pub const OVERRUN_MS: i64 = 180 * MINUTE_MS;
/// How long the log is, from the first card on, if no card was on screen in the planned window.
pub const RESCHEDULED_MS: i64 = 24 * 60 * MINUTE_MS;

/// The time window that the log of a show covers.
#[must_use]
pub fn log_window(show: &Show, seen: &Exposure) -> Span {
    let start = show.starts_at.timestamp_millis();
    let end = start + i64::from(show.planned_minutes) * MINUTE_MS;
    let planned = Span { from: start - LEAD_IN_MS, to: end + OVERRUN_MS };
    if cards(seen).any(|span| part(*span, planned).is_some()) {
        return planned;
    }
    let first = cards(seen).map(|span| span.from).min();
    first.map_or(planned, |from| Span { from, to: from + RESCHEDULED_MS })
}

/// The part of an exposure that lies in a window, and how many milliseconds of cards lie outside.
#[must_use]
pub fn clip(seen: &Exposure, window: Span) -> (Exposure, i64) {
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
    /// The start of the show in these tests.
    const START: i64 = 1_000 * HOUR;

    fn clipped(cards: &[(u16, i64, i64)]) -> (Span, Exposure, i64) {
        let starts_at = chrono::DateTime::from_timestamp_millis(START).expect("a time");
        let show = Show { id: ShowId(1), starts_at, planned_minutes: 180, live: None };
        let mut seen = Exposure::new();
        for (number, from, to) in cards {
            seen.entry(Picture::Card(*number)).or_default().push(Span { from: *from, to: *to });
        }
        let window = log_window(&show, &seen);
        let (inside, cut) = clip(&seen, window);
        (window, inside, cut)
    }

    #[test]
    fn cards_tried_before_and_left_running_afterwards_are_clipped() {
        let (window, inside, cut) =
            clipped(&[(1, START - 48 * HOUR, START - 47 * HOUR), (8, START + HOUR, START + 100 * HOUR)]);
        assert_eq!(window, Span { from: START - HOUR, to: START + 6 * HOUR });
        assert_eq!(inside, Exposure::from([(Picture::Card(8), vec![Span { from: START + HOUR, to: window.to }])]));
        assert_eq!(cut, HOUR + 94 * HOUR);
    }

    #[test]
    fn the_log_of_a_show_at_another_time_covers_a_day() {
        let from = START + 50 * HOUR;
        let (window, inside, cut) = clipped(&[(1, from, from + HOUR), (2, from + 23 * HOUR, from + 90 * HOUR)]);
        assert_eq!(window, Span { from, to: from + RESCHEDULED_MS });
        assert_eq!((inside.len(), cut), (2, 66 * HOUR));
    }
}
