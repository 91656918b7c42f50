//! The built program, run as its users run it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use access::{Organisation, Walls};
use serde_json::Value;
use tempfile::TempDir;
use vault::{SystemSecrets, Vault};

use crate::Result;
use crate::feed::Feed;

/// How long a server may take to end what it is doing.
const TO_END: Duration = Duration::from_secs(20);

/// The program, built the same way and put beside this one.
///
/// # Errors
/// When it is not there.
pub fn program() -> Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("onedoor");
    if program.exists() { Ok(program) } else { Err("build the program as well: cargo build --release -p onedoor -p benches".into()) }
}

/// What `onedoor intake` says of itself.
#[derive(Debug, Clone, Copy)]
pub struct TakenIn {
    /// How long it took, the opening of the database not counted.
    pub seconds: f64,
    /// The most memory it held, in MB.
    pub peak_rss_mb: u64,
}

/// A file with keys for the program, the same for as long as the benchmark runs.
///
/// # Errors
/// When it cannot be written.
pub fn key_file() -> Result<PathBuf> {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = match FOLDER.get() {
        Some(folder) => folder,
        None => {
            let fresh = TempDir::new()?;
            vault::write_new_keys(&fresh.path().join("keys"), &vault::Keys::generate(&vault::SystemSecrets)?)?;
            FOLDER.get_or_init(|| fresh)
        }
    };
    Ok(folder.path().join("keys"))
}

/// The walls of a hub with those keys and nobody else under its roof.
///
/// # Errors
/// When the keys cannot be written or read.
pub fn walls() -> Result<Walls> {
    let vault = Vault::from_file(&key_file()?, Arc::new(SystemSecrets))?;
    Ok(Walls::new(Organisation::alone(), vault)?)
}

/// Takes the feed in and waits until it is done.
///
/// # Errors
/// When it fails, or answers for fewer rows than the feed has or a thousandth more.
pub fn take_in(feed: &Feed, profile: &str, database: &str) -> Result<TakenIn> {
    take_in_with(feed, profile, database, &[])
}

/// [`take_in`] with further options of the program.
///
/// # Errors
/// As there.
pub fn take_in_with(feed: &Feed, profile: &str, database: &str, options: &[&str]) -> Result<TakenIn> {
    let mut command = Command::new(program()?);
    command.env("ONEDOOR_KEYS", key_file()?).arg("intake").arg(&feed.file).args([
        "--profile",
        profile,
        "--as-of",
        &feed.received_at.to_string(),
        "--json",
    ]);
    let output = command.args(["--database", database]).args(options).stdin(Stdio::null()).output()?;
    if !output.status.success() {
        return Err(format!("onedoor intake failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let answer: Value = serde_json::from_str(String::from_utf8(output.stdout)?.lines().last().unwrap_or_default())?;
    // A broken quote in the feed's invented errors may divide a row that was written as one; anything more is a fault.
    let rows = answer.get("rows").and_then(Value::as_u64);
    if rows.is_none_or(|rows| rows < feed.rows || rows > feed.rows + feed.rows / 1_000) {
        return Err(format!("onedoor intake answered for {rows:?} rows of {}", feed.rows).into());
    }
    let seconds = answer.get("seconds").and_then(Value::as_f64).ok_or("onedoor intake does not say how long it took")?;
    let peak_rss_mb = answer.get("peak_rss_mb").and_then(Value::as_u64).ok_or("onedoor intake does not say how much memory it took")?;
    Ok(TakenIn { seconds, peak_rss_mb })
}

/// A running `onedoor serve`, ended by its process id when it is let go.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:…`.
    pub address: String,
    /// Held, so that the server may go on writing.
    _stdout: BufReader<ChildStdout>,
}

impl Server {
    /// Starts one on a free port of this machine. Its log, a line a request as everywhere, goes into the folder.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(profile: &str, database: &str, folder: &Path) -> Result<Self> {
        let log = folder.join("serve.log");
        let mut command = Command::new(program()?);
        command.env("ONEDOOR_KEYS", key_file()?).args(["serve", "--port", "0", "--profile", profile, "--database", database]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log)?).spawn()?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("a server without standard output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let mut server = Self { child, address: String::new(), _stdout: stdout };
        match line.trim().strip_prefix("listening on ") {
            Some(address) => address.clone_into(&mut server.address),
            None => return Err(format!("onedoor serve did not start: {}", std::fs::read_to_string(&log)?).into()),
        }
        Ok(server)
    }

    /// The most memory it has held so far, in MB; 0 where the machine does not tell.
    pub fn peak_rss_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status());
        let told = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if told.elapsed() > TO_END {
                drop(self.child.kill());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
