//! JSON schemas as types for the browser's code: one `typedef` each. Tests only.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

const HEAD: &str = "\
// The wire as browser code sees it: frames, views and commands. Types only; generated from the Rust types by
// `cargo test --lib mirrors`, which rewrites this file: change the Rust types instead.
";

/// Types that have another name in the browser's code, where the screen's words are used.
const NAMES: [(&str, &str); 4] =
    [("TimerFace", "Timer"), ("FormatLayout", "LayoutFrame"), ("Did", "LastOperation"), ("Role", "OperatorRole")];

/// The name of each frame by its sender and its `type`.
const FRAMES: [(&str, &str, &str); 12] = [
    ("ToBrowser", "view", "ViewFrame"),
    ("ToBrowser", "around", "PanelStatusFrame"),
    ("ToBrowser", "hidden", "HiddenFrame"),
    ("ToBrowser", "reload", "ReloadFrame"),
    ("ToBrowser", "ack", "AckFrame"),
    ("ToBrowser", "refused", "RefusedFrame"),
    ("ToBrowser", "pong", "PongFrame"),
    ("ToServer", "command", "CommandFrame"),
    ("ToServer", "shown", "ShownFrame"),
    ("ToServer", "seen", "SeenFrame"),
    ("ToServer", "reload", "ReloadRequestFrame"),
    ("ToServer", "ping", "PingFrame"),
];

/// Fields whose Rust type is wider than the wire.
const NARROWED: [(&str, &str, &str); 4] = [
    ("LastChange", "do", "Operation"),
    ("Did", "do", "Operation"),
    ("Shown", "face", "FaceKind | null"),
    ("Presence", "role", "Role"),
];

/// Types that only the browser's code has: unions of the others.
const UNIONS: [(&str, &str, &str); 5] = [
    (
        "Operation",
        "An accepted change in the history: a command, an edit (of a notice only its number), or the layout.",
        "Command | Exclude<Edit, {notice: any}> | {notice: {notice?: number}} | \"layout\"",
    ),
    ("Role", "The role of a page.", "Exclude<OperatorRole, \"buttons\" | \"server\">"),
    (
        "OverlayFrame",
        "A frame that an overlay receives.",
        "ViewFrame<OverlayView> | HiddenFrame | ReloadFrame | PongFrame",
    ),
    (
        "PanelFrame",
        "A frame that a panel receives.",
        "ViewFrame<PanelView> | PanelStatusFrame | HiddenFrame | AckFrame | RefusedFrame | PongFrame",
    ),
    ("LiveFrame", "A frame that a viewer's page receives.", "ViewFrame<LiveView> | PongFrame"),
];

/// The text of the module.
pub fn module(types: &Map<String, Value>) -> String {
    let mut out = HEAD.to_owned();
    for (name, schema) in types {
        match name.as_str() {
            "ToBrowser" | "ToServer" => frames(&mut out, name, schema),
            _ => typedef(&mut out, name, schema, types),
        }
    }
    for (name, text, of) in UNIONS {
        union(&mut out, name, text, &of.split(" | ").map(str::to_owned).collect::<Vec<_>>());
    }
    let kinds = types["FaceView"]["oneOf"].as_array().expect("faces are variants").iter();
    let kinds: Vec<_> = kinds.map(|face| face["properties"]["kind"]["const"].to_string()).collect();
    union(&mut out, "FaceKind", "The kind of a face.", &kinds);
    let from_pages = FRAMES.iter().filter(|(from, _, _)| *from == "ToServer").map(|(_, _, name)| (*name).to_owned());
    union(&mut out, "ToServer", "A frame that a page sends.", &from_pages.collect::<Vec<_>>());
    out.push_str("\nexport {};\n");
    out
}

fn js_name(name: &str) -> &str {
    NAMES.iter().find(|(rust, _)| *rust == name).map_or(name, |(_, js)| js)
}

fn text_of(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

fn typedef(out: &mut String, name: &str, schema: &Value, types: &Map<String, Value>) {
    let Some(properties) = schema["properties"].as_object().filter(|_| schema.get("$ref").is_none()) else {
        let variants = schema["oneOf"].as_array().or_else(|| schema["enum"].as_array());
        let of = match variants {
            Some(_) if schema.get("enum").is_some() => vec![ty(schema)],
            Some(variants) => variants.iter().map(ty).collect(),
            None => vec![ty(schema)],
        };
        return union(out, js_name(name), text_of(schema), &of);
    };
    let card = types["CardFace"]["properties"].as_object().expect("a card has fields");
    if name != "CardFace" && card.iter().all(|(field, of)| properties.get(field) == Some(of)) {
        let own = properties.iter().filter(|(field, _)| !card.contains_key(*field));
        let own: Vec<_> = own.map(|(field, of)| member(schema, field, of)).collect();
        return union(out, js_name(name), text_of(schema), &[format!("CardFace & {{{}}}", own.join(", "))]);
    }
    let _ = write!(out, "\n/**\n{} * @typedef {{object}} {}\n", line(text_of(schema)), js_name(name));
    for (field, of) in properties {
        let narrowed = NARROWED.iter().find(|(owner, narrow, _)| *owner == name && narrow == field);
        let of_type = narrowed.map_or_else(|| ty(of), |(_, _, narrow)| (*narrow).to_owned());
        let shown = if required(schema, field) { field.clone() } else { format!("[{field}]") };
        let line = format!(" * @property {{{of_type}}} {shown} {}", text_of(of));
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push_str(" */\n");
}

fn frames(out: &mut String, from: &str, schema: &Value) {
    for frame in schema["oneOf"].as_array().expect("frames are variants") {
        let kind = frame["properties"]["type"]["const"].as_str().expect("a frame has a type");
        let known = FRAMES.iter().find(|(sender, of, _)| *sender == from && *of == kind);
        let (_, _, name) = known.unwrap_or_else(|| panic!("name the frame {kind} of {from} in FRAMES"));
        let template = if kind == "view" { " * @template V\n" } else { "" };
        let of = ty(frame).replace("view: unknown", "view: V");
        let _ = write!(out, "\n/**\n * {}\n{template} * @typedef {{{of}}} {name}\n */\n", text_of(frame));
    }
}

fn union(out: &mut String, name: &str, text: &str, of: &[String]) {
    let short = of.join(" | ");
    let of = if short.len() <= 90 { short } else { of.join("\n *   | ") };
    let _ = write!(out, "\n/**\n{} * @typedef {{{of}}} {name}\n */\n", line(text));
}

/// A line of a comment; nothing for an empty text.
fn line(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" * {text}\n") }
}

fn required(schema: &Value, field: &str) -> bool {
    schema["required"].as_array().is_some_and(|all| all.contains(&json!(field)))
}

fn member(schema: &Value, field: &str, of: &Value) -> String {
    format!("{field}{}: {}", if required(schema, field) { "" } else { "?" }, ty(of))
}

/// A schema as a type expression.
fn ty(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = js_name(reference).to_owned();
        let own = object(schema);
        return if own.is_empty() { name } else { format!("{{{own}}} & {name}") };
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    let join = |all: &Vec<Value>, one: &dyn Fn(&Value) -> String| all.iter().map(one).collect::<Vec<_>>().join(" | ");
    if let Some(all) = schema["enum"].as_array() {
        return join(all, &Value::to_string);
    }
    if let Some(all) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        return join(all, &ty);
    }
    match &schema["type"] {
        Value::Array(all) => join(all, &|kind| plain(kind.as_str().unwrap_or_default(), schema)),
        Value::String(kind) => plain(kind, schema),
        _ => "unknown".to_owned(),
    }
}

fn plain(kind: &str, schema: &Value) -> String {
    match kind {
        "integer" => "number".to_owned(),
        "array" => match ty(&schema["items"]) {
            item if item.contains(' ') => format!("({item})[]"),
            item => format!("{item}[]"),
        },
        "object" => match schema["patternProperties"].as_object().and_then(|all| all.values().next()) {
            Some(value) => format!("Record<string, {}>", ty(value)),
            None => format!("{{{}}}", object(schema)),
        },
        other => other.to_owned(),
    }
}

fn object(schema: &Value) -> String {
    let properties = schema["properties"].as_object();
    let members = properties.into_iter().flatten().map(|(field, of)| member(schema, field, of));
    members.collect::<Vec<_>>().join(", ")
}
