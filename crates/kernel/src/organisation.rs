//! The words of the organisations under a hub's roof: who works there, what is walled off from whom.

use crate::words;

words! {
    /// What somebody who signs in does here.
    pub enum StaffRole {
        Worker = "worker",
        Specialist = "specialist",
        Volunteer = "volunteer",
        TeamLead = "team_lead",
        Manager = "manager",
        WitnessCare = "witness_care",
        PoliceLiaison = "police_liaison",
        Referrer = "referrer",
        Commissioner = "commissioner",
        DataProtectionOfficer = "data_protection_officer",
        Auditor = "auditor",
        Administrator = "administrator",
    }
}

words! {
    /// What an organisation under the hub's roof is. Whoever gives the hub's own support is `hub`, also where the police employ them.
    pub enum AgencyKind {
        Hub = "hub",
        Police = "police",
        Partner = "partner",
        Commissioner = "commissioner",
    }
}

words! {
    /// A class of cases that only those cleared for it see.
    pub enum RingFence {
        SexualViolence = "sexual_violence",
        ChildSexualAbuse = "child_sexual_abuse",
        StaffVictim = "staff_victim",
        ProtectedAddress = "protected_address",
    }
}

words! {
    /// Why somebody looks at or changes a record; an information-sharing agreement names those it covers.
    pub enum Purpose {
        Support = "support",
        Safeguarding = "safeguarding",
        Justice = "justice",
        Supervision = "supervision",
        Assurance = "assurance",
        Administration = "administration",
        Statistics = "statistics",
        Intake = "intake",
    }
}

words! {
    /// A part of a record that is shown or masked by itself.
    pub enum Part {
        Name = "name",
        Contact = "contact",
        Address = "address",
        Notes = "notes",
        Incident = "incident",
    }
}

words! {
    /// What kind of note somebody wrote. Counselling and adviser notes are never for the police.
    pub enum NoteKind {
        Support = "support",
        Counselling = "counselling",
        Adviser = "adviser",
        CaseUpdate = "case_update",
    }
}

/// Which classes: those of a case, or those somebody is cleared for. The database keeps it as a number, a bit a class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RingFences(u8);

impl RingFences {
    /// None.
    pub const NONE: Self = Self(0);
    /// Every class.
    pub const ALL: Self = Self((1 << RingFence::ALL.len()) - 1);

    /// Whether this class is in it.
    pub const fn has(self, class: RingFence) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// It with this class too.
    #[must_use]
    pub const fn with(self, class: RingFence) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of this that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// As the database keeps it.
    pub const fn bits(self) -> i64 {
        self.0 as i64
    }

    /// As the database kept it; bits of no class are left out.
    pub const fn from_bits(bits: i64) -> Self {
        Self((bits & Self::ALL.bits()) as u8)
    }

    /// The classes in it.
    pub fn iter(self) -> impl Iterator<Item = RingFence> {
        RingFence::ALL.iter().copied().filter(move |class| self.has(*class))
    }
}

impl FromIterator<RingFence> for RingFences {
    fn from_iter<I: IntoIterator<Item = RingFence>>(classes: I) -> Self {
        classes.into_iter().fold(Self::NONE, Self::with)
    }
}

impl std::fmt::Debug for RingFences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(RingFence::as_str)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_keeps_reads_back() {
        let some: RingFences = [RingFence::SexualViolence, RingFence::ProtectedAddress].into_iter().collect();
        assert_eq!(some.bits(), 0b1001);
        assert_eq!(RingFences::from_bits(some.bits()), some);
        assert_eq!(RingFences::from_bits(-1), RingFences::ALL);
        assert!(some.without(RingFences::ALL).is_none());
        assert_eq!(some.iter().count(), 2);
    }
}
