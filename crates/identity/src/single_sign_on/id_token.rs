//! An ID token checked as OpenID Connect Core (3.1.3.7) asks, and a logout token as Back-Channel Logout (2.6) asks.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::attempt::ATTEMPT_LIMIT;
use super::keys::KeySet;
use super::vouched::{Vouched, is_a_name};
use crate::ABSOLUTE_LIMIT;

/// How far the clocks of the hub and the provider may be apart.
pub(super) const SKEW: SignedDuration = SignedDuration::from_secs(60);
/// How long after its making a logout token counts.
const LOGOUT_TOKEN_LIMIT: SignedDuration = SignedDuration::from_mins(5);
/// What makes a token a logout token.
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Why a token is not taken. Says nothing of what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not a token that can be read.
    #[error("the token cannot be read")]
    Malformed,
    /// Longer than any honest one.
    #[error("the token is too long")]
    TooLong,
    /// Signed in a way that is not taken.
    #[error("the token is signed in a way that is not taken")]
    Algorithm,
    /// A token of another type.
    #[error("the token is of another type")]
    Type,
    /// Signed with a key the provider does not show.
    #[error("the token is signed with an unknown key")]
    UnknownKey,
    /// The signature is wrong.
    #[error("the token's signature is wrong")]
    Signature,
    /// Issued by another provider.
    #[error("the token is of another issuer")]
    Issuer,
    /// Issued for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// Issued to another party.
    #[error("the token was issued to another party")]
    Party,
    /// Too old or too new.
    #[error("the token is out of its time")]
    Time,
    /// Issued for another attempt.
    #[error("the token is of another attempt to sign in")]
    Nonce,
    /// Names nobody.
    #[error("the token names nobody")]
    Subject,
}

/// What a token must be.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) algorithms: &'a [Algorithm],
    pub(super) now: Timestamp,
}

/// Seconds since 1970, with a fraction if the provider likes; what is out of all range is no moment.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "f64")]
pub(super) struct Moment(pub(super) Timestamp);

impl TryFrom<f64> for Moment {
    type Error = &'static str;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        // Up to the year 9999, where every float of whole seconds is exact.
        if !(0.0..=253_402_207_200.0).contains(&seconds) {
            return Err("not a moment");
        }
        #[allow(clippy::cast_possible_truncation, reason = "the range was just checked; a fraction of a second does not matter")]
        Timestamp::from_second(seconds as i64).map(Self).map_err(|_| "not a moment")
    }
}

/// One word or a list of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    One(String),
    More(Vec<String>),
}

impl Words {
    pub(super) fn all(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::More(words) => words,
        }
    }
}

#[derive(Deserialize)]
struct Checked {
    iss: String,
    aud: Words,
    azp: Option<String>,
    exp: Option<Moment>,
    iat: Moment,
    nbf: Option<Moment>,
    nonce: Option<String>,
    auth_time: Option<Moment>,
    events: Option<Value>,
    sub: Option<String>,
    jti: Option<String>,
}

impl Checked {
    fn is_for(&self, expected: &Expected<'_>) -> Result<(), TokenFault> {
        if self.iss != expected.issuer {
            return Err(TokenFault::Issuer);
        }
        let audience = self.aud.all();
        if !audience.iter().any(|one| one == expected.client_id) {
            return Err(TokenFault::Audience);
        }
        // Who else may take it is nobody we trust; and whoever it was issued to must be the hub.
        if audience.len() > 1 && self.azp.is_none() || self.azp.as_ref().is_some_and(|party| party != expected.client_id) {
            return Err(TokenFault::Party);
        }
        let (soon, lately) = (expected.now + SKEW, expected.now - SKEW);
        if self.exp.is_some_and(|exp| exp.0 <= lately) || self.iat.0 > soon || self.nbf.is_some_and(|nbf| nbf.0 > soon) {
            return Err(TokenFault::Time);
        }
        Ok(())
    }
}

/// A claim set read twice: for what is checked, and for what is said of somebody.
#[derive(Deserialize)]
#[serde(transparent)]
struct Claims(Value);

impl Claims {
    fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, TokenFault> {
        T::deserialize(&self.0).map_err(|_| TokenFault::Malformed)
    }
}

/// Whom this ID token vouches for.
///
/// # Errors
/// When anything about it is not as expected.
pub(super) fn vouched(token: &str, keys: &KeySet, expected: &Expected<'_>, nonce: &str) -> Result<Vouched, TokenFault> {
    let claims: Claims = keys.open(token, &["JWT"], expected.algorithms)?;
    let checked: Checked = claims.read()?;
    checked.is_for(expected)?;
    if checked.exp.is_none() || checked.iat.0 < expected.now - ATTEMPT_LIMIT - SKEW {
        return Err(TokenFault::Time);
    }
    // The provider was asked to let nobody in who signed in there longer ago than a session lasts (`max_age`).
    if checked.auth_time.is_some_and(|signed_in| signed_in.0 < expected.now - ABSOLUTE_LIMIT - SKEW) {
        return Err(TokenFault::Time);
    }
    // A logout token may name the same person to the same hub; it is not for signing in with.
    if checked.events.is_some() {
        return Err(TokenFault::Type);
    }
    let same: bool = checked.nonce.unwrap_or_default().as_bytes().ct_eq(nonce.as_bytes()).into();
    if !same {
        return Err(TokenFault::Nonce);
    }
    Vouched::read(claims.read()?, &checked.iss, expected.now)
}

/// Who was signed out at the provider, by its logout token: see [`Vouched::sub`].
///
/// # Errors
/// When anything about it is not as expected.
pub(super) fn signed_out(token: &str, keys: &KeySet, expected: &Expected<'_>) -> Result<String, TokenFault> {
    let claims: Claims = keys.open(token, &["logout+jwt", "JWT"], expected.algorithms)?;
    let checked: Checked = claims.read()?;
    checked.is_for(expected)?;
    if checked.iat.0 < expected.now - LOGOUT_TOKEN_LIMIT - SKEW {
        return Err(TokenFault::Time);
    }
    let says_so = checked.events.as_ref().and_then(|events| events.get(LOGOUT_EVENT)).is_some_and(Value::is_object);
    if !says_so || checked.nonce.is_some() || checked.jti.is_none() {
        return Err(TokenFault::Type);
    }
    // One that names a session only says nothing here: the hub does not keep the provider's sessions.
    checked.sub.filter(|sub| is_a_name(sub)).ok_or(TokenFault::Subject)
}
