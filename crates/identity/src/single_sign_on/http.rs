//! Asking the provider: a few bytes, a few seconds, no redirects.

use std::io::Read as _;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::{BadSetting, SignOnError};

/// Longer than anybody waits for a page.
const PATIENCE: Duration = Duration::from_secs(8);
/// The most an answer may hold; a provider's keys with their certificates take some 20 KB.
const LONGEST_ANSWER: u64 = 256 * 1024;

const SILENT: SignOnError = SignOnError::Unreachable("it does not answer");

/// An HTTP client that trusts nobody's answer to be short, quick or where it was asked for.
#[derive(Debug, Clone)]
pub(super) struct Http(Agent);

/// An answer: its status and its text.
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) text: Vec<u8>,
}

impl Http {
    pub(super) fn new(certificates: Option<&[u8]>) -> Result<Self, BadSetting> {
        let roots = match certificates {
            None => RootCerts::WebPki,
            Some(pem) => RootCerts::from(chain(pem)?),
        };
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .timeout_global(Some(PATIENCE))
            // An address that was checked must not lead to one that was not.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(16 * 1024)
            // Asked a few times an hour: a connection kept would be a dead one.
            .max_idle_connections(0)
            .user_agent("onedoor")
            .build();
        Ok(Self(config.new_agent()))
    }

    pub(super) fn get(&self, address: &str) -> Result<Answered, SignOnError> {
        read(self.0.get(address).header("accept", "application/json").call())
    }

    pub(super) fn post(&self, address: &str, authorization: Option<&str>, form: &str) -> Result<Answered, SignOnError> {
        let mut request = self.0.post(address).header("accept", "application/json").content_type("application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        read(request.send(form))
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answered, SignOnError> {
    let answer = answer.map_err(|error| match error {
        // A wrong certificate is not a provider at rest: whoever runs the server must hear of it.
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => SignOnError::Unreachable("its certificate is not trusted"),
        _ => SILENT,
    })?;
    let status = answer.status().as_u16();
    let mut text = Vec::new();
    answer
        .into_body()
        .into_with_config()
        .limit(LONGEST_ANSWER + 1)
        .reader()
        .take(LONGEST_ANSWER + 1)
        .read_to_end(&mut text)
        .map_err(|_| SILENT)?;
    if text.len() as u64 > LONGEST_ANSWER {
        return Err(SignOnError::Provider("its answer is too long"));
    }
    Ok(Answered { status, text })
}

fn chain(pem: &[u8]) -> Result<Vec<ureq::tls::Certificate<'static>>, BadSetting> {
    let items: Result<Vec<_>, _> = parse_pem(pem).collect();
    let certificates: Vec<_> = items
        .map_err(|_| BadSetting::Certificates)?
        .into_iter()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() { Err(BadSetting::Certificates) } else { Ok(certificates) }
}
