//! `onedoor link` against Splink 5 beside it on the same machine: how right, how fast, how much memory; by group of people, and on sets that
//! differ in how many live together and how much is mistyped.

mod engine;
mod report;
mod runs;
mod score;
mod sets;
mod truth;

use std::path::PathBuf;
use std::process::ExitCode;

use benches::table::{Table, thousands};
use benches::{Result, ended, machine};
use clap::Parser;

use crate::report::{Aim, As, Report};
use crate::runs::Run;
use crate::sets::{Changed, Places, Set};

/// The anchor's configurations.
const CONFIGURATIONS: [&str; 2] = ["expert", "plain"];
/// Shares of the incoming who are new and live with somebody registered; the generator's own is .12.
const HOUSEMATES: [f64; 3] = [0.05, 0.15, 0.25];
/// What rates of slips are multiplied by.
const ERRORS: [f64; 2] = [0.5, 2.0];

/// Measures linking against Splink 5.
#[derive(Parser)]
#[command(name = "bench-linkage")]
struct Options {
    /// Sets: febrl3, febrl4, uk100k, uk1m
    #[arg(long, value_delimiter = ',', default_value = "febrl4,febrl3,uk100k,uk1m")]
    sets: Vec<String>,
    /// The seed of the sets of the UK: 7 for a report, others while trying things out
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Leave the sets with more house-mates or more slips out
    #[arg(long)]
    no_changed: bool,
    /// Leave the anchor out
    #[arg(long)]
    no_anchor: bool,
    /// Leave ours out
    #[arg(long)]
    no_ours: bool,
    /// How many single records the anchor is asked about
    #[arg(long, default_value_t = 21)]
    lookups: u32,
    /// How many are registered when load time and memory are measured
    #[arg(long, value_delimiter = ',', default_value = "1000000,3000000")]
    registers: Vec<u64>,
    /// Python, with what benches/linkage/requirements.txt names
    #[arg(long, default_value = "target/linkage-python/bin/python")]
    python: PathBuf,
    /// The folder of the scripts
    #[arg(long, default_value = "benches/linkage")]
    scripts: PathBuf,
    /// The generator of invented people of the UK
    #[arg(long, default_value = "../shared/tools/linkage/gen_uk.py")]
    generator: PathBuf,
    /// Where the sets are kept
    #[arg(long, default_value = "target/linkage-data")]
    folder: PathBuf,
}

fn main() -> ExitCode {
    ended(run(Options::parse()))
}

/// Both engines on one set.
struct Both {
    anchor: Vec<Run>,
    ours: Option<Run>,
}

impl Both {
    fn over(options: &Options, places: &Places, set: &Set, lookups: u32) -> Result<Self> {
        let mut both = Self { anchor: Vec::new(), ours: None };
        for configuration in CONFIGURATIONS.into_iter().filter(|_| !options.no_anchor) {
            eprintln!("{}: Splink, {configuration}", set.name);
            both.anchor.push(runs::anchor(places, set, configuration, lookups)?);
        }
        if !options.no_ours {
            eprintln!("{}: ours", set.name);
            both.ours = Some(runs::ours(places, set)?);
        }
        Ok(both)
    }

    fn row(&self, report: &mut Report, what: &str, figure: impl Fn(&Run) -> f64, aim: Option<Aim>, written: As) {
        let anchor: Vec<f64> = self.anchor.iter().map(&figure).collect();
        report.row(what, &anchor, self.ours.as_ref().map(&figure), aim, written);
    }
}

fn run(options: Options) -> Result<()> {
    let places = Places {
        python: options.python.clone(),
        scripts: options.scripts.clone(),
        generator: options.generator.clone(),
        folder: options.folder.clone(),
    };
    let (mut report, mut more) = (Report::new(), Vec::new());
    for name in &options.sets {
        match name.as_str() {
            "febrl4" => {
                let both = Both::over(&options, &places, &places.febrl(4)?, 0)?;
                both.row(&mut report, "FEBRL 4, one-to-one F1", |run| run.score.one_to_one_f1, Some(Aim::AtLeast(1.0)), As::Share);
            }
            "febrl3" => {
                let both = Both::over(&options, &places, &places.febrl(3)?, 0)?;
                both.row(&mut report, "FEBRL 3, best F1", |run| run.score.pair_f1, Some(Aim::AtLeast(0.9992)), As::Share);
            }
            "uk100k" | "uk1m" => {
                let (register, lookups) = if name == "uk1m" { (1_000_000, options.lookups) } else { (100_000, 0) };
                match places.uk(register, options.seed, Changed::default())? {
                    Some(set) => more.extend(uk(&options, &places, &set, lookups, &mut report)?),
                    None => more.push(format!("{name} was left out: the generator of people of the UK is not there.\n")),
                }
            }
            other => return Err(format!("there is no set {other}: febrl3, febrl4, uk100k, uk1m").into()),
        }
    }
    if !options.no_changed {
        more.push(changed(&options, &places)?);
    }
    if !options.no_ours && !options.registers.is_empty() {
        more.push(registers(&options, &places)?);
    }
    println!("{report}");
    for text in more {
        println!("{text}");
    }
    println!("{} Sets of the UK with seed {}; everybody in them is invented.", machine::facts(), options.seed);
    println!(
        "Processor seconds are user and system, of all threads. Ours are of the whole program, from its start to its end, reading and writing"
    );
    println!("files included; Splink's are from reading to the best link, without starting Python and without writing.");
    Ok(())
}

fn uk(options: &Options, places: &Places, set: &Set, lookups: u32, report: &mut Report) -> Result<Option<String>> {
    let both = Both::over(options, places, set, lookups)?;
    report.accuracy(&set.name, &both.anchor, both.ours.as_ref());
    let name = &set.name;
    let is_large = set.name.starts_with("uk1m");
    let only_large = |aim: Aim| is_large.then_some(aim);
    both.row(report, &format!("{name}, end to end, processor time"), |run| run.cpu_seconds, only_large(Aim::AtMost(1.7)), As::Seconds);
    both.row(report, &format!("{name}, most memory"), |run| run.peak_rss_mb, only_large(Aim::AtMost(400.0)), As::Megabytes);
    if is_large {
        within(options, set, &both, report)?;
    }
    let best = both.anchor.iter().max_by(|a, b| a.score.best_link_f1.total_cmp(&b.score.best_link_f1));
    // The smaller one has too few people in its groups.
    let tells = is_large || !options.sets.iter().any(|set| set == "uk1m");
    Ok(both.ours.as_ref().filter(|_| tells).map(|ours| report::groups(name, best.map(|run| &run.score), &ours.score)))
}

/// What the engine costs by itself, files and program left aside.
fn within(options: &Options, set: &Set, both: &Both, report: &mut Report) -> Result<()> {
    let batch = (!options.no_ours).then(|| engine::measure("batch", set)).transpose()?;
    let one = (!options.no_ours).then(|| engine::measure("one", set)).transpose()?;
    let told = |told: &Option<engine::Told>, name: &str| told.as_ref().map(|told| told.number(name));
    let scoring: Vec<f64> = both.anchor.iter().map(|run| run.phase("score") + run.phase("best")).collect();
    let ours = told(&batch, "compare_cpu_seconds").zip(told(&batch, "weigh_cpu_seconds")).map(|(compare, weigh)| compare + weigh);
    report.row(&format!("{}, scoring with a trained model, processor time", set.name), &scoring, ours, Some(Aim::AtMost(0.5)), As::Seconds);
    let speeds: Vec<f64> = both.anchor.iter().map(|run| run.pairs / run.phase("score")).collect();
    let speed = told(&batch, "pairs_per_cpu_second");
    report.row("pairs found and scored per processor and second", &speeds, speed, Some(Aim::AtLeast(4e6)), As::Millions);
    let lookups: Vec<f64> = both.anchor.iter().filter_map(|run| run.lookup_ms).collect();
    report.row("one new record against 1,000,000, median", &lookups, told(&one, "median_ms"), Some(Aim::AtMost(0.2)), As::Milliseconds);
    report.row("one new record against 1,000,000, p99", &[], told(&one, "p99_ms"), Some(Aim::AtMost(2.0)), As::Milliseconds);
    Ok(())
}

/// Everybody in memory: how long it takes, how much it holds, and what a look-up costs then.
fn registers(options: &Options, places: &Places) -> Result<String> {
    let mut table = Table::new([
        "registered",
        "loaded in",
        "processor time",
        "held",
        "one new record, median",
        "p99",
        "slowest",
        "likeliest is the right one",
    ]);
    for &size in &options.registers {
        let Some(set) = places.uk(size, options.seed, Changed::default())? else {
            return Ok("Registers were left out: the generator of people of the UK is not there.\n".into());
        };
        eprintln!("{}: ours, within one process", set.name);
        let told = engine::measure("one", &set)?;
        table.row([
            thousands(size),
            As::Seconds.write(told.number("load_seconds")),
            As::Seconds.write(told.number("load_cpu_seconds")),
            As::Megabytes.write(told.number("held_mb")),
            As::Milliseconds.write(told.number("median_ms")),
            As::Milliseconds.write(told.number("p99_ms")),
            As::Milliseconds.write(told.number("slowest_ms")),
            As::Percent.write(told.number("right")),
        ]);
    }
    Ok(format!("Ours within one process, with the model that comes with it, reading the file included:\n\n{table}"))
}

/// How the figures move when more people live together or more is mistyped.
fn changed(options: &Options, places: &Places) -> Result<String> {
    let mut table = Table::new([
        "100,000 registered",
        "engine",
        "best-link F1",
        "recall at precision ≥ .99, best link",
        "house-mates falsely linked, at the best F1",
        "probability ≥ .5",
        "probability ≥ .95",
    ]);
    let housemates = HOUSEMATES
        .map(|share| (format!("{:.0} % unregistered house-mates", share * 100.0), Changed { housemates: Some(share), errors: None }));
    let errors = ERRORS.map(|factor| (format!("slips × {factor}"), Changed { housemates: None, errors: Some(factor) }));
    let own = ("as generated (12 %, × 1)".to_owned(), Changed::default());
    for (what, changed) in std::iter::once(own).chain(housemates).chain(errors) {
        let Some(set) = places.uk(100_000, options.seed, changed)? else {
            return Ok("Changed sets were left out: the generator of people of the UK is not there.\n".into());
        };
        let both = Both::over(options, places, &set, 0)?;
        let best = both.anchor.iter().max_by(|a, b| a.score.best_link_f1.total_cmp(&b.score.best_link_f1));
        for (engine, run) in [("Splink 5", best), ("ours", both.ours.as_ref())] {
            if let Some(Run { score, .. }) = run {
                let share = |figure: f64| As::Share.write(figure);
                let percent = |figure: f64| As::Percent.write(figure);
                table.row([
                    what.clone(),
                    engine.to_owned(),
                    share(score.best_link_f1),
                    share(score.best_link_recall_when_precise),
                    percent(score.housemates_at_best),
                    percent(score.housemates_when_even),
                    percent(score.housemates_likely),
                ]);
            }
        }
    }
    Ok(format!("When more people live together, or more is mistyped:\n\n{table}"))
}
