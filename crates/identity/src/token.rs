//! Tokens: secrets that a browser holds.

use kernel::Sensitive;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use vault::{NoSecrets, Secrets};

/// A secret of 32 bytes as a browser holds it: 64 hexadecimal digits in a cookie or a hidden field.
#[derive(Clone)]
pub struct Token(Sensitive<[u8; 32]>);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// As [`Secrets::bytes`].
    pub fn fresh(secrets: &dyn Secrets) -> Result<Self, NoSecrets> {
        secrets.bytes().map(Self::from_bytes)
    }

    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Sensitive::new(bytes))
    }

    /// Reads what [`Token::reveal`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| !pair.starts_with('+'))?, 16).ok()?;
        }
        Some(Self::from_bytes(bytes))
    }

    /// It in hexadecimal digits, for the browser it belongs to.
    pub fn reveal(&self) -> String {
        use std::fmt::Write as _;
        self.0.reveal().iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Another secret that follows from this one and from which this one cannot be found; `what_for` keeps uses apart.
    pub fn derive(&self, what_for: &str) -> Self {
        let digest = Sha256::new().chain_update(b"onedoor:").chain_update(what_for).chain_update([0]).chain_update(self.0.reveal());
        Self::from_bytes(digest.finalize().into())
    }

    /// Whether the two are the same; takes as long for a near miss as for a far one.
    pub fn is(&self, other: &Self) -> bool {
        self.0.reveal().ct_eq(other.0.reveal()).into()
    }

    /// What the database keeps in place of the token.
    pub(crate) fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.0.reveal()).to_vec()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.reveal().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use vault::SystemSecrets;

    use super::*;

    #[test]
    fn a_token_reads_back_what_it_wrote_and_nothing_else() {
        let token = Token::fresh(&SystemSecrets).unwrap();
        let text = token.reveal();
        assert!(Token::parse(&text).unwrap().is(&token));
        assert_eq!(format!("{token:?}"), "Token");
        let plus = format!("+f{}", text.get(2..).unwrap());
        let wide = format!("é{}", text.get(2..).unwrap());
        for other in ["", "0", &text[1..], &format!("{text}0"), &plus, &wide, &text.replace(|_: char| true, "g")] {
            assert!(Token::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn tokens_differ_and_so_do_their_uses() {
        let (a, b) = (Token::fresh(&SystemSecrets).unwrap(), Token::fresh(&SystemSecrets).unwrap());
        assert!(!a.is(&b));
        assert!(a.derive("form").is(&a.derive("form")));
        assert!(!a.derive("form").is(&a.derive("other")));
        assert!(!a.derive("form").is(&b.derive("form")));
        assert!(!a.derive("form").is(&a));
    }
}
