//! Identities derived from the secret key: a phone becomes a person, and the key a fingerprint. Must not know records.

use crate::domain::person::PersonId;
use crate::domain::phone::Phone;
use crate::random::hex;
use crate::secrets::{Secrets, mac};

/// Bytes of an HMAC that make a person's identity or a fingerprint.
const IDENTITY_BYTES: usize = 16;

/// A digest of parts under the secret key.
fn digest(secrets: &Secrets, parts: &[&str]) -> String {
    // A zero byte ends each part: otherwise "ab" + "c" and "a" + "bc" would have the same digest.
    let bytes = parts.iter().flat_map(|part| [part.as_bytes(), b"\0"]);
    hex(&mac(&secrets.pepper, bytes)[..IDENTITY_BYTES])
}

/// Distinguishes servers with different keys without revealing the key.
pub(super) fn fingerprint(secrets: &Secrets) -> String {
    digest(secrets, &["fingerprint"])
}

/// The person who has a phone.
pub(super) fn person_id(secrets: &Secrets, phone: &Phone) -> PersonId {
    PersonId(digest(secrets, &["phone", phone.full()]))
}
