//! A CSV file as people have them: with or without a byte order mark, any line ends, quotes where needed, commas, semicolons, tabs or bars between
//! values, UTF-8 or else Latin-1.
//!
//! Lines without a quote, nearly all of them, are divided where they stand and nothing is copied.

use std::io::Read;

use memchr::{memchr, memchr_iter};

/// Read at once.
const CHUNK: usize = 1 << 18;
/// Of which is looked what kind of file it is.
const LOOKED_AT: usize = 1 << 16;
/// A record that is longer is none: a quote was left open, or this is no CSV.
const LONGEST_RECORD: usize = 1 << 24;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableFault {
    #[error("cannot be read: {0}")]
    Read(#[from] std::io::Error),
    #[error("holds nothing: its first line has to be the headings")]
    Empty,
    #[error("is UTF-16: save it as \"CSV UTF-8\"")]
    Utf16,
    #[error("is not text: a CSV file is needed, with headings in its first line")]
    NotText,
    #[error("line {0}: the quote that opens in this record is not closed: close it, or double a quote that belongs to the value")]
    OpenQuote(u64),
    #[error("line {0}: the record that begins here does not end within 16 MB: is this a CSV file, and is every quote closed?")]
    TooLong(u64),
    #[error("line {line}: {values} values where there are {headings} headings: put a value that holds a {separator} in quotes")]
    TooMany { line: u64, values: usize, headings: usize, separator: &'static str },
}

/// A file being read.
pub struct Table<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    /// The line at which the next record begins.
    line: u64,
    separator: u8,
    line_end: u8,
    headings: Vec<String>,
    /// Where the values of a record begin and end in its text.
    bounds: Vec<(usize, usize)>,
    /// A record that is not what stands in the file.
    text: String,
    bytes: Vec<u8>,
    /// Records that were read as Latin-1, and those with fewer values than there are headings.
    pub latin: u64,
    pub short: u64,
}

/// A record.
pub struct Record<'t> {
    text: &'t str,
    bounds: &'t [(usize, usize)],
    /// The line at which it begins.
    pub line: u64,
}

impl<'t> Record<'t> {
    /// The value of the column with this number, without spaces around it; empty where there is none.
    pub fn value(&self, column: usize) -> &'t str {
        let value = self.bounds.get(column).and_then(|(from, to)| self.text.get(*from..*to)).unwrap_or_default();
        let spaced = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_whitespace() || !byte.is_ascii());
        if spaced(value.as_bytes().first()) || spaced(value.as_bytes().last()) { value.trim() } else { value }
    }
}

/// Where a record's text is.
enum Found {
    /// In the buffer.
    Here(usize, usize),
    /// In the bytes put together for it.
    Apart,
}

impl<R: Read> Table<R> {
    /// Reads the headings.
    pub fn new(input: R) -> Result<Self, TableFault> {
        let (headings, bounds, text, bytes) = Default::default();
        let mut table = Self {
            input,
            buffer: Vec::new(),
            at: 0,
            end: 0,
            line: 1,
            separator: b',',
            line_end: b'\n',
            headings,
            bounds,
            text,
            bytes,
            latin: 0,
            short: 0,
        };
        // What is piped comes in small pieces.
        while table.end < LOOKED_AT && table.fill()? {}
        table.look()?;
        let headings = match table.next()? {
            Some(record) => (0..record.bounds.len()).map(|column| record.value(column).to_owned()).collect(),
            None => return Err(TableFault::Empty),
        };
        (table.headings, table.latin) = (headings, 0);
        Ok(table)
    }

    /// What the columns are called.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// What kind of file it is, from how it begins.
    fn look(&mut self) -> Result<(), TableFault> {
        let begin = self.buffer.get(..self.end).unwrap_or_default();
        if begin.starts_with(&[0xff, 0xfe]) || begin.starts_with(&[0xfe, 0xff]) {
            return Err(TableFault::Utf16);
        }
        self.at = if begin.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        let begin = begin.get(self.at..).unwrap_or_default();
        if memchr(b'\n', begin).is_none() && memchr(b'\r', begin).is_some() {
            self.line_end = b'\r';
        }
        let first_line = begin.split(|byte| *byte == self.line_end).find(|line| !line.is_empty()).unwrap_or_default();
        if first_line.contains(&0) {
            return Err(TableFault::NotText);
        }
        let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
        let mut quoted = false;
        for byte in first_line {
            quoted ^= *byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == byte && !quoted) {
                *count += 1;
            }
        }
        // Of those that are equally many the first, so the last one that is not beaten from behind.
        self.separator = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator);
        Ok(())
    }

    /// Reads on behind what is there; whether anything came.
    fn fill(&mut self) -> Result<bool, TableFault> {
        if self.at > 0 {
            self.buffer.copy_within(self.at..self.end, 0);
            (self.at, self.end) = (0, self.end - self.at);
        }
        if self.end > LONGEST_RECORD {
            return Err(TableFault::TooLong(self.line));
        }
        if self.buffer.len() < self.end + CHUNK {
            self.buffer.resize(self.end + CHUNK, 0);
        }
        loop {
            match self.input.read(self.buffer.get_mut(self.end..).unwrap_or_default()) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn left(&self) -> &[u8] {
        self.buffer.get(self.at..self.end).unwrap_or_default()
    }

    /// The next record; lines with nothing on them are none.
    #[allow(clippy::should_implement_trait, reason = "what it gives stands in the buffer")]
    pub fn next(&mut self) -> Result<Option<Record<'_>>, TableFault> {
        let (line, found) = loop {
            let line = self.line;
            match self.find()? {
                None => return Ok(None),
                Some(Found::Here(from, to)) if from == to => {}
                Some(found) => break (line, found),
            }
        };
        let values = self.bounds.len();
        if !self.headings.is_empty() && values != self.headings.len() {
            if values > self.headings.len() {
                let separator = match self.separator {
                    b';' => "semicolon",
                    b'\t' => "tab",
                    b'|' => "bar",
                    _ => "comma",
                };
                return Err(TableFault::TooMany { line, values, headings: self.headings.len(), separator });
            }
            self.short += 1;
        }
        let bytes = match found {
            Found::Here(from, to) => self.buffer.get(from..to).unwrap_or_default(),
            Found::Apart => &self.bytes,
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                self.latin += 1;
                latin(bytes, &mut self.bounds, &mut self.text);
                &self.text
            }
        };
        Ok(Some(Record { text, bounds: &self.bounds, line }))
    }

    /// Finds the next record's text and values.
    fn find(&mut self) -> Result<Option<Found>, TableFault> {
        let mut looked = 0;
        let (length, skip) = loop {
            if let Some(length) = memchr(self.line_end, self.left().get(looked..).unwrap_or_default()) {
                break (looked + length, 1);
            }
            looked = self.left().len();
            if !self.fill()? {
                if looked == 0 {
                    return Ok(None);
                }
                break (looked, 0);
            }
        };
        let line = self.left().get(..length).unwrap_or_default();
        if memchr(b'"', line).is_some() {
            return self.find_quoted().map(Some);
        }
        let length_of_text = length - usize::from(line.last() == Some(&b'\r'));
        let line = self.buffer.get(self.at..self.at + length_of_text).unwrap_or_default();
        self.bounds.clear();
        let mut from = 0;
        for to in memchr_iter(self.separator, line) {
            self.bounds.push((from, to));
            from = to + 1;
        }
        self.bounds.push((from, length_of_text));
        let found = Found::Here(self.at, self.at + length_of_text);
        self.at += length + skip;
        self.line += 1;
        Ok(Some(found))
    }

    /// The same for a record with quotes, which may go over several lines.
    fn find_quoted(&mut self) -> Result<Found, TableFault> {
        #[derive(Clone, Copy, PartialEq)]
        enum Within {
            Nothing,
            Value,
            Quotes,
            /// Behind a quote that ends the value, unless another one follows.
            Ended,
        }
        let begins = self.line;
        self.bytes.clear();
        self.bounds.clear();
        let (mut within, mut from, mut place) = (Within::Nothing, 0, 0);
        loop {
            let byte = match self.left().get(place).copied() {
                Some(byte) => byte,
                None if self.fill()? => continue,
                None if within == Within::Quotes => return Err(TableFault::OpenQuote(begins)),
                None => break,
            };
            place += 1;
            self.line += u64::from(byte == self.line_end);
            within = match (within, byte) {
                (Within::Nothing, b'"') => Within::Quotes,
                (Within::Quotes, b'"') => Within::Ended,
                (Within::Quotes, _) => {
                    self.bytes.push(byte);
                    Within::Quotes
                }
                (Within::Ended, b'"') => {
                    self.bytes.push(byte);
                    Within::Quotes
                }
                (_, byte) if byte == self.separator => {
                    self.bounds.push((from, self.bytes.len()));
                    from = self.bytes.len();
                    Within::Nothing
                }
                (_, byte) if byte == self.line_end => break,
                (_, b'\r') if self.left().get(place).is_none_or(|next| *next == self.line_end) => within,
                _ => {
                    self.bytes.push(byte);
                    Within::Value
                }
            };
        }
        self.bounds.push((from, self.bytes.len()));
        self.at += place;
        Ok(Found::Apart)
    }
}

/// Writes Latin-1 as UTF-8, and moves the bounds of its values accordingly.
fn latin(bytes: &[u8], bounds: &mut [(usize, usize)], text: &mut String) {
    text.clear();
    let mut at = 0;
    for (from, to) in bounds {
        let gap = bytes.get(at..*from).unwrap_or_default();
        text.extend(gap.iter().map(|byte| char::from(*byte)));
        let begin = text.len();
        text.extend(bytes.get(*from..*to).unwrap_or_default().iter().map(|byte| char::from(*byte)));
        at = *to;
        (*from, *to) = (begin, text.len());
    }
}

#[cfg(test)]
mod tests;
