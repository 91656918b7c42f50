//! `onedoor profile`: what hubs decided.

use std::process::ExitCode;

use clap::Subcommand;
use jiff::civil::Date;
use profile::Versions;

use crate::command::Error;
use crate::command::rehearse::Rehearse;

#[derive(Subcommand)]
pub enum Profile {
    /// Lists the profiles that ship with the program, and from when each version holds
    #[command(after_help = "Example: onedoor profile list")]
    List,
    /// Checks every version of a profile and explains every mistake in them
    #[command(after_help = "Example: onedoor profile check profiles/example")]
    Check {
        /// One that ships with the program, or a folder; with a date that one version
        #[arg(value_name = "NAME|FOLDER[@DATE]")]
        profile: String,
    },
    /// Shows a profile in plain English
    #[command(after_help = "Example: onedoor profile show example")]
    Show {
        /// One that ships with the program, or a folder; with a date the version in force from then
        #[arg(value_name = "NAME|FOLDER[@DATE]")]
        profile: String,
    },
    /// Shows what differs between two profiles, or two versions of one
    #[command(after_help = "Example: onedoor profile compare example ./our-profile")]
    Compare {
        /// The one
        #[arg(value_name = "NAME|FOLDER[@DATE]")]
        a: String,
        /// The other
        #[arg(value_name = "NAME|FOLDER[@DATE]")]
        b: String,
    },
    /// Decides a feed under two versions of the rules, and shows whose offer changes and how the work per day moves
    #[command(after_help = "Example: onedoor profile rehearse month.csv --from ./our-hub --to ./our-hub@2027-01-01 --out changes.csv")]
    Rehearse(Rehearse),
}

impl Profile {
    pub fn run(self) -> Result<ExitCode, Error> {
        use profile::Profile as P;
        match self {
            Self::List => {
                for name in P::shipped_names() {
                    let (profile, versions) = (P::find(name)?, Versions::find(name)?);
                    println!("{name:<20} {} ({}), {}", profile.title, profile.area, since(&versions));
                }
            }
            Self::Check { profile } => {
                let versions = Versions::find(&profile)?;
                let several = versions.all().count() > 1;
                for version in versions.all() {
                    let which = if several { format!(" from {}", version.in_force_from) } else { String::new() };
                    let rules = version.desks.iter().map(|desk| desk.contact.len()).sum::<usize>();
                    println!(
                        "{profile}{which}: no mistakes; {}, {}",
                        count(rules, "contact rule"),
                        count(version.pathways.len(), "pathway")
                    );
                }
            }
            Self::Show { profile } => print!("{}", profile::show(&P::find(&profile)?)),
            Self::Compare { a, b } => print!("{}", profile::compare(&P::find(&a)?, &P::find(&b)?)),
            Self::Rehearse(rehearse) => return rehearse.run(),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `1 pathway`, `2 pathways`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("{number} {what}") } else { format!("{number} {what}s") }
}

/// How many versions there are, where there are several, and from when.
fn since(versions: &Versions) -> String {
    let day = |day: Date| day.strftime("%-d %B %Y").to_string();
    let days: Vec<String> = versions.all().map(|version| day(version.in_force_from)).collect();
    if let [only] = days.as_slice() { format!("from {only}") } else { format!("{} versions: from {}", days.len(), days.join(", from ")) }
}
