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
const UNTRUSTED: SignOnError = SignOnError::Unreachable("its certificate is not trusted");

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
        Self::with_patience(certificates, PATIENCE)
    }

    fn with_patience(certificates: Option<&[u8]>, patience: Duration) -> Result<Self, BadSetting> {
        let roots = match certificates {
            None => RootCerts::WebPki,
            Some(pem) => RootCerts::from(chain(pem)?),
        };
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .timeout_global(Some(patience))
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
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => UNTRUSTED,
        ureq::Error::Io(error) if error.to_string().contains("certificate") => UNTRUSTED,
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

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Instant;

    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::single_sign_on::{Attempt, Provider, SignOnSettings};
    use crate::{PublicAddress, Token};

    /// A server that does this with whoever connects, and how many did.
    fn server(answer: impl Fn(&mut TcpStream) + Send + 'static) -> (String, Arc<AtomicU32>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let mut line = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                    line.clear();
                }
                answer(&mut stream);
            }
        });
        (address, asked)
    }

    fn provider(issuer: &str) -> Provider {
        let hub = PublicAddress::parse("https://hub.example.org").unwrap();
        Provider::new(SignOnSettings::new(issuer, "hub", "hush", &hub).unwrap()).unwrap()
    }

    fn ask(provider: &Provider, seconds: i64) -> SignOnError {
        let now = Timestamp::from_second(1_795_428_000 + seconds).unwrap();
        provider.address(&Attempt::of(Token::parse(&"a".repeat(64)).unwrap()), now).unwrap_err()
    }

    #[test]
    fn an_answer_that_sends_elsewhere_is_not_followed() {
        let (elsewhere, asked_elsewhere) = server(|_| {});
        let (address, asked) = server(move |stream| {
            write!(stream, "HTTP/1.1 302 Found\r\nLocation: {elsewhere}/\r\nContent-Length: 0\r\n\r\n").unwrap();
        });
        assert!(matches!(ask(&provider(&address), 0), SignOnError::Provider(_)));
        assert_eq!((asked.load(Ordering::SeqCst), asked_elsewhere.load(Ordering::SeqCst)), (1, 0));
    }

    #[test]
    fn an_answer_without_end_is_given_up() {
        let (address, _) = server(|stream| {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n");
            while stream.write_all(&[b' '; 4096]).is_ok() {}
        });
        assert_eq!(ask(&provider(&address), 0), SignOnError::Provider("its answer is too long"));
    }

    #[test]
    fn whoever_does_not_answer_is_not_waited_for() {
        // One that says nothing, and one that says a little for ever.
        let (silent, _) = server(|_| std::thread::sleep(Duration::from_secs(5)));
        let (slow, _) = server(|stream| {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n");
            while stream.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        let http = Http::with_patience(None, Duration::from_millis(300)).unwrap();
        for address in [silent, slow] {
            let started = Instant::now();
            assert_eq!(http.get(&address).map(|_| ()).unwrap_err(), SILENT);
            assert!(started.elapsed() < Duration::from_secs(3));
        }
    }

    #[test]
    fn who_is_no_server_of_the_name_is_not_believed() {
        let (address, _) = server(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}");
        });
        let secure = address.replace("http://", "https://");
        assert!(matches!(ask(&provider(&secure), 0), SignOnError::Unreachable(_)));
    }

    #[test]
    fn after_a_failure_nobody_is_asked_for_five_seconds() {
        let (address, asked) = server(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        });
        let provider = provider(&address);
        for (seconds, so_far) in [(0, 1), (1, 1), (4, 1), (5, 2), (9, 2), (10, 3)] {
            assert!(matches!(ask(&provider, seconds), SignOnError::Unreachable(_)));
            assert_eq!(asked.load(Ordering::SeqCst), so_far, "after {}", SignedDuration::from_secs(seconds));
        }
    }

    #[test]
    fn certificates_are_read_or_refused() {
        for text in ["", "nothing", "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n"] {
            assert_eq!(Http::new(Some(text.as_bytes())).map(|_| ()).unwrap_err(), BadSetting::Certificates, "{text}");
        }
    }
}
