//! The exposure log as a picture: a lane for each card, and above them the sign-ups of each minute. Pure.
//!
//! Places are shares of the width and heights are pixels, so that one SVG fits a phone and a wall: bars stretch, text does not.

use chrono::Timelike as _;
use chrono_tz::Tz;

use crate::domain::exposure::{AFTER_MS, Span};
use crate::web::desk::exposure::page::{Log, local, time};
use crate::words::{Words, arg};

const MINUTE_MS: i64 = 60_000;
/// Heights in pixels: the columns of sign-ups, the line of hours below them, and one lane.
const COLUMNS: f64 = 84.0;
const HOURS: f64 = 26.0;
const LANE: f64 = 26.0;
/// What stands beyond this share of the width has its words on its left, where there is room.
const TURN: f64 = 62.0;
/// Steps between the hours' marks, in minutes; the first with at most [`MARKS_MAX`] is taken.
const STEPS: [i64; 8] = [1, 2, 5, 10, 15, 30, 60, 120];
const MARKS_MAX: i64 = 10;

/// A bar, as shares of the width.
pub struct Bar {
    pub x: String,
    pub width: String,
    /// The minutes after it, in which sign-ups still count as its doing; 0 for what has none.
    pub after: String,
    pub end: String,
}

/// A line of the chart: a card, or everything else that was shown.
pub struct Lane {
    pub y: f64,
    /// The middle of its text.
    pub text_y: f64,
    /// Empty for lanes without a number.
    pub number: String,
    pub kind: &'static str,
    pub bars: Vec<Bar>,
    pub label: String,
    pub note: String,
    /// Where the words stand, and on which side of it.
    pub label_x: String,
    pub before: bool,
}

pub struct Column {
    pub x: String,
    pub width: String,
    pub y: f64,
    pub height: f64,
}

pub struct Mark {
    pub x: String,
    pub word: String,
    /// Left out where there is little room.
    pub minor: bool,
}

/// All that the template draws.
pub struct Chart {
    pub height: f64,
    pub columns_bottom: f64,
    pub hours_y: f64,
    pub lanes: Vec<Lane>,
    pub columns: Vec<Column>,
    pub marks: Vec<Mark>,
    pub peak: u64,
    pub title: String,
    pub desc: String,
}

/// The stretch of time that is drawn.
#[derive(Clone, Copy)]
struct Axis {
    from: i64,
    to: i64,
}

impl Axis {
    /// From the first to the last minute in which something was on screen: a day at most, as the log is cut.
    fn of(log: &Log) -> Self {
        let all = || log.rows.iter().flat_map(|row| &row.spans).chain(&log.faces).chain(&log.panics);
        let from = all().map(|span| span.from).min().unwrap_or(log.window.from);
        let to = all().map(|span| span.to).max().unwrap_or(log.window.to) + AFTER_MS;
        let from = from.div_euclid(MINUTE_MS) * MINUTE_MS;
        let minutes = (to - from).div_euclid(MINUTE_MS) + 1;
        Self { from, to: from + minutes * MINUTE_MS }
    }

    fn minutes(self) -> i64 {
        (self.to - self.from) / MINUTE_MS
    }

    /// Where a moment stands, in per cent of the width.
    fn at(self, millis: i64) -> f64 {
        let share = (millis - self.from) as f64 / (self.to - self.from) as f64;
        (share * 100.0).clamp(0.0, 100.0)
    }

    fn bar(self, span: Span, after: i64) -> Option<Bar> {
        if span.to <= self.from || span.from >= self.to {
            return None;
        }
        let (from, to, later) = (self.at(span.from), self.at(span.to), self.at(span.to + after));
        Some(Bar { x: percent(from), width: percent(to - from), after: percent(later - to), end: percent(to) })
    }
}

fn percent(share: f64) -> String {
    format!("{share:.3}%")
}

impl Chart {
    #[must_use]
    pub fn draw(log: &Log, zone: Tz, t: Words) -> Self {
        let axis = Axis::of(log);
        let (columns, peak) = columns(log, axis);
        let lanes = lanes(log, axis, t);
        let spans = log.rows.iter().map(|row| row.millis).sum();
        let clock = |millis| local(millis, zone).format("%H:%M").to_string();
        Self {
            height: COLUMNS + HOURS + LANE * lanes.len() as f64,
            columns_bottom: COLUMNS,
            hours_y: COLUMNS + 18.0,
            lanes,
            columns,
            marks: marks(axis, zone),
            peak,
            title: t.exposure_chart_title(log.show.id),
            desc: t.exposure_chart_desc(
                arg::Cards(log.rows.len()),
                arg::From(clock(axis.from)),
                arg::Peak(peak),
                arg::Time(time(spans, t)),
                arg::To(clock(axis.to)),
            ),
        }
    }
}

fn columns(log: &Log, axis: Axis) -> (Vec<Column>, u64) {
    let mut minutes = vec![0; usize::try_from(axis.minutes()).unwrap_or_default()];
    let seconds = axis.from / 1000..axis.to / 1000;
    for (second, count) in log.seconds.range(seconds) {
        let minute = usize::try_from((second * 1000 - axis.from) / MINUTE_MS).unwrap_or_default();
        minutes[minute] += count;
    }
    let peak = minutes.iter().copied().max().unwrap_or(0);
    let width = 100.0 / minutes.len() as f64;
    let column = |(minute, count): (usize, &u64)| {
        // Room above for the peak's number.
        let height = (COLUMNS - 22.0) * *count as f64 / peak as f64;
        Column {
            x: percent((minute as f64 + 0.1) * width),
            width: percent(width * 0.8),
            y: (COLUMNS - height).round(),
            height: height.round(),
        }
    };
    (minutes.iter().enumerate().filter(|(_, count)| **count > 0).map(column).collect(), peak)
}

fn lanes(log: &Log, axis: Axis, t: Words) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for (spans, label, kind) in
        [(&log.panics, t.exposure_chart_panic(), "panic"), (&log.faces, t.exposure_chart_face(), "face")]
    {
        lanes.extend(lane(spans, axis, 0).map(|lane| Lane { kind, label: label.to_owned(), ..lane }));
    }
    for row in &log.rows {
        let note = if row.with > 0 { t.exposure_chart_people(row.with) } else { String::new() };
        let words = (row.number.to_string(), row.title.clone());
        lanes.extend(lane(&row.spans, axis, AFTER_MS).map(|lane| Lane {
            kind: row.kind,
            number: words.0,
            label: words.1,
            note,
            ..lane
        }));
    }
    for (at, lane) in lanes.iter_mut().enumerate() {
        lane.y = COLUMNS + HOURS + LANE * at as f64;
        lane.text_y = lane.y + 18.0;
    }
    lanes
}

/// A lane without words yet; `None` where nothing of it is drawn.
fn lane(spans: &[Span], axis: Axis, after: i64) -> Option<Lane> {
    let bars: Vec<Bar> = spans.iter().filter_map(|span| axis.bar(*span, after)).collect();
    let (first, last) = (spans.iter().find(|span| axis.bar(**span, 0).is_some())?, spans.last()?);
    let (left, right) = (axis.at(first.from), axis.at(last.to + after));
    // Early in a show a card's minutes afterwards fill the chart; before its bar there is then no room either.
    let before = right > TURN && left > 100.0 - right;
    let label_x = percent(if before { left } else { right });
    let (number, label, note) = (String::new(), String::new(), String::new());
    Some(Lane { y: 0.0, text_y: 0.0, number, kind: "", bars, label, note, label_x, before })
}

fn marks(axis: Axis, zone: Tz) -> Vec<Mark> {
    let step = STEPS.into_iter().find(|step| axis.minutes() / step <= MARKS_MAX).unwrap_or(STEPS[STEPS.len() - 1]);
    let first = local(axis.from, zone);
    // From midnight, so that marks fall on round times of the zone's own clock.
    let minute = i64::from(first.hour() * 60 + first.minute());
    let offset = (step - minute.rem_euclid(step)).rem_euclid(step);
    let places = (0..).map(|at| offset + at * step).take_while(|minutes| *minutes <= axis.minutes());
    let mark = |minutes: i64| {
        let at = axis.from + minutes * MINUTE_MS;
        let minor = (minute + minutes) / step % 2 == 1;
        Mark { x: percent(axis.at(at)), word: local(at, zone).format("%H:%M").to_string(), minor }
    };
    places.map(mark).collect()
}
