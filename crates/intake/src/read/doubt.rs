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
const OTHER_NAMES: [(&str, Field); 18] = [
    ("safe_phone", Field::SafeCall),
    ("safe_mobile", Field::SafeCall),
    ("safe_sms", Field::SafeText),
    ("safe_post", Field::SafeLetter),
    ("support_status", Field::SupportConsent),
    ("support_accepted", Field::SupportConsent),
    ("support_wanted", Field::SupportConsent),
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

/// Beginnings of words that tell of somebody's yes or no, whatever stands beside them.
const OF_CONSENT: [&str; 3] = ["consent", "refus", "declin"];
/// What follows such a word where the column tells when or to whom it was said, and not what.
const ABOUT_IT: [&str; 9] = ["date", "time", "at", "on", "by", "officer", "id", "ref", "reference"];
/// Beginnings of names that tell what must not be done to reach somebody, or may.
const OF_SAFETY: [&str; 2] = ["do_not_", "ok_to_"];
/// Beginnings of words that begin as "safe" does and tell of something else.
const NOT_SAFE: [&str; 3] = ["safeguard", "safety", "safer"];
const OF_SUSPECTS: [&str; 4] = ["suspect", "offender", "perpetrator", "perp"];
const LIVING_TOGETHER: [&str; 7] = ["shares", "share", "shared", "same", "lives", "living", "cohabits"];

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
            f.write_str(". If it says nothing of what is safe, give it a name that does not speak of that")
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
    /// Of a folded name; nothing where none of the feed's comes near. Asked only of names that are not the feed's own.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = plain(name);
        let is_of_safety = is_of_safety(&name);
        if let Some((_, meant)) = OTHER_NAMES.iter().find(|(other, _)| *other == name) {
            return Some(Self { meant: *meant, rejects: GUARDED.contains(meant), is_of_safety });
        }
        if is_of_safety {
            // Whatever it is meant for, it is about a way that may not be safe.
            let ways = GUARDED.into_iter().filter(|field| field.as_str().starts_with("safe_"));
            let meant = ways.min_by_key(|way| strsim::osa_distance(&name, way.as_str())).unwrap_or(Field::SafeCall);
            return Some(Self { meant, rejects: true, is_of_safety });
        }
        let is_slip = |field: &Field| name.contains(field.as_str()) || strsim::osa_distance(&name, field.as_str()) <= SLIPS;
        if let Some(meant) = GUARDED.into_iter().find(is_slip).or_else(|| told_in_words(&name)) {
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

/// Whether a row that is rejected tells, in a column that may be meant for consent, anything but a yes.
pub(super) fn tells_no_yes(name: &str, content: &str) -> bool {
    const YES: [&str; 5] = ["given", "yes", "y", "true", "1"];
    let is_of_consent = Guess::of(name).is_some_and(|guess| guess.rejects && guess.meant == Field::SupportConsent);
    is_of_consent && !YES.iter().any(|yes| content.eq_ignore_ascii_case(yes))
}

/// In small letters, words joined as the feed joins them. A name is compared only as far as a heading may be long.
fn plain(name: &str) -> String {
    name.chars().take(LONGEST_HEADING).flat_map(char::to_lowercase).map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

fn words(plain: &str) -> impl Iterator<Item = &str> {
    plain.split('_').filter(|word| !word.is_empty())
}

fn is_of_safety(plain: &str) -> bool {
    let is_safe = |word: &str| word.starts_with("safe") && !NOT_SAFE.iter().any(|other| word.starts_with(other));
    OF_SAFETY.iter().any(|start| plain.starts_with(start)) || words(plain).any(is_safe)
}

/// What a name of other words is about: what somebody agreed to, or whether the suspect lives with them.
fn told_in_words(plain: &str) -> Option<Field> {
    let of_consent = words(plain).any(|word| OF_CONSENT.iter().any(|start| word.starts_with(start)));
    if of_consent && !words(plain).last().is_some_and(|last| ABOUT_IT.contains(&last)) {
        return Some(Field::SupportConsent);
    }
    let of_a_suspect = words(plain).any(|word| OF_SUSPECTS.contains(&word)) && words(plain).any(|word| LIVING_TOGETHER.contains(&word));
    (of_a_suspect || plain == "shares_address").then_some(Field::SuspectSharesAddress)
}
