//! What is written, where, and that many may write at once.

use std::sync::{Arc, Barrier};

use kernel::IdMaker;
use store::Engine;
use testkit::databases::{on_both, postgres};

use crate::story::{entry, monday, place, rows, three_lanes, verify, write, write_in_lane};

#[test]
fn what_is_written_reads_back_as_a_whole_chain() {
    on_both(|scratch| {
        assert_eq!(verify(&scratch.db).rows, 0);
        assert!(verify(&scratch.db).findings.is_empty());
        three_lanes(scratch);
        let verified = verify(&scratch.db);
        assert_eq!(verified.rows, 36);
        assert!(verified.findings.is_empty(), "{:?}", verified.findings);
        for n in 0..36 {
            let (lane, seq) = place(scratch.db.engine(), n);
            let at: i64 = scratch.db.read_now(move |c| c.one("SELECT at FROM audit WHERE lane = $1 AND seq = $2", &[&lane, &seq])).unwrap();
            assert_eq!(at, entry(u32::try_from(n).unwrap()).at.as_microsecond(), "{n} is not in lane {lane} at {seq}");
        }
    });
}

#[test]
fn the_steps_of_one_change_stand_together_and_a_change_that_fails_leaves_no_gap() {
    on_both(|scratch| {
        write(&scratch.db, 0..2);
        let failed = scratch.db.write_now(|tx| {
            audit::write(tx, &mut IdMaker::new(monday(), 9, b"failed"), [entry(9)])?;
            tx.execute("INSERT INTO settings (name, value) VALUES ('once', '1'), ('once', '1')", &[])
        });
        assert!(failed.is_err());
        let gave_up = scratch.db.write_now(|tx| {
            audit::write(tx, &mut IdMaker::new(monday(), 9, b"gave up"), [entry(9)])?;
            Err::<(), _>(store::Error::NotFound)
        });
        assert!(gave_up.is_err());
        scratch
            .db
            .write_now(|tx| {
                let mut ids = IdMaker::new(monday(), 2, b"steps");
                audit::write(tx, &mut ids, [entry(2)])?;
                audit::write(tx, &mut ids, [])?;
                audit::write(tx, &mut ids, [entry(3), entry(4)])
            })
            .unwrap();
        let places: Vec<(i64, i64, i64)> =
            scratch.db.read_now(|c| c.all("SELECT lane, seq, at FROM audit ORDER BY lane, seq", &[])).unwrap();
        let wanted: Vec<(i64, i64, i64)> = (0..5_u32).map(|n| (1, i64::from(n) + 1, entry(n).at.as_microsecond())).collect();
        assert_eq!(places, wanted);
        assert!(verify(&scratch.db).findings.is_empty());
    });
}

#[test]
fn a_long_list_is_one_run_of_rows() {
    on_both(|scratch| {
        write(&scratch.db, 0..2500);
        let verified = verify(&scratch.db);
        assert_eq!((verified.rows, verified.findings.count), (2500, 0));
        let ends: (i64, i64) = scratch.db.read_now(|c| c.one("SELECT min(seq), max(seq) FROM audit WHERE lane = 1", &[])).unwrap();
        assert_eq!(ends, (1, 2500));
    });
}

#[test]
fn many_who_write_at_once_leave_a_whole_chain() {
    on_both(|scratch| {
        let meet = Arc::new(Barrier::new(8));
        let threads: Vec<_> = (0..8_u32)
            .map(|who| {
                let (db, meet) = (scratch.db.clone(), Arc::clone(&meet));
                std::thread::spawn(move || {
                    meet.wait();
                    (0..25).for_each(|turn| write(&db, who * 1000 + turn * 4..who * 1000 + turn * 4 + 4));
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let verified = verify(&scratch.db);
        assert_eq!((verified.rows, verified.findings.count), (800, 0), "{:?}", verified.findings);
    });
}

#[test]
fn nobody_waits_for_a_lane_while_another_is_free_and_one_that_must_wait_gets_its_turn() {
    let scratch = postgres();
    let lanes = audit::lanes(Engine::Postgres);
    // All but the last are held by somebody who goes on only when the last was written to.
    write_in_lane(&scratch, lanes, 0..3);
    assert!(rows(&scratch.db).iter().all(|row| row[0] == store::Cell::Int(lanes)));
    // All are held for a moment.
    let (holding, held) = std::sync::mpsc::channel();
    let other = store::Db::open_as_is(&scratch.url).unwrap();
    let holder = std::thread::spawn(move || {
        other.write_now(move |tx| {
            tx.all::<i64>("SELECT lane FROM audit_heads FOR UPDATE", &[])?;
            holding.send(()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(300));
            Ok(())
        })
    });
    held.recv().unwrap();
    write(&scratch.db, 3..6);
    holder.join().unwrap().unwrap();
    let verified = verify(&scratch.db);
    assert_eq!((verified.rows, verified.findings.count), (6, 0));
}

#[test]
fn every_statement_is_one_that_both_databases_understand() {
    on_both(|scratch| {
        for sql in audit::STATEMENTS {
            scratch.db.read_now(|c| c.check(sql)).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    });
}
