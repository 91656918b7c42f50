//! What a field is, and so how it is compared.

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A name of a person, or a part of one.
    Name,
    /// A day: of birth, as a rule.
    Date,
    /// A number or code that somebody gave the person.
    Identifier,
    /// A town, suburb or region.
    Place,
    /// Words.
    Text,
    /// One of a few values.
    Category,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A postcode.
    Postcode,
    /// House number and street.
    Address,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Date,
        Self::Identifier,
        Self::Place,
        Self::Text,
        Self::Category,
        Self::Phone,
        Self::Email,
        Self::Postcode,
        Self::Address,
    ];

    /// The word for it in a file of fields.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Date => "date",
            Self::Identifier => "identifier",
            Self::Place => "place",
            Self::Text => "text",
            Self::Category => "category",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Postcode => "postcode",
            Self::Address => "address",
        }
    }

    /// The kind that this word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Which part of a name a field of kind [`FieldKind::Name`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamePart {
    /// The given name.
    Given,
    /// Middle names, or their initials.
    Middle,
    /// The family name.
    Family,
    /// The whole name, given name first.
    Whole,
}

impl NamePart {
    /// Every part.
    pub const ALL: [Self; 4] = [Self::Given, Self::Middle, Self::Family, Self::Whole];

    /// The word for it in a file of fields.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Middle => "middle",
            Self::Family => "family",
            Self::Whole => "whole",
        }
    }

    /// The part that this word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == word)
    }
}

/// What a pair of records is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Two records of one person.
    SamePerson,
    /// Two people who live together.
    SameHousehold,
    /// Two people who are called the same.
    SameName,
    /// Two people who were born on the same day.
    SameBirthDate,
    /// Two people who have nothing to do with each other.
    Unrelated,
}

/// How many classes there are.
pub const CLASSES: usize = 5;

impl Class {
    /// Every class, in the order of all figures by class.
    pub const ALL: [Self; CLASSES] = [Self::SamePerson, Self::SameHousehold, Self::SameName, Self::SameBirthDate, Self::Unrelated];

    /// The word for it in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::SameHousehold => "same_household",
            Self::SameName => "same_name",
            Self::SameBirthDate => "same_birth_date",
            Self::Unrelated => "unrelated",
        }
    }

    /// The class that this word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }

    /// What a pair looks like, in words.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::SamePerson => "looks like the same person",
            Self::SameHousehold => "looks like someone in the same household",
            Self::SameName => "looks like someone else with the same name",
            Self::SameBirthDate => "looks like someone else born on the same day",
            Self::Unrelated => "looks like somebody else",
        }
    }
}
