//! Writes rows as CSV or JSON Lines.

use std::io::Write;

use crate::faults::windows_1252;
use crate::row::{Column, Row, Slip};
use crate::{Format, SynthError};

/// Writes what stands before the first row: the header of a CSV file.
pub(crate) fn start(out: &mut impl Write, format: Format) -> Result<(), SynthError> {
    if format == Format::Csv {
        let header: Vec<&str> = Column::ALL.iter().map(|column| column.as_str()).collect();
        writeln!(out, "{}", header.join(","))?;
    }
    Ok(())
}

/// Writes one row; `line` is room that is used again and again.
pub(crate) fn row(out: &mut impl Write, format: Format, row: &Row, line: &mut Vec<u8>) -> Result<(), SynthError> {
    line.clear();
    match format {
        Format::Csv => csv_line(row, line),
        Format::JsonLines => json_line(row, line)?,
    }
    line.push(b'\n');
    out.write_all(line)?;
    Ok(())
}

fn csv_line(row: &Row, line: &mut Vec<u8>) {
    for (column, text) in row.cells() {
        if column != Column::SourceRecordId {
            line.push(b',');
        }
        match row.slip {
            Some(Slip::Unquoted(spoilt)) if spoilt == column => line.extend_from_slice(text.as_bytes()),
            Some(Slip::CellTooMany) if column == Column::Address1 => line.extend_from_slice(text.replacen(' ', ", ", 1).as_bytes()),
            Some(Slip::CodePage) => quoted(&text.chars().map(|letter| windows_1252(letter).unwrap_or(b'?')).collect::<Vec<u8>>(), line),
            _ => quoted(text.as_bytes(), line),
        }
    }
}

/// RFC 4180: quotes where needed, a quote within them doubled.
fn quoted(text: &[u8], line: &mut Vec<u8>) {
    if !text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        line.extend_from_slice(text);
        return;
    }
    line.push(b'"');
    for byte in text {
        if *byte == b'"' {
            line.push(b'"');
        }
        line.push(*byte);
    }
    line.push(b'"');
}

fn json_line(row: &Row, line: &mut Vec<u8>) -> Result<(), SynthError> {
    line.push(b'{');
    for (place, (column, text)) in row.cells().filter(|(_, text)| !text.is_empty()).enumerate() {
        if place > 0 {
            line.push(b',');
        }
        write!(line, "\"{}\":", column.as_str())?;
        serde_json::to_writer(&mut *line, text).map_err(std::io::Error::from)?;
    }
    line.push(b'}');
    Ok(())
}
