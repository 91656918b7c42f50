//! Who is it? The one place where a referral is matched to the people already known.
//!
//! By exact evidence only: the sender's own reference of the person, or name and birth date and one of phone, e-mail or postcode. The costly
//! mistake is the false link: two who share a home, a number and a family name are not one. Whatever is not sure becomes a new person, with
//! a review where there is something to look at. Matching by likeness comes in here, and nowhere else.

use kernel::PersonId;
use people::record::{KeptPoint, Particulars, PersonRecord};

/// Who the person of a referral is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// Surely this one.
    Same(PersonId),
    /// Perhaps one of these: a new person until somebody has looked.
    Perhaps(Vec<PersonId>),
    /// Nobody we know.
    New,
}

impl Recognition {
    /// The same, but that it may be this person too, where it is not surely another.
    #[must_use]
    pub fn or_perhaps(self, other: Option<&PersonRecord>) -> Self {
        match (self, other) {
            (Self::New, Some(other)) => Self::Perhaps(vec![other.id]),
            (Self::Perhaps(mut others), Some(other)) if !others.contains(&other.id) => {
                others.push(other.id);
                Self::Perhaps(others)
            }
            (recognition, _) => recognition,
        }
    }

    /// The same after a worker saw these people and said that it is none of them. Where the evidence is sure of one all the same, it is nobody's
    /// to overrule the other: a new person, and somebody looks.
    #[must_use]
    pub fn without(self, people: &[PersonId]) -> Self {
        match self {
            Self::Same(person) if people.contains(&person) => Self::Perhaps(vec![person]),
            Self::Perhaps(others) => match others.into_iter().filter(|other| !people.contains(other)).collect::<Vec<_>>() {
                none if none.is_empty() => Self::New,
                others => Self::Perhaps(others),
            },
            recognition => recognition,
        }
    }
}

/// Matches what a referral tells of a person with those it may be: whom the sender's reference stands for, and everybody of that very name
/// and birth date.
pub fn recognise<'p>(
    told: &Particulars,
    by_reference: Option<&'p PersonRecord>,
    namesakes: impl Iterator<Item = &'p PersonRecord>,
) -> Recognition {
    let mut perhaps = Vec::new();
    if let Some(known) = by_reference {
        if !contradicts(told, &known.known) {
            return Recognition::Same(known.id);
        }
        perhaps.push(known.id);
    }
    let mut sure = Vec::new();
    for known in namesakes {
        let shared = told.points.iter().any(|point| known.points.iter().any(|kept| shares(kept, point)));
        let into = if shared { &mut sure } else { &mut perhaps };
        if !into.contains(&known.id) {
            into.push(known.id);
        }
    }
    match sure.as_slice() {
        [one] if by_reference.is_none() => Recognition::Same(*one),
        // Two records with the same evidence: a person must say which, or that they are one.
        [_, ..] => {
            sure.append(&mut perhaps);
            Recognition::Perhaps(sure)
        }
        [] if perhaps.is_empty() => Recognition::New,
        [] => Recognition::Perhaps(perhaps),
    }
}

fn shares(kept: &KeptPoint, told: &people::record::Point) -> bool {
    use people::record::PointKind::{HomePhone, Mobile};
    let phone = |kind| matches!(kind, Mobile | HomePhone);
    let kinds = kept.point.kind == told.kind || (phone(kept.point.kind) && phone(told.kind));
    kinds && told.key.is_some() && kept.point.key == told.key
}

/// Whether neither the name nor the birth date fits: then the sender's reference, or its id of the row, must have been used for two people.
pub(crate) fn contradicts(told: &Particulars, known: &Particulars) -> bool {
    let other_birth = matches!((&told.date_of_birth, &known.date_of_birth), (Some(a), Some(b)) if a != b);
    let differ = |a: String, b: String| !a.is_empty() && !b.is_empty() && a != b;
    let other_given = differ(told.given_key(), known.given_key());
    let other_family = differ(told.family_key(), known.family_key());
    (other_birth && (other_given || other_family)) || (other_given && other_family)
}
