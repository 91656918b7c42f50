//! What it costs a hub to recognise people by likeness: taking a transfer in with it and without, against everybody on record; and the page that
//! asks a worker whether it is somebody known.

mod asking;
mod hub;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use benches::databases::{Databases, Fresh, engines, name};
use benches::feed::Feed;
use benches::figures::{median, of_a_thousand};
use benches::program::{Server, TakenIn, take_in_with, walls};
use benches::table::{Table, thousands};
use benches::{Result, ended, feed, machine};
use clap::Parser;
use store::Db;

/// The hub whose rules hold.
const PROFILE: &str = "example";
/// Recognises nobody by likeness: for measuring alone.
const WITHOUT: &[&str] = &["--without-likeness"];
/// Rows of a feed that costs next to nothing but reading everybody.
const FEW: u64 = 10;

/// Measures recognising people by likeness.
#[derive(Parser)]
#[command(name = "bench-likeness")]
struct Options {
    /// People on record
    #[arg(long, default_value_t = 1_000_000)]
    registered: usize,
    /// Rows of the feed
    #[arg(long, default_value_t = 200_000)]
    rows: u64,
    /// How often it is taken in, with likeness and without in turn; the median counts
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// People told on the telephone, one after the other
    #[arg(long, default_value_t = 300)]
    asked: usize,
    /// One database only
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    only: Option<String>,
    /// Invented people who are on record
    #[arg(long, default_value = "target/linkage-data/uk1m-7_register.csv")]
    register: PathBuf,
    /// Invented people who are told of
    #[arg(long, default_value = "target/linkage-data/uk1m-7_incoming.csv")]
    incoming: PathBuf,
}

fn main() -> ExitCode {
    ended(run(&Options::parse()))
}

fn run(options: &Options) -> Result<()> {
    if !options.register.exists() {
        println!("Recognising people by likeness was not measured: the file of invented people is not there, as their generator is not.");
        return Ok(());
    }
    let databases = Databases::new()?;
    let mut intake = Table::new([
        "database",
        "people on record",
        "rows of the feed",
        "with likeness, rows/s",
        "without, rows/s",
        "with, of without",
        "processor ms a row, with",
        "without",
        "reading everybody, s",
        "most memory with, MB",
        "without, MB",
    ]);
    let mut pages = Table::new(["database", "page", "median, ms", "p99, ms", "asked", "somebody was shown"]);
    for engine in engines(options.only.as_deref()) {
        let database = databases.fresh(engine)?;
        let begun = Instant::now();
        eprintln!("{}: {} people on record", name(engine), options.registered);
        let db = Db::open(&database.url)?;
        hub::fill(&db, &walls()?, &options.register, options.registered)?;
        drop(db);
        database.analyze()?;
        eprintln!("  filled in {:.0} s", begun.elapsed().as_secs_f64());
        intake.row(taken_in(&databases, &database, options)?);
        for row in asked(&databases, &database, options)? {
            pages.row(row);
        }
    }
    println!("{intake}\n{pages}\n{}", machine::facts());
    println!("Reading everybody, once for each transfer, is counted in the rows per second, and not in the processor time a row.");
    println!("Processor time is the program’s own, a database server’s not counted. One browser asks, one page after the other.");
    Ok(())
}

/// One transfer: what the program says of it, and its processor seconds.
type Taken = (TakenIn, f64);

fn take(feed: &Feed, database: &Fresh, options: &[&str]) -> Result<Taken> {
    let before = machine::seconds_of_children()?;
    let taken_in = take_in_with(feed, PROFILE, &database.url, options)?;
    Ok((taken_in, machine::seconds_of_children()? - before))
}

fn taken_in(databases: &Databases, database: &Fresh, options: &Options) -> Result<[String; 11]> {
    let (feed, few) = (feed::write(databases.folder(), options.rows, PROFILE)?, feed::write(databases.folder(), FEW, PROFILE)?);
    let (mut with, mut without): (Vec<Taken>, Vec<Taken>) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        for (runs, more) in [(&mut with, &[] as &[&str]), (&mut without, WITHOUT)] {
            let (taken_in, processor) = take(&feed, &databases.copy(database)?, more)?;
            let which = if more.is_empty() { "with" } else { "without" };
            eprintln!("  {which}: {:.1} s, {processor:.1} s of processors, {} MB", taken_in.seconds, taken_in.peak_rss_mb);
            runs.push((taken_in, processor));
        }
    }
    let (reading, reading_processor) = take(&few, &databases.copy(database)?, &[])?;
    let (_, starting) = take(&few, &databases.copy(database)?, WITHOUT)?;
    let middle = |runs: &[Taken], figure: &dyn Fn(&Taken) -> f64| median(&runs.iter().map(figure).collect::<Vec<_>>());
    let per_second = |runs: &[Taken]| middle(runs, &|(run, _)| feed.rows as f64 / run.seconds);
    let a_row =
        |runs: &[Taken], aside: f64| format!("{:.2}", (middle(runs, &|(_, processor)| *processor) - aside) * 1000.0 / feed.rows as f64);
    let peak = |runs: &[Taken]| runs.iter().map(|(run, _)| run.peak_rss_mb).max().unwrap_or(0);
    let whole = |figure: f64| thousands(figure.round() as u64);
    Ok([
        name(database.engine).to_owned(),
        thousands(options.registered as u64),
        thousands(feed.rows),
        whole(per_second(&with)),
        whole(per_second(&without)),
        format!("{:.2}", per_second(&with) / per_second(&without)),
        a_row(&with, reading_processor),
        a_row(&without, starting),
        format!("{:.1}", reading.seconds),
        thousands(peak(&with)),
        thousands(peak(&without)),
    ])
}

fn asked(databases: &Databases, database: &Fresh, options: &Options) -> Result<[[String; 6]; 2]> {
    let begun = Instant::now();
    let server = Server::start(PROFILE, &database.url, databases.folder())?;
    let asked = asking::ask(&server, &options.incoming, options.asked)?;
    eprintln!("  asked in {:.0} s, the server at most {} MB", begun.elapsed().as_secs_f64(), server.peak_rss_mb());
    let row = |page: &str, sorted: &[u32], shown: String| {
        let milliseconds = |thousandth| format!("{:.1}", f64::from(of_a_thousand(sorted, thousandth)) / 1000.0);
        let place = name(database.engine).to_owned();
        [place, page.to_owned(), milliseconds(500), milliseconds(990), thousands(sorted.len() as u64), shown]
    };
    let shown = format!("{:.0} %", 100.0 * asked.shown as f64 / asked.known.len() as f64);
    Ok([row("is it somebody known?", &asked.known, shown), row("the next, where nobody is looked for", &asked.next, "–".into())])
}
