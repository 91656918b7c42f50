//! What becomes due when a person accepts support.

use kernel::TimeLimit;
use triage::matches;

use super::{Standing, arrange::agree_where_none_is_open, task};
use crate::due::{AFTER_ACCEPTANCE, ASSESS_NEEDS, DueChanges, NewDue, OpenDue, START_SUPPORT, SUPPORT_STARTS};

/// By when support starts where the profile does not say: the Victims' Code's own limit for a referral to support.
const SUPPORT_STARTS_WITHIN: TimeLimit = TimeLimit::WorkingDays(2);

/// What becomes due when somebody accepts support from this desk: that it starts, and whatever else the profile asks for. Nothing is set that is
/// set already; and what one acceptance asked for, a second of the same case does not ask for again.
pub fn of_acceptance(service: Option<&str>, standing: &Standing<'_>) -> Vec<NewDue> {
    let profile = standing.profile;
    let is_set = |kind: &str, desk: Option<&str>| {
        let is_it = |open: &OpenDue| open.is_task(kind) && open.due.service.as_deref() == desk;
        standing.open.iter().any(is_it)
    };
    let new = |kind: &str, desk: Option<&str>, within: TimeLimit, rule: &str| {
        task(kind, desk, standing.working_time.due(within, standing.now), within.to_string(), rule)
    };
    let mut added = Vec::new();
    if !is_set(START_SUPPORT, service) {
        let starts = profile.support_starts.iter().find(|rule| standing.seen.is_some_and(|seen| matches(&rule.when, seen)));
        let (within, rule) = starts.map_or((SUPPORT_STARTS_WITHIN, "default"), |rule| (rule.within, SUPPORT_STARTS));
        added.push(new(START_SUPPORT, service, within, rule));
    }
    // Where there are several desks each has an acceptance of its own.
    if standing.was_accepted && service.is_none() {
        return added;
    }
    for rule in &profile.after_acceptance {
        let desk = rule.desk.as_deref().or(service);
        if standing.seen.is_some_and(|seen| matches(&rule.when, seen)) && !is_set(&rule.task, desk) {
            added.push(new(&rule.task, desk, rule.within, AFTER_ACCEPTANCE));
        }
    }
    if let Some(needs) = &profile.needs_assessment
        && !is_set(ASSESS_NEEDS, service)
    {
        added.push(new(ASSESS_NEEDS, service, needs.within, ASSESS_NEEDS));
    }
    added
}

/// What becomes due when somebody comes back: as when they accept; and where no way to them is open, a worker agrees one.
pub fn of_return(service: Option<&str>, standing: &Standing<'_>) -> Vec<NewDue> {
    let mut dues = DueChanges { added: of_acceptance(service, standing), ..DueChanges::default() };
    agree_where_none_is_open(&mut dues, standing, service);
    dues.added
}
