//! Where browsers reach the hub. Passkeys and single sign-on are bound to it.

use webauthn_rs::prelude::Url;

/// The hub's address as its workers type it, such as `https://hub.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAddress(Url);

/// What is wrong with a public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the public address is https:// with the name browsers know the hub by and nothing after it, like https://hub.example.org \
     (on this machine only: http://localhost:8080)"
)]
pub struct NoPublicAddress;

impl PublicAddress {
    /// Reads it: `https://` and a name, with a port where it is not 443. In the clear only `localhost`; never a bare number.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, NoPublicAddress> {
        let url = Url::parse(text).map_err(|_| NoPublicAddress)?;
        let name = url.domain().ok_or(NoPublicAddress)?;
        let safe = url.scheme() == "https" || url.scheme() == "http" && name == "localhost";
        let bare =
            url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if safe && bare { Ok(Self(url)) } else { Err(NoPublicAddress) }
    }

    /// This machine, at a port.
    ///
    /// # Errors
    /// None in practice: every port makes an address.
    pub fn localhost(port: u16) -> Result<Self, NoPublicAddress> {
        Self::parse(&format!("http://localhost:{port}"))
    }

    /// It as a browser names where a page came from: no slash at the end, no port that goes without saying.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The name in it.
    pub fn host(&self) -> &str {
        self.0.domain().unwrap_or_default()
    }

    pub(crate) const fn url(&self) -> &Url {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_over_https_or_this_machine() {
        for (text, origin, host) in [
            ("https://hub.example.org", "https://hub.example.org", "hub.example.org"),
            ("https://hub.example.org/", "https://hub.example.org", "hub.example.org"),
            ("https://HUB.example.org:443", "https://hub.example.org", "hub.example.org"),
            ("https://hub.example.org:8443", "https://hub.example.org:8443", "hub.example.org"),
            ("http://localhost:8080", "http://localhost:8080", "localhost"),
        ] {
            let address = PublicAddress::parse(text).unwrap();
            assert_eq!((address.origin().as_str(), address.host()), (origin, host), "{text}");
        }
        assert_eq!(PublicAddress::localhost(4711).unwrap().origin(), "http://localhost:4711");
    }

    #[test]
    fn nothing_else() {
        for text in [
            "",
            "hub.example.org",
            "http://hub.example.org",
            "https://192.0.2.1",
            "https://[2001:db8::1]",
            "https://hub.example.org/onedoor",
            "https://hub.example.org?a",
            "https://hub.example.org#a",
            "https://me@hub.example.org",
            "ftp://hub.example.org",
            "http://localhost.example.org",
        ] {
            assert_eq!(PublicAddress::parse(text), Err(NoPublicAddress), "{text}");
        }
    }
}
