//! The one place where permission is given.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId, RingFences, StaffRole, UserId};
use policy::{
    Act, Actor, CaseFacts, Circumstances, Condition, Kind, NoteOrigin, OnCase, OnHub, OnPerson, Organisation, PersonFacts, Policies,
    PolicyError, Record, Refusal, Subject, kind,
};
use store::{Conn, Engine, Tx};
use vault::Vault;

use crate::Filter;
use crate::permit::{Error, Pair, Permit, Warrant};
use crate::shield::{self, Said};
use crate::{approvals, facts};

/// The hub's walls: its policies, and the keys to what is sealed. Made once; cheap to clone.
#[derive(Clone)]
pub struct Walls(Arc<Inner>);

struct Inner {
    policies: Policies,
    vault: Vault,
    /// What the database is told of a condition, as it was worked out.
    answers: RwLock<HashMap<(Condition, Condition), Arc<Said>>>,
}

/// Conditions that are remembered: a hub has few kinds of people, and each asks again and again.
const REMEMBERED: usize = 1_000;

impl std::fmt::Debug for Walls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Walls")
    }
}

impl Walls {
    /// The walls of a hub that is organised like this.
    ///
    /// # Errors
    /// When its own policies are not as they must be.
    pub fn new(organisation: Organisation, vault: Vault) -> Result<Self, PolicyError> {
        Ok(Self(Arc::new(Inner { policies: Policies::new(organisation)?, vault, answers: RwLock::default() })))
    }

    /// The policies.
    pub fn policies(&self) -> &Policies {
        &self.0.policies
    }

    /// Who is under the hub's roof.
    pub fn organisation(&self) -> &Organisation {
        self.0.policies.organisation()
    }

    /// The keys to what is sealed.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// Whether this actor may do this act on this record, for pages that offer only what would not be refused. Permits nothing.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&self, actor: &Actor, act: Act, subject: Subject<'_>, at: Timestamp) -> Result<(), Refusal> {
        self.decide(actor, act, subject, at, false)
    }

    /// Whether this actor may see, change or have this of the case as it stands.
    pub fn may_on(&self, actor: &Actor, act: Act, case: &CaseFacts, at: Timestamp) -> bool {
        self.may(actor, act, Subject::Case(case), at).is_ok()
    }

    /// Whether this actor may read a note of this origin on the case as it stands.
    pub fn may_read_note(&self, actor: &Actor, case: &CaseFacts, written: &NoteOrigin, at: Timestamp) -> bool {
        let purpose = self.0.policies.purpose(actor, Act::SeeNotes);
        self.0.policies.readable_notes(actor, case, &Circumstances { at, purpose, has_second_person: false }, written)
    }

    /// Whether this actor could work the case if it were theirs: whom it cannot be given to may not even read it. Permits nothing and leaves
    /// no audit row, as they are not the one who asks.
    ///
    /// # Errors
    /// [`store::Error::NotFound`] when there is no such case; or what the database says.
    pub fn could_work(&self, conn: &mut Conn, actor: &Actor, case: CaseId, at: Timestamp) -> store::Result<bool> {
        let facts = shield::as_the_program(conn, |conn| facts::of_case(conn, self.organisation(), actor, case, at, ""))?;
        // Whoever broke the glass on it has not been cleared for it.
        let theirs = CaseFacts { worker: actor.user_id(), is_broken: false, ..facts };
        Ok([Act::ReadCase, Act::RecordAttempt].into_iter().all(|act| self.may_on(actor, act, &theirs, at)))
    }

    /// The cases this actor may read, for lists and counts.
    pub fn readable_cases(&self, actor: &Actor, at: Timestamp) -> Filter {
        self.filter(actor, Act::ReadCase, at)
    }

    /// The cases this actor may work, open or closed: those on which they may write down consent, which whoever works a case may and nobody
    /// else.
    pub(crate) fn worked_cases(&self, actor: &Actor, at: Timestamp) -> Filter {
        self.filter(actor, Act::RecordConsent, at)
    }

    /// The open cases whose person this actor may try to reach, for lists and counts: those of which they are told what is due.
    pub fn cases_to_contact(&self, actor: &Actor, at: Timestamp) -> Filter {
        self.filter(actor, Act::RecordAttempt, at)
    }

    /// Whether this actor works the case or could, open or closed, if only while they broke the glass: whoever merely reads it, such as a
    /// partner to whom somebody was referred, is not told what the hub is to do.
    pub fn works(&self, actor: &Actor, case: &CaseFacts, at: Timestamp) -> bool {
        [Act::RecordConsent, Act::RecordAttempt].into_iter().any(|act| self.may_on(actor, act, case, at))
    }

    /// The people this actor may read, for lists and counts.
    pub fn readable_people(&self, actor: &Actor, at: Timestamp) -> Filter {
        self.filter(actor, Act::ReadPerson, at)
    }

    /// Those of these people of whom this actor may be shown a part, for a list of people: an act such as [`Act::SeeContact`], on any of
    /// their cases.
    ///
    /// # Errors
    /// As the database says.
    pub fn shown_among(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        act: Act,
        people: &[PersonId],
        at: Timestamp,
    ) -> store::Result<HashSet<PersonId>> {
        self.filter(actor, act, at).with_a_case_among(conn, people, self.may_without_case(actor, act, at))
    }

    /// Whether this actor may do this about somebody who has no case: they are the hub's own, as a case that nobody has yet is.
    pub(crate) fn may_without_case(&self, actor: &Actor, act: Act, at: Timestamp) -> bool {
        self.may_on(actor, act, &self.imagined(), at)
    }

    /// Whether this actor may break the glass at all, so that a page offers it to nobody else. Says nothing of any case.
    pub fn may_break_glass(&self, actor: &Actor, at: Timestamp) -> bool {
        self.may_on(actor, Act::BreakGlass, &CaseFacts { has_agreed: true, ..self.imagined() }, at)
    }

    /// Whether this actor is one who says a second person's yes at all. Says nothing of anybody.
    pub fn may_approve(&self, actor: &Actor, at: Timestamp) -> bool {
        let agency = self.organisation().agency(actor.agency.as_deref()).map(|agency| agency.name.clone()).unwrap_or_default();
        let facts = CaseFacts { agency, has_agreed: true, ..self.imagined() };
        let person = PersonFacts { person: facts.person, is_conflicted: false, cases: vec![facts] };
        self.may(actor, Act::Approve, Subject::Person(&person), at).is_ok()
    }

    /// Whether this actor is one who settles reviews at all, of cases of their own: nobody else is shown who may be one person with whom. Says
    /// nothing of anybody.
    pub fn may_settle_reviews(&self, actor: &Actor, at: Timestamp) -> bool {
        self.may_on_their_own(actor, Act::SettleReview, at)
    }

    /// Whether this actor is one who does this at all, on open cases of their own: nobody else is shown a list of what is done by it. Says
    /// nothing of anybody.
    pub fn may_on_their_own(&self, actor: &Actor, act: Act, at: Timestamp) -> bool {
        let agency = self.organisation().agency(actor.agency.as_deref()).map(|agency| agency.name.clone()).unwrap_or_default();
        let team = actor.team.clone().unwrap_or_default();
        let facts = CaseFacts { agency, team, worker: actor.user_id(), has_agreed: true, ..self.imagined() };
        self.may_on(actor, act, &facts, at)
    }

    /// Whether a referral that the person agreed to shows the case to this agency, as far as no ring-fence stands before it. Says nothing of
    /// anybody.
    pub fn lets_in_by_referral(&self, agency: &str, at: Timestamp) -> bool {
        let mut adviser = Actor::staff(UserId::from_uuid(uuid::Uuid::nil()), "", StaffRole::Specialist, None);
        adviser.agency = Some(agency.to_owned());
        self.may_on(&adviser, Act::ReadCase, &CaseFacts { has_agreed: true, is_referred: true, ..self.imagined() }, at)
    }

    /// An open case of the hub's own that nobody has, of nobody in particular.
    fn imagined(&self) -> CaseFacts {
        let agency = self.organisation().agency(None).map(|agency| agency.name.clone()).unwrap_or_default();
        CaseFacts {
            case: CaseId::from_uuid(uuid::Uuid::nil()),
            person: PersonId::from_uuid(uuid::Uuid::nil()),
            is_open: true,
            worker: None,
            team: String::new(),
            agency,
            desks: Vec::new(),
            ring_fence: RingFences::NONE,
            has_unreported: false,
            has_agreed: false,
            is_referred: false,
            is_conflicted: false,
            is_broken: false,
        }
    }

    /// Whether this actor may do this to that case, found by its id. Permits nothing and leaves no audit row.
    ///
    /// # Errors
    /// [`store::Error::NotFound`] when there is no such case; or what the database says.
    pub fn may_on_case(&self, conn: &mut Conn, actor: &Actor, act: Act, case: CaseId, at: Timestamp) -> store::Result<bool> {
        let facts = shield::as_the_program(conn, |conn| facts::of_case(conn, self.organisation(), actor, case, at, ""))?;
        Ok(self.may_on(actor, act, &facts, at))
    }

    /// Whether this actor may do this to that person, for a list that shows only what would not be refused. Permits nothing.
    ///
    /// # Errors
    /// [`store::Error::NotFound`] when there is no such person; or what the database says.
    pub fn may_on_person(&self, conn: &mut Conn, actor: &Actor, act: Act, person: PersonId, at: Timestamp) -> store::Result<bool> {
        let facts = shield::as_the_program(conn, |conn| facts::of_person(conn, self.organisation(), actor, person, at, ""))?;
        Ok(self.may(actor, act, Subject::Person(&facts), at).is_ok())
    }

    /// Lets this transaction see from here on what this actor may see at all; see [`crate::as_the_program`] for what may see more.
    ///
    /// # Errors
    /// As the database says.
    pub fn close(&self, conn: &mut Conn, actor: &Actor, at: Timestamp) -> store::Result<()> {
        if conn.engine() == Engine::Sqlite {
            return Ok(());
        }
        let which = |act| {
            let circumstances = Circumstances { at, purpose: self.0.policies.purpose(actor, act), has_second_person: false };
            self.0.policies.which(actor, act, &circumstances)
        };
        let (cases, people) = (which(Act::ReadCase), which(Act::ReadPerson));
        let asked = (Condition::any([cases.cases.clone(), people.cases.clone()]), people.people.clone());
        let known = self.0.answers.read().unwrap_or_else(PoisonError::into_inner).get(&asked).cloned();
        let answers = match known {
            Some(answers) => answers,
            None => {
                let answers = Arc::new(shield::answers(self.organisation(), &asked.0, &asked.1));
                let mut known = self.0.answers.write().unwrap_or_else(PoisonError::into_inner);
                if known.len() >= REMEMBERED {
                    known.clear();
                }
                known.insert(asked, Arc::clone(&answers));
                answers
            }
        };
        let agency = self.organisation().agency(actor.agency.as_deref()).map_or("", |agency| agency.name.as_str());
        shield::close(conn, &answers, actor, agency, at)
    }

    fn filter(&self, actor: &Actor, act: Act, at: Timestamp) -> Filter {
        let circumstances = Circumstances { at, purpose: self.0.policies.purpose(actor, act), has_second_person: false };
        let which = self.0.policies.which(actor, act, &circumstances);
        let agency = self.organisation().agency(actor.agency.as_deref()).map(|agency| agency.name.clone()).unwrap_or_default();
        Filter::new(which, self.organisation().clone(), actor, agency, at)
    }

    fn decide(&self, actor: &Actor, act: Act, subject: Subject<'_>, at: Timestamp, has_second_person: bool) -> Result<(), Refusal> {
        self.0.policies.decide(actor, act, subject, &Circumstances { at, purpose: self.0.policies.purpose(actor, act), has_second_person })
    }

    /// Decides on an act on no record in particular, and if the answer is yes writes the audit row and hands out the permit, all in this
    /// transaction.
    ///
    /// # Errors
    /// The refusal, or what the database says.
    pub fn permit<'t, A: Kind<On = OnHub>>(
        &self,
        tx: &mut Tx<'t>,
        ids: &mut IdMaker,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<Permit<'t, A>, Error> {
        self.grant(tx, ids, actor, OnHub, at, false)
    }

    /// [`Walls::permit`] for a case by its id. For an act that changes it, the case is held until the transaction ends, so that what was
    /// decided stays true.
    ///
    /// # Errors
    /// The refusal; [`store::Error::NotFound`] when there is no such case; or what the database says.
    pub fn permit_case<'t, A: Kind<On = OnCase>>(
        &self,
        tx: &mut Tx<'t>,
        ids: &mut IdMaker,
        actor: &Actor,
        case: CaseId,
        at: Timestamp,
    ) -> Result<Permit<'t, A>, Error> {
        shield::open(tx)?;
        let hold = if A::ACT.only_reads() { "" } else { tx.for_update() };
        let facts = facts::of_case(tx, self.organisation(), actor, case, at, hold)?;
        self.grant(tx, ids, actor, OnCase(facts), at, false)
    }

    /// [`Walls::permit`] for a person by their id. A second person's yes is used up by the act it was given for.
    ///
    /// # Errors
    /// The refusal; [`store::Error::NotFound`] when there is no such person; or what the database says.
    pub fn permit_person<'t, A: Kind<On = OnPerson>>(
        &self,
        tx: &mut Tx<'t>,
        ids: &mut IdMaker,
        actor: &Actor,
        person: PersonId,
        at: Timestamp,
    ) -> Result<Permit<'t, A>, Error> {
        shield::open(tx)?;
        let hold = if A::ACT.only_reads() { "" } else { tx.for_update() };
        let facts = facts::of_person(tx, self.organisation(), actor, person, at, hold)?;
        let approved = approvals::find(tx, A::ACT, person, actor, at)?;
        let permit = self.grant(tx, ids, actor, OnPerson(facts), at, approved.is_some())?;
        if let Some(approval) = approved {
            approvals::use_up(tx, approval, actor.user_id(), at)?;
        }
        Ok(permit)
    }

    /// [`Walls::permit_person`] for an act on two people. What two people want is used up by it, and was for this pair alone.
    ///
    /// # Errors
    /// As [`Walls::permit_person`]; one refusal refuses both.
    pub fn permit_pair<'t, A: Kind<On = OnPerson>>(
        &self,
        tx: &mut Tx<'t>,
        ids: &mut IdMaker,
        actor: &Actor,
        (one, other): (PersonId, PersonId),
        at: Timestamp,
    ) -> Result<Pair<'t, A>, Error> {
        shield::open(tx)?;
        let hold = if A::ACT.only_reads() { "" } else { tx.for_update() };
        // Held in the order of ids, so that two who ask for the same pair do not wait for each other.
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        let first = facts::of_person(tx, self.organisation(), actor, first, at, hold)?;
        let second = facts::of_person(tx, self.organisation(), actor, second, at, hold)?;
        let wanted = approvals::find_pair(tx, A::ACT, (one, other), actor, at)?;
        let first = self.grant(tx, ids, actor, OnPerson(first), at, wanted.is_some())?;
        let second = self.grant(tx, ids, actor, OnPerson(second), at, wanted.is_some())?;
        if let Some(approval) = wanted {
            approvals::use_up(tx, approval, actor.user_id(), at)?;
        }
        Ok(if one <= other { Pair { one: first, other: second } } else { Pair { one: second, other: first } })
    }

    /// Takes a file in by way of trial: reads only, nothing is kept, not even an audit row. For the program alone.
    ///
    /// # Errors
    /// The refusal, or as the closure says.
    pub fn rehearse<T>(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        at: Timestamp,
        work: impl for<'t> FnOnce(&mut Conn, &Warrant<'t>) -> store::Result<T>,
    ) -> store::Result<T> {
        self.decide(actor, kind::RunIntake::ACT, Subject::Hub, at, false).map_err(Error::Refused)?;
        shield::open(conn)?;
        work(conn, &self.warrant(actor, kind::RunIntake::ACT, at))
    }

    fn warrant<'t>(&self, actor: &Actor, act: Act, at: Timestamp) -> Warrant<'t> {
        let purpose = self.0.policies.purpose(actor, act);
        Warrant { actor: actor.clone(), act, purpose, at, walls: self.clone(), brand: PhantomData }
    }

    fn grant<'t, A: Kind>(
        &self,
        tx: &mut Tx<'t>,
        ids: &mut IdMaker,
        actor: &Actor,
        on: A::On,
        at: Timestamp,
        has_second_person: bool,
    ) -> Result<Permit<'t, A>, Error> {
        self.decide(actor, A::ACT, on.subject(), at, has_second_person).map_err(Error::Refused)?;
        let warrant = self.warrant(actor, A::ACT, at);
        let entry = audit::Entry {
            at,
            user: actor.user_id(),
            act: A::ACT.as_str(),
            purpose: warrant.purpose,
            person: on.person(),
            case: on.case(),
        };
        audit::write(tx, ids, [entry])?;
        // Whoever the referral is about is looked for among all, and the program works for all.
        match A::ACT {
            Act::TakeReferral | Act::RunIntake | Act::RunRetention => shield::open(tx)?,
            _ if actor.role().is_none() => shield::open(tx)?,
            _ => self.close(tx, actor, at)?,
        }
        Ok(Permit { warrant, on })
    }
}
