//! The secret keys of one data directory: created at the first start, readable by their owner only, never printed by `Debug`.
//! Also the one place that computes MACs. Must not know which pages use which key.

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The keys, as hexadecimal digits. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Opens the panel of a host.
    pub host: Arc<str>,
    /// Opens the panel of an assistant.
    #[serde(default = "secret")]
    pub assistant: Arc<str>,
    /// Opens the panel read-only.
    #[serde(default = "secret")]
    pub watcher: Arc<str>,
    /// Opens the HTTP commands, for button boxes and scripts.
    #[serde(default = "secret")]
    pub buttons: Arc<str>,
    /// Opens the desk.
    pub staff: Arc<str>,
    /// Opens the overlay's view.
    pub overlay: Arc<str>,
    /// Turns a phone into a person's identity. All servers of one store need the same one.
    pub pepper: Arc<str>,
    /// Signs form tokens.
    pub form: Arc<str>,
}

/// The keys that files written by earlier versions lack.
const KEYS_ADDED: [&str; 3] = ["assistant", "watcher", "buttons"];

/// HMAC-SHA-256 of parts under a key. The parts are only concatenated: the caller separates them, and names the purpose, so
/// that a MAC made for one purpose is not valid for another.
#[must_use]
pub fn mac<'a>(key: &str, parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{} cannot be read: {why}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        why: io::Error,
    },
    /// It cannot be written.
    #[error("{} cannot be written: {why}", path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// The cause.
        why: io::Error,
    },
    /// It is readable, but does not hold the keys.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The cause.
        why: serde_json::Error,
    },
}

fn secret() -> Arc<str> {
    Arc::from(crate::random::token())
}

impl Secrets {
    /// New random keys.
    #[must_use]
    pub fn generate() -> Self {
        Self {
            host: secret(),
            assistant: secret(),
            watcher: secret(),
            buttons: secret(),
            staff: secret(),
            overlay: secret(),
            pepper: secret(),
            form: secret(),
        }
    }

    /// Reads `secrets.json` in `folder`, or creates it. A file of an earlier version gets the keys that it lacks; existing
    /// keys never change.
    pub fn open(folder: &Path) -> Result<Self, FileError> {
        let path = folder.join("secrets.json");
        match fs::read_to_string(&path) {
            Ok(text) => {
                let secrets: Self =
                    serde_json::from_str(&text).map_err(|why| FileError::Damaged { path: path.clone(), why })?;
                if !KEYS_ADDED.iter().all(|key| has_key(&text, key)) {
                    secrets.complete(folder, &path)?;
                }
                Ok(secrets)
            }
            Err(why) if why.kind() == ErrorKind::NotFound => {
                let secrets = Self::generate();
                secrets.write(&path).map_err(|why| FileError::Write { path, why })?;
                Ok(secrets)
            }
            Err(why) => Err(FileError::Read { path, why }),
        }
    }

    /// Replaces the old file atomically: a crash leaves either the old or the new file.
    fn complete(&self, folder: &Path, path: &Path) -> Result<(), FileError> {
        let temporary = folder.join("secrets.json.new");
        // A crash during an earlier attempt may have left it; no server has used it.
        fs::remove_file(&temporary).ok();
        let replaced = self.write(&temporary).and_then(|()| fs::rename(&temporary, path));
        replaced.map_err(|why| FileError::Write { path: path.to_owned(), why })
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
        file.sync_all()
    }
}

/// Whether the JSON object in `text` has a key.
fn has_key(text: &str, key: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|object| object.get(key).is_some())
}

impl fmt::Debug for Secrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secrets(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_an_earlier_version_gets_the_missing_keys_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = r#"{"host":"h","staff":"s","overlay":"o","pepper":"p","form":"f"}"#;
        fs::write(folder.path().join("secrets.json"), old).expect("a file");
        let open = || Secrets::open(folder.path()).expect("readable");
        let first = open();
        let second = open();
        assert_eq!((&*first.host, &*first.pepper), ("h", "p"), "no key changes");
        assert!(first.assistant.len() == 32 && first.assistant != first.watcher);
        assert_eq!([first.assistant, first.watcher, first.buttons], [second.assistant, second.watcher, second.buttons]);
    }
}
