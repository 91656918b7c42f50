//! A telephone number for each of the demonstration's people. There are only a thousand invented mobile numbers, and a feed draws from them as
//! it comes, so that strangers share one; a small hub's month has room for everybody.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Phone;
use serde_json::Value;

/// Which column, and by what its owners are told apart: whoever was born on that day, or lives there.
const COLUMNS: [(&str, &str); 2] = [("phone_mobile", "date_of_birth"), ("phone_home", "postcode")];

/// Numbers given out so far.
#[derive(Default)]
pub struct Numbers {
    taken: BTreeSet<String>,
    given: BTreeMap<(String, String), String>,
}

impl Numbers {
    /// The row with a number of its own where its number is already somebody else's; as it is where there is none left.
    pub fn in_row(&mut self, line: &str) -> String {
        let Ok(Value::Object(mut row)) = serde_json::from_str(line) else { return line.to_owned() };
        for (column, owner) in COLUMNS {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            if let Some(phone) = Phone::parse(&text(column)) {
                let own = self.own(text(owner), phone.reveal());
                if own != phone.reveal()
                    && let Some(own) = Phone::parse(&own)
                {
                    row.insert(column.to_owned(), Value::String(own.for_display()));
                }
            }
        }
        Value::Object(row).to_string()
    }

    fn own(&mut self, owner: String, number: &str) -> String {
        if let Some(own) = self.given.get(&(owner.clone(), number.to_owned())) {
            return own.clone();
        }
        let range = number.get(..number.len().saturating_sub(3)).unwrap_or_default();
        let free = (0..1_000_u16).map(|end| format!("{range}{end:03}"));
        let own = std::iter::once(number.to_owned()).chain(free).find(|own| !self.taken.contains(own)).unwrap_or_else(|| number.to_owned());
        self.taken.insert(own.clone());
        self.given.insert((owner, number.to_owned()), own.clone());
        own
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn strangers_get_numbers_of_their_own_and_one_person_keeps_theirs() {
        let mut numbers = Numbers::default();
        let row = |born: &str, phone: &str| format!(r#"{{"date_of_birth":"{born}","phone_mobile":"{phone}"}}"#);
        let mut phone = |born, phone| {
            let line = numbers.in_row(&row(born, phone));
            serde_json::from_str::<serde_json::Value>(&line).unwrap()["phone_mobile"].as_str().unwrap().to_owned()
        };
        assert_eq!(phone("1990-01-01", "07700 900123"), "07700 900123");
        let other = phone("1980-02-02", "+44 7700 900123");
        assert_eq!(other, "07700 900000", "the first that nobody has");
        assert_eq!(phone("1990-01-01", "07700900123"), "07700900123", "the same person, typed another way");
        assert_eq!(phone("1980-02-02", "07700 900123"), other);
        assert_eq!(phone("1970-03-03", "07700 900000"), "07700 900001");
    }

    #[test]
    fn what_is_no_row_stays_as_it_is() {
        assert_eq!(Numbers::default().in_row("not a row"), "not a row");
    }
}
