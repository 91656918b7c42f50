//! What the program says of itself while it serves: to standard error, without anybody's data.

use tracing_subscriber::EnvFilter;

/// Starts it, one JSON object a line with the moment in UTC. `ONEDOOR_LOG` chooses how much; `info` otherwise.
pub fn start() {
    let log = tracing_subscriber::fmt().with_env_filter(how_much()).with_writer(std::io::stderr);
    // A second start, as in a test, is no fault.
    drop(log.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init());
}

/// Starts it as lines that people read.
pub fn start_for_people() {
    let log = tracing_subscriber::fmt().with_env_filter(how_much()).with_writer(std::io::stderr);
    drop(log.with_ansi(false).try_init());
}

fn how_much() -> EnvFilter {
    EnvFilter::try_from_env("ONEDOOR_LOG").unwrap_or_else(|_| EnvFilter::new("info"))
}
