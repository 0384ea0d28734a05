//! Signed values that pages hand out and get back: form tokens, receipt keys, and the short-lived pass of `/my`.
//! Pure: time and key are arguments.

use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::form::Form;
use crate::domain::person::{FormId, PersonId};
use crate::domain::phone::Phone;
use crate::domain::rundown::CardNumber;
use crate::random;
use crate::secrets::mac;
use crate::store::CodeAccess;

/// How long a form token is valid, in milliseconds: a page left open over lunch still counts.
pub const FORM_TOKEN_MILLIS: i64 = 12 * 3600 * 1000;
/// How long a person stays signed in on `/my`: enough to read, too short for the next user of a shared phone.
pub const PASS_LIFETIME: Duration = Duration::from_millis(PASS_MILLIS as u64);
const PASS_MILLIS: i64 = 15 * 60 * 1000;

/// Hexadecimal digits of a random part, and of a signature truncated to 128 bits.
const HEX: usize = 32;
/// Hexadecimal digits of a time in milliseconds.
const TIME: usize = 12;

/// 128 bits of HMAC over a purpose and a message, so that nothing signed for one purpose serves another.
fn sign(key: &str, purpose: &[u8], message: &[u8]) -> String {
    random::hex(&mac(key, [purpose, message])[..HEX / 2])
}

fn signed(key: &str, purpose: &[u8], message: &[u8], signature: &str) -> bool {
    sign(key, purpose, message).as_bytes().ct_eq(signature.as_bytes()).into()
}

/// A token for one form: random, dated, signed.
#[must_use]
pub fn form_token(key: &str, at: i64) -> String {
    let mut token = format!("{}{:0TIME$x}", random::token(), at.max(0));
    token.push_str(&sign(key, b"form:", token.as_bytes()));
    token
}

/// The time at which a form token was made; `None` if it is not ours.
#[must_use]
pub fn form_token_time(key: &str, token: &str) -> Option<i64> {
    let (message, signature) = token.split_at_checked(HEX + TIME)?;
    let time = i64::from_str_radix(message.get(HEX..)?, 16).ok()?;
    signed(key, b"form:", message.as_bytes(), signature).then_some(time)
}

/// Identifies one sign-up. The same token with the same answers gives the same id, so that a double tap or a retry is
/// idempotent; a form with corrected answers gives another, so that the correction is not lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptKey {
    /// The id of the form, and of its receipt.
    pub id: FormId,
    /// Known only to the browser that sent the form; the id is its hash.
    pub proof: String,
}

impl ReceiptKey {
    /// The key of a form: its token, the card of its page, and all answers.
    #[must_use]
    pub fn new(token: &str, this: CardNumber, form: &Form) -> Self {
        let mut hash = Sha256::new();
        hash.update(this.to_be_bytes());
        for field in std::iter::once(token).chain(form.answered()) {
            hash.update(field.len().to_be_bytes());
            hash.update(field);
        }
        Self::from_proof(random::hex(&hash.finalize()[..HEX / 2]))
    }

    /// The key that belongs to the proof in a browser's cookie.
    #[must_use]
    pub fn from_proof(proof: String) -> Self {
        Self { id: FormId(random::hex(&Sha256::digest(&proof)[..HEX / 2])), proof }
    }
}

/// Names a phone in the cookie of a browser that has opened data of this phone. Reveals nothing without the key.
#[must_use]
pub fn phone_proof(key: &str, phone: &Phone) -> String {
    sign(key, b"phone:", phone.full().as_bytes())
}

/// Whether a browser has opened data of a phone.
#[must_use]
pub fn is_phone_proof(key: &str, phone: &Phone, proof: &str) -> bool {
    signed(key, b"phone:", phone.full().as_bytes(), proof)
}

/// Opens one receipt for a browser that stores no cookies. It is a part of an address, so it is valid for minutes only.
#[must_use]
pub fn receipt_ticket(key: &str, id: &FormId, now: i64) -> String {
    let until = format!("{:0TIME$x}", now.max(0) + PASS_MILLIS);
    format!("{until}{}", sign(key, b"receipt:", format!("{until}{id}").as_bytes()))
}

/// Whether a ticket opens a receipt.
#[must_use]
pub fn is_receipt_ticket(key: &str, id: &FormId, ticket: &str, now: i64) -> bool {
    let Some((until, signature)) = ticket.split_at_checked(TIME) else { return false };
    let fresh = i64::from_str_radix(until, 16).is_ok_and(|until| until > now);
    fresh && signed(key, b"receipt:", format!("{until}{id}").as_bytes(), signature)
}

/// The cookie's value for a visitor who gave a phone with its code.
#[must_use]
pub fn access_pass(key: &str, access: &CodeAccess, now: i64) -> String {
    let until = now.max(0) + PASS_MILLIS;
    let form = access.form().map_or("", |form| &form.0);
    let opened = random::hex(format!("{}.{form}", access.person()).as_bytes());
    let message = format!("{until:0TIME$x}{opened}");
    format!("{}{message}", sign(key, b"access:", message.as_bytes()))
}

/// The data that a pass opens; `None` if it is not ours or has expired.
#[must_use]
pub fn access_of(key: &str, pass: &str, now: i64) -> Option<CodeAccess> {
    let (signature, message) = pass.split_at_checked(HEX)?;
    let (until, opened) = message.split_at_checked(TIME)?;
    let fresh = i64::from_str_radix(until, 16).ok()? > now;
    if !fresh || !signed(key, b"access:", message.as_bytes(), signature) {
        return None;
    }
    let opened = String::from_utf8(HEXLOWER.decode(opened.as_bytes()).ok()?).ok()?;
    let (person, form) = opened.split_once('.')?;
    let person = PersonId(person.to_owned());
    Some(match form {
        "" => CodeAccess::Person(person),
        form => CodeAccess::Form { person, form: FormId(form.to_owned()) },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::form::Field;

    const NOW: i64 = 1_795_503_012_000;

    #[test]
    fn a_form_token_holds_the_time_at_which_it_was_made() {
        let token = form_token("key", NOW);
        assert_eq!(form_token_time("key", &token), Some(NOW));
        assert_eq!(form_token_time("other", &token), None);
        assert_ne!(token, form_token("key", NOW));
    }

    #[test]
    fn a_ticket_opens_its_receipt_for_a_quarter_of_an_hour() {
        let (id, other) = (FormId("a1".into()), FormId("a2".into()));
        let ticket = receipt_ticket("key", &id, NOW);
        assert!(is_receipt_ticket("key", &id, &ticket, NOW + PASS_MILLIS - 1));
        assert!(!is_receipt_ticket("key", &id, &ticket, NOW + PASS_MILLIS));
        assert!(!is_receipt_ticket("key", &other, &ticket, NOW) && !is_receipt_ticket("other", &id, &ticket, NOW));
        assert!(!is_receipt_ticket("key", &id, "", NOW) && !is_receipt_ticket("key", &id, "号", NOW));
    }

    #[test]
    fn the_proof_of_a_phone_is_no_proof_of_another() {
        let phone = |digits| Phone::parse(digits).expect("a phone");
        let proof = phone_proof("key", &phone("13800000001"));
        assert!(is_phone_proof("key", &phone("13800000001"), &proof));
        assert!(!is_phone_proof("key", &phone("13800000002"), &proof) && !proof.contains("138"));
    }

    #[test]
    fn a_pass_opens_what_its_code_did_for_a_quarter_of_an_hour() {
        let person = PersonId("a1b2".into());
        for access in
            [CodeAccess::Form { person: person.clone(), form: FormId("c3".into()) }, CodeAccess::Person(person)]
        {
            let pass = access_pass("key", &access, NOW);
            assert_eq!(access_of("key", &pass, NOW + PASS_MILLIS - 1), Some(access));
            assert_eq!(access_of("key", &pass, NOW + PASS_MILLIS), None);
            assert_eq!(access_of("other", &pass, NOW), None);
            assert_eq!(form_token_time("key", &pass), None, "a signature for one purpose is invalid for another");
        }
    }

    #[test]
    fn the_same_form_is_the_same_sign_up_and_a_corrected_one_is_not() {
        let form = Form::default().with(Field::Name, "张三").with(Field::Phone, "13800000001");
        let key = ReceiptKey::new("token", 8, &form);
        assert_eq!(key, ReceiptKey::new("token", 8, &form.clone()));
        assert_eq!(key, ReceiptKey::from_proof(key.proof.clone()));
        let corrected = form.clone().with(Field::Phone, "13800000002");
        assert_ne!(key, ReceiptKey::new("token", 8, &corrected));
        assert_ne!(key, ReceiptKey::new("token", 9, &form));
        assert_ne!(key, ReceiptKey::new("other", 8, &form));
    }

    proptest! {
        #[test]
        fn a_token_with_one_sign_changed_is_not_ours(at in 0usize..76, sign in "[ -~]") {
            let mut token = form_token("key", NOW);
            prop_assume!(token[at..=at] != sign);
            token.replace_range(at..=at, &sign);
            prop_assert_eq!(form_token_time("key", &token), None);
        }

        #[test]
        fn nothing_breaks_it(text in any::<String>()) {
            prop_assert_eq!(form_token_time("key", &text), None);
            prop_assert_eq!(access_of("key", &text, NOW), None);
        }
    }
}
