//! A hub's own policies: read with a line for every mistake, and only ever forbidding.

use std::str::FromStr;

use cedar_policy::{Effect, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};

/// The file of a profile that the overlay comes from.
const FILE: &str = "access.cedar";

/// Why the policies cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The hub's own policies are not right: what, and what to do.
    #[error("{FILE}, line {line}: {what}")]
    Overlay {
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        what: String,
    },
    /// One of the hub's own asks something that a list of records cannot be asked for.
    #[error("{FILE}: {0}. Ask for the role, agency, desk or team of whoever asks, or for what the schema says of a case")]
    NotForLists(String),
    /// The policies that come with the program are broken; nobody's profile can cause this.
    #[error("the policies that come with the program are broken: {0}")]
    Shipped(String),
}

/// The policies of an overlay, each named after the overlay.
pub(crate) fn read(text: &str, schema: &Schema) -> Result<Vec<Policy>, PolicyError> {
    let set = PolicySet::from_str(text).map_err(|errors| {
        let mut all = errors.iter();
        let first = all.next();
        let at = first.and_then(start).unwrap_or(0);
        let what = first.map_or_else(|| errors.to_string(), ToString::to_string);
        wrong(text, at, format!("this is not a policy as Cedar writes it ({what}). Correct it or take it out"))
    })?;
    if let Some(template) = set.templates().next() {
        let what = "a template with a place left open does nothing here. Name the principal and the resource";
        return Err(wrong(text, place(text, &template.to_cedar()), what.into()));
    }
    // In the order of the file, so that the same mistakes are told in the same order.
    let mut found: Vec<(usize, Policy)> = Vec::new();
    for policy in set.policies() {
        let free = |at: &usize| found.iter().all(|(taken, _)| taken != at);
        let at = text.match_indices(&source(policy)).map(|(at, _)| at).find(free).unwrap_or(0);
        found.push((at, policy.clone()));
    }
    found.sort_by_key(|(at, _)| *at);
    for (at, policy) in &found {
        if policy.effect() == Effect::Permit {
            let what = "a hub’s own policies may only forbid, and this one permits. Take it out, or write what is forbidden instead";
            return Err(wrong(text, *at, what.into()));
        }
    }
    let validator = Validator::new(schema.clone());
    let mut named = Vec::new();
    for (number, (at, policy)) in found.into_iter().enumerate() {
        let name = policy.annotation("id").map_or_else(|| format!("overlay:{}", number + 1), |id| format!("overlay:{id}"));
        let policy = policy.new_id(PolicyId::new(&name));
        let set = PolicySet::from_policies([policy.clone()]).map_err(|error| wrong(text, at, error.to_string()))?;
        if let Some(error) = validator.validate(&set, ValidationMode::Strict).validation_errors().next() {
            return Err(wrong(text, at, format!("{error}. Use the words of schema.cedarschema")));
        }
        if named.iter().any(|other: &Policy| other.id() == policy.id()) {
            return Err(wrong(text, at, format!("another policy is called {name} too. Give each an @id of its own")));
        }
        named.push(policy);
    }
    Ok(named)
}

fn source(policy: &Policy) -> String {
    policy.to_cedar().unwrap_or_default()
}

fn place(text: &str, part: &str) -> usize {
    text.find(part).unwrap_or(0)
}

fn start(error: &cedar_policy::ParseError) -> Option<usize> {
    use miette::Diagnostic;
    error.labels()?.next().map(|label| label.offset())
}

fn wrong(text: &str, at: usize, what: String) -> PolicyError {
    let line = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    PolicyError::Overlay { line, what }
}
