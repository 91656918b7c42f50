//! Which records, out of all there are: the same policies that decide on one record, as a condition that a list can be asked for.

mod condition;
mod fold;

use cedar_policy::{Effect, PolicySet};
use kernel::{AgencyKind, StaffRole};
use serde_json::Value;

pub use condition::{CaseAtom, Condition, PersonAtom};
use fold::{Known, Term};

use crate::sharing::Sharing;
use crate::{Actor, Capacity, Circumstances, Organisation};

/// What is left of a set of policies: what some permit and what some forbid.
pub(crate) struct Left {
    pub(crate) permitted: Condition,
    pub(crate) forbidden: Condition,
}

impl Left {
    /// The records on which the act is permitted.
    pub(crate) fn allowed(self) -> Condition {
        Condition::all([self.permitted, self.forbidden.not()])
    }
}

/// Policies in the form in which they are worked over.
#[derive(Debug, Clone)]
pub(crate) struct Worked(Vec<(Effect, Value)>);

impl Worked {
    /// Reads the policies that bear on an act.
    pub(crate) fn new(policies: &PolicySet) -> Result<Self, String> {
        let one = |policy: &cedar_policy::Policy| Ok((policy.effect(), policy.to_json().map_err(|error| error.to_string())?));
        Ok(Self(policies.policies().map(one).collect::<Result<_, String>>()?))
    }

    /// What is left of them for this asker.
    ///
    /// # Errors
    /// When a policy asks something that cannot be asked of a list.
    pub(crate) fn left(&self, known: &Asker<'_>, action: &str, is_case: bool) -> Result<Left, String> {
        let Some(known) = known.known(action, is_case) else {
            return Ok(Left { permitted: Condition::NEVER, forbidden: Condition::ALWAYS });
        };
        let (mut permitted, mut forbidden) = (Vec::new(), Vec::new());
        for (effect, policy) in &self.0 {
            let condition = known.policy(policy)?;
            match effect {
                Effect::Permit => permitted.push(condition),
                Effect::Forbid => forbidden.push(condition),
            }
        }
        Ok(Left { permitted: Condition::any(permitted), forbidden: Condition::any(forbidden) })
    }
}

/// Who asks, and in what circumstances.
pub(crate) struct Asker<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) organisation: &'a Organisation,
    pub(crate) circumstances: &'a Circumstances,
    pub(crate) sharing: Sharing,
    pub(crate) has_recent_factor: bool,
}

impl Asker<'_> {
    /// What the schema calls attributes of the principal and the context; `None` for the program and the operator, who read no lists.
    fn known(&self, action: &str, is_case: bool) -> Option<Known> {
        let Capacity::Staff(role) = self.actor.capacity() else { return None };
        let agency = self.organisation.agency(self.actor.agency.as_deref());
        let named = |kind: &str, word: &str| Term::Named(kind.to_owned(), word.to_owned());
        let text = |text: Option<&String>| text.map_or(Term::Absent, |text| Term::Text(text.clone()));
        let yes = |known| Term::Truth(Condition::Is(known));
        let cleared = self.actor.cleared.iter().map(|class| named("RingFence", class.as_str())).collect();
        let asker = vec![
            ("role", named("Role", StaffRole::as_str(&role))),
            ("agency", Term::Text(agency.map(|agency| agency.name.clone()).unwrap_or_default())),
            ("agency_kind", named("AgencyKind", agency.map_or("unknown", |agency| AgencyKind::as_str(&agency.kind)))),
            ("team", text(self.actor.team.as_ref())),
            ("desk", text(self.actor.desk.as_ref())),
            ("cleared", Term::Set(cleared)),
        ];
        let context = vec![
            ("purpose", named("Purpose", self.circumstances.purpose.as_str())),
            ("police_see_records", yes(self.organisation.police_see_records)),
            ("walled_desks", yes(self.organisation.walled_desks)),
            ("is_shared", yes(self.sharing.is_shared)),
            ("is_shared_with_consent", yes(self.sharing.is_shared_with_consent)),
            ("has_second_person", yes(self.circumstances.has_second_person)),
            ("has_recent_factor", yes(self.has_recent_factor)),
        ];
        Some(Known { asker, context, action: action.to_owned(), is_case })
    }
}
