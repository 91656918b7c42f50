//! Which records, out of all there are: the same policies that decide on one record, as a condition that a list can be asked for.

mod condition;
mod fold;

use std::sync::{Arc, PoisonError};

use cedar_policy::{Effect, EntityId, EntityUid};
use jiff::Timestamp;
use kernel::{Purpose, RingFences, StaffRole, UserId};

pub use condition::{CaseAtom, Condition, PersonAtom};
use fold::{Known, Term};

use crate::bearing::Who;
use crate::entities::{Asked, On};
use crate::policies::is_recent;
use crate::sharing::Sharing;
use crate::{Act, Actor, Capacity, Circumstances, Policies, PolicyError};

/// Which records an act is permitted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// The cases.
    pub cases: Condition,
    /// The people, in terms of their cases: [`PersonAtom::Shown`] is a case that meets `cases`. Never, where the act is on cases alone.
    pub people: Condition,
    /// The cases that a wall shuts, whatever permits them: [`PersonAtom::WalledOff`].
    pub walled_off: Condition,
}

/// Answers that are remembered: a hub has few kinds of people, and each asks again and again.
const REMEMBERED: usize = 1_000;

/// Everything of whoever asks that an answer can depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asking {
    who: Who,
    posts: [Option<String>; 3],
    cleared: RingFences,
    act: Act,
    purpose: Purpose,
    sharing: Sharing,
    proofs: [bool; 2],
}

/// What is left of the policies on one kind of record: what some permit and what some forbid.
struct Left {
    permitted: Condition,
    forbidden: Condition,
}

impl Left {
    fn allowed(self) -> Condition {
        Condition::all([self.permitted, self.forbidden.not()])
    }
}

impl Policies {
    /// The records on which this actor may do this act, as a condition. For every record it says what [`Policies::decide`] says.
    pub fn which(&self, actor: &Actor, act: Act, circumstances: &Circumstances) -> Arc<Which> {
        let asked = Asking {
            who: self.who(actor),
            posts: [actor.agency.clone(), actor.desk.clone(), actor.team.clone()],
            cleared: actor.cleared,
            act,
            purpose: circumstances.purpose,
            sharing: self.sharing(actor, act, circumstances),
            proofs: [circumstances.has_second_person, is_recent(actor.factor_at, circumstances.at)],
        };
        if let Some(known) = self.which.read().unwrap_or_else(PoisonError::into_inner).get(&asked) {
            return Arc::clone(known);
        }
        let which = Arc::new(self.worked_out(actor, act, circumstances));
        let mut known = self.which.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(asked, Arc::clone(&which));
        which
    }

    fn worked_out(&self, actor: &Actor, act: Act, circumstances: &Circumstances) -> Which {
        // What cannot be asked of a list was found when the policies were made; should it come about after all, nothing is shown.
        let nothing = |_| Left { permitted: Condition::NEVER, forbidden: Condition::ALWAYS };
        let cases = self.left(actor, act, circumstances, On::Case).unwrap_or_else(nothing);
        let people = self.left(actor, act, circumstances, On::Person).unwrap_or_else(nothing).allowed();
        Which { walled_off: cases.forbidden.clone(), cases: cases.allowed(), people }
    }

    fn left(&self, actor: &Actor, act: Act, circumstances: &Circumstances, on: On) -> Result<Left, String> {
        let action = EntityUid::from_type_name_and_id(self.nouns.action.clone(), EntityId::new(Asked::Act(act).word()));
        let (mut permitted, mut forbidden) = (Vec::new(), Vec::new());
        let Some(known) = self.known(actor, act, circumstances, on) else {
            return Ok(Left { permitted: Condition::NEVER, forbidden: Condition::ALWAYS });
        };
        let who = self.who(actor);
        for readable in self.all.iter().filter(|readable| readable.is_about(&action, on, who)) {
            let condition = known.policy(&readable.conditions)?;
            match readable.policy.effect() {
                Effect::Permit => permitted.push(condition),
                Effect::Forbid => forbidden.push(condition),
            }
        }
        Ok(Left { permitted: Condition::any(permitted), forbidden: Condition::any(forbidden) })
    }

    /// What the schema calls attributes of the principal and of the context. `None` for the program and the operator, who read no lists.
    fn known(&self, actor: &Actor, act: Act, circumstances: &Circumstances, on: On) -> Option<Known> {
        let Capacity::Staff(role) = actor.capacity() else { return None };
        let organisation = self.organisation();
        let agency = organisation.agency(actor.agency.as_deref());
        let sharing = self.sharing(actor, act, circumstances);
        let named = |kind: &str, word: &str| Term::Named(kind.to_owned(), word.to_owned());
        let text = |text: Option<&String>| text.map_or(Term::Absent, |text| Term::Text(text.clone()));
        let yes = |known| Term::Truth(Condition::Is(known));
        let asker = vec![
            ("role", named("Role", role.as_str())),
            ("agency", Term::Text(agency.map(|agency| agency.name.clone()).unwrap_or_default())),
            ("agency_kind", named("AgencyKind", agency.map_or("unknown", |agency| agency.kind.as_str()))),
            ("team", text(actor.team.as_ref())),
            ("desk", text(actor.desk.as_ref())),
            ("cleared", Term::Set(actor.cleared.iter().map(|class| named("RingFence", class.as_str())).collect())),
        ];
        let context = vec![
            ("purpose", named("Purpose", circumstances.purpose.as_str())),
            ("police_see_records", yes(organisation.police_see_records)),
            ("walled_desks", yes(organisation.walled_desks)),
            ("is_shared", yes(sharing.freely)),
            ("is_shared_with_consent", yes(sharing.with_consent)),
            ("has_second_person", yes(circumstances.has_second_person)),
            ("has_recent_factor", yes(is_recent(actor.factor_at, circumstances.at))),
        ];
        Some(Known { asker, context, action: act.as_str().to_owned(), is_case: on == On::Case })
    }

    /// That every policy can be asked of a list, whoever asks: a wall that held for one record at a time only would be none.
    pub(crate) fn can_be_asked_of_lists(&self) -> Result<(), PolicyError> {
        let at = Timestamp::UNIX_EPOCH;
        for act in [Act::ReadCase, Act::ReadPerson, Act::RecordConsent] {
            let circumstances = Circumstances { at, purpose: act.purpose(), has_second_person: false };
            for role in StaffRole::ALL {
                let mut actor = Actor::staff(UserId::from_uuid(Default::default()), "", *role, Some(String::new()));
                actor.desk = Some(String::new());
                for agency in self.organisation().agencies.iter().map(|agency| agency.name.clone()) {
                    actor.agency = Some(agency);
                    for on in [On::Case, On::Person] {
                        self.left(&actor, act, &circumstances, on).map_err(PolicyError::NotForLists)?;
                    }
                }
            }
        }
        Ok(())
    }
}
