//! Who sees what, and who may change anything.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use store::Error;
use testkit::databases::{on_both, postgres};

use super::{kept, set};

#[test]
fn a_reader_cannot_write() {
    on_both(|scratch| {
        for sql in [
            "INSERT INTO settings (name, value) VALUES ('a', '1') RETURNING name",
            "UPDATE counters SET value = 9 RETURNING name",
            "DELETE FROM counters RETURNING name",
        ] {
            let result = scratch.db.read_now(|c| c.all::<String>(sql, &[]));
            assert!(matches!(result, Err(Error::ReadOnly)), "{sql}: {result:?}");
        }
        assert!(kept(&scratch.db).is_empty());
        let counter: i64 = scratch.db.read_now(|c| c.one("SELECT value FROM counters WHERE name = 'case'", &[])).unwrap();
        assert_eq!(counter, 0);
    });
}

/// A page counts and then lists: both must be of the same moment.
#[test]
fn a_read_sees_one_moment() {
    on_both(|scratch| {
        let db = scratch.db.clone();
        let (counted, before, after) = scratch
            .db
            .read_now(move |c| {
                let count = "SELECT count(*) FROM settings";
                let before: i64 = c.one(count, &[])?;
                db.write_now(|tx| set(tx, "new", "1"))?;
                let after: i64 = c.one(count, &[])?;
                let listed = c.all::<String>("SELECT name FROM settings", &[])?.len();
                Ok((before, after, listed))
            })
            .unwrap();
        assert_eq!((counted, before, after), (0, 0, 0));
        assert_eq!(kept(&scratch.db), ["new"]);
    });
}

#[test]
fn nothing_is_seen_before_it_is_kept() {
    on_both(|scratch| {
        let (said, hear) = mpsc::channel();
        let (go_on, wait) = mpsc::channel::<()>();
        let db = scratch.db.clone();
        let writer = std::thread::spawn(move || {
            db.write_now(move |tx| {
                set(tx, "half", "1")?;
                said.send(()).unwrap();
                wait.recv().unwrap();
                set(tx, "whole", "1")
            })
        });
        hear.recv().unwrap();
        assert!(kept(&scratch.db).is_empty());
        go_on.send(()).unwrap();
        writer.join().unwrap().unwrap();
        assert_eq!(kept(&scratch.db), ["half", "whole"]);
    });
}

/// Read, reckon, change: with the row held, nobody's change is lost.
#[test]
fn a_row_read_for_a_change_is_held_until_it_is_made() {
    on_both(|scratch| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let db = scratch.db.clone();
                std::thread::spawn(move || {
                    for _ in 0..25 {
                        db.write_now(|tx| {
                            let sql = format!("SELECT value FROM counters WHERE name = 'case'{}", tx.for_update());
                            let value: i64 = tx.one(&sql, &[])?;
                            tx.execute_one("UPDATE counters SET value = $1 WHERE name = 'case'", &[&(value + 1)])
                        })
                        .unwrap();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(scratch.db.read_now(|c| c.one::<i64>("SELECT value FROM counters WHERE name = 'case'", &[])).unwrap(), 200);
    });
}

#[test]
fn a_number_is_held_by_one_change_at_a_time() {
    on_both(|scratch| {
        let inside = Arc::new(AtomicU32::new(0));
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let (db, inside) = (scratch.db.clone(), Arc::clone(&inside));
                std::thread::spawn(move || {
                    db.write_now(move |tx| {
                        tx.hold(77)?;
                        let others = inside.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(5));
                        inside.fetch_sub(1, Ordering::SeqCst);
                        Ok(others)
                    })
                    .unwrap()
                })
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), 0);
        }
    });
}

/// Two changes that each hold what the other wants: PostgreSQL ends one (40P01), and the door runs it again.
#[test]
fn a_deadlock_is_tried_again_until_both_are_kept() {
    let scratch = postgres();
    scratch.db.write_now(|tx| set(tx, "a", "").and_then(|()| set(tx, "b", ""))).unwrap();
    let meet = Arc::new(Barrier::new(2));
    let tries = Arc::new(AtomicU32::new(0));
    let writer = |order: [&'static str; 2], mark: &'static str| {
        let (db, meet, tries) = (scratch.db.clone(), Arc::clone(&meet), Arc::clone(&tries));
        std::thread::spawn(move || {
            let mut first = true;
            db.write_now(move |tx| {
                tries.fetch_add(1, Ordering::SeqCst);
                let add = "UPDATE settings SET value = value || $2 WHERE name = $1";
                tx.execute_one(add, &[&order[0], &mark])?;
                if std::mem::take(&mut first) {
                    meet.wait();
                }
                tx.execute_one(add, &[&order[1], &mark])
            })
        })
    };
    let (one, two) = (writer(["a", "b"], "1"), writer(["b", "a"], "2"));
    one.join().unwrap().unwrap();
    two.join().unwrap().unwrap();
    assert!(tries.load(Ordering::SeqCst) >= 3, "one of the two ran again");
    let mut values: Vec<String> = scratch.db.read_now(|c| c.all("SELECT value FROM settings", &[])).unwrap();
    values.iter_mut().for_each(|value| *value = value.chars().map(|c| if c == '2' { '1' } else { c }).collect());
    assert_eq!(values, ["11", "11"]);
}

/// Under a stricter isolation PostgreSQL refuses what another overtook (40001), and the door runs it again.
#[test]
fn a_change_that_was_overtaken_is_tried_again() {
    let scratch = postgres();
    let (other, tries) = (scratch.db.clone(), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&tries);
    scratch
        .db
        .write_now(move |tx| {
            tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", &[])?;
            let value: i64 = tx.one("SELECT value FROM counters WHERE name = 'case'", &[])?;
            if count.fetch_add(1, Ordering::SeqCst) == 0 {
                other.write_now(|tx| tx.execute_one("UPDATE counters SET value = 10 WHERE name = 'case'", &[]))?;
            }
            tx.execute_one("UPDATE counters SET value = $1 WHERE name = 'case'", &[&(value + 1)])
        })
        .unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 2);
    assert_eq!(scratch.db.read_now(|c| c.one::<i64>("SELECT value FROM counters WHERE name = 'case'", &[])).unwrap(), 11);
}

/// A row that somebody holds for too long is "busy", a thing to try again, and not an unknown fault.
#[test]
fn waiting_too_long_for_a_row_is_busy() {
    let scratch = postgres();
    let other = scratch.db.clone();
    let result = scratch.db.write_now(move |tx| {
        tx.execute_one("UPDATE counters SET value = 1 WHERE name = 'case'", &[])?;
        let waited = other.write_now(|tx| {
            tx.execute("SET LOCAL lock_timeout = '20ms'", &[])?;
            tx.execute_one("UPDATE counters SET value = 2 WHERE name = 'case'", &[])
        });
        Ok(format!("{waited:?}"))
    });
    assert_eq!(result.unwrap(), "Err(Busy)");
}
