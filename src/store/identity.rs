//! Identities and codes derived from the secret key, which never changes. Must not know records.

use subtle::ConstantTimeEq as _;

use crate::domain::person::{FormId, PersonId};
use crate::domain::phone::Phone;
use crate::random::{code_from, hex};
use crate::secrets::{Secrets, mac};

/// Bytes of an HMAC that make an identity or a fingerprint.
const IDENTITY_BYTES: usize = 16;
/// Characters of a code: 31^6 is 887 million; `web/http/lookup_limits.rs` has the odds of guessing one.
pub(super) const CODE_CHARS: usize = 6;

/// A MAC of parts under the secret key. The first part names the purpose.
fn digest(secrets: &Secrets, parts: &[&str]) -> [u8; 32] {
    // A zero byte ends each part: otherwise "ab" + "c" and "a" + "bc" would have the same digest.
    let bytes = parts.iter().flat_map(|part| [part.as_bytes(), b"\0"]);
    mac(&secrets.pepper, bytes)
}

fn identity(secrets: &Secrets, parts: &[&str]) -> String {
    hex(&digest(secrets, parts)[..IDENTITY_BYTES])
}

/// Distinguishes servers with different keys without revealing the key.
pub(super) fn fingerprint(secrets: &Secrets) -> String {
    identity(secrets, &["fingerprint"])
}

/// A phone as a field name: the people who share it.
pub(super) fn phone_hash(secrets: &Secrets, phone: &Phone) -> String {
    identity(secrets, &["phone", phone.full()])
}

/// A phone in the list of those that must not be called. Not the same as [`phone_hash`]: the note outlives the person, and must
/// not lead back to records.
pub(super) fn do_not_call_hash(secrets: &Secrets, phone: &Phone) -> String {
    identity(secrets, &["do-not-call", phone.full()])
}

/// The code of a form. It is computed and not stored, so that no copy of the data contains it.
pub(super) fn form_code(secrets: &Secrets, root: &FormId) -> String {
    code_from(&digest(secrets, &["form-code", &root.0]), CODE_CHARS)
}

/// A person code as it is stored.
pub(super) fn person_code_hash(secrets: &Secrets, person: &PersonId, code: &str) -> String {
    identity(secrets, &["person-code", &person.0, code])
}

/// Compares secrets in constant time.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
