//! A row's fields as the sender wrote them, for keeping, and the digest that tells an unchanged row from a changed one.

use serde::ser::SerializeMap;
use sha2::{Digest, Sha256};

use super::doubt::tells_no_yes;
use super::field::{Field, trimmed, without_space_before};
use super::split::Span;

/// A row's fields as they came, white space around them aside; unknown columns too, by their folded names. Personal data.
///
/// Serialises as one JSON object of texts: the feed's fields in the feed's order, then the others in the file's; empty ones are left out.
/// JSON's `true` and `false` are kept as the feed's `yes` and `no`. Empty for a row whose fields could not be told apart.
#[derive(Clone, PartialEq, Eq)]
pub struct AsSent {
    /// One buffer for everything: the spans point into it.
    text: String,
    known: [Span; Field::COUNT],
    /// Name and content of each unknown column that is not empty.
    other: Vec<(Span, Span)>,
}

impl Default for AsSent {
    fn default() -> Self {
        Self::over(String::new())
    }
}

impl AsSent {
    /// No field yet, over a text that fields may be found in.
    pub(super) const fn over(text: String) -> Self {
        Self { text, known: [Span { start: 0, end: 0 }; Field::COUNT], other: Vec::new() }
    }

    /// What was sent in this field; empty when it is not known.
    pub fn get(&self, field: Field) -> &str {
        self.known.get(field as usize).map_or("", |span| span.of_text(&self.text))
    }

    /// The unknown columns that are not empty, in the file's order: name and content.
    pub fn other(&self) -> impl Iterator<Item = (&str, &str)> {
        self.other.iter().map(|(name, content)| (name.of_text(&self.text), content.of_text(&self.text)))
    }

    /// Whether somebody refuses in it, or may: under whatever name, and in whatever word where the name speaks of consent.
    pub(crate) fn refuses(&self) -> bool {
        let is_refusal = |text: &str| text.eq_ignore_ascii_case(kernel::SupportConsent::Refused.as_str());
        let may_be = |(name, content): (&str, &str)| is_refusal(content) || tells_no_yes(name, content);
        is_refusal(self.get(Field::SupportConsent)) || self.other().any(may_be)
    }

    /// Whether the sender's text holds a character that no database and no page can.
    pub(super) fn has_nul(&self) -> bool {
        self.text.as_bytes().contains(&0)
    }

    /// Says where in the text a field stands.
    pub(super) fn place(&mut self, field: Field, span: Span) {
        let content = self.without_space(span);
        if let Some(known) = self.known.get_mut(field as usize) {
            *known = content;
        }
    }

    /// Says where in the text an unknown column's content stands; whether there is any.
    pub(super) fn place_other(&mut self, name: &str, span: Span) -> bool {
        let content = self.without_space(span);
        let says_something = content.start < content.end;
        if says_something {
            let name = self.append(name);
            self.other.push((name, content));
        }
        says_something
    }

    /// Puts more text in.
    pub(super) fn append(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        Span::new(start, self.text.len())
    }

    fn without_space(&self, span: Span) -> Span {
        let text = span.of_text(&self.text);
        // Nearly every field begins and ends with a plain letter or digit.
        if let (Some(first), Some(last)) = (text.as_bytes().first(), text.as_bytes().last())
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            return span;
        }
        let from_start = without_space_before(text);
        let start = span.start as usize + (text.len() - from_start.len());
        Span::new(start, start + trimmed(from_start).len())
    }

    /// SHA-256 over every field that is not empty, by name: the same for any order of columns, and for CSV and JSON Lines alike.
    pub(super) fn digest(&self, scratch: &mut Vec<u8>) -> [u8; 32] {
        scratch.clear();
        for (number, span) in (0_u8..).zip(&self.known) {
            if span.start < span.end {
                scratch.push(number);
                put(scratch, span.of(self.text.as_bytes()));
            }
        }
        if !self.other.is_empty() {
            let mut other: Vec<(&str, &str)> = self.other().collect();
            other.sort_unstable();
            for (name, content) in other {
                scratch.push(u8::MAX);
                put(scratch, name.as_bytes());
                put(scratch, content.as_bytes());
            }
        }
        Sha256::digest(&*scratch).into()
    }
}

/// The length goes first, so that no two rows can be written alike.
fn put(scratch: &mut Vec<u8>, content: &[u8]) {
    scratch.extend_from_slice(&content.len().to_le_bytes());
    scratch.extend_from_slice(content);
}

impl serde::Serialize for AsSent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in Field::ALL {
            let content = self.get(*field);
            if !content.is_empty() {
                map.serialize_entry(field.as_str(), content)?;
            }
        }
        for (name, content) in self.other() {
            map.serialize_entry(name, content)?;
        }
        map.end()
    }
}

impl std::fmt::Debug for AsSent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AsSent")
    }
}
