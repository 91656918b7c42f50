//! What the provider announces of itself.

use jsonwebtoken::Algorithm;
use serde::Deserialize;

use super::SignOnError;
use super::settings::safe;

/// The algorithms an ID token may be signed with: with the provider's private key, never with a secret both sides know.
const TAKEN: [(&str, Algorithm); 3] = [("RS256", Algorithm::RS256), ("PS256", Algorithm::PS256), ("ES256", Algorithm::ES256)];

/// How the hub shows the provider that it is the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientProof {
    /// In the `Authorization` header.
    Basic,
    /// In the form.
    Post,
}

/// The provider's discovery document, checked.
#[derive(Debug, Clone)]
pub(super) struct Announced {
    pub(super) issuer: String,
    pub(super) authorization: String,
    pub(super) token: String,
    pub(super) keys: String,
    pub(super) end_session: Option<String>,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) proof: ClientProof,
    /// Whether every answer names its issuer (RFC 9207).
    pub(super) names_issuer: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    id_token_signing_alg_values_supported: Vec<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    response_types_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Where the document is, for this issuer.
pub(super) fn address(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

impl Announced {
    /// Reads the document of this issuer.
    ///
    /// # Errors
    /// When it is of another issuer, names an address that may not be asked, or offers nothing that is taken here.
    pub(super) fn read(text: &[u8], issuer: &str) -> Result<Self, SignOnError> {
        let document: Document =
            serde_json::from_slice(text).map_err(|_| SignOnError::Provider("its discovery document cannot be read"))?;
        // Digit by digit (OpenID Connect Discovery 4.3): who answers for another issuer is another.
        if document.issuer != issuer {
            return Err(SignOnError::Provider("its discovery document is of another issuer than the one configured"));
        }
        let asked = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri];
        let is_safe = |address: &str| safe(address).is_some_and(|uri| uri.scheme_str() == Some("https") || issuer.starts_with("http:"));
        if !asked.into_iter().chain(&document.end_session_endpoint).all(|address| is_safe(address)) {
            return Err(SignOnError::Provider("its discovery document names an address that is not https"));
        }
        let algorithms: Vec<Algorithm> = TAKEN
            .iter()
            .filter(|(name, _)| document.id_token_signing_alg_values_supported.iter().any(|offered| offered == name))
            .map(|(_, algorithm)| *algorithm)
            .collect();
        if algorithms.is_empty() {
            return Err(SignOnError::Provider("it signs with none of RS256, PS256 and ES256"));
        }
        let offers = |list: &Option<Vec<String>>, what: &str| list.as_ref().is_none_or(|list| list.iter().any(|offered| offered == what));
        if !offers(&document.response_types_supported, "code") {
            return Err(SignOnError::Provider("it does not offer the authorization code flow"));
        }
        // Where methods are announced, S256 must be among them; some providers know it and do not say so.
        if !offers(&document.code_challenge_methods_supported, "S256") {
            return Err(SignOnError::Provider("it does not offer PKCE with S256"));
        }
        let methods = &document.token_endpoint_auth_methods_supported;
        let proof = match (offers(methods, "client_secret_basic"), offers(methods, "client_secret_post")) {
            (true, _) => ClientProof::Basic,
            (false, true) => ClientProof::Post,
            (false, false) => return Err(SignOnError::Provider("it takes no client secret")),
        };
        Ok(Self {
            issuer: document.issuer,
            authorization: document.authorization_endpoint,
            token: document.token_endpoint,
            keys: document.jwks_uri,
            end_session: document.end_session_endpoint,
            algorithms,
            proof,
            names_issuer: document.authorization_response_iss_parameter_supported,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ISSUER: &str = "https://login.example.org/tenant/v2.0";

    fn document() -> Value {
        json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://login.example.org/authorize",
            "token_endpoint": "https://login.example.org/token",
            "jwks_uri": "https://login.example.org/keys",
            "end_session_endpoint": "https://login.example.org/logout",
            "id_token_signing_alg_values_supported": ["HS256", "none", "RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "response_types_supported": ["code", "id_token"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "authorization_response_iss_parameter_supported": true,
        })
    }

    fn read(document: &Value) -> Result<Announced, SignOnError> {
        Announced::read(document.to_string().as_bytes(), ISSUER)
    }

    fn with(name: &str, value: Value) -> Result<Announced, SignOnError> {
        let mut document = document();
        document[name] = value;
        read(&document)
    }

    #[test]
    fn of_what_is_announced_only_what_is_safe_is_taken() {
        let announced = read(&document()).unwrap();
        assert_eq!(announced.algorithms, [Algorithm::RS256]);
        assert_eq!(announced.proof, ClientProof::Post);
        assert!(announced.names_issuer);
        assert_eq!(with("token_endpoint_auth_methods_supported", Value::Null).unwrap().proof, ClientProof::Basic, "the standard's default");
    }

    #[test]
    fn a_document_of_another_issuer_or_with_an_unsafe_address_is_refused() {
        for other in
            ["https://login.example.org/tenant/v2.0/", "https://login.example.org/other/v2.0", "https://LOGIN.example.org/tenant/v2.0"]
        {
            assert!(with("issuer", json!(other)).is_err(), "{other}");
        }
        for place in ["authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"] {
            for bad in
                ["http://login.example.org/x", "http://127.0.0.1/x", "https://a@login.example.org/", "javascript:alert(1)", "/token", ""]
            {
                assert!(with(place, json!(bad)).is_err(), "{place} {bad}");
            }
        }
    }

    #[test]
    fn a_provider_without_what_is_needed_is_refused() {
        for (place, value) in [
            ("id_token_signing_alg_values_supported", json!(["none", "HS256", "RS1"])),
            ("id_token_signing_alg_values_supported", json!([])),
            ("response_types_supported", json!(["token"])),
            ("code_challenge_methods_supported", json!(["plain"])),
            ("token_endpoint_auth_methods_supported", json!(["none"])),
            ("token_endpoint", json!(7)),
        ] {
            assert!(with(place, value).is_err(), "{place}");
        }
        for text in ["", "{}", "[]", "null", "<html>"] {
            assert!(Announced::read(text.as_bytes(), ISSUER).is_err(), "{text}");
        }
    }

    #[test]
    fn the_document_is_below_the_issuer() {
        assert_eq!(address(ISSUER), "https://login.example.org/tenant/v2.0/.well-known/openid-configuration");
        assert_eq!(address("https://login.example.org/"), "https://login.example.org/.well-known/openid-configuration");
    }
}
