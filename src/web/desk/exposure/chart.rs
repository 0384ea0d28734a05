//! The exposure log as a chart: a lane for each card, and above them the sign-ups of each minute. Pure.
//!
//! Horizontal positions are percentages and heights are pixels, so that one SVG fits a phone and a wall: bars stretch, text
//! does not.

use chrono::Timelike as _;
use chrono_tz::Tz;

use crate::domain::exposure::{ATTRIBUTION_MS, Span};
use crate::web::desk::exposure::log::{ExposureLog, duration_text, local_time};
use crate::words::{Words, arg};

const MINUTE_MS: i64 = 60_000;
/// Height of the columns of sign-ups, in pixels.
const COLUMNS_HEIGHT: f64 = 84.0;
/// Height of the time axis below the columns, in pixels.
const AXIS_HEIGHT: f64 = 26.0;
/// Height of one lane, in pixels.
const LANE_HEIGHT: f64 = 26.0;
/// A lane that ends beyond this percentage of the width has its label on the left, if there is room.
const LABEL_TURN: f64 = 62.0;
/// Distances between the marks of the time axis, in minutes: the first that makes at most [`MARKS_MAX`] marks is taken.
const MARK_STEPS: [i64; 8] = [1, 2, 5, 10, 15, 30, 60, 120];
const MARKS_MAX: i64 = 10;

/// A bar: one time on screen. In percentages of the width.
pub struct Bar {
    /// Its left end.
    pub x: String,
    /// Its width.
    pub width: String,
    /// The width of the minutes after it, in which sign-ups are still attributed to the card; 0 without such minutes.
    pub after: String,
    /// Its right end.
    pub end: String,
}

/// A lane of the chart: one card, all faces, or all panics.
pub struct Lane {
    /// Its top.
    pub y: f64,
    /// The baseline of its text.
    pub text_y: f64,
    /// The card's number, as the row's label; empty for rows of the chart that are not a card.
    pub number: String,
    /// The kind of its job, `face`, or `panic`: style sheets colour it.
    pub kind: &'static str,
    /// Its bars.
    pub bars: Vec<Bar>,
    /// Its label.
    pub label: String,
    /// The sign-ups in words; empty without any.
    pub note: String,
    /// The position of the label.
    pub label_x: String,
    /// Whether the label ends at `label_x` instead of beginning there.
    pub label_before: bool,
}

/// The sign-ups of one minute.
pub struct MinuteColumn {
    /// Its left edge.
    pub x: String,
    /// Its width.
    pub width: String,
    /// Its top.
    pub y: f64,
    /// Its height.
    pub height: f64,
}

/// A mark of the time axis.
pub struct Mark {
    /// Its position.
    pub x: String,
    /// The time of day.
    pub label: String,
    /// Whether narrow screens leave it out.
    pub minor: bool,
}

/// The chart, as the template draws it.
pub struct Chart {
    /// The height of the whole chart.
    pub height: f64,
    /// The bottom of the columns.
    pub columns_bottom: f64,
    /// The baseline of the labels of the time axis.
    pub axis_text_y: f64,
    /// The lanes, from top to bottom.
    pub lanes: Vec<Lane>,
    /// The columns of sign-ups.
    pub columns: Vec<MinuteColumn>,
    /// The marks of the time axis.
    pub marks: Vec<Mark>,
    /// The most sign-ups in one minute.
    pub peak: u64,
    /// The title, for screen readers.
    pub title: String,
    /// The description, for screen readers.
    pub desc: String,
}

/// The period that is drawn, in milliseconds.
#[derive(Clone, Copy)]
struct Axis {
    from: i64,
    to: i64,
}

impl Axis {
    /// From the first to the last minute in which something was on screen: a day at most, because the log has a window.
    fn of(log: &ExposureLog) -> Self {
        let all = || log.cards.iter().flat_map(|card| &card.spans).chain(&log.faces).chain(&log.panics);
        let from = all().map(|span| span.from).min().unwrap_or(log.window.from);
        let to = all().map(|span| span.to).max().unwrap_or(log.window.to) + ATTRIBUTION_MS;
        let from = from.div_euclid(MINUTE_MS) * MINUTE_MS;
        let minutes = (to - from).div_euclid(MINUTE_MS) + 1;
        Self { from, to: from + minutes * MINUTE_MS }
    }

    fn minutes(self) -> i64 {
        (self.to - self.from) / MINUTE_MS
    }

    /// The position of a time, in percent of the width.
    fn at(self, millis: i64) -> f64 {
        let share = (millis - self.from) as f64 / (self.to - self.from) as f64;
        (share * 100.0).clamp(0.0, 100.0)
    }

    fn bar(self, span: Span, after: i64) -> Option<Bar> {
        if span.to <= self.from || span.from >= self.to {
            return None;
        }
        let from = self.at(span.from);
        let to = self.at(span.to);
        let later = self.at(span.to + after);
        Some(Bar { x: percent(from), width: percent(to - from), after: percent(later - to), end: percent(to) })
    }
}

fn percent(share: f64) -> String {
    format!("{share:.3}%")
}

impl Chart {
    /// The chart of a log.
    #[must_use]
    pub fn draw(log: &ExposureLog, zone: Tz, t: Words) -> Self {
        let axis = Axis::of(log);
        let (columns, peak) = columns(log, axis);
        let lanes = lanes(log, axis, t);
        let clock = |millis| local_time(millis, zone).format("%H:%M").to_string();
        Self {
            height: COLUMNS_HEIGHT + AXIS_HEIGHT + LANE_HEIGHT * lanes.len() as f64,
            columns_bottom: COLUMNS_HEIGHT,
            axis_text_y: COLUMNS_HEIGHT + 18.0,
            lanes,
            columns,
            marks: marks(axis, zone),
            peak,
            title: t.exposure_chart_title(log.show.id),
            desc: t.exposure_chart_desc(
                arg::Cards(log.cards.len()),
                arg::From(clock(axis.from)),
                arg::Peak(peak),
                arg::Time(duration_text(log.millis(), t)),
                arg::To(clock(axis.to)),
            ),
        }
    }
}

fn columns(log: &ExposureLog, axis: Axis) -> (Vec<MinuteColumn>, u64) {
    let mut minutes = vec![0; usize::try_from(axis.minutes()).unwrap_or_default()];
    let seconds = axis.from / 1000..axis.to / 1000;
    for (second, count) in log.seconds.range(seconds) {
        let minute = usize::try_from((second * 1000 - axis.from) / MINUTE_MS).unwrap_or_default();
        minutes[minute] += count;
    }
    let peak = minutes.iter().copied().max().unwrap_or(0);
    let width = 100.0 / minutes.len() as f64;
    let column = |(minute, count): (usize, &u64)| {
        // Leave room for the number above the highest column.
        let height = (COLUMNS_HEIGHT - 22.0) * *count as f64 / peak as f64;
        MinuteColumn {
            x: percent((minute as f64 + 0.1) * width),
            width: percent(width * 0.8),
            y: (COLUMNS_HEIGHT - height).round(),
            height: height.round(),
        }
    };
    (minutes.iter().enumerate().filter(|(_, count)| **count > 0).map(column).collect(), peak)
}

fn lanes(log: &ExposureLog, axis: Axis, t: Words) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for (spans, label, kind) in
        [(&log.panics, t.exposure_chart_panic(), "panic"), (&log.faces, t.exposure_chart_face(), "face")]
    {
        lanes.extend(lane(spans, axis, 0).map(|lane| Lane { kind, label: label.to_owned(), ..lane }));
    }
    for card in &log.cards {
        lanes.extend(lane(&card.spans, axis, ATTRIBUTION_MS).map(|lane| Lane {
            kind: card.kind,
            number: card.number.to_string(),
            label: card.title.clone(),
            note: if card.during > 0 { t.exposure_chart_people(card.during) } else { String::new() },
            ..lane
        }));
    }
    for (at, lane) in lanes.iter_mut().enumerate() {
        lane.y = COLUMNS_HEIGHT + AXIS_HEIGHT + LANE_HEIGHT * at as f64;
        lane.text_y = lane.y + 18.0;
    }
    lanes
}

/// A lane without its texts; `None` if none of its spans is within the axis.
fn lane(spans: &[Span], axis: Axis, after: i64) -> Option<Lane> {
    let bars: Vec<Bar> = spans.iter().filter_map(|span| axis.bar(*span, after)).collect();
    let first = spans.iter().find(|span| axis.bar(**span, 0).is_some())?;
    let left = axis.at(first.from);
    let right = axis.at(spans.last()?.to + after);
    // Early in a show, the minutes after a card fill the chart to its right end, and on the left there is no more room.
    let label_before = right > LABEL_TURN && left > 100.0 - right;
    Some(Lane {
        y: 0.0,
        text_y: 0.0,
        number: String::new(),
        kind: "",
        bars,
        label: String::new(),
        note: String::new(),
        label_x: percent(if label_before { left } else { right }),
        label_before,
    })
}

fn marks(axis: Axis, zone: Tz) -> Vec<Mark> {
    let fits = |step: &i64| axis.minutes() / step <= MARKS_MAX;
    let step = MARK_STEPS.into_iter().find(fits).unwrap_or(MARK_STEPS[MARK_STEPS.len() - 1]);
    let first = local_time(axis.from, zone);
    // Count from midnight, so that marks are at round times of the zone's own clock.
    let minute = i64::from(first.hour() * 60 + first.minute());
    let offset = (step - minute.rem_euclid(step)).rem_euclid(step);
    let minutes = (0..).map(|at| offset + at * step).take_while(|minutes| *minutes <= axis.minutes());
    let mark = |minutes: i64| {
        let at = axis.from + minutes * MINUTE_MS;
        let minor = (minute + minutes) / step % 2 == 1;
        Mark { x: percent(axis.at(at)), label: local_time(at, zone).format("%H:%M").to_string(), minor }
    };
    minutes.map(mark).collect()
}
