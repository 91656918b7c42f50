//! `onedoor profile`: what hubs decided.

use std::process::ExitCode;

use clap::Subcommand;

use crate::command::Error;

#[derive(Subcommand)]
pub enum Profile {
    /// Lists the profiles that ship with the program
    #[command(after_help = "Example: onedoor profile list")]
    List,
    /// Checks a profile and explains every mistake in it
    #[command(after_help = "Example: onedoor profile check profiles/example")]
    Check {
        /// One that ships with the program, or a folder
        #[arg(value_name = "NAME|FOLDER")]
        profile: String,
    },
    /// Shows a profile in plain English
    #[command(after_help = "Example: onedoor profile show example")]
    Show {
        /// One that ships with the program, or a folder
        #[arg(value_name = "NAME|FOLDER")]
        profile: String,
    },
    /// Shows what differs between two profiles
    #[command(after_help = "Example: onedoor profile compare example ./our-profile")]
    Compare {
        /// The one
        a: String,
        /// The other
        b: String,
    },
}

impl Profile {
    pub fn run(self) -> Result<ExitCode, Error> {
        use profile::Profile as P;
        match self {
            Self::List => {
                for name in P::shipped_names() {
                    let profile = P::find(name)?;
                    println!("{name:<20} {} ({})", profile.title, profile.area);
                }
            }
            Self::Check { profile } => {
                let checked = P::find(&profile)?;
                println!(
                    "{profile}: no mistakes; {} contact rules, {} pathways",
                    checked.desks.iter().map(|d| d.contact.len()).sum::<usize>(),
                    checked.pathways.len()
                );
            }
            Self::Show { profile } => print!("{}", profile::show(&P::find(&profile)?)),
            Self::Compare { a, b } => print!("{}", profile::compare(&P::find(&a)?, &P::find(&b)?)),
        }
        Ok(ExitCode::SUCCESS)
    }
}
