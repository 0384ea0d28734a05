//! Random tokens and codes. `domain` must not use this, and gets ids as arguments.

use data_encoding::HEXLOWER;

/// Letters and digits that are not confused when read aloud or copied from paper: no 0 O 1 I L.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has randomness; without it no key or token is safe");
    bytes
}

/// 128 bits as 32 hexadecimal digits: an unguessable id.
#[must_use]
pub fn token() -> String {
    hex(&bytes::<16>())
}

/// A code of `letters` characters that people can read aloud.
#[must_use]
pub fn code(letters: usize) -> String {
    let mut code = String::with_capacity(letters);
    while code.len() < letters {
        push_fair(&mut code, &bytes::<16>(), letters);
    }
    code
}

/// The code that random bytes mean, of at most `letters` characters: the same bytes give the same code.
#[must_use]
pub fn code_from(bytes: &[u8], letters: usize) -> String {
    let mut code = String::with_capacity(letters);
    push_fair(&mut code, bytes, letters);
    code
}

fn push_fair(code: &mut String, bytes: &[u8], letters: usize) {
    // 248 is the largest multiple of 31 in a byte: above it, the first letters would come up more often.
    let fair = bytes.iter().filter(|byte| **byte < 248);
    let missing = letters - code.len();
    code.extend(fair.take(missing).map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])));
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
