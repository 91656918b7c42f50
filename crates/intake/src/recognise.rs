//! Who is it? The one place where a referral is matched to the people already known.
//!
//! First by what the sender says outright: its reference of the person. Then by likeness, where the engine has compared what is told with
//! everybody on record. The costly mistake is the false link: two who share a home, a number and a family name are not one. Whatever is not
//! sure becomes a new person, with a review where there is somebody to look at.

use kernel::PersonId;
use linkage::{Caution, Found, Thresholds, Verdict, Weighed, verdict};
use people::joined::Relation;
use people::record::{Particulars, PersonRecord};
use serde::Serialize;

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

    /// The same where the sender's reference stands for somebody who it cannot be: then nobody is sure, and that one comes first.
    #[must_use]
    pub fn but_perhaps(self, referred_to: Option<Self>) -> Self {
        let Some(Self::Perhaps(mut perhaps)) = referred_to else { return self };
        let others = match self {
            Self::Same(other) => vec![other],
            Self::Perhaps(others) => others,
            Self::New => Vec::new(),
        };
        perhaps.extend(others.into_iter().filter(|other| !perhaps.contains(other)).collect::<Vec<_>>());
        Self::Perhaps(perhaps)
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

/// By what it was decided who somebody is, kept with the row: numbers and words of closed lists, nothing about anybody.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Evidence {
    /// A worker said who it is.
    Worker,
    /// An earlier version of the row was about them.
    EarlierVersion,
    /// The sender's own reference.
    Reference,
    /// What the engine says of the likeliest person.
    Likeness {
        /// How probable it is that it is the same person, calibrated.
        probability: f64,
        /// How probable each class is: same person, same household, same name, same birth date, unrelated.
        classes: [f64; 5],
        /// Why likeness alone did not decide.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        cautions: Vec<&'static str>,
    },
    /// There is nobody like them.
    Nobody,
}

impl Evidence {
    fn likeness(weighed: &Weighed, cautions: &[Caution]) -> Self {
        // To so many places, so that what is kept is the same whichever machine worked it out.
        let round = |share: f64| (share * 1e6).round() / 1e6;
        let cautions = cautions.iter().map(|caution| caution.as_str()).collect();
        Self::Likeness { probability: round(weighed.probability), classes: weighed.classes.map(round), cautions }
    }
}

/// What the sender's reference comes to: the person it stands for, unless what is told contradicts what is known of them.
pub fn by_reference(told: &Particulars, known: &PersonRecord) -> Recognition {
    if contradicts(told, &known.known) { Recognition::Perhaps(vec![known.id]) } else { Recognition::Same(known.id) }
}

/// What likeness comes to. Records that were joined are one person, who is as like as the likeliest of them.
pub fn by_likeness(found: Vec<Found<PersonId>>, thresholds: &Thresholds, relation: &Relation) -> (Recognition, Evidence) {
    let mut heads = Vec::new();
    let each_once = found.into_iter().filter(|found| {
        let head = relation.head(found.id);
        let fresh = !heads.contains(&head);
        heads.push(head);
        fresh
    });
    match verdict(&each_once.collect::<Vec<_>>(), thresholds) {
        Verdict::Same(found) => (Recognition::Same(found.id), Evidence::likeness(&found.weighed, &[])),
        Verdict::Look(found, cautions) => {
            let evidence = found.first().map_or(Evidence::Nobody, |best| Evidence::likeness(&best.weighed, &cautions));
            (Recognition::Perhaps(found.into_iter().map(|found| found.id).collect()), evidence)
        }
        Verdict::New => (Recognition::New, Evidence::Nobody),
    }
}

/// Whether neither the name nor the birth date fits: then the sender's reference, or its id of the row, must have been used for two people.
pub(crate) fn contradicts(told: &Particulars, known: &Particulars) -> bool {
    let other_birth = matches!((&told.date_of_birth, &known.date_of_birth), (Some(a), Some(b)) if a != b);
    let differ = |a: String, b: String| !a.is_empty() && !b.is_empty() && a != b;
    let other_given = differ(told.given_key(), known.given_key());
    let other_family = differ(told.family_key(), known.family_key());
    (other_birth && (other_given || other_family)) || (other_given && other_family)
}
