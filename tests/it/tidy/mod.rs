//! Checks of the sources themselves: directions between parts, sizes, no sleeps. Reads files and runs nothing.

mod directions;
mod imports;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The crate's roots, which no module declares.
const CRATE_ROOTS: [&str; 2] = ["src/lib.rs", "src/main.rs"];

/// The house limit on a file's lines: what can be read in one go.
const LINES_MAX: usize = 400;
/// Types that a test writes and nobody edits.
const GENERATED: &str = "overlay/wire.js";
/// The only test files that may sleep: between two polls of something that sends no event.
const MAY_SLEEP: [&str; 2] = ["tests/it/support/deadline.rs", "tests/browser/support.mjs"];

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

/// The code of a file without comments and without its unit tests.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    lines.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn report(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
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
            if lines > LINES_MAX && path != GENERATED {
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
    for path in all.keys().filter(|path| !CRATE_ROOTS.contains(&path.as_str())) {
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
fn tests_wait_for_events_and_not_by_the_clock() {
    let words = ["sleep", "waitForTimeout", "setTimeout"].map(|word| format!("{word}("));
    let mut faults = Vec::new();
    for (path, text) in files("tests", &["rs", "mjs", "js"]) {
        // Fake timers that a test advances itself are no clock.
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
            let inline = line.contains("<script")
                && !line.contains("src=")
                && !line.contains("application/json")
                && !line.contains("application/ld+json");
            let handler = [" onclick=", " onload=", " onsubmit=", " onchange=", " style=", "javascript:"];
            // JSON is made safe for script elements by build.rs and `web/public/posting.rs`; nothing else goes unescaped.
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

#[test]
fn comments_name_their_subject() {
    // A sentence that begins so hides the noun that the field has for its subject.
    let riddles = ["What ", "Who ", "Whoever ", "Whatever ", "Somebody ", "Nobody ", "Where there "];
    let mut faults = Vec::new();
    for (folder, endings) in [("src", &["rs", "lua"][..]), ("tests/it", &["rs"]), ("overlay", &["js"])] {
        for (path, text) in files(folder, endings) {
            for (at, line) in text.lines().enumerate() {
                let marks = ["//! ", "/// ", "// ", "-- ", "/** "];
                let comment = marks.iter().find_map(|mark| line.trim_start().strip_prefix(mark));
                if comment.is_some_and(|comment| riddles.iter().any(|riddle| comment.starts_with(riddle))) {
                    faults.push(format!("{path}:{}: {}", at + 1, line.trim()));
                }
            }
        }
    }
    report("comments that begin with an indefinite subject", &faults);
}
