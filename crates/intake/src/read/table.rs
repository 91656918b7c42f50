//! Rows out of a CSV table. No field of one row may leak into another, whatever quotes are missing or too many.
//!
//! A quoted field may go over several lines, so a stray quote could swallow the rows after it. A record of several lines is therefore believed
//! only if it ends within bounds, is strictly quoted, has exactly as many fields as there are headings, and none of its further lines could
//! begin a row of its own. In all other cases only its first line is given up and reading resumes at the next one; where a further line could
//! begin a row, all of its lines are given up: one of them may be what a person wrote, and what a person wrote must not become a row.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::as_sent::AsSent;
use super::doubt::{Doubt, Guess};
use super::field::{Column, Field, columns, trimmed};
use super::problem::Problem;
use super::split::{Span, Split, split, split_plain, without_break};
use super::window::{LONGEST_LINE, Line, Window};

/// How far the end of a quoted field is looked for beyond its first line.
const LOOKAHEAD_BYTES: usize = 64 << 10;
/// The most lines one record may have.
const MOST_LINES: usize = 100;

/// What the next row of a file turned out to be.
#[allow(clippy::large_enum_variant, reason = "nearly every row is of the large variant")]
pub(super) enum Taken {
    /// Its fields, and those that cannot be of their form: by their JSON type, or because what they say stands under a name that is a slip.
    Fields(AsSent, Vec<Field>),
    /// Nothing that could be told apart for sure, but perhaps its id.
    Unreadable { source_record_id: Option<String>, digest: [u8; 32] },
}

impl Taken {
    /// A row that cannot be read at all.
    pub(super) fn unreadable(bytes: &[u8]) -> Self {
        Self::Unreadable { source_record_id: None, digest: Sha256::digest(bytes).into() }
    }
}

/// A table after its headings.
pub(super) struct Table {
    columns: Vec<Column>,
    /// What may be meant by columns that the feed does not know.
    pub(super) doubts: Vec<Doubt>,
    /// The fields of the row at hand; kept for its memory.
    spans: Vec<Span>,
    /// How many lines more are to be given up.
    condemned: usize,
}

impl Table {
    /// Reads the headings. A file without a line is a table without a row.
    ///
    /// # Errors
    /// When the first line cannot be the headings of a transfer.
    pub(super) fn open<R: Read>(window: &mut Window<R>) -> Result<Self, Problem> {
        let mut table = Self { columns: Vec::new(), doubts: Vec::new(), spans: Vec::new(), condemned: 0 };
        let end = loop {
            match window.line(0, LONGEST_LINE)? {
                Line::None => return Ok(table),
                Line::EndsAt(end) if is_blank(window.part(0, end)) => window.take(end),
                Line::EndsAt(end) => break end,
                Line::TooLong if has_controls(window.held()) => return Err(Problem::BINARY),
                Line::TooLong => return Err(Problem::Headings("the first row is longer than a mebibyte")),
            }
        };
        let line = without_break(window.part(0, end));
        if has_controls(line) {
            return Err(Problem::BINARY);
        }
        if line.contains(&b'\r') {
            return Err(Problem::Headings("lines end in carriage returns alone: save it with the line ends of Windows or Unix"));
        }
        let mut text = Vec::new();
        let Split::Whole { end, .. } = record_at(window, 0, &mut text, &mut table.spans)? else {
            return Err(Problem::Headings("a quote is not closed"));
        };
        let text = String::from_utf8(text).map_err(|_| Problem::Headings("they are not UTF-8: save the file as CSV UTF-8"))?;
        table.columns = columns(table.spans.iter().map(|span| span.of_text(&text)))?;
        table.doubts = table.unknown().filter_map(|name| table.doubt(name)).collect();
        window.take(end);
        Ok(table)
    }

    /// The names of the columns that the feed does not know.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|column| match column {
            Column::Known(_) => None,
            Column::Other(name) => Some(name.as_str()),
        })
    }

    fn doubt(&self, name: &str) -> Option<Doubt> {
        let guess = Guess::of(name)?;
        guess.doubt(name, self.columns.contains(&Column::Known(guess.meant)))
    }

    /// The next row; nothing at the end.
    ///
    /// # Errors
    /// Those of the input.
    pub(super) fn next<R: Read>(&mut self, window: &mut Window<R>) -> io::Result<Option<Taken>> {
        loop {
            let end = match window.line(0, LONGEST_LINE)? {
                Line::EndsAt(end) => end,
                Line::None => return Ok(None),
                Line::TooLong => {
                    let taken = Taken::unreadable(window.part(0, LONGEST_LINE));
                    window.pass_line()?;
                    return Ok(Some(taken));
                }
            };
            let condemned = self.condemned > 0;
            self.condemned = self.condemned.saturating_sub(1);
            let line = window.part(0, end);
            if is_blank(line) {
                window.take(end);
                continue;
            }
            let (taken, end) = if condemned {
                (Taken::unreadable(line), end)
            } else if line.contains(&b'"') {
                self.quoted(window, end)?
            } else {
                let line = without_break(line);
                split_plain(line, &mut self.spans);
                (self.one_line(line.to_vec()), end)
            };
            window.take(end);
            return Ok(Some(taken));
        }
    }

    /// A record with quotes in its first line, which ends at `first`; with the record's own end.
    fn quoted<R: Read>(&mut self, window: &mut Window<R>, first: usize) -> io::Result<(Taken, usize)> {
        let mut text = Vec::with_capacity(first);
        match record_at(window, 0, &mut text, &mut self.spans)? {
            Split::Whole { end, .. } if end == first => return Ok((self.one_line(text), end)),
            Split::Whole { end, loose: false } if self.spans.len() == self.columns.len() => {
                if !self.hides_a_row(window, first, end)? {
                    return Ok((self.row(text), end));
                }
                self.condemned = window.part(first, end).split_inclusive(|byte| *byte == b'\n').count();
            }
            _ => {}
        }
        Ok((Taken::unreadable(window.part(0, first)), first))
    }

    /// Whether one of the lines from one place to another could begin a row: then the record over them cannot be believed.
    ///
    /// A row that is in order could begin there; or, where the record's first line has as many commas as a row of its own, one with another
    /// stray quote.
    fn hides_a_row<R: Read>(&self, window: &mut Window<R>, from: usize, to: usize) -> io::Result<bool> {
        let columns = self.columns.len();
        let first_is_whole = commas(window.part(0, from)) + 1 >= columns;
        let (mut text, mut spans, mut at) = (Vec::new(), Vec::new(), from);
        while at < to
            && let Line::EndsAt(end) = window.line(at, LONGEST_LINE)?
        {
            let could_begin = first_is_whole && commas(window.part(at, end)) + 1 == columns;
            let could_begin = could_begin
                || match record_at(window, at, &mut text, &mut spans)? {
                    Split::Whole { loose, .. } => spans.len() == columns && !loose,
                    // Perhaps a row too long to be looked through.
                    Split::Open { loose } => first_is_whole && !loose && spans.first().is_some_and(|first| first.start < first.end),
                    Split::Broken => false,
                };
            if could_begin {
                return Ok(true);
            }
            at = end;
        }
        Ok(false)
    }

    fn one_line(&mut self, text: Vec<u8>) -> Taken {
        if self.spans.len() == self.columns.len() { self.row(text) } else { Taken::unreadable(&text) }
    }

    /// The fields of a record of which each has its heading.
    fn row(&mut self, text: Vec<u8>) -> Taken {
        let text = match String::from_utf8(text) {
            Ok(text) if !text.as_bytes().contains(&0) => text,
            Ok(text) => return self.unreadable(text.as_bytes()),
            Err(error) => return self.unreadable(error.as_bytes()),
        };
        let (mut row, mut unusable) = (AsSent::over(text), Vec::new());
        for (column, span) in self.columns.iter().zip(&self.spans) {
            match column {
                Column::Known(field) => row.place(*field, *span),
                Column::Other(name) => {
                    let says_something = row.place_other(name, *span);
                    let doubt = self.doubts.iter_mut().find(|doubt| says_something && doubt.rejects && doubt.column == *name);
                    unusable.extend(doubt.map(Doubt::reject));
                }
            }
        }
        Taken::Fields(row, unusable)
    }

    /// A row that has a field for each heading but cannot be read: its id may be sound.
    fn unreadable(&self, text: &[u8]) -> Taken {
        let place = self.columns.iter().position(|column| *column == Column::Known(Field::SourceRecordId));
        let sent = place.and_then(|place| self.spans.get(place)).and_then(|span| std::str::from_utf8(span.of(text)).ok());
        Taken::Unreadable { source_record_id: sent.and_then(sound_id), digest: Sha256::digest(text).into() }
    }
}

/// The id in this text if it can be told and kept.
pub(super) fn sound_id(sent: &str) -> Option<String> {
    let id = trimmed(sent);
    let sound = !id.is_empty() && !id.contains('\0') && id.chars().count() <= Field::SourceRecordId.longest();
    sound.then(|| id.to_owned())
}

/// The record that starts at `from`, looking on from line to line while a quoted field is open.
fn record_at<R: Read>(window: &mut Window<R>, from: usize, text: &mut Vec<u8>, spans: &mut Vec<Span>) -> io::Result<Split> {
    let Line::EndsAt(first) = window.line(from, LONGEST_LINE)? else { return Ok(Split::Broken) };
    let (mut end, mut lines) = (first, 1);
    loop {
        let open = match split(window.part(from, end), text, spans) {
            still @ Split::Open { .. } => still,
            done => return Ok(done),
        };
        let before = end;
        // Twice as many lines each time: splitting from the start again then costs no more than the text is long.
        for _ in 0..lines.min(MOST_LINES - lines) {
            let Line::EndsAt(next) = window.line(end, LOOKAHEAD_BYTES.saturating_sub(end - first))? else { break };
            end = next;
            lines += 1;
        }
        if end == before {
            return Ok(open);
        }
    }
}

fn commas(line: &[u8]) -> usize {
    line.iter().filter(|byte| **byte == b',').count()
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// Whether there are characters that no heading has.
fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace())
}
