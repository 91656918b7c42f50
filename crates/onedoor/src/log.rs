//! What the program says of itself while it serves: to standard error, without anybody's data.

use tracing_subscriber::EnvFilter;

/// Starts it. `ONEDOOR_LOG` chooses how much; `info` otherwise.
pub fn start() {
    let filter = EnvFilter::try_from_env("ONEDOOR_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // A second start, as in a test, is no fault.
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).try_init());
}
