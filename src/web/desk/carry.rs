//! Carries an uploaded file from the dry run to its confirmation, inside the page. Knows forms and seals, no jobs.
//!
//! Kept in the page and not in the server, so that a restart or a second server in between loses nothing. The file itself is
//! carried, and not the jobs read from it: it is never above 2 MB, and a dry run that has to be shown again is shown whole.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::secrets::Secrets;
use crate::sheet::Counts;

/// The hidden fields of the confirmation, as the page writes them and the browser sends them back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Carry {
    /// The file's name, for showing.
    pub name: String,
    /// The file in letters that a form does not escape.
    pub file: String,
    /// What the dry run promised.
    pub sums: String,
    /// Vouches that all of this came from a dry run of ours.
    pub seal: String,
    /// How the person wants to be called, where they had not said before.
    pub by: String,
}

impl Carry {
    #[must_use]
    pub fn new(secrets: &Secrets, name: &str, bytes: &[u8], counts: Counts) -> Self {
        let mut carry =
            Self { name: name.to_owned(), file: BASE64URL_NOPAD.encode(bytes), sums: sums(counts), ..Self::default() };
        carry.seal = crate::random::hex(&carry.mac(secrets).finalize().into_bytes());
        carry
    }

    /// The file, if the seal is ours.
    #[must_use]
    pub fn open(&self, secrets: &Secrets) -> Option<Vec<u8>> {
        let seal = crate::random::hex(&self.mac(secrets).finalize().into_bytes());
        let ours = bool::from(seal.as_bytes().ct_eq(self.seal.as_bytes()));
        if ours { BASE64URL_NOPAD.decode(self.file.as_bytes()).ok() } else { None }
    }

    /// Whether an import would do just what the person has seen.
    #[must_use]
    pub fn promised(&self, counts: Counts) -> bool {
        self.sums == sums(counts)
    }

    fn mac(&self, secrets: &Secrets) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secrets.form.as_bytes()).expect("HMAC takes keys of any length");
        // The purpose first, so that a seal of another form is no seal of this one; each part with its length before it.
        for part in ["import", &self.sums, &self.name, &self.file] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

fn sums(counts: Counts) -> String {
    let Counts { new, changed, unchanged, refused, warned } = counts;
    format!("{new}.{changed}.{unchanged}.{refused}.{warned}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sealed_is_opened() {
        let secrets = Secrets::generate();
        let counts = Counts { new: 3, ..Counts::default() };
        let carry = Carry::new(&secrets, "岗位.csv", "岗位,单位".as_bytes(), counts);
        assert_eq!(carry.open(&secrets).as_deref(), Some("岗位,单位".as_bytes()));
        assert!(carry.promised(counts) && !carry.promised(Counts::default()));
        let other = Carry { sums: "4.0.0.0.0".into(), ..Carry::new(&secrets, "岗位.csv", b"", counts) };
        assert_eq!(other.open(&secrets), None);
        assert_eq!(carry.open(&Secrets::generate()), None);
    }
}
