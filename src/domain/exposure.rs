//! Turns the reports of overlays into the spans of time in which each picture was on screen. Pure: knows no store and no
//! page.
//!
//! Built from receipts and not from a host's presses: a card that no overlay painted was not on screen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::job::JobId;
use super::rundown::CardNumber;
use super::stage::Rev;

/// The longest gap between a page that vanished and one that begins with the same picture, for the picture to count as
/// still shown. Overlays keep their picture while the server is away, and reconnect within seconds of its return; a minute covers
/// an update of the server, and is short enough that an OBS that was closed does not count as showing.
pub const RECONNECT_MS_MAX: i64 = 60_000;
/// The longest time that one picture counts: longer than any show. A longer one comes from a clock that was set, or from a
/// page that was left open.
pub const STINT_MS_MAX: i64 = 24 * 3_600_000;
/// How long after a card went off screen a sign-up is still attributed to it: reading, typing a number, a slow village
/// line.
pub const ATTRIBUTION_MS: i64 = 3 * 60_000;

/// The picture that an overlay shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Picture {
    /// A card of the rundown.
    Card(CardNumber),
    /// Another face of the stage: a countdown, a notice, a break …
    Face,
    /// Hidden by a panic.
    Panic,
    /// An empty screen.
    Nothing,
    /// The page has disconnected; its later pictures are unknown.
    Gone,
}

impl Picture {
    /// Whether it is logged: viewers see something, or a host hides it on purpose.
    const fn counts(self) -> bool {
        match self {
            Self::Card(_) | Self::Face | Self::Panic => true,
            Self::Nothing | Self::Gone => false,
        }
    }
}

/// A page shows another picture from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Server time in milliseconds since the Unix epoch.
    pub at: i64,
    /// The name of one load of an overlay: the run of its server, `-`, its number there.
    pub page: String,
    /// The revision that it had painted.
    pub rev: Rev,
    /// The picture from now on.
    pub shows: Picture,
    /// OBS reports that this page is not visible: its source is hidden, or its scene is not on air.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unseen: bool,
    /// The page is in OBS, and not in an ordinary browser.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub obs: bool,
    /// Of a card: its job, even if the rundown does not contain it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
}

/// A span of time, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub from: i64,
    /// Its end, which it does not include.
    pub to: i64,
}

impl Span {
    /// Its length in milliseconds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.to - self.from
    }
}

/// When each picture was on screen: spans in order, none empty, none touching the next of the same picture.
pub type Exposure = BTreeMap<Picture, Vec<Span>>;

/// The pictures that a show's overlays had on screen. `reports` are in the order in which they were appended; `heartbeats`
/// is the last one of each run of a server, which ends the pages whose end was not reported.
///
/// While a page in OBS is open, only such pages count: a tab of an ordinary browser then shows the picture to one person,
/// and does not go on air. Without any, all pages count, because some programs do not identify themselves.
#[must_use]
pub fn exposure(reports: &[Report], heartbeats: &BTreeMap<String, i64>) -> Exposure {
    let mut pages: BTreeMap<&str, Vec<&Report>> = BTreeMap::new();
    for report in reports {
        pages.entry(&report.page).or_default().push(report);
    }
    let mut in_obs = Vec::new();
    let mut others = Vec::new();
    for (page, reports) in pages {
        let run = page.split_once('-').map_or(page, |(run, _)| run);
        // The loader tells a page that it is in OBS only after its first picture.
        let kind = if reports.iter().any(|report| report.obs) { &mut in_obs } else { &mut others };
        kind.push(stints(&reports, heartbeats.get(run).copied().unwrap_or(i64::MIN)));
    }
    let mut spans = painted(&in_obs);
    let obs_presence = presence(&in_obs);
    for (shows, all) in painted(&others) {
        spans.entry(shows).or_default().extend(outside(all, &obs_presence));
    }
    let joined = spans.into_iter().filter(|(shows, _)| shows.counts()).map(|(shows, all)| (shows, join(all)));
    joined.filter(|(_, all)| !all.is_empty()).collect()
}

/// The pictures of these pages, including the short gaps between two pages with the same picture.
fn painted(pages: &[Vec<Stint>]) -> Exposure {
    let first: Vec<Stint> = pages.iter().filter_map(|stints| stints.first()).copied().collect();
    let last_picture = |stints: &Vec<Stint>| stints.iter().rev().find(|stint| stint.shows != Picture::Gone).copied();
    let last: Vec<Stint> = pages.iter().filter_map(last_picture).collect();
    let mut spans = Exposure::new();
    for Stint { shows, span } in pages.iter().flatten().copied().chain(bridges(&first, &last)) {
        spans.entry(shows).or_default().push(span);
    }
    spans
}

/// When any of these pages was open, whatever it showed, including gaps short enough for a reconnect.
fn presence(pages: &[Vec<Stint>]) -> Vec<Span> {
    let stints = pages.iter().flatten().filter(|stint| stint.shows != Picture::Gone);
    join(stints.map(|stint| Span { to: stint.span.to + RECONNECT_MS_MAX, ..stint.span }).collect())
}

/// The parts of spans that lie outside of all holes.
fn outside(mut spans: Vec<Span>, holes: &[Span]) -> Vec<Span> {
    for hole in holes {
        let sides =
            |span: Span| [Span { to: span.to.min(hole.from), ..span }, Span { from: span.from.max(hole.to), ..span }];
        spans = spans.into_iter().flat_map(sides).filter(|span| span.from < span.to).collect();
    }
    spans
}

/// One picture of one page, from its report to the next.
#[derive(Debug, Clone, Copy)]
struct Stint {
    shows: Picture,
    span: Span,
}

/// The pictures of one page in order. Time that goes backwards counts as standing still until the clock has caught up.
fn stints(reports: &[&Report], heartbeat: i64) -> Vec<Stint> {
    let mut stints: Vec<Stint> = Vec::with_capacity(reports.len());
    let mut clock = i64::MIN;
    for report in reports {
        clock = clock.max(report.at);
        if let Some(before) = stints.last_mut() {
            before.span.to = clock.min(before.span.from + STINT_MS_MAX);
        }
        // An invisible picture was not on screen; the page itself is still open.
        let shows = if report.unseen && report.shows.counts() { Picture::Nothing } else { report.shows };
        stints.push(Stint { shows, span: Span { from: clock, to: clock } });
    }
    if let Some(last) = stints.last_mut() {
        last.span.to = clock.max(heartbeat).min(last.span.from + STINT_MS_MAX);
    }
    stints
}

/// The gaps between a page that vanished and one that began soon after with the same picture.
fn bridges(first: &[Stint], last: &[Stint]) -> Vec<Stint> {
    let each = last.iter().filter_map(|left| {
        let same = first.iter().filter(|came| came.shows == left.shows).map(|came| came.span.from);
        let back = same.filter(|at| (0..=RECONNECT_MS_MAX).contains(&(at - left.span.to))).min()?;
        Some(Stint { shows: left.shows, span: Span { from: left.span.to, to: back } })
    });
    each.collect()
}

/// Spans in order, with those that overlap or touch merged into one.
fn join(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| span.from);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.into_iter().filter(|span| span.from < span.to) {
        match joined.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            Some(_) | None => joined.push(span),
        }
    }
    joined
}

/// Each span, extended by the [`ATTRIBUTION_MS`] in which sign-ups still count for it.
#[must_use]
pub fn with_attribution(spans: &[Span]) -> Vec<Span> {
    join(spans.iter().map(|span| Span { to: span.to + ATTRIBUTION_MS, ..*span }).collect())
}

/// The number of sign-ups in each second, in seconds since the Unix epoch.
pub type Seconds = BTreeMap<i64, u64>;

/// How many people signed up within these spans.
#[must_use]
pub fn during(seconds: &Seconds, spans: &[Span]) -> u64 {
    let mut total = 0;
    let mut from = i64::MIN;
    for span in spans {
        // A second that two spans share counts once.
        let first = from.max(span.from.div_euclid(1000));
        let last = span.to.div_euclid(1000);
        if first <= last {
            total += seconds.range(first..=last).map(|(_, count)| count).sum::<u64>();
            from = last + 1;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Picture::{Card, Gone, Nothing, Panic};
    use super::*;

    fn report(at: i64, page: &str, shows: Picture) -> Report {
        Report { at, page: page.into(), rev: 1, shows, unseen: false, obs: false, job: None }
    }

    fn heartbeat_of(run: &str, at: i64) -> BTreeMap<String, i64> {
        BTreeMap::from([(run.to_owned(), at)])
    }

    fn card(exposure: &Exposure, number: CardNumber) -> Vec<(i64, i64)> {
        let spans = exposure.get(&Card(number)).map(Vec::as_slice).unwrap_or_default();
        spans.iter().map(|span| (span.from, span.to)).collect()
    }

    #[test]
    fn a_card_is_on_from_its_report_to_the_next() {
        let reports = [
            report(10, "r-1", Nothing),
            report(20, "r-1", Card(8)),
            report(50, "r-1", Card(9)),
            report(60, "r-1", Gone),
        ];
        let found = exposure(&reports, &heartbeat_of("r", 99));
        assert_eq!((card(&found, 8), card(&found, 9)), (vec![(20, 50)], vec![(50, 60)]));
        assert_eq!(found.len(), 2, "an empty screen and a closed page are not logged");
    }

    #[test]
    fn a_page_without_an_end_counts_until_the_last_heartbeat_of_its_server() {
        let reports = [report(20, "r-1", Card(8))];
        assert_eq!(card(&exposure(&reports, &heartbeat_of("r", 70)), 8), [(20, 70)]);
        assert_eq!(card(&exposure(&reports, &heartbeat_of("another", 70)), 8), [], "its own run has no heartbeat");
    }

    #[test]
    fn two_overlays_are_one_screen() {
        let reports = [
            report(10, "r-1", Card(8)),
            report(15, "r-2", Card(8)),
            report(30, "r-1", Nothing),
            report(40, "r-2", Nothing),
            report(50, "r-1", Card(8)),
            report(55, "r-1", Gone),
        ];
        assert_eq!(card(&exposure(&reports, &heartbeat_of("r", 60)), 8), [(10, 40), (50, 55)]);
    }

    #[test]
    fn an_invisible_picture_does_not_count() {
        let mut reports = [report(10, "r-1", Card(8)), report(30, "r-1", Card(8)), report(40, "r-1", Gone)];
        reports[0].unseen = true;
        assert_eq!(card(&exposure(&reports, &BTreeMap::new()), 8), [(30, 40)]);
    }

    #[test]
    fn a_tab_of_a_browser_counts_only_while_no_page_is_in_obs() {
        let minute = RECONNECT_MS_MAX;
        let mut reports = [
            report(0, "r-1", Card(8)),
            report(10 * minute, "r-2", Card(8)),
            report(20 * minute, "r-2", Card(8)),
            report(30 * minute, "r-2", Gone),
            report(40 * minute, "r-1", Gone),
        ];
        reports[1].obs = true;
        reports[1].unseen = true;
        reports[2].unseen = true;
        let found = exposure(&reports, &BTreeMap::new());
        assert_eq!(card(&found, 8), [(0, 10 * minute), (31 * minute, 40 * minute)]);
    }

    #[test]
    fn a_clock_that_was_set_shows_no_card_for_years() {
        let reports = [report(0, "r-1", Card(8)), report(56 * 365 * STINT_MS_MAX, "r-1", Card(9))];
        let found = exposure(&reports, &heartbeat_of("r", i64::MAX));
        assert_eq!(card(&found, 8), [(0, STINT_MS_MAX)]);
        assert_eq!(found[&Card(9)][0].millis(), STINT_MS_MAX);
    }

    #[test]
    fn a_page_that_comes_back_with_the_same_card_kept_it() {
        let back = |at, shows| {
            exposure(
                &[report(0, "r-1", Card(8)), report(at, "s-1", shows)],
                &BTreeMap::from([("r".into(), 30_000), ("s".into(), at + 5)]),
            )
        };
        assert_eq!(card(&back(80_000, Card(8)), 8), [(0, 80_005)]);
        assert_eq!(
            card(&back(100_000, Card(8)), 8),
            [(0, 30_000), (100_000, 100_005)],
            "too long to be the same picture"
        );
        assert_eq!(card(&back(80_000, Panic), 8), [(0, 30_000)], "another picture does not explain the gap");
    }

    #[test]
    fn sign_ups_count_while_the_card_is_on_and_three_minutes_after_and_once() {
        let spans = [Span { from: 10_500, to: 20_000 }, Span { from: 60_000, to: 61_000 }];
        let window = with_attribution(&spans);
        assert_eq!(window, [Span { from: 10_500, to: 241_000 }]);
        let seconds = Seconds::from([(9, 1), (10, 2), (20, 4), (241, 8), (242, 16)]);
        assert_eq!(during(&seconds, &window), 14);
        assert_eq!(during(&seconds, &spans), 6);
        let touching = [Span { from: 10_000, to: 20_100 }, Span { from: 20_900, to: 21_000 }];
        assert_eq!(during(&seconds, &touching), 6, "the second that both share counts once");
    }

    fn picture() -> impl Strategy<Value = Picture> {
        prop_oneof![(1u16..4).prop_map(Card), Just(Picture::Face), Just(Panic), Just(Nothing), Just(Gone)]
    }

    fn reports() -> impl Strategy<Value = Vec<Report>> {
        let one = (-50i64..1_000, 0u8..2, 0u8..3, picture(), any::<[bool; 2]>()).prop_map(
            |(at, run, number, shows, [unseen, obs])| Report {
                unseen,
                obs,
                ..report(at, &format!("{run}-{number}"), shows)
            },
        );
        proptest::collection::vec(one, 0..40)
    }

    proptest! {
        #[test]
        fn spans_are_in_order_apart_and_never_empty(reports in reports(), end in 0i64..2_000) {
            let found = exposure(&reports, &heartbeat_of("0", end));
            for spans in found.values() {
                prop_assert!(spans.iter().all(|span| span.from < span.to));
                prop_assert!(spans.windows(2).all(|pair| pair[0].to < pair[1].from));
            }
        }

        #[test]
        fn a_report_that_was_stored_twice_changes_nothing(reports in reports(), end in 0i64..2_000) {
            let twice: Vec<_> = reports.iter().flat_map(|report| [report.clone(), report.clone()]).collect();
            prop_assert_eq!(exposure(&reports, &heartbeat_of("0", end)), exposure(&twice, &heartbeat_of("0", end)));
        }

        #[test]
        fn pages_are_independent_of_how_they_were_interleaved(reports in reports()) {
            let mut by_page = reports.clone();
            by_page.sort_by(|one, other| one.page.cmp(&other.page));
            prop_assert_eq!(exposure(&reports, &BTreeMap::new()), exposure(&by_page, &BTreeMap::new()));
        }
    }
}
