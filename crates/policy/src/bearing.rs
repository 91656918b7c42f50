//! Which policies can bear on a question at all. Asking three instead of thirty takes a tenth of the time.
//!
//! A policy is left out only where its head is about something else, or where a condition of it that speaks of nothing but the asker's
//! role, the kind of their agency and how the hub is set up is known not to hold. What this cannot tell stays in.

use cedar_policy::{ActionConstraint, EntityUid, Policy, PrincipalConstraint, ResourceConstraint};
use kernel::{AgencyKind, StaffRole};
use serde_json::Value;

use crate::PolicyError;
use crate::entities::On;

/// Who asks, as far as policies can be told apart by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// With a role, of an agency of this kind; of none that is known.
    Staff(StaffRole, Option<AgencyKind>),
    Program,
    Operator,
}

/// How the hub is set up, as far as policies can be told apart by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SetUp {
    pub police_see_records: bool,
    pub walled_desks: bool,
}

/// A policy and its conditions, in the form in which they can be read.
#[derive(Debug, Clone)]
pub(crate) struct Readable {
    pub policy: Policy,
    /// What its head names; `None` where it names no one in particular.
    actions: Option<Vec<EntityUid>>,
    on: Option<String>,
    by: Option<String>,
    /// Whether it must hold (`when`) or must not (`unless`), and the condition.
    pub(crate) conditions: Vec<(bool, Value)>,
}

impl Readable {
    pub(crate) fn new(policy: Policy) -> Result<Self, PolicyError> {
        let json = policy.to_json().map_err(|error| PolicyError::Shipped(error.to_string()))?;
        let conditions = json.get("conditions").and_then(Value::as_array).into_iter().flatten();
        let read = |condition: &Value| Some((condition.get("kind")? == "when", condition.get("body")?.clone()));
        let actions = match policy.action_constraint() {
            ActionConstraint::Any => None,
            ActionConstraint::Eq(uid) => Some(vec![uid]),
            // No action of the schema is in another.
            ActionConstraint::In(uids) => Some(uids),
        };
        let on = match policy.resource_constraint() {
            ResourceConstraint::Is(name) | ResourceConstraint::IsIn(name, _) => Some(name.to_string()),
            ResourceConstraint::Any | ResourceConstraint::In(_) | ResourceConstraint::Eq(_) => None,
        };
        let by = match policy.principal_constraint() {
            PrincipalConstraint::Is(name) | PrincipalConstraint::IsIn(name, _) => Some(name.to_string()),
            PrincipalConstraint::Any | PrincipalConstraint::In(_) | PrincipalConstraint::Eq(_) => None,
        };
        Ok(Self { conditions: conditions.filter_map(read).collect(), actions, on, by, policy })
    }

    /// Whether it can say anything about this act on such a record by somebody like this.
    pub(crate) fn bears_on(&self, action: &EntityUid, on: On, who: Who, set_up: SetUp) -> bool {
        let fails = |(wanted, condition): &(bool, Value)| holds(condition, who, set_up) == Some(!wanted);
        self.is_about(action, on, who) && !self.conditions.iter().any(fails)
    }

    /// Whether its head is about this act on such a record by somebody like this.
    pub(crate) fn is_about(&self, action: &EntityUid, on: On, who: Who) -> bool {
        let by_action = self.actions.as_ref().is_none_or(|actions| actions.contains(action));
        let by_resource = self.on.as_ref().is_none_or(|name| name == on.word());
        let by_principal = self.by.as_ref().is_none_or(|name| name == who.word());
        by_action && by_resource && by_principal
    }
}

impl Who {
    const fn word(self) -> &'static str {
        match self {
            Self::Staff(..) => "Staff",
            Self::Program => "Program",
            Self::Operator => "Operator",
        }
    }
}

/// Whether a condition holds, as far as this is known.
fn holds(condition: &Value, who: Who, set_up: SetUp) -> Option<bool> {
    let (operator, of) = condition.as_object()?.iter().next()?;
    let side = |name: &str| of.get(name).and_then(|side| holds(side, who, set_up));
    match operator.as_str() {
        "&&" => match (side("left"), side("right")) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        "||" => match (side("left"), side("right")) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        "!" => side("arg").map(|holds| !holds),
        "==" => Some(word(of.get("left")?, who)? == word(of.get("right")?, who)?),
        "in" => {
            let one = word(of.get("left")?, who)?;
            let many: Option<Vec<_>> = of.get("right")?.get("Set")?.as_array()?.iter().map(|other| word(other, who)).collect();
            Some(many?.contains(&one))
        }
        "." if is_of(of, "context") => match of.get("attr")?.as_str()? {
            "police_see_records" => Some(set_up.police_see_records),
            "walled_desks" => Some(set_up.walled_desks),
            _ => None,
        },
        _ => None,
    }
}

/// A role or kind of agency: written out, or the asker's.
fn word(expression: &Value, who: Who) -> Option<(&str, &str)> {
    if let Some(entity) = expression.get("Value").and_then(|value| value.get("__entity")) {
        let of = entity.get("type")?.as_str()?;
        return matches!(of, "Role" | "AgencyKind").then_some((of, entity.get("id")?.as_str()?));
    }
    let Who::Staff(role, kind) = who else { return None };
    let attribute = expression.get(".").filter(|of| is_of(of, "principal"))?;
    match attribute.get("attr")?.as_str()? {
        "role" => Some(("Role", role.as_str())),
        "agency_kind" => Some(("AgencyKind", kind.map_or("unknown", AgencyKind::as_str))),
        _ => None,
    }
}

fn is_of(attribute: &Value, variable: &str) -> bool {
    attribute.get("left").and_then(|left| left.get("Var")).is_some_and(|name| name == variable)
}
