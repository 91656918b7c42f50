//! The provider, asked: what it announces and its keys, kept for a while; codes exchanged for ID tokens.
//!
//! Everything here waits for the network, and is to be called where waiting holds nobody up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::BASE64;
use form_urlencoded::{Serializer, byte_serialize};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::attempt::{Attempt, BroughtBack, with_query};
use super::discovery::{self, Announced, ClientProof};
use super::http::Http;
use super::id_token::{self, Expected};
use super::keys::KeySet;
use super::settings::SignOnSettings;
use super::{BadSetting, SignOnError, TokenFault, Vouched};

/// How long what a provider announces is taken as still so.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// How often a token with an unknown key makes the hub ask for the keys anew.
const KEYS_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// How long after a failure it is not asked again: whoever presses the button many times is answered at once.
const REST: SignedDuration = SignedDuration::from_secs(5);

/// The organisation's provider of sign-in. Keeps nothing of anybody.
#[derive(Debug)]
pub struct Provider {
    settings: SignOnSettings,
    http: Http,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    announced: Option<(Arc<Announced>, Timestamp)>,
    keys: Option<(Arc<KeySet>, Timestamp)>,
    keys_asked: Option<Timestamp>,
    failed: Option<(SignOnError, Timestamp)>,
}

/// The kept thing, unless it is too old.
fn fresh<T>(kept: &Option<(Arc<T>, Timestamp)>, now: Timestamp) -> Option<Arc<T>> {
    kept.as_ref().filter(|(_, at)| now.duration_since(*at) < KEPT).map(|(thing, _)| Arc::clone(thing))
}

#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl Provider {
    /// The provider of these settings; not asked yet.
    ///
    /// # Errors
    /// When the certificates of the settings cannot be read.
    pub fn new(settings: SignOnSettings) -> Result<Self, BadSetting> {
        let http = Http::new(settings.certificates.as_deref())?;
        Ok(Self { settings, http, known: Mutex::default() })
    }

    /// Its name, exactly as it announces itself.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where to send a browser that sets out to sign in.
    ///
    /// # Errors
    /// When the provider cannot be asked or is not one that can be used.
    pub fn address(&self, attempt: &Attempt, now: Timestamp) -> Result<String, SignOnError> {
        Ok(attempt.address(&*self.announced(now)?, &self.settings))
    }

    /// Whom the provider vouches for, by what the browser brought back.
    ///
    /// # Errors
    /// When it does not answer this attempt, the provider refuses it, or the token is not what it must be.
    pub fn vouched(&self, attempt: &Attempt, brought: &BroughtBack, now: Timestamp) -> Result<Vouched, SignOnError> {
        brought.answers(attempt)?;
        let announced = self.announced(now)?;
        let code = brought.code(attempt, &announced)?;
        let token = self.exchange(&announced, code, attempt)?;
        let nonce = attempt.nonce();
        self.with_keys(&announced, now, |keys, expected| id_token::vouched(&token, keys, expected, &nonce))
    }

    /// Who was signed out at the provider, by the logout token it sent: the `sub` it has for them.
    ///
    /// # Errors
    /// When the token is not what it must be, or the provider's keys cannot be had.
    pub fn signed_out(&self, logout_token: &str, now: Timestamp) -> Result<String, SignOnError> {
        let announced = self.announced(now)?;
        self.with_keys(&announced, now, |keys, expected| id_token::signed_out(logout_token, keys, expected))
    }

    /// Where to send a browser to sign out at the provider too, if that is offered. It names the hub, and nobody.
    ///
    /// # Errors
    /// As [`Provider::address`].
    pub fn sign_out_address(&self, now: Timestamp) -> Result<Option<String>, SignOnError> {
        let announced = self.announced(now)?;
        let query = Serializer::new(String::new())
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", &format!("{}/sign-in", self.settings.public_address))
            .finish();
        Ok(announced.end_session.as_ref().map(|address| with_query(address, &query)))
    }

    /// Checks with the keys at hand, and once more with new ones when the key is not among them: providers change theirs.
    fn with_keys<T>(
        &self,
        announced: &Announced,
        now: Timestamp,
        check: impl Fn(&KeySet, &Expected<'_>) -> Result<T, TokenFault>,
    ) -> Result<T, SignOnError> {
        let (issuer, client_id) = (self.settings.issuer.as_str(), self.settings.client_id.as_str());
        let expected = Expected { issuer, client_id, algorithms: &announced.algorithms, now };
        let kept = fresh(&self.known().keys, now);
        let keys = match kept {
            Some(keys) => keys,
            None => self.ask_for_keys(announced, now)?,
        };
        match check(&keys, &expected) {
            Err(TokenFault::UnknownKey) if self.may_ask_for_keys(now) => Ok(check(&*self.ask_for_keys(announced, now)?, &expected)?),
            checked => Ok(checked?),
        }
    }

    fn may_ask_for_keys(&self, now: Timestamp) -> bool {
        self.known().keys_asked.is_none_or(|asked| now.duration_since(asked) >= KEYS_EVERY)
    }

    fn ask_for_keys(&self, announced: &Announced, now: Timestamp) -> Result<Arc<KeySet>, SignOnError> {
        self.known().keys_asked = Some(now);
        let keys = Arc::new(KeySet::read(&self.document(&announced.keys)?)?);
        self.known().keys = Some((Arc::clone(&keys), now));
        Ok(keys)
    }

    fn announced(&self, now: Timestamp) -> Result<Arc<Announced>, SignOnError> {
        {
            let known = self.known();
            if let Some(announced) = fresh(&known.announced, now) {
                return Ok(announced);
            }
            if let Some((error, _)) = known.failed.as_ref().filter(|(_, at)| now.duration_since(*at) < REST) {
                return Err(error.clone());
            }
        }
        // Asked without holding the lock: two at once ask twice, and neither waits for the other.
        let read = self
            .document(&discovery::address(&self.settings.issuer))
            .and_then(|text| Announced::read(&text, &self.settings.issuer))
            .map(Arc::new);
        let mut known = self.known();
        match &read {
            Ok(announced) => known.announced = Some((Arc::clone(announced), now)),
            Err(error) => known.failed = Some((error.clone(), now)),
        }
        read
    }

    fn document(&self, address: &str) -> Result<Vec<u8>, SignOnError> {
        let answered = self.http.get(address)?;
        match answered.status {
            200 => Ok(answered.text),
            500.. => Err(SignOnError::Unreachable("it says that it is not available")),
            _ => Err(SignOnError::Provider("its discovery document or its keys are not where they should be")),
        }
    }

    fn exchange(&self, announced: &Announced, code: &str, attempt: &Attempt) -> Result<String, SignOnError> {
        let (id, secret) = (&self.settings.client_id, self.settings.client_secret.reveal());
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.settings.callback())
            .append_pair("code_verifier", &attempt.verifier());
        let authorization = match announced.proof {
            ClientProof::Post => {
                form.append_pair("client_id", id).append_pair("client_secret", secret);
                None
            }
            ClientProof::Basic => {
                // Each half is written as in a form before it is joined and encoded (RFC 6749, 2.3.1).
                let half = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                Some(format!("Basic {}", BASE64.encode(format!("{}:{}", half(id), half(secret)).as_bytes())))
            }
        };
        let answered = self.http.post(&announced.token, authorization.as_deref(), &form.finish())?;
        match answered.status {
            200 => serde_json::from_slice::<Exchanged>(&answered.text)
                .map(|exchanged| exchanged.id_token)
                .map_err(|_| SignOnError::Provider("it answered without an ID token")),
            500.. => Err(SignOnError::Unreachable("it says that it is not available")),
            _ => Err(match serde_json::from_slice::<Refused>(&answered.text) {
                Ok(Refused { error }) if error == "invalid_grant" => SignOnError::NotOurs,
                Ok(Refused { error }) if error == "invalid_client" => SignOnError::Provider("it does not take the client id and secret"),
                _ => SignOnError::Provider("it refused what the hub asked of it"),
            }),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
