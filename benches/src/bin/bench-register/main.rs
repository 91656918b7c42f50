//! The engine by itself, within one process: what it costs to hold everybody in memory and to ask about one new record; and to link two files at once.
//! Prints one line of JSON; `bench-linkage` runs it and puts the figures in its table.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use benches::figures::of_a_thousand;
use benches::{Result, ended};
use clap::{Parser, ValueEnum};
use linkage::{Field, Files, Layout, Model, Register};
use serde_json::{Value, json};

/// Candidates asked for, as many as a person would look at.
const CANDIDATES: usize = 5;
/// Look-ups before any is counted.
const WARM_UP: usize = 1_000;

/// Measures the engine within one process.
#[derive(Parser)]
#[command(name = "bench-register")]
struct Options {
    /// One new record at a time against everybody, or two files at once
    what: What,
    register: PathBuf,
    incoming: PathBuf,
    /// What is true of them: then it is said how many likeliest ones are the right ones
    #[arg(long)]
    truth: Option<PathBuf>,
    /// How many are asked about
    #[arg(long, default_value_t = 20_000)]
    lookups: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    One,
    Batch,
}

fn main() -> ExitCode {
    ended(run(&Options::parse()))
}

fn run(options: &Options) -> Result<()> {
    let told = match options.what {
        What::One => one(options)?,
        What::Batch => batch(options)?,
    };
    println!("{told}");
    Ok(())
}

/// A file, and which of its columns are fields that the engine knows.
struct File {
    reader: csv::Reader<std::fs::File>,
    columns: Vec<usize>,
    fields: Vec<Field>,
}

impl File {
    fn open(file: &Path) -> Result<Self> {
        let mut reader = csv::Reader::from_path(file)?;
        let known = reader.headers()?.iter().enumerate().filter_map(|(at, heading)| Some((at, Field::guess(heading)?)));
        let (columns, fields) = known.unzip();
        Ok(Self { reader, columns, fields })
    }

    /// Hands over the first column and the fields of every record.
    fn each(mut self, mut take: impl FnMut(&str, &[&str]) -> bool) -> Result<()> {
        let mut record = csv::StringRecord::new();
        while self.reader.read_record(&mut record)? {
            let values: Vec<&str> = self.columns.iter().map(|at| record.get(*at).unwrap_or_default()).collect();
            if !take(record.get(0).unwrap_or_default(), &values) {
                break;
            }
        }
        Ok(())
    }
}

fn read_both(both: &mut Files, files: &[PathBuf]) -> Result<()> {
    for (number, file) in files.iter().enumerate() {
        File::open(file)?.each(|_, values| {
            if number == 0 {
                both.register(values.iter().copied());
            } else {
                both.incoming(values.iter().copied());
            }
            true
        })?;
    }
    Ok(())
}

/// Everybody into memory, then one new record after the other.
fn one(options: &Options) -> Result<Value> {
    let file = File::open(&options.register)?;
    let layout = Layout::new(file.fields.clone())?;
    let mut register: Register<u32> = Register::new(&layout, Model::uk().suited(&layout)?);
    let (before, processor, started) = (memory("VmRSS:"), processor_seconds()?, Instant::now());
    let mut count = 0;
    register.fill();
    file.each(|_, values| {
        register.put(count, &[values]);
        count += 1;
        true
    })?;
    register.pack();
    let (load, load_cpu, held) = (started.elapsed().as_secs_f64(), processor_seconds()? - processor, memory("VmRSS:"));

    let mut asked: Vec<(String, Vec<String>)> = Vec::new();
    File::open(&options.incoming)?.each(|id, values| {
        asked.push((id.to_owned(), values.iter().map(|value| (*value).to_owned()).collect()));
        asked.len() < WARM_UP + options.lookups
    })?;
    let (mut took, mut likeliest) = (Vec::new(), Vec::new());
    for (number, (_, values)) in asked.iter().enumerate() {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let started = Instant::now();
        let found = register.best(&values, CANDIDATES);
        let nanoseconds = u32::try_from(started.elapsed().as_nanos()).unwrap_or(u32::MAX);
        likeliest.push(found.first().map(|found| found.id));
        if number >= WARM_UP {
            took.push(nanoseconds);
        }
    }
    took.sort_unstable();
    let milliseconds = |thousandth: usize| f64::from(of_a_thousand(&took, thousandth)) / 1e6;
    Ok(json!({
        "register": count,
        "load_seconds": load,
        "load_cpu_seconds": load_cpu,
        "held_mb": held.saturating_sub(before),
        "peak_rss_mb": memory("VmHWM:"),
        "lookups": took.len(),
        "median_ms": milliseconds(500),
        "p99_ms": milliseconds(990),
        "slowest_ms": milliseconds(1000),
        "right": options.truth.as_ref().map(|truth| right(options, truth, &asked, &likeliest)).transpose()?,
    }))
}

/// Of the asked who are registered, how many had the right one named first.
fn right(options: &Options, truth: &Path, asked: &[(String, Vec<String>)], likeliest: &[Option<u32>]) -> Result<f64> {
    let mut of: HashMap<String, String> = HashMap::new();
    let mut reader = csv::Reader::from_path(truth)?;
    for record in reader.records() {
        let record = record?;
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        if !cell(1).is_empty() {
            of.insert(cell(1), cell(0));
        }
    }
    let mut places: HashMap<String, u32> = HashMap::new();
    let mut place = 0;
    File::open(&options.register)?.each(|id, _| {
        if let Some(asked) = of.get(id) {
            places.insert(asked.clone(), place);
        }
        place += 1;
        true
    })?;
    let judged: Vec<bool> = asked.iter().zip(likeliest).filter_map(|((id, _), found)| Some(*found == Some(*places.get(id)?))).collect();
    Ok(judged.iter().filter(|right| **right).count() as f64 / judged.len() as f64)
}

/// Two files at once: what each step costs a processor.
fn batch(options: &Options) -> Result<Value> {
    let files = [options.register.clone(), options.incoming.clone()];
    let layout = Layout::new(File::open(&options.register)?.fields)?;
    let trained = Model::uk().suited(&layout)?;
    let mut last = processor_seconds()?;
    let mut step = || -> Result<f64> {
        let now = processor_seconds()?;
        let step = now - last;
        last = now;
        Ok(step)
    };
    let mut both = Files::new(layout);
    read_both(&mut both, &files)?;
    let read = step()?;
    let pairs = both.pairs(Some(&trained));
    let compare = step()?;
    let likely = pairs.weighed(&trained).filter(|(_, weighed)| weighed.probability >= 0.01).count();
    let weigh = step()?;
    let model = both.train(&pairs);
    let train = step()?;
    drop(model);
    Ok(json!({
        "pairs": pairs.len(),
        "likely": likely,
        "read_cpu_seconds": read,
        "compare_cpu_seconds": compare,
        "weigh_cpu_seconds": weigh,
        "train_cpu_seconds": train,
        "pairs_per_cpu_second": pairs.len() as f64 / (compare + weigh),
    }))
}

/// What this process holds, in MB.
fn memory(which: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(which));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// What all threads of this process have had of processors so far.
fn processor_seconds() -> Result<f64> {
    let mut nanoseconds = 0_u64;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds +=
            text.split(' ').next().and_then(|word| word.parse::<u64>().ok()).ok_or("the machine does not tell processor time")?;
    }
    Ok(nanoseconds as f64 / 1e9)
}
