//! An audit with rows in several lanes, and an attacker who owns the database.

use std::sync::{Arc, Mutex};

use audit::{Entry, Finding, Findings};
use jiff::{SignedDuration, Timestamp};
use kernel::{Id, IdMaker, Purpose};
use store::{Cell, Db, Engine, Tx};
use testkit::databases::Scratch;
use uuid::Uuid;

pub fn monday() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// The n-th of its kind.
pub fn id<K>(n: u32) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + u128::from(n)))
}

/// Something that happened n minutes after nine on Monday; with and without what may be absent.
pub fn entry(n: u32) -> Entry<'static> {
    let is = |every: u32| !n.is_multiple_of(every);
    Entry {
        at: monday() + SignedDuration::from_mins(n.into()),
        user: is(4).then(|| id::<kernel::kind::User>(n % 3)),
        act: if is(7) { "read_case" } else { "refused:read_person" },
        purpose: if is(3) { Purpose::Support } else { Purpose::Assurance },
        person: is(5).then(|| id::<kernel::kind::Person>(100 + n % 5)),
        case: is(2).then(|| id::<kernel::kind::Case>(200 + n % 5)),
    }
}

/// Writes these in one change.
pub fn write(db: &Db, numbers: std::ops::Range<u32>) {
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(monday(), numbers.start, b"story");
        audit::write(tx, &mut ids, numbers.clone().map(entry))
    })
    .unwrap();
}

/// Writes these in one change while the lanes before this one are held by another, so that it is this lane they come into.
pub fn write_in_lane(scratch: &Scratch, lane: i64, numbers: std::ops::Range<u32>) {
    if scratch.db.engine() == Engine::Sqlite || lane == 1 {
        return write(&scratch.db, numbers);
    }
    let db = scratch.db.clone();
    let other = Db::open_as_is(&scratch.url).unwrap();
    other
        .write_now(move |tx| {
            tx.all::<i64>("SELECT lane FROM audit_heads WHERE lane < $1 FOR UPDATE", &[&lane])?;
            write(&db, numbers.clone());
            Ok(())
        })
        .unwrap();
}

/// 36 rows by several changes; on PostgreSQL in lanes 1, 2 and 3, twelve in each.
pub fn three_lanes(scratch: &Scratch) {
    for (lane, start) in [(1, 0), (2, 6), (3, 12), (1, 18), (2, 24), (3, 30)] {
        write_in_lane(scratch, lane, start..start + 6);
    }
}

/// Where the n-th of the 36 stands.
pub fn place(engine: Engine, n: i64) -> (i64, i64) {
    match engine {
        Engine::Sqlite => (1, n + 1),
        Engine::Postgres => ((n % 18) / 6 + 1, n / 18 * 6 + n % 6 + 1),
    }
}

pub fn verify(db: &Db) -> audit::Verified {
    db.read_now(audit::verify).unwrap()
}

/// What takes the triggers away, for whoever owns the tables.
pub fn without_triggers(tx: &mut Tx<'_>) -> store::Result<()> {
    let names = match tx.engine() {
        Engine::Postgres => {
            tx.execute("ALTER TABLE audit DISABLE TRIGGER ALL", &[])?;
            return tx.execute("ALTER TABLE audit_heads DISABLE TRIGGER ALL", &[]).map(|_| ());
        }
        Engine::Sqlite => tx.all::<String>("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'", &[])?,
    };
    assert!(names.len() >= 5, "{names:?}");
    names.iter().try_for_each(|name| tx.execute(&format!("DROP TRIGGER {name}"), &[]).map(|_| ()))
}

type Attack = dyn FnMut(&mut Tx<'_>) -> store::Result<()> + Send;

/// Whoever owns the database does this to it, past the triggers. What the chain then shows, and the same of what else is asked; afterwards
/// it is undone.
pub fn after<T: Send + 'static>(
    scratch: &Scratch,
    mut attack: Box<Attack>,
    ask: impl Fn(&mut Tx<'_>) -> store::Result<T> + Send + 'static,
) -> T {
    let owner = Db::open_as_is(&scratch.owner_url).unwrap();
    let seen = Arc::new(Mutex::new(None));
    let see = Arc::clone(&seen);
    let undone = owner.write_now(move |tx| -> store::Result<()> {
        without_triggers(tx)?;
        attack(tx)?;
        *see.lock().unwrap() = Some(ask(tx)?);
        Err(store::Error::NotFound)
    });
    assert!(matches!(undone, Err(store::Error::NotFound)), "the attack itself failed: {undone:?}");
    let found = seen.lock().unwrap().take();
    found.expect("what was asked was answered")
}

/// What the chain shows after these statements.
pub fn found_after(scratch: &Scratch, statements: &[&str]) -> Vec<Finding> {
    let statements: Vec<String> = statements.iter().map(|sql| (*sql).to_owned()).collect();
    let attack = Box::new(move |tx: &mut Tx<'_>| {
        for sql in &statements {
            assert!(tx.execute(sql, &[])? > 0, "this changes nothing: {sql}");
        }
        Ok(())
    });
    let findings: Findings = after(scratch, attack, |tx| Ok(audit::verify(tx)?.findings));
    assert_eq!(findings.count, findings.first.len() as u64);
    findings.first
}

/// A row of the audit, for moving it about.
pub type Cells = Vec<Cell<'static>>;

pub fn rows(db: &Db) -> Vec<Cells> {
    db.read_now(|c| c.all("SELECT lane, seq, id, at, user_id, act, purpose, person_id, case_id, hash FROM audit ORDER BY lane, seq", &[]))
        .unwrap()
}
