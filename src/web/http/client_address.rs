//! The address of the client behind a request, also behind reverse proxies. Owns which proxies are trusted and how their
//! header is read; must not know limits.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::anyhow;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::web::http::error::AppError;

/// The header in which a proxy passes on the client's address. `Forwarded` (RFC 7239) is not read: nginx and Caddy do not
/// send it, and a second header would be one that the proxy passes through as the client wrote it.
pub const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address of a client, as an extractor: the one address that every limit uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        // The accept loop determines it for every request.
        parts.extensions.get().copied().ok_or_else(|| AppError::Bug(anyhow!("a request without a client address")))
    }
}

/// The proxies whose `X-Forwarded-For` is believed; by default none.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl FromIterator<IpNet> for TrustedProxies {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}

impl TrustedProxies {
    /// The client of a request: the right-most address of `X-Forwarded-For` that is not a trusted proxy. Each proxy appends
    /// the address that it sees, so that what a client wrote itself is further left. The header counts only if the peer is
    /// trusted; otherwise the peer is the client.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut client = peer.to_canonical();
        if !self.contains(client) {
            return ClientAddress(client);
        }
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        let mut hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')).map(parse_hop);
        while self.contains(client) {
            // An entry that cannot be read ends the chain: the client is the last proxy that is known.
            let Some(Some(hop)) = hops.next() else { break };
            client = hop;
        }
        ClientAddress(client)
    }

    /// Whether an address is that of a trusted proxy.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Whether the last proxy names a client.
#[must_use]
pub fn names_client(headers: &HeaderMap) -> bool {
    let last = headers.get_all(FORWARDED_FOR).iter().next_back().and_then(|line| line.to_str().ok());
    last.and_then(|line| parse_hop(line.rsplit(',').next()?)).is_some()
}

/// One entry of `X-Forwarded-For`; some proxies add the port.
fn parse_hop(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().or_else(|_| entry.parse().map(|address: SocketAddr| address.ip())).ok();
    address.map(|address: IpAddr| address.to_canonical())
}

/// Reads a network such as `10.0.0.0/8`, or one address.
///
/// # Errors
/// A sentence that says what is expected.
pub fn parse_network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let network = IpNet::from_str(text).ok().or_else(|| Some(IpNet::from(text.parse::<IpAddr>().ok()?)));
    network.ok_or_else(|| "an address such as 127.0.0.1, or a network such as 10.0.0.0/8".to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn trusted(networks: &[&str]) -> TrustedProxies {
        networks.iter().map(|network| parse_network(network).expect("a network")).collect()
    }

    fn client(proxies: &TrustedProxies, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(line).expect("a header"));
        }
        proxies.client(peer.parse().expect("an address"), &headers).0.to_string()
    }

    #[test]
    fn a_header_counts_only_if_the_peer_is_trusted() {
        let spoofed = ["6.6.6.6, 203.0.113.9"];
        assert_eq!(client(&TrustedProxies::default(), "127.0.0.1", &spoofed), "127.0.0.1", "also on this machine");
        let proxies = trusted(&["127.0.0.1", "::1/128"]);
        assert_eq!(client(&proxies, "198.51.100.7", &spoofed), "198.51.100.7");
        assert_eq!(client(&proxies, "127.0.0.1", &spoofed), "203.0.113.9");
        assert_eq!(client(&proxies, "::ffff:127.0.0.1", &spoofed), "203.0.113.9");
        assert_eq!(client(&proxies, "::1", &["2001:db8::7"]), "2001:db8::7");
    }

    #[test]
    fn the_chain_is_read_from_the_right_through_trusted_proxies() {
        let proxies = trusted(&["127.0.0.1/32", "10.0.0.0/8"]);
        let through = |lines: &[&str]| client(&proxies, "127.0.0.1", lines);
        assert_eq!(through(&["6.6.6.6, 203.0.113.9, 10.1.2.3"]), "203.0.113.9");
        assert_eq!(through(&["6.6.6.6", "203.0.113.9", "10.1.2.3, 10.1.2.4"]), "203.0.113.9", "several lines are one");
        assert_eq!(through(&["10.9.9.9, 10.1.2.3"]), "10.9.9.9", "a client in the office's own network");
        assert_eq!(through(&["203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(through(&["[2001:db8::7]:4711"]), "2001:db8::7");
        assert_eq!(through(&["[2001:db8::7]"]), "2001:db8::7");
        assert_eq!(through(&["::ffff:203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn what_cannot_be_read_is_not_looked_behind() {
        let proxies = trusted(&["127.0.0.1/32", "10.0.0.0/8"]);
        for (line, found) in [("", "127.0.0.1"), ("unknown", "127.0.0.1"), ("6.6.6.6, unknown, 10.1.2.3", "10.1.2.3")] {
            assert_eq!(client(&proxies, "127.0.0.1", &[line]), found, "{line}");
        }
        assert_eq!(client(&proxies, "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn networks_are_written_with_or_without_a_length() {
        assert_eq!(parse_network(" 127.0.0.1 ").expect("one address").to_string(), "127.0.0.1/32");
        assert_eq!(parse_network("fd00::/8").expect("a network").to_string(), "fd00::/8");
        for wrong in ["", "localhost", "10.0.0.0/33", "10.0.0"] {
            assert!(parse_network(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_header_of_a_client_changes_what_its_proxy_saw(written in "[ -~]{0,60}") {
            let proxies = trusted(&["127.0.0.1/32"]);
            prop_assert_eq!(client(&proxies, "127.0.0.1", &[&format!("{written},203.0.113.9")]), "203.0.113.9");
            prop_assert_eq!(client(&proxies, "127.0.0.1", &[&written, "203.0.113.9"]), "203.0.113.9");
            prop_assert_eq!(client(&proxies, "203.0.113.9", &[&written]), "203.0.113.9");
        }
    }
}
