//! Which part and which room may know which, that no two files import each other, and that a type name is used once.

use std::collections::BTreeMap;

use super::imports::Imports;
use super::{code, files, report};

/// The crate's front and the program's own files: these may know everything.
const ROOT: [&str; 3] = ["src/lib.rs", "src/main.rs", "src/commands.rs"];

/// Each part, and the parts of this crate that it may know besides itself.
///
/// `distribution` (posters, short links and texts for the village groups) has its place before its first file.
const DIRECTIONS: [(&str, &str); 19] = [
    ("domain", ""),
    ("words", ""),
    ("random", ""),
    ("qr", ""),
    ("clock", "domain"),
    ("secrets", "random"),
    ("sheet", "domain"),
    ("store", "domain random secrets"),
    ("view", "domain qr"),
    ("index", "domain store"),
    ("live", "domain clock index store view"),
    ("picture", "domain qr random view words"),
    ("import", "domain sheet store words"),
    ("export", "domain index sheet store words"),
    ("distribution", "domain picture qr store words"),
    ("web", "domain clock distribution export import index live picture qr random secrets sheet store view words"),
    ("demo", "domain live sheet store web"),
    ("check", ""),
    ("terminal", "check store words"),
];

/// The rooms of `web/`, and the rooms that each may know besides itself. `web/mod.rs` routes to all of them.
///
/// The longest prefix counts. Rooms without a file yet are where the next features go: calls at the desk, employers' jobs
/// being edited and reviewed, a visitor's account, and the kiosk in the hall.
const ROOMS: [(&str, &str); 14] = [
    ("web/app", "web/http web/realtime"),
    ("web/http", ""),
    ("web/realtime", "web/app web/http"),
    ("web/api", "web/app web/http web/realtime"),
    ("web/health", "web/app"),
    ("web/overlay", "web/app web/http web/realtime"),
    ("web/panel", "web/app web/http web/realtime"),
    ("web/public", "web/app web/http"),
    ("web/public/account", "web/app web/http web/public"),
    ("web/public/kiosk", "web/app web/http web/public"),
    ("web/desk", "web/app web/http"),
    ("web/desk/calls", "web/app web/http web/desk"),
    ("web/desk/jobs/edit", "web/app web/http web/desk web/desk/jobs"),
    ("web/desk/jobs/review", "web/app web/http web/desk web/desk/jobs"),
];

/// Crates that belong to one part, or to two.
const OWNED: [(&str, &[&str]); 15] = [
    ("redis::", &["store"]),
    ("axum::", &["web"]),
    ("axum_extra::", &["web"]),
    ("hyper::", &["web"]),
    ("hyper_util::", &["web"]),
    ("tower::", &["web"]),
    ("tower_http::", &["web"]),
    ("askama::", &["web", "picture"]),
    ("resvg::", &["picture"]),
    ("fontdb::", &["picture"]),
    ("ttf_parser::", &["picture"]),
    ("unicode_linebreak::", &["picture"]),
    ("calamine::", &["sheet"]),
    ("rust_xlsxwriter::", &["sheet"]),
    ("tokio_tungstenite::", &["web", "check"]),
];

/// Names that `domain` and `view` may not use: they are values and pure functions.
const PURE: [&str; 10] = [
    "tokio",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "tracing",
    "getrandom",
    "Utc::now",
    "async fn",
];

/// Type names that Rust itself uses in many modules: `std::io::Result`, `std::fmt::Result`.
const REPEATED_TYPES: [&str; 1] = ["Result"];

/// `src/web/desk/list.rs` -> `web`; `src/qr.rs` -> `qr`.
fn part(path: &str) -> &str {
    let inner = path.strip_prefix("src/").expect("a source file");
    inner.split(['/', '.']).next().expect("a first word")
}

/// The room of `web/` that a file belongs to; `None` for the router and for every other part.
fn room(path: &str) -> Option<&'static str> {
    let inner = path.strip_prefix("src/").expect("a source file").trim_end_matches(".rs");
    let within = |room: &str| inner.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ROOMS.iter().map(|(room, _)| *room).filter(|room| within(room)).max_by_key(|room| room.len())
}

fn sources() -> BTreeMap<String, String> {
    files("src", &["rs"]).into_iter().map(|(path, text)| (path, code(&text))).collect()
}

#[test]
fn dependencies_run_one_way() {
    let mut faults = Vec::new();
    let sources = sources();
    let imports = Imports::read(&sources);
    for path in sources.keys().filter(|path| !ROOT.contains(&path.as_str())) {
        let own = part(path);
        let Some((_, allowed)) = DIRECTIONS.iter().find(|(known, _)| *known == own) else {
            faults.push(format!("{path}: the part {own} has no direction yet; name it in DIRECTIONS and in the map"));
            continue;
        };
        let forbidden = imports.of(path).filter(|file| {
            let other = part(file);
            other != own && !allowed.split(' ').any(|name| name == other)
        });
        faults.extend(forbidden.map(|file| format!("{path} imports {file}")));
    }
    report("dependencies that run the wrong way", &faults);
}

#[test]
fn rooms_of_the_web_know_only_what_they_share() {
    let mut faults = Vec::new();
    let sources = sources();
    let imports = Imports::read(&sources);
    for path in sources.keys().filter(|path| path.starts_with("src/web/") && *path != "src/web/mod.rs") {
        let Some(own) = room(path) else {
            faults.push(format!("{path}: this room has no direction yet; name it in ROOMS and in the map"));
            continue;
        };
        let allowed = ROOMS.iter().find(|(room, _)| *room == own).map_or("", |(_, allowed)| allowed);
        let forbidden = imports.of(path).filter(|file| file.starts_with("src/web/")).filter(|file| {
            let other = room(file).unwrap_or("web");
            other != own && !allowed.split(' ').any(|name| name == other) && !other.starts_with(&format!("{own}/"))
        });
        faults.extend(forbidden.map(|file| format!("{path} imports {file}")));
    }
    report("rooms of the web that know another", &faults);
}

#[test]
fn no_two_files_import_each_other() {
    let sources = sources();
    let imports = Imports::read(&sources);
    let faults: Vec<_> = imports.cycles().iter().map(|group| group.join(" <-> ")).collect();
    report("files that import each other, directly or through others", &faults);
}

#[test]
fn a_type_name_is_used_once() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, code) in sources() {
        // Associated types are indented, and are named by their trait.
        for line in code.lines().filter(|line| !line.starts_with(' ')) {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
            let kind = words.find(|word| !["pub", "crate", "super", "in", "unsafe"].contains(word));
            if matches!(kind, Some("struct" | "enum" | "trait" | "type" | "union"))
                && let Some(name) = words.next()
            {
                places.entry(name.to_owned()).or_default().push(path.clone());
            }
        }
    }
    let repeated = places.iter().filter(|(name, files)| files.len() > 1 && !REPEATED_TYPES.contains(&name.as_str()));
    let faults: Vec<_> = repeated.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect();
    report("type names that are defined more than once", &faults);
}

#[test]
fn crates_stay_in_the_part_that_owns_them() {
    let mut faults = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        let part = part(&path);
        let code = code(&text);
        for (name, owners) in OWNED {
            // Not `daigang::redis::`, nor a longer name that ends alike.
            let used = code.match_indices(name).any(|(at, _)| {
                !code[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '_' || before == ':')
            });
            if used && !owners.contains(&part) {
                faults.push(format!("{path} uses {name}"));
            }
        }
        if ["domain", "view"].contains(&part) {
            faults.extend(PURE.iter().filter(|word| code.contains(**word)).map(|word| format!("{path} uses {word}")));
        }
    }
    report("crates outside the part that owns them", &faults);
}

#[test]
fn the_privacy_boundary_imports_no_type_that_names_a_person() {
    let views = files("src", &["rs"]).into_iter().filter(|(path, _)| part(path) == "view");
    for (path, text) in views {
        let view = code(&text);
        for name in ["person", "phone", "Person", "Phone", "Entry", "SignUp", "Receipt"] {
            assert!(!view.contains(name), "{path} mentions {name}");
        }
    }
}

#[test]
fn the_map_names_every_part_and_room() {
    let all = files("src", &["rs"]);
    let front = all["src/lib.rs"].lines().filter(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    let parts = DIRECTIONS.iter().map(|(part, _)| *part);
    let rooms = ROOMS.iter().map(|(room, _)| room.trim_start_matches("web/"));
    let missing: Vec<_> =
        parts.chain(rooms).filter(|name| !front.contains(&format!("`{name}`"))).map(str::to_owned).collect();
    report("parts and rooms that the map in src/lib.rs does not name", &missing);
}
