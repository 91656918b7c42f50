//! TLS to PostgreSQL. Whoever is on another machine must show a certificate of the authority that the address names, for the name that it
//! gives; there is no other way there, and no going on without.

use std::net::IpAddr;
use std::sync::Arc;

use postgres::Config;
use postgres::config::{Host, SslMode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, Result};

/// An address that PostgreSQL's client understands, and what is to be done about TLS.
pub struct Address {
    pub config: Config,
    /// `None` for a socket or this machine, unless the address asks for it.
    pub tls: Option<MakeRustlsConnect>,
}

/// Reads an address such as `postgres://onedoor@db.example.org/hub?sslrootcert=/etc/onedoor/ca.pem`.
pub fn address(url: &str) -> Result<Address> {
    let (url, authority) = without_authority(url);
    let mut config: Config = url.parse().map_err(|_| unavailable("the address is not one PostgreSQL knows"))?;
    let is_needed = authority.is_some() || config.get_ssl_mode() == SslMode::Require || !is_here(&config);
    let tls = match authority {
        Some(file) => Some(client(&file)?),
        None if is_needed => {
            return Err(unavailable(
                "it is on another machine or wants TLS, so its address must name the file of the authority that signed its certificate: \
                 add ?sslrootcert=FILE",
            ));
        }
        None => None,
    };
    config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
    Ok(Address { config, tls })
}

fn unavailable(why: &str) -> Error {
    Error::Unavailable(why.into())
}

/// The address without `sslrootcert`, which PostgreSQL's own programs know and its Rust client does not, and the file named there.
fn without_authority(url: &str) -> (String, Option<String>) {
    let Some((before, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (named, others): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| pair.starts_with("sslrootcert="));
    let file = named.first().and_then(|pair| pair.split_once('=')).map(|(_, file)| file.replace("%2F", "/"));
    let rest = if others.is_empty() { before.to_owned() } else { format!("{before}?{}", others.join("&")) };
    (rest, file)
}

/// Whether every server it names is reached without leaving this machine.
fn is_here(config: &Config) -> bool {
    let by_name = config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
    });
    by_name && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn client(authority: &str) -> Result<MakeRustlsConnect> {
    let not_read = || Error::Unavailable(format!("{authority}, named by sslrootcert, is no file of certificates that can be read"));
    let mut trusted = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authority).map_err(|_| not_read())? {
        trusted.add(certificate.map_err(|_| not_read())?).map_err(|_| not_read())?;
    }
    if trusted.is_empty() {
        return Err(not_read());
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| unavailable("this machine has no TLS"))?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn here_there_is_no_need_of_tls() {
        for url in
            ["postgres://onedoor@%2Frun%2Fpostgresql/hub", "postgres://onedoor@localhost/hub", "postgres://onedoor@127.0.0.1:5433/hub"]
        {
            let address = address(url).map_err(|error| error.to_string()).unwrap();
            assert!(address.tls.is_none() && address.config.get_ssl_mode() == SslMode::Disable, "{url}");
        }
    }

    #[test]
    fn elsewhere_it_is_never_done_without() {
        for url in [
            "postgres://onedoor@db.example.org/hub",
            "postgres://onedoor@192.0.2.1/hub?sslmode=disable",
            "postgres://onedoor@localhost,db.example.org/hub",
            "postgres://onedoor@localhost/hub?hostaddr=192.0.2.1",
            "postgres://onedoor@localhost/hub?sslmode=require",
        ] {
            let refused = address(url).map(|_| ()).unwrap_err().to_string();
            assert!(refused.contains("sslrootcert=FILE"), "{url}: {refused}");
        }
    }

    #[test]
    fn a_file_that_holds_no_certificate_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        for text in [None, Some(""), Some("nothing"), Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")] {
            text.inspect(|text| std::fs::write(&file, text).unwrap());
            let url = format!("postgres://onedoor@db.example.org/hub?sslrootcert={}&application_name=x", file.display());
            let refused = address(&url).map(|_| ()).unwrap_err().to_string();
            assert!(refused.contains("ca.pem, named by sslrootcert"), "{text:?}: {refused}");
        }
    }

    #[test]
    fn what_names_the_authority_is_taken_out_and_the_rest_stays() {
        for (url, rest, file) in [
            ("postgres://a@b/c", "postgres://a@b/c", None),
            ("postgres://a@b/c?sslrootcert=/x/y.pem", "postgres://a@b/c", Some("/x/y.pem")),
            ("postgres://a@b/c?d=e&sslrootcert=%2Fx.pem&f=g", "postgres://a@b/c?d=e&f=g", Some("/x.pem")),
        ] {
            assert_eq!(without_authority(url), (rest.to_owned(), file.map(str::to_owned)));
        }
    }
}
