//! Why a whole file cannot be read on: what is wrong, and what to do. Never a row's content.

use std::io;

use super::field::{Field, trimmed};

/// A file that cannot be read, or not to its end. Rows that came out before it stand.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct FileError {
    file: String,
    #[source]
    problem: Problem,
}

impl FileError {
    pub(super) fn new(file: &str, problem: impl Into<Problem>) -> Self {
        Self { file: file.to_owned(), problem: problem.into() }
    }

    /// What is wrong.
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The disk, the network or the decompression gave up.
    #[error("the file could not be read to its end ({0}); the rows before that were read: run the same file again once it is whole")]
    Read(#[from] io::Error),
    /// Not a table and not JSON Lines.
    #[error("this looks like {looks_like}, not a table; {advice}")]
    NotATable {
        /// What it looks like.
        looks_like: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The first row of a table is not one.
    #[error("the headings in the first row cannot be read: {0}")]
    Headings(&'static str),
    /// Something else than commas stands between the columns.
    #[error("the columns are separated by {0}: save it as CSV with commas between the columns, and send that file")]
    OtherSeparator(&'static str),
    /// Columns without which a file is not a transfer.
    #[error("the first row has no heading {}; {hint}", list(missing))]
    MissingColumns {
        /// The names that are missing.
        missing: Vec<&'static str>,
        /// Which headings come near, or what else may be wrong.
        hint: String,
    },
    /// Two columns of one name: which is meant cannot be told.
    #[error("the heading `{0}` stands twice in the first row; rename or remove one of the two columns")]
    DuplicateColumn(String),
}

impl Problem {
    /// No text at all.
    pub(super) const BINARY: Self = Self::NotATable { looks_like: "a binary file", advice: "save the table as CSV UTF-8" };

    /// What seems to stand between the columns, where it is not commas: in one heading a name of the feed's and such a mark.
    pub(super) fn other_separator(found: &[String]) -> Option<&'static str> {
        let parts_of = |heading: &str, mark: char| heading.split(mark).any(|part| Field::parse(trimmed(part)).is_some());
        let marks = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
        let is_between = |mark: char| found.iter().any(|heading| heading.contains(mark) && parts_of(heading, mark));
        marks.into_iter().find(|(mark, _)| is_between(*mark)).map(|(_, name)| name)
    }

    /// Says which headings come near the missing ones. Headings that do not are left out: without a first row of headings they
    /// would be a person's data.
    pub(super) fn hint_for_missing(missing: &[&'static str], found: &[String]) -> String {
        let near: Vec<String> = missing
            .iter()
            .filter_map(|needed| {
                let close = |name: &&String| strsim::jaro_winkler(name, needed) > 0.8;
                let best = found
                    .iter()
                    .filter(close)
                    .max_by(|a, b| strsim::jaro_winkler(a, needed).total_cmp(&strsim::jaro_winkler(b, needed)))?;
                Some(format!("the nearest to {needed} is `{best}`"))
            })
            .collect();
        if near.is_empty() {
            "no heading comes near: check that the first row holds the feed's column names".to_owned()
        } else {
            let them = if near.len() == 1 { "that heading" } else { "these headings" };
            format!("{}: rename {them} and send the file again", near.join(", "))
        }
    }
}

fn list(names: &[&'static str]) -> String {
    names.join(" and no heading ")
}
