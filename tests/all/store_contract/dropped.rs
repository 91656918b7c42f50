//! A web server drops a request when its caller goes away. Whatever the moment, no transaction may be left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use store::{Db, Engine};
use testkit::databases::on_both;

use super::{kept, set};

const REQUESTS: usize = 1000;

/// The same sequence in every run.
fn choices() -> impl FnMut(u64) -> u64 {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

/// Waits until no session of ours is inside a transaction; says how many still are after a while.
fn sessions_inside_a_transaction(db: &Db) -> i64 {
    if db.engine() == Engine::Sqlite {
        return 0;
    }
    let started = Instant::now();
    loop {
        let sql = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL";
        let inside: i64 = db.read_now(move |c| c.one(sql, &[])).unwrap();
        if inside == 0 || started.elapsed() > Duration::from_secs(10) {
            return inside;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_request_dropped_at_any_point_leaves_no_transaction_behind() {
    on_both(|scratch| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
        let (mut choose, finished) = (choices(), Arc::new(AtomicUsize::new(0)));
        let requests: Vec<_> = (0..REQUESTS)
            .map(|n| {
                let (db, finished, pause) = (scratch.db.clone(), Arc::clone(&finished), Duration::from_micros(choose(400)));
                let request = runtime.spawn(async move {
                    db.read(|c| c.one::<i64>("SELECT count(*) FROM settings", &[])).await?;
                    db.write(move |tx| {
                        set(tx, &format!("{n:04} first"), "1")?;
                        std::thread::sleep(pause);
                        set(tx, &format!("{n:04} then"), "1")?;
                        finished.fetch_add(1, Ordering::SeqCst);
                        Ok(())
                    })
                    .await
                });
                // Some are waited for, some dropped at once, the others at any point between.
                let patience = Duration::from_micros(choose(800) * choose(800));
                runtime.spawn(async move {
                    match n % 8 {
                        0 => return request.await,
                        1 => {}
                        _ => tokio::time::sleep(patience).await,
                    }
                    request.abort();
                    request.await
                })
            })
            .collect();
        let mut answered = BTreeSet::new();
        for (n, request) in requests.into_iter().enumerate() {
            match runtime.block_on(request).unwrap() {
                Ok(answer) => drop((answer.unwrap(), answered.insert(n))),
                Err(dropped) => assert!(dropped.is_cancelled(), "{dropped}"),
            }
        }
        let dropped = REQUESTS - answered.len();
        assert!(dropped > 50 && answered.len() > 100, "{dropped} dropped, {} answered: no test of either", answered.len());

        // On PostgreSQL several threads work the queue off: none of ours may stay inside a transaction.
        scratch.db.write_now(|tx| set(tx, "next", "1")).unwrap();
        assert_eq!(sessions_inside_a_transaction(&scratch.db), 0);

        let mut whole: BTreeMap<usize, usize> = BTreeMap::new();
        for name in kept(&scratch.db).iter().filter(|name| *name != "next") {
            *whole.entry(name[..4].parse().unwrap()).or_default() += 1;
        }
        assert!(whole.values().all(|rows| *rows == 2), "each change is whole: {whole:?}");
        assert!(answered.iter().all(|n| whole.contains_key(n)), "what was answered as kept is kept");
        assert_eq!(whole.len(), finished.load(Ordering::SeqCst), "what ran to its end is kept, and nothing else");
        assert!(whole.len() > answered.len(), "some were dropped after they had begun, and were kept whole all the same");
        // Every thread's connection is as good as new.
        for n in 0..30 {
            scratch.db.write_now(move |tx| set(tx, &format!("after {n}"), "1")).unwrap();
            scratch.db.read_now(move |c| c.one::<String>("SELECT value FROM settings WHERE name = $1", &[&format!("after {n}")])).unwrap();
        }
    });
}
