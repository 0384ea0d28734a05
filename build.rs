//! Generates `words.rs` from `locales/{zh-CN,en}/*.toml`: one typed function for each sentence. A key or a placeholder that
//! exists in only one of the two languages fails the build. Knows nothing about the pages that use the sentences.
//!
//! - No placeholder: `Words::join_title(self) -> &'static str`.
//! - One placeholder, `hello = "您好，{name}"`: `Words::join_hello(self, name: impl Display) -> String`.
//! - Several placeholders, `page_of = "第 {page} 页，共 {pages} 页"`: each argument has a type of its own, named after the
//!   placeholder, as in `t.desk_page_of(arg::Page(2), arg::Pages(9))`. Arguments are ordered by name, so rewording a sentence
//!   cannot reorder them; and because of the types, swapped arguments or a renamed placeholder fail the build.
//!
//! `Words::join_json(self)` is the whole file as JSON with the placeholders left in, for browser code.

#![allow(clippy::disallowed_methods, reason = "cargo passes its settings to build scripts in the environment")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The generated doc comments are the sentences, which are not Markdown; and some sentences are equal in both languages.
const ALLOW: &str = "#[allow(clippy::doc_markdown, clippy::match_same_arms)]\n";

/// The sentences by area (the name of the file) and key.
type Catalogue = BTreeMap<String, BTreeMap<String, String>>;

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=overlay");
    let chinese = read("locales/zh-CN");
    let english = read("locales/en");
    assert_same_keys(&chinese, &english);
    let mut code = String::new();
    let mut argument_names = BTreeSet::new();
    for (area, texts) in &chinese {
        for (key, zh) in texts {
            let names = shared_placeholders(area, key, zh, &english[area][key]);
            function(&mut code, area, key, [zh, &english[area][key]], &names);
            if names.len() > 1 {
                argument_names.extend(names);
            }
        }
        json(&mut code, area, texts, &english[area]);
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    let arguments = argument_types(&argument_names);
    fs::write(Path::new(&out).join("words.rs"), format!("{ALLOW}impl Words {{\n{code}}}\n\n{arguments}"))
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

/// The names between braces, in alphabetical order.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|part| part.split('}').next().unwrap_or_default()).collect()
}

/// The placeholders of a sentence, which must be the same identifiers in both languages.
fn shared_placeholders<'a>(area: &str, key: &str, zh: &'a str, en: &str) -> BTreeSet<&'a str> {
    let names = placeholders(zh);
    assert_eq!(names, placeholders(en), "{area}.{key}: the two languages name different placeholders");
    for name in &names {
        assert!(is_identifier(name), "{area}.{key}: {{{name}}} must be lower-case letters, digits and underscores");
    }
    names
}

/// Format specifications such as `{count:02}` are refused too: the browser code that reads the same sentences has none.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The type of an argument: `most_rows` becomes `MostRows`.
fn type_name(placeholder: &str) -> String {
    let capitalised = placeholder.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    capitalised.collect()
}

fn function(code: &mut String, area: &str, key: &str, [zh, en]: [&str; 2], names: &BTreeSet<&str>) {
    let argument = |name: &&str| match names.len() {
        1 => format!(", {name}: impl std::fmt::Display"),
        _ => format!(", arg::{0}({name}): arg::{0}<impl std::fmt::Display>", type_name(name)),
    };
    let written = if names.is_empty() {
        writeln!(
            code,
            "    /// {zh}\n    #[must_use]\n    pub const fn {area}_{key}(self) -> &'static str {{ match self.lang {{ Lang::Zh => {zh:?}, Lang::En => {en:?} }} }}"
        )
    } else {
        let arguments: String = names.iter().map(argument).collect();
        writeln!(
            code,
            "    /// {zh}\n    #[must_use]\n    pub fn {area}_{key}(self{arguments}) -> String {{ match self.lang {{ Lang::Zh => format!({zh:?}), Lang::En => format!({en:?}) }} }}",
        )
    };
    written.expect("writing to a String cannot fail");
}

/// The module `arg`: one wrapper type for each placeholder of the sentences that have several.
fn argument_types(names: &BTreeSet<&str>) -> String {
    let mut code = String::from(
        "/// The arguments of sentences that take several, each in a type named after its placeholder.\npub mod arg {\n",
    );
    let mut types = BTreeSet::new();
    for name in names {
        let type_name = type_name(name);
        writeln!(
            code,
            "    /// The value of the placeholder `{name}`.\n    #[derive(Debug, Clone, Copy)]\n    pub struct {type_name}<T>(pub T);"
        )
        .expect("writing to a String cannot fail");
        assert!(types.insert(type_name), "{{{name}}}: another placeholder makes the same type name");
    }
    code.push_str("}\n");
    code
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

/// Writes `text` as a JSON string that cannot close a script element.
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
