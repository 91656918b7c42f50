//! The ids of a file's records, one after the other in one text.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Ids, in the order of the file.
#[derive(Default)]
pub struct Ids {
    text: String,
    ends: Vec<u32>,
    /// Whether each came behind the one before in the order of letters, so that none can be there twice.
    unordered: bool,
    /// Whether one holds what a CSV file keeps in quotes.
    quotes: bool,
}

/// More text than places can be kept of.
#[derive(Debug, thiserror::Error)]
#[error("the ids of its records are more than 4 GB of text together")]
pub struct TooMuch;

impl Ids {
    /// Takes in the next record's.
    pub fn push(&mut self, id: &str) -> Result<(), TooMuch> {
        if let Some(last) = self.ends.len().checked_sub(1) {
            self.unordered |= self.get(last) >= id;
        }
        self.quotes |= id.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r'));
        self.text.push_str(id);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| TooMuch)?);
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The id of the record at this place.
    pub fn get(&self, place: usize) -> &str {
        let end = |place: usize| self.ends.get(place).copied().unwrap_or(0) as usize;
        self.text.get(place.checked_sub(1).map_or(0, end)..end(place)).unwrap_or_default()
    }

    /// Writes an id as a CSV value.
    pub fn write(&self, place: usize, out: &mut Vec<u8>) {
        let id = self.get(place);
        if self.quotes && id.contains(['"', ',', '\n', '\r']) {
            out.push(b'"');
            out.extend_from_slice(id.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(id.as_bytes());
        }
    }

    /// The places of two records with the same id: those of which the second comes first.
    pub fn twice(&self) -> Option<(usize, usize)> {
        if !self.unordered {
            return None;
        }
        let hash = |place: usize| {
            let mut hasher = DefaultHasher::new();
            self.get(place).hash(&mut hasher);
            hasher.finish()
        };
        let mut hashes: Vec<(u64, usize)> = (0..self.len()).map(|place| (hash(place), place)).collect();
        hashes.sort_unstable();
        let runs = hashes.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
        let same = runs.flat_map(|run| {
            let places = run.iter().map(|(_, place)| *place).enumerate();
            places.filter_map(|(number, second)| {
                let first = run.iter().take(number).map(|(_, place)| *place).find(|first| self.get(*first) == self.get(second))?;
                Some((first, second))
            })
        });
        same.min_by_key(|(_, second)| *second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(all: &[&str]) -> Ids {
        let mut ids = Ids::default();
        all.iter().for_each(|id| ids.push(id).unwrap());
        ids
    }

    #[test]
    fn an_id_that_is_there_twice_is_found() {
        assert_eq!(ids(&["a", "b", "c"]).twice(), None);
        assert_eq!(ids(&["c", "a", "b"]).twice(), None);
        assert_eq!(ids(&["c", "a", "b", "a", "c"]).twice(), Some((1, 3)));
        assert_eq!(ids(&["a", "a"]).twice(), Some((0, 1)));
        assert_eq!(ids(&[]).twice(), None);
    }

    #[test]
    fn ids_come_out_as_they_went_in() {
        let all = ["1", "a,b", "say \"no\"", "ü"];
        let ids = ids(&all);
        let mut out = Vec::new();
        (0..ids.len()).for_each(|place| {
            ids.write(place, &mut out);
            out.push(b' ');
        });
        assert_eq!(String::from_utf8(out).unwrap(), "1 \"a,b\" \"say \"\"no\"\"\" ü ");
    }
}
