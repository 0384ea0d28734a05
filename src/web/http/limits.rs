//! Rate limits per visitor: token buckets in memory, bounded, per server. Must not know the pages that they limit.
//!
//! Loose on purpose: a village shares one address, and a person who is turned away does not come back. A bucket's key is a
//! keyed hash, so that memory holds neither addresses nor phone numbers.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Forms that one address may send at once: a hall full of people on one Wi-Fi when the host invites them to sign up.
const SIGN_UPS_BURST: u32 = 60;
/// Forms that one address may send after that, per hour: one every two seconds.
const SIGN_UPS_PER_HOUR: u32 = 30 * 60;
/// Spent tries of one address from which a form without a valid token is treated as a robot's.
const SIGN_UPS_BUSY: u32 = 10;
/// Wrong codes for one phone in an hour. A code has 31^6 values; after this many, people have to call.
const LOOKUPS_PER_PHONE: u32 = 5;
/// Wrong codes from one address in an hour, for all phones together: several people share it.
const LOOKUPS_PER_ADDRESS: u32 = 30;
/// Visitors in each generation of a limiter, some 40 bytes each; more displace the older generation.
const VISITORS_MAX: usize = 10_000;

/// A limiter's decision on one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Allowed.
    Free,
    /// Allowed, but this visitor tries more than people do.
    Busy,
    /// Refused.
    Over,
}

/// The parameters of a token bucket.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Tries that a new visitor has at once.
    pub burst: u32,
    /// Tries that are refilled per hour.
    pub per_hour: u32,
    /// Spent tries from which a visitor counts as [`Verdict::Busy`].
    pub busy: u32,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: i64,
}

/// Two generations: when the younger is full, the older is dropped, so that a flood of addresses needs no search for the
/// oldest entry.
#[derive(Debug, Default)]
struct Visitors {
    young: HashMap<u64, Bucket>,
    old: HashMap<u64, Bucket>,
}

/// One rate for many visitors.
#[derive(Debug)]
pub struct Limiter {
    rate: Rate,
    hasher: RandomState,
    visitors: Mutex<Visitors>,
}

impl Limiter {
    /// A limiter without visitors.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, hasher: RandomState::new(), visitors: Mutex::default() }
    }

    /// Counts a try at `now`, in milliseconds.
    pub fn take(&self, visitor: impl Hash, now: i64) -> Verdict {
        self.change(visitor, now, |bucket, rate| {
            if bucket.left < 1.0 {
                return Verdict::Over;
            }
            bucket.left -= 1.0;
            if bucket.left < f64::from(rate.burst - rate.busy) { Verdict::Busy } else { Verdict::Free }
        })
    }

    /// Returns a try that turned out to be legitimate.
    pub fn give_back(&self, visitor: impl Hash, now: i64) {
        self.change(visitor, now, |bucket, rate| bucket.left = (bucket.left + 1.0).min(f64::from(rate.burst)));
    }

    fn change<T>(&self, visitor: impl Hash, now: i64, change: impl FnOnce(&mut Bucket, Rate) -> T) -> T {
        let key = self.hasher.hash_one(visitor);
        let rate = self.rate;
        // A panic elsewhere leaves at worst one bucket wrong by one.
        let mut visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = visitors.bucket(key, Bucket { left: f64::from(rate.burst), at: now });
        // A clock that was set back refills no tries.
        let hours = (now - bucket.at).max(0) as f64 / 3_600_000.0;
        bucket.left = (bucket.left + hours * f64::from(rate.per_hour)).min(f64::from(rate.burst));
        bucket.at = now;
        change(bucket, rate)
    }
}

impl Visitors {
    fn bucket(&mut self, key: u64, fresh: Bucket) -> &mut Bucket {
        if !self.young.contains_key(&key) {
            if self.young.len() >= VISITORS_MAX {
                self.old = std::mem::take(&mut self.young);
            }
            let known = self.old.remove(&key).unwrap_or(fresh);
            self.young.insert(key, known);
        }
        self.young.entry(key).or_insert(fresh)
    }
}

/// The limits of the public pages.
#[derive(Debug)]
pub struct Limits {
    sign_ups: Limiter,
    lookups_of_phone: Limiter,
    lookups_from: Limiter,
}

impl Default for Limits {
    fn default() -> Self {
        let hourly = |tries| Limiter::new(Rate { burst: tries, per_hour: tries, busy: tries });
        let sign_ups = Rate { burst: SIGN_UPS_BURST, per_hour: SIGN_UPS_PER_HOUR, busy: SIGN_UPS_BUSY };
        Self {
            sign_ups: Limiter::new(sign_ups),
            lookups_of_phone: hourly(LOOKUPS_PER_PHONE),
            lookups_from: hourly(LOOKUPS_PER_ADDRESS),
        }
    }
}

impl Limits {
    /// Counts a form that was sent from an address.
    #[must_use]
    pub fn sign_up(&self, from: IpAddr, now: i64) -> Verdict {
        visitor(from).map_or(Verdict::Free, |visitor| self.sign_ups.take(visitor, now))
    }

    /// Counts an attempt to look up a person; `false` after too many wrong ones.
    #[must_use]
    pub fn lookup(&self, from: IpAddr, phone: &str, now: i64) -> bool {
        let visitor = visitor(from);
        let address = visitor.map_or(Verdict::Free, |visitor| self.lookups_from.take(visitor, now));
        address != Verdict::Over && self.lookups_of_phone.take(phone, now) != Verdict::Over
    }

    /// Uncounts an attempt whose code was right.
    pub fn lookup_was_right(&self, from: IpAddr, phone: &str, now: i64) {
        if let Some(visitor) = visitor(from) {
            self.lookups_from.give_back(visitor, now);
        }
        self.lookups_of_phone.give_back(phone, now);
    }
}

/// The network that shares a bucket: one IPv4 address, or a household's /64. `None` for this machine, because a reverse
/// proxy (or the kiosk itself) then sends the whole county's requests, and a single bucket would turn people away.
fn visitor(from: IpAddr) -> Option<u64> {
    let network = match from.to_canonical() {
        IpAddr::V4(address) => u64::from(u32::from(address)),
        IpAddr::V6(address) => u64::try_from(u128::from(address) >> 64).ok()?,
    };
    (!from.to_canonical().is_loopback()).then_some(network)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VILLAGE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 9));

    #[test]
    fn a_hall_gets_through_and_a_flood_does_not() {
        let limits = Limits::default();
        let verdicts: Vec<_> = (0..100).map(|_| limits.sign_up(VILLAGE, 1_000)).collect();
        let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
        assert_eq!((count(Verdict::Free), count(Verdict::Busy), count(Verdict::Over)), (10, 50, 40));
        assert_eq!(limits.sign_up(VILLAGE, 2_999), Verdict::Over);
        assert_eq!(limits.sign_up(VILLAGE, 3_001), Verdict::Busy, "one comes back every two seconds");
        let other = IpAddr::from([203, 0, 113, 10]);
        let proxy = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(limits.sign_up(other, 1_000), Verdict::Free);
        assert!((0..1_000).all(|_| limits.sign_up(proxy, 1_000) == Verdict::Free));
    }

    #[test]
    fn wrong_codes_are_counted_and_right_ones_are_not() {
        let limits = Limits::default();
        for _ in 0..20 {
            assert!(limits.lookup(VILLAGE, "13800000001", 0));
            limits.lookup_was_right(VILLAGE, "13800000001", 0);
        }
        assert!((0..5).all(|_| limits.lookup(VILLAGE, "13800000001", 0)));
        assert!(!limits.lookup(VILLAGE, "13800000001", 0));
        assert!(limits.lookup(VILLAGE, "13800000002", 0), "a neighbour still can");
        assert!(limits.lookup(VILLAGE, "13800000001", 13 * 60_000), "a fifth of an hour later");
    }

    #[test]
    fn neighbours_in_one_household_network_share_a_bucket() {
        let of = |text: &str| visitor(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:203.0.113.9"), visitor(VILLAGE));
        assert_eq!(of("::1"), None);
    }

    #[test]
    fn memory_is_bounded_and_the_newest_are_remembered() {
        let limiter = Limiter::new(Rate { burst: 1, per_hour: 1, busy: 1 });
        for who in 0..5 * VISITORS_MAX {
            assert_eq!(limiter.take(who, 0), Verdict::Free);
        }
        assert_eq!(limiter.take(5 * VISITORS_MAX - 1, 0), Verdict::Over);
        let visitors = limiter.visitors.lock().expect("no panic");
        assert!(visitors.young.len() + visitors.old.len() <= 2 * VISITORS_MAX);
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_the_rate(steps in proptest::collection::vec(-5_000i64..60_000, 1..300)) {
            let rate = Rate { burst: 7, per_hour: 600, busy: 3 };
            let limiter = Limiter::new(rate);
            let mut now = 0i64;
            let mut forward = 0i64;
            let mut allowed = 0u32;
            for step in steps {
                now += step;
                forward += step.max(0);
                allowed += u32::from(limiter.take("one", now) != Verdict::Over);
            }
            let earned = forward as f64 / 6_000.0;
            prop_assert!(f64::from(allowed) <= 7.0 + earned + 1.0);
        }
    }
}
