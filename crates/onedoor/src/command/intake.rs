//! `onedoor intake`: a file in, an answer for every row out.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use access::Walls;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use intake::place::{DecisionRecord, Placed, reasons_text};
use intake::read::Doubt;
use intake::transfer::{self, Options, Watch};
use jiff::Timestamp;
use kernel::{Clock, Outcome, Source, SystemClock, london_date};
use people::memory::Everybody;
use profile::Versions;
use store::Db;

use crate::command::scratch::Scratch;
use crate::command::{Error, used};
use crate::database::Database;
use crate::key_file::KeyFile;

#[derive(Args)]
#[command(after_help = "Example: onedoor intake transfer.csv --profile example --reconciliation answer.csv")]
pub struct Intake {
    /// The transfer: CSV or JSON Lines, plain or gzip-compressed
    file: PathBuf,
    /// The hub's profile: one that ships with the program, or a folder; the version decides that is in force on the day of receipt
    #[arg(long, value_name = "NAME|FOLDER[@DATE]")]
    profile: String,
    /// By which door it came
    #[arg(long, default_value = "police", value_parser = source)]
    source: Source,
    /// The moment of receipt, for rehearsal and tests; now otherwise
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
    /// Decide, but keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Write one decision a row here, as JSON Lines
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Write the answer to the force here, as CSV with nothing about the person
    #[arg(long, value_name = "FILE")]
    reconciliation: Option<PathBuf>,
    /// Recognise nobody by likeness, to measure what that costs; never for a hub that is in use
    #[arg(long, hide = true)]
    without_likeness: bool,
    /// End with status 3 when rows were quarantined or rejected
    #[arg(long)]
    strict: bool,
    /// Print one JSON object on the last line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    keys: KeyFile,
}

pub(super) fn source(text: &str) -> Result<Source, String> {
    Source::parse(text).ok_or_else(|| format!("it is one of {}", Source::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ")))
}

pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "it is a time with its offset, like 2026-11-24T09:00:00Z".to_owned())
}

impl Intake {
    pub fn run(self) -> Result<ExitCode, Error> {
        let versions = Versions::find(&self.profile)?;
        let now = SystemClock.now();
        self.spare_the_transfer()?;
        // A rehearsal leaves no trace, not even an empty database.
        let known = if self.dry_run { self.known()? } else { Some(self.database.open()?) };
        let (_scratch, db) = match known {
            Some(db) => (None, db),
            None => {
                let scratch = Scratch::new()?;
                let db = Db::open(&scratch.url())?;
                (Some(scratch), db)
            }
        };
        let bytes_read = Arc::new(AtomicU64::new(0));
        let run = vault::Secrets::bytes(&vault::SystemSecrets)?;
        let walls = Walls::new(
            versions.at(london_date(self.as_of.unwrap_or(now))).organisation.clone(),
            if self.dry_run { self.keys.open_to_rehearse(&db)? } else { self.keys.open_for(&db)? },
        )?;
        if !self.dry_run {
            crate::doors::know_doors(&db, walls.vault())?;
        }
        let everybody = (!self.without_likeness).then(|| Arc::new(Everybody::without_names()));
        if let Some(everybody) = &everybody {
            crate::recognition::learn_from_decisions(&db, everybody)?;
        }
        let options = Options {
            run,
            walls,
            source: self.source,
            versions,
            as_of: self.as_of,
            dry_run: self.dry_run,
            everybody,
            bytes_read: Arc::clone(&bytes_read),
        };
        let mut answers = Answers {
            decisions: self.decisions.as_deref().map(create).transpose()?,
            reconciliation: self.reconciliation.as_deref().map(create).transpose()?.map(csv::Writer::from_writer),
            outcomes: BTreeMap::new(),
            unknown_columns: Vec::new(),
            doubts: Vec::new(),
            bar: bar(&self.file, bytes_read),
        };
        if let Some(report) = &mut answers.reconciliation {
            report.write_record(["row", "source_record_id", "outcome", "reasons"])?;
        }
        let started = Instant::now();
        let result = transfer::take_in(&db, &self.file, &options, now, &mut answers);
        answers.finish()?;
        // Closing the database brings a file in order, which is part of the work.
        drop(db);
        answers.report(started.elapsed().as_secs_f64(), self.json);
        result?;
        let troubled = answers.count(Outcome::Quarantined) + answers.count(Outcome::Rejected);
        Ok(if self.strict && troubled > 0 { ExitCode::from(3) } else { ExitCode::SUCCESS })
    }
}

impl Intake {
    /// The database whose people a rehearsal recognises.
    fn known(&self) -> Result<Option<Db>, Error> {
        let without = "to rehearse without the people in it, name a file that is not there: --database sqlite:none.db";
        self.database.look_into().map_err(|error| format!("{error}; {without}").into())
    }

    /// Answers are never written over the transfer, nor over each other.
    fn spare_the_transfer(&self) -> Result<(), Error> {
        // Nor are earlier answers lost to a slip in the transfer's name.
        is_a_file(&self.file)?;
        let outputs = [("--decisions", &self.decisions), ("--reconciliation", &self.reconciliation)];
        for (option, path) in outputs.iter().filter_map(|(option, path)| Some((option, path.as_ref()?))) {
            if is_same_file(path, &self.file) {
                return Err(format!("{option} names the transfer itself, which would be lost: name another file").into());
            }
        }
        match (&self.decisions, &self.reconciliation) {
            (Some(one), Some(other)) if one == other || is_same_file(one, other) => {
                Err("--decisions and --reconciliation name the same file: name two".into())
            }
            _ => Ok(()),
        }
    }
}

/// Whether a transfer is there to be read.
///
/// # Errors
/// When it is not, or is a folder.
pub(super) fn is_a_file(path: &Path) -> Result<(), Error> {
    let named = path.display();
    File::open(path).map_err(|error| format!("{named} cannot be opened: {error}"))?;
    if path.is_dir() {
        return Err(format!("{named} is a folder: name the transfer in it, a file of CSV or JSON Lines").into());
    }
    Ok(())
}

/// Says of each column that may be a slip what is meant and what to do.
pub(super) fn tell_doubts(doubts: &[Doubt]) {
    doubts.iter().for_each(|doubt| eprintln!("{doubt}"));
}

/// The same for programs.
pub(super) fn doubts_as_json(doubts: &[Doubt]) -> Vec<serde_json::Value> {
    let one = |doubt: &Doubt| serde_json::json!({"column": doubt.column, "meant": doubt.meant.as_str(), "rows_rejected": doubt.rows});
    doubts.iter().map(one).collect()
}

pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

pub(super) fn create(path: &Path) -> Result<BufWriter<File>, Error> {
    let file = File::create(path).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 17, file))
}

pub(super) fn bar(file: &Path, bytes_read: Arc<AtomicU64>) -> Option<(ProgressBar, Arc<AtomicU64>)> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::new(std::fs::metadata(file).map_or(0, |metadata| metadata.len()));
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    Some((bar, bytes_read))
}

struct Answers {
    decisions: Option<BufWriter<File>>,
    reconciliation: Option<csv::Writer<BufWriter<File>>>,
    outcomes: BTreeMap<Outcome, u64>,
    unknown_columns: Vec<String>,
    doubts: Vec<Doubt>,
    bar: Option<(ProgressBar, Arc<AtomicU64>)>,
}

impl Watch for Answers {
    fn placed(&mut self, placed: &Placed) -> std::io::Result<()> {
        *self.outcomes.entry(placed.decision.outcome).or_default() += 1;
        if let Some(decisions) = &mut self.decisions {
            serde_json::to_writer(&mut *decisions, &DecisionRecord::from(placed))?;
            decisions.write_all(b"\n")?;
        }
        if let Some(report) = &mut self.reconciliation {
            let row = placed.number.to_string();
            let reasons = reasons_text(&placed.decision.reasons);
            report.write_record([&row, placed.source_record_id.as_deref().unwrap_or(""), placed.decision.outcome.as_str(), &reasons])?;
        }
        if let Some((bar, read)) = self.bar.as_ref().filter(|_| placed.number.is_multiple_of(500)) {
            bar.set_position(read.load(Ordering::Relaxed));
            bar.set_message(format!("{} rows", placed.number));
        }
        Ok(())
    }

    fn unknown_columns(&mut self, columns: &[String]) {
        self.unknown_columns = columns.to_vec();
    }

    fn doubtful_columns(&mut self, doubts: &[Doubt]) {
        self.doubts = doubts.to_vec();
    }
}

impl Answers {
    fn finish(&mut self) -> Result<(), Error> {
        if let Some(decisions) = &mut self.decisions {
            decisions.flush()?;
        }
        if let Some(report) = &mut self.reconciliation {
            report.flush()?;
        }
        if let Some((bar, _)) = &self.bar {
            bar.finish_and_clear();
        }
        Ok(())
    }

    fn count(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    fn report(&self, seconds: f64, json: bool) {
        tell_doubts(&self.doubts);
        let rows: u64 = self.outcomes.values().sum();
        #[allow(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let rate = if seconds > 0.0 { rows as f64 / seconds } else { 0.0 };
        if json {
            let outcomes: BTreeMap<&str, u64> = Outcome::ALL.iter().map(|outcome| (outcome.as_str(), self.count(*outcome))).collect();
            let round = |number: f64| (number * 1000.0).round() / 1000.0;
            println!(
                "{}",
                serde_json::json!({"rows": rows, "outcomes": outcomes, "unknown_columns": self.unknown_columns,
                    "doubtful_columns": doubts_as_json(&self.doubts), "seconds": round(seconds),
                    "rows_per_second": rate.round(), "peak_rss_mb": used::peak_rss_mb()})
            );
            return;
        }
        println!("{rows} rows in {seconds:.1} s");
        for outcome in Outcome::ALL.iter().filter(|outcome| self.count(**outcome) > 0) {
            println!("  {:>8}  {outcome}", self.count(*outcome));
        }
        if !self.unknown_columns.is_empty() {
            println!("columns that the feed does not know, kept with each row: {}", self.unknown_columns.join(", "));
        }
    }
}
