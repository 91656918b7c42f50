//! The pages that workers look at most, with few cases in the database and with many, and many workers at once.

mod fill;
mod load;
mod make;
mod shape;
mod templates;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use benches::browser::Browser;
use benches::databases::{Databases, Fresh, engines, name};
use benches::figures::of_a_thousand;
use benches::program::{Server, walls};
use benches::table::{Table, judged, thousands};
use benches::{Result, ended, machine};
use clap::Parser;
use kernel::{CaseId, UserId};
use store::{Db, Engine};

use load::{Times, Visit};
use shape::{FEWEST, Shape};

/// The hub whose rules the cases are made by.
const PROFILE: &str = "example";
/// Everybody's: the people and the hub are invented.
const PASSWORD: &str = "one-door-for-everybody";
/// Of the times with the fewest cases.
const OF_THE_FEWEST: f64 = 1.5;
/// Of a case, in milliseconds.
const CASE_P99: f64 = 50.0;

/// The lists as their pages order them.
const MINE: &str =
    "SELECT id, reference FROM cases WHERE state = 'open' AND worker_id = $1 AND next_due_at IS NOT NULL ORDER BY next_due_at, id";
const NOBODYS: &str = "SELECT id, reference FROM cases WHERE state = 'open' AND worker_id IS NULL AND next_due_at IS NOT NULL ORDER BY next_due_at, id LIMIT 1";
const EVERYONES: &str = "SELECT id, reference FROM cases WHERE state = 'open' AND next_due_at IS NOT NULL ORDER BY next_due_at, id LIMIT 1";

/// Measures pages with few cases and with many.
#[derive(Parser)]
#[command(name = "bench-pages")]
struct Options {
    /// Cases in the database
    #[arg(long, value_delimiter = ',', default_value = "10000,1000000", value_parser = clap::value_parser!(u64).range(FEWEST..))]
    cases: Vec<u64>,
    /// How long each page is measured
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Workers who ask for pages at once
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=50))]
    connections: u16,
    /// One database only
    #[arg(long, value_parser = ["sqlite", "postgres"])]
    only: Option<String>,
}

fn main() -> ExitCode {
    ended(run(&Options::parse()))
}

/// One page, one size, one database.
struct Measured {
    engine: Engine,
    cases: u64,
    page: &'static str,
    times: Times,
}

impl Measured {
    /// In milliseconds.
    fn of_a_thousand(&self, thousandth: usize) -> f64 {
        f64::from(of_a_thousand(&self.times.sorted, thousandth)) / 1000.0
    }
}

fn run(options: &Options) -> Result<()> {
    let databases = Databases::new()?;
    let templates = Arc::new(templates::templates(&databases)?);
    let (mut measured, mut notes) = (Vec::new(), Vec::new());
    for engine in engines(options.only.as_deref()) {
        for &cases in &options.cases {
            let database = databases.fresh(engine)?;
            let begun = Instant::now();
            eprintln!("{}, {cases} cases: filling", name(engine));
            let db = Db::open(&database.url)?;
            let workers = fill::fill(&db, &walls()?, &templates, Shape::of(usize::try_from(cases)?))?;
            drop(db);
            database.analyze()?;
            database.write_out()?;
            eprintln!("  filled in {:.0} s", begun.elapsed().as_secs_f64());
            let size = database.megabytes()?;
            let server = Server::start(PROFILE, &database.url, databases.folder())?;
            for (page, visitors) in pages(&database, &server, &workers, options)? {
                let warm_up = Duration::from_secs(options.seconds.div_ceil(3));
                let times = load::run(&visitors, warm_up, Duration::from_secs(options.seconds))?;
                eprintln!("  {page}: {} requests", times.sorted.len());
                measured.push(Measured { engine, cases, page, times });
            }
            let (version, cases, peak) = (database.version()?, thousands(cases), server.peak_rss_mb());
            notes.push(format!("{version}, {cases} cases: {} MB on the disk, the program at most {peak} MB of memory", thousands(size)));
        }
    }
    println!("{}\n", table(&measured));
    println!("{}", machine::facts());
    println!(
        "{} workers' connections at once, each kept open; browsers and database on the same machine; {} s a page.",
        options.connections, options.seconds
    );
    notes.iter().for_each(|note| println!("{note}."));
    Ok(())
}

type Visitors = Vec<(Browser, Vec<Visit>)>;

/// The pages, each with the workers who look at it; everybody is signed in, once.
fn pages(database: &Fresh, server: &Server, workers: &[UserId], options: &Options) -> Result<Vec<(&'static str, Visitors)>> {
    let db = Db::open_as_is(&database.url)?;
    let first = |sql: &'static str| db.read_now(|c| c.one::<(CaseId, String)>(sql, &[])).map(|(_, reference)| reference);
    let (nobodys, everyones) = (first(NOBODYS)?, first(EVERYONES)?);
    let visit = |path: &str, shows: &str| Visit { path: path.to_owned(), shows: shows.to_owned() };
    let mut pages: [Visitors; 4] = Default::default();
    for (number, worker) in workers.iter().copied().enumerate().take(options.connections.into()) {
        let mine: Vec<(CaseId, String)> = db.read_now(move |c| c.all(MINE, &[&worker]))?;
        let next = mine.first().map(|(_, reference)| reference.as_str()).ok_or("a worker without cases")?;
        let visits = [
            vec![visit("/work", next)],
            vec![visit("/work?whose=nobodys", &nobodys)],
            vec![visit("/work?whose=everyones", &everyones)],
            mine.iter().map(|(case, reference)| visit(&format!("/cases/{case}"), reference)).collect(),
        ];
        let browser = Browser::new(&server.address);
        browser.sign_in(&fill::email(number), PASSWORD)?;
        for (page, visits) in pages.iter_mut().zip(visits) {
            page.push((browser.clone(), visits));
        }
    }
    Ok(["my work", "work nobody has taken", "everybody’s work", "a case"].into_iter().zip(pages).collect())
}

fn table(measured: &[Measured]) -> Table {
    let mut table = Table::new([
        "database".to_owned(),
        "page".to_owned(),
        "cases".to_owned(),
        "median, ms".to_owned(),
        format!("p99, ms (aim for a case < {CASE_P99})"),
        "requests/s".to_owned(),
        format!("median against fewest cases (aim ≤ {OF_THE_FEWEST})"),
        format!("p99 against fewest cases (aim ≤ {OF_THE_FEWEST})"),
    ]);
    let mut rows: Vec<&Measured> = measured.iter().collect();
    rows.sort_by_key(|one| (name(one.engine) != "SQLite", one.page != "my work", one.page != "a case", one.page, one.cases));
    for one in rows {
        let same = measured.iter().filter(|other| (other.engine, other.page) == (one.engine, one.page));
        let fewest = same.min_by_key(|other| other.cases).filter(|fewest| fewest.cases < one.cases);
        let ratio = |thousandth| {
            let ratio = fewest.map(|fewest| one.of_a_thousand(thousandth) / fewest.of_a_thousand(thousandth));
            ratio.map_or_else(|| "–".into(), |ratio| judged(format!("{ratio:.2}"), ratio <= OF_THE_FEWEST))
        };
        let p99 = one.of_a_thousand(990);
        table.row([
            name(one.engine).to_owned(),
            one.page.to_owned(),
            thousands(one.cases),
            format!("{:.1}", one.of_a_thousand(500)),
            judged(format!("{p99:.1}"), one.page != "a case" || p99 < CASE_P99),
            thousands(one.times.per_second.round() as u64),
            ratio(500),
            ratio(990),
        ]);
    }
    table
}
