//! Checks signatures with ring, which the tree has for TLS: no second cryptography for three algorithms.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, EncodingKey, signature};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};

static WITH_RING: CryptoProvider =
    CryptoProvider { signer_factory: signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

/// Makes `jsonwebtoken` check with ring; to be called before it is asked to check anything, as often as one likes.
pub(super) fn check_with_ring() {
    // The second call is told that the first was made.
    let _ = WITH_RING.install_default();
}

/// Nothing is signed here.
fn signer(_: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Err(ErrorKind::UnsupportedAlgorithm.into())
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    let key = match (algorithm, key.kind()) {
        (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, e }) => Key::rsa(&RSA_PKCS1_2048_8192_SHA256, n, e),
        (Algorithm::PS256, DecodingKeyKind::RsaModulusExponent { n, e }) => Key::rsa(&RSA_PSS_2048_8192_SHA256, n, e),
        (Algorithm::ES256, DecodingKeyKind::SecretOrDer(point)) => Key::Point(point.clone()),
        _ => return Err(ErrorKind::UnsupportedAlgorithm.into()),
    };
    Ok(Box::new(Verifier { algorithm: *algorithm, key }))
}

struct Verifier {
    algorithm: Algorithm,
    key: Key,
}

enum Key {
    Rsa { how: &'static RsaParameters, n: Vec<u8>, e: Vec<u8> },
    Point(Vec<u8>),
}

impl Key {
    fn rsa(how: &'static RsaParameters, n: &[u8], e: &[u8]) -> Self {
        Self::Rsa { how, n: n.to_vec(), e: e.to_vec() }
    }
}

impl signature::Verifier<Vec<u8>> for Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let checked = match &self.key {
            Key::Rsa { how, n, e } => RsaPublicKeyComponents { n, e }.verify(how, message, signature),
            Key::Point(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature),
        };
        checked.map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Verifier {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}
