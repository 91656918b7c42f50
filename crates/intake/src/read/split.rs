//! One record of a table into its fields, as RFC 4180 has them. Judging and splitting are one act, so that they cannot disagree.

/// Where a piece of text stands in a longer one, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    /// The span between two places; a row is never longer than 32 bits count.
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    /// The bytes it stands for.
    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The text it stands for.
    pub(super) fn of_text(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// What a record's bytes turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Split {
    /// A record, up to and with its line break.
    Whole {
        /// The first byte after it.
        end: usize,
        /// Whether a quote stands inside an unquoted field, taken as it is: harmless in one line, a warning in several.
        loose: bool,
    },
    /// A quote where none may be: a closed field that goes on, or a quote after blanks at a field's start.
    Broken,
    /// A quoted field that does not end in these bytes; the fields before it are given.
    Open {
        /// As for a whole record.
        loose: bool,
    },
}

/// The fields of the record at the start of `bytes`: their text is put into `text`, their places into `spans`. Both are emptied first.
pub(super) fn split(bytes: &[u8], text: &mut Vec<u8>, spans: &mut Vec<Span>) -> Split {
    text.clear();
    spans.clear();
    let mut loose = false;
    let mut at = 0;
    loop {
        let start = text.len();
        let rest = bytes.get(at..).unwrap_or_default();
        let after = if let Some((b'"', quoted)) = rest.split_first() {
            let Some(length) = unquote(quoted, text) else { return Split::Open { loose } };
            at + 1 + length
        } else {
            let length = rest.iter().position(|byte| matches!(byte, b',' | b'\n')).unwrap_or(rest.len());
            let field = rest.get(..length).unwrap_or_default();
            let field = if rest.get(length) == Some(&b',') { field } else { without_returns(field) };
            if field.contains(&b'"') {
                if field.trim_ascii_start().first() == Some(&b'"') {
                    return Split::Broken;
                }
                loose = true;
            }
            text.extend_from_slice(field);
            at + length
        };
        spans.push(Span::new(start, text.len()));
        match end_of_field(bytes.get(after..).unwrap_or_default()) {
            FieldEnd::Comma => at = after + 1,
            FieldEnd::Record(length) => return Split::Whole { end: after + length, loose },
            FieldEnd::None => return Split::Broken,
        }
    }
}

/// The fields of one line that holds no quote: the spans stand in the line itself.
pub(super) fn split_plain(line: &[u8], spans: &mut Vec<Span>) {
    spans.clear();
    let mut start = 0;
    for (at, _) in line.iter().enumerate().filter(|(_, byte)| **byte == b',') {
        spans.push(Span::new(start, at));
        start = at + 1;
    }
    spans.push(Span::new(start, line.len()));
}

/// A line without its line break.
pub(super) fn without_break(line: &[u8]) -> &[u8] {
    without_returns(line.strip_suffix(b"\n").unwrap_or(line))
}

fn without_returns(mut line: &[u8]) -> &[u8] {
    while let Some(shorter) = line.strip_suffix(b"\r") {
        line = shorter;
    }
    line
}

/// Puts the content of a quoted field into `text`, from just after its opening quote; the length up to and with the closing one.
fn unquote(bytes: &[u8], text: &mut Vec<u8>) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        let quote = rest.iter().position(|byte| *byte == b'"')?;
        text.extend_from_slice(rest.get(..quote)?);
        at += quote + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        text.push(b'"');
        at += 1;
    }
}

enum FieldEnd {
    Comma,
    /// The record's end, with the length of its line break.
    Record(usize),
    None,
}

fn end_of_field(rest: &[u8]) -> FieldEnd {
    if rest.first() == Some(&b',') {
        return FieldEnd::Comma;
    }
    let returns = rest.iter().take_while(|byte| **byte == b'\r').count();
    match rest.get(returns) {
        None => FieldEnd::Record(returns),
        Some(b'\n') => FieldEnd::Record(returns + 1),
        Some(_) => FieldEnd::None,
    }
}
