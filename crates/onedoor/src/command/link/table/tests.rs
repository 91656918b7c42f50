use proptest::prelude::*;

use super::*;

/// Gives so many bytes at a time, as a slow disk does.
struct Dripping<'t>(&'t [u8], usize);

impl Read for Dripping<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let now = self.0.len().min(self.1).min(buffer.len());
        let (given, left) = self.0.split_at(now);
        buffer[..now].copy_from_slice(given);
        self.0 = left;
        Ok(now)
    }
}

fn rows(bytes: &[u8], at_once: usize) -> Result<Vec<Vec<String>>, TableFault> {
    let mut table = Table::new(Dripping(bytes, at_once))?;
    let columns = table.headings().len();
    let mut rows = vec![table.headings().to_vec()];
    while let Some(record) = table.next()? {
        rows.push((0..columns).map(|column| record.value(column).to_owned()).collect());
    }
    Ok(rows)
}

#[test]
fn a_quote_within_a_value_is_a_letter_like_others() {
    let text = b"id,height\nA,5\" 2\nB,\"a \"\"b\"\" c\"\n";
    assert_eq!(rows(text, 1).unwrap(), [["id", "height"], ["A", "5\" 2"], ["B", "a \"b\" c"]]);
}

#[test]
fn the_line_of_a_record_is_where_it_begins() {
    let mut table = Table::new(&b"id,x\n\n1,\"a\nb\"\n2,c"[..]).unwrap();
    let mut lines = Vec::new();
    while let Some(record) = table.next().unwrap() {
        lines.push(record.line);
    }
    assert_eq!(lines, [3, 5]);
}

/// Values, of which some need quotes.
fn any_rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1..6_usize).prop_flat_map(|columns| {
        let value = prop_oneof![3 => "[a-zé0-9]{1,9}", 1 => "[a-z\",;\n|é]{0,3}[a-z]"];
        prop::collection::vec(prop::collection::vec(value, columns), 1..20)
    })
}

proptest! {
    #[test]
    fn what_was_written_is_read(rows_in in any_rows(), at_once in 1..50_usize, crlf: bool, all_quoted: bool) {
        // Headings without a quote, so that there is no doubt what separates them.
        let columns = rows_in[0].len();
        let headings: Vec<String> = (0..columns).map(|column| format!("h{column}")).collect();
        let mut writer = csv::WriterBuilder::new();
        writer.terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') });
        writer.quote_style(if all_quoted { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary });
        let mut writer = writer.from_writer(Vec::new());
        writer.write_record(&headings).unwrap();
        rows_in.iter().for_each(|row| writer.write_record(row).unwrap());
        let bytes = writer.into_inner().unwrap();
        let trimmed: Vec<Vec<String>> = rows_in.iter().map(|row| row.iter().map(|value| value.trim().to_owned()).collect()).collect();
        prop_assert_eq!(rows(&bytes, at_once).unwrap(), [vec![headings], trimmed].concat());
    }

    #[test]
    fn no_bytes_make_it_fall(bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200), at_once in 1..9_usize) {
        if let Ok(found) = rows(&bytes, at_once) {
            prop_assert!(found.iter().all(|row| row.len() == found[0].len()));
            // However it drips, it is the same.
            prop_assert_eq!(Ok(found), rows(&bytes, 1_000).map_err(|fault| fault.to_string()));
        }
    }
}
