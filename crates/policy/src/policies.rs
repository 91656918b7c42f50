//! The policies that come with the program, a hub's own on top, and the one place where they are asked.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use cedar_policy::{
    Authorizer, Decision, Entities, Entity, EntityId, EntityUid, Policy, PolicyId, PolicySet, Request, Schema, ValidationMode, Validator,
};
use jiff::{SignedDuration, Timestamp};
use kernel::{AgencyKind, Purpose, StaffRole};

use crate::bearing::{Readable, SetUp, Who};
use crate::entities::{Asked, Nouns, On, PersonSum};
use crate::sharing::{Sharing, sharing};
use crate::which::{Asking, Which};
use crate::{
    Act, Actor, Capacity, CaseFacts, Circumstances, NoteOrigin, Organisation, PersonFacts, PolicyError, Refusal, Scope, Subject, overlay,
};

/// The words the policies are written in.
pub const SCHEMA: &str = include_str!("policies/schema.cedarschema");

/// The policies that come with the program, a file a topic: its name and its text.
pub const SHIPPED: &[(&str, &str)] = &[
    ("worker", include_str!("policies/worker.cedar")),
    ("specialist", include_str!("policies/specialist.cedar")),
    ("volunteer", include_str!("policies/volunteer.cedar")),
    ("lead", include_str!("policies/lead.cedar")),
    ("partner", include_str!("policies/partner.cedar")),
    ("police", include_str!("policies/police.cedar")),
    ("officer", include_str!("policies/officer.cedar")),
    ("others", include_str!("policies/others.cedar")),
    ("glass", include_str!("policies/glass.cedar")),
    ("notes", include_str!("policies/notes.cedar")),
    ("walls", include_str!("policies/walls.cedar")),
];

/// How long a second factor counts as just given.
const RECENT: SignedDuration = SignedDuration::from_mins(10);

/// Who may do what in one hub. Made once, when its profile is read.
#[derive(Debug)]
pub struct Policies {
    organisation: Organisation,
    pub(crate) nouns: Nouns,
    authorizer: Authorizer,
    pub(crate) all: Vec<Arc<Readable>>,
    /// For each kind of question the policies that can bear on it, found when it is first asked.
    bearing: RwLock<HashMap<Question, Arc<Bearing>>>,
    /// Answers about all records at once, as they were worked out.
    pub(crate) which: RwLock<HashMap<Asking, Arc<Which>>>,
}

/// A kind of question: what is asked, on which kind of record, by whom.
type Question = (Asked, On, Who);

/// The name of an act, and the policies that can bear on it.
#[derive(Debug)]
struct Bearing {
    action: EntityUid,
    policies: PolicySet,
}

impl Policies {
    /// Reads and checks the policies that come with the program, and the hub's own on top of them.
    ///
    /// # Errors
    /// [`PolicyError::Overlay`] with the line, where the hub's own do anything but forbid in the words of the schema.
    pub fn new(organisation: Organisation) -> Result<Self, PolicyError> {
        static COMES_WITH_THE_PROGRAM: OnceLock<Shipped> = OnceLock::new();
        let (schema, mut all) = COMES_WITH_THE_PROGRAM.get_or_init(shipped).clone()?;
        if let Some(text) = &organisation.overlay {
            let own = overlay::read(text, &schema)?.into_iter().map(readable);
            all.extend(own.collect::<Result<Vec<_>, _>>()?);
        }
        let nouns = Nouns::new().map_err(broken)?;
        let policies =
            Self { organisation, nouns, authorizer: Authorizer::new(), all, bearing: RwLock::default(), which: RwLock::default() };
        policies.can_be_asked_of_lists()?;
        Ok(policies)
    }

    /// The organisations under the roof and the walls between them.
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// Everything in force as text, the hub's own included: for whoever reads, prints or proves it.
    pub fn text(&self) -> String {
        self.all.iter().filter_map(|readable| readable.policy.to_cedar()).collect::<Vec<_>>().join("\n\n")
    }

    /// Whether this actor may do this act on this record in these circumstances.
    ///
    /// A person is decided case by case: [`Act::ReadPerson`] and [`Act::NameConflict`] need one case that shows them, every
    /// other act on a person needs that no case of theirs stands in the way.
    ///
    /// # Errors
    /// Why not.
    pub fn decide(&self, actor: &Actor, act: Act, subject: Subject<'_>, circumstances: &Circumstances) -> Result<(), Refusal> {
        let fits = match subject {
            Subject::Hub => act.scope() == Scope::OnHub,
            Subject::Person(_) => act.scope() == Scope::OnPerson,
            Subject::Case(_) => act.scope() == Scope::OnCase,
        };
        if !fits {
            return Err(Refusal::NotOnThis);
        }
        if self.permits(actor, act, subject, circumstances) { Ok(()) } else { Err(self.why_not(actor, act, subject, circumstances)) }
    }

    /// Whether this actor may read a note of this origin on this case: the case's notes at all, and this one of them.
    pub fn readable_notes(&self, actor: &Actor, case: &CaseFacts, circumstances: &Circumstances, written_by: &NoteOrigin) -> bool {
        self.permits(actor, Act::SeeNotes, Subject::Case(case), circumstances)
            && Answer::Permitted
                == self.ask(actor, Asked::Note, Act::SeeNotes, circumstances, On::Note, |nouns| {
                    nouns.note(written_by, &self.organisation).map(|(id, entity)| (id, Some(entity)))
                })
    }

    /// What somebody asks for when they do this act: justice for whoever is of the police, else what the act is usually done for.
    pub fn purpose(&self, actor: &Actor, act: Act) -> Purpose {
        let by_role = matches!(actor.role(), Some(StaffRole::WitnessCare | StaffRole::PoliceLiaison));
        let agency = self.organisation.agency(actor.agency.as_deref());
        let is_police = by_role || agency.is_some_and(|agency| agency.kind == AgencyKind::Police);
        if is_police { Purpose::Justice } else { act.purpose() }
    }

    fn permits(&self, actor: &Actor, act: Act, subject: Subject<'_>, circumstances: &Circumstances) -> bool {
        self.answer(actor, act, subject, circumstances) == Answer::Permitted
    }

    fn answer(&self, actor: &Actor, act: Act, subject: Subject<'_>, circumstances: &Circumstances) -> Answer {
        let asked = Asked::Act(act);
        match subject {
            Subject::Hub => self.ask(actor, asked, act, circumstances, On::Hub, |nouns| Ok((nouns.hub.clone(), None))),
            Subject::Case(case) => self.ask(actor, asked, act, circumstances, On::Case, |nouns| {
                nouns.case(case, &self.organisation).map(|(id, entity)| (id, Some(entity)))
            }),
            Subject::Person(person) => {
                let sum = self.sum(actor, act, person, circumstances);
                self.ask(actor, asked, act, circumstances, On::Person, |nouns| nouns.person(&sum).map(|(id, entity)| (id, Some(entity))))
            }
        }
    }

    /// A person's cases, each asked by itself whether it lets the act through or a wall shuts it.
    fn sum(&self, actor: &Actor, act: Act, person: &PersonFacts, circumstances: &Circumstances) -> PersonSum {
        let answers: Vec<Answer> = person.cases.iter().map(|case| self.answer(actor, act, Subject::Case(case), circumstances)).collect();
        PersonSum {
            is_conflicted: person.is_conflicted || person.cases.iter().any(|case| case.is_conflicted),
            has_cases: !person.cases.is_empty(),
            is_shown: answers.contains(&Answer::Permitted),
            is_walled_off: answers.contains(&Answer::Forbidden),
        }
    }

    fn ask(
        &self,
        actor: &Actor,
        asked: Asked,
        act: Act,
        circumstances: &Circumstances,
        on: On,
        record: impl FnOnce(&Nouns) -> Result<(EntityUid, Option<Entity>), String>,
    ) -> Answer {
        let answer = || {
            let Bearing { action, policies } = &*self.bearing_on((asked, on, self.who(actor)))?;
            let (principal, who) = self.nouns.asker(actor, &self.organisation).ok()?;
            let (resource, what) = record(&self.nouns).ok()?;
            let recent = is_recent(actor.factor_at, circumstances.at);
            let sharing = self.sharing(actor, act, circumstances);
            let context = self.nouns.context(&self.organisation, circumstances, recent, sharing).ok()?;
            let request = Request::new(principal, action.clone(), resource, context, None).ok()?;
            let entities = Entities::from_entities(who.into_iter().chain(what), None).ok()?;
            Some(self.authorizer.is_authorized(&request, policies, &entities))
        };
        let Some(answer) = answer() else { return Answer::Forbidden };
        // A policy that cannot be worked out does not count, and a wall must: then nobody may. The proofs hold that none ever fails.
        if answer.diagnostics().errors().next().is_some() {
            return Answer::Forbidden;
        }
        match answer.decision() {
            Decision::Allow => Answer::Permitted,
            // The reasons of a no are the policies that forbid; there are none where nothing permits.
            Decision::Deny if answer.diagnostics().reason().next().is_some() => Answer::Forbidden,
            Decision::Deny => Answer::NotPermitted,
        }
    }

    pub(crate) fn who(&self, actor: &Actor) -> Who {
        match actor.capacity() {
            Capacity::Staff(role) => Who::Staff(role, self.organisation.agency(actor.agency.as_deref()).map(|agency| agency.kind)),
            Capacity::Program => Who::Program,
            Capacity::Operator => Who::Operator,
        }
    }

    /// The policies that can bear on such a question.
    fn bearing_on(&self, question: Question) -> Option<Arc<Bearing>> {
        let known = self.bearing.read().unwrap_or_else(PoisonError::into_inner).get(&question).cloned();
        if known.is_some() {
            return known;
        }
        let (asked, on, who) = question;
        let action = EntityUid::from_type_name_and_id(self.nouns.action.clone(), EntityId::new(asked.word()));
        let set_up = SetUp { police_see_records: self.organisation.police_see_records, walled_desks: self.organisation.walled_desks };
        let bearing = self.all.iter().filter(|readable| readable.bears_on(&action, on, who, set_up));
        let policies = PolicySet::from_policies(bearing.map(|readable| readable.policy.clone())).ok()?;
        let found = Arc::new(Bearing { action, policies });
        self.bearing.write().unwrap_or_else(PoisonError::into_inner).insert(question, Arc::clone(&found));
        Some(found)
    }

    /// What is shared with the actor's agency.
    pub(crate) fn sharing(&self, actor: &Actor, act: Act, circumstances: &Circumstances) -> Sharing {
        let today = || kernel::london_date(circumstances.at);
        match self.organisation.agency(actor.agency.as_deref()) {
            Some(agency) if !self.organisation.agreements.is_empty() => {
                sharing(&self.organisation, &agency.name, act, circumstances.purpose, today())
            }
            _ => Sharing::default(),
        }
    }

    /// The reason of a refusal: what would have to be otherwise for a yes.
    fn why_not(&self, actor: &Actor, act: Act, subject: Subject<'_>, circumstances: &Circumstances) -> Refusal {
        let approved = Circumstances { has_second_person: true, ..*circumstances };
        if !circumstances.has_second_person && self.permits(actor, act, subject, &approved) {
            return Refusal::NeedsSecondFactor;
        }
        let Subject::Case(case) = subject else { return Refusal::RoleMayNot };
        let with = |case: CaseFacts| self.permits(actor, act, Subject::Case(&case), circumstances);
        if !case.is_open && with(CaseFacts { is_open: true, ..case.clone() }) {
            return Refusal::Closed;
        }
        if case.worker.is_some() && act == Act::TakeCase && with(CaseFacts { worker: None, ..case.clone() }) {
            return Refusal::SomebodyHasIt;
        }
        let mine = CaseFacts { worker: actor.user_id(), ..case.clone() };
        if case.worker.is_none() && act == Act::HandOverCase && with(mine.clone()) {
            return Refusal::NobodyHasIt;
        }
        let agency = self.organisation.agency(actor.agency.as_deref()).map_or_else(|| case.agency.clone(), |agency| agency.name.clone());
        let worker = if act == Act::TakeCase { None } else { mine.worker };
        let theirs = CaseFacts { worker, team: actor.team.clone().unwrap_or_else(|| case.team.clone()), agency, ..case.clone() };
        if with(theirs) { Refusal::NotYours } else { Refusal::RoleMayNot }
    }
}

/// What the policies say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Permitted,
    /// Nothing permits it.
    NotPermitted,
    /// A wall shuts it, whatever permits it.
    Forbidden,
}

/// Whether a second factor was given in the last ten minutes, and not in times to come.
pub(crate) fn is_recent(given: Option<Timestamp>, at: Timestamp) -> bool {
    given.is_some_and(|given| given <= at && at.duration_since(given) <= RECENT)
}

/// The schema, and what comes with the program.
type Shipped = Result<(Schema, Vec<Arc<Readable>>), PolicyError>;

/// Reads and checks both, each policy under its `@id`.
fn shipped() -> Shipped {
    let schema = Schema::from_cedarschema_str(SCHEMA).map_err(broken)?.0;
    let mut all = Vec::new();
    for (file, text) in SHIPPED {
        let set: PolicySet = text.parse().map_err(|error| broken(format!("{file}: {error}")))?;
        for policy in set.policies() {
            let id = policy.annotation("id").ok_or_else(|| broken(format!("{file}: a policy without an @id")))?;
            all.push(policy.new_id(PolicyId::new(id)));
        }
    }
    let set = PolicySet::from_policies(all.iter().cloned()).map_err(broken)?;
    let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
    if let Some(error) = result.validation_errors().next() {
        return Err(broken(error));
    }
    Ok((schema, all.into_iter().map(readable).collect::<Result<_, _>>()?))
}

fn readable(policy: Policy) -> Result<Arc<Readable>, PolicyError> {
    Readable::new(policy).map(Arc::new)
}

fn broken(error: impl ToString) -> PolicyError {
    PolicyError::Shipped(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{AT, WithConsent, askers, on_cases, on_people, organisation};

    /// The same policies, all of them asked whatever the question.
    fn asking_all(organisation: Organisation) -> Policies {
        let policies = Policies::new(organisation).unwrap();
        let set = PolicySet::from_policies(policies.all.iter().map(|readable| readable.policy.clone())).unwrap();
        for asker in askers() {
            for act in Act::ALL {
                let action = EntityUid::from_type_name_and_id(policies.nouns.action.clone(), EntityId::new(act.as_str()));
                for on in [On::Hub, On::Person, On::Case] {
                    let bearing = Arc::new(Bearing { action: action.clone(), policies: set.clone() });
                    policies.bearing.write().unwrap().insert((Asked::Act(*act), on, policies.who(&asker.actor)), bearing);
                }
            }
        }
        policies
    }

    #[test]
    fn the_policies_that_are_left_out_would_have_made_no_difference() {
        let world = organisation(Some(WithConsent(true)));
        let (few, all) = (Policies::new(world.clone()).unwrap(), asking_all(world));
        let mut asked = 0;
        for asker in askers() {
            let mut same = |actor: &Actor, act: Act, subject: Subject<'_>| {
                let now = Circumstances { at: AT, purpose: few.purpose(actor, act), has_second_person: false };
                asked += 1;
                assert_eq!(few.answer(actor, act, subject, &now), all.answer(actor, act, subject, &now), "{act} by {}", asker.title);
            };
            for act in [Act::SeeWork, Act::SeeFigures, Act::SeeUsers, Act::RunIntake] {
                same(&asker.actor, act, Subject::Hub);
            }
            for on in on_cases(&asker.actor) {
                for act in [Act::ReadCase, Act::TakeCase, Act::CloseCase, Act::BreakGlass] {
                    same(&on.actor, act, Subject::Case(&on.case));
                }
            }
            for on in on_people(&asker.actor) {
                for act in [Act::ReadPerson, Act::Erase] {
                    same(&on.actor, act, Subject::Person(&on.person));
                }
            }
        }
        assert!(asked > 1_000);
    }
}
