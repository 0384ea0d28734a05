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
    // 248 is the largest multiple of 31 in a byte: above it, the first letters would come up more often.
    let mut code = String::with_capacity(letters);
    while code.len() < letters {
        let fair = bytes::<16>().into_iter().filter(|byte| *byte < 248);
        code.extend(
            fair.take(letters - code.len()).map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])),
        );
    }
    code
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
