//! A `--fields` file: what columns are and how they are compared, where their headings do not say it.

use std::collections::BTreeMap;

use linkage::{Field, FieldKind, NamePart, plain_heading as plain};
use toml_edit::{Document, Item, TableLike};

/// What a file says of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    Id,
    Ignore,
    Compare(FieldKind, Option<NamePart>),
}

/// What a file says of columns, by their headings.
#[derive(Debug, Default)]
pub struct Map {
    said: BTreeMap<String, (Said, Place)>,
}

/// A heading as it is written in the file, and its line.
#[derive(Debug)]
struct Place {
    heading: String,
    line: usize,
}

/// A mistake in a file: its line, and what to do.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct MapFault {
    line: usize,
    what: String,
}

/// Words that say what a field is, besides kinds and headings that are known.
const ID: &str = "id";
const IGNORE: &str = "ignore";

impl Map {
    /// Reads a file's text.
    pub fn read(text: &str) -> Result<Self, MapFault> {
        let document = Document::parse(text).map_err(|error| MapFault {
            line: line_of(text, error.span().map_or(0, |span| span.start)),
            what: format!(
                "this is not TOML: {}. A line looks like  surname = \"name\"",
                error.message().lines().next().unwrap_or_default()
            ),
        })?;
        let mut map = Self::default();
        map.take(text, document.as_table())?;
        Ok(map)
    }

    fn take(&mut self, text: &str, table: &dyn TableLike) -> Result<(), MapFault> {
        for (heading, item) in table.iter() {
            let at = table.key(heading).and_then(toml_edit::Key::span).or_else(|| item.span()).map_or(0, |span| span.start);
            let line = line_of(text, at);
            let wrong = |what: String| MapFault { line, what };
            match item.as_table_like().filter(|inner| !inner.iter().any(|(key, value)| is_about_one(key, value))) {
                // A table that says nothing of one column holds columns: [fields] or whatever else it is called.
                Some(inner) if !inner.is_empty() => self.take(text, inner)?,
                _ => {
                    let (column, said) = one(heading, item).map_err(wrong)?;
                    let place = Place { heading: column.to_owned(), line };
                    if let Some((_, before)) = self.said.insert(plain(column), (said, place)) {
                        return Err(wrong(format!("{column:?} is named before, in line {}: take one of the two out", before.line)));
                    }
                }
            }
        }
        Ok(())
    }

    /// What is said of a column.
    pub fn said(&self, heading: &str) -> Option<&Said> {
        self.said.get(&plain(heading)).map(|(said, _)| said)
    }

    /// What to say of the first column that is named here and in no file.
    pub fn stranger(&self, known: &[&String]) -> Option<String> {
        let strangers = self.said.iter().filter(|(column, _)| !known.iter().any(|heading| plain(heading) == **column));
        let (_, (_, place)) = strangers.min_by_key(|(_, (_, place))| place.line)?;
        let near = nearest(&place.heading, known.iter().map(|heading| heading.as_str()));
        let advice = near.map_or_else(|| "take the line out".to_owned(), |near| format!("did you mean {near}?"));
        Some(format!("line {}: {}; {advice}", place.line, place.heading))
    }
}

const KIND_KEYS: [&str; 4] = ["as", "kind", "compare", "type"];
const PART_KEY: &str = "part";

/// Whether this stands in a table about one column, such as  surname = { as = "name", part = "family" }.
fn is_about_one(key: &str, value: &Item) -> bool {
    KIND_KEYS.contains(&key) && value.as_str().is_some_and(|word| kind(word).is_ok()) || key == PART_KEY
}

fn one<'f>(heading: &'f str, item: &'f Item) -> Result<(&'f str, Said), String> {
    if let Some(word) = item.as_str() {
        // The other way round:  id = "case_number".
        let names_a_column = plain(heading) == ID && !words().contains(&plain(word).as_str());
        return if names_a_column { Ok((word, Said::Id)) } else { Ok((heading, kind(word)?)) };
    }
    let Some(table) = item.as_table_like() else {
        return Err(format!("what {heading:?} is has to be a word in quotes, like  {heading} = \"name\"; allowed are {}", allowed()));
    };
    let (mut said, mut part) = (None, None);
    for (key, value) in table.iter() {
        let word = value.as_str().ok_or_else(|| format!("{key} of {heading:?} has to be a word in quotes"))?;
        if KIND_KEYS.contains(&key) {
            said = Some(kind(word)?);
        } else if key == PART_KEY {
            part = Some(NamePart::parse(&plain(word)).ok_or_else(|| unknown(word, NamePart::ALL.map(NamePart::as_str).as_slice()))?);
        } else {
            return Err(format!("{key:?} says nothing here; {heading} = {{ as = \"name\", part = \"family\" }} is how it is written"));
        }
    }
    match (said, part) {
        (Some(Said::Compare(FieldKind::Name, _)) | None, Some(part)) => Ok((heading, Said::Compare(FieldKind::Name, Some(part)))),
        (Some(_), Some(_)) => Err(format!("only a name has parts: take the part of {heading:?} out, or write as = \"name\"")),
        (Some(said), None) => Ok((heading, said)),
        (None, None) => Err(format!("what {heading:?} is has to be said, like  {heading} = \"name\"; allowed are {}", allowed())),
    }
}

/// What a word says: a kind, that it is the id, that it is left out, or what a known heading would say.
fn kind(word: &str) -> Result<Said, String> {
    let plain = plain(word);
    match plain.as_str() {
        ID => Ok(Said::Id),
        IGNORE => Ok(Said::Ignore),
        _ => FieldKind::parse(&plain)
            .map(|kind| Said::Compare(kind, None))
            .or_else(|| Field::guess(&plain).map(|field| Said::Compare(field.kind, field.part)))
            .ok_or_else(|| unknown(word, &words())),
    }
}

fn words() -> Vec<&'static str> {
    FieldKind::ALL.iter().map(|kind| kind.as_str()).chain([ID, IGNORE]).collect()
}

fn allowed() -> String {
    words().join(", ")
}

fn unknown(word: &str, words: &[&str]) -> String {
    let near = nearest(word, words.iter().copied()).map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
    format!("{word:?} is not among {}{near}", words.join(", "))
}

/// The one that is spelt nearly like it.
fn nearest<'w>(word: &str, among: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let likeness = |other: &str| strsim::jaro_winkler(&plain(word), &plain(other));
    among.map(|other| (likeness(other), other)).filter(|(likeness, _)| *likeness >= 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, o)| o)
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_said_in_any_of_these_ways() {
        let name = |part| Some(Said::Compare(FieldKind::Name, part));
        for text in ["Sur-Name = \"name\"", "[fields]\nsur_name = \"name\"", "sur_name = { as = \"name\" }", "[sur_name]\nkind = \"name\""]
        {
            assert_eq!(Map::read(text).unwrap().said("SUR NAME").copied(), name(None), "{text}");
        }
        for text in
            ["a = { as = \"name\", part = \"family\" }", "a = { part = \"family\" }", "a = \"surname\"", "[fields.a]\npart = \"family\""]
        {
            assert_eq!(Map::read(text).unwrap().said("a").copied(), name(Some(NamePart::Family)), "{text}");
        }
        for text in ["number = \"id\"", "id = \"number\"", "[fields]\nid = \"number\""] {
            assert_eq!(Map::read(text).unwrap().said("number"), Some(&Said::Id), "{text}");
        }
        assert_eq!(Map::read("id = \"identifier\"").unwrap().said("id").copied(), Some(Said::Compare(FieldKind::Identifier, None)));
        // A column may be called like a word of these files.
        assert_eq!(Map::read("as = \"text\"").unwrap().said("as").copied(), Some(Said::Compare(FieldKind::Text, None)));
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_what_to_do() {
        let fault = |text: &str| Map::read(text).unwrap_err().to_string();
        assert_eq!(
            fault("a = \"name\"\nb = \"nam\""),
            "line 2: \"nam\" is not among name, date, identifier, place, text, category, phone, email, postcode, address, id, ignore; \
             did you mean \"name\"?"
        );
        assert_eq!(
            fault("\na = { as = \"date\", part = \"family\" }"),
            "line 2: only a name has parts: take the part of \"a\" out, or write as = \"name\""
        );
        assert!(fault("a = { part = \"famly\" }").ends_with("did you mean \"family\"?"));
        assert!(fault("a = 7").starts_with("line 1: what \"a\" is has to be a word in quotes"));
        assert!(fault("a = name").starts_with("line 1: this is not TOML"));
        assert_eq!(fault("a = \"name\"\n\"A \" = \"date\""), "line 2: \"A \" is named before, in line 1: take one of the two out");
        let known = "family_name".to_owned();
        assert_eq!(
            Map::read("family_nane = \"name\"").unwrap().stranger(&[&known]).unwrap(),
            "line 1: family_nane; did you mean family_name?"
        );
    }
}
