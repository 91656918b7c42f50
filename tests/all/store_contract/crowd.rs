//! Many at once: nobody is told "locked", one's fault is not another's, and too many is said at once.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use store::{Db, Error};
use testkit::databases::{Scratch, on_both, sqlite};
use tokio::runtime::Runtime;

use super::{kept, set};

type Work = Box<dyn FnMut(&mut store::Tx<'_>) -> store::Result<()> + Send>;

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap()
}

/// Holds every thread that changes things, until the answer is dropped or sent to.
fn hold_changes(db: &Db) -> mpsc::Sender<()> {
    let (go_on, wait) = mpsc::channel::<()>();
    let wait = Arc::new(std::sync::Mutex::new(wait));
    let (said, hear) = mpsc::channel();
    let threads = if db.engine() == store::Engine::Sqlite { 1 } else { 8 };
    for _ in 0..threads {
        let (db, wait, said) = (db.clone(), Arc::clone(&wait), said.clone());
        std::thread::spawn(move || {
            db.write_now(move |_| {
                said.send(()).unwrap();
                let _ = wait.lock().unwrap().recv();
                Ok(())
            })
        });
    }
    (0..threads).for_each(|_| hear.recv().unwrap());
    go_on
}

async fn reads_and_writes(db: Db, who: usize) -> Result<(), Error> {
    for turn in 0..40 {
        if (who + turn).is_multiple_of(3) {
            db.write(move |tx| {
                let seen: i64 = tx.one("SELECT count(*) FROM settings", &[])?;
                set(tx, &format!("{who} {turn}"), &seen.to_string())
            })
            .await?;
        } else {
            db.read(|c| c.all::<(String, String)>("SELECT name, value FROM settings ORDER BY value, name", &[])).await?;
        }
    }
    Ok(())
}

fn crowd(doors: &[Db]) {
    let runtime = runtime();
    let requests: Vec<_> = (0..32).map(|who| runtime.spawn(reads_and_writes(doors[who % doors.len()].clone(), who))).collect();
    for request in requests {
        runtime.block_on(request).unwrap().unwrap();
    }
    let wanted = (0..32).flat_map(|who| (0..40).map(move |turn| who + turn)).filter(|n| n % 3 == 0).count();
    assert_eq!(kept(&doors[0]).len(), wanted);
}

#[test]
fn thirty_two_requests_at_once_are_all_answered() {
    on_both(|scratch| crowd(std::slice::from_ref(&scratch.db)));
}

/// An import beside the server: two programs on one file.
#[test]
fn two_programs_on_one_file_wait_for_each_other() {
    let scratch = sqlite();
    crowd(&[scratch.db.clone(), Db::open(&scratch.url).unwrap()]);
}

#[test]
fn a_change_that_fails_among_many_does_not_take_the_others_with_it() {
    on_both(|scratch| {
        scratch.db.write_now(|tx| set(tx, "taken", "1")).unwrap();
        let runtime = runtime();
        let held = hold_changes(&scratch.db);
        let changes: Vec<_> = (0..40)
            .map(|n| {
                let db = scratch.db.clone();
                runtime.spawn(async move {
                    db.write(move |tx| {
                        set(tx, &format!("before {n:02}"), "1")?;
                        match n {
                            7 => set(tx, "taken", "2")?,
                            17 => panic!("a fault in the program"),
                            27 => return Err(Error::NotFound),
                            37 => drop(set(tx, "taken", "2")),
                            _ => {}
                        }
                        set(tx, &format!("then {n:02}"), "1")
                    })
                    .await
                })
            })
            .collect();
        held.send(()).unwrap();
        drop(held);
        let answers: Vec<_> = changes.into_iter().map(|change| runtime.block_on(change).unwrap()).collect();
        for (n, answer) in answers.iter().enumerate() {
            assert_eq!(answer.is_err(), matches!(n, 7 | 17 | 27 | 37), "{n}: {answer:?}");
        }
        assert!(matches!((&answers[7], &answers[37]), (Err(Error::Conflict(_)), Err(Error::Conflict(_)))), "{answers:?}");
        assert!(matches!((&answers[17], &answers[27]), (Err(Error::Other(_)), Err(Error::NotFound))), "{answers:?}");
        let wanted: Vec<String> =
            ["before", "then"].iter().flat_map(|when| (0..40).filter(|n| n % 10 != 7).map(move |n| format!("{when} {n:02}"))).collect();
        let mut found = kept(&scratch.db);
        found.retain(|name| name != "taken");
        assert_eq!(found, wanted);
    });
}

#[test]
fn a_fault_in_a_closure_leaves_the_thread_and_its_connection_usable() {
    on_both(|scratch| {
        // More often than there are threads, so that each has met it.
        for _ in 0..20 {
            let fault = scratch.db.write_now(|tx| {
                set(tx, "half", "1")?;
                assert!(tx.engine() != tx.engine(), "a fault in the program");
                Ok(())
            });
            assert!(matches!(fault, Err(Error::Other(_))), "{fault:?}");
            let fault = scratch.db.read_now(|c| {
                c.one::<i64>("SELECT count(*) FROM settings", &[])?;
                assert!(c.engine() != c.engine(), "a fault in the program");
                Ok(())
            });
            assert!(matches!(fault, Err(Error::Other(_))), "{fault:?}");
        }
        assert!(kept(&scratch.db).is_empty());
        for n in 0..20 {
            scratch.db.write_now(move |tx| set(tx, &format!("{n:02}"), "1")).unwrap();
            assert_eq!(kept(&scratch.db).len(), n + 1);
        }
    });
}

#[test]
fn a_full_queue_says_busy_at_once_and_everything_in_it_is_still_done() {
    on_both(|scratch: &Scratch| {
        let runtime = runtime();
        let held = hold_changes(&scratch.db);
        let refused = Arc::new(AtomicU32::new(0));
        let changes: Vec<_> = (0..1100)
            .map(|n| {
                let (db, refused) = (scratch.db.clone(), Arc::clone(&refused));
                runtime.spawn(async move {
                    match db.write(move |tx| set(tx, &format!("{n:04}"), "1")).await {
                        Ok(()) => true,
                        Err(Error::Busy) => {
                            refused.fetch_add(1, Ordering::SeqCst);
                            false
                        }
                        Err(error) => panic!("{error:?}"),
                    }
                })
            })
            .collect();
        // The refused are answered while nothing can be done for the others yet.
        let started = Instant::now();
        while refused.load(Ordering::SeqCst) < 1100 - 1024 {
            assert!(started.elapsed().as_secs() < 20, "{} were told busy", refused.load(Ordering::SeqCst));
            std::thread::sleep(Duration::from_millis(5));
        }
        // Reads have a queue of their own.
        assert!(kept(&scratch.db).is_empty());
        drop(held);
        let done = changes.into_iter().map(|change| runtime.block_on(change).unwrap()).filter(|done| *done).count();
        assert_eq!(done, 1024);
        assert_eq!(kept(&scratch.db).len(), 1024);
    });
}

/// The last handle may go while work is queued and nobody waits for it: what was taken on is done.
#[test]
fn closing_the_door_finishes_what_was_taken_on() {
    on_both(|scratch| {
        let db = Db::open_as_is(&scratch.url).unwrap();
        let runtime = runtime();
        let ask_and_leave = |work: Work| {
            runtime.block_on(async { tokio::time::timeout(Duration::from_millis(1), db.write(work)).await }).unwrap_err();
        };
        let gate = Arc::new(std::sync::RwLock::new(()));
        let shut = gate.write().unwrap();
        for _ in 0..8 {
            let gate = Arc::clone(&gate);
            ask_and_leave(Box::new(move |_| gate.read().map(|_| ()).map_err(|_| Error::Busy)));
        }
        for n in 0..50 {
            ask_and_leave(Box::new(move |tx| set(tx, &format!("{n:02}"), "1")));
        }
        let closing = std::thread::spawn(move || drop(db));
        std::thread::sleep(Duration::from_millis(100));
        assert!(!closing.is_finished() && kept(&scratch.db).is_empty());
        drop(shut);
        closing.join().unwrap();
        assert_eq!(kept(&scratch.db).len(), 50);
    });
}

/// A server is assembled inside its runtime: opening, migrating and closing there must not stop it.
#[test]
fn the_door_opens_and_closes_inside_a_runtime() {
    on_both(|scratch| {
        let url = scratch.url.clone();
        let count: i64 = runtime()
            .block_on(async move {
                assert_eq!(Db::migrate(&url)?, 0);
                let db = Db::open(&url)?;
                db.read(|c| c.one("SELECT count(*) FROM settings", &[])).await
            })
            .unwrap();
        assert_eq!(count, 0);
    });
}
