//! The rows of the report: how each figure is computed from results, and the goal that it is judged by. Must not know files.

use serde_json::Value;

use super::{Goal, Measure, Row};

pub const MEASURES: [Measure; 13] = [
    Measure {
        name: "fanout",
        title: "One stage change to the crowd, against one `write` of one frame a viewer",
        ours: "daigang",
        base: "floor",
        by: "viewers",
        rows: &[
            row(
                "server CPU per delivery, Redis included",
                "µs",
                Goal::RatioAtMost(1.5),
                |d, _| of(d, "cpu_us_per_delivery"),
                |_, f| of(f, "cpu_us_per_delivery"),
            ),
            row(
                "last viewer p50, less the commit",
                "ms",
                Goal::RatioAtMost(1.4),
                |d, f| last_less_commit(d, f) / 1e3,
                |_, f| of(f, "last_p50_us") / 1e3,
            ),
            row(
                "last viewer p50, commit to disk included",
                "ms",
                Goal::None,
                |d, _| of(d, "last_p50_us") / 1e3,
                |_, f| of(f, "last_p50_us") / 1e3,
            ),
            row(
                "overlay p50, against the same with no viewers",
                "ms",
                Goal::RatioAtMost(2.0),
                |d, _| of(d, "overlay_p50_us") / 1e3,
                |d, _| of(d, "alone_overlay_p50_us") / 1e3,
            ),
            row("memory per idle viewer", "KiB", Goal::AtMost(6.0), |d, _| per_viewer(d), |_, f| per_viewer(f)),
            row("frame", "bytes", Goal::None, |d, _| of(d, "frame_bytes"), |_, f| of(f, "frame_bytes")),
        ],
    },
    Measure {
        name: "signup",
        title: "Sign-ups over HTTP, 64 connections, `appendfsync always`, against a bare handler with one script call a request",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("sign-ups a second", "", Goal::RatioAtLeast(0.5), |d, _| of(d, "per_s"), |_, f| of(f, "per_s")),
            row("p50", "ms", Goal::None, |d, _| of(d, "p50_us") / 1e3, |_, f| of(f, "p50_us") / 1e3),
            row("p99", "ms", Goal::None, |d, _| of(d, "p99_us") / 1e3, |_, f| of(f, "p99_us") / 1e3),
            row("server CPU per sign-up", "µs", Goal::None, |d, _| at(d, "cpu_us", 0), |_, f| at(f, "cpu_us", 0)),
            row("Redis CPU per sign-up", "µs", Goal::None, |d, _| at(d, "cpu_us", 1), |_, f| at(f, "cpu_us", 1)),
        ],
    },
    Measure {
        name: "single",
        title: "One sign-up at a time on an idle server, against a bare EVAL",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(1.5), |d, _| of(d, "p50_us") / 1e3, |_, f| of(f, "p50_us") / 1e3),
            row("p99", "ms", Goal::None, |d, _| of(d, "p99_us") / 1e3, |_, f| of(f, "p99_us") / 1e3),
        ],
    },
    Measure {
        name: "paint",
        title: "Press on the panel to the overlay's DOM, committed to disk first, against two pages and a bare `ws` relay",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(1.5), |d, _| of(d, "dom_p50_ms"), |_, f| of(f, "dom_p50_ms")),
            row("p99", "ms", Goal::None, |d, _| of(d, "dom_p99_ms"), |_, f| of(f, "dom_p99_ms")),
        ],
    },
    Measure {
        name: "paint",
        title: "The same, against the relay with each command on its disk before it is sent",
        ours: "daigang",
        base: "disk",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(1.2), |d, _| of(d, "dom_p50_ms"), |_, f| of(f, "dom_p50_ms")),
            row("p99", "ms", Goal::RatioAtMost(1.2), |d, _| of(d, "dom_p99_ms"), |_, f| of(f, "dom_p99_ms")),
        ],
    },
    Measure {
        name: "busy",
        title: "The same with 5,000 viewers and sign-ups at half the greatest rate, against the bare relay with neither",
        ours: "daigang",
        base: "floor",
        by: "",
        rows: &[
            row("p50", "ms", Goal::RatioAtMost(2.0), |d, _| of(d, "dom_p50_ms"), |_, f| of(f, "dom_p50_ms")),
            row("p99", "ms", Goal::None, |d, _| of(d, "dom_p99_ms"), |_, f| of(f, "dom_p99_ms")),
        ],
    },
    Measure {
        name: "frame",
        title: "The overlay's work for one card change on a processor six times slower: script, style and layout",
        ours: "daigang",
        base: "daigang",
        by: "",
        rows: &[
            row("until it is painted, p50", "ms", Goal::AtMost(16.0), |d, _| of(d, "change_p50_ms"), no_base),
            row("until it is painted, longest", "ms", Goal::None, |d, _| of(d, "change_max_ms"), no_base),
            row("drawing the next card ahead, later", "ms", Goal::None, |d, _| of(d, "ahead_p50_ms"), no_base),
        ],
    },
    Measure {
        name: "desk",
        title: "Three clerks with five pages a second each, beside 200 sign-ups a second, against the sign-ups alone",
        ours: "clerks",
        base: "alone",
        by: "",
        rows: &DESK,
    },
    Measure {
        name: "pages",
        title: "Pages of viewers with 20 cards: one GET, and what a browser loads that has nothing in its cache, in gzip",
        ours: "daigang",
        base: "daigang",
        by: "",
        rows: &PAGES,
    },
    Measure {
        name: "export",
        title: "An export of all applications as CSV",
        ours: "csv",
        base: "csv",
        by: "",
        rows: &EXPORT,
    },
    Measure {
        name: "export",
        title: "An export of all applications as XLSX",
        ours: "xlsx",
        base: "xlsx",
        by: "",
        rows: &EXPORT,
    },
    Measure {
        name: "start",
        title: "Start with the filled store, against an empty one",
        ours: "filled",
        base: "empty",
        by: "",
        rows: &[
            row(
                "sign-ups accepted after its Redis",
                "ms",
                Goal::AtMost(1000.0),
                |d, _| of(d, "sign_up_after_redis_ms"),
                |_, e| of(e, "sign_up_after_redis_ms"),
            ),
            row(
                "desk ready after its Redis",
                "ms",
                Goal::AtMost(5000.0),
                |d, _| of(d, "desk_after_redis_ms"),
                |_, e| of(e, "desk_after_redis_ms"),
            ),
            row("Redis has read its data", "ms", Goal::None, |d, _| of(d, "redis_ms"), |_, e| of(e, "redis_ms")),
            row(
                "resident memory of daigang",
                "MiB",
                Goal::None,
                |d, _| of(d, "rss_kib") / 1024.0,
                |_, e| of(e, "rss_kib") / 1024.0,
            ),
            row(
                "resident memory of Redis",
                "MiB",
                Goal::None,
                |d, _| of(d, "redis_rss_kib") / 1024.0,
                |_, e| of(e, "redis_rss_kib") / 1024.0,
            ),
            row("daigang for 10,000 people", "MiB", Goal::None, |d, e| per_people(d, e, "rss_kib"), no_base),
            row("Redis for 10,000 people", "MiB", Goal::None, |d, e| per_people(d, e, "redis_rss_kib"), no_base),
        ],
    },
    Measure {
        name: "stall",
        title: "50 viewers beside ten that never read, against 50 alone",
        ours: "stalled",
        base: "alone",
        by: "",
        rows: &[
            row(
                "delivery p50",
                "ms",
                Goal::RatioAtMost(1.1),
                |s, _| of(s, "all_p50_us") / 1e3,
                |_, a| of(a, "all_p50_us") / 1e3,
            ),
            row(
                "delivery p50 less the acknowledgement's",
                "ms",
                Goal::None,
                |s, _| after_ack(s) / 1e3,
                |_, a| after_ack(a) / 1e3,
            ),
            row("memory growth", "KiB", Goal::AtMost(2048.0), |s, _| growth(s), |_, a| growth(a)),
        ],
    },
];

/// A page of viewers: processor time, and bytes on the wire.
macro_rules! viewer_pages {
    ($($name:literal $field:literal),*) => {[
        $(
            row(
                concat!($name, ": server CPU per GET"),
                "µs",
                Goal::AtMost(200.0),
                |d, _| of(d, concat!($field, "_cpu_us")),
                no_base,
            ),
            row(
                concat!($name, ": everything on the wire"),
                "KiB",
                Goal::AtMost(30.0),
                |d, _| of(d, concat!($field, "_first_bytes")) / 1024.0,
                no_base,
            ),
            row(
                concat!($name, ": the page alone"),
                "KiB",
                Goal::None,
                |d, _| of(d, concat!($field, "_bytes")) / 1024.0,
                no_base,
            ),
        )*
    ]};
}

const PAGES: [Row; 12] =
    viewer_pages!("the show" "show", "a card with its form" "form", "the receipt" "receipt", "`/my`" "my");

const EXPORT: [Row; 4] = [
    row("time", "s", Goal::AtMost(8.0), |d, _| of(d, "ms") / 1e3, no_base),
    row("growth of the server's memory", "MiB", Goal::AtMost(100.0), |d, _| of(d, "growth_kib") / 1024.0, no_base),
    row("size", "MiB", Goal::None, |d, _| of(d, "bytes") / 1024.0 / 1024.0, no_base),
    row("memory before", "MiB", Goal::None, |d, _| of(d, "rss_before_kib") / 1024.0, no_base),
];

/// A page of the desk: p50, and the p99 with its goal.
macro_rules! pages {
    ($($name:literal $field:literal),*) => {[
        row(
            "sign-up p50",
            "ms",
            Goal::None,
            |d, _| of(d, "sign_up_p50_us") / 1e3,
            |_, a| of(a, "sign_up_p50_us") / 1e3,
        ),
        row(
            "sign-up p99",
            "ms",
            Goal::RatioAtMost(1.2),
            |d, _| of(d, "sign_up_p99_us") / 1e3,
            |_, a| of(a, "sign_up_p99_us") / 1e3,
        ),
        row("answers that are failures", "", Goal::AtMost(0.0), |d, a| of(d, "failures") + of(a, "failures"), no_base),
        $(
            row(concat!($name, ", p50"), "ms", Goal::None, |d, _| of(d, concat!($field, "_p50_us")) / 1e3, no_base),
            row(concat!($name, ", p99"), "ms", Goal::AtMost(50.0), |d, _| of(d, concat!($field, "_p99_us")) / 1e3, no_base),
        )*
    ]};
}

const DESK: [Row; 43] = pages!(
    "all pages" "pages",
    "the list" "list",
    "another page of it" "page",
    "filter: show" "filter_show",
    "filter: card" "filter_card",
    "filter: township" "filter_township",
    "filter: status" "filter_status",
    "filter: source" "filter_source",
    "filter: time of a call" "filter_call_time",
    "filter: suspects" "filter_suspects",
    "search: last four digits" "search_last_four",
    "search: masked phone" "search_phone",
    "search: name" "search_name",
    "search: township" "search_township",
    "search: job" "search_job",
    "search: word of a note" "search_note",
    "search within a filter" "search_filtered",
    "sending a search" "send_search",
    "entry" "entry",
    "count" "count"
);

const fn row(
    name: &'static str,
    unit: &'static str,
    goal: Goal,
    ours: fn(&Value, &Value) -> f64,
    base: fn(&Value, &Value) -> f64,
) -> Row {
    Row { name, unit, goal, ours, base }
}

fn of(line: &Value, field: &str) -> f64 {
    line[field].as_f64().unwrap_or(f64::NAN)
}

fn at(line: &Value, field: &str, index: usize) -> f64 {
    line[field][index].as_f64().unwrap_or(f64::NAN)
}

fn no_base(_: &Value, _: &Value) -> f64 {
    f64::NAN
}

/// The memory that 10,000 people need, beyond that of an empty store.
fn per_people(filled: &Value, empty: &Value, field: &str) -> f64 {
    (of(filled, field) - of(empty, field)) / 1024.0 / (of(filled, "people") / 1e4)
}

fn growth(line: &Value) -> f64 {
    of(line, "rss_end_kib") - of(line, "rss_idle_kib")
}

/// The last viewer's time without the commit, which depends on the disk.
fn after_ack(line: &Value) -> f64 {
    of(line, "all_p50_us") - of(line, "ack_p50_us")
}

fn per_viewer(line: &Value) -> f64 {
    (of(line, "rss_idle_kib") - of(line, "rss_before_kib")) / of(line, "viewers")
}

/// The commit is the time of an acknowledged command without viewers, less the floor's time to its first viewer, because both
/// include one way through the kernel with its wake-ups.
fn last_less_commit(daigang: &Value, floor: &Value) -> f64 {
    of(daigang, "last_p50_us") - (of(daigang, "alone_ack_p50_us") - of(floor, "first_p50_us"))
}
