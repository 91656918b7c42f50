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

/// From which likeness on a name may be a slip of a guarded one: low, as taking a row too few is mended by sending it again.
const NEAR: f64 = 0.8;
/// The same for the others, where it is only said: higher, so that what is said is read.
const VERY_NEAR: f64 = 0.9;

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
    is_of_safety: bool,
}

impl Guess {
    /// Of a folded name; nothing where none of the feed's comes near.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = plain(name);
        let is_of_safety = is_of_safety(&name);
        if let Some((_, meant)) = OTHER_NAMES.iter().find(|(other, _)| *other == name) {
            return Some(Self { meant: *meant, is_of_safety });
        }
        if is_of_safety {
            // Whatever it is meant for, it is about a way that may not be safe.
            let ways = GUARDED.iter().copied().filter(|field| field.as_str().starts_with("safe_"));
            let meant = nearest(&name, ways).filter(|(likeness, _)| *likeness > NEAR).map_or(Field::SafeCall, |(_, field)| field);
            return Some(Self { meant, is_of_safety });
        }
        let (likeness, meant) = nearest(&name, Field::ALL.iter().copied())?;
        (likeness > if GUARDED.contains(&meant) { NEAR } else { VERY_NEAR }).then_some(Self { meant, is_of_safety })
    }

    /// The doubt about this column where the field that may be meant is there besides, or is not; nothing where there is none.
    pub(super) fn doubt(self, column: &str, is_there: bool) -> Option<Doubt> {
        let is_doubtful = self.is_of_safety || !is_there;
        let rejects = GUARDED.contains(&self.meant);
        is_doubtful.then(|| Doubt { column: column.to_owned(), meant: self.meant, rejects, rows: 0 })
    }
}

/// In small letters, words joined as the feed joins them. A name is compared only as far as a heading may be long.
fn plain(name: &str) -> String {
    name.chars().take(LONGEST_HEADING).flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

fn is_of_safety(plain: &str) -> bool {
    plain.starts_with("safe_")
}

fn nearest(name: &str, among: impl Iterator<Item = Field>) -> Option<(f64, Field)> {
    among.map(|field| (strsim::jaro_winkler(name, field.as_str()), field)).max_by(|(one, _), (other, _)| one.total_cmp(other))
}
