//! What is held about a person, on both databases: given to them, kept as long as the schedule says, destroyed.

mod erasure;
mod export;
mod pages;
mod program;
mod schedule;

use std::collections::BTreeMap;

use access::{Actor, kind};
use identity::Post;
use jiff::Timestamp;
use kernel::{PersonId, RingFences, StaffRole};
use people::memory::Everybody;
use people::search::{find, understand};
use records::run::{Report, Run};
use store::Db;
use testkit::databases::Scratch;
use testkit::opened::opened;

use crate::hub::{monday, shipped};
use crate::roof::{Roof, ids};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The officer for data protection, who gave a second factor a minute before.
fn officer(roof: &Roof, now: Timestamp) -> Actor {
    let post = Post { cleared: RingFences::ALL, ..Post::of(StaffRole::DataProtectionOfficer) };
    let mut officer = roof.employ(&format!("dee{}", ids().make::<kernel::kind::User>().uuid().simple()), post);
    officer.factor_at = Some(now - jiff::SignedDuration::from_mins(1));
    officer
}

fn person(roof: &Roof, given_name: &str) -> PersonId {
    let case = roof.story.case_of(given_name);
    roof.db.read_now(move |c| access::as_the_program(c, |c| c.one("SELECT person_id FROM cases WHERE id = $1", &[&case]))).unwrap()
}

fn close(roof: &Roof, given_name: &str, ending: casework::record::Ending, on: &str) {
    let note = kernel::Sensitive::new(format!("{given_name} said goodbye"));
    roof.act::<kind::CloseCase, _>(&roof.story.lead, roof.story.case_of(given_name), at(on), move |tx, ids, permit| {
        casework::close::close(tx, ids, permit, &crate::hub::shipped("example"), (ending, Some(&note)))
    })
    .unwrap();
}

/// Carries the example's schedule out.
fn runs(roof: &Roof, now: &str) -> Report {
    run(roof, now, false)
}

fn run(roof: &Roof, now: &str, dry_run: bool) -> Report {
    let cause = [ids().make::<kernel::kind::User>().uuid().into_bytes(); 2].concat().try_into().unwrap();
    Run { walls: roof.walls.clone(), rules: shipped("example").retention, at: at(now), cause, dry_run }.run(&roof.db).unwrap()
}

fn counts(of: &[(&str, u64)]) -> BTreeMap<String, u64> {
    of.iter().map(|(what, number)| ((*what).to_owned(), *number)).collect()
}

/// Every row of every table, opened as far as there are keys, as text.
fn everything(db: &Db) -> Vec<String> {
    opened(db)
        .db
        .read_now(|c| {
            let mut rows = Vec::new();
            let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for column in c.columns()? {
                tables.entry(column.table).or_default().push(column.name);
            }
            for (table, columns) in tables {
                let written: Vec<_> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
                let found: Vec<String> = c.all(&format!("SELECT {} FROM {table}", written.join(" || ' ' || ")), &[])?;
                rows.extend(found.into_iter().map(|row| format!("{table}: {row}")));
            }
            Ok(rows)
        })
        .unwrap()
}

fn assert_nowhere(db: &Db, words: &[&str]) {
    let rows = everything(db);
    assert!(rows.len() > 10, "there is something to look through");
    for row in rows {
        for word in words {
            assert!(!row.contains(word), "{word} stands in {row}");
        }
    }
}

/// Cases by month, pathway and ending: what a return counts.
fn figures(roof: &Roof) -> Vec<String> {
    roof.db
        .read_now(|c| {
            access::as_the_program(c, |c| {
                let cases: Vec<(i64, String, Option<String>, String, String)> =
                    c.all("SELECT opened_at, pathway, ending, level, state FROM cases ORDER BY id", &[])?;
                let attempts: Vec<(String, String)> = c.all("SELECT way, outcome FROM attempts ORDER BY id", &[])?;
                let rows: Vec<(String, String)> = c.all("SELECT outcome, reasons FROM source_rows ORDER BY id", &[])?;
                let parts: Vec<(String, String)> = c.all(
                    "SELECT v.role, i.kind FROM involvements v JOIN incidents i ON i.id = v.incident_id ORDER BY i.id, v.person_id",
                    &[],
                )?;
                Ok([format!("{cases:?}"), format!("{attempts:?}"), format!("{rows:?}"), format!("{parts:?}")].into())
            })
        })
        .unwrap()
}

/// How many a search finds.
fn found(roof: &Roof, text: &str) -> usize {
    let readings = understand(text, kernel::london_date(monday())).unwrap();
    let (walls, lead, names) = (roof.walls.clone(), roof.story.lead.clone(), Everybody::default());
    roof.db
        .write_now(move |tx| {
            let mut ids = ids();
            let permit = walls.permit::<kind::SearchPeople>(tx, &mut ids, &lead, monday())?;
            Ok(find(tx, &mut ids, &permit, &names, &readings, 1)?.total)
        })
        .unwrap()
}

fn assert_audit_whole(roof: &Roof) {
    let verified = roof.db.read_now(audit::verify).unwrap();
    assert!(verified.rows > 0 && verified.findings.is_empty());
}

/// From now on nothing of this person's can be destroyed or minimised: the certificate of their whole record cannot be written a second time.
pub fn certified_before(scratch: &Scratch, person: PersonId) {
    store::outside_transaction(&scratch.owner_url, "CREATE UNIQUE INDEX certified_once ON certificates (person_id) WHERE whole").unwrap();
    let certify = move |tx: &mut store::Tx<'_>| {
        let id = kernel::EventId::from_uuid(uuid::Uuid::new_v4());
        let sql = "INSERT INTO certificates (id, person_id, whole, step, reason, at, pieces, digest)
            VALUES ($1, $2, TRUE, 'destroy', 'court', 1, 0, $3)";
        tx.execute_one(sql, &[&id, &person, &vec![0_u8; 32]])
    };
    scratch.db.write_now(certify).unwrap();
}

/// It can again.
pub fn may_be_certified(scratch: &Scratch) {
    store::outside_transaction(&scratch.owner_url, "DROP INDEX certified_once").unwrap();
}
