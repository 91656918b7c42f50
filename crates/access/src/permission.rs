//! The single place where permission is decided. Pure: who, what, on which record, and nothing else.

use kernel::{CaseId, PersonId, UserId, words};

use crate::{Actor, Capacity, StaffRole};

words! {
    /// What somebody wants to do. The text form is what the audit keeps.
    pub enum Act {
        SeeWork = "see_work",
        SearchPeople = "search_people",
        ReadPerson = "read_person",
        ReadCase = "read_case",
        TakeCase = "take_case",
        GiveCase = "give_case",
        HandOverCase = "hand_over_case",
        RecordAttempt = "record_attempt",
        FinishTask = "finish_task",
        SettleReview = "settle_review",
        ChangeContact = "change_contact",
        TakeReferral = "take_referral",
        CloseCase = "close_case",
        RunIntake = "run_intake",
        AddUser = "add_user",
        DisableUser = "disable_user",
    }
}

impl Act {
    /// Whether the record is left as it was.
    pub const fn only_reads(self) -> bool {
        matches!(self, Self::SeeWork | Self::SearchPeople | Self::ReadPerson | Self::ReadCase)
    }
}

/// On which record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// No record in particular.
    Everything,
    /// A person.
    Person(PersonId),
    /// A case, as it stands.
    Case(CaseStanding),
}

/// Whose a case is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStanding {
    /// The case.
    pub case: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// Who works on it; `None` while nobody does.
    pub worker: Option<UserId>,
    /// The team it lies with.
    pub team: String,
}

words! {
    /// Why somebody may not.
    pub enum Refusal {
        RoleMayNot = "role_may_not",
        NotYours = "not_yours",
        SomebodyHasIt = "somebody_has_it",
        NobodyHasIt = "nobody_has_it",
        NotOnThis = "not_on_this",
    }
}

impl Refusal {
    /// The reason in a sentence, for a page that says why it does not offer something.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::RoleMayNot => "Your role does not include this.",
            Self::NotYours => "Only the case’s worker, a team lead or an administrator can do this.",
            Self::SomebodyHasIt => "The case already has a worker.",
            Self::NobodyHasIt => "The case has no worker yet.",
            Self::NotOnThis => "This cannot be done here.",
        }
    }
}

/// Whether this actor may do this act on this subject.
///
/// # Errors
/// Why not.
pub fn decide(actor: &Actor, act: Act, subject: &Subject) -> Result<(), Refusal> {
    match actor.capacity() {
        Capacity::Program => only(act == Act::RunIntake, Refusal::RoleMayNot)?,
        Capacity::Operator => only(matches!(act, Act::AddUser | Act::DisableUser), Refusal::RoleMayNot)?,
        Capacity::Staff(role) => staff(actor, role, act, subject)?,
    }
    only(is_about(act, subject), Refusal::NotOnThis)
}

fn staff(actor: &Actor, role: StaffRole, act: Act, subject: &Subject) -> Result<(), Refusal> {
    let leads = matches!(role, StaffRole::Lead | StaffRole::Administrator);
    match act {
        Act::SeeWork | Act::SearchPeople | Act::ReadPerson | Act::ReadCase | Act::TakeReferral => Ok(()),
        // Whoever covers for a colleague must be able to write down what happened.
        Act::RecordAttempt | Act::FinishTask | Act::SettleReview | Act::ChangeContact => Ok(()),
        Act::TakeCase => only(worker(subject).is_none(), Refusal::SomebodyHasIt),
        Act::GiveCase => only(leads, Refusal::RoleMayNot),
        Act::HandOverCase => {
            let worker = worker(subject).ok_or(Refusal::NobodyHasIt)?;
            only(leads || Some(worker) == actor.user_id(), Refusal::NotYours)
        }
        Act::CloseCase => only(leads || worker(subject).is_some_and(|worker| Some(worker) == actor.user_id()), Refusal::NotYours),
        Act::AddUser | Act::DisableUser => only(role == StaffRole::Administrator, Refusal::RoleMayNot),
        Act::RunIntake => Err(Refusal::RoleMayNot),
    }
}

fn only(may: bool, otherwise: Refusal) -> Result<(), Refusal> {
    if may { Ok(()) } else { Err(otherwise) }
}

fn worker(subject: &Subject) -> Option<UserId> {
    match subject {
        Subject::Case(standing) => standing.worker,
        Subject::Everything | Subject::Person(_) => None,
    }
}

/// Whether the act is one that is done on this kind of record: a page that asks about another has a mistake in it.
fn is_about(act: Act, subject: &Subject) -> bool {
    match act {
        Act::SeeWork | Act::SearchPeople | Act::TakeReferral | Act::RunIntake | Act::AddUser | Act::DisableUser => {
            *subject == Subject::Everything
        }
        Act::ReadPerson => matches!(subject, Subject::Person(_)),
        Act::ChangeContact => matches!(subject, Subject::Person(_) | Subject::Case(_)),
        Act::ReadCase | Act::TakeCase | Act::GiveCase | Act::HandOverCase | Act::CloseCase => matches!(subject, Subject::Case(_)),
        Act::RecordAttempt | Act::FinishTask | Act::SettleReview => matches!(subject, Subject::Case(_)),
    }
}

#[cfg(test)]
mod tests {
    use Act::*;

    use super::*;

    fn id<K>(n: u128) -> kernel::Id<K> {
        kernel::Id::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn case(worker: Option<UserId>) -> Subject {
        Subject::Case(CaseStanding { case: id(1), person: id(2), worker, team: "north".into() })
    }

    /// How a case stands to the actor, and what else one may ask about.
    fn subjects() -> [(&'static str, Subject); 5] {
        [
            ("mine", case(Some(id(7)))),
            ("a colleague's", case(Some(id(8)))),
            ("nobody's", case(None)),
            ("a person", Subject::Person(id(2))),
            ("everything", Subject::Everything),
        ]
    }

    fn actors() -> Vec<(&'static str, Actor)> {
        let staff = |role| Actor::staff(id(7), "Sam Okafor", role, None);
        let mut all: Vec<_> = StaffRole::ALL.iter().map(|role| (role.as_str(), staff(*role))).collect();
        all.extend([("program", Actor::program("intake")), ("operator", Actor::operator())]);
        all
    }

    /// Everything anybody may do; what is not in this table is refused.
    fn allowed(who: &str, act: Act, on: &str) -> bool {
        let is_staff = ["worker", "lead", "administrator"].contains(&who);
        let leads = ["lead", "administrator"].contains(&who);
        let is_case = ["mine", "a colleague's", "nobody's"].contains(&on);
        match act {
            SeeWork | SearchPeople | TakeReferral => is_staff && on == "everything",
            ReadPerson => is_staff && on == "a person",
            ReadCase | RecordAttempt | FinishTask | SettleReview => is_staff && is_case,
            ChangeContact => is_staff && (is_case || on == "a person"),
            TakeCase => is_staff && on == "nobody's",
            GiveCase => leads && is_case,
            HandOverCase => is_staff && (on == "mine" || leads && on == "a colleague's"),
            CloseCase => is_staff && (on == "mine" || leads && is_case),
            RunIntake => who == "program" && on == "everything",
            AddUser | DisableUser => ["administrator", "operator"].contains(&who) && on == "everything",
        }
    }

    #[test]
    fn every_role_every_act_every_relation() {
        for (who, actor) in actors() {
            for act in Act::ALL {
                for (on, subject) in subjects() {
                    let decision = decide(&actor, *act, &subject);
                    assert_eq!(decision.is_ok(), allowed(who, *act, on), "{who} {act} {on}: {decision:?}");
                }
            }
        }
    }

    #[test]
    fn a_refusal_says_why() {
        let worker = Actor::staff(id(7), "Sam Okafor", StaffRole::Worker, None);
        assert_eq!(decide(&worker, TakeCase, &case(Some(id(8)))), Err(Refusal::SomebodyHasIt));
        assert_eq!(decide(&worker, HandOverCase, &case(Some(id(8)))), Err(Refusal::NotYours));
        assert_eq!(decide(&worker, HandOverCase, &case(None)), Err(Refusal::NobodyHasIt));
        assert_eq!(decide(&worker, GiveCase, &case(None)), Err(Refusal::RoleMayNot));
        assert!(Refusal::ALL.iter().all(|refusal| refusal.sentence().ends_with('.')));
    }
}
