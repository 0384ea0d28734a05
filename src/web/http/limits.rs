//! Rate limits per client: token buckets in memory, bounded, per server. Must not know the pages that they limit.
//!
//! Loose on purpose: a village shares one address, and a person who is turned away does not come back. A bucket's key is a
//! keyed hash, so that memory holds neither addresses nor phone numbers. Each server counts for itself and begins anew when
//! it starts: two servers allow twice as much, which is still far below what a robot wants.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::web::http::client_address::ClientAddress;

/// Forms of one address: mobile networks and the Wi-Fi of a hall give a hundred phones one address. All of them may send a
/// form at once when the host invites them, and a fifth of them a second one after an error; then one form every two
/// seconds. A thousand forms of a robot take half an hour. From the eleventh on, a form without a valid token is a robot's.
const SIGN_UPS_OF_ADDRESS: Rate = Rate { burst: 120, per_hour: 30 * 60, busy: 10 };
/// Forms of one network, a /24 or an IPv6 /48, in which a mobile operator or a robot has many addresses: four such halls.
const SIGN_UPS_OF_NETWORK: Rate = Rate { burst: 480, per_hour: 120 * 60, busy: 60 };
/// Forms with the token of one page: a family sends some after pressing back, each with another name. From the ninth on they
/// are judged by a person; after forty the page is given a new token. Nothing is refilled, because a page is used once.
const USES_OF_TOKEN: Rate = Rate { burst: 40, per_hour: 0, busy: 8 };
/// Wrong keys of one address for panel, desk and overlay: an old link is tried some times. OBS retries one for ever, and
/// shares the address with the host, so that only answers to wrong keys are slowed.
const WRONG_KEYS: Rate = Rate { burst: 20, per_hour: 60, busy: 20 };
/// Milliseconds in an hour.
const HOUR_MILLIS: f64 = 3_600_000.0;
/// Clients in each generation of a limiter, some 40 bytes each; more displace the older generation.
const CLIENTS_MAX: usize = 10_000;

/// A limiter's decision on one try, the mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Allowed.
    Free,
    /// Allowed, but this client tries more often than people do.
    Busy,
    /// Refused.
    Over,
}

/// The parameters of a token bucket.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Tries that a new client has at once.
    pub burst: u32,
    /// Tries that are refilled per hour.
    pub per_hour: u32,
    /// Spent tries from which a client counts as [`Verdict::Busy`].
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
struct Clients {
    young: HashMap<u64, Bucket>,
    old: HashMap<u64, Bucket>,
}

/// One rate for many clients.
#[derive(Debug)]
pub struct Limiter {
    rate: Rate,
    hasher: RandomState,
    clients: Mutex<Clients>,
}

impl Limiter {
    /// A limiter without clients.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, hasher: RandomState::new(), clients: Mutex::default() }
    }

    /// Counts a try at `now`, in milliseconds.
    pub fn take(&self, client: impl Hash, now: i64) -> Verdict {
        self.change(client, now, |bucket, rate| {
            if bucket.left < 1.0 {
                return Verdict::Over;
            }
            bucket.left -= 1.0;
            if bucket.left < f64::from(rate.burst - rate.busy) { Verdict::Busy } else { Verdict::Free }
        })
    }

    /// Whole tries that a client has left; counts none.
    pub fn left(&self, client: impl Hash, now: i64) -> f64 {
        self.change(client, now, |bucket, _| bucket.left.floor())
    }

    /// The time until a client has a try again: zero if one is left. Counts none.
    pub fn wait(&self, client: impl Hash, now: i64) -> Duration {
        let hours = self.change(client, now, |bucket, rate| (1.0 - bucket.left).max(0.0) / f64::from(rate.per_hour));
        // Without a refill it is for ever.
        Duration::try_from_secs_f64(hours * HOUR_MILLIS / 1_000.0).unwrap_or(Duration::MAX)
    }

    /// Returns a try that turned out to be legitimate.
    pub fn give_back(&self, client: impl Hash, now: i64) {
        self.change(client, now, |bucket, rate| bucket.left = (bucket.left + 1.0).min(f64::from(rate.burst)));
    }

    fn change<T>(&self, client: impl Hash, now: i64, change: impl FnOnce(&mut Bucket, Rate) -> T) -> T {
        let key = self.hasher.hash_one(client);
        let rate = self.rate;
        // A panic elsewhere leaves at worst one bucket wrong by one.
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = clients.bucket(key, Bucket { left: f64::from(rate.burst), at: now });
        // A clock that was set back refills no tries.
        let hours = (now - bucket.at).max(0) as f64 / HOUR_MILLIS;
        bucket.left = (bucket.left + hours * f64::from(rate.per_hour)).min(f64::from(rate.burst));
        bucket.at = now;
        change(bucket, rate)
    }
}

impl Clients {
    fn bucket(&mut self, key: u64, fresh: Bucket) -> &mut Bucket {
        if !self.young.contains_key(&key) {
            if self.young.len() >= CLIENTS_MAX {
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
    sign_ups_of_address: Limiter,
    sign_ups_of_network: Limiter,
    uses_of_token: Limiter,
    wrong_keys: Limiter,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_ups_of_address: Limiter::new(SIGN_UPS_OF_ADDRESS),
            sign_ups_of_network: Limiter::new(SIGN_UPS_OF_NETWORK),
            uses_of_token: Limiter::new(USES_OF_TOKEN),
            wrong_keys: Limiter::new(WRONG_KEYS),
        }
    }
}

impl Limits {
    /// Counts a form that a client sent: the stricter verdict on its address and on its network.
    #[must_use]
    pub fn sign_up(&self, from: ClientAddress, now: i64) -> Verdict {
        let of_address = self.sign_ups_of_address.take(address_key(from), now);
        if of_address == Verdict::Over {
            // A robot that is refused by its address must not use up the network of its neighbours.
            return Verdict::Over;
        }
        of_address.max(self.sign_ups_of_network.take(network_key(from), now))
    }

    /// Counts a form with this token, which is one of ours.
    #[must_use]
    pub fn token_use(&self, token: &str, now: i64) -> Verdict {
        self.uses_of_token.take(token, now)
    }

    /// Counts a key that opens nothing.
    #[must_use]
    pub fn wrong_key(&self, from: ClientAddress, now: i64) -> Verdict {
        self.wrong_keys.take(address_key(from), now)
    }
}

/// The clients that share a bucket as one address: an IPv4 address, or the /64 of a household or a phone.
pub(super) fn address_key(from: ClientAddress) -> u64 {
    match from.0 {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => prefix(address, 64),
    }
}

/// The clients that share a bucket as one network: a /24, or the /48 that an operator gives to one customer.
pub(super) fn network_key(from: ClientAddress) -> u64 {
    match from.0 {
        IpAddr::V4(address) => u64::from(address.to_bits() >> 8),
        IpAddr::V6(address) => prefix(address, 48),
    }
}

/// The first bits of an IPv6 address. All of them in use begin with 2 or f, so that none equals an IPv4 address.
fn prefix(address: Ipv6Addr, bits: u32) -> u64 {
    u64::try_from(address.to_bits() >> 64).unwrap_or(u64::MAX) >> (64 - bits) << (64 - bits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VILLAGE: ClientAddress = ClientAddress(IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 9)));

    fn client(address: &str) -> ClientAddress {
        ClientAddress(address.parse().expect("an address"))
    }

    #[test]
    fn a_hall_gets_through_and_a_flood_does_not() {
        let limits = Limits::default();
        let verdicts: Vec<_> = (0..1_000).map(|_| limits.sign_up(VILLAGE, 1_000)).collect();
        let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
        assert_eq!((count(Verdict::Free), count(Verdict::Busy), count(Verdict::Over)), (10, 110, 880));
        assert_eq!(limits.sign_up(VILLAGE, 2_999), Verdict::Over);
        assert_eq!(limits.sign_up(VILLAGE, 3_001), Verdict::Busy, "one comes back every two seconds");
        assert_eq!(limits.sign_up(client("198.51.100.10"), 1_000), Verdict::Free);
        assert_ne!(limits.sign_up(client("203.0.113.10"), 1_000), Verdict::Over, "a neighbour in the same network");
    }

    #[test]
    fn this_machine_is_a_client_like_any_other() {
        let limits = Limits::default();
        for address in ["127.0.0.1", "::1"] {
            assert!((0..1_000).any(|_| limits.sign_up(client(address), 1_000) == Verdict::Over), "{address}");
        }
    }

    #[test]
    fn many_addresses_of_one_network_are_one_robot() {
        for network in ["203.0.113.", "2001:db8:0:"] {
            let limits = Limits::default();
            let tail = if network.contains(':') { "::1" } else { "" };
            let passed = |at: u32| limits.sign_up(client(&format!("{network}{}{tail}", at % 250)), 0) != Verdict::Over;
            assert_eq!((0..1_000).filter(|at| passed(*at)).count(), 480, "{network}");
        }
    }

    #[test]
    fn neighbours_in_one_household_network_share_a_bucket() {
        let of = |text: &str| address_key(client(text));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(network_key(client("2001:db8::1")), network_key(client("2001:db8:0:1::1")));
        assert_ne!(network_key(client("2001:db8::1")), network_key(client("2001:db8:1::1")));
        assert_eq!(network_key(client("203.0.113.9")), network_key(client("203.0.113.200")));
    }

    #[test]
    fn memory_is_bounded_and_the_newest_are_remembered() {
        let limiter = Limiter::new(Rate { burst: 1, per_hour: 1, busy: 1 });
        for who in 0..5 * CLIENTS_MAX {
            assert_eq!(limiter.take(who, 0), Verdict::Free);
        }
        assert_eq!(limiter.take(5 * CLIENTS_MAX - 1, 0), Verdict::Over);
        let clients = limiter.clients.lock().expect("no panic");
        assert!(clients.young.len() + clients.old.len() <= 2 * CLIENTS_MAX);
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
