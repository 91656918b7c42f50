//! `onedoor retention`: the hub's schedule carried out, and what it destroyed.

use std::process::ExitCode;

use access::Walls;
use clap::Subcommand;
use jiff::Timestamp;
use kernel::{Clock, SystemClock, london_date};
use records::run::{Report, Run};

use crate::command::Error;
use crate::database::Database;
use crate::key_file::KeyFile;

#[derive(Subcommand)]
pub enum Retention {
    /// Announces what the hub's schedule asks for, and does what was announced at least fourteen days ago
    #[command(
        after_help = "Example: onedoor retention run --profile example --dry-run\n\nThe server does the same every night. Nothing of a person on \
                      hold, or with an open case, is touched. Where something fails on a record the others are done all the same; the record is \
                      named by its id, and the status is 1."
    )]
    Run {
        /// The hub's profile: one that ships with the program, or a folder
        #[arg(long, value_name = "NAME|FOLDER")]
        profile: String,
        /// Say what would be announced and done, and do nothing
        #[arg(long)]
        dry_run: bool,
        /// The moment it is done at, for rehearsal and tests; now otherwise
        #[arg(long, value_name = "TIME", value_parser = moment)]
        as_of: Option<Timestamp>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keys: KeyFile,
    },
}

fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "it is a time with its offset, like 2026-11-24T09:00:00Z".to_owned())
}

impl Retention {
    pub fn run(self) -> Result<ExitCode, Error> {
        let Self::Run { profile, dry_run, as_of, json, database, keys } = self;
        let at = as_of.unwrap_or_else(|| SystemClock.now());
        let versions = ::profile::Versions::find(&profile)?;
        let profile = versions.at(london_date(at));
        let db = database.look_into()?.ok_or("there is no database yet, and so nothing to keep or destroy")?;
        let run = Run {
            walls: Walls::new(profile.organisation.clone(), keys.open_for(&db)?)?,
            rules: profile.retention.clone(),
            at,
            cause: vault::Secrets::bytes(&vault::SystemSecrets)?,
            dry_run,
        };
        // Why something failed on a record is said as it fails.
        crate::log::start_for_people();
        let report = run.run(&db)?;
        if json {
            println!("{}", serde_json::to_string(&report)?)
        } else {
            tell(&report, run.rules.is_empty(), dry_run)
        }
        if report.failed.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        let records: Vec<String> = report.failed.iter().map(ToString::to_string).collect();
        let (how_many, records) = (records.len(), records.join("\n  "));
        Err(format!("on {how_many} of the records something was not done, and stays to be done; the others were done:\n  {records}").into())
    }
}

fn tell(report: &Report, has_no_schedule: bool, dry_run: bool) {
    if has_no_schedule {
        println!("the profile has no [[retention]], so that nothing is ever destroyed");
    }
    println!("{} people without an open case, {} of them on hold", report.people, report.on_hold);
    let would = if dry_run { "would be " } else { "" };
    println!("records on which something failed: {}", report.failed.len());
    println!("{would}erased because the person opted out: {}, waiting: {}", report.erased, report.erasures_waiting);
    for (what, counts) in [("announced", &report.announced), ("withdrawn", &report.withdrawn), ("done", &report.done)] {
        println!("{would}{what}: {}", counts.values().sum::<u64>());
        for (of, number) in counts {
            println!("  {number:>8}  {of}");
        }
    }
}
