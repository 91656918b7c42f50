//! Pages that leave fifty rows each, with the chain and without.

use std::time::Instant;

use audit::Entry;
use benches::Result;
use benches::databases::Fresh;
use jiff::{SignedDuration, Timestamp};
use kernel::{Id, IdMaker, Purpose};
use store::{Bind, Cell, Db, Tx, outside_transaction};
use uuid::Uuid;

use crate::kinds;

const ROWS_A_PAGE: u32 = 50;
/// Rows in a transaction that fills.
const ROWS_A_FILL: u32 = 5_000;

/// How rows are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As the program does.
    Chain,
    /// The same columns into a like table with the same indexes: no head, no hash reckoned, no trigger.
    Plain,
}

fn entry(n: u32) -> Entry<'static> {
    let id = |of: u128, count: u32| Uuid::from_u128((of << 64) | u128::from(n % count));
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_790_000_000 + i64::from(n));
    let (user, person, case) = (Id::from_uuid(id(1, 50)), Id::from_uuid(id(2, 20_011)), Id::from_uuid(id(3, 20_011)));
    Entry { at, user: Some(user), act: "see_work", purpose: Purpose::Support, person: Some(person), case: Some(case) }
}

fn chained(tx: &mut Tx<'_>, from: u32, rows: u32) -> store::Result<()> {
    let mut ids = IdMaker::new(entry(from).at, from, b"bench");
    audit::write(tx, &mut ids, (from..from + rows).map(entry))
}

fn plain(tx: &mut Tx<'_>, from: u32, rows: u32) -> store::Result<()> {
    let mut ids = IdMaker::new(entry(from).at, from, b"bench");
    let columns = &["lane", "seq", "id", "at", "user_id", "act", "purpose", "person_id", "case_id", "hash"];
    let row = |n: u32| -> [Cell<'static>; 10] {
        let (entry, id) = (entry(n), ids.make::<audit::Row>());
        let own = |cell: Cell<'_>| cell.into_owned();
        [
            Cell::Int(1),
            Cell::Int(i64::from(n) + 1),
            own(id.cell()),
            own(entry.at.cell()),
            own(entry.user.cell()),
            Cell::Text(entry.act.into()),
            Cell::Text(entry.purpose.as_str().into()),
            own(entry.person.cell()),
            own(entry.case.cell()),
            Cell::Bytes(vec![7; 32].into()),
        ]
    };
    tx.insert_many("audit_plain", columns, (from..from + rows).map(row))
}

/// Writes so many pages, by so many at once, into a fresh database; the milliseconds that one takes, of the whole time.
///
/// # Errors
/// As the database says.
pub fn pages(database: &Fresh, pages: u32, at_once: u32, how: How) -> Result<f64> {
    let db = Db::open(&database.url)?;
    if how == How::Plain {
        let [id, number, bytes, end] = kinds(database.engine);
        for sql in [
            format!(
                "CREATE TABLE audit_plain (lane {number} NOT NULL, seq {number} NOT NULL, id {id} NOT NULL, at {number} NOT NULL, user_id {id},
                 act TEXT NOT NULL, purpose TEXT NOT NULL, person_id {id}, case_id {id}, hash {bytes} NOT NULL, PRIMARY KEY (lane, seq)) {end}"
            ),
            "CREATE INDEX audit_plain_by_person ON audit_plain (person_id, at)".to_owned(),
            "CREATE INDEX audit_plain_by_time ON audit_plain (at)".to_owned(),
        ] {
            outside_transaction(&database.url, &sql)?;
        }
    }
    let started = Instant::now();
    std::thread::scope(|scope| {
        let share = |who: u32| {
            let db = db.clone();
            move || -> store::Result<()> {
                (0..pages).filter(|page| page % at_once == who).try_for_each(|page| {
                    db.write_now(move |tx| match how {
                        How::Chain => chained(tx, page * ROWS_A_PAGE, ROWS_A_PAGE),
                        How::Plain => plain(tx, page * ROWS_A_PAGE, ROWS_A_PAGE),
                    })
                })
            }
        };
        let writers: Vec<_> = (0..at_once).map(|who| scope.spawn(share(who))).collect();
        writers.into_iter().try_for_each(|writer| writer.join().map_err(|_| "a writer stopped on a fault")?.map_err(Into::into))
    })
    .map_err(|error: Box<dyn std::error::Error + Send + Sync>| error)?;
    let seconds = started.elapsed().as_secs_f64();
    let table = if how == How::Chain { "SELECT count(*) FROM audit" } else { "SELECT count(*) FROM audit_plain" };
    let kept: i64 = db.read_now(move |c| c.one(table, &[]))?;
    if kept != i64::from(pages * ROWS_A_PAGE) {
        return Err(format!("{kept} rows were kept in place of {}", pages * ROWS_A_PAGE).into());
    }
    Ok(1000.0 * seconds / f64::from(pages))
}

/// Fills a fresh database with so many rows of the chain; on PostgreSQL by several at once, so that they come into several lanes.
///
/// # Errors
/// As the database says.
pub fn fill(database: &Fresh, rows: u32) -> Result<()> {
    let db = Db::open(&database.url)?;
    let starts: Vec<u32> = (0..rows).step_by(ROWS_A_FILL as usize).collect();
    std::thread::scope(|scope| {
        let share = |who: usize| {
            let (db, starts) = (db.clone(), &starts);
            move || -> store::Result<()> {
                starts.iter().skip(who).step_by(4).try_for_each(|from| {
                    let from = *from;
                    db.write_now(move |tx| chained(tx, from, ROWS_A_FILL.min(rows - from)))
                })
            }
        };
        let writers: Vec<_> = (0..4).map(|who| scope.spawn(share(who))).collect();
        writers.into_iter().try_for_each(|writer| writer.join().map_err(|_| "a writer stopped on a fault")?.map_err(Into::into))
    })
}
