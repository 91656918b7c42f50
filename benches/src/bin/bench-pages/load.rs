//! Many browsers at once, each asking for the next page as soon as it has the last.

use std::time::{Duration, Instant};

use benches::Result;
use benches::browser::Browser;
use benches::figures::Draw;

/// A page to ask for, and a text that is on it when it is the right one.
#[derive(Debug, Clone)]
pub struct Visit {
    pub path: String,
    pub shows: String,
}

/// How long the answers took.
pub struct Times {
    /// Microseconds of each request, sorted.
    pub sorted: Vec<u32>,
    /// Requests per second of all browsers together.
    pub per_second: f64,
}

/// Lets every browser visit pages of its own at random for so long, after a warm-up that is not counted.
///
/// # Errors
/// When any answer is not the page that was asked for.
pub fn run(visitors: &[(Browser, Vec<Visit>)], warm_up: Duration, measured: Duration) -> Result<Times> {
    let counted_from = Instant::now() + warm_up;
    let until = counted_from + measured;
    let parts: Vec<Result<Vec<u32>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = visitors
            .iter()
            .zip(1_u64..)
            .map(|((browser, visits), seed)| scope.spawn(move || visit(browser, visits, seed, counted_from, until)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a browser stopped on a fault".into()))).collect()
    });
    let mut sorted: Vec<u32> = parts.into_iter().collect::<Result<Vec<_>>>()?.concat();
    sorted.sort_unstable();
    Ok(Times { per_second: sorted.len() as f64 / measured.as_secs_f64(), sorted })
}

/// Counts the requests that begin and end within the time.
fn visit(browser: &Browser, visits: &[Visit], seed: u64, counted_from: Instant, until: Instant) -> Result<Vec<u32>> {
    let mut draw = Draw::new(seed);
    let mut times = Vec::new();
    loop {
        let visit = visits.get(draw.below(visits.len())).ok_or("there is nothing to visit")?;
        let begun = Instant::now();
        let (status, page) = browser.get(&visit.path)?;
        let ended = Instant::now();
        if status != 200 || !page.contains(&visit.shows) {
            return Err(format!("{} answered {status} and is not the page that was asked for", visit.path).into());
        }
        if ended >= until {
            return Ok(times);
        }
        if begun >= counted_from {
            times.push(u32::try_from((ended - begun).as_micros()).unwrap_or(u32::MAX));
        }
    }
}
