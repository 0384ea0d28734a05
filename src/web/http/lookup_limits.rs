//! Limits wrong codes on `/my`: a stranger cannot guess a code, and cannot keep its owner out by guessing. Per server, in memory.
//! Must not know pages.
//!
//! Tries are counted for each asker: the address of the client, or a browser that has opened the phone's data before. So the
//! owner with the right code gets in from another address, and from her own browser even behind the address of the stranger.
//! A phone for which many wrong codes came from anywhere is *guarded*: each address, or IPv6 site, then has fewer tries for it.
//!
//! The odds: a code is one of 31^6 = 887 million. One address has 125 tries a day for a phone: 1 in 7 million. A thousand
//! addresses together have 26,000 a day for a guarded phone: 1 in 34,000. A phone with several forms has several codes, and
//! its odds grow with their number.

use std::time::Duration;

use crate::web::http::client_address::ClientAddress;
use crate::web::http::limits::{Limiter, Rate, Verdict, address_key, network_key};

/// Wrong codes of one address for one phone, at once and then per hour: as many as somebody needs who misreads a letter.
const PER_ASKER: u32 = 5;
/// Wrong codes of one address for all phones together, at once and then per hour: a village shares an address.
const PER_ADDRESS: u32 = 30;
/// Wrong codes for one phone from everywhere before it is guarded: ten people who misread it.
const UNGUARDED: u32 = 50;
/// Wrong codes for one phone per hour that do not count against it.
const UNGUARDED_PER_HOUR: u32 = 10;
/// Wrong codes of one address for a guarded phone at once, and per hour.
const GUARDED: u32 = 2;
const GUARDED_PER_HOUR: u32 = 1;
/// Wrong codes for one phone from browsers that have opened it, at once and per hour. One bucket for all of them: a stranger
/// gets such a browser with a form of his own for that phone.
const FROM_KNOWN_BROWSERS: u32 = 10;

/// The sender of a code.
#[derive(Debug, Clone, Copy)]
pub struct CodeAsker<'a> {
    /// The address of the client.
    pub client: ClientAddress,
    /// The digits of the phone that the code is said to belong to.
    pub phone: &'a str,
    /// Whether the browser has opened data of this phone before.
    pub known_browser: bool,
}

/// The limits of wrong codes.
#[derive(Debug)]
pub struct LookupLimits {
    per_asker: Limiter,
    per_address: Limiter,
    unguarded: Limiter,
    guarded: Limiter,
    known_browsers: Limiter,
}

impl Default for LookupLimits {
    fn default() -> Self {
        let limiter = |burst, per_hour| Limiter::new(Rate { burst, per_hour, busy: burst });
        Self {
            per_asker: limiter(PER_ASKER, PER_ASKER),
            per_address: limiter(PER_ADDRESS, PER_ADDRESS),
            unguarded: limiter(UNGUARDED, UNGUARDED_PER_HOUR),
            guarded: limiter(GUARDED, GUARDED_PER_HOUR),
            known_browsers: limiter(FROM_KNOWN_BROWSERS, FROM_KNOWN_BROWSERS),
        }
    }
}

/// A try that was counted, and what its asker has left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountedTry {
    /// As a known browser, whose tries are counted apart.
    known_browser: bool,
    /// For a phone that was guarded.
    guarded: bool,
    /// Further tries.
    pub left: f64,
}

impl LookupLimits {
    /// Counts a try at `now`, in milliseconds, before its code is compared.
    ///
    /// # Errors
    /// The time until the asker's next try.
    pub fn count(&self, asker: &CodeAsker<'_>, now: i64) -> Result<CountedTry, Duration> {
        if asker.known_browser && self.known_browsers.take(asker.phone, now) != Verdict::Over {
            let left = self.known_browsers.left(asker.phone, now);
            return Ok(CountedTry { known_browser: true, guarded: false, left });
        }
        let wait = self.wait(asker, now);
        if !wait.is_zero() {
            return Err(wait);
        }
        let guarded = self.is_guarded(asker, now);
        self.unguarded.take(asker.phone, now);
        self.per_asker.take(asker.at_phone(), now);
        self.per_address.take(address_key(asker.client), now);
        if guarded {
            self.guarded.take(asker.at_guarded_phone(), now);
        }
        Ok(CountedTry { known_browser: false, guarded, left: self.left(asker, now) })
    }

    /// Uncounts a try whose code was right, or could not be compared.
    pub fn give_back(&self, asker: &CodeAsker<'_>, counted: CountedTry, now: i64) {
        if counted.known_browser {
            return self.known_browsers.give_back(asker.phone, now);
        }
        self.unguarded.give_back(asker.phone, now);
        self.per_asker.give_back(asker.at_phone(), now);
        self.per_address.give_back(address_key(asker.client), now);
        if counted.guarded {
            self.guarded.give_back(asker.at_guarded_phone(), now);
        }
    }

    /// The time until an asker's next try, unless the browser is known.
    #[must_use]
    pub fn wait(&self, asker: &CodeAsker<'_>, now: i64) -> Duration {
        let mut wait = self.per_asker.wait(asker.at_phone(), now);
        wait = wait.max(self.per_address.wait(address_key(asker.client), now));
        if self.is_guarded(asker, now) {
            wait = wait.max(self.guarded.wait(asker.at_guarded_phone(), now));
        }
        wait
    }

    fn left(&self, asker: &CodeAsker<'_>, now: i64) -> f64 {
        let mut left = self.per_asker.left(asker.at_phone(), now);
        left = left.min(self.per_address.left(address_key(asker.client), now));
        if self.is_guarded(asker, now) {
            left = left.min(self.guarded.left(asker.at_guarded_phone(), now));
        }
        left
    }

    fn is_guarded(&self, asker: &CodeAsker<'_>, now: i64) -> bool {
        self.unguarded.left(asker.phone, now) < 1.0
    }
}

impl<'a> CodeAsker<'a> {
    /// The key of its tries for the phone.
    fn at_phone(&self) -> (&'a str, u64) {
        (self.phone, address_key(self.client))
    }

    /// The key of its tries for a guarded phone.
    fn at_guarded_phone(&self) -> (&'a str, u64) {
        // Of IPv6 a whole site, which has 65,536 networks. Of IPv4 one address, which many people share already.
        let key = if self.client.0.is_ipv6() { network_key(self.client) } else { address_key(self.client) };
        (self.phone, key)
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    const PHONE: &str = "13800000001";
    const MINUTE: i64 = 60_000;

    fn asker(last: u8) -> CodeAsker<'static> {
        let client = ClientAddress(IpAddr::from([203, 0, 113, last]));
        CodeAsker { client, phone: PHONE, known_browser: false }
    }

    #[test]
    fn a_stranger_who_guesses_does_not_keep_the_owner_out() {
        let limits = LookupLimits::default();
        let left: Vec<f64> = (0..5).map(|_| limits.count(&asker(1), 0).expect("counted").left).collect();
        assert_eq!(left, [4.0, 3.0, 2.0, 1.0, 0.0]);
        assert_eq!(limits.count(&asker(1), 0), Err(Duration::from_mins(12)));
        assert!(limits.count(&asker(2), 0).is_ok(), "the owner, from another address");
        let own_browser = CodeAsker { known_browser: true, ..asker(1) };
        assert!(limits.count(&own_browser, 0).is_ok(), "the owner, behind the address of the stranger");
        let neighbour = CodeAsker { phone: "13800000002", ..asker(1) };
        assert!(limits.count(&neighbour, 0).is_ok(), "another phone at this address");
        assert_eq!(limits.count(&asker(1), 11 * MINUTE), Err(Duration::from_mins(1)));
        assert!(limits.count(&asker(1), 12 * MINUTE).is_ok());
    }

    #[test]
    fn right_codes_are_not_counted() {
        let limits = LookupLimits::default();
        for known_browser in [false, true] {
            for _ in 0..200 {
                let asker = CodeAsker { known_browser, ..asker(1) };
                let counted = limits.count(&asker, 0).expect("counted");
                limits.give_back(&asker, counted, 0);
            }
        }
    }

    #[test]
    fn a_phone_that_many_guess_at_is_guarded_and_its_owner_still_gets_in() {
        let limits = LookupLimits::default();
        let mut tries = 0;
        for last in 0..100 {
            tries += (0..10).take_while(|_| limits.count(&asker(last), 0).is_ok()).count();
        }
        assert_eq!(tries, 50 + 90 * 2, "fifty, then two an address");
        let owner = asker(200);
        let counted = limits.count(&owner, 0).expect("the owner has a try of her own");
        limits.give_back(&owner, counted, 0);
        assert!(limits.count(&owner, 0).is_ok());
    }

    #[test]
    fn known_browsers_of_a_phone_share_their_tries() {
        let limits = LookupLimits::default();
        let browser = |last| CodeAsker { known_browser: true, ..asker(last) };
        let counted =
            (0..100).filter(|last| limits.count(&browser(*last), 0).is_ok_and(|one| one.known_browser)).count();
        assert_eq!(counted, 10);
        assert!(limits.count(&browser(150), 0).is_ok(), "then their addresses count");
    }
}
