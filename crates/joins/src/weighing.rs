//! What the engine says of two records, and why nobody joins them alone.

use access::Warrant;
use kernel::PersonId;
use linkage::{Caution, Class, Explanation, Found, Thresholds, cautions};
use people::memory::Everybody;
use people::record::{Particulars, PersonRecord};
use store::Conn;

use crate::EngineSaid;

/// What is known of somebody, as if it were told just now: with the ways of contact that stand.
pub fn as_told(person: &PersonRecord) -> Particulars {
    let standing = person.points.iter().filter(|kept| kept.is_current && kept.wrong_at.is_none());
    Particulars { points: standing.map(|kept| kept.point.clone()).collect(), ..person.known.clone() }
}

/// What speaks for and against that two records are of one person. `None` where there is too little on one of them to compare. It goes by what
/// stands in the records given: of masked ones it tells nothing that is masked.
pub fn weigh(everybody: &Everybody, one: &PersonRecord, other: &PersonRecord) -> Option<Explanation> {
    let ways = [everybody.explain(&as_told(one), other), everybody.explain(&as_told(other), one)];
    // Each goes by what stands on one of the two and by all that ever stood on the other.
    ways.into_iter().flatten().max_by(|one, other| one.weighed.probability.total_cmp(&other.weighed.probability))
}

impl From<&Explanation> for EngineSaid {
    fn from(explanation: &Explanation) -> Self {
        let pattern = explanation.fields.iter().map(|field| format!("{}: {}", field.name, field.level)).collect::<Vec<_>>().join("; ");
        Self { probability: explanation.weighed.probability, classes: explanation.weighed.classes, pattern }
    }
}

/// Why a second person must agree before two records are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// They may be two people of one household.
    Household,
    /// Somebody else who was born on the same day is near.
    Twin,
    /// Somebody else with the same name is near.
    SameName,
    /// Somebody else is about as like them.
    Another,
    /// The given name, the birth date or the sex is a different one.
    Differs,
    /// The given name or the birth date is not known, or not quite the same.
    Unsure,
    /// What is safe on one record is not on the other.
    SafetyDiffers,
    /// On one of the records the suspect lives at the person's address.
    SuspectAtAddress,
    /// A case of one of the two is ring-fenced.
    RingFenced,
    /// The reader is not shown all of both records.
    NotAllShown,
    /// There is too little to compare.
    TooLittle,
}

impl Danger {
    /// It in a sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Household => "They may be two people who live together. One of them may be the suspect.",
            Self::Twin => "Somebody else born on the same day is on record: a twin, perhaps.",
            Self::SameName => "Somebody else of the same name is on record.",
            Self::Another => "Somebody else on record is like them too.",
            Self::Differs => "The given name, the birth date or the sex is a different one.",
            Self::Unsure => {
                "The given name or the birth date is not known of both, or not quite the same. A household shares all the rest."
            }
            Self::SafetyDiffers => "The two records do not agree on which ways of contact are safe.",
            Self::SuspectAtAddress => "On one of the records the suspect lives at the person’s address.",
            Self::RingFenced => "A case of one of them is ring-fenced.",
            Self::NotAllShown => "You are not shown all of both records.",
            Self::TooLittle => "There is too little on one of the records to compare.",
        }
    }
}

impl From<Caution> for Danger {
    fn from(caution: Caution) -> Self {
        match caution {
            Caution::Household => Self::Household,
            Caution::Twin => Self::Twin,
            Caution::SameName => Self::SameName,
            Caution::Another => Self::Another,
            Caution::Differs => Self::Differs,
            Caution::Unsure => Self::Unsure,
        }
    }
}

/// What the engine finds dangerous about a pair: the household, what differs outright, and whoever else is near. `near` are those who are like
/// either of the two, among them the two themselves.
pub fn dangers_by_likeness(said: Option<&Explanation>, (one, other): (PersonId, PersonId), near: &[Found<PersonId>]) -> Vec<Danger> {
    let Some(said) = said else { return vec![Danger::TooLittle] };
    let thresholds = Thresholds::default();
    let (pair, others): (Vec<_>, Vec<_>) = near.iter().copied().partition(|found| found.id == one || found.id == other);
    let mut dangers: Vec<Danger> = match pair.iter().max_by(|a, b| a.weighed.probability.total_cmp(&b.weighed.probability)) {
        Some(found) => cautions(found, &others, &thresholds).into_iter().map(Danger::from).collect(),
        None => Vec::new(),
    };
    if said.weighed.share(Class::SameHousehold) > thresholds.household && !dangers.contains(&Danger::Household) {
        dangers.insert(0, Danger::Household);
    }
    dangers
}

/// Whoever is like either of two records, among those whom the reader may read: that there is anybody else is not told. The caller has caught
/// up. Neither of the two is near to itself.
///
/// # Errors
/// As the database says.
pub fn near(
    conn: &mut Conn,
    everybody: &Everybody,
    warrant: &Warrant<'_>,
    (one, other): (&PersonRecord, &PersonRecord),
) -> store::Result<Vec<Found<PersonId>>> {
    let of = |asked: &PersonRecord| {
        let mut found = everybody.alike(&as_told(asked));
        found.retain(|found| found.id != asked.id);
        found
    };
    let mut near = [of(one), of(other)].concat();
    let ids: Vec<PersonId> = near.iter().map(|found| found.id).collect();
    let readable = warrant.readable_people().people_among(conn, &ids)?;
    near.retain(|found| readable.contains(&found.id));
    Ok(near)
}

/// What the records themselves make dangerous.
pub fn dangers_by_record(one: &PersonRecord, other: &PersonRecord) -> Vec<Danger> {
    let (here, there) = (one.said(), other.said());
    let is_no = |said: Option<bool>| said == Some(false);
    let ways = |said: &people::joined::Said| {
        let safety = said.safety;
        [safety.call, safety.voicemail, safety.text, safety.email, safety.letter].map(is_no)
    };
    let differs = ways(&here) != ways(&there);
    let shares = [here, there].iter().any(|said| said.suspect_shares_address == Some(true));
    let found = [(differs, Danger::SafetyDiffers), (shares, Danger::SuspectAtAddress)];
    found.into_iter().filter_map(|(holds, danger)| holds.then_some(danger)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_danger_is_told_in_a_sentence() {
        let all = [
            Danger::Household,
            Danger::Twin,
            Danger::SameName,
            Danger::Another,
            Danger::Differs,
            Danger::Unsure,
            Danger::SafetyDiffers,
            Danger::SuspectAtAddress,
            Danger::RingFenced,
            Danger::NotAllShown,
            Danger::TooLittle,
        ];
        let nobody = PersonId::from_uuid(uuid::Uuid::nil());
        assert!(all.iter().all(|danger| danger.sentence().ends_with('.')));
        assert_eq!(dangers_by_likeness(None, (nobody, nobody), &[]), [Danger::TooLittle]);
    }
}
