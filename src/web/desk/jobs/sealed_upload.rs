//! Carries an uploaded file from the dry run to its confirmation, inside the page. Knows forms and seals, no jobs.
//!
//! Kept in the page and not in the server, so that a restart or a second server in between loses nothing. The file itself is
//! carried, and not the jobs read from it: it is never above 2 MB, and a dry run that has to be shown again is shown whole.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac as _};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::secrets::{Secrets, keyed};
use crate::sheet::Plan;

/// The hidden fields of the confirmation, as the page writes them and the browser sends them back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Carry {
    /// The file's name, for showing.
    pub name: String,
    /// The file in letters that a form does not escape.
    pub file: String,
    /// Stands for what the dry run promised to do to each job.
    pub promise: String,
    /// Vouches that all of this came from a dry run of ours.
    pub seal: String,
    /// How the person wants to be called, where they had not said before.
    pub by: String,
}

impl Carry {
    #[must_use]
    pub fn new(secrets: &Secrets, name: &str, bytes: &[u8], plan: &Plan) -> Self {
        let mut carry = Self {
            name: name.to_owned(),
            file: BASE64URL_NOPAD.encode(bytes),
            promise: promise(plan),
            ..Self::default()
        };
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
    pub fn promised(&self, plan: &Plan) -> bool {
        self.promise == promise(plan)
    }

    fn mac(&self, secrets: &Secrets) -> Hmac<Sha256> {
        let mut mac = keyed(&secrets.form);
        // The purpose first, so that a seal of another form is no seal of this one; each part with its length before it.
        for part in ["import", &self.promise, &self.name, &self.file] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

/// Equal for two plans of one file only if they do the same to every job, cell by cell.
fn promise(plan: &Plan) -> String {
    let mut hash = Sha256::new();
    for item in &plan.items {
        hash.update(format!("{:?}\n", item.outcome));
    }
    crate::random::hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet;

    fn plan(text: &str) -> Plan {
        let today = chrono::NaiveDate::default();
        sheet::plan(&sheet::read(text.as_bytes(), today).expect("a sheet written in this test"), &[], today)
    }

    #[test]
    fn only_what_was_sealed_is_opened() {
        let (text, secrets) = ("岗位,单位,工资\n焊工,甲厂,5000\n", Secrets::generate());
        let seen = plan(text);
        let carry = Carry::new(&secrets, "岗位.csv", text.as_bytes(), &seen);
        assert_eq!(carry.open(&secrets).as_deref(), Some(text.as_bytes()));
        assert!(carry.promised(&seen) && !carry.promised(&plan("岗位,单位,工资\n焊工,,5000\n")));
        let renamed = Carry { name: "别的.csv".into(), ..Carry::new(&secrets, "岗位.csv", text.as_bytes(), &seen) };
        assert_eq!(renamed.open(&secrets), None);
        assert_eq!(carry.open(&Secrets::generate()), None);
    }
}
