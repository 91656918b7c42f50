//! `onedoor audit`: whether what was written of who read and did what is as it was written, and who did it unusually often.

mod export;

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use audit::{Findings, HeadsVerified, PublicKey, SigningKey, Verified};
use clap::Subcommand;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use kernel::WorkingTime;
use profile::Versions;
use serde::Serialize;
use store::Db;

use crate::command::Error;
use crate::database::Database;
use crate::key_file::KeyFile;

#[derive(Subcommand)]
pub enum Audit {
    /// Reads the whole audit and finds what was changed, removed, put in or moved; status 1 when there is anything
    #[command(
        after_help = "Example: onedoor audit verify --heads /mnt/elsewhere/audit-heads\n\nWithout --public-key the key of the hub's key file is \
                      trusted. Whoever checks from another machine gives the key that `onedoor audit public-key` printed."
    )]
    Verify {
        /// Compare it with these signed heads; may be given more than once
        #[arg(long, value_name = "FILE")]
        heads: Vec<PathBuf>,
        /// Trust heads signed with this key and not the key file's; may be given more than once
        #[arg(long, value_name = "HEX", requires = "heads")]
        public_key: Vec<PublicKey>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Prints the key by which others check the signed heads; it is no secret
    #[command(after_help = "Example: onedoor audit public-key --keys /etc/onedoor/keys")]
    PublicKey {
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Writes the audit of some days into a file, for whoever looks into how the hub is run; status 1 when a row is not as it was written
    #[command(
        after_help = "Example: onedoor audit export --from 2026-04-01 --until 2026-07-01 --out audit-2026-q1.csv\n\nThe file names accounts, \
                      people and cases by their numbers, never by name. docs/operations/audit-export.md says how to check it."
    )]
    Export {
        /// The first day, in London
        #[arg(long, value_name = "DAY")]
        from: Date,
        /// The day after the last, in London
        #[arg(long, value_name = "DAY")]
        until: Date,
        /// The file to write; it must not be there yet
        #[arg(long, value_name = "FILE.csv")]
        out: PathBuf,
        /// Answer in JSON, with the newest row of each lane
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Says who looked at records as others of their role do not, by numbers of accounts and counts
    #[command(after_help = "Example: onedoor audit unusual --from 2026-11-01 --until 2026-12-01 --profile example")]
    Unusual {
        /// The first day, in London
        #[arg(long, value_name = "DAY")]
        from: Date,
        /// The day after the last, in London
        #[arg(long, value_name = "DAY")]
        until: Date,
        /// The hub's profile, for its working hours; without it, 08:00 to 18:00
        #[arg(long, value_name = "NAME|FOLDER")]
        profile: Option<String>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: Database,
    },
}

impl Audit {
    pub fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::Verify { heads, public_key, json, database, keys } => {
                let trusted = match (heads.is_empty(), public_key.is_empty()) {
                    (false, true) => vec![own_key(&keys)?],
                    _ => public_key,
                };
                let answer = verify(&opened(&database)?, heads, trusted)?;
                if json {
                    println!("{}", serde_json::to_string_pretty(&answer)?)
                } else {
                    answer.tell()
                }
                Ok(ExitCode::from(u8::from(!answer.is_clean())))
            }
            Self::PublicKey { keys } => {
                println!("{}", own_key(&keys)?);
                Ok(ExitCode::SUCCESS)
            }
            Self::Export { from, until, out, json, database } => {
                let days = days(from, until)?;
                let written = export::export(&opened(&database)?, days, &out)?;
                if json {
                    println!("{}", serde_json::to_string_pretty(&written)?)
                } else {
                    written.tell()
                }
                Ok(ExitCode::from(u8::from(!written.is_clean())))
            }
            Self::Unusual { from, until, profile, json, database } => {
                let (opens, closes) = match profile {
                    Some(name) => Versions::find(&name)?.at(from).working_hours,
                    None => (Time::constant(8, 0, 0, 0), Time::constant(18, 0, 0, 0)),
                };
                let hours = WorkingTime::england_and_wales(opens, closes);
                let (from, until) = days(from, until)?;
                let report = opened(&database)?.read_now(move |c| audit::unusual(c, &hours, from, until))?;
                if json {
                    println!("{}", serde_json::to_string_pretty(&report)?)
                } else {
                    tell(&report)
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn own_key(keys: &KeyFile) -> Result<PublicKey, Error> {
    Ok(SigningKey::from_seed(vault::read_keys(&keys.path())?.signing_seed()).public())
}

fn opened(database: &Database) -> Result<Db, Error> {
    database.look_into()?.ok_or_else(|| "there is no database yet, and so no audit".into())
}

/// From the first moment of one day on, and before that of another.
fn days(from: Date, until: Date) -> Result<(Timestamp, Timestamp), Error> {
    if from >= until {
        return Err("--until is the day after the last and comes after --from".into());
    }
    Ok((midnight(from)?, midnight(until)?))
}

fn midnight(day: Date) -> Result<Timestamp, Error> {
    Ok(kernel::london_midnight(day).ok_or("that is no day of our time")?)
}

/// What a verification came to, as JSON has it.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    chain: Verified,
    seconds: f64,
    rows_per_second: u64,
    signed_heads: Vec<OfFile>,
}

#[derive(Serialize)]
struct OfFile {
    file: PathBuf,
    #[serde(flatten)]
    heads: HeadsVerified,
}

/// The chain and the signed heads in one transaction, so that they are of one moment.
fn verify(db: &Db, heads: Vec<PathBuf>, trusted: Vec<PublicKey>) -> Result<Answer, Error> {
    let open = |path: PathBuf| match File::open(&path) {
        Ok(file) => Ok((path, BufReader::new(file))),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    };
    let files: Vec<(PathBuf, BufReader<File>)> = heads.into_iter().map(open).collect::<Result<_, _>>()?;
    let answer = db.read_now(move |c| {
        let started = Instant::now();
        let chain = audit::verify(c)?;
        let seconds = started.elapsed().as_secs_f64();
        let mut signed_heads = Vec::new();
        for (file, lines) in files {
            signed_heads.push(OfFile { file, heads: audit::verify_heads(c, lines, &trusted)? });
        }
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a figure for a reader")]
        let rows_per_second = (chain.rows as f64 / seconds.max(1e-6)) as u64;
        Ok(Answer { chain, seconds, rows_per_second, signed_heads })
    })?;
    Ok(answer)
}

impl Answer {
    fn is_clean(&self) -> bool {
        self.chain.findings.is_empty() && self.signed_heads.iter().all(|of| of.heads.findings.is_empty())
    }

    fn tell(&self) {
        println!("{} rows read in {:.1} s, {} a second", self.chain.rows, self.seconds, self.rows_per_second);
        tell_findings(&self.chain.findings, "the chain is whole");
        for OfFile { file, heads } in &self.signed_heads {
            let newest = heads.newest.map_or_else(|| "none".into(), |at| at.to_string());
            println!("{}: {} signed heads, the newest of {newest}; rows since then: {}", file.display(), heads.lines, heads.rows_since);
            tell_findings(&heads.findings, "they agree with the chain");
        }
        if self.signed_heads.is_empty() {
            println!(
                "compared with no signed heads (--heads FILE): whoever owns the database could have rewritten it from any row to the end"
            );
        }
    }
}

fn tell_findings(findings: &Findings, none: &str) {
    if findings.is_empty() {
        return println!("{none}");
    }
    findings.first.iter().for_each(|finding| println!("{finding}"));
    let more = findings.count.saturating_sub(findings.first.len() as u64);
    if more > 0 {
        println!("and {more} more");
    }
}

fn tell(report: &audit::Report) {
    println!("{} accounts in the audit from {} until {}", report.accounts, report.from, report.until);
    for rule in &report.rules {
        println!(
            "\n{}: {}\n  usual: up to {} times the median of the others of that role, and {} in any case",
            rule.what.as_str(),
            rule.what.meaning(),
            rule.times_the_median,
            rule.always_passes
        );
        let mut found = report.unusual.iter().filter(|found| found.what == rule.what).peekable();
        if found.peek().is_none() {
            println!("  nobody");
        }
        for found in found {
            println!(
                "  account {} ({}): {}, where up to {} is usual (median {})",
                found.user, found.role, found.count, found.usual_up_to, found.median
            );
        }
    }
}
