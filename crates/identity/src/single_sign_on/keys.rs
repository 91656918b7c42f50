//! The keys a provider signs with, and a token's signature checked against them.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::signature::check_with_ring;
use super::{SignOnError, TokenFault};

/// Longer tokens are not looked at. One with 200 groups, the most a provider puts in, has some 11 KB.
pub(super) const LONGEST_TOKEN: usize = 32 * 1024;
/// More keys than any provider has.
const MOST_KEYS: usize = 64;

/// The public keys of a provider.
#[derive(Debug, Clone)]
pub(super) struct KeySet(Vec<Jwk>);

#[derive(Deserialize)]
struct Kept {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    /// Reads the provider's JWKS. A key of a kind not known here is passed over, as RFC 7517 (5) asks.
    ///
    /// # Errors
    /// When it is not one, or no key of it can be used.
    pub(super) fn read(text: &[u8]) -> Result<Self, SignOnError> {
        let kept: Kept = serde_json::from_slice(text).map_err(|_| SignOnError::Provider("its keys cannot be read"))?;
        if kept.keys.len() > MOST_KEYS {
            return Err(SignOnError::Provider("it has too many keys"));
        }
        let usable = |key: &Jwk| ALGORITHMS.iter().any(|algorithm| fits(key, *algorithm));
        let keys: Vec<Jwk> = kept.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).filter(usable).collect();
        if keys.is_empty() { Err(SignOnError::Provider("it has no key that is taken here")) } else { Ok(Self(keys)) }
    }

    /// The key that the header names; one without a name only when there is no choice.
    fn find(&self, header: &Header) -> Result<&Jwk, TokenFault> {
        let mut fitting = self.0.iter().filter(|key| fits(key, header.alg));
        match &header.kid {
            Some(kid) => fitting.find(|key| key.common.key_id.as_ref() == Some(kid)).ok_or(TokenFault::UnknownKey),
            None => match (fitting.next(), fitting.next()) {
                (Some(key), None) => Ok(key),
                _ => Err(TokenFault::UnknownKey),
            },
        }
    }

    /// What the token says, once its signature is known to be right. Nothing it says of its own key (`jwk`, `jku`, `x5c`, `x5u`) counts.
    pub(super) fn open<T: DeserializeOwned>(&self, token: &str, types: &[&str], allowed: &[Algorithm]) -> Result<T, TokenFault> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenFault::TooLong);
        }
        // An algorithm nobody here knows, `none` among them, fails to be read.
        let header = decode_header(token).map_err(|_| TokenFault::Malformed)?;
        if !ALGORITHMS.contains(&header.alg) || !allowed.contains(&header.alg) {
            return Err(TokenFault::Algorithm);
        }
        // Without a type, what it says decides; with one, an access token is no ID token.
        if header.typ.as_ref().is_some_and(|found| !types.iter().any(|known| found.eq_ignore_ascii_case(known))) {
            return Err(TokenFault::Type);
        }
        if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
            return Err(TokenFault::Malformed);
        }
        let key = DecodingKey::from_jwk(self.find(&header)?).map_err(|_| TokenFault::UnknownKey)?;
        check_with_ring();
        let mut validation = Validation::new(header.alg);
        // Times and names are checked by whoever asked: the library would ask the machine what time it is.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        decode::<T>(token, &key, &validation).map(|opened| opened.claims).map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => TokenFault::Signature,
            _ => TokenFault::Malformed,
        })
    }
}

/// All that is ever taken, whatever a provider announces.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];

/// Whether a key is one to check this algorithm with: of its kind, and for nothing else by its own account.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let kind = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256 | Algorithm::PS256) => true,
        (AlgorithmParameters::EllipticCurve(point), Algorithm::ES256) => point.curve == EllipticCurve::P256,
        _ => false,
    };
    let by_use = key.common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature);
    kind && by_use && key.common.key_algorithm.is_none_or(|of| of == KeyAlgorithm::from(algorithm))
}
