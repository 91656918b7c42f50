//! Runs of both engines over one set, each measured the same way: processor seconds of the whole process, and its most memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use benches::Result;
use benches::program::program;
use serde_json::Value;

use crate::score::{Score, score};
use crate::sets::{Places, Set, text};
use crate::truth::{Ids, read_links, read_truth};

/// What one run cost and how right it was.
#[derive(Debug, Clone)]
pub struct Run {
    pub score: Score,
    /// User and system, of all threads.
    pub cpu_seconds: f64,
    /// In MB.
    pub peak_rss_mb: f64,
    /// Candidate pairs that were scored.
    pub pairs: f64,
    /// Of the anchor: by phase.
    pub phases: BTreeMap<String, f64>,
    /// Of the anchor: median of asking about one new record, in milliseconds.
    pub lookup_ms: Option<f64>,
}

impl Run {
    /// Processor seconds of a phase of the anchor; not a number where there is none.
    pub fn phase(&self, name: &str) -> f64 {
        self.phases.get(name).copied().unwrap_or(f64::NAN)
    }
}

fn figures(file: &Path) -> Result<Value> {
    Ok(serde_json::from_slice(&std::fs::read(file)?)?)
}

fn number(figures: &Value, name: &str) -> Result<f64> {
    figures.get(name).and_then(Value::as_f64).ok_or_else(|| format!("no {name} was told").into())
}

fn judged(set: &Set, links: &Path) -> Result<Score> {
    let mut ids = Ids::default();
    let truth = read_truth(&set.truth, &mut ids)?;
    Ok(score(&read_links(links, &mut ids)?, &truth))
}

/// The anchor, in one of its two configurations.
///
/// # Errors
/// When it fails.
pub fn anchor(places: &Places, set: &Set, configuration: &str, lookups: u32) -> Result<Run> {
    let (links, told) = outputs(places, set, configuration);
    let mut arguments = vec![if set.files.len() == 1 { "dedupe" } else { "link" }.to_owned()];
    arguments.extend(set.files.iter().map(|file| text(file)));
    arguments.extend(["--set", if set.is_febrl { "febrl" } else { "uk" }, "--config", configuration].map(str::to_owned));
    arguments.extend(["--out".into(), text(&links), "--json".into(), text(&told), "--lookups".into(), lookups.to_string()]);
    places.run("anchor.py", &arguments)?;
    let told = figures(&told)?;
    let phases = told.get("cpu").and_then(Value::as_object).into_iter().flatten();
    Ok(Run {
        score: judged(set, &links)?,
        cpu_seconds: number(&told, "cpu_seconds")?,
        peak_rss_mb: number(&told, "peak_rss_mb")?,
        pairs: number(&told, "pairs")?,
        phases: phases.filter_map(|(name, seconds)| Some((name.clone(), seconds.as_f64()?))).collect(),
        lookup_ms: told.get("lookup_ms").and_then(|lookup| number(lookup, "median").ok()),
    })
}

/// `onedoor link`: once for every pair, which is judged, and once for the best link of each, which is what costs.
///
/// # Errors
/// When it fails.
pub fn ours(places: &Places, set: &Set) -> Result<Run> {
    let (links, told) = outputs(places, set, "ours");
    let mut command = vec![text(&program()?), "link".to_owned()];
    command.extend((set.files.len() == 1).then(|| "--dedupe".to_owned()));
    command.extend(set.files.iter().map(|file| text(file)));
    let run = |file: &Path, more: &[&str]| -> Result<Value> {
        let mut arguments = vec![text(&told)];
        arguments.extend(command.iter().cloned());
        arguments.extend(["--json".to_owned(), "--out".to_owned(), text(file)]);
        arguments.extend(more.iter().map(|word| (*word).to_owned()));
        places.run("measured.py", &arguments)?;
        figures(&told)
    };
    let every = run(&links, &[])?;
    let cost = if set.files.len() == 1 { every } else { run(&links.with_extension("best.csv"), &["--best"])? };
    Ok(Run {
        score: judged(set, &links)?,
        cpu_seconds: number(&cost, "cpu_seconds")?,
        peak_rss_mb: number(&cost, "peak_rss_mb")?,
        pairs: cost.get("said").map_or(Ok(f64::NAN), |said| number(said, "pairs"))?,
        phases: BTreeMap::new(),
        lookup_ms: None,
    })
}

/// Where links and figures of a run are written.
fn outputs(places: &Places, set: &Set, by: &str) -> (PathBuf, PathBuf) {
    let file = |ending: &str| places.folder.join(format!("{}-{by}.{ending}", set.name));
    (file("links.csv"), file("figures.json"))
}
