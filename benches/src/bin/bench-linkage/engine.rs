//! The engine within one process, as `bench-register` measures it.

use std::process::{Command, Stdio};

use benches::Result;
use serde_json::Value;

use crate::sets::{Set, text};

/// What it told, by name.
#[derive(Debug)]
pub struct Told(Value);

impl Told {
    /// Not a number where it was not told.
    pub fn number(&self, name: &str) -> f64 {
        self.0.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN)
    }
}

/// Runs it on a set: `one` new record at a time, or the two files at once as a `batch`.
///
/// # Errors
/// When it is not built, or fails.
pub fn measure(what: &str, set: &Set) -> Result<Told> {
    let program = std::env::current_exe()?.with_file_name("bench-register");
    let mut command = Command::new(&program);
    command.arg(what).args(&set.files).args(["--truth".into(), text(&set.truth)]).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("bench-register beside this program does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("bench-register ended with {}", output.status).into());
    }
    Ok(Told(serde_json::from_slice(&output.stdout)?))
}
