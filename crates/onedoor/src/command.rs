//! What the command line knows. Exit status: 0 done, 1 failed, 2 wrong usage, 3 with `--strict` when rows were quarantined or rejected.

mod demo;
mod intake;
mod profile;
mod serve;
mod synth;
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
    /// Writes a feed of invented victims for real recorded crime.
    Synth(synth::Synth),
    /// Lists, checks, shows and compares the profiles of hubs.
    #[command(subcommand)]
    Profile(profile::Profile),
    /// Adds, disables and lists the people who sign in.
    #[command(subcommand)]
    User(user::User),
    /// Brings the database's tables up to date.
    #[command(after_help = "Example: onedoor migrate --database postgres://onedoor@localhost/hub")]
    Migrate(Database),
}

pub fn run(command: Command) -> Result<ExitCode, Error> {
    match command {
        Command::Demo(demo) => demo.run(),
        Command::Serve(serve) => serve.run(),
        Command::Intake(intake) => intake.run(),
        Command::Synth(synth) => synth.run(),
        Command::Profile(profile) => profile.run(),
        Command::User(user) => user.run(),
        Command::Migrate(database) => {
            let steps = store::Db::migrate(&database.url()?)?;
            println!("{steps} step{} run; the database is up to date", if steps == 1 { "" } else { "s" });
            Ok(ExitCode::SUCCESS)
        }
    }
}
