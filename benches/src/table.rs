//! A Markdown table, for closing notes and ADRs.

use crate::figures::median;

/// Rows under headings. Only what is written here is in it: no paths, no names.
#[derive(Debug)]
pub struct Table {
    lines: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub fn new(headings: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { lines: vec![headings.into_iter().map(Into::into).collect()] }
    }

    /// One more row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.lines.push(cells.into_iter().collect());
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, line) in self.lines.iter().enumerate() {
            writeln!(f, "| {} |", line.join(" | "))?;
            if number == 0 {
                writeln!(f, "|{}", "---|".repeat(line.len()))?;
            }
        }
        Ok(())
    }
}

/// A figure that is judged: with a word where it misses its aim.
pub fn judged(figure: String, met: bool) -> String {
    if met { figure } else { format!("{figure} **missed**") }
}

/// The median of several runs, and how far they lie apart.
pub fn spread(runs: &[f64]) -> String {
    let (slowest, fastest) = runs.iter().fold((f64::MAX, f64::MIN), |(low, high), run| (low.min(*run), high.max(*run)));
    let whole = |number: f64| thousands(number.round() as u64);
    format!("{} ({} to {})", whole(median(runs)), whole(slowest), whole(fastest))
}

/// A whole number with its thousands apart.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_markdown() {
        let mut table = Table::new(["rows", "rows/s"]);
        table.row([thousands(1_234_567), judged("12".into(), false)]);
        assert_eq!(table.to_string(), "| rows | rows/s |\n|---|---|\n| 1,234,567 | 12 **missed** |\n");
        assert_eq!(spread(&[1_200.0, 900.4, 1_000.6]), "1,001 (900 to 1,200)");
        assert_eq!([thousands(7), thousands(999), thousands(1_000)], ["7", "999", "1,000"]);
    }
}
