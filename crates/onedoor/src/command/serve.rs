//! `onedoor serve`: the hub for its workers.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use access::Walls;
use clap::Args;
use identity::PublicAddress;
use kernel::{Clock, SystemClock, london_date};
use profile::Versions;
use toml_edit::DocumentMut;
use vault::SystemSecrets;
use web::{Site, Transport};

use crate::alert_mail::AlertMail;
use crate::command::Error;
use crate::database::Database;
use crate::key_file::KeyFile;
use crate::signed_heads::SignedHeads;
use crate::single_sign_on::SingleSignOn;

#[derive(Args)]
#[command(
    after_help = "Example: onedoor serve --config /etc/onedoor.toml\n\nThe configuration has the keys profile, database, listen and behind_tls."
)]
pub struct Serve {
    /// Where the hub's settings stand
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The port to listen on, on this machine only, where the configuration names no address
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// The hub's profile, where the configuration names none; with a date that one version of it for good, else each from its day
    #[arg(long, value_name = "NAME|FOLDER[@DATE]")]
    profile: Option<String>,
    /// Where browsers reach the hub, like https://hub.example.org; needed for passkeys and single sign-on
    #[arg(long, env = "ONEDOOR_PUBLIC_ADDRESS", value_name = "ADDRESS", value_parser = PublicAddress::parse)]
    public_address: Option<PublicAddress>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    keys: KeyFile,
    #[command(flatten)]
    signed_heads: SignedHeads,
    #[command(flatten)]
    single_sign_on: SingleSignOn,
    #[command(flatten)]
    alert_mail: AlertMail,
}

impl Serve {
    pub fn run(self) -> Result<ExitCode, Error> {
        crate::log::start();
        let config = self.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
        let profile =
            self.profile.or(config.profile).ok_or("say which hub this is: --profile NAME, or profile = \"NAME\" in the configuration")?;
        // What the hub once decided is of no concern to whoever works there now.
        let versions = Versions::find(&profile)?.since(london_date(SystemClock.now()));
        let profile = Arc::clone(versions.at(london_date(SystemClock.now())));
        let db = self.database.or(config.database).open()?;
        let listen = match (self.port, config.listen) {
            (Some(port), _) => SocketAddr::from(([127, 0, 0, 1], port)),
            (None, Some(listen)) => listen,
            (None, None) => SocketAddr::from(([127, 0, 0, 1], 8080)),
        };
        let transport = if config.behind_tls { Transport::BehindTls } else { Transport::Loopback };
        if transport == Transport::Loopback && !listen.ip().is_loopback() {
            return Err(format!("{listen} can be reached from other machines, and what is said there can be read on the way: put a proxy that speaks HTTPS before it and set behind_tls = true").into());
        }
        let walls = Walls::new(profile.organisation.clone(), self.keys.open_for(&db)?)?;
        crate::doors::know_doors(&db, walls.vault())?;
        // Ends with this function, when the last request was answered.
        let _signing = self.signed_heads.start(&db, &profile.name, &self.keys, Arc::new(SystemClock))?;
        let _mailing = self.alert_mail.start(&db, Arc::new(SystemClock))?;
        let provider = self.single_sign_on.provider(&versions, self.public_address.as_ref())?;
        let site = Site::new(db, Arc::new(SystemClock), profile, walls, Arc::new(SystemSecrets), transport);
        let site = match (&self.public_address, transport) {
            (Some(address), _) => site.with_public_address(address),
            (None, Transport::Loopback) => site.with_public_address(&PublicAddress::localhost(listen.port())?),
            (None, Transport::BehindTls) => site,
        };
        let site = match provider {
            Some(provider) => site.with_single_sign_on(provider),
            None => site,
        };
        let hub = crate::serve::hub(site, &versions)?;
        // Ends with this function too.
        let _nightly = crate::nightly::start(hub.clone(), Arc::new(SystemSecrets), Arc::new(SystemClock))?;
        crate::serve::serve(&hub, listen, |address| println!("listening on http://{address}"))?;
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Default)]
struct Config {
    profile: Option<String>,
    database: Option<String>,
    listen: Option<SocketAddr>,
    behind_tls: bool,
}

impl Config {
    fn read(path: &Path) -> Result<Self, Error> {
        let at = |what: String| format!("{}: {what}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| at(format!("cannot be read: {error}")))?;
        let document: DocumentMut = text.parse().map_err(|error| at(format!("{error}")))?;
        let mut config = Self::default();
        for (key, item) in document.iter() {
            let words = || item.as_str().map(str::to_owned).ok_or_else(|| at(format!("{key} is a text, like {key} = \"…\"")));
            match key {
                "profile" => config.profile = Some(words()?),
                "database" => config.database = Some(words()?),
                "listen" => {
                    config.listen =
                        Some(words()?.parse().map_err(|_| at("listen is an address with its port, like \"127.0.0.1:8080\"".into()))?)
                }
                "behind_tls" => config.behind_tls = item.as_bool().ok_or_else(|| at("behind_tls is true or false".into()))?,
                _ => return Err(at(format!("{key} is no setting; the settings are profile, database, listen and behind_tls")).into()),
            }
        }
        Ok(config)
    }
}
