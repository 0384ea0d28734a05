//! Turns `locales/{zh-CN,en}/*.toml` into typed functions, so that a missing key, an unknown one or another set of
//! placeholders fails the build.
//!
//! `locales/zh-CN/join.toml` with `hello = "您好，{name}"` becomes `Words::join_hello(self, name: impl Display) -> String`;
//! a text without placeholders becomes a function that returns `&'static str`. Arguments stand in the order of the
//! Chinese text. `Words::join_json(self)` is the whole file as JSON, for browser code.

#![allow(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The doc comments are the sentences themselves, which are no Markdown; and some are the same in both languages.
const ALLOW: &str = "#[allow(clippy::doc_markdown, clippy::match_same_arms)]\n";

type Catalogue = BTreeMap<String, BTreeMap<String, String>>;

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=overlay");
    let chinese = read("locales/zh-CN");
    let english = read("locales/en");
    assert_same_keys(&chinese, &english);
    let mut code = String::new();
    for (area, texts) in &chinese {
        for (key, zh) in texts {
            function(&mut code, area, key, zh, &english[area][key]);
        }
        json(&mut code, area, texts, &english[area]);
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    fs::write(Path::new(&out).join("words.rs"), format!("{ALLOW}impl Words {{\n{code}}}\n"))
        .expect("OUT_DIR can be written");
}

fn read(folder: &str) -> Catalogue {
    let mut catalogue = Catalogue::new();
    for file in fs::read_dir(folder).unwrap_or_else(|why| panic!("{folder}: {why}")) {
        let path = file.expect("a readable folder entry").path();
        let area = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let texts = toml::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        catalogue.insert(area, texts);
    }
    catalogue
}

fn assert_same_keys(chinese: &Catalogue, english: &Catalogue) {
    let keys = |catalogue: &Catalogue| -> Vec<String> {
        let each = catalogue.iter().flat_map(|(area, texts)| texts.keys().map(move |key| format!("{area}.{key}")));
        each.collect()
    };
    let (zh, en) = (keys(chinese), keys(english));
    let only_zh: Vec<_> = zh.iter().filter(|key| !en.contains(key)).collect();
    let only_en: Vec<_> = en.iter().filter(|key| !zh.contains(key)).collect();
    assert!(only_zh.is_empty() && only_en.is_empty(), "only in Chinese: {only_zh:?}; only in English: {only_en:?}");
}

/// The names between braces, each once, in order of first use.
fn placeholders(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn function(code: &mut String, area: &str, key: &str, zh: &str, en: &str) {
    let names = placeholders(zh);
    let sorted = |text: &str| {
        let mut names = placeholders(text);
        names.sort();
        names
    };
    assert_eq!(sorted(zh), sorted(en), "{area}.{key}: the two languages name different placeholders");
    let written = if names.is_empty() {
        writeln!(
            code,
            "    /// {zh}\n    #[must_use]\n    pub const fn {area}_{key}(self) -> &'static str {{ match self.lang {{ Lang::Zh => {zh:?}, Lang::En => {en:?} }} }}"
        )
    } else {
        let arguments: Vec<_> = names.iter().map(|name| format!(", {name}: impl std::fmt::Display")).collect();
        let arguments = arguments.concat();
        writeln!(
            code,
            "    /// {zh}\n    #[must_use]\n    pub fn {area}_{key}(self{arguments}) -> String {{ match self.lang {{ Lang::Zh => format!({zh:?}), Lang::En => format!({en:?}) }} }}",
        )
    };
    written.expect("writing to a String cannot fail");
}

fn json(code: &mut String, area: &str, zh: &BTreeMap<String, String>, en: &BTreeMap<String, String>) {
    let object = |texts: &BTreeMap<String, String>| {
        let pairs: Vec<String> = texts.iter().map(|(key, text)| format!("{}:{}", quote(key), quote(text))).collect();
        format!("{{{}}}", pairs.join(","))
    };
    writeln!(
        code,
        "    /// All of `{area}` as a JSON object, safe inside a script element.\n    #[must_use]\n    pub const fn {area}_json(self) -> &'static str {{ match self.lang {{ Lang::Zh => {:?}, Lang::En => {:?} }} }}",
        object(zh),
        object(en)
    )
    .expect("writing to a String cannot fail");
}

/// A JSON string that cannot end a script element either.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '<' => out.push_str("\\u003c"),
            c if (c as u32) < 0x20 => write!(out, "\\u{:04x}", c as u32).expect("writing to a String cannot fail"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
