//! `onedoor link`: two files, or one with itself, linked without a database.

mod answer;
mod fields;
mod ids;
mod map;
mod table;

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressBarIter, ProgressStyle};
use linkage::{Explanation, Files, Layout, Link as Pair, Model, Pairs};

use self::fields::{Columns, Headed};
use self::ids::Ids;
use self::map::Map;
use self::table::{Table, TableFault};
use crate::command::{Error, used};

#[derive(Args)]
#[command(
    after_help = "Examples:\n  onedoor link register.csv incoming.csv --out links.csv --best\n  onedoor link --dedupe records.csv --out pairs.csv --clusters clusters.csv\n\nA --fields file says what columns are whose headings do not say it, a line each:\n  surname = \"name\"\n  ref_no = \"identifier\"\n  case_number = \"id\"\n  remarks = \"ignore\"\n  alias = { as = \"name\", part = \"family\" }\nThe words are name, date, identifier, place, text, category, phone, email, postcode, address; id; ignore."
)]
pub struct Link {
    /// The records that are known: CSV with headings, and an id for each record
    #[arg(required_unless_present = "dedupe", conflicts_with = "dedupe")]
    register: Option<PathBuf>,
    /// The records to find among them
    #[arg(required_unless_present = "dedupe", conflicts_with = "dedupe")]
    incoming: Option<PathBuf>,
    /// Link the records of one file with each other instead
    #[arg(long, value_name = "FILE")]
    dedupe: Option<PathBuf>,
    /// Where the links go: id_l,id_r,probability,class
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// What columns are whose headings do not say it
    #[arg(long, value_name = "MAP.toml")]
    fields: Option<PathBuf>,
    /// Use the model in this file and learn nothing; where there is no such file, learn as always and write it
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Leave out pairs that are less probable than this
    #[arg(long, value_name = "P", default_value = "0.01", value_parser = probability)]
    threshold: f64,
    /// Keep only the best link of each incoming record
    #[arg(long, conflicts_with_all = ["one_to_one", "dedupe"])]
    best: bool,
    /// Keep at most one link for each record of either file, the most probable first
    #[arg(long, conflicts_with = "dedupe")]
    one_to_one: bool,
    /// Write which records are of one person: id,cluster, where a cluster is named by its first record
    #[arg(long, value_name = "FILE", conflicts_with = "register")]
    clusters: Option<PathBuf>,
    /// Links that are less probable than this make no cluster
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = probability)]
    cluster_threshold: f64,
    /// Say of each link what each field weighs
    #[arg(long)]
    explain: bool,
    /// Print one JSON object on the last line
    #[arg(long)]
    json: bool,
}

/// Fewer pairs say too little of how often each level is met in each class.
const ENOUGH_TO_LEARN: usize = 5_000;

fn probability(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| "it is a probability, from 0 to 1".to_owned())
}

impl Link {
    pub fn run(self) -> Result<ExitCode, Error> {
        let started = Instant::now();
        self.spare_the_records()?;
        let map = self.fields.as_deref().map(read_map).transpose()?.unwrap_or_default();
        let inputs: Vec<&Path> = [&self.register, &self.incoming, &self.dedupe].into_iter().filter_map(Option::as_deref).collect();
        let bar = bar(&inputs);
        let mut opened = Vec::new();
        for path in &inputs {
            let file = File::open(path).map_err(|error| format!("{} cannot be opened: {error}", path.display()))?;
            opened.push(Table::new(bar.wrap_read(file)).map_err(|fault| in_file(path, &fault))?);
        }
        let headed = |(path, table)| Headed { file: name(path), headings: Table::headings(table) };
        let headed: Vec<Headed<'_>> = inputs.iter().copied().zip(&opened).map(headed).collect();
        let plan = fields::plan(&headed, &map)?;
        drop(headed);
        plan.told.iter().for_each(|line| bar.suspend(|| eprintln!("onedoor: {line}")));
        let known = self.known_model()?.map(|model| model.suited(&plan.layout)).transpose();
        let known = known.map_err(|fault| in_file(self.model.as_deref().unwrap_or(Path::new("")), &fault))?;

        let of_one = self.dedupe.is_some();
        let mut files = if of_one { Files::of_one(plan.layout.clone()) } else { Files::new(plan.layout.clone()) };
        let mut ids = Vec::new();
        for (number, ((path, table), columns)) in inputs.iter().zip(opened).zip(&plan.columns).enumerate() {
            let take = |values: &mut dyn Iterator<Item = &str>| if number == 0 { files.register(values) } else { files.incoming(values) };
            ids.push(read(path, table, columns, &bar, take)?);
        }
        bar.set_message("comparing");
        let (pairs, model) = self.compare(&mut files, &plan.layout, known, &bar)?;
        bar.finish_and_clear();
        let found = self.write(&pairs, &model, &ids)?;
        self.report(&ids, pairs.len(), found, started);
        // What was kept is given back all at once when the program ends.
        std::mem::forget((files, pairs, ids));
        Ok(ExitCode::SUCCESS)
    }

    /// What is written never goes over what is read, nor is anything read before it is known where the answer can go.
    fn spare_the_records(&self) -> Result<(), Error> {
        let outputs = [("--out", Some(&self.out)), ("--clusters", self.clusters.as_ref()), ("--model", self.model.as_ref())];
        let outputs: Vec<(&str, &PathBuf)> = outputs.into_iter().filter_map(|(option, path)| Some((option, path?))).collect();
        for (number, (option, path)) in outputs.iter().enumerate() {
            let mut inputs = [&self.register, &self.incoming, &self.dedupe, &self.fields].into_iter().flatten();
            if inputs.any(|input| is_same_file(input, path)) {
                return Err(format!("{option} names a file that is read, which would be lost: name another").into());
            }
            if let Some((other, _)) = outputs.iter().skip(number + 1).find(|(_, other)| other == path || is_same_file(other, path)) {
                return Err(format!("{option} and {other} name the same file: name two").into());
            }
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) {
                return Err(format!("{}: there is no such folder for {option}", path.display()).into());
            }
        }
        Ok(())
    }

    fn known_model(&self) -> Result<Option<Model>, Error> {
        let Some(path) = self.model.as_deref() else { return Ok(None) };
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(Model::read(&text).map_err(|fault| in_file(path, &fault))?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{} cannot be read: {error}", path.display()).into()),
        }
    }

    /// Finds the pairs, and what weighs them: the model that is known, or one learned from the pairs, or the one that comes with the program.
    fn compare(&self, files: &mut Files, layout: &Layout, known: Option<Model>, bar: &ProgressBar) -> Result<(Pairs, Model), Error> {
        let tell = |line: &str| bar.suspend(|| eprintln!("onedoor: {line}"));
        let pairs = files.pairs(known.as_ref());
        if let Some(model) = known {
            return Ok((pairs, model));
        }
        let found = pairs.len();
        let shipped = if found < ENOUGH_TO_LEARN { Model::uk().suited(layout).ok() } else { None };
        let (pairs, model) = match shipped {
            Some(model) => {
                tell(&format!("{found} pairs are too few to learn from; the model that comes with the program weighs them"));
                (files.pairs(Some(&model)), model)
            }
            None => {
                if found < ENOUGH_TO_LEARN {
                    tell(&format!("only {found} pairs to learn from: look at the links before you rely on them, or give a --model"));
                }
                let model = files.train(&pairs);
                (pairs, model)
            }
        };
        if let Some(path) = self.model.as_deref() {
            std::fs::write(path, model.to_text()).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
            tell(&format!("the model is in {}", path.display()));
        }
        Ok((pairs, model))
    }

    /// Writes what was found; how many links.
    fn write(&self, pairs: &Pairs, model: &Model, ids: &[Ids]) -> Result<usize, Error> {
        let (Some(left), Some(right)) = (ids.first(), ids.last()) else { return Ok(0) };
        let probable = |(pair, weighed): (_, linkage::Weighed)| (weighed.probability >= self.threshold).then(|| Pair::of(pair, &weighed));
        let mut links: Vec<Pair> = pairs.weighed(model).filter_map(probable).collect();
        if let Some(path) = &self.clusters {
            answer::clusters(path, &linkage::clusters(&links, self.cluster_threshold, left.len()), left)?;
        }
        if self.best {
            links = linkage::best_link(&links);
        } else if self.one_to_one {
            links = linkage::one_to_one(&links);
        }
        linkage::in_file_order(&mut links);
        answer::links(&self.out, &links, left, right)?;
        if self.explain {
            self.explain(pairs, model, &links, (left, right))?;
        }
        Ok(links.len())
    }

    fn explain(&self, pairs: &Pairs, model: &Model, links: &[Pair], (left, right): (&Ids, &Ids)) -> Result<(), Error> {
        let place = |link: &Pair| (link.left, link.right);
        let mut kept: Vec<_> = pairs.weighed(model).filter(|(_, weighed)| weighed.probability >= self.threshold).collect();
        kept.retain(|(pair, _)| links.binary_search_by_key(&(pair.left, pair.right), place).is_ok());
        kept.sort_unstable_by_key(|(pair, _)| (pair.left, pair.right));
        let mut out = std::io::stdout().lock();
        for (pair, weighed) in kept {
            let explanation = Explanation::of_weighed(model, &weighed);
            writeln!(out, "{}", answer::explanation(&explanation, left.get(pair.left as usize), right.get(pair.right as usize)))?;
        }
        Ok(())
    }

    fn report(&self, ids: &[Ids], compared: usize, links: usize, started: Instant) {
        let register = ids.first().map_or(0, Ids::len);
        let incoming = ids.get(1).map_or(0, Ids::len);
        let seconds = started.elapsed().as_secs_f64();
        if self.json {
            let round = |number: f64| (number * 1000.0).round() / 1000.0;
            println!(
                "{}",
                serde_json::json!({"register": register, "incoming": incoming, "pairs": links, "compared": compared, "seconds": round(seconds),
                    "cpu_seconds": used::cpu_seconds().map(round), "peak_rss_mb": used::peak_rss_mb()})
            );
        } else {
            let records = if self.dedupe.is_some() { format!("{register} records") } else { format!("{register} and {incoming} records") };
            println!("{records}: {compared} pairs compared, {links} written to {}, in {seconds:.1} s", self.out.display());
        }
    }
}

/// Reads a file's records to the end, and gives on their values; their ids.
fn read(
    path: &Path,
    mut table: Table<ProgressBarIter<File>>,
    columns: &Columns,
    bar: &ProgressBar,
    mut take: impl FnMut(&mut dyn Iterator<Item = &str>),
) -> Result<Ids, Error> {
    let mut ids = Ids::default();
    while let Some(record) = table.next().map_err(|fault| in_file(path, &fault))? {
        let id = record.value(columns.id);
        if id.is_empty() {
            return Err(format!("{}: line {}: a record without an id: give it one", path.display(), record.line).into());
        }
        ids.push(id).map_err(|fault| in_file(path, &fault))?;
        take(&mut columns.values.iter().map(|column| column.map_or("", |column| record.value(column))));
    }
    if let Some((first, second)) = ids.twice() {
        let (first, second) = lines_of(path, first, second).map_err(|fault| in_file(path, &fault))?;
        return Err(format!("{}: lines {first} and {second} have the same id: each record needs its own", path.display()).into());
    }
    let tell = |count: u64, what: &str| {
        if count > 0 {
            bar.suspend(|| eprintln!("onedoor: {}: {count} records {what}", path.display()));
        }
    };
    tell(table.short, "have fewer values than there are headings; what is missing counts as not known");
    tell(table.latin, "are not UTF-8 and were read as Latin-1");
    Ok(ids)
}

/// The lines of two records, which is asked for only when they are to be told.
fn lines_of(path: &Path, first: usize, second: usize) -> Result<(u64, u64), TableFault> {
    let mut table = Table::new(File::open(path)?)?;
    let (mut lines, mut place) = ((0, 0), 0);
    while let Some(record) = table.next()? {
        if place == first {
            lines.0 = record.line;
        }
        if place == second {
            lines.1 = record.line;
            break;
        }
        place += 1;
    }
    Ok(lines)
}

fn read_map(path: &Path) -> Result<Map, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Ok(Map::read(&text).map_err(|fault| in_file(path, &fault))?)
}

fn in_file(path: &Path, fault: &dyn std::error::Error) -> String {
    let colon = if fault.to_string().starts_with("line ") { ":" } else { "" };
    format!("{}{colon} {fault}", path.display())
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// A bar over what is read, on a terminal.
fn bar(inputs: &[&Path]) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bytes = inputs.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|metadata| metadata.len()).sum();
    let bar = ProgressBar::new(bytes);
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {elapsed} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style);
    bar.set_message("reading");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
