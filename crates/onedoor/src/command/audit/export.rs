//! `onedoor audit export`: the audit of some days as a file, for whoever looks into how the hub is run from outside it.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use audit::{Exported, Head};
use jiff::Timestamp;
use kernel::CaseId;
use serde::Serialize;
use store::Db;

use crate::command::Error;

/// The columns, in their order. All but the reference of the case are what the hash of a row is over.
const HEAD: &str = "lane,seq,id,at,account,act,purpose,person,case,case_reference,hash_before,hash";

/// What was written, as JSON has it.
#[derive(Serialize)]
pub struct Written {
    file: PathBuf,
    from: Timestamp,
    until: Timestamp,
    rows: u64,
    /// Rows whose hash does not follow from what stands in them.
    not_as_written: u64,
    /// The newest row of each lane at that moment.
    heads: Vec<Head>,
}

/// Writes every row of the audit from `from` on and before `until` into a file that is not there yet.
///
/// # Errors
/// When the file is there, or cannot be written; or what the database says.
pub fn export(db: &Db, (from, until): (Timestamp, Timestamp), out: &Path) -> Result<Written, Error> {
    // For whoever runs the command: it says who looked at which case when.
    let file = File::options().write(true).create_new(true).mode(0o600).open(out).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => format!("{} is there already: choose another name", out.display()),
        _ => format!("{} cannot be written: {error}", out.display()),
    })?;
    let mut lines = BufWriter::new(file);
    writeln!(lines, "{HEAD}")?;
    let written = db.read_now(move |conn| {
        let (mut rows, mut not_as_written) = (0, 0);
        let heads = audit::export(conn, (from, until), |conn, stretch| {
            let cases: BTreeSet<CaseId> = stretch.iter().filter_map(|row| row.case).collect();
            let references = casework::keep::references_among(conn, &cases.into_iter().collect::<Vec<_>>())?;
            for row in stretch {
                rows += 1;
                not_as_written += u64::from(!row.is_as_written());
                writeln!(lines, "{}", line(row, &references))
                    .map_err(|error| store::Error::Other(format!("the file cannot be written: {error}")))?;
            }
            Ok(())
        })?;
        lines.flush().map_err(|error| store::Error::Other(format!("the file cannot be written: {error}")))?;
        Ok((rows, not_as_written, heads))
    });
    // Half a file would pass for the whole.
    let (rows, not_as_written, heads) = written.inspect_err(|_| drop(std::fs::remove_file(out)))?;
    Ok(Written { file: out.to_owned(), from, until, rows, not_as_written, heads })
}

/// A row of the file. Nothing in it needs quotes, and no cell is a formula: numbers, ids, hashes, moments and words.
fn line(row: &Exported, references: &HashMap<CaseId, String>) -> String {
    [
        row.lane.to_string(),
        row.seq.to_string(),
        row.id.to_string(),
        format!("{:.6}", row.at),
        told(row.user),
        word(&row.act).to_owned(),
        word(&row.purpose).to_owned(),
        told(row.person),
        told(row.case),
        told(row.case.and_then(|case| references.get(&case))),
        row.hash_before(),
        row.hash(),
    ]
    .join(",")
}

fn told(id: Option<impl ToString>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// What stands where a word does; whoever changed the database may have put anything there.
fn word(text: &str) -> &str {
    let is_one = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b':' | b'-'));
    if is_one { text } else { "(not a word)" }
}

impl Written {
    /// Whether every row is as it was written.
    pub const fn is_clean(&self) -> bool {
        self.not_as_written == 0
    }

    /// Says it in words.
    pub fn tell(&self) {
        println!("{} rows from {} until {} written into {}", self.rows, self.from, self.until, self.file.display());
        match self.not_as_written {
            0 => println!("each follows from the row before it; `onedoor audit verify` checks that none is missing"),
            1 => println!("1 row is not as it was written: see `onedoor audit verify`"),
            rows => println!("{rows} rows are not as they were written: see `onedoor audit verify`"),
        }
    }
}
