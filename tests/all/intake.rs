//! A transfer on its way from the file to an answer for every row, on both databases.

mod files;
mod histories;
mod invariants;
mod killed;
mod likeness;
mod outcomes;
mod part_row_pages;
pub mod program;
mod recognition;
mod refusals;
mod safety;
mod sent_again;
mod slips;
mod troubles;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use access::{Actor, Kind, OnCase, Permit, kind};
use casework::record::Ending;
use intake::place::{DecisionRecord, Placed};
use intake::transfer::{Options, Watch, take_in};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId, Source, StaffRole, UserId};
use profile::Profile;
use serde_json::Value;
use store::{Db, Tx};
use testkit::databases::Scratch;
use testkit::feed::{FeedRow, csv};
use testkit::hub_walls::walls;
use testkit::opened::opened;

/// Mornings of the last week of November 2026.
const MONDAY: &str = "2026-11-23T10:00:00Z";
const TUESDAY: &str = "2026-11-24T10:00:00Z";
const WEDNESDAY: &str = "2026-11-25T10:00:00Z";
const THURSDAY: &str = "2026-11-26T10:00:00Z";

/// A hub that takes transfers in.
struct Hub<'s> {
    db: &'s Db,
    profile: Arc<Profile>,
    source: Source,
}

/// The hub of a shipped profile, sent transfers by the police.
fn hub<'s>(scratch: &'s Scratch, profile: &str) -> Hub<'s> {
    let profile = Profile::shipped(profile).expect("comes with the program").expect("is in order");
    hub_on(&scratch.db, Arc::new(profile))
}

fn hub_on(db: &Db, profile: Arc<Profile>) -> Hub<'_> {
    Hub { db, profile, source: Source::Police }
}

/// The example hub, but for this.
fn example_but<'s>(scratch: &'s Scratch, from: &str, to: &str) -> Hub<'s> {
    let text = std::fs::read_to_string(crate::sources::root().join("profiles/example/profile.toml")).unwrap();
    assert!(text.contains(from), "the example says {from}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("profile.toml"), text.replace(from, to)).unwrap();
    hub_on(&scratch.db, Arc::new(Profile::load(folder.path()).unwrap()))
}

impl Hub<'_> {
    fn by(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// Takes these rows in, received at this moment.
    fn takes(&self, at: &str, rows: &[FeedRow]) -> Vec<Answer> {
        self.reads(at, csv(rows).as_bytes(), false)
    }

    /// Decides about these rows and keeps nothing.
    fn rehearses(&self, at: &str, rows: &[FeedRow]) -> Vec<Answer> {
        self.reads(at, csv(rows).as_bytes(), true)
    }

    /// Takes one row in.
    fn takes_one(&self, at: &str, row: FeedRow) -> Answer {
        self.takes(at, &[row]).remove(0)
    }

    fn reads(&self, at: &str, file: &[u8], dry_run: bool) -> Vec<Answer> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("transfer.csv");
        std::fs::write(&path, file).unwrap();
        let mut answers = Answers::default();
        self.reads_file(at, &path, dry_run, &mut answers).unwrap();
        answers.0
    }

    fn reads_file(&self, at: &str, path: &Path, dry_run: bool, answers: &mut Answers) -> Result<(), intake::transfer::Error> {
        self.reads_file_with(at, Some(at), path, dry_run, answers)
    }

    fn reads_file_with(
        &self,
        now: &str,
        as_of: Option<&str>,
        path: &Path,
        dry_run: bool,
        watch: &mut dyn Watch,
    ) -> Result<(), intake::transfer::Error> {
        let run = fresh_uuid();
        let options = Options {
            source: self.source,
            walls: walls(),
            versions: Arc::clone(&self.profile).into(),
            as_of: as_of.map(|at| at.parse().unwrap()),
            dry_run,
            everybody: Some(Arc::default()),
            run: [*run.as_bytes(), *run.as_bytes()].concat().try_into().unwrap(),
            bytes_read: Arc::default(),
        };
        take_in(self.db, path, &options, now.parse().unwrap(), watch)
    }

    /// What the database answers to this, one text a row.
    fn asks(&self, sql: &str) -> Vec<String> {
        if is_sealed(sql) {
            return opened(self.db).all(sql);
        }
        let sql = sql.to_owned();
        self.db.read_now(move |c| c.all(&sql, &[])).unwrap()
    }

    /// A number out of the database.
    fn counts(&self, sql: &str) -> i64 {
        if is_sealed(sql) {
            return opened(self.db).one(sql);
        }
        let sql = sql.to_owned();
        self.db.read_now(move |c| c.one(&sql, &[])).unwrap()
    }

    /// What is open for a person: channels of offers and kinds of tasks.
    fn open_for(&self, person: &str) -> Vec<String> {
        let person = PersonId::parse(person).unwrap();
        let sql = "SELECT d.what FROM dues d JOIN cases c ON c.id = d.case_id
                   WHERE c.person_id = $1 AND c.state = 'open' AND d.state = 'open' ORDER BY d.what";
        self.db.read_now(move |c| c.all(sql, &[&person])).unwrap()
    }
}

impl Hub<'_> {
    /// The channels by which a person is to be contacted.
    fn offered(&self, person: &str) -> Vec<String> {
        self.open_for(person).into_iter().filter(|what| kernel::Channel::parse(what).is_some()).collect()
    }
}

/// One decision record, as `--decisions` has it.
#[derive(Debug, Clone, PartialEq)]
struct Answer(Value);

/// Collects the records.
#[derive(Default)]
struct Answers(Vec<Answer>);

impl Watch for Answers {
    fn placed(&mut self, placed: &Placed) -> std::io::Result<()> {
        self.0.push(Answer(serde_json::to_value(DecisionRecord::from(placed))?));
        Ok(())
    }
}

impl Answer {
    fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or("")
    }

    fn outcome(&self) -> &str {
        self.text("outcome")
    }

    fn person(&self) -> &str {
        self.text("person")
    }

    fn case(&self) -> &str {
        self.text("case")
    }

    fn list(&self, key: &str, of: impl Fn(&Value) -> String) -> Vec<String> {
        self.0[key].as_array().unwrap_or_else(|| panic!("{key} is a list: {}", self.0)).iter().map(of).collect()
    }

    fn reasons(&self) -> Vec<String> {
        self.list("reasons", |reason| reason.as_str().unwrap().to_owned())
    }

    fn review(&self) -> Vec<String> {
        self.list("review", |kind| kind.as_str().unwrap().to_owned())
    }

    /// The channels offered.
    fn offers(&self) -> Vec<String> {
        self.list("offers", |offer| offer["channel"].as_str().unwrap().to_owned())
    }

    /// `channel:reason` of those kept shut.
    fn blocked(&self) -> Vec<String> {
        self.list("blocked", |blocked| format!("{}:{}", blocked["channel"].as_str().unwrap(), blocked["reason"].as_str().unwrap()))
    }

    fn tasks(&self) -> Vec<String> {
        self.list("tasks", |task| task["kind"].as_str().unwrap().to_owned())
    }
}

fn outcomes(answers: &[Answer]) -> Vec<&str> {
    answers.iter().map(Answer::outcome).collect()
}

/// Does something on a case as whoever works here does.
fn on_case<A: Kind<On = OnCase>, T: Send + 'static>(
    db: &Db,
    case: &str,
    at: &str,
    mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, casework::Error> + Send + 'static,
) -> T {
    let (case, at): (CaseId, Timestamp) = (CaseId::parse(case).unwrap(), at.parse().unwrap());
    let mut worker = Actor::staff(UserId::from_uuid(fresh_uuid()), "Sam", StaffRole::Manager, None);
    worker.cleared = kernel::RingFences::ALL;
    let cause = fresh_uuid();
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(at, 0, cause.as_bytes());
        let permit = walls().permit_case::<A>(tx, &mut ids, &worker, case, at).unwrap();
        Ok(work(tx, &mut ids, &permit).unwrap())
    })
    .unwrap()
}

/// A team lead declares a major incident out of which these crimes came.
fn declare_major_incident(hub: &Hub<'_>, crime_references: &[&str]) {
    use intake::major_incidents::{Bounds, Declaration, declare};
    let (at, lead) = (MONDAY.parse().unwrap(), crate::hub::employ(hub.db, "ravi@example.org", StaffRole::TeamLead));
    let who = Actor::staff(lead, "Ravi", StaffRole::TeamLead, None);
    let day = jiff::civil::date(2026, 11, 22);
    let crime_references = crime_references.iter().map(ToString::to_string).collect();
    let declaration =
        Declaration { name: "Fire at the mill".into(), bounds: Bounds { days: (day, day), districts: Vec::new(), crime_references } };
    hub.db
        .write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, b"declares");
            let permit = walls().permit::<kind::DeclareMajorIncident>(tx, &mut ids, &who, at)?;
            Ok(declare(tx, &mut ids, &permit, &declaration).unwrap())
        })
        .unwrap();
}

/// A worker closes a case: the support is completed.
fn close(hub: &Hub<'_>, case: &str) {
    on_case::<kind::CloseCase, _>(hub.db, case, MONDAY, |tx, ids, permit| {
        casework::close::close(tx, ids, permit, &crate::hub::shipped("example"), (Ending::Completed, None))
    });
}

fn fresh_uuid() -> uuid::Uuid {
    uuid::Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext))
}

/// Whether this can be asked only of an opened copy.
fn is_sealed(sql: &str) -> bool {
    ["given_name", "family_name", "date_of_birth", "offence_text", "value", "SELECT as_sent", "coalesce(as_sent"]
        .iter()
        .any(|word| sql.contains(word))
}

/// Every record of every table that an import writes, by table, opened, as the database itself writes it down; but for what differs between
/// two runs by right: when they were, who looked, and the keys, under which nothing looks the same twice.
fn state(db: &Db) -> BTreeMap<String, Vec<String>> {
    let sealed = ["sealed_key", "particulars", "account"];
    opened(db)
        .db
        .read_now(move |c| {
            let mut tables = BTreeMap::<String, Vec<String>>::new();
            for column in c.columns()? {
                let differs = column.name == "transfer_id" || sealed.contains(&column.name.as_str());
                if !["audit", "audit_heads", "transfers", "sessions", "migrations"].contains(&column.table.as_str()) && !differs {
                    tables.entry(column.table).or_default().push(column.name);
                }
            }
            let mut state = BTreeMap::new();
            for (table, columns) in tables {
                let written: Vec<_> = columns.iter().map(|name| format!("'{name}=' || quote(\"{name}\")")).collect();
                let mut rows: Vec<String> = c.all(&format!("SELECT {} FROM {table}", written.join(" || ' ' || ")), &[])?;
                rows.sort();
                state.insert(table, rows);
            }
            Ok(state)
        })
        .unwrap()
}

/// Stops the test at the first record that differs.
fn assert_same(what: &str, expected: &BTreeMap<String, Vec<String>>, found: &BTreeMap<String, Vec<String>>) {
    assert!(expected["source_rows"].len() > 1, "there is something to compare");
    for (table, rows) in expected {
        let others = &found[table];
        let differs = rows.iter().zip(others).find(|(row, other)| row != other);
        assert!(differs.is_none(), "{what}: {table}\n  {}\n  {}", differs.unwrap().0, differs.unwrap().1);
        assert_eq!(rows.len(), others.len(), "{what}: {table}");
    }
}
