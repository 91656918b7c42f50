//! What the command line knows. Exit status: 0 done, 1 failed, 2 wrong usage, 3 with `--strict` when rows were quarantined or rejected.

mod audit;
mod demo;
mod intake;
mod keys;
mod link;
mod profile;
mod rehearse;
mod retention;
mod scratch;
mod serve;
mod synth;
mod used;
mod user;

use std::process::ExitCode;

use clap::Subcommand;

use crate::database::Database;

/// Whatever stopped a command, in a sentence without anybody's data.
pub type Error = Box<dyn std::error::Error>;

#[derive(Subcommand)]
pub enum Command {
    /// Serves a fresh example hub, loaded with invented people.
    Demo(demo::Demo),
    /// Serves a hub's pages.
    Serve(serve::Serve),
    /// Takes a transfer in and answers for every row of it.
    Intake(intake::Intake),
    /// Finds which records of two files, or of one, are of the same person, without a database.
    Link(link::Link),
    /// Writes a feed of invented victims for real recorded crime.
    Synth(synth::Synth),
    /// Lists, checks, shows, compares and rehearses the profiles of hubs.
    #[command(subcommand)]
    Profile(profile::Profile),
    /// Adds, disables and lists the people who sign in.
    #[command(subcommand)]
    User(user::User),
    /// Makes, changes and checks the keys that open what the database keeps sealed.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Proves that nobody changed what was written of who read and did what, and says who did it unusually often.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Minimises and destroys what the hub's schedule says has been kept long enough.
    #[command(subcommand)]
    Retention(retention::Retention),
    /// Brings the database's tables up to date.
    #[command(after_help = "Example: onedoor migrate --database postgres://owner@localhost/hub --serve-as onedoor")]
    Migrate {
        #[command(flatten)]
        database: Database,
        /// Let this login role of a PostgreSQL database serve the hub: with what serving needs and no right to change the audit or the tables
        #[arg(long, value_name = "ROLE")]
        serve_as: Option<String>,
    },
}

pub fn run(command: Command) -> Result<ExitCode, Error> {
    match command {
        Command::Demo(demo) => demo.run(),
        Command::Serve(serve) => serve.run(),
        Command::Intake(intake) => intake.run(),
        Command::Link(link) => link.run(),
        Command::Synth(synth) => synth.run(),
        Command::Profile(profile) => profile.run(),
        Command::User(user) => user.run(),
        Command::Keys(keys) => keys.run(),
        Command::Audit(audit) => audit.run(),
        Command::Retention(retention) => retention.run(),
        Command::Migrate { database, serve_as } => {
            let url = database.url()?;
            let steps = store::Db::migrate(&url)?;
            println!("{steps} step{} run; the database is up to date", if steps == 1 { "" } else { "s" });
            if let Some(role) = serve_as {
                store::Db::let_serve(&url, &role)?;
                println!("{role} may serve: it can read and add to the audit and change nothing of it");
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}
