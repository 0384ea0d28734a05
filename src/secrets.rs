//! The keys of one data directory: made at the first start, readable by their owner only, never printed by `Debug`.

use std::fmt;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// The keys, as hexadecimal digits. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Opens the panel.
    pub host: Arc<str>,
    /// Opens the desk.
    pub staff: Arc<str>,
    /// Opens the overlay's view.
    pub overlay: Arc<str>,
    /// Turns a phone into a person's identity. All servers of one store need the same.
    pub pepper: Arc<str>,
    /// Signs form tokens.
    pub form: Arc<str>,
}

impl Secrets {
    #[must_use]
    pub fn generate() -> Self {
        let secret = || Arc::from(crate::random::token());
        Self { host: secret(), staff: secret(), overlay: secret(), pepper: secret(), form: secret() }
    }

    /// Reads `secrets.json` in `folder`, or makes it.
    ///
    /// # Errors
    /// Where the file cannot be read, written or understood; it is never overwritten.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("secrets.json");
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display())),
            Err(why) if why.kind() == ErrorKind::NotFound => {
                let secrets = Self::generate();
                let mut file = fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(&path)
                    .with_context(|| format!("{} cannot be written", path.display()))?;
                file.write_all(serde_json::to_string_pretty(&secrets)?.as_bytes())?;
                file.sync_all()?;
                Ok(secrets)
            }
            Err(why) => Err(why).with_context(|| format!("{} cannot be read", path.display())),
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secrets(…)")
    }
}
