//! From where somebody signs in: their network address, and what kind of browser.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use crate::Token;

/// Where an attempt comes from: an IPv4 address, or the network of an IPv6 address (/64, all of which one machine can use).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer(IpAddr);

impl From<IpAddr> for Peer {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
            v4 => v4,
        })
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Somebody's coming to sign in.
#[derive(Debug, Clone)]
pub struct Visit {
    /// From where.
    pub peer: Peer,
    /// In what kind of browser: [`browser_of`].
    pub browser: String,
    /// What the browser is known by, from a cookie that outlives the session; a fresh one for a browser that has none.
    pub known_by: Token,
    /// The session this browser has already; it ends.
    pub had: Option<Token>,
}

/// What kind of browser calls itself this, roughly: enough for whoever uses it to recognise it, as in "Firefox on Windows".
pub fn browser_of(user_agent: &str) -> String {
    // Most say that they are those after them as well.
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const MACHINES: [(&str, &str); 7] = [
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "a Mac"),
        ("CrOS", "a Chromebook"),
        ("Linux", "Linux"),
    ];
    let known = |all: &[(&str, &'static str)]| all.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, name)| *name);
    let browser = known(&BROWSERS).unwrap_or("A browser");
    known(&MACHINES).map_or(browser.to_owned(), |machine| format!("{browser} on {machine}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(text: &str) -> Peer {
        Peer::from(text.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn a_peer_is_an_ipv4_address_or_an_ipv6_network() {
        assert_eq!(peer("2001:db8:1:2::1"), peer("2001:db8:1:2:ffff::9"));
        assert_ne!(peer("2001:db8:1:2::1"), peer("2001:db8:1:3::1"));
        assert_eq!(peer("::ffff:192.0.2.1"), peer("192.0.2.1"));
        assert_ne!(peer("192.0.2.1"), peer("192.0.2.2"));
        assert_eq!(peer("2001:db8:1:2::1").to_string(), "2001:db8:1:2::");
    }

    #[test]
    fn browsers_are_named_as_their_users_know_them() {
        for (user_agent, name) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Windows"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge on Windows",
            ),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on an iPhone"),
            ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome on a Chromebook"),
            ("curl/8.0", "A browser"),
            ("", "A browser"),
        ] {
            assert_eq!(browser_of(user_agent), name);
        }
    }
}
