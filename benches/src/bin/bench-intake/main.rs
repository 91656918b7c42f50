//! Rows per second of the whole of `onedoor intake` against a floor: the same rows put into the same tables of a fresh database by
//! multi-row inserts in as many commits, with nothing read and nothing decided.

mod floor;

use std::process::ExitCode;
use std::sync::Arc;

use benches::databases::{Databases, engines, name};
use benches::figures::median;
use benches::program::take_in;
use benches::table::{Table, judged, spread, thousands};
use benches::{Result, ended, feed, machine};
use clap::Parser;
use store::Engine;

/// Of the floor's rows per second.
const OF_THE_FLOOR: f64 = 0.5;
/// Of the rows per second with the fewest rows.
const OF_THE_FEWEST: f64 = 0.8;
/// In MB.
const PEAK: f64 = 300.0;

/// Measures intake against a floor.
#[derive(Parser)]
#[command(name = "bench-intake")]
struct Options {
    /// Rows of each feed
    #[arg(long, value_delimiter = ',', default_value = "10000,200000")]
    rows: Vec<u64>,
    /// The hub that takes them in
    #[arg(long, default_value = "lincolnshire")]
    profile: String,
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

/// What came of one size on one database.
struct Measured {
    engine: Engine,
    feed_rows: u64,
    kept_rows: usize,
    commits: usize,
    /// Feed rows per second.
    intake: Vec<f64>,
    floor: Vec<f64>,
    /// In MB.
    peak: Vec<f64>,
}

fn run(options: &Options) -> Result<()> {
    let databases = Databases::new()?;
    let mut measured = Vec::new();
    let mut versions = Vec::new();
    let mut real = true;
    for engine in engines(options.only.as_deref()) {
        for &rows in &options.rows {
            let feed = feed::write(databases.folder(), rows, &options.profile)?;
            real &= feed.real;
            measured.push(measure(&databases, engine, &feed, options)?);
        }
        versions.push(databases.fresh(engine)?.version()?);
    }
    println!("{}\n", table(&measured));
    println!("{}", machine::facts());
    println!("{}.", versions.join("; "));
    let crime = if real { "real recorded crime" } else { "made-up recorded crime, as no real one is at hand" };
    println!("Invented victims of {crime}, profile {}; the median of each (slowest to fastest), runs: {}.", options.profile, options.runs);
    Ok(())
}

fn measure(databases: &Databases, engine: Engine, feed: &feed::Feed, options: &Options) -> Result<Measured> {
    let per_second = |seconds: f64| feed.rows as f64 / seconds;
    let mut kept: Option<Arc<floor::Kept>> = None;
    let mut measured =
        Measured { engine, feed_rows: feed.rows, kept_rows: 0, commits: 0, intake: Vec::new(), floor: Vec::new(), peak: Vec::new() };
    for run in 1..=options.runs {
        let database = databases.fresh(engine)?;
        let taken_in = take_in(feed, &options.profile, &database.url)?;
        let rows = match &kept {
            Some(rows) => Arc::clone(rows),
            None => Arc::new(floor::read(&database.url, feed.rows)?),
        };
        drop(database);
        let database = databases.fresh(engine)?;
        let seconds = floor::insert(&database, &rows)?;
        measured.intake.push(per_second(taken_in.seconds));
        measured.floor.push(per_second(seconds));
        measured.peak.push(taken_in.peak_rss_mb as f64);
        (measured.kept_rows, measured.commits) = (rows.rows(), rows.commits());
        kept = Some(rows);
        eprintln!(
            "{}, {} rows, run {run}: intake {:.2} s, floor {seconds:.2} s, peak {} MB",
            name(engine),
            feed.rows,
            taken_in.seconds,
            taken_in.peak_rss_mb
        );
    }
    Ok(measured)
}

fn table(measured: &[Measured]) -> Table {
    let mut table = Table::new([
        "database".to_owned(),
        "rows of the feed".to_owned(),
        "rows kept / commits".to_owned(),
        "intake, rows/s".to_owned(),
        "floor, rows/s".to_owned(),
        format!("of the floor (aim ≥ {OF_THE_FLOOR})"),
        format!("of the speed with fewest rows (aim ≥ {OF_THE_FEWEST})"),
        format!("peak memory, MB (aim < {PEAK})"),
    ]);
    for one in measured {
        let (intake, floor, peak) = (median(&one.intake), median(&one.floor), median(&one.peak));
        let fewest = measured.iter().filter(|other| other.engine == one.engine).min_by_key(|other| other.feed_rows);
        let of_fewest = fewest.filter(|fewest| fewest.feed_rows < one.feed_rows).map(|fewest| intake / median(&fewest.intake));
        table.row([
            name(one.engine).to_owned(),
            thousands(one.feed_rows),
            format!("{} / {}", thousands(one.kept_rows as u64), one.commits),
            spread(&one.intake),
            spread(&one.floor),
            judged(format!("{:.2}", intake / floor), intake / floor >= OF_THE_FLOOR),
            of_fewest.map_or_else(|| "–".into(), |ratio| judged(format!("{ratio:.2}"), ratio >= OF_THE_FEWEST)),
            judged(format!("{peak:.0}"), peak < PEAK),
        ]);
    }
    table
}
