//! Which file of `src/` imports which: read from `use` declarations and from paths in the code, without the compiler.
//!
//! A name that a `mod.rs` re-exports counts as an import of the file that defines it, so that a facade alone makes no cycle.

use std::collections::{BTreeMap, BTreeSet};

/// The source files with what each imports, by path from the root.
pub struct Imports {
    /// Module path without `crate`, as `domain::stage::apply`, to its file.
    files: BTreeMap<String, String>,
    /// Module path, then a re-exported name, to the path that it stands for.
    reexports: BTreeMap<String, BTreeMap<String, String>>,
    /// File to the files that it imports.
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Imports {
    /// Reads all files: `sources` maps a path such as `src/live/mod.rs` to its code without comments and unit tests.
    pub fn read(sources: &BTreeMap<String, String>) -> Self {
        let files = sources.keys().map(|path| (module_of(path), path.clone())).collect();
        let mut imports = Self { files, reexports: BTreeMap::new(), edges: BTreeMap::new() };
        let uses: BTreeMap<_, _> = sources.iter().map(|(path, code)| (path, declarations(code))).collect();
        for (path, declared) in &uses {
            let module = module_of(path);
            let names = declared.iter().filter(|one| one.public).filter_map(|one| {
                let target = imports.absolute(&module, &one.path)?;
                Some((one.name.clone(), target))
            });
            let names = names.collect();
            imports.reexports.insert(module, names);
        }
        for (path, code) in sources {
            let module = module_of(path);
            let imported = uses[path].iter().filter(|one| !one.public).map(|one| one.path.clone());
            let inline = inline_paths(code).into_iter().chain(child_paths(code));
            let targets = imported.chain(inline).filter_map(|target| imports.absolute(&module, &target));
            let targets = targets.filter_map(|target| imports.defining_file(&target)).filter(|file| file != path);
            let targets = targets.collect();
            imports.edges.insert(path.clone(), targets);
        }
        imports
    }

    /// The files that `path` imports.
    pub fn of(&self, path: &str) -> impl Iterator<Item = &String> {
        self.edges[path].iter()
    }

    /// Every group of files that import each other, directly or through others.
    pub fn cycles(&self) -> Vec<Vec<&str>> {
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            self.edges.keys().map(|file| (file.as_str(), self.reachable(file))).collect();
        let mut groups = BTreeSet::new();
        for (file, reached) in &reach {
            let group: Vec<_> = reached.iter().copied().filter(|other| reach[other].contains(file)).collect();
            if group.len() > 1 {
                groups.insert(group);
            }
        }
        groups.into_iter().collect()
    }

    fn reachable<'a>(&'a self, from: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(file) = open.pop() {
            open.extend(self.edges[file].iter().map(String::as_str).filter(|next| reached.insert(*next)));
        }
        reached
    }

    /// A path as written in `module`, from the crate's root; `None` for another crate's.
    fn absolute(&self, module: &str, path: &str) -> Option<String> {
        let mut base: Vec<&str> = module.split("::").filter(|segment| !segment.is_empty()).collect();
        let mut segments = path.split("::").peekable();
        match *segments.peek()? {
            "crate" => base.clear(),
            "super" => {
                while segments.next_if_eq(&"super").is_some() {
                    base.pop();
                }
                return Some(join(&base, segments));
            }
            "self" => {}
            child => {
                let below = join(&base, [child].into_iter());
                return self.files.contains_key(&below).then(|| join(&base, segments));
            }
        }
        segments.next();
        Some(join(&base, segments))
    }

    /// The file that defines what a path from the root names.
    fn defining_file(&self, path: &str) -> Option<String> {
        let mut path = path.to_owned();
        // Each turn follows one re-export, and no name is re-exported more often than there are parts in a path.
        for _ in 0..8 {
            let (module, rest) = self.split(&path)?;
            let name = rest.split("::").next().unwrap_or_default();
            match self.reexports.get(module).and_then(|names| names.get(name)) {
                Some(target) if *target != path => path.clone_from(target),
                _ => return self.files.get(module).cloned(),
            }
        }
        None
    }

    /// The longest module in front of a path, and what follows it.
    fn split<'a>(&self, path: &'a str) -> Option<(&'a str, &'a str)> {
        let mut end = path.len();
        loop {
            if self.files.contains_key(&path[..end]) {
                return Some((&path[..end], path[end..].trim_start_matches("::")));
            }
            end = path[..end].rfind("::")?;
        }
    }
}

/// `src/live/mod.rs` -> `live`, `src/live/actor.rs` -> `live::actor`; the crate itself is the empty path.
fn module_of(path: &str) -> String {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    if inner == "lib" { String::new() } else { inner.replace('/', "::") }
}

fn join<'a>(base: &[&'a str], rest: impl Iterator<Item = &'a str>) -> String {
    base.iter().copied().chain(rest).collect::<Vec<_>>().join("::")
}

/// One imported name.
struct Declaration {
    public: bool,
    path: String,
    /// How the importing module calls it.
    name: String,
}

/// Every `use` of a file, one for each name.
fn declarations(code: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let line = &code[code[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        let public = line.trim_start().starts_with("pub");
        if !line.trim().is_empty() && !public {
            continue;
        }
        let tree = code[at + 4..].split(';').next().unwrap_or_default();
        let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        for path in expand(&tree) {
            let (path, alias) =
                path.split_once(" as ").map_or((path.as_str(), None), |(path, alias)| (path, Some(alias)));
            let path = path.trim().trim_end_matches("::self").to_owned();
            let last = path.rsplit("::").next().unwrap_or_default();
            let name = alias.unwrap_or(last).trim().to_owned();
            found.push(Declaration { public, path, name });
        }
    }
    found
}

/// `a::{b, c::{d, e}}` -> `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let Some((before, rest)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("one part at least").push(c);
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(expand).map(|path| format!("{}{path}", before.trim())).collect()
}

/// Paths in the code itself: `crate::a::b`, `super::c::d`.
fn inline_paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let within = code[..at].ends_with(|before: char| before.is_alphanumeric() || "_:$".contains(before));
            let line = code[..at].rsplit('\n').next().unwrap_or_default();
            if within || line.contains("use ") || line.contains("pub(in ") {
                continue;
            }
            let end =
                code[at..].find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(code.len() - at);
            found.push(code[at..at + end].trim_end_matches(':').to_owned());
        }
    }
    found
}

/// Paths that begin with a child module that the file itself declares, as a router names its handlers: `show::get_show`.
fn child_paths(code: &str) -> Vec<String> {
    let declared =
        code.lines().filter_map(|line| line.trim_end().strip_suffix(';')?.rsplit_once("mod ")).map(|(_, name)| name);
    let mut found = Vec::new();
    for child in declared {
        for (at, _) in code.match_indices(&format!("{child}::")) {
            let within = code[..at].ends_with(|before: char| before.is_alphanumeric() || "_:".contains(before));
            let line = code[..at].rsplit('\n').next().unwrap_or_default();
            if !within && !line.contains("use ") {
                found.push(format!("self::{}", path_at(&code[at..])));
            }
        }
    }
    found
}

/// The path at the beginning of a piece of code.
fn path_at(code: &str) -> &str {
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(code.len());
    code[..end].trim_end_matches(':')
}

#[test]
fn a_path_leads_to_the_file_that_defines_it() {
    let source = |path: &str, code: &str| (path.to_owned(), code.to_owned());
    let sources = BTreeMap::from([
        source("src/lib.rs", "pub mod a;"),
        source("src/a/mod.rs", "mod b;\nmod c;\npub use b::{Bee, self};\npub struct Own;"),
        source("src/a/b.rs", "use super::c::Sea;\npub struct Bee(Sea);"),
        source("src/a/c.rs", "pub struct Sea;\nfn f() -> super::Bee { crate::a::Bee }"),
        source("src/e/mod.rs", "mod f;\nfn g() { f::h() }"),
        source("src/e/f.rs", "pub fn h() { super::g() }"),
        source("src/d.rs", "use crate::{\n    a::{Bee as B, Own},\n};"),
    ]);
    let imports = Imports::read(&sources);
    assert_eq!(imports.of("src/a/b.rs").collect::<Vec<_>>(), ["src/a/c.rs"]);
    assert_eq!(imports.of("src/a/c.rs").collect::<Vec<_>>(), ["src/a/b.rs"], "through the re-export");
    assert_eq!(imports.of("src/d.rs").collect::<Vec<_>>(), ["src/a/b.rs", "src/a/mod.rs"]);
    assert_eq!(imports.of("src/a/mod.rs").count(), 0, "a re-export is no import");
    assert_eq!(imports.cycles(), [["src/a/b.rs", "src/a/c.rs"], ["src/e/f.rs", "src/e/mod.rs"]]);
}
