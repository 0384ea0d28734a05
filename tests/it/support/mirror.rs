//! Files that are made from Rust values: a test rewrites each that differs, and then fails. Also used by the crate's own unit
//! tests. Must not know what the files contain.

use std::path::Path;

/// The files that one test generates.
#[derive(Default)]
pub struct Mirrors {
    rewritten: Vec<String>,
}

impl Mirrors {
    /// Rewrites a file, named from the root of the repository, unless its text is `current` already.
    pub fn write(&mut self, name: &str, current: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if std::fs::read_to_string(&path).ok().as_deref() != Some(current) {
            std::fs::write(&path, current).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            self.rewritten.push(name.to_owned());
        }
    }

    /// Fails if a file was rewritten.
    #[track_caller]
    pub fn finish(self) {
        assert!(
            self.rewritten.is_empty(),
            "these generated files were out of date, and are rewritten now: {}. Review the difference (git diff), commit it \
             with your change, and run the test again: it passes.",
            self.rewritten.join(", ")
        );
    }
}
