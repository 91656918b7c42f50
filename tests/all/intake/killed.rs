//! Killed at any moment and run again, an import ends in the very state of one that nobody disturbed.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use store::Db;
use testkit::databases::{Scratch, postgres, sqlite};

use super::program::{intake, program};
use super::{assert_same, state};

const ROWS: u64 = 6_000;

/// A month with re-sent rows, changed rows, duplicates and errors, and a few rows more that try to come twice.
pub struct Month {
    folder: tempfile::TempDir,
}

pub fn month() -> Month {
    let folder = tempfile::tempdir().unwrap();
    let recorded = synth::example_month("2026-10-01".parse().unwrap(), 9_000, 7);
    let mut feed = Vec::new();
    let options = synth::Options { seed: 7, rows: Some(ROWS), ..Default::default() };
    synth::write_feed(recorded.as_slice(), &mut feed, &options).unwrap();
    std::fs::File::create(folder.path().join("month.csv")).unwrap().write_all(&feed).unwrap();
    program();
    Month { folder }
}

impl Month {
    pub fn feed(&self) -> PathBuf {
        self.folder.path().join("month.csv")
    }
}

/// What an undisturbed run leaves.
pub fn undisturbed(month: &Month, scratch: &Scratch) -> BTreeMap<String, Vec<String>> {
    finish(&month.feed(), &scratch.url);
    let state = state(&scratch.db);
    assert_eq!(state["cases"].len(), state["cases"].iter().filter(|case| case.contains("reference=")).count());
    assert!(state["source_rows"].len() > 5_000 && state["cases"].len() > 3_000, "a month worth the trouble");
    state
}

/// Runs the import to its end.
pub fn finish(feed: &Path, url: &str) {
    let output = quiet(&mut intake(feed, url)).stderr(Stdio::piped()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdout(Stdio::null())
}

fn rows_kept(db: &Db) -> i64 {
    // While the tables are being made there are none.
    db.read_now(|c| c.one("SELECT count(*) FROM source_rows", &[])).unwrap_or(0)
}

/// When a run is killed: once so many rows are kept and then a while later.
struct Point {
    rows: i64,
    then: Duration,
}

/// Points spread over the whole of an import: while the program starts, and in each batch at another moment of it.
fn points(count: u32, batch: Duration) -> Vec<Point> {
    let rows = |n: u32| u32::try_from(ROWS).unwrap() / count * n / 1_000 * 1_000;
    (0..count).map(|n| Point { rows: rows(n).into(), then: batch * (n * 37 % 100) / 100 }).collect()
}

/// Starts the import and kills it at this point. False when it was done before.
fn kill_at(point: &Point, feed: &Path, scratch: &Scratch) -> bool {
    let mut child: Child = quiet(&mut intake(feed, &scratch.url)).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while rows_kept(&scratch.db) < point.rows && child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(60), "the import stands still");
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(point.then);
    let running = child.try_wait().unwrap().is_none();
    // SIGKILL: nothing is tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

/// One import that is killed at each of these points, one after the other. How fast it goes depends on what else the machine does: when it was done
/// before it could be killed, it is begun anew and killed sooner.
fn killed_at_each<'p>(points: impl Iterator<Item = &'p Point>, feed: &Path, fresh: impl Fn() -> Scratch) -> Scratch {
    let mut scratch = fresh();
    for point in points {
        let mut sooner = Point { rows: point.rows, then: point.then };
        while !kill_at(&sooner, feed, &scratch) {
            assert!(!sooner.then.is_zero(), "it is done as soon as {} rows are kept", point.rows);
            sooner.then /= 4;
            scratch = fresh();
        }
    }
    scratch
}

/// Imports that are killed again and again on their way, each at its share of the points.
fn killed_at(count: u32, imports: usize, month: &Month, fresh: impl Fn() -> Scratch + Sync) {
    let started = Instant::now();
    let expected = undisturbed(month, &fresh());
    let points = points(count, started.elapsed() / 6);
    std::thread::scope(|scope| {
        for share in 0..imports {
            let (points, expected, fresh) = (&points, &expected, &fresh);
            scope.spawn(move || {
                let scratch = killed_at_each(points.iter().skip(share).step_by(imports), &month.feed(), fresh);
                finish(&month.feed(), &scratch.url);
                assert_same("killed and run again", expected, &state(&scratch.db));
            });
        }
    });
}

#[test]
fn at_thirty_moments_on_sqlite() {
    killed_at(34, 4, &month(), sqlite);
}

#[test]
fn at_ten_moments_on_postgresql() {
    killed_at(12, 3, &month(), postgres);
}
