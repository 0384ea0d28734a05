//! The job of each card number when a page was made, as a hidden field of the form. Must not know the form.

use super::job::JobId;
use super::rundown::{CardNumber, Rundown};

/// The job of each number, as a field of the form. Until a show is live, numbers follow the order of the rundown: a visitor
/// who read no. 8 on Monday must not sign up for another job on Tuesday.
#[must_use]
pub fn numbering(rundown: &Rundown) -> String {
    let pairs: Vec<_> =
        rundown.cards.iter().map(|card| format!("{}-{:04x}", card.number, fingerprint(&card.job))).collect();
    pairs.join("_")
}

/// The fingerprint of the job that a number stood for; `None` if the field does not say.
#[must_use]
pub fn stood_for(numbering: &str, number: CardNumber) -> Option<u16> {
    let pairs = numbering.split('_').filter_map(|pair| pair.split_once('-'));
    let (_, print) = pairs.into_iter().find(|(then, _)| then.parse() == Ok(number))?;
    u16::from_str_radix(print, 16).ok()
}

/// Sixteen bits of FNV-1a: enough to notice a change, too few to reveal the id.
#[must_use]
pub fn fingerprint(job: &JobId) -> u16 {
    let hash = job.0.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_be_bytes();
    u16::from_be_bytes([a ^ c, b ^ d])
}
