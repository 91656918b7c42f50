//! `onedoor synth`: invented victims for real recorded crime.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::command::Error;

#[derive(Args)]
#[command(after_help = "Example: onedoor synth --recorded-crime 2018-11-street.csv.gz --seed 1 --out feed.csv")]
pub struct Synth {
    /// Street-level recorded crime as data.police.uk publishes it, plain or gzip-compressed
    #[arg(long, value_name = "FILE")]
    recorded_crime: PathBuf,
    /// The same seed gives the same bytes
    #[arg(long, value_name = "N")]
    seed: u64,
    /// Where the feed goes: CSV, or JSON Lines where the name ends in .jsonl
    #[arg(long, value_name = "FEED")]
    out: PathBuf,
    /// So many rows; as many as the recorded crime has otherwise
    #[arg(long, value_name = "N")]
    rows: Option<u64>,
}

impl Synth {
    pub fn run(self) -> Result<ExitCode, Error> {
        let options = ::synth::Options {
            seed: self.seed,
            rows: self.rows,
            format: ::synth::Format::of_file(&self.out.to_string_lossy()),
            ..Default::default()
        };
        let recorded =
            File::open(&self.recorded_crime).map_err(|error| format!("{} cannot be opened: {error}", self.recorded_crime.display()))?;
        let mut out = File::create(&self.out).map_err(|error| format!("{} cannot be written: {error}", self.out.display()))?;
        let summary = ::synth::write_feed(recorded, &mut out, &options)?;
        println!(
            "{} rows for {} of {} recorded crimes: {} people, {} rows of repeat victims, {} rows sent again, {} with an error put in",
            summary.rows,
            summary.incidents,
            summary.crimes,
            summary.people,
            summary.repeats,
            summary.resent + summary.resent_changed,
            summary.faulty
        );
        Ok(ExitCode::SUCCESS)
    }
}
