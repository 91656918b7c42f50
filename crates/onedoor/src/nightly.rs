//! What the server does by itself every night: the schedule of what is kept, minimised and destroyed, and learning from what people decided.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};
use kernel::{Clock, london};
use people::memory::Everybody;
use records::run::Run;
use vault::Secrets;
use web::Days;

use crate::command::Error;
use crate::recognition::learn_from_decisions;

/// When in London: after the day's transfers, before anybody works.
const AT: Time = Time::constant(3, 0, 0, 0);

/// What works at night, until it is let go.
pub struct Nightly {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Nightly {
    fn drop(&mut self) {
        drop(self.end.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// Begins to work every night.
///
/// # Errors
/// When the machine has no thread for it.
pub fn start(hub: Days, secrets: Arc<dyn Secrets>, clock: Arc<dyn Clock>) -> Result<Nightly, Error> {
    let (end, told) = channel();
    let work = move || work(&hub, &*secrets, &*clock, &told);
    let thread = std::thread::Builder::new().name("nightly".into()).spawn(work)?;
    Ok(Nightly { end: Some(end), thread: Some(thread) })
}

fn work(hub: &Days, secrets: &dyn Secrets, clock: &dyn Clock, told: &Receiver<()>) {
    while told.recv_timeout(until_next(clock.now())) == Err(RecvTimeoutError::Timeout) {
        let Ok(cause) = secrets.bytes() else { continue };
        // Under the schedule that is in force tonight.
        let site = hub.site();
        let run = Run { walls: site.walls.clone(), rules: site.profile.retention.clone(), at: clock.now(), cause, dry_run: false };
        match run.run(&site.db) {
            Ok(report) => {
                let total = |counts: &std::collections::BTreeMap<String, u64>| counts.values().sum::<u64>();
                let (announced, done) = (total(&report.announced), total(&report.done));
                tracing::info!(
                    report.people,
                    report.on_hold,
                    announced,
                    done,
                    report.erased,
                    report.erasures_waiting,
                    failed = report.failed.len(),
                    "the retention schedule was carried out"
                );
            }
            Err(error) => tracing::error!(%error, "the retention schedule was not carried out; it is tried again tomorrow night"),
        }
        if let Err(error) = learn_from_decisions(&site.db, &site.memory::<Everybody>()) {
            tracing::error!(%error, "decisions of people were not learned from; it is tried again tomorrow night");
        }
    }
}

/// How long until it is time again; never less than a minute, so that a clock that was set back does not make it run twice at once.
fn until_next(now: Timestamp) -> Duration {
    let here = london(now);
    let today = here.with().time(AT).build().ok();
    let next = today.clone().filter(|at| *at > here).or_else(|| today.and_then(|at| at.checked_add(1.day()).ok()));
    let seconds = next.map_or(24 * 3600, |next| next.timestamp().duration_since(now).as_secs());
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default().max(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_for_three_in_the_morning_in_london() {
        let hours = |now: &str| until_next(now.parse().unwrap()).as_secs() / 3600;
        assert_eq!(hours("2026-11-23T02:00:00Z"), 1);
        assert_eq!(hours("2026-11-23T03:00:00Z"), 24);
        assert_eq!(hours("2026-07-01T01:00:00Z"), 1);
        // The night in which the clocks go back has an hour more.
        assert_eq!(hours("2026-10-24T02:00:00Z"), 25);
        assert_eq!(until_next("2026-11-23T02:59:59Z".parse().unwrap()).as_secs(), 60);
    }
}
