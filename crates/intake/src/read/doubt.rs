//! Columns that the feed does not know and whose name comes near one of its own. What the feed does not know is kept and decides nothing; but
//! where it was meant for what keeps somebody safe, or for what they agreed to, nobody is contacted because of a slip in a heading.

use std::fmt;

use super::field::{Field, LONGEST_HEADING};

/// By these somebody is kept safe, or not contacted at all.
const GUARDED: [Field; 10] = [
    Field::SafeCall,
    Field::SafeVoicemail,
    Field::SafeText,
    Field::SafeEmail,
    Field::SafeLetter,
    Field::SuspectSharesAddress,
    Field::SupportConsent,
    Field::SupportRequested,
    Field::ContactNotes,
    Field::PreferredContact,
];

/// What others call some of the feed's columns.
const OTHER_NAMES: [(&str, Field); 19] = [
    ("safe_phone", Field::SafeCall),
    ("safe_mobile", Field::SafeCall),
    ("safe_sms", Field::SafeText),
    ("safe_post", Field::SafeLetter),
    ("consent", Field::SupportConsent),
    ("consent_given", Field::SupportConsent),
    ("consent_to_support", Field::SupportConsent),
    ("victim_consent", Field::SupportConsent),
    ("dob", Field::DateOfBirth),
    ("birth_date", Field::DateOfBirth),
    ("birthdate", Field::DateOfBirth),
    ("surname", Field::FamilyName),
    ("last_name", Field::FamilyName),
    ("first_name", Field::GivenName),
    ("forename", Field::GivenName),
    ("mobile", Field::PhoneMobile),
    ("landline", Field::PhoneHome),
    ("telephone", Field::PhoneHome),
    ("gender", Field::Sex),
];

/// Letters typed wrong, left out, put in or swapped, up to which a name is a slip of a guarded one. One more, and `contact_name` or
/// `suspect_name`, which forces send and mean, would be taken for one.
const SLIPS: usize = 2;
/// From which likeness on a name may be meant for another, where that is only said.
const NEAR: f64 = 0.9;

/// A column that the feed does not know, and what it may be meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Its name, folded.
    pub column: String,
    /// The field that may be meant.
    pub meant: Field,
    /// Whether rows in which it says something are rejected.
    pub rejects: bool,
    /// How many were.
    pub rows: u64,
}

impl Doubt {
    /// Counts a row that is rejected because of it; the field of no use in that row.
    pub(super) const fn reject(&mut self) -> Field {
        self.rows += 1;
        self.meant
    }
}

/// For people: what, where, what to do.
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: did you mean {}? ", self.column.escape_debug(), self.meant.as_str())?;
        if !self.rejects {
            return f.write_str("It was kept with each row and decided nothing; if so, rename it and send the file again");
        }
        match self.rows {
            0 => f.write_str("Rename it: no row in which it says something will be taken")?,
            1 => f.write_str("Rename it and send the file again: 1 row was not taken")?,
            rows => write!(f, "Rename it and send the file again: {rows} rows were not taken")?,
        }
        if is_of_safety(&plain(&self.column)) {
            f.write_str(". If it says nothing of what is safe, give it a name that does not begin with safe")
        } else {
            write!(f, ". If it means something else, add a column {}, empty", self.meant.as_str())
        }
    }
}

/// What an unknown name may be meant for, whatever else stands in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) meant: Field,
    rejects: bool,
    is_of_safety: bool,
}

impl Guess {
    /// Of a folded name; nothing where none of the feed's comes near.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = plain(name);
        let is_of_safety = is_of_safety(&name);
        let ways = || GUARDED.iter().copied().filter(|field| field.as_str().starts_with("safe_"));
        if let Some((_, meant)) = OTHER_NAMES.iter().find(|(other, _)| *other == name) {
            return Some(Self { meant: *meant, rejects: GUARDED.contains(meant), is_of_safety });
        }
        if is_of_safety {
            // Whatever it is meant for, it is about a way that may not be safe.
            let meant = ways().min_by_key(|way| strsim::osa_distance(&name, way.as_str())).unwrap_or(Field::SafeCall);
            return Some(Self { meant, rejects: true, is_of_safety });
        }
        let is_slip = |field: &Field| name.contains(field.as_str()) || strsim::osa_distance(&name, field.as_str()) <= SLIPS;
        if let Some(meant) = GUARDED.into_iter().find(is_slip) {
            return Some(Self { meant, rejects: true, is_of_safety });
        }
        let likeness = |field: Field| (strsim::jaro_winkler(&name, field.as_str()), field);
        let (likeness, meant) = Field::ALL.iter().copied().map(likeness).max_by(|(one, _), (other, _)| one.total_cmp(other))?;
        (likeness > NEAR).then_some(Self { meant, rejects: false, is_of_safety })
    }

    /// The doubt about this column where the field that may be meant is there besides, or is not; nothing where there is none.
    pub(super) fn doubt(self, column: &str, is_there: bool) -> Option<Doubt> {
        let is_doubtful = self.is_of_safety || !is_there;
        is_doubtful.then(|| Doubt { column: column.to_owned(), meant: self.meant, rejects: self.rejects, rows: 0 })
    }
}

/// In small letters, words joined as the feed joins them. A name is compared only as far as a heading may be long.
fn plain(name: &str) -> String {
    name.chars().take(LONGEST_HEADING).flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

fn is_of_safety(plain: &str) -> bool {
    plain == "safe" || plain.starts_with("safe_")
}
