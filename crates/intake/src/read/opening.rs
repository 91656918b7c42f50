//! What kind of file it is, told by its content and never by its name.

use std::io::{self, Chain, Cursor, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use super::problem::Problem;
use super::window::Window;

/// How much is looked at to tell what a file is.
const SNIFF: usize = 4 << 10;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    JsonLines,
}

/// An input, decompressed if it came compressed.
pub(super) enum Unpacked<R> {
    Plain(Chain<Cursor<Vec<u8>>, R>),
    Gzip(Box<MultiGzDecoder<Chain<Cursor<Vec<u8>>, R>>>),
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read(room),
            Self::Gzip(input) => input.read(room),
        }
    }
}

/// The first text of a file, and what it is; a byte-order mark is taken off.
///
/// # Errors
/// When the file cannot be read, or is not text.
pub(super) fn open<R: Read>(mut input: R) -> Result<(Window<Unpacked<R>>, Kind), Problem> {
    let magic = first_bytes(&mut input, 2)?;
    let zipped = magic == [0x1f, 0x8b];
    let whole = Cursor::new(magic).chain(input);
    let unpacked = if zipped { Unpacked::Gzip(Box::new(MultiGzDecoder::new(whole))) } else { Unpacked::Plain(whole) };
    let mut window = Window::new(unpacked);
    window.look_ahead(SNIFF);
    if window.held().starts_with(b"\xef\xbb\xbf") {
        window.take(3);
    }
    let kind = kind_of(window.held())?;
    Ok((window, kind))
}

fn first_bytes(input: &mut impl Read, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match input.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

fn kind_of(bytes: &[u8]) -> Result<Kind, Problem> {
    if let Some((_, problem)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(problem());
    }
    // Text of which every other byte is nothing: two bytes a letter, without the mark that says so.
    if let [first, second, ..] = bytes
        && (*first == 0) != (*second == 0)
    {
        return Err(utf16());
    }
    let text = bytes.trim_ascii_start();
    match text.split_first() {
        Some((b'{', _)) => Ok(Kind::JsonLines),
        Some((b'[', rest)) if matches!(rest.trim_ascii_start().first(), None | Some(b'{' | b']')) => Err(Problem::NotATable {
            looks_like: "one JSON list",
            advice: "write JSON Lines: one object a line, without the brackets and commas around them",
        }),
        Some((b'<', _)) => Err(Problem::NotATable { looks_like: "XML or a web page", advice: "export it as CSV UTF-8" }),
        _ => Ok(Kind::Table),
    }
}

type MakeProblem = fn() -> Problem;

/// How files begin that are no text.
const MAGIC: &[(&[u8], MakeProblem)] = &[
    (b"\xff\xfe", utf16),
    (b"\xfe\xff", utf16),
    (b"\x00\x00\xfe\xff", utf16),
    (b"PK\x03\x04", workbook),
    (b"PK\x05\x06", workbook),
    (b"\xd0\xcf\x11\xe0", workbook),
    (b"%PDF", || Problem::NotATable { looks_like: "a PDF", advice: "ask the sender for the table behind it, as CSV UTF-8" }),
    (b"\x1f\x8b", compressed),
    (b"BZh", compressed),
    (b"\xfd7zXZ", compressed),
    (b"7z\xbc\xaf", compressed),
    (b"\x28\xb5\x2f\xfd", compressed),
];

const fn utf16() -> Problem {
    Problem::NotATable { looks_like: "UTF-16 text", advice: "save it as CSV UTF-8" }
}

const fn workbook() -> Problem {
    Problem::NotATable { looks_like: "an Excel workbook or a zip file", advice: "open it and save the sheet as CSV UTF-8" }
}

const fn compressed() -> Problem {
    Problem::NotATable { looks_like: "a compressed file other than gzip", advice: "unpack it, or compress the CSV once with gzip" }
}
