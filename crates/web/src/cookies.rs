//! The cookies: the session's, the one that ties the sign-in form to the browser it was sent to, and the one that ties what an identity
//! provider answers to the browser that set out to it, and the one a browser is known by.

use axum::http::{HeaderMap, HeaderValue, header};
use identity::{KNOWN_FOR, Token};

use crate::Transport;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Who is signed in.
    Session,
    /// Which browser was sent the sign-in form.
    SignInForm,
    /// Which browser set out to sign in at the organisation's provider.
    SignOn,
    /// Which browser it is, so that guesses made elsewhere do not slow whoever has signed in in it.
    Known,
}

impl Cookie {
    /// `__Host-` keeps every other host, also of the same domain, from setting it; browsers take it over HTTPS only.
    const fn name(self, transport: Transport) -> &'static str {
        match (self, transport) {
            (Self::Session, Transport::BehindTls) => "__Host-onedoor",
            (Self::Session, Transport::Loopback) => "onedoor",
            (Self::SignInForm, Transport::BehindTls) => "__Host-onedoor-form",
            (Self::SignInForm, Transport::Loopback) => "onedoor-form",
            (Self::SignOn, Transport::BehindTls) => "__Host-onedoor-sign-on",
            (Self::SignOn, Transport::Loopback) => "onedoor-sign-on",
            (Self::Known, Transport::BehindTls) => "__Host-onedoor-known",
            (Self::Known, Transport::Loopback) => "onedoor-known",
        }
    }

    /// What the browser sent, if it is a token.
    pub(crate) fn read(self, headers: &HeaderMap, transport: Transport) -> Option<Token> {
        let name = self.name(transport);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .and_then(|(_, value)| Token::parse(value))
    }

    /// The header that sets it until the browser is closed; [`Cookie::Known`] for as long as the browser is known.
    pub(crate) fn set(self, token: &Token, transport: Transport) -> HeaderValue {
        let further = if self == Self::Known { format!("; Max-Age={}", KNOWN_FOR.as_secs()) } else { String::new() };
        self.header(&token.reveal(), &further, transport)
    }

    /// The header that takes it away.
    pub(crate) fn clear(self, transport: Transport) -> HeaderValue {
        self.header("", "; Max-Age=0", transport)
    }

    fn header(self, value: &str, further: &str, transport: Transport) -> HeaderValue {
        let secure = if transport == Transport::BehindTls { "; Secure" } else { "" };
        // Lax, so that a link to a case in a message finds its reader signed in; every change asks for a form token besides.
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{further}", self.name(transport));
        // Made of hexadecimal digits and the words above, it is always a header.
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}
