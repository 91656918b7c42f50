//! `onedoor demo`: the example hub, to look around in.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use access::{Organisation, Walls};
use clap::Args;
use identity::PublicAddress;
use jiff::Timestamp;
use kernel::{Clock, SetClock, SystemClock};
use profile::{Profile, Versions};
use vault::{Keys, SystemSecrets, Vault};
use web::{Site, Transport};

use crate::command::Error;
use crate::demo::{Account, PASSWORD, STAFF, load};

#[derive(Args)]
#[command(after_help = "Example: onedoor demo --port 8080 --at 2026-11-24T10:00:00Z")]
pub struct Demo {
    /// The port to listen on, on this machine only
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The moment at which the demo begins, and runs on from, so that it can be shown the same again [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
}

impl Demo {
    pub fn run(self) -> Result<ExitCode, Error> {
        crate::log::start_for_people();
        let clock: Arc<dyn Clock> = match self.at {
            Some(moment) => Arc::new(SetClock::at(moment)),
            None => Arc::new(SystemClock),
        };
        let profile = Arc::new(Profile::find("example")?);
        println!("loading a month of invented people into the example hub …");
        let folder = std::env::temp_dir().join(format!("onedoor-demo-{}", self.port));
        let vault = Vault::new(Keys::generate(&SystemSecrets)?, Arc::new(SystemSecrets));
        // Whoever only looks around has no second factor at hand; anybody may add one.
        let organisation = Organisation { second_factor: Vec::new(), ..profile.organisation.clone() };
        let walls = Walls::new(organisation, vault)?;
        let db = load(&folder, &profile, &walls, clock.now())?;
        // The example as it ships, whatever other versions may stand beside it.
        let only = Versions::from(Arc::clone(&profile));
        let site = Site::new(db, clock, profile, walls, Arc::new(SystemSecrets), Transport::Loopback)
            .with_public_address(&PublicAddress::localhost(self.port)?);
        let listen = SocketAddr::from(([127, 0, 0, 1], self.port));
        let served = crate::serve::serve(&crate::serve::hub(site, &only)?, listen, |address| {
            println!("\nThe example hub is at http://{address}\nEverybody's password is {PASSWORD}\n");
            for Account { email, name, role, .. } in STAFF {
                println!("  {email:<20} {name}, {role}");
            }
            println!("\nEnd it with Ctrl-C.");
        });
        drop(std::fs::remove_dir_all(&folder));
        served?;
        Ok(ExitCode::SUCCESS)
    }
}
