//! The areas of need, and how much of it there is.

use kernel::words;

words! {
    /// An area of need: the eight of the Ministry of Justice's framework for commissioning victims' services (2013), which returns still ask
    /// by.
    pub enum Need {
        Health = "health",
        Housing = "housing",
        Family = "family",
        Work = "work",
        DrugsAndAlcohol = "drugs_and_alcohol",
        Money = "money",
        Outlook = "outlook",
        Social = "social",
    }
}

impl Need {
    /// It as a page says it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Health => "Mental and physical health",
            Self::Housing => "Shelter and accommodation",
            Self::Family => "Family, friends and children",
            Self::Work => "Education, skills and employment",
            Self::DrugsAndAlcohol => "Drugs and alcohol",
            Self::Money => "Finance and benefits",
            Self::Outlook => "Outlook and attitudes",
            Self::Social => "Social interactions",
        }
    }
}

words! {
    /// How much need there is in an area. An area that was not asked about has no word.
    pub enum Degree { NoNeed = "none", SomeNeed = "some", MuchNeed = "much" }
}

impl Degree {
    /// It as a page says it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::NoNeed => "No need",
            Self::SomeNeed => "Some need",
            Self::MuchNeed => "Much need",
        }
    }
}

words! {
    /// When the person was asked.
    pub enum Moment { Start = "start", End = "end" }
}
