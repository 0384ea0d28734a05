//! The shape of the code, held: directions, sizes, no sleeps. Reads the sources, runs nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What design.md allows a file.
const LINES_MAX: usize = 400;
/// The only files of the tests that may wait by the clock: between two looks at something that tells nobody.
const MAY_SLEEP: [&str; 2] = ["tests/it/support/deadline.rs", "tests/browser/support.mjs"];

/// The crate's front and what only the program uses: these may know everything.
const ROOT: [&str; 3] = ["src/lib.rs", "src/main.rs", "src/commands.rs"];

/// Each part, and the parts of this crate that it may know besides itself.
const DIRECTIONS: [(&str, &str); 14] = [
    ("domain", ""),
    ("words", ""),
    ("random", ""),
    ("qr", ""),
    ("clock", "domain"),
    ("secrets", "random"),
    ("sheet", "domain"),
    ("store", "domain random secrets"),
    ("view", "domain qr"),
    ("live", "domain clock store view"),
    ("import", "domain sheet store words"),
    ("web", "domain clock import live qr random secrets sheet store view words"),
    ("demo", "domain live sheet store web"),
    ("check", ""),
];

/// Crates that belong to one part, or to two.
const OWNED: [(&str, &[&str]); 10] = [
    ("redis::", &["store"]),
    ("axum::", &["web"]),
    ("hyper::", &["web"]),
    ("hyper_util::", &["web"]),
    ("tower::", &["web"]),
    ("tower_http::", &["web"]),
    ("askama::", &["web"]),
    ("calamine::", &["sheet"]),
    ("rust_xlsxwriter::", &["sheet"]),
    ("tokio_tungstenite::", &["web", "check"]),
];

/// What `domain` must do without, and `view` too: they are values and pure functions.
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder, by path from the root.
fn files(folder: &str, endings: &[&str]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                if !["node_modules", "out"].iter().any(|skipped| path.ends_with(skipped)) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| path.extension().is_some_and(|found| found == *ending)) {
                let name = name(&path);
                found.insert(name, std::fs::read_to_string(path).expect("text"));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds nothing");
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).expect("a file of ours").display().to_string()
}

/// `src/web/desk/list.rs` -> `web`; `src/qr.rs` -> `qr`.
fn part(path: &str) -> &str {
    let inner = path.strip_prefix("src/").expect("a source file");
    inner.split(['/', '.']).next().expect("a first word")
}

/// The code of a file without comments and without its unit tests.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    lines.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The parts named after `crate::`, also within braces.
fn known_parts(code: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for after in code.split("crate::").skip(1) {
        let names = match after.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or_default(),
            None => after.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default(),
        };
        let first = |name: &str| name.trim().split("::").next().unwrap_or_default().to_owned();
        parts.extend(names.split(',').map(first).filter(|name| !name.is_empty()));
    }
    parts
}

fn report(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

#[test]
fn dependencies_run_one_way() {
    let mut faults = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        if ROOT.contains(&path.as_str()) {
            continue;
        }
        let part = part(&path);
        let Some((_, allowed)) = DIRECTIONS.iter().find(|(known, _)| *known == part) else {
            faults.push(format!("{path}: the part {part} has no direction yet; name it in DIRECTIONS and in the map"));
            continue;
        };
        for other in known_parts(&code(&text)) {
            if other != part && !allowed.split(' ').any(|name| name == other) {
                faults.push(format!("{path} knows {other}"));
            }
        }
    }
    report("dependencies that run the wrong way", &faults);
}

#[test]
fn crates_stay_in_the_part_that_owns_them() {
    let mut faults = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        let (part, code) = (part(&path), code(&text));
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
fn files_are_of_a_size_that_can_be_read() {
    let mut faults = Vec::new();
    for (folder, endings) in [
        ("src", &["rs", "lua"][..]),
        ("tests", &["rs", "mjs", "js"]),
        ("overlay", &["js", "css"]),
        ("templates", &["html"]),
    ] {
        for (path, text) in files(folder, endings) {
            let lines = text.lines().count();
            if lines > LINES_MAX {
                faults.push(format!("{path}: {lines}"));
            }
        }
    }
    report(&format!("files with more than {LINES_MAX} lines"), &faults);
}

#[test]
fn every_file_says_first_what_it_owns() {
    let mut faults = Vec::new();
    for (folder, ending, mark) in
        [("src", "rs", "//!"), ("tests/it", "rs", "//!"), ("overlay", "js", "//"), ("src", "lua", "--")]
    {
        let silent =
            |(path, text): (String, String)| (!text.starts_with(mark) && !text.starts_with("/*")).then_some(path);
        faults.extend(files(folder, &[ending]).into_iter().filter_map(silent));
    }
    report("files whose first line does not say what they own", &faults);
}

#[test]
fn every_source_file_is_reachable() {
    let all = files("src", &["rs"]);
    let mut faults = Vec::new();
    for path in all.keys().filter(|path| !ROOT.contains(&path.as_str())) {
        let path = PathBuf::from(path);
        let (stem, mut parent) =
            (path.file_stem().expect("a name").to_string_lossy(), path.parent().expect("a folder"));
        let mut module = stem.into_owned();
        if module == "mod" {
            module = parent.file_name().expect("a folder's name").to_string_lossy().into_owned();
            parent = parent.parent().expect("src");
        }
        let owners =
            [parent.join("mod.rs"), parent.join("lib.rs"), parent.join("main.rs"), parent.with_extension("rs")];
        let owned = owners.iter().filter_map(|owner| all.get(owner.to_str().expect("text")));
        let declared =
            owned.flat_map(|text| text.lines()).any(|line| line.trim_end().ends_with(&format!("mod {module};")));
        if !declared {
            faults.push(path.display().to_string());
        }
    }
    report("files that no module declares", &faults);
}

#[test]
fn the_map_names_every_part() {
    let all = files("src", &["rs"]);
    let front = all["src/lib.rs"].lines().filter(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    let parts = all.keys().filter(|path| !ROOT.contains(&path.as_str())).map(|path| part(path));
    let missing: Vec<_> = parts.filter(|part| !front.contains(&format!("[`{part}`]"))).map(str::to_owned).collect();
    report("parts that the map in src/lib.rs does not name", &missing);
}

#[test]
fn tests_wait_for_events_and_not_by_the_clock() {
    let words = ["sleep", "waitForTimeout", "setTimeout"].map(|word| format!("{word}("));
    let mut faults = Vec::new();
    for (path, text) in files("tests", &["rs", "mjs", "js"]) {
        // Time that a test turns by hand is no clock.
        let by_hand = text.contains("new Timers()");
        let found = words.iter().filter(|word| !by_hand && text.contains(word.as_str()));
        faults.extend(found.filter(|_| !MAY_SLEEP.contains(&path.as_str())).map(|word| format!("{path}: {word}…)")));
    }
    report("tests that sleep", &faults);
}

#[test]
fn pages_hold_no_inline_script_and_no_handler() {
    let mut faults = Vec::new();
    for (path, text) in files("templates", &["html"]) {
        for (at, line) in text.lines().enumerate() {
            let inline = line.contains("<script") && !line.contains("src=") && !line.contains("application/json");
            let handler = [" onclick=", " onload=", " onsubmit=", " onchange=", " style=", "javascript:"];
            // The catalogue's JSON is made safe for script elements by build.rs; nothing else goes unescaped.
            let raw = line.replace("_json()|safe", "").contains("|safe");
            if inline || raw || handler.iter().any(|word| line.contains(word)) {
                faults.push(format!("{path}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    for (path, text) in files("overlay", &["js"]) {
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            if text.contains(word) {
                faults.push(format!("{path}: {word}"));
            }
        }
    }
    report("what the content policy would refuse, or what could carry a script", &faults);
}
