//! An uploaded file on its way from the dry run to the confirmation, as hidden fields of the page. Must not know jobs.
//!
//! The page holds it and not the server, so that a restart or a second server in between loses nothing. It holds the file and
//! not the jobs read from it: the file has at most 2 MB, and a dry run that has to be repeated needs all of it.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::import::ImportPlan;
use crate::secrets::{Secrets, mac};

/// The hidden fields of the confirmation, as the page writes them and the browser sends them back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SealedUpload {
    /// The file's name, to be displayed.
    pub name: String,
    /// The file in base64url, which forms do not escape.
    pub file: String,
    /// The digest of the plan that the dry run displayed.
    #[serde(rename = "promise")]
    pub plan_digest: String,
    /// Authenticates the other fields: they came from a dry run of ours.
    #[serde(rename = "seal")]
    pub mac: String,
    /// The name that the person gave, if the browser remembers none.
    pub by: String,
}

impl SealedUpload {
    /// Seals a file with the plan that its dry run displays.
    #[must_use]
    pub fn new(secrets: &Secrets, name: &str, bytes: &[u8], plan: &ImportPlan) -> Self {
        let mut upload = Self {
            name: name.to_owned(),
            file: BASE64URL_NOPAD.encode(bytes),
            plan_digest: digest(plan),
            ..Self::default()
        };
        upload.mac = upload.compute_mac(secrets);
        upload
    }

    /// The file; `None` if the fields are not ours or were altered.
    #[must_use]
    pub fn open(&self, secrets: &Secrets) -> Option<Vec<u8>> {
        let expected = self.compute_mac(secrets);
        let ours = bool::from(expected.as_bytes().ct_eq(self.mac.as_bytes()));
        if ours { BASE64URL_NOPAD.decode(self.file.as_bytes()).ok() } else { None }
    }

    /// Whether a plan does exactly what the dry run displayed.
    #[must_use]
    pub fn matches(&self, plan: &ImportPlan) -> bool {
        self.plan_digest == digest(plan)
    }

    fn compute_mac(&self, secrets: &Secrets) -> String {
        // The purpose comes first, so that the MAC of another form is not valid here. Each part is preceded by its length.
        let texts = ["import", &self.plan_digest, &self.name, &self.file];
        let lengths = texts.map(|text| (text.len() as u64).to_be_bytes());
        let bytes = lengths.iter().zip(texts).flat_map(|(length, text)| [&length[..], text.as_bytes()]);
        crate::random::hex(&mac(&secrets.form, bytes))
    }
}

/// Equal for two plans of one file only if they do the same to every job, cell by cell.
fn digest(plan: &ImportPlan) -> String {
    let mut hash = Sha256::new();
    for item in &plan.rows {
        hash.update(format!("{:?}\n", item.effect));
    }
    crate::random::hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet;

    fn plan(text: &str) -> ImportPlan {
        let today = chrono::NaiveDate::default();
        crate::import::plan(&sheet::read(text.as_bytes(), today).expect("a sheet written in this test"), &[], today)
    }

    #[test]
    fn only_what_was_sealed_is_opened() {
        let text = "岗位,单位,工资\n焊工,甲厂,5000\n";
        let secrets = Secrets::generate();
        let seen = plan(text);
        let upload = SealedUpload::new(&secrets, "岗位.csv", text.as_bytes(), &seen);
        assert_eq!(upload.open(&secrets).as_deref(), Some(text.as_bytes()));
        assert!(upload.matches(&seen) && !upload.matches(&plan("岗位,单位,工资\n焊工,,5000\n")));
        let renamed = SealedUpload {
            name: "别的.csv".into(),
            ..SealedUpload::new(&secrets, "岗位.csv", text.as_bytes(), &seen)
        };
        assert_eq!(renamed.open(&secrets), None);
        assert_eq!(upload.open(&Secrets::generate()), None);
    }
}
