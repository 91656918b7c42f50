//! The sets that linking is measured on, made where they are not there yet.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use benches::Result;

/// Where Python, its scripts, the generator and the sets are.
#[derive(Debug, Clone)]
pub struct Places {
    pub python: PathBuf,
    /// With `anchor.py`, `sets.py` and `measured.py`.
    pub scripts: PathBuf,
    /// Of people of the UK; is not part of the project and need not be there.
    pub generator: PathBuf,
    pub folder: PathBuf,
}

/// A set: what is asked about, against what, and what is true.
#[derive(Debug, Clone)]
pub struct Set {
    pub name: String,
    /// FEBRL's layout or the one of the UK.
    pub is_febrl: bool,
    /// The register and the incoming, or one file compared with itself.
    pub files: Vec<PathBuf>,
    pub truth: PathBuf,
}

/// How a set of the UK differs from the generator's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Changed {
    /// The share of the incoming who are new and live with somebody registered.
    pub housemates: Option<f64>,
    /// What rates of slips are multiplied by.
    pub errors: Option<f64>,
}

impl Places {
    /// Runs one of the scripts and waits for its end.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(&self, script: &str, arguments: &[String]) -> Result<()> {
        let mut command = Command::new(&self.python);
        command.arg(self.scripts.join(script)).args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        let status = command
            .status()
            .map_err(|error| format!("Python in {} does not start: {error}; make bench-linkage sets it up", self.python.display()))?;
        if status.success() { Ok(()) } else { Err(format!("{script} ended with {status}").into()) }
    }

    fn set(&self, name: &str, parts: &[&str]) -> Set {
        let file = |part: &str| self.folder.join(format!("{name}_{part}.csv"));
        Set {
            name: name.to_owned(),
            is_febrl: name.starts_with("febrl"),
            files: parts.iter().map(|part| file(part)).collect(),
            truth: file("truth"),
        }
    }

    /// FEBRL 3 (one file) or 4 (two).
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn febrl(&self, number: u8) -> Result<Set> {
        let parts: &[&str] = if number == 3 { &["records"] } else { &["register", "incoming"] };
        let set = self.set(&format!("febrl{number}"), parts);
        if !set.truth.exists() {
            self.run("sets.py", &["febrl".into(), text(&self.folder)])?;
        }
        Ok(set)
    }

    /// A register of so many and a tenth of them incoming; nothing where the generator is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn uk(&self, register: u64, seed: u64, changed: Changed) -> Result<Option<Set>> {
        let size = if register.is_multiple_of(1_000_000) { format!("{}m", register / 1_000_000) } else { format!("{}k", register / 1_000) };
        let mut name = format!("uk{size}-{seed}");
        let mut arguments = vec![
            "--register".into(),
            register.to_string(),
            "--incoming".into(),
            (register / 10).to_string(),
            "--seed".into(),
            seed.to_string(),
        ];
        for (what, value) in [("housemates", changed.housemates), ("errors", changed.errors)] {
            if let Some(value) = value {
                name.push_str(&format!("-{what}-{value}"));
                arguments.extend([format!("--{what}"), value.to_string()]);
            }
        }
        let set = self.set(&name, &["register", "incoming"]);
        if !set.truth.exists() {
            if !self.generator.exists() {
                return Ok(None);
            }
            let mut all = vec!["uk".into(), text(&self.generator), text(&self.folder), name];
            all.extend(arguments);
            self.run("sets.py", &all)?;
        }
        Ok(Some(set))
    }
}

/// As an argument.
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
