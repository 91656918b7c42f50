//! What a hub's decisions cost: rows per second of the whole of `onedoor intake` under every profile that comes with the program, against the
//! simplest of them in the same run; and how long it takes to load and check them all.

use std::process::ExitCode;
use std::time::Instant;

use benches::databases::Databases;
use benches::figures::median;
use benches::program::take_in;
use benches::table::{Table, judged, spread, thousands};
use benches::{Result, ended, feed, machine};
use clap::Parser;
use profile::{Profile, Versions};
use store::{Db, Engine};

/// Of the simplest profile's rows per second.
const OF_THE_SIMPLEST: f64 = 0.85;
/// Loading and checking all of them, in milliseconds.
const TO_LOAD: f64 = 200.0;
/// How often loading is measured once everything it needs is warm.
const LOADS: usize = 15;

/// Measures intake under every profile.
#[derive(Parser)]
#[command(name = "bench-profiles")]
struct Options {
    /// Rows of the feed
    #[arg(long, default_value_t = 50_000)]
    rows: u64,
    /// How often each is measured, one profile after the other; the median counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// These profiles and the simplest one only
    #[arg(long, value_delimiter = ',')]
    profiles: Vec<String>,
}

fn main() -> ExitCode {
    ended(run(&Options::parse()))
}

/// One profile and what came of it.
struct Measured {
    name: &'static str,
    /// Contact rules and pathways.
    rules: usize,
    /// Rows per second.
    intake: Vec<f64>,
    /// Processor seconds, which a busy machine changes less.
    processor: Vec<f64>,
    /// How many of the rows came to a case of their own.
    cases: u64,
}

fn run(options: &Options) -> Result<()> {
    // Before anything else has run, as at the start of the program.
    let cold = load_all()?;
    let warm: Vec<f64> = (0..LOADS).map(|_| load_all()).collect::<Result<_>>()?;
    let mut measured = profiles()?;
    let (simplest, fewest) =
        measured.iter().min_by_key(|one| one.rules).map(|one| (one.name, one.rules)).ok_or("no profile comes with the program")?;
    let count = measured.len();
    if let Some(unknown) = options.profiles.iter().find(|asked| !measured.iter().any(|one| one.name == **asked)) {
        return Err(format!("no profile of the name {unknown} comes with the program").into());
    }
    measured.retain(|one| options.profiles.is_empty() || one.name == simplest || options.profiles.iter().any(|asked| asked == one.name));

    let databases = Databases::new()?;
    let feed = feed::write(databases.folder(), options.rows, "")?;
    for round in 1..=options.runs {
        // There and back, so that a machine that grows slower is no profile's loss.
        let back = round % 2 == 0;
        let length = measured.len();
        for at in (0..length).map(|at| if back { length - 1 - at } else { at }) {
            let Some(one) = measured.get_mut(at) else { continue };
            let database = databases.fresh(Engine::Sqlite)?;
            let before = machine::seconds_of_children()?;
            let taken_in = take_in(&feed, one.name, &database.url)?;
            one.processor.push(machine::seconds_of_children()? - before);
            one.intake.push(feed.rows as f64 / taken_in.seconds);
            let cases: i64 = Db::open_as_is(&database.url)?.read_now(|c| c.one("SELECT count(*) FROM cases", &[]))?;
            one.cases = cases.unsigned_abs();
            eprintln!("run {round}, {}: {:.2} s", one.name, taken_in.seconds);
        }
    }

    println!("{}", table(&measured, simplest));
    println!("The simplest is {simplest}, with the fewest rules (contact rules and pathways): {fewest}.\n");
    let mut loading = Table::new(["loading and checking".to_owned(), format!("ms (aim < {TO_LOAD})")]);
    let milliseconds = |figure: f64| judged(format!("{figure:.1}"), figure < TO_LOAD);
    loading.row([format!("all {count}, the first time"), milliseconds(cold)]);
    loading.row([format!("all {count}, again (median of {LOADS})"), milliseconds(median(&warm))]);
    println!("{loading}");
    println!("{}", machine::facts());
    let version = databases.fresh(Engine::Sqlite)?.version()?;
    let crime = if feed.real { "real recorded crime" } else { "made-up recorded crime, as no real one is at hand" };
    println!(
        "{version}. Invented victims of {crime}, {} rows; the median of each (slowest to fastest), runs: {}.",
        thousands(feed.rows),
        options.runs
    );
    Ok(())
}

/// How many milliseconds it takes to load and check every version of every profile, policies included.
fn load_all() -> Result<f64> {
    let started = Instant::now();
    for name in Profile::shipped_names() {
        Versions::find(name)?;
    }
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

fn profiles() -> Result<Vec<Measured>> {
    let of = |name| {
        let profile = Profile::find(name)?;
        let rules = profile.desks.iter().map(|desk| desk.contact.len()).sum::<usize>() + profile.pathways.len();
        Ok(Measured { name, rules, intake: Vec::new(), processor: Vec::new(), cases: 0 })
    };
    Profile::shipped_names().map(of).collect()
}

fn table(measured: &[Measured], simplest: &str) -> Table {
    let mut table = Table::new([
        "profile".to_owned(),
        "rules".to_owned(),
        "cases".to_owned(),
        "intake, rows/s".to_owned(),
        format!("of the simplest (aim ≥ {OF_THE_SIMPLEST})"),
        "processor, s".to_owned(),
    ]);
    let floor = measured.iter().find(|one| one.name == simplest).map_or(f64::NAN, |one| median(&one.intake));
    for one in measured {
        let ratio = median(&one.intake) / floor;
        table.row([
            one.name.to_owned(),
            one.rules.to_string(),
            thousands(one.cases),
            spread(&one.intake),
            judged(format!("{ratio:.2}"), ratio >= OF_THE_SIMPLEST),
            format!("{:.2}", median(&one.processor)),
        ]);
    }
    table
}
