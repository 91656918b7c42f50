//! Who must show a certificate to the program: the database on another machine, and the provider of single sign-on.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use identity::PublicAddress;
use identity::Token;
use identity::single_sign_on::{Attempt, Provider, SignOnError, SignOnSettings};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use store::{Db, Error};
use testkit::databases::postgres;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;

use crate::hub::monday;

/// An authority that signs certificates, and its own certificate in a file.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(issuer.pem().as_bytes()).unwrap();
        Self { issuer, file }
    }

    /// What a server of this name shows.
    fn server(&self, name: &str) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.issuer).unwrap();
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A port of this machine that does this with whoever connects, for as long as the test runs.
fn port<F>(each: impl Fn(TcpStream) -> F + Send + 'static) -> u16
where
    F: Future<Output = Option<()>> + Send + 'static,
{
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap().port()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(each(stream));
            }
        });
    });
    receive.recv().unwrap()
}

/// PostgreSQL as another machine would offer it: TLS in front of the server of these tests. `answer` is what it says to the question whether
/// it speaks TLS.
fn database(acceptor: TlsAcceptor, answer: u8, encrypted: Arc<AtomicUsize>, socket: PathBuf) -> u16 {
    port(move |mut stream| {
        let (acceptor, encrypted, socket) = (acceptor.clone(), Arc::clone(&encrypted), socket.clone());
        async move {
            let mut question = [0; 8];
            stream.read_exact(&mut question).await.ok()?;
            assert_eq!(&question[4..], 80_877_103_u32.to_be_bytes(), "nothing is said before TLS is asked for");
            stream.write_all(&[answer]).await.ok()?;
            let mut inside = acceptor.accept(stream).await.ok()?;
            encrypted.fetch_add(1, Ordering::SeqCst);
            let mut server = UnixStream::connect(socket).await.ok()?;
            copy_bidirectional(&mut inside, &mut server).await.ok()?;
            Some(())
        }
    })
}

fn refused(url: &str) -> String {
    let error = Db::open(url).map(|_| ()).unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    error.to_string()
}

#[test]
fn a_database_elsewhere_is_spoken_to_when_its_certificate_is_right_and_not_otherwise() {
    let scratch = postgres();
    // postgres://onedoor@%2Ftmp%2F…/name
    let (who, name) = scratch.owner_url.rsplit_once('/').unwrap();
    let (user, folder) = who.trim_start_matches("postgres://").split_once('@').unwrap();
    let socket = PathBuf::from(folder.replace("%2F", "/")).join(".s.PGSQL.5432");
    let (ours, theirs) = (Authority::new(), Authority::new());
    let encrypted = Arc::new(AtomicUsize::new(0));
    let front =
        |authority: &Authority, host: &str, answer| database(authority.server(host), answer, Arc::clone(&encrypted), socket.clone());
    let url = |port: u16| format!("postgres://{user}@localhost:{port}/{name}?sslmode=require&sslrootcert={}", ours.file.path().display());

    let db = Db::open(&url(front(&ours, "localhost", b'S'))).unwrap();
    let tables: i64 = db.read_now(|c| c.one("SELECT count(*) FROM people", &[])).unwrap();
    assert_eq!(tables, 0);
    let connections = encrypted.load(Ordering::SeqCst);
    assert!(connections > 0);

    for (what, port, says) in [
        ("another authority", front(&theirs, "localhost", b'S'), "not of the authority"),
        ("another name", front(&ours, "elsewhere.example", b'S'), "not for this name"),
        ("no TLS at all", front(&ours, "localhost", b'N'), "does not speak TLS"),
    ] {
        let told = refused(&url(port));
        assert!(told.contains(says), "{what}: {told}");
        assert_eq!(encrypted.load(Ordering::SeqCst), connections, "{what}");
    }
}

#[test]
fn a_provider_of_sign_in_is_believed_when_its_certificate_is_right_and_not_otherwise() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let provider = |signed_by: &Authority, name: &str, trusted: Option<&Authority>| {
        let acceptor = signed_by.server(name);
        let port = port(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                let mut inside = acceptor.accept(stream).await.ok()?;
                let mut some = [0; 1024];
                let _sent = inside.read(&mut some).await.ok()?;
                inside.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await.ok()?;
                inside.shutdown().await.ok()
            }
        });
        let hub = PublicAddress::parse("https://hub.example.org").unwrap();
        let mut settings = SignOnSettings::new(&format!("https://localhost:{port}"), "hub", "hush", &hub).unwrap();
        if let Some(trusted) = trusted {
            settings = settings.trusting(std::fs::read(trusted.file.path()).unwrap());
        }
        let attempt = Attempt::of(Token::parse(&"a".repeat(64)).unwrap());
        Provider::new(settings).unwrap().address(&attempt, monday()).unwrap_err()
    };
    // Believed, so that what it says is looked at.
    assert!(matches!(provider(&ours, "localhost", Some(&ours)), SignOnError::Provider(_)));
    for (what, told) in [
        ("an authority that nobody knows", provider(&ours, "localhost", None)),
        ("another authority than the one named", provider(&theirs, "localhost", Some(&ours))),
        ("another name", provider(&ours, "elsewhere.example", Some(&ours))),
    ] {
        assert_eq!(told, SignOnError::Unreachable("its certificate is not trusted"), "{what}");
    }
}
