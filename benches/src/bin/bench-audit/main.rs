//! What the chain costs: writing pages' rows with it and the same rows into a like table without; and rows per second of verifying, beside
//! reading the same rows and hashing nothing, and beside hashing as many bytes and reading nothing.

mod floor;
mod write;

use std::process::ExitCode;
use std::time::Instant;

use benches::databases::{Databases, Fresh, engines, name};
use benches::figures::median;
use benches::table::{Table, judged, thousands};
use benches::{Result, ended, machine};
use clap::Parser;
use store::{Db, Engine};

/// A row takes so many bytes into its hash, about: what is hashed in memory for comparison.
const BYTES_A_ROW: usize = 170;
/// Verifying, of the rows per second of reading alone.
const OF_READING: f64 = 0.5;
/// A page with the chain, of the time of one without.
const OF_PLAIN: f64 = 2.0;

/// Measures what the chain of the audit costs.
#[derive(Parser)]
#[command(name = "bench-audit")]
struct Options {
    /// Rows to verify
    #[arg(long, default_value_t = 1_000_000)]
    rows: u32,
    /// Pages to write, each a transaction of fifty rows
    #[arg(long, default_value_t = 2_000)]
    pages: u32,
    /// How many write at once, in turn
    #[arg(long, value_delimiter = ',', default_value = "1,8")]
    at_once: Vec<u32>,
    /// How often each is measured; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// One database only
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    only: Option<String>,
}

fn main() -> ExitCode {
    ended(run(&Options::parse()))
}

fn run(options: &Options) -> Result<()> {
    let databases = Databases::new()?;
    let mut verifying = Table::new([
        "database".to_owned(),
        "rows".to_owned(),
        "verify, rows/s".to_owned(),
        "read and hash nothing, rows/s".to_owned(),
        format!("of reading (aim ≥ {OF_READING})"),
        "SHA-256 of as many bytes, rows/s".to_owned(),
    ]);
    let mut writing = Table::new([
        "database".to_owned(),
        "at once".to_owned(),
        "with the chain, ms a page".to_owned(),
        "plain insert, ms a page".to_owned(),
        format!("ratio (aim ≤ {OF_PLAIN})"),
    ]);
    let mut versions = Vec::new();
    for engine in engines(options.only.as_deref()) {
        for &at_once in &options.at_once {
            let (mut chained, mut plain) = (Vec::new(), Vec::new());
            for _ in 0..options.runs {
                chained.push(write::pages(&databases.fresh(engine)?, options.pages, at_once, write::How::Chain)?);
                plain.push(write::pages(&databases.fresh(engine)?, options.pages, at_once, write::How::Plain)?);
            }
            let (chained, plain) = (median(&chained), median(&plain));
            let ratio = judged(format!("{:.2}", chained / plain), chained / plain <= OF_PLAIN);
            writing.row([name(engine).to_owned(), at_once.to_string(), format!("{chained:.2}"), format!("{plain:.2}"), ratio]);
        }
        let database = databases.fresh(engine)?;
        write::fill(&database, options.rows)?;
        database.write_out()?;
        database.analyze()?;
        verifying.row(verify(&database, options)?);
        versions.push(database.version()?);
    }
    println!("{verifying}\n{writing}\n{}\n{}.", machine::facts(), versions.join("; "));
    println!(
        "A page is a transaction of 50 rows, {} in all; medians of {} runs, one after the other in turn.",
        options.pages, options.runs
    );
    Ok(())
}

fn verify(database: &Fresh, options: &Options) -> Result<[String; 6]> {
    let rows = u64::from(options.rows);
    let per_second = |started: Instant| rows as f64 / started.elapsed().as_secs_f64();
    let db = Db::open_as_is(&database.url)?;
    let (mut verified, mut read, mut hashed) = (Vec::new(), Vec::new(), Vec::new());
    // The first to read would pay for what is not in memory yet.
    floor::read(&db)?;
    for _ in 0..options.runs {
        let started = Instant::now();
        let found = db.read_now(audit::verify)?;
        verified.push(per_second(started));
        if found.rows != rows || !found.findings.is_empty() {
            return Err(format!("{} rows verified in place of {rows}, with {} findings", found.rows, found.findings.count).into());
        }
        let started = Instant::now();
        let seen = floor::read(&db)?;
        read.push(per_second(started));
        if seen != rows {
            return Err(format!("{seen} rows read in place of {rows}").into());
        }
        let started = Instant::now();
        floor::hash(rows, BYTES_A_ROW);
        hashed.push(per_second(started));
    }
    let whole = |figures: &[f64]| thousands(median(figures).round() as u64);
    let ratio = median(&verified) / median(&read);
    Ok([
        name(database.engine).to_owned(),
        thousands(rows),
        whole(&verified),
        whole(&read),
        judged(format!("{ratio:.2}"), ratio >= OF_READING),
        whole(&hashed),
    ])
}

/// The two databases know the same words, but for the kinds of columns.
pub(crate) const fn kinds(engine: Engine) -> [&'static str; 4] {
    match engine {
        Engine::Sqlite => ["BLOB", "INTEGER", "BLOB", "STRICT, WITHOUT ROWID"],
        Engine::Postgres => ["UUID", "BIGINT", "BYTEA", ""],
    }
}
