//! One attempt to sign in at the provider: what ties its answer to the browser that set out.

use data_encoding::BASE64URL_NOPAD;
use form_urlencoded::Serializer;
use jiff::SignedDuration;
use kernel::Sensitive;
use sha2::{Digest, Sha256};

use super::SignOnError;
use super::discovery::Announced;
use super::settings::SignOnSettings;
use crate::Token;

/// How long somebody may take over signing in at the provider.
pub const ATTEMPT_LIMIT: SignedDuration = SignedDuration::from_mins(10);
/// What is asked for: who it is, and what to show of them.
const SCOPES: &str = "openid profile email";

/// The secrets of an attempt. They follow from one token that only the browser holds, in a cookie.
#[derive(Debug, Clone)]
pub struct Attempt(Token);

impl Attempt {
    /// The attempt of the browser with this token.
    pub const fn of(browser: Token) -> Self {
        Self(browser)
    }

    fn state(&self) -> Token {
        self.0.derive("single sign-on: state")
    }

    pub(super) fn nonce(&self) -> String {
        self.0.derive("single sign-on: nonce").reveal()
    }

    pub(super) fn verifier(&self) -> String {
        self.0.derive("single sign-on: code verifier").reveal()
    }

    fn challenge(&self) -> String {
        BASE64URL_NOPAD.encode(&Sha256::digest(self.verifier()))
    }

    /// Where to send the browser. The address holds nothing of anybody.
    pub(super) fn address(&self, announced: &Announced, settings: &SignOnSettings) -> String {
        // A provider that takes this must say when somebody signed in there, and asks anew for who did longer ago than a session of ours lasts.
        let longest = crate::ABSOLUTE_LIMIT.as_secs().to_string();
        let query = Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("client_id", &settings.client_id)
            .append_pair("redirect_uri", &settings.callback())
            .append_pair("scope", SCOPES)
            .append_pair("state", &self.state().reveal())
            .append_pair("nonce", &self.nonce())
            .append_pair("code_challenge", &self.challenge())
            .append_pair("code_challenge_method", "S256")
            .append_pair("max_age", &longest)
            .finish();
        with_query(&announced.authorization, &query)
    }
}

/// The address with this query after whatever query it has.
pub(super) fn with_query(address: &str, query: &str) -> String {
    format!("{address}{}{query}", if address.contains('?') { '&' } else { '?' })
}

/// What the browser brought back from the provider.
#[derive(Clone, Default)]
pub struct BroughtBack {
    /// `code`: to be exchanged for the ID token, once.
    pub code: Option<Sensitive<String>>,
    /// `state`: which attempt it answers.
    pub state: Option<String>,
    /// `iss`: which provider answers (RFC 9207).
    pub issuer: Option<String>,
    /// `error`: why there is no code.
    pub error: Option<String>,
}

impl std::fmt::Debug for BroughtBack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BroughtBack")
    }
}

impl BroughtBack {
    /// Whether it answers this attempt: nothing else may be made of it before.
    ///
    /// # Errors
    /// [`SignOnError::NotOurs`] when it does not.
    pub fn answers(&self, attempt: &Attempt) -> Result<(), SignOnError> {
        let state = self.state.as_deref().and_then(Token::parse).ok_or(SignOnError::NotOurs)?;
        if state.is(&attempt.state()) { Ok(()) } else { Err(SignOnError::NotOurs) }
    }

    /// The code, once it is known that the provider asked has given it.
    pub(super) fn code(&self, attempt: &Attempt, announced: &Announced) -> Result<&str, SignOnError> {
        self.answers(attempt)?;
        match &self.issuer {
            Some(issuer) if *issuer != announced.issuer => return Err(SignOnError::NotOurs),
            None if announced.names_issuer => return Err(SignOnError::NotOurs),
            _ => {}
        }
        match (self.error.as_deref(), &self.code) {
            (None, Some(code)) if !code.reveal().is_empty() && code.reveal().len() <= 8_192 => Ok(code.reveal()),
            (Some("access_denied" | "login_required" | "interaction_required" | "consent_required"), _) => Err(SignOnError::Declined),
            (Some("temporarily_unavailable" | "server_error"), _) => Err(SignOnError::Unreachable("it says that it is not available")),
            (Some(_), _) => Err(SignOnError::Provider("it refused what the hub asked of it")),
            (None, _) => Err(SignOnError::NotOurs),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::single_sign_on::tests::{ISSUER, announced, settings};

    fn attempt(digit: char) -> Attempt {
        Attempt::of(Token::parse(&digit.to_string().repeat(64)).unwrap())
    }

    fn brought(attempt: &Attempt) -> BroughtBack {
        BroughtBack {
            code: Some("the-code".to_owned().into()),
            state: Some(attempt.state().reveal()),
            issuer: Some(ISSUER.into()),
            error: None,
        }
    }

    #[test]
    fn the_browser_is_sent_with_state_nonce_and_challenge_and_without_the_secrets_behind_them() {
        let attempt = attempt('a');
        let address = attempt.address(&announced(), &settings());
        let (place, query) = address.split_once('?').unwrap();
        assert_eq!(place, "https://login.example.org/authorize");
        let asked: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["redirect_uri"], "https://hub.example.org/sign-in/callback");
        assert_eq!(asked["scope"], "openid profile email");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["code_challenge"], BASE64URL_NOPAD.encode(&Sha256::digest(attempt.verifier())));
        assert_eq!(asked["code_challenge"].len(), 43);
        let all = [&asked["state"], &asked["nonce"], &attempt.verifier(), &attempt.0.reveal()].map(String::from);
        for (n, one) in all.iter().enumerate() {
            assert!(all.iter().skip(n + 1).all(|other| one != other), "each is a secret of its own");
        }
        assert!(!address.contains(&attempt.verifier()) && !address.contains(&attempt.0.reveal()) && !address.contains("hush"));
        assert!(with_query("https://login.example.org/a?tenant=1", "x=y").ends_with("?tenant=1&x=y"));
    }

    #[test]
    fn an_answer_is_taken_only_by_the_browser_that_asked() {
        let ours = attempt('a');
        assert_eq!(brought(&ours).code(&ours, &announced()), Ok("the-code"));
        let theirs = brought(&attempt('b'));
        assert_eq!(theirs.code(&ours, &announced()), Err(SignOnError::NotOurs));
        for state in [None, Some(String::new()), Some("0".repeat(64)), Some(ours.nonce()), Some(ours.0.reveal())] {
            let answer = BroughtBack { state, ..brought(&ours) };
            assert_eq!(answer.code(&ours, &announced()), Err(SignOnError::NotOurs));
        }
    }

    #[test]
    fn an_answer_of_another_provider_is_not_taken() {
        let ours = attempt('a');
        for issuer in [Some("https://evil.example".to_owned()), Some(format!("{ISSUER}/")), Some(String::new()), None] {
            let answer = BroughtBack { issuer, ..brought(&ours) };
            assert_eq!(answer.code(&ours, &announced()), Err(SignOnError::NotOurs));
        }
        let silent = Announced { names_issuer: false, ..announced() };
        let answer = BroughtBack { issuer: None, ..brought(&ours) };
        assert_eq!(answer.code(&ours, &silent), Ok("the-code"), "a provider that does not announce it need not");
        let answer = BroughtBack { issuer: Some("https://evil.example".into()), ..brought(&ours) };
        assert_eq!(answer.code(&ours, &silent), Err(SignOnError::NotOurs), "but may not say another");
    }

    #[test]
    fn an_error_is_no_code_even_beside_one() {
        let ours = attempt('a');
        let said = |error: &str| BroughtBack { error: Some(error.into()), ..brought(&ours) }.code(&ours, &announced()).unwrap_err();
        assert_eq!(said("access_denied"), SignOnError::Declined);
        assert!(matches!(said("temporarily_unavailable"), SignOnError::Unreachable(_)));
        assert!(matches!(said("<script>"), SignOnError::Provider(_)));
        let none = BroughtBack { code: None, ..brought(&ours) };
        assert_eq!(none.code(&ours, &announced()), Err(SignOnError::NotOurs));
        let long = BroughtBack { code: Some("x".repeat(9_000).into()), ..brought(&ours) };
        assert_eq!(long.code(&ours, &announced()), Err(SignOnError::NotOurs));
    }
}
