//! What is compared of two records, and where in a row it stands.

use crate::kind::{FieldKind, NamePart};
use crate::layout::{Field, Layout};

/// One comparison of a pair; it gives a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    Given,
    Family,
    Middle,
    Born,
    /// House number, street and postcode together.
    Home,
    Date,
    Phone,
    Email,
    Category,
    Identifier,
    Place,
    Text,
}

impl Compared {
    /// Whether it compares words of which some are commoner than others.
    pub(crate) const fn is_words(self) -> bool {
        matches!(self, Self::Category | Self::Place | Self::Text)
    }
}

/// A comparison, what it is called, and where its words begin in a row.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(crate) what: Compared,
    pub(crate) name: String,
    pub(crate) at: usize,
}

/// Where the words that every row has stand.
pub(crate) mod slot {
    pub(crate) const GIVEN: usize = 0;
    pub(crate) const MIDDLE: usize = 1;
    pub(crate) const FAMILY: usize = 2;
    pub(crate) const BORN: usize = 3;
    pub(crate) const NUMBER: usize = 4;
    pub(crate) const STREET: usize = 5;
    pub(crate) const POSTCODE: usize = 6;
    pub(crate) const OUTWARD: usize = 8;
    pub(crate) const FIRST_FREE: usize = 9;
}

/// What a value of a record goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Into {
    Part(NamePart),
    Born,
    Home,
    Postcode,
    /// The comparison with this number.
    Own(Compared, usize),
    /// Nothing: what it says is said by another field.
    Nowhere,
}

/// The plan of a layout.
#[derive(Debug, Clone)]
pub(crate) struct Scheme {
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) into: Vec<Into>,
    /// Words of a row.
    pub(crate) stride: usize,
}

/// Levels of sixteen comparisons fit one pattern.
pub(crate) const MOST_COMPARISONS: usize = 16;

impl Scheme {
    pub(crate) fn new(layout: &Layout) -> Self {
        let fields = layout.fields();
        let part_of = |field: &Field| (field.kind == FieldKind::Name).then_some(field.part.unwrap_or(NamePart::Whole));
        let has_part = |part| fields.iter().any(|field| part_of(field) == Some(part));
        let split = has_part(NamePart::Given) || has_part(NamePart::Family);
        let has = |kind| fields.iter().any(|field| field.kind == kind);
        let mut scheme = Self { comparisons: Vec::new(), into: Vec::new(), stride: slot::FIRST_FREE };
        let whole = has_part(NamePart::Whole) && !split;
        for (part, what, at) in [
            (NamePart::Given, Compared::Given, slot::GIVEN),
            (NamePart::Family, Compared::Family, slot::FAMILY),
            (NamePart::Middle, Compared::Middle, slot::MIDDLE),
        ] {
            if whole || has_part(part) {
                scheme.compare(what, &format!("{}_name", part.as_str()), at);
            }
        }
        if has(FieldKind::Date) {
            let first = fields.iter().find(|field| field.kind == FieldKind::Date).map_or("", |field| field.heading.as_str());
            scheme.compare(Compared::Born, first, slot::BORN);
        }
        if has(FieldKind::Address) || has(FieldKind::Postcode) {
            scheme.compare(Compared::Home, "address", slot::NUMBER);
        }
        for field in fields {
            let into = scheme.place_of(field.kind, field.part, &field.heading, split);
            scheme.into.push(into);
        }
        scheme
    }

    fn place_of(&mut self, kind: FieldKind, part: Option<NamePart>, heading: &str, split: bool) -> Into {
        let (what, words) = match kind {
            FieldKind::Name => match part {
                Some(NamePart::Whole) | None if split => return Into::Nowhere,
                part => return Into::Part(part.unwrap_or(NamePart::Whole)),
            },
            FieldKind::Date if !self.into.contains(&Into::Born) => return Into::Born,
            FieldKind::Address => return Into::Home,
            FieldKind::Postcode => return Into::Postcode,
            FieldKind::Date => (Compared::Date, 1),
            FieldKind::Phone => (Compared::Phone, 2),
            FieldKind::Email => (Compared::Email, 3),
            FieldKind::Category => (Compared::Category, 1),
            FieldKind::Identifier => (Compared::Identifier, 2),
            FieldKind::Place => (Compared::Place, 1),
            FieldKind::Text => (Compared::Text, 1),
        };
        let at = self.stride;
        self.compare(what, heading, at);
        self.stride += words;
        Into::Own(what, at)
    }

    fn compare(&mut self, what: Compared, name: &str, at: usize) {
        self.comparisons.push(Comparison { what, name: name.to_owned(), at });
    }
}
