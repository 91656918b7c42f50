//! Which fields records have, and what each is.

use crate::kind::{FieldKind, NamePart};
use crate::scheme::{MOST_COMPARISONS, Scheme};

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What its column is headed.
    pub heading: String,
    /// How it is compared.
    pub kind: FieldKind,
    /// Which part of a name it is; only for names.
    pub part: Option<NamePart>,
}

/// Why fields make no layout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutFault {
    /// Nothing to compare.
    #[error("no field to compare: name at least one, for example  surname = \"name\"")]
    Nothing,
    /// More than a pattern holds.
    #[error("{0} values are to be compared; {1} are the most: leave out what tells least")]
    TooMany(usize, usize),
}

/// The fields of a record, in the order in which values are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    fields: Vec<Field>,
}

impl Layout {
    /// A layout of these fields.
    ///
    /// # Errors
    /// When there is none, or too many.
    pub fn new(fields: Vec<Field>) -> Result<Self, LayoutFault> {
        let layout = Self { fields };
        match Scheme::new(&layout).comparisons.len() {
            0 => Err(LayoutFault::Nothing),
            many if many > MOST_COMPARISONS => Err(LayoutFault::TooMany(many, MOST_COMPARISONS)),
            _ => Ok(layout),
        }
    }

    /// What a hub knows of a person: given name, middle name, family name, birth date, sex, address, postcode, phone, e-mail.
    pub fn person() -> Self {
        let headings = ["given_name", "middle_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email"];
        Self { fields: headings.into_iter().filter_map(Field::guess).collect() }
    }

    /// The fields, in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// Headings that say by themselves what a field is.
const KNOWN: &[(&str, FieldKind, Option<NamePart>)] = &[
    ("given_name", FieldKind::Name, Some(NamePart::Given)),
    ("first_name", FieldKind::Name, Some(NamePart::Given)),
    ("first_names", FieldKind::Name, Some(NamePart::Given)),
    ("forename", FieldKind::Name, Some(NamePart::Given)),
    ("forenames", FieldKind::Name, Some(NamePart::Given)),
    ("fname", FieldKind::Name, Some(NamePart::Given)),
    ("middle_name", FieldKind::Name, Some(NamePart::Middle)),
    ("middle_names", FieldKind::Name, Some(NamePart::Middle)),
    ("family_name", FieldKind::Name, Some(NamePart::Family)),
    ("surname", FieldKind::Name, Some(NamePart::Family)),
    ("last_name", FieldKind::Name, Some(NamePart::Family)),
    ("lname", FieldKind::Name, Some(NamePart::Family)),
    ("full_name", FieldKind::Name, Some(NamePart::Whole)),
    ("name", FieldKind::Name, Some(NamePart::Whole)),
    ("date_of_birth", FieldKind::Date, None),
    ("birth_date", FieldKind::Date, None),
    ("birthdate", FieldKind::Date, None),
    ("dob", FieldKind::Date, None),
    ("sex", FieldKind::Category, None),
    ("gender", FieldKind::Category, None),
    ("state", FieldKind::Category, None),
    ("street_number", FieldKind::Address, None),
    ("house_number", FieldKind::Address, None),
    ("address", FieldKind::Address, None),
    ("address_1", FieldKind::Address, None),
    ("address_line_1", FieldKind::Address, None),
    ("street", FieldKind::Address, None),
    ("address_2", FieldKind::Text, None),
    ("address_line_2", FieldKind::Text, None),
    ("postcode", FieldKind::Postcode, None),
    ("postal_code", FieldKind::Postcode, None),
    ("zip", FieldKind::Postcode, None),
    ("zip_code", FieldKind::Postcode, None),
    ("suburb", FieldKind::Place, None),
    ("town", FieldKind::Place, None),
    ("city", FieldKind::Place, None),
    ("birth_place", FieldKind::Place, None),
    ("place_of_birth", FieldKind::Place, None),
    ("phone", FieldKind::Phone, None),
    ("phone_number", FieldKind::Phone, None),
    ("telephone", FieldKind::Phone, None),
    ("telephone_number", FieldKind::Phone, None),
    ("mobile_number", FieldKind::Phone, None),
    ("mobile_phone", FieldKind::Phone, None),
    ("mobile", FieldKind::Phone, None),
    ("home_phone", FieldKind::Phone, None),
    ("email", FieldKind::Email, None),
    ("email_address", FieldKind::Email, None),
    ("soc_sec_id", FieldKind::Identifier, None),
    ("nhs_number", FieldKind::Identifier, None),
    ("national_insurance_number", FieldKind::Identifier, None),
    ("person_reference", FieldKind::Identifier, None),
    ("occupation", FieldKind::Text, None),
];

impl Field {
    /// The field that a heading stands for by itself. Only letters and digits matter, large or small.
    pub fn guess(heading: &str) -> Option<Self> {
        let plain = plain_heading(heading);
        let (_, kind, part) = KNOWN.iter().find(|(known, ..)| known.chars().filter(|c| *c != '_').eq(plain.chars()))?;
        Some(Self { heading: heading.to_owned(), kind: *kind, part: *part })
    }

    /// A field compared like this; a name takes its part from the heading where that tells.
    pub fn of(heading: &str, kind: FieldKind) -> Self {
        let part = (kind == FieldKind::Name).then(|| Self::guess(heading).and_then(|field| field.part).unwrap_or_else(|| part_of(heading)));
        Self { heading: heading.to_owned(), kind, part }
    }
}

/// A heading as it is compared with others: its letters and digits alone, small.
pub fn plain_heading(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn part_of(heading: &str) -> NamePart {
    let plain = plain_heading(heading);
    let says = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if says(&["middle", "second"]) {
        NamePart::Middle
    } else if says(&["full", "whole", "and"]) {
        NamePart::Whole
    } else if says(&["first", "given", "fore", "christian"]) {
        NamePart::Given
    } else if says(&["last", "family", "sur", "maiden"]) {
        NamePart::Family
    } else {
        NamePart::Whole
    }
}
