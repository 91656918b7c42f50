//! A person as intake keeps one: everything known about them, and from which row.

use jiff::{Timestamp, civil::Date};
use kernel::{
    ContactPointId, FlagSet, Holders, PersonId, PreferredContact, Reach, Safety, Sensitive, Sex, SourceRowId, name::name_key, words,
};
use vault::DataKey;

use crate::joined::{Heard, Said, strictest};

/// What a referral says about a person; nothing in it is checked against what is already known.
#[derive(Debug, Clone, Default)]
pub struct Particulars {
    /// Title, as sent.
    pub title: Option<Sensitive<String>>,
    /// Given name.
    pub given_name: Option<Sensitive<String>>,
    /// Middle names.
    pub middle_names: Option<Sensitive<String>>,
    /// Family name.
    pub family_name: Option<Sensitive<String>>,
    /// A family name from before.
    pub previous_family_name: Option<Sensitive<String>>,
    /// Birth date.
    pub date_of_birth: Option<Sensitive<Date>>,
    /// Sex, as the sender recorded it.
    pub sex: Option<Sex>,
    /// Self-defined ethnicity, 18+1 code.
    pub ethnicity: Option<Sensitive<String>>,
    /// ISO 639 code.
    pub first_language: Option<String>,
    /// Whether an interpreter is needed.
    pub interpreter_needed: Option<bool>,
    /// Needs in communication, in the sender's words.
    pub communication_needs: Vec<String>,
    /// The person's preference.
    pub preferred_contact: Option<PreferredContact>,
    /// Whether the suspect lives at the address.
    pub suspect_shares_address: Option<bool>,
    /// What the person said is safe.
    pub safety: Safety,
    /// Free text on contact.
    pub contact_notes: Option<Sensitive<String>>,
    /// Flags of the incident.
    pub flags: FlagSet,
    /// Ways of contact, at most one of a kind.
    pub points: Vec<Point>,
}

words! {
    /// A kind of way of contact.
    pub enum PointKind { Mobile = "mobile", HomePhone = "home_phone", Email = "email", Address = "address" }
}

/// A way of contact as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its kind.
    pub kind: PointKind,
    /// As shown: a number or e-mail as typed; an address that post can be sent to as lines with the postcode last, any other as one line.
    pub value: Sensitive<String>,
    /// For comparing: the number in international form, the e-mail in lower case, the postcode. Absent where the value cannot be used.
    pub key: Option<Sensitive<String>>,
}

impl Point {
    /// Whether it can be used: a number or e-mail that is one, an address with a first line and a whole postcode.
    pub fn is_usable(&self) -> bool {
        self.key.is_some() && (self.kind != PointKind::Address || self.value.reveal().contains('\n'))
    }
}

/// A way of contact as it is kept.
#[derive(Debug, Clone)]
pub struct KeptPoint {
    /// Its id.
    pub id: ContactPointId,
    /// What it is.
    pub point: Point,
    /// Whether it is the newest of its kind.
    pub is_current: bool,
    /// When a worker found it to be somebody else's, or nobody's.
    pub wrong_at: Option<Timestamp>,
    /// The row that gave it.
    pub source_row: SourceRowId,
    /// When that row came.
    pub created_at: Timestamp,
    /// The blind index by which it is found among everybody's, as far as it is worked out: of the number or e-mail, or of the door.
    pub found_by: Option<String>,
    /// Who else has it, as far as that was asked: see [`crate::holders`].
    pub holders: Holders,
}

/// A person as kept.
#[derive(Debug, Clone)]
pub struct PersonRecord {
    /// Their id.
    pub id: PersonId,
    /// What is known; its `points` are empty, see `points` below.
    pub known: Particulars,
    /// Ways of contact, old ones too.
    pub points: Vec<KeptPoint>,
    /// When a worker last wrote down what the person said is safe.
    pub safety_confirmed_at: Option<Timestamp>,
    /// The first row that told of them.
    pub source_row: SourceRowId,
    /// When it came.
    pub created_at: Timestamp,
    /// What other records of the same person say of how to reach them; see [`crate::joined`].
    pub others: Vec<Heard>,
    /// The key under which what tells who they are is sealed; `None` for somebody who is not in the database yet, and once it is destroyed.
    pub key: Option<DataKey>,
}

impl PersonRecord {
    /// The ways by which the person can be reached at all: the newest of each kind, where it can be used.
    pub fn reach(&self) -> Reach {
        self.reach_by(|_| true)
    }

    /// [`PersonRecord::reach`] by such ways of contact only.
    pub fn reach_by(&self, which: impl Fn(&KeptPoint) -> bool) -> Reach {
        let has = |kind| self.points.iter().any(|p| p.is_current && p.point.kind == kind && p.point.is_usable() && which(p));
        Reach {
            mobile: has(PointKind::Mobile),
            home_phone: has(PointKind::HomePhone),
            email: has(PointKind::Email),
            address: has(PointKind::Address),
        }
    }

    /// What holds of how to reach them, with what other records of the same person say.
    pub fn said(&self) -> Said {
        let Particulars { safety, suspect_shares_address, flags, .. } = self.known;
        strictest(Said { safety, suspect_shares_address, flags }, &self.others)
    }

    /// What this record says was written down just now: it stands, whatever other records say.
    pub fn settle(&mut self) {
        self.others.iter_mut().for_each(|other| other.is_settled = true);
    }

    /// The key under which people with this very name and birth date are found.
    pub fn name_birth_key(&self) -> Option<String> {
        self.known.name_birth_key()
    }
}

impl Particulars {
    /// The given name for comparing.
    pub fn given_key(&self) -> String {
        self.given_name.as_ref().map(|name| name_key(name.reveal())).unwrap_or_default()
    }

    /// The family name for comparing.
    pub fn family_key(&self) -> String {
        self.family_name.as_ref().map(|name| name_key(name.reveal())).unwrap_or_default()
    }

    /// Both names and the birth date as one key; absent unless all three are known.
    pub fn name_birth_key(&self) -> Option<String> {
        let (given, family) = (self.given_key(), self.family_key());
        let born = self.date_of_birth.as_ref()?.reveal();
        (!given.is_empty() && !family.is_empty()).then(|| format!("{family}|{given}|{born}"))
    }
}
