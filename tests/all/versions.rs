//! A hub changes its mind: what came in before is decided as the hub thought then, what comes in after as it thinks now, and the pages follow.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::StatusCode;
use intake::place::Placed;
use intake::transfer::{Options, Watch, take_in};
use jiff::{SignedDuration, Timestamp};
use kernel::{Outcome, Source, StaffRole};
use profile::Versions;
use store::Db;
use testkit::databases::on_both;
use testkit::feed::{FeedRow, csv, row};
use testkit::hub_walls::walls;

use crate::hub::{Hub, employ};
use crate::telephone_referral::referred;

/// The example's rules with this instead of that.
fn example_but(changes: &[(&str, &str)]) -> String {
    let text = std::fs::read_to_string(crate::sources::root().join("profiles/example/profile.toml")).unwrap();
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "the example says {from}");
        text.replacen(from, to, 1)
    })
}

/// A folder with the example's rules and others from a later day; the folder is called `hub`.
pub fn folder(day: &str, changes: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().join("hub");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("profile.toml"), example_but(&[])).unwrap();
    let dated = [&[("in_force_from = \"2026-04-01\"", format!("in_force_from = \"{day}\""))][..]].concat();
    let all: Vec<(&str, &str)> = dated.iter().map(|(from, to)| (*from, to.as_str())).chain(changes.iter().copied()).collect();
    std::fs::write(folder.join(format!("profile-{day}.toml")), example_but(&all)).unwrap();
    (kept, folder)
}

/// Everybody is called a day sooner.
pub const SOONER: (&str, &str) = ("within = \"2wd\"\n# receipt", "within = \"1wd\"\n# receipt");
/// People are no longer served for road deaths.
pub const NO_ROAD_DEATHS: (&str, &str) = ("kinds = [\"crime\", \"domestic_non_crime\", \"road_death\"]", "kinds = [\"crime\"]");

struct Quiet;

impl Watch for Quiet {
    fn placed(&mut self, _: &Placed) -> std::io::Result<()> {
        Ok(())
    }
}

/// Somebody who ends the program as soon as the first row is told.
struct Breaks;

impl Watch for Breaks {
    fn placed(&mut self, _: &Placed) -> std::io::Result<()> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }
}

fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

fn sends(db: &Db, versions: &Versions, now: &str, rows: &[FeedRow], watch: &mut dyn Watch) -> Result<(), intake::transfer::Error> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), csv(rows)).unwrap();
    let options = Options {
        source: Source::Police,
        walls: walls(),
        versions: versions.clone(),
        as_of: None,
        dry_run: false,
        everybody: Some(Arc::default()),
        run: [7; 32],
        bytes_read: Arc::default(),
    };
    take_in(db, file.path(), &options, at(now), watch)
}

/// Under which version each row was decided, and what became of it.
fn decided(db: &Db) -> Vec<(String, String, String)> {
    db.read_now(|c| c.all("SELECT source_record_id, profile, outcome FROM source_rows ORDER BY source_record_id", &[])).unwrap()
}

fn told(id: &str, version: &str, outcome: Outcome) -> (String, String, String) {
    (id.to_owned(), format!("hub@{version}"), outcome.as_str().to_owned())
}

/// When the offers of a row are due.
fn due(db: &Db, id: &'static str) -> Vec<Timestamp> {
    let sql = "SELECT d.due_at FROM dues d JOIN source_rows r ON r.id = d.source_row_id WHERE r.source_record_id = $1 ORDER BY d.due_at";
    db.read_now(move |c| c.all(sql, &[&id])).unwrap()
}

const APRIL: &str = "2026-04-01";
const DECEMBER: &str = "2026-12-01";

fn person(number: usize) -> FeedRow {
    row(&format!("R{number}")).somebody(number).consents()
}

#[test]
fn a_row_is_decided_under_the_version_of_the_day_it_came_in_and_keeps_it() {
    let (_kept, folder) = folder(DECEMBER, &[SOONER]);
    let versions = Versions::load(&folder).unwrap();
    on_both(|scratch| {
        let db = &scratch.db;
        sends(db, &versions, "2026-11-30T23:59:59Z", &[person(1), person(2)], &mut Quiet).unwrap();
        sends(db, &versions, "2026-12-01T00:00:00Z", &[person(3)], &mut Quiet).unwrap();
        assert_eq!(
            decided(db),
            [told("R1", APRIL, Outcome::Opened), told("R2", APRIL, Outcome::Opened), told("R3", DECEMBER, Outcome::Opened)]
        );
        // Two working days from Monday, and one from Tuesday: the same evening, by two versions.
        assert_eq!((due(db, "R1"), due(db, "R3")), (vec![at("2026-12-02T17:00:00Z")], vec![at("2026-12-02T17:00:00Z")]));

        // Sent again as it was, it stands as it was decided; changed, it is decided again, as the hub thinks by now.
        sends(db, &versions, "2026-12-03T09:00:00Z", &[person(1), person(2).flags("stalking")], &mut Quiet).unwrap();
        assert_eq!(
            decided(db),
            [told("R1", APRIL, Outcome::Opened), told("R2", DECEMBER, Outcome::Updated), told("R3", DECEMBER, Outcome::Opened)]
        );
        assert_eq!(due(db, "R1"), [at("2026-12-02T17:00:00Z")]);
    });
}

#[test]
fn who_was_served_stays_served_when_the_hub_would_not_begin_with_them_today() {
    let (_kept, folder) = folder(DECEMBER, &[NO_ROAD_DEATHS]);
    let versions = Versions::load(&folder).unwrap();
    let road = |number| person(number).says("incident_kind", "road_death").says("role", "bereaved");
    on_both(|scratch| {
        let db = &scratch.db;
        sends(db, &versions, "2026-11-30T09:00:00Z", &[road(1)], &mut Quiet).unwrap();
        sends(db, &versions, "2026-12-01T09:00:00Z", &[road(1), road(2)], &mut Quiet).unwrap();
        assert_eq!(decided(db), [told("R1", APRIL, Outcome::Opened), told("R2", DECEMBER, Outcome::NotEligible)]);
    });
}

#[test]
fn a_file_that_broke_off_is_finished_under_the_version_it_was_begun_under() {
    let (_kept, folder) = folder(DECEMBER, &[SOONER]);
    let versions = Versions::load(&folder).unwrap();
    // One more than a batch, so that some are kept and some are not.
    let rows: Vec<FeedRow> = (0..=intake::transfer::ROWS_A_BATCH).map(person).collect();
    on_both(|scratch| {
        let db = &scratch.db;
        assert!(sends(db, &versions, "2026-11-30T20:00:00Z", &rows, &mut Breaks).is_err());
        assert_eq!(decided(db).len(), intake::transfer::ROWS_A_BATCH);
        sends(db, &versions, "2026-12-01T08:00:00Z", &rows, &mut Quiet).unwrap();
        let decided = decided(db);
        assert_eq!(decided.len(), rows.len());
        assert!(decided.iter().all(|(_, version, _)| version == "hub@2026-04-01"), "{:?}", decided.last());
        // Run once more when it is done, it changes nothing of what was decided.
        sends(db, &versions, "2026-12-02T08:00:00Z", &rows, &mut Quiet).unwrap();
        assert!(self::decided(db) == decided);
    });
}

/// The last minutes of May in London, which are an hour earlier by UTC.
const LATE: &str = "2027-05-31T22:50:00Z";
const JUNE: &str = "2027-06-01";

#[test]
fn when_the_day_begins_the_pages_are_those_of_the_new_version_and_nobody_is_signed_out() {
    let (_kept, folder) = folder(JUNE, &[("title = \"Exampleshire Victim Hub\"", "title = \"Exampleshire Together\"")]);
    let forbids = "// Nobody looks at the list of work.\nforbid (principal is Staff, action == Action::\"see_work\", resource);\n";
    std::fs::write(folder.join(format!("access-{JUNE}.cedar")), forbids).unwrap();
    let versions = Versions::load(&folder).unwrap();
    on_both(|scratch| {
        employ(&scratch.db, "sam@example.org", StaffRole::Worker);
        let hub = Hub::of_versions(&scratch.db, &versions, at(LATE), casework::pages::router);
        let mut sam = hub.signed_in("sam@example.org");
        let before = sam.get("/work");
        assert_eq!(before.status, StatusCode::OK);
        assert_eq!(before.says("footer .od-footer__note:last-child").as_deref(), Some("Exampleshire Victim Hub"), "{}", before.text);
        hub.clock.pass(SignedDuration::from_mins(9));
        assert_eq!(sam.get("/work").status, StatusCode::OK, "it is still May");
        hub.clock.pass(SignedDuration::from_mins(1));
        let after = sam.get("/work");
        // Whoever may not is told of no such page.
        assert_eq!(after.status, StatusCode::NOT_FOUND, "the walls are those of June: {}", after.text);
        let own = sam.get("/account");
        assert_eq!(own.status, StatusCode::OK, "whoever was signed in stays so");
        assert_eq!(own.says("footer .od-footer__note:last-child").as_deref(), Some("Exampleshire Together"));
        // A clock that is set right again takes the hub back.
        hub.clock.pass(SignedDuration::from_mins(-1));
        assert_eq!(sam.get("/work").status, StatusCode::OK);
    });
}

#[test]
fn a_form_opened_before_midnight_is_taken_after_it() {
    let (_kept, folder) = folder(JUNE, &[SOONER]);
    let versions = Versions::load(&folder).unwrap();
    on_both(|scratch| {
        employ(&scratch.db, "sam@example.org", StaffRole::Worker);
        let hub = Hub::of_versions(&scratch.db, &versions, at(LATE), || people::pages::router().merge(intake::pages::router()));
        let mut sam = hub.signed_in("sam@example.org");
        referred(&mut sam, &[("known", "none")]);
        let form = sam.get("/referrals/new").field("form_token").expect("a form");
        hub.clock.pass(SignedDuration::from_mins(15));
        let answer = sam.post("/referrals/new", &[("source", "self"), ("form_token", &form)]);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        referred(&mut sam, &[("given_name", "Edith"), ("family_name", "Zorn"), ("date_of_birth-year", "1955"), ("phone", "07700 900556")]);
        let mut versions: Vec<String> = scratch.db.read_now(|c| c.all("SELECT profile FROM source_rows", &[])).unwrap();
        versions.sort();
        assert_eq!(versions, ["hub@2026-04-01", "hub@2027-06-01"]);
    });
}
