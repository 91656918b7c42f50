//! Bytes in, rows out: the first step of the order of decision.
//!
//! A transfer is CSV or JSON Lines, plain or gzip-compressed, of any size; it is read one row at a time in constant memory, and which it
//! is its content tells. Every row comes out, numbered: as a [`Referral`] with every field checked, or as rejected with the reasons.
//! A row is never guessed at. One that is not UTF-8 is rejected, since guessing its code page changes names; one whose quotes do not close is
//! rejected, since joining it with the next would give one person another's address. Only a file that is no transfer at all, or that the
//! disk cannot give, ends the reading, with a sentence that says what it looks like and what to do ([`FileError`]).
//!
//! The way of a row: [`window`](self) holds a bounded piece of the stream and finds lines in it; `table` and `json_lines` find the row's
//! fields ([`AsSent`]); `check` types them. What makes a readable row undecidable is for [`faults`] to say, which knows the time of receipt.

mod as_sent;
mod check;
mod doubt;
mod field;
mod json_lines;
mod moment;
mod opening;
mod problem;
mod referral;
mod split;
mod table;
#[cfg(test)]
mod tests;
mod window;

use std::io::Read;

use kernel::{FixedReason, Reason};

pub use as_sent::AsSent;
pub use doubt::Doubt;
pub use field::Field;
pub use problem::{FileError, Problem};
pub use referral::{CodeAssessment, Ethnicity, Referral, faults};

use json_lines::JsonLines;
use opening::{Kind, Unpacked};
use table::{Table, Taken};
use window::Window;

/// One row of a transfer.
pub struct Row {
    /// Its number among the rows that hold data, from 1. Blank lines have none.
    pub number: u64,
    /// What it says.
    pub content: Content,
    /// Tells an unchanged row from a changed one. SHA-256 over the fields by name, so that the order of columns, empty columns and the white
    /// space around fields make no difference; over the bytes of a row whose fields cannot be told.
    pub digest: [u8; 32],
    /// What was sent, for keeping.
    pub as_sent: AsSent,
}

/// What a row says.
pub enum Content {
    /// One person's role in one incident.
    Referral(Box<Referral>),
    /// It cannot be read.
    Rejected {
        /// The sender's id of the row, if it can be told for sure.
        source_record_id: Option<String>,
        /// Why, all that apply: what is missing, then bad values in the feed's order.
        reasons: Vec<Reason>,
    },
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row").field("number", &self.number).field("content", &self.content).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Referral(_) => f.write_str("Referral"),
            Self::Rejected { reasons, .. } => f.debug_struct("Rejected").field("reasons", reasons).finish_non_exhaustive(),
        }
    }
}

/// A row out of a line of JSON that the program itself wrote, in which every name was meant.
pub(crate) fn own(line: &str) -> Option<Row> {
    let mut reader = Reader::open(line.as_bytes(), "the row").ok()?;
    if let Format::JsonLines(lines) = &mut reader.format {
        lines.are_own = true;
    }
    reader.next()?.ok()
}

/// A row once more, from how it is kept as it was sent.
pub(crate) fn again(as_sent: &str, number: u64) -> Option<Row> {
    Some(Row { number, ..own(as_sent)? })
}

/// Reads a transfer row by row. After an error it yields nothing more.
pub struct Reader<R> {
    file: String,
    window: Window<Unpacked<R>>,
    format: Format,
    /// The names of a table's unknown columns; JSON Lines collect theirs.
    unknown: Vec<String>,
    rows: u64,
    failed: bool,
    /// Where digests are made ready; kept for its memory.
    scratch: Vec<u8>,
}

enum Format {
    Table(Table),
    JsonLines(JsonLines),
}

impl<R: Read> Reader<R> {
    /// Opens a transfer. `name_hint` is what errors call the file; nothing is told from it.
    ///
    /// # Errors
    /// When it is not text, or its first row cannot be the headings of a transfer.
    pub fn open(input: R, name_hint: &str) -> Result<Self, FileError> {
        let in_file = |problem| FileError::new(name_hint, problem);
        let (mut window, kind) = opening::open(input).map_err(in_file)?;
        let (format, unknown) = match kind {
            Kind::Table => {
                let table = Table::open(&mut window).map_err(in_file)?;
                let unknown = table.unknown().map(str::to_owned).collect();
                (Format::Table(table), unknown)
            }
            Kind::JsonLines => (Format::JsonLines(JsonLines::default()), Vec::new()),
        };
        Ok(Self { file: name_hint.to_owned(), window, format, unknown, rows: 0, failed: false, scratch: Vec::new() })
    }

    /// The folded names of the columns that the feed does not know. All of a table's; those met so far in JSON Lines, at most 1,000.
    pub fn unknown_columns(&self) -> &[String] {
        match &self.format {
            Format::Table(_) => &self.unknown,
            Format::JsonLines(lines) => &lines.unknown,
        }
    }

    /// What may be meant by columns that the feed does not know, and how many rows were rejected so far because of each.
    pub fn doubts(&self) -> &[Doubt] {
        match &self.format {
            Format::Table(table) => &table.doubts,
            Format::JsonLines(lines) => &lines.doubts,
        }
    }

    fn row(&mut self, taken: Taken) -> Row {
        self.rows += 1;
        let number = self.rows;
        match taken {
            Taken::Fields(as_sent, ill_typed) => {
                let digest = as_sent.digest(&mut self.scratch);
                let content = match check::check(&as_sent, &ill_typed) {
                    Ok(referral) => Content::Referral(referral),
                    Err(reasons) => Content::Rejected { source_record_id: table::sound_id(as_sent.get(Field::SourceRecordId)), reasons },
                };
                Row { number, content, digest, as_sent }
            }
            Taken::Unreadable { source_record_id, digest } => {
                let content = Content::Rejected { source_record_id, reasons: vec![FixedReason::UnreadableRow.into()] };
                Row { number, content, digest, as_sent: AsSent::default() }
            }
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let taken = match &mut self.format {
            Format::Table(table) => table.next(&mut self.window),
            Format::JsonLines(lines) => lines.next(&mut self.window),
        };
        match taken {
            Ok(taken) => taken.map(|taken| Ok(self.row(taken))),
            Err(error) => {
                self.failed = true;
                Some(Err(FileError::new(&self.file, error)))
            }
        }
    }
}
