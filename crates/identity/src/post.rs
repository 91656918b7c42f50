//! What somebody does here and for whom, and whether the two fit.

use kernel::{AgencyKind, RingFences, StaffRole};
use policy::Organisation;

/// What somebody does here, for whom, and what they may see of what is ring-fenced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// What they do.
    pub role: StaffRole,
    /// The organisation they work for; the hub's own where none is said.
    pub agency: Option<String>,
    /// The team they are in.
    pub team: Option<String>,
    /// The desk they sit at, where the hub has several.
    pub desk: Option<String>,
    /// The ring-fenced classes they are cleared for.
    pub cleared: RingFences,
}

/// Why somebody cannot have a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// No such agency.
    #[error("Choose an organisation that is under this hub’s roof")]
    NoAgency,
    /// No such desk.
    #[error("Choose a desk that this hub has")]
    NoDesk,
    /// The role belongs to another kind of organisation.
    #[error("Choose a role that somebody of this organisation can have")]
    Role,
    /// The team belongs to another organisation.
    #[error("Choose a team of this organisation")]
    Team,
    /// Whoever sees no record needs no clearance.
    #[error("Clear only somebody whose role sees records")]
    Clearance,
}

impl Post {
    /// A post in the hub's own organisation, in no team and cleared for nothing.
    pub const fn of(role: StaffRole) -> Self {
        Self { role, agency: None, team: None, desk: None, cleared: RingFences::NONE }
    }

    /// Whether the hub is organised so that there is such a post.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check(&self, organisation: &Organisation) -> Result<(), Misfit> {
        let agency = organisation.agency(self.agency.as_deref()).ok_or(Misfit::NoAgency)?;
        if !kinds(self.role).contains(&agency.kind) {
            return Err(Misfit::Role);
        }
        if self.desk.as_deref().is_some_and(|desk| organisation.desks.iter().all(|known| known.name != desk)) {
            return Err(Misfit::NoDesk);
        }
        if self.team.as_deref().is_some_and(|team| organisation.agency_of(team) != agency.name) {
            return Err(Misfit::Team);
        }
        if !self.cleared.is_none() && !sees_records(self.role) {
            return Err(Misfit::Clearance);
        }
        Ok(())
    }
}

/// In which kinds of organisation there is such a role.
pub const fn kinds(role: StaffRole) -> &'static [AgencyKind] {
    match role {
        StaffRole::Worker | StaffRole::Specialist | StaffRole::Volunteer | StaffRole::TeamLead | StaffRole::Manager => {
            &[AgencyKind::Hub, AgencyKind::Partner]
        }
        StaffRole::PoliceLiaison => &[AgencyKind::Police],
        // Some hubs have taken witness care in; it stays a police role wherever it sits.
        StaffRole::WitnessCare => &[AgencyKind::Police, AgencyKind::Hub],
        StaffRole::Referrer => &[AgencyKind::Hub, AgencyKind::Police, AgencyKind::Partner],
        StaffRole::Commissioner => &[AgencyKind::Commissioner],
        StaffRole::Auditor => &[AgencyKind::Hub, AgencyKind::Commissioner],
        StaffRole::DataProtectionOfficer | StaffRole::Administrator => &[AgencyKind::Hub],
    }
}

const fn sees_records(role: StaffRole) -> bool {
    !matches!(role, StaffRole::Referrer | StaffRole::Commissioner | StaffRole::Auditor | StaffRole::Administrator)
}

#[cfg(test)]
mod tests {
    use kernel::RingFence;
    use policy::{Agency, Desk};

    use super::*;

    fn agency(name: &str, kind: AgencyKind, teams: &[&str]) -> Agency {
        Agency { name: name.into(), title: name.into(), kind, teams: teams.iter().map(|team| (*team).to_owned()).collect() }
    }

    fn roof() -> Organisation {
        let mut roof = Organisation::alone();
        roof.agencies.push(agency("force", AgencyKind::Police, &[]));
        roof.agencies.push(agency("harbour", AgencyKind::Partner, &["advisers"]));
        roof.agencies.push(agency("office", AgencyKind::Commissioner, &[]));
        roof.desks.push(Desk { name: "support".into(), hidden_from_police: true });
        roof
    }

    fn at(role: StaffRole, agency: &str) -> Post {
        Post { agency: Some(agency.into()), ..Post::of(role) }
    }

    #[test]
    fn every_role_has_its_kinds_of_organisation() {
        let fitting = |agency: &str| -> Vec<&str> {
            StaffRole::ALL.iter().filter(|role| at(**role, agency).check(&roof()).is_ok()).map(|role| role.as_str()).collect()
        };
        assert_eq!(fitting("force"), ["witness_care", "police_liaison", "referrer"]);
        assert_eq!(fitting("harbour"), ["worker", "specialist", "volunteer", "team_lead", "manager", "referrer"]);
        assert_eq!(fitting("office"), ["commissioner", "auditor"]);
        assert_eq!(fitting("nowhere"), [""; 0]);
        let here = |role: StaffRole| Post::of(role).check(&roof());
        assert_eq!(here(StaffRole::PoliceLiaison), Err(Misfit::Role));
        assert_eq!(here(StaffRole::Commissioner), Err(Misfit::Role));
        assert_eq!(StaffRole::ALL.iter().filter(|role| here(**role).is_ok()).count(), 10);
    }

    #[test]
    fn teams_desks_and_clearances_are_those_of_the_roof() {
        let worker = Post::of(StaffRole::Worker);
        let of_team = |team: &str, post: Post| Post { team: Some(team.into()), ..post }.check(&roof());
        assert_eq!(of_team("north", worker.clone()), Ok(()), "a team that no organisation names is the hub's own");
        assert_eq!(of_team("advisers", worker.clone()), Err(Misfit::Team));
        assert_eq!(of_team("advisers", at(StaffRole::Specialist, "harbour")), Ok(()));
        assert_eq!(of_team("north", at(StaffRole::Specialist, "harbour")), Err(Misfit::Team));
        let of_desk = |desk: &str| Post { desk: Some(desk.into()), ..worker.clone() }.check(&roof());
        assert_eq!((of_desk("support"), of_desk("cellar")), (Ok(()), Err(Misfit::NoDesk)));
        let cleared = |role| Post { cleared: RingFences::NONE.with(RingFence::StaffVictim), ..Post::of(role) }.check(&roof());
        assert_eq!((cleared(StaffRole::Manager), cleared(StaffRole::Administrator)), (Ok(()), Err(Misfit::Clearance)));
    }
}
