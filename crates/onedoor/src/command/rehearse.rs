//! `onedoor profile rehearse`: a feed decided under two versions of a hub's rules, to see whose offer changes and how the work moves before
//! anybody is bound by it.

mod changes;
mod ends;
mod fate;
mod tell;
mod work;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use access::Walls;
use clap::Args;
use indicatif::ProgressBar;
use intake::place::Placed;
use intake::read::Doubt;
use intake::rehearse::{Received, Trial};
use intake::transfer::Watch;
use jiff::Timestamp;
use kernel::{Clock, Source, SystemClock};
use profile::Profile;
use store::Db;
use vault::{Keys, SystemSecrets, Vault};

use crate::command::Error;
use crate::command::intake::{create, is_a_file, is_same_file, moment, source, tell_doubts};
use crate::command::scratch::Scratch;
use changes::Changes;
use fate::Fate;
use work::Work;

/// What a rehearsal is asked for.
#[derive(Args)]
pub struct Rehearse {
    /// The feed: CSV or JSON Lines, plain or gzip-compressed
    feed: PathBuf,
    /// The rules as they are: one that ships with the program, or a folder, and perhaps the day of a version
    #[arg(long, value_name = "NAME|FOLDER[@DATE]")]
    from: String,
    /// The rules as they would be
    #[arg(long, value_name = "NAME|FOLDER[@DATE]")]
    to: String,
    /// The moment at which all rows come in; otherwise each comes in on the morning after the day on which it was recorded
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
    /// By which door they come
    #[arg(long, default_value = "police", value_parser = source)]
    source: Source,
    /// Write every row that changes here, as CSV with nothing about the person
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object on the last line
    #[arg(long)]
    json: bool,
}

/// What came of the feed under one version of the rules.
pub struct Side {
    /// What was asked for, `example@2026-04-01`.
    asked: String,
    profile: Arc<Profile>,
    /// Of every row, in the order of the file.
    fates: Vec<Fate>,
    work: Work,
}

impl Rehearse {
    pub fn run(self) -> Result<ExitCode, Error> {
        let started = Instant::now();
        is_a_file(&self.feed)?;
        if self.out.as_ref().is_some_and(|out| is_same_file(out, &self.feed)) {
            return Err("--out names the feed itself, which would be lost: name another file".into());
        }
        // Both before anything is decided, so that a slip in the second is told at once.
        let (from, to) = (Profile::find(&self.from)?, Profile::find(&self.to)?);
        let now = SystemClock.now();
        let received = self.as_of.map_or(Received::MorningAfter { now }, Received::At);
        let (from, columns) = self.decide(&self.from, from, received)?;
        let (to, _) = self.decide(&self.to, to, received)?;
        let changes = Changes::between(&from.fates, &to.fates)?;
        if let Some(out) = &self.out {
            changes.write(create(out)?)?;
        }
        let told = tell::Told { from: &from, to: &to, changes: &changes, received, source: self.source, columns: &columns };
        tell_doubts(&columns.doubts);
        if self.json {
            println!("{}", told.as_json(started.elapsed().as_secs_f64()));
        } else {
            print!("{}", told.in_words(&self.feed, self.out.as_deref()));
        }
        if told.was_anything_read() {
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("onedoor: no row of the feed could be read, so nothing was rehearsed");
        Ok(ExitCode::FAILURE)
    }

    /// Decides the feed under these rules in a hub that knows nobody yet and is thrown away.
    fn decide(&self, asked: &str, profile: Profile, received: Received) -> Result<(Side, Columns), Error> {
        let scratch = Scratch::new()?;
        let db = Db::open(&scratch.url())?;
        let vault = Vault::new(Keys::generate(&SystemSecrets)?, Arc::new(SystemSecrets));
        let profile = Arc::new(profile);
        let trial = Trial {
            source: self.source,
            walls: Walls::new(profile.organisation.clone(), vault)?,
            profile: Arc::clone(&profile),
            bytes_read: Arc::default(),
        };
        let mut watch = Fates { all: Vec::new(), columns: Columns::default(), bar: bar(asked) };
        let due = intake::rehearse::rehearse(&db, Path::new(&self.feed), &trial, received, &mut watch)?;
        if let Some(bar) = &watch.bar {
            bar.finish_and_clear();
        }
        let Fates { all: mut fates, columns, .. } = watch;
        fates.sort_by_key(|fate| fate.number);
        Ok((Side { asked: asked.to_owned(), profile, fates, work: Work::of(&due) }, columns))
    }
}

/// Columns that the feed does not know.
#[derive(Default)]
pub struct Columns {
    /// All of them.
    unknown: Vec<String>,
    /// Those that may be a slip.
    doubts: Vec<Doubt>,
}

struct Fates {
    all: Vec<Fate>,
    columns: Columns,
    bar: Option<ProgressBar>,
}

fn bar(asked: &str) -> Option<ProgressBar> {
    use std::io::IsTerminal;
    std::io::stderr().is_terminal().then(|| ProgressBar::new_spinner().with_prefix(asked.to_owned()))
}

impl Watch for Fates {
    fn placed(&mut self, placed: &Placed) -> std::io::Result<()> {
        self.all.push(Fate::of(placed));
        if let Some(bar) = self.bar.as_ref().filter(|_| self.all.len().is_multiple_of(500)) {
            bar.set_message(format!("{} rows under {}", self.all.len(), bar.prefix()));
            bar.tick();
        }
        Ok(())
    }

    fn unknown_columns(&mut self, columns: &[String]) {
        self.columns.unknown = columns.to_vec();
    }

    fn doubtful_columns(&mut self, doubts: &[Doubt]) {
        self.columns.doubts = doubts.to_vec();
    }
}
