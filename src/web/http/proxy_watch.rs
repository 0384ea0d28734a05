//! Notices reverse proxies that hide who the clients are: limits would then count all viewers as one. Owns the detection and
//! the faults noticed lately; must not know how pages show them.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use serde::Serialize;

use crate::clock::Clock;
use crate::web::http::client_address::{ClientAddress, FORWARDED_FOR, TrustedProxies, names_client};

/// How long a fault is reported after it was last noticed, in milliseconds: long enough to be seen in quiet hours.
pub const FAULT_LIFETIME_MILLIS: i64 = 5 * 60 * 1000;

/// Headers that only proxies set, beside [`FORWARDED_FOR`].
const PROXY_HEADERS: [&str; 5] = ["forwarded", "x-real-ip", "x-forwarded-proto", "x-forwarded-host", "via"];

/// A fault in the configuration of a reverse proxy, or of `--trusted-proxies`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProxyFault {
    /// A proxy names clients in `X-Forwarded-For`, but is not trusted.
    Untrusted {
        /// Its address, for `--trusted-proxies`.
        proxy: IpAddr,
    },
    /// A proxy names no client.
    NoClientAddress,
    /// A proxy does not pass `Upgrade` on, so that no socket opens.
    NoUpgrade,
}

/// How many kinds of [`ProxyFault`] there are.
const KINDS: usize = 3;

impl ProxyFault {
    const fn kind(self) -> usize {
        match self {
            Self::Untrusted { .. } => 0,
            Self::NoClientAddress => 1,
            Self::NoUpgrade => 2,
        }
    }

    /// The code for programs, without the proxy's address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Untrusted { .. } => "untrusted",
            Self::NoClientAddress => "no_client_address",
            Self::NoUpgrade => "no_upgrade",
        }
    }
}

impl fmt::Display for ProxyFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())?;
        match self {
            Self::Untrusted { proxy } => write!(out, "={proxy}"),
            Self::NoClientAddress | Self::NoUpgrade => Ok(()),
        }
    }
}

/// The public address, as far as it proves that a request came through a proxy: daigang itself serves no https, and a
/// public name on port 80 is not this machine's own.
#[derive(Debug)]
struct PublicHost {
    authority: Box<str>,
    https: bool,
}

impl PublicHost {
    fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split('/').next()?;
        let https = scheme.eq_ignore_ascii_case("https");
        let own = authority.contains(':') || authority == "localhost" || authority.parse::<IpAddr>().is_ok();
        (https || !own).then(|| Self { authority: authority.into(), https })
    }

    /// Whether a request from a peer on this machine or in its network was addressed to the public host.
    fn was_addressed(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        // Without https, a visitor in the same network may have come directly.
        (self.https || peer.is_loopback()) && host.eq_ignore_ascii_case(&self.authority)
    }
}

/// The newest fault of each kind, and the kinds that were logged.
#[derive(Debug, Default)]
struct Notices {
    newest: [Option<(ProxyFault, i64)>; KINDS],
    logged: [bool; KINDS],
    logged_stranger: bool,
}

/// Determines the client of each request, and notices proxies that hide it.
pub struct ProxyWatch {
    trusted: TrustedProxies,
    public_host: Option<PublicHost>,
    clock: Clock,
    notices: Mutex<Notices>,
}

impl ProxyWatch {
    /// Watches the proxies in front of `public_url`.
    #[must_use]
    pub fn new(trusted: TrustedProxies, public_url: &str, clock: Clock) -> Self {
        Self { trusted, public_host: PublicHost::of(public_url), clock, notices: Mutex::default() }
    }

    /// The client of a request. Notes a proxy that hides it.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let peer = peer.to_canonical();
        if let Some(fault) = self.fault(peer, headers) {
            self.note_from(peer, fault);
        }
        self.trusted.client(peer, headers)
    }

    /// Notes a fault, and logs the first one of its kind.
    pub fn note(&self, fault: ProxyFault) {
        let now = self.clock.now().millis();
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.newest[fault.kind()] = Some((fault, now));
        if !std::mem::replace(&mut notices.logged[fault.kind()], true) {
            log_fault(fault);
        }
    }

    /// The faults that were noticed within [`FAULT_LIFETIME_MILLIS`].
    #[must_use]
    pub fn faults(&self) -> Vec<ProxyFault> {
        let since = self.clock.now().millis() - FAULT_LIFETIME_MILLIS;
        let notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.newest.iter().flatten().filter(|(_, at)| *at > since).map(|(fault, _)| *fault).collect()
    }

    /// The codes of [`Self::faults`].
    #[must_use]
    pub fn fault_codes(&self) -> Vec<&'static str> {
        self.faults().into_iter().map(ProxyFault::code).collect()
    }

    fn fault(&self, peer: IpAddr, headers: &HeaderMap) -> Option<ProxyFault> {
        let to_public_host = || self.public_host.as_ref().is_some_and(|host| host.was_addressed(peer, headers));
        if self.trusted.contains(peer) {
            // Requests of the proxy's own machine, for monitoring, go to another host.
            return (!names_client(headers) && to_public_host()).then_some(ProxyFault::NoClientAddress);
        }
        if headers.contains_key(FORWARDED_FOR) {
            return Some(ProxyFault::Untrusted { proxy: peer });
        }
        let by_proxy = PROXY_HEADERS.iter().any(|name| headers.contains_key(*name)) || to_public_host();
        by_proxy.then_some(ProxyFault::NoClientAddress)
    }

    /// A peer on the internet may be any robot, which must not be able to put a warning on the panel: only the log says so.
    fn note_from(&self, peer: IpAddr, fault: ProxyFault) {
        if is_local(peer) || self.trusted.contains(peer) {
            return self.note(fault);
        }
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if !std::mem::replace(&mut notices.logged_stranger, true) {
            tracing::info!(
                "a request from a public address has headers of a proxy, which are ignored; if a proxy of yours has a public \
                 address, name it with --trusted-proxies, because all viewers behind it count as one client; logged once"
            );
        }
    }
}

fn log_fault(fault: ProxyFault) {
    match fault {
        ProxyFault::Untrusted { proxy } => tracing::warn!(
            "the proxy at {proxy} names clients, but is not trusted: all viewers count as one client, and limits turn people \
             away; start with --trusted-proxies {proxy}; logged once"
        ),
        ProxyFault::NoClientAddress => tracing::warn!(
            "a proxy in front does not name the client: all viewers count as one client, and limits turn people away; have it \
             set X-Forwarded-For (nginx: proxy_set_header X-Forwarded-For $remote_addr), and start with --trusted-proxies; \
             logged once"
        ),
        ProxyFault::NoUpgrade => tracing::warn!(
            "a proxy in front does not pass Upgrade on: panel, overlay and viewers' pages cannot follow the show; see the \
             lines for nginx in the README; logged once"
        ),
    }
}

/// Whether an address is of this machine or of a private network, in which proxies, containers and load balancers are.
fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            // The last one is for operators' own networks, and for load balancers of clouds.
            let shared = first == 100 && second & 0xc0 == 64;
            address.is_loopback() || address.is_private() || address.is_link_local() || shared
        }
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use axum::http::{HeaderName, HeaderValue};
    use chrono::DateTime;

    use super::*;
    use crate::web::http::client_address::parse_network;

    const PUBLIC: (&str, &str) = ("host", "jobs.example");

    fn watch(trusted: &[&str], url: &str, now: &Arc<AtomicI64>) -> ProxyWatch {
        let trusted = trusted.iter().map(|network| parse_network(network).expect("a network")).collect();
        let now = now.clone();
        let read = move || DateTime::from_timestamp_millis(now.load(Ordering::Relaxed)).expect("in range");
        ProxyWatch::new(trusted, url, Clock::new(chrono_tz::Asia::Shanghai, read))
    }

    /// The faults after one request.
    fn faults(trusted: &[&str], url: &str, peer: &str, headers: &[(&'static str, &'static str)]) -> Vec<ProxyFault> {
        let watch = watch(trusted, url, &Arc::default());
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let _ = watch.client(peer.parse().expect("an address"), &headers.collect());
        watch.faults()
    }

    const HTTPS: &str = "https://jobs.example";
    const UNTRUSTED: ProxyFault = ProxyFault::Untrusted { proxy: IpAddr::V4(std::net::Ipv4Addr::new(172, 17, 0, 1)) };

    #[test]
    fn a_proxy_that_is_not_trusted_is_named() {
        let forwarded = [PUBLIC, (FORWARDED_FOR, "203.0.113.9")];
        assert_eq!(faults(&[], HTTPS, "172.17.0.1", &forwarded), [UNTRUSTED]);
        assert_eq!(faults(&["127.0.0.1"], HTTPS, "::ffff:172.17.0.1", &forwarded), [UNTRUSTED]);
        assert_eq!(faults(&["172.16.0.0/12"], HTTPS, "172.17.0.1", &forwarded), []);
        assert_eq!(faults(&[], HTTPS, "198.51.100.7", &forwarded), [], "any robot on the internet");
    }

    #[test]
    fn a_proxy_that_names_no_client_is_noticed() {
        let missing = [ProxyFault::NoClientAddress];
        assert_eq!(faults(&[], HTTPS, "127.0.0.1", &[PUBLIC]), missing, "daigang itself has no https");
        assert_eq!(faults(&["127.0.0.1"], HTTPS, "127.0.0.1", &[PUBLIC]), missing);
        assert_eq!(faults(&["127.0.0.1"], HTTPS, "127.0.0.1", &[PUBLIC, (FORWARDED_FOR, "unknown")]), missing);
        assert_eq!(faults(&[], HTTPS, "10.0.0.7", &[("host", "10.0.0.8:8080"), ("x-real-ip", "203.0.113.9")]), missing);
        assert_eq!(faults(&[], "http://jobs.example", "127.0.0.1", &[PUBLIC]), missing);
        assert_eq!(faults(&["127.0.0.1"], HTTPS, "127.0.0.1", &[("host", "127.0.0.1:8080")]), [], "monitoring");
        assert_eq!(faults(&["127.0.0.1"], HTTPS, "127.0.0.1", &[PUBLIC, (FORWARDED_FOR, "203.0.113.9")]), []);
    }

    #[test]
    fn without_a_proxy_there_is_no_fault() {
        for (url, peer, host) in [
            ("http://127.0.0.1:8080", "127.0.0.1", "127.0.0.1:8080"),
            ("http://192.168.1.5", "192.168.1.20", "192.168.1.5"),
            ("http://jobs.example", "192.168.1.20", "jobs.example"),
            ("http://jobs.example:8080", "127.0.0.1", "jobs.example:8080"),
            (HTTPS, "203.0.113.9", "jobs.example"),
        ] {
            assert_eq!(faults(&[], url, peer, &[("host", host)]), [], "{url} {peer}");
        }
    }

    #[test]
    fn a_fault_is_forgotten_after_it_was_cured() {
        let now = Arc::new(AtomicI64::new(0));
        let watch = watch(&[], HTTPS, &now);
        watch.note(ProxyFault::NoUpgrade);
        watch.note(UNTRUSTED);
        assert_eq!(watch.faults(), [UNTRUSTED, ProxyFault::NoUpgrade]);
        now.store(FAULT_LIFETIME_MILLIS - 1, Ordering::Relaxed);
        watch.note(ProxyFault::NoUpgrade);
        now.store(FAULT_LIFETIME_MILLIS, Ordering::Relaxed);
        assert_eq!(watch.faults(), [ProxyFault::NoUpgrade]);
    }
}
