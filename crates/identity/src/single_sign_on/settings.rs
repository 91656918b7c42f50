//! What the hub must know of its provider before it can ask it anything.

use kernel::Sensitive;
use ureq::http::Uri;

use crate::PublicAddress;

/// A setting of single sign-on that cannot be used, in a sentence for whoever starts the server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    /// The issuer is not an address that may be asked.
    #[error("the issuer must be an https:// address without user, query or fragment; http:// is taken for this machine only")]
    Issuer,
    /// Nothing was given.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// The certificates cannot be read.
    #[error("the file of certificates holds none that can be read")]
    Certificates,
}

/// The hub as its provider knows it.
#[derive(Clone)]
pub struct SignOnSettings {
    pub(super) issuer: String,
    pub(super) client_id: String,
    pub(super) client_secret: Sensitive<String>,
    pub(super) public_address: String,
    pub(super) certificates: Option<Vec<u8>>,
}

impl std::fmt::Debug for SignOnSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignOnSettings({})", self.issuer)
    }
}

impl SignOnSettings {
    /// Checks what was configured: the issuer exactly as the provider announces itself, what it registered the hub as, and the hub's own
    /// address as browsers know it.
    ///
    /// # Errors
    /// When the issuer is not https (loopback aside) or something is empty.
    pub fn new(issuer: &str, client_id: &str, client_secret: &str, public_address: &PublicAddress) -> Result<Self, BadSetting> {
        let (client_id, client_secret) = (client_id.trim(), client_secret.trim());
        safe(issuer).filter(|uri| uri.query().is_none()).ok_or(BadSetting::Issuer)?;
        for (what, value) in [("the client id", client_id), ("the client secret", client_secret)] {
            if value.is_empty() {
                return Err(BadSetting::Empty(what));
            }
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned().into(),
            public_address: public_address.origin(),
            certificates: None,
        })
    }

    /// Trusts these certificates (PEM) in place of the public ones: for a provider inside the organisation's own network.
    #[must_use]
    pub fn trusting(mut self, certificates: Vec<u8>) -> Self {
        self.certificates = Some(certificates);
        self
    }

    /// Where the provider sends the browser back to; registered with it, and compared there digit by digit.
    pub fn callback(&self) -> String {
        format!("{}/sign-in/callback", self.public_address)
    }
}

/// An address that may be asked or sent to: https, or http on this machine; no user, no fragment.
pub(super) fn safe(address: &str) -> Option<Uri> {
    let uri: Uri = address.parse().ok()?;
    let authority = uri.authority()?;
    let host = authority.host();
    let is_here = matches!(host, "127.0.0.1" | "[::1]" | "localhost");
    let is_secure = match uri.scheme_str()? {
        "https" => true,
        "http" => is_here,
        _ => false,
    };
    // `Uri` drops a fragment in silence.
    let is_plain = !authority.as_str().contains('@') && !address.contains('#') && address.len() <= 1_000;
    (is_secure && is_plain && !host.is_empty()).then_some(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub() -> PublicAddress {
        PublicAddress::parse("https://hub.example.org/").unwrap()
    }

    #[test]
    fn only_https_is_asked_save_on_this_machine() {
        for good in ["https://login.example.org/tenant/v2.0", "http://127.0.0.1:9000", "http://[::1]:9000", "http://localhost"] {
            assert!(SignOnSettings::new(good, "hub", "secret", &hub()).is_ok(), "{good}");
        }
        for bad in [
            "http://login.example.org",
            "http://127.0.0.1.example.org",
            "https://user:word@login.example.org",
            "https://login.example.org/#x",
            "https://login.example.org/?tenant=1",
            "ftp://login.example.org",
            "/login",
            "login.example.org",
            "",
        ] {
            assert_eq!(SignOnSettings::new(bad, "hub", "secret", &hub()).unwrap_err(), BadSetting::Issuer, "{bad}");
        }
    }

    #[test]
    fn a_secret_is_needed_and_never_printed() {
        let empty = SignOnSettings::new("https://login.example.org", "hub", " \n", &hub());
        assert_eq!(empty.unwrap_err(), BadSetting::Empty("the client secret"));
        let settings = SignOnSettings::new("https://login.example.org", "hub", "hush-hush\n", &hub()).unwrap();
        assert_eq!(settings.callback(), "https://hub.example.org/sign-in/callback");
        assert!(!format!("{settings:?}").contains("hush"));
        assert_eq!(settings.client_secret.reveal(), "hush-hush", "the line end of a file is not part of it");
    }
}
