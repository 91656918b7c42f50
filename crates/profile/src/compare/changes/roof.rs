//! What differs in who is under the roof, how staff sign in and how long records are kept.
//!
//! Each of these but the last says what holds at the first and not at the second; asked both ways round it says everything once.

use kernel::AgencyKind;

use super::Named;
use crate::in_words::join;
use crate::model::{Profile, RetentionRule};
use crate::statements::{staff_name, steps};

pub(super) fn organisations((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    if shares_with_partners(a) && !shares_with_partners(b) {
        say.push(format!("a partner sees what was agreed at {at_a} and nobody's record at {at_b}."));
    }
    if partners_without_asking(a) && shares_with_partners(b) && !partners_without_asking(b) {
        say.push(format!("a partner may see somebody who was not asked at {at_a} and only whoever agreed at {at_b}."));
    }
    if a.organisation.walled_desks && !b.organisation.walled_desks {
        say.push(format!("a desk sees only its own cases at {at_a}; at {at_b} there is no such wall."));
    }
    match (&a.organisation.overlay, &b.organisation.overlay) {
        (Some(_), None) => say.push(format!("policies of its own forbid more at {at_a} and none do at {at_b}.")),
        (Some(mine), Some(theirs)) if mine != theirs => say.push(format!("what the policies of {at_a} forbid may be allowed at {at_b}.")),
        _ => {}
    }
    say
}

fn shares_with_partners(profile: &Profile) -> bool {
    partner_consents(profile).next().is_some()
}

fn partners_without_asking(profile: &Profile) -> bool {
    partner_consents(profile).any(|with_consent| !with_consent)
}

/// Of each agreement with a partner, whether the person must have agreed.
fn partner_consents(profile: &Profile) -> impl Iterator<Item = bool> {
    let organisation = &profile.organisation;
    let is_partner = |name: &str| organisation.agency(Some(name)).is_some_and(|agency| agency.kind == AgencyKind::Partner);
    organisation.agreements.iter().filter(move |agreement| is_partner(&agreement.agency)).map(|agreement| agreement.with_consent)
}

pub(super) fn sign_in((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let theirs = &b.organisation.second_factor;
    let only_here: Vec<&str> =
        a.organisation.second_factor.iter().filter(|role| !theirs.contains(role)).map(|role| staff_name(*role)).collect();
    if !only_here.is_empty() {
        say.push(format!("{} sign in with a second factor at {at_a} and need none at {at_b}.", join(&only_here, "and")));
    }
    if a.single_sign_on.is_some() && b.single_sign_on.is_none() {
        say.push(format!("an identity provider may say who somebody is at {at_a} and not at {at_b}."));
    }
    say
}

pub(super) fn retention((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    if !a.retention.is_empty() && b.retention.is_empty() {
        return vec![format!("records end by a schedule at {at_a}; at {at_b} nothing is destroyed until somebody decides it.")];
    }
    Vec::new()
}

/// What becomes of a record that no narrower rule is for, at both.
pub(super) fn retention_of_the_rest((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let rest = |profile: &Profile| -> Option<String> {
        let rule: &RetentionRule = profile.retention.iter().find(|rule| rule.when.is_always())?;
        Some(steps(rule))
    };
    let (mine, theirs) = (rest(a)?, rest(b)?);
    (mine != theirs).then(|| format!("a record that no narrower rule is for is {mine} at {at_a} and {theirs} at {at_b}."))
}
