//! PostgreSQL restarts, fails over, or an administrator ends our sessions. What had not been confirmed is done again; what may have been is said.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use store::{Db, Error};
use testkit::databases::postgres;

use super::{kept, set};

const END_SESSIONS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

fn end_sessions(url: &str) {
    store::outside_transaction(url, END_SESSIONS).unwrap();
}

#[test]
fn sessions_that_ended_while_idle_are_replaced_without_a_word() {
    let scratch = postgres();
    // Every thread has met the database before.
    let work = |round: u32| {
        let threads: Vec<_> = (0..24)
            .map(|n| {
                let db = scratch.db.clone();
                std::thread::spawn(move || {
                    db.write_now(move |tx| {
                        std::thread::sleep(Duration::from_millis(2));
                        set(tx, &format!("{round} {n:02}"), "1")
                    })?;
                    db.read_now(|c| c.one::<i64>("SELECT count(*) FROM settings", &[]))
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap().unwrap();
        }
    };
    for round in 1..=4 {
        work(round);
        assert_eq!(kept(&scratch.db).len(), 24 * round as usize);
        end_sessions(&scratch.owner_url);
    }
}

#[test]
fn a_change_whose_session_ended_before_commit_is_done_again_and_kept_once() {
    let scratch = postgres();
    let (url, tries) = (scratch.owner_url.clone(), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&tries);
    scratch
        .db
        .write_now(move |tx| {
            set(tx, "a", "1")?;
            if count.fetch_add(1, Ordering::SeqCst) == 0 {
                end_sessions(&url);
            }
            set(tx, "b", "1")
        })
        .unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 2);
    assert_eq!(kept(&scratch.db), ["a", "b"]);
}

#[test]
fn a_change_that_ends_its_session_each_time_is_given_up() {
    let scratch = postgres();
    let (url, tries) = (scratch.owner_url.clone(), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&tries);
    let result = scratch.db.write_now(move |tx| {
        count.fetch_add(1, Ordering::SeqCst);
        end_sessions(&url);
        set(tx, "a", "1")
    });
    assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
    assert!((2..=5).contains(&tries.load(Ordering::SeqCst)));
    assert!(kept(&scratch.db).is_empty());
}

/// A read's closure can run only once: it is done again if it had not begun, and otherwise the caller is told.
#[test]
fn a_read_whose_session_ended_is_told_once_and_the_next_works() {
    let scratch = postgres();
    let url = scratch.owner_url.clone();
    let result = scratch.db.read_now(move |c| {
        end_sessions(&url);
        c.one::<i64>("SELECT count(*) FROM settings", &[])
    });
    assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
    assert!(kept(&scratch.db).is_empty());
}

#[test]
fn a_session_that_ended_during_commit_is_unknown_and_not_done_again() {
    let scratch = postgres();
    store::outside_transaction(
        &scratch.owner_url,
        "CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS
           'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
         CREATE CONSTRAINT TRIGGER ends AFTER INSERT ON settings DEFERRABLE INITIALLY DEFERRED
           FOR EACH ROW WHEN (NEW.value = 'end') EXECUTE FUNCTION end_session()",
    )
    .unwrap();
    let tries = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&tries);
    let result = scratch.db.write_now(move |tx| {
        count.fetch_add(1, Ordering::SeqCst);
        set(tx, "a", "end")
    });
    assert!(matches!(result, Err(Error::Unknown)), "{result:?}");
    assert_eq!(tries.load(Ordering::SeqCst), 1);
    scratch.db.write_now(|tx| set(tx, "b", "1")).unwrap();
    assert_eq!(kept(&scratch.db), ["b"]);
}

/// A closure that hides the error must not be told "kept" either.
#[test]
fn a_lost_session_that_a_closure_overlooks_is_not_kept_as_half() {
    let scratch = postgres();
    let (url, tries) = (scratch.owner_url.clone(), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&tries);
    scratch
        .db
        .write_now(move |tx| {
            set(tx, "a", "1")?;
            if count.fetch_add(1, Ordering::SeqCst) == 0 {
                end_sessions(&url);
            }
            drop(tx.maybe::<i64>("SELECT count(*) FROM settings", &[]));
            Ok(())
        })
        .unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 2);
    assert_eq!(kept(&scratch.db), ["a"]);
}

#[test]
fn a_server_that_is_not_there_is_said_soon_and_in_words() {
    let nowhere = "postgres://somebody:s3cret@127.0.0.1:1/nothing";
    let started = Instant::now();
    let opened = Db::open(nowhere).map(|_| ()).unwrap_err();
    let db = Db::open_as_is(nowhere).unwrap();
    let read = db.read_now(|c| c.one::<i64>("SELECT 1", &[])).unwrap_err();
    let changed = db.write_now(|tx| set(tx, "a", "1")).unwrap_err();
    for error in [opened, read, changed] {
        assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_server_that_refuses_us_is_unavailable() {
    let scratch = postgres();
    let stranger = scratch.owner_url.replace("postgres://onedoor@", "postgres://nobody_we_know@");
    let error = Db::open(&stranger).map(|_| ()).unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
}
