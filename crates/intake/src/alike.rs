//! Who a row's person is, as far as the batch that it came in can tell.

use kernel::{IncidentId, PersonId};
use people::record::Particulars;

use crate::facts::particulars;
use crate::place::Chosen;
use crate::read::{self, Content, Referral};
use crate::recognise::{Evidence, Recognition, by_likeness, by_reference, contradicts};
use crate::register::{Register, SeenRow};

impl Register {
    /// Looks up by likeness whom these rows may be about, but for those of which that is known otherwise. Who may be needed for it.
    pub(crate) fn look_ahead(&mut self, rows: &[(String, read::Row)]) -> Vec<PersonId> {
        let Some(mut likeness) = self.likeness.take() else { return Vec::new() };
        let asked = rows.iter().filter_map(|(key, row)| Some((key.clone(), self.asks_by_likeness(key, row)?)));
        likeness.look_ahead(asked.collect());
        // Who is only to be looked at is named in a review, and not read for it.
        let may_be = likeness.found_ahead().flatten().filter(|found| found.weighed.probability >= self.thresholds.same);
        let people = may_be.map(|found| found.id).collect();
        self.likeness = Some(likeness);
        people
    }

    /// What is told of the person of a row, where it must be found out by likeness who that is.
    fn asks_by_likeness(&self, key: &str, row: &read::Row) -> Option<Particulars> {
        let Content::Referral(referral) = &row.content else { return None };
        let seen = self.seen.get(key);
        if seen.is_some_and(|seen| seen.digest.as_deref() == Some(&row.digest)) {
            return None;
        }
        let told = particulars(referral, referral.flags);
        let fits = |person: PersonId| self.known(person).is_some_and(|known| !contradicts(&told, &known.known));
        let is_known = seen.and_then(|seen| seen.person).is_some_and(fits) || self.referred_to(referral).is_some_and(fits);
        (!is_known).then_some(told)
    }

    /// Whom the sender's reference stands for.
    fn referred_to(&self, referral: &Referral) -> Option<PersonId> {
        self.references.get(referral.person_reference.as_ref()?).copied()
    }

    /// Who the person of a row is, and by what that is known. Of several records of one person it is the one to go on with.
    pub(crate) fn recognise(
        &self,
        (key, seen): (&str, Option<&SeenRow>),
        referral: &Referral,
        told: &Particulars,
        chosen: &Chosen,
    ) -> (Recognition, Evidence) {
        // Whom a worker chose is who it is; and whom an earlier version of the row made, unless the sender gave the row's id to another's.
        if let Chosen::This(chosen) = chosen
            && self.known(*chosen).is_some()
        {
            return (Recognition::Same(self.to_go_on_with(*chosen, referral)), Evidence::Worker);
        }
        let earlier = seen.and_then(|seen| self.known(seen.person?));
        if let Some(known) = earlier.filter(|known| !contradicts(told, &known.known)) {
            return (Recognition::Same(known.id), Evidence::EarlierVersion);
        }
        let referred_to = self.referred_to(referral).filter(|person| !chosen.rules_out(*person));
        let reference = referred_to.and_then(|person| self.known(person)).map(|known| by_reference(told, known));
        let (recognition, evidence) = match reference {
            Some(recognition @ Recognition::Same(_)) => (recognition, Evidence::Reference),
            reference => {
                let (recognition, evidence) = match &self.likeness {
                    Some(likeness) => {
                        let mut found = likeness.alike(key, told);
                        found.retain(|found| !chosen.rules_out(found.id));
                        by_likeness(found, &self.thresholds, &self.relation)
                    }
                    None => (Recognition::New, Evidence::Nobody),
                };
                (recognition.but_perhaps(reference), evidence)
            }
        };
        let recognition = match chosen {
            Chosen::NoneOf(people) => recognition.or_perhaps(earlier).without(people),
            Chosen::Nobody | Chosen::This(_) | Chosen::Not(_) => recognition.or_perhaps(earlier),
        };
        match recognition {
            // Somebody who is not in memory could not be taken for read.
            Recognition::Same(person) if self.known(person).is_none() => (Recognition::Perhaps(vec![person]), evidence),
            Recognition::Same(person) => (Recognition::Same(self.to_go_on_with(person, referral)), evidence),
            recognition => (recognition, evidence),
        }
    }

    /// Of the records of one person the one to which a row is added: which tells of the same incident, else whose case is open, else the
    /// oldest.
    fn to_go_on_with(&self, person: PersonId, referral: &Referral) -> PersonId {
        let members: Vec<PersonId> = self.relation.members(person).into_iter().filter(|member| self.known(*member).is_some()).collect();
        let [_, _, ..] = members.as_slice() else { return person };
        let incident: Option<IncidentId> = referral.crime_reference.as_ref().and_then(|crime| self.incidents.get(crime).copied());
        let find = |which: &dyn Fn(&crate::register::KnownPerson) -> bool| {
            members.iter().copied().find(|member| self.people.get(member).is_some_and(which))
        };
        let told_of = find(&|known| known.involvements.iter().any(|part| Some(part.value.involvement.incident) == incident));
        let open = || find(&|known| known.cases.iter().any(|case| case.value.state == casework::record::CaseState::Open));
        let head = || members.iter().copied().find(|member| *member == self.relation.head(person));
        told_of.or_else(open).or_else(head).unwrap_or(person)
    }
}
