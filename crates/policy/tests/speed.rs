//! How long a decision takes: `cargo test -p policy --release --test speed -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement")]

mod world;

use std::time::Instant;

use kernel::StaffRole;
use policy::Act;
use world::*;

#[test]
#[ignore = "a measurement, not a promise"]
fn a_decision() {
    let hub = world(|_| {});
    let mut worker = staff(StaffRole::Worker);
    worker.team = Some("north".into());
    let case = policy::CaseFacts { desks: vec!["support".into()], ..colleagues() };
    for (what, act) in [("read_case", Act::ReadCase), ("record_attempt", Act::RecordAttempt), ("close_case, refused", Act::CloseCase)] {
        let rounds = 20_000;
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(hub.on_case(&worker, act, std::hint::black_box(&case))).ok();
        }
        println!("{what}: {:.1} µs", start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds));
    }
}
