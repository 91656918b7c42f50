//! What is given to a person who asks what is held about them, as one document: sections of entries of fields. Both its forms, the page and the
//! JSON, are made of it, so that neither can tell what the other does not.

use jiff::Timestamp;
use kernel::{Sensitive, words};
use serde_json::{Map, Value, json};

words! {
    /// Why a text is left out of what is given to the person.
    pub enum LeftOut { SomebodyElse = "somebody_else", Endangers = "endangers" }
}

impl LeftOut {
    /// It as the document and the page say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SomebodyElse => "it is about somebody else",
            Self::Endangers => "it would endanger somebody",
        }
    }
}

/// The whole document. Personal data throughout.
pub struct Document {
    /// What it is called by; names nobody.
    pub reference: String,
    /// The hub it comes from.
    pub hub: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// What is held.
    pub sections: Vec<Section>,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({} sections)", self.sections.len())
    }
}

/// What is held of one kind.
pub struct Section {
    /// Its name in JSON.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it is, to somebody who has never seen a record.
    pub about: &'static str,
    /// What is held.
    pub entries: Vec<Entry>,
}

/// One thing held.
#[derive(Default)]
pub struct Entry {
    /// What is known of it.
    pub fields: Vec<Field>,
}

/// One fact.
pub struct Field {
    /// Its name in JSON.
    pub key: &'static str,
    /// What it is.
    pub label: String,
    /// What is known.
    pub value: Sensitive<Told>,
    /// For free text: what it is called by when somebody decides to leave it out.
    pub item: Option<String>,
    /// Why it was left out.
    pub left_out: Option<LeftOut>,
}

/// A fact as it is told.
#[derive(Clone)]
pub enum Told {
    /// In words, and in JSON as this value.
    Plain(String, Value),
    /// Several, one a line.
    List(Vec<String>),
    /// What somebody sent, field by field.
    Sent(Map<String, Value>),
}

impl Entry {
    /// With a fact, where it is known. The label is its name in JSON, in words.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Option<Told>>) -> Self {
        if let Some(value) = value.into() {
            self.fields.push(Field { key, label: spoken(key), value: Sensitive::new(value), item: None, left_out: None });
        }
        self
    }

    /// With a free text that somebody may leave out, where there is one.
    #[must_use]
    pub fn with_text(mut self, key: &'static str, item: String, value: impl Into<Option<Told>>) -> Self {
        if let Some(value) = value.into() {
            self.fields.push(Field { key, label: spoken(key), value: Sensitive::new(value), item: Some(item), left_out: None });
        }
        self
    }
}

/// A word of ours as one reads it: `wrong_number` is "Wrong number".
pub fn spoken(word: &str) -> String {
    let spaced = word.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Document {
    /// The free texts, each by what it is called, for whoever decides what is left out.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &Field)> {
        let fields = self.sections.iter().flat_map(|section| section.entries.iter().map(move |entry| (section.title, entry)));
        fields.flat_map(|(title, entry)| entry.fields.iter().map(move |field| (title, field))).filter(|(_, field)| field.item.is_some())
    }

    /// Leaves these texts out; those of them that there are.
    pub fn leave_out(&mut self, which: &[(String, LeftOut)]) -> Vec<(String, LeftOut)> {
        let mut done = Vec::new();
        let fields = self.sections.iter_mut().flat_map(|section| &mut section.entries).flat_map(|entry| &mut entry.fields);
        for field in fields {
            let Some(item) = &field.item else { continue };
            if let Some((item, why)) = which.iter().find(|(named, _)| named == item) {
                field.value = Sensitive::new(Told::List(Vec::new()));
                field.left_out = Some(*why);
                done.push((item.clone(), *why));
            }
        }
        done
    }

    /// The document as JSON; docs/reference/subject-access.md tells its shape.
    pub fn json(&self) -> Value {
        let sections = self.sections.iter().map(|section| {
            let entries: Vec<Value> = section.entries.iter().map(Entry::json).collect();
            (section.key.to_owned(), Value::Array(entries))
        });
        json!({
            "format": "onedoor subject access 1",
            "reference": self.reference,
            "hub": self.hub,
            "made_at": self.made_at.to_string(),
            "held": Value::Object(sections.collect()),
        })
    }
}

impl Entry {
    fn json(&self) -> Value {
        Value::Object(self.fields.iter().map(|field| (field.key.to_owned(), field.json())).collect())
    }
}

impl Field {
    fn json(&self) -> Value {
        if let Some(why) = self.left_out {
            return json!({"left_out": why});
        }
        match self.value.reveal() {
            Told::Plain(_, value) => value.clone(),
            Told::List(lines) => json!(lines),
            Told::Sent(fields) => Value::Object(fields.clone()),
        }
    }
}
