//! What an attempt, or a new word on safety, does to what is due. Pure: a snapshot in, changes out.

mod acceptance;
mod arrange;

use contact::attempt::AttemptOutcome;
use contact::gate::{Safeguards, Way};
use jiff::Timestamp;
use kernel::{Channel, WorkingTime};
use profile::{Assignment, Profile};
use triage::{AGREE_SAFE_CONTACT, Seen};

use crate::{
    due::{DueChanges, GET_IN_TOUCH, NewDue, OpenDue, START_SUPPORT},
    record::{DueKind, DueState},
};
use arrange::{agree_after_danger, agreed_offer, is_agreed, other_way, rearrange, standing_offers};

pub use acceptance::{of_acceptance, of_return};

/// Where a case stands at the moment of the change.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The moment.
    pub now: Timestamp,
    /// What is open.
    pub open: &'a [OpenDue],
    /// The person's safeguards, with what was just found out.
    pub who: &'a Safeguards,
    /// The channel the person prefers.
    pub preferred: Option<Channel>,
    /// How many attempts in a row nobody answered, this one included.
    pub unanswered: usize,
    /// Whether the person was reached since the case was opened.
    pub was_reached: bool,
    /// Whether they accepted support since then, before this.
    pub was_accepted: bool,
    /// Whether somebody works the case.
    pub has_worker: bool,
    /// What conditions of the profile can ask about the case, where somebody has looked that up.
    pub seen: Option<&'a Seen>,
    /// The hub's rules.
    pub profile: &'a Profile,
    /// Its working time.
    pub working_time: &'a WorkingTime,
}

/// An attempt, as far as it matters to what is due.
#[derive(Debug, Clone, Copy)]
pub struct Attempted<'a> {
    /// By which way.
    pub way: Way,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// For which desk, where the hub has more than one. Another desk's promises stand.
    pub service: Option<&'a str>,
    /// When somebody tries again, or gets back in touch.
    pub again_at: Option<Timestamp>,
}

/// What follows.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Effects {
    /// To what is due.
    pub dues: DueChanges,
    /// Whether the case is closed.
    pub closes: bool,
    /// Whether whoever records it becomes the case's worker.
    pub assigns: bool,
}

/// What an attempt does to what is due.
pub fn of_attempt(attempted: &Attempted<'_>, standing: &Standing<'_>) -> Effects {
    let mut dues = DueChanges::default();
    let mut closes = false;
    let own = || standing.open.iter().filter(|open| open.due.service.as_deref() == attempted.service);
    let offers = || own().filter(|open| open.due.kind == DueKind::Offer);
    match attempted.outcome {
        AttemptOutcome::Reached => {
            end(&mut dues, offers().chain(own().filter(|open| open.is_task(GET_IN_TOUCH))), DueState::Done);
            if let Some(at) = attempted.again_at {
                dues.added.push(task(GET_IN_TOUCH, attempted.service, at, String::new(), "worker"));
            }
        }
        AttemptOutcome::Accepted => {
            end(&mut dues, offers().chain(own().filter(|open| open.is_task(GET_IN_TOUCH))), DueState::Done);
            dues.added.extend(of_acceptance(attempted.service, standing));
        }
        AttemptOutcome::Declined => {
            end(&mut dues, own(), DueState::Withdrawn);
            closes = own().count() == standing.open.len();
        }
        AttemptOutcome::Sent if attempted.way != Way::Voicemail => {
            end(&mut dues, offers().filter(|open| open.way() == Some(attempted.way)), DueState::Done);
        }
        AttemptOutcome::Sent | AttemptOutcome::NoAnswer => {
            let unreached = other_way(attempted, standing);
            let by_call = |open: &&OpenDue| open.channel() == Some(Channel::Phone);
            if let Some(offer) = unreached {
                end(&mut dues, offers().filter(by_call), DueState::Withdrawn);
                dues.added.push(offer);
            }
            if let Some(at) = attempted.again_at {
                let waiting = own().filter(|open| by_call(open) || is_done_by_call(open));
                dues.postponed =
                    waiting.map(|open| (open.due.id, at)).filter(|(due, _)| !dues.ended.iter().any(|(ended, _)| ended == due)).collect();
            }
        }
        AttemptOutcome::WrongNumber => rearrange(&mut dues, standing, attempted.service),
        AttemptOutcome::Unsafe => agree_after_danger(&mut dues, standing, attempted.service),
    }
    let on_acceptance = standing.profile.assignment == Assignment::OnAcceptance && !standing.has_worker;
    Effects { dues, closes, assigns: on_acceptance && attempted.outcome == AttemptOutcome::Accepted }
}

/// What a new word on safety does: shut offers make room for open ones, and the task to agree a safe way is done once one is agreed.
pub fn of_safety(standing: &Standing<'_>) -> DueChanges {
    let mut dues = DueChanges::default();
    let service = standing.open.iter().find_map(|open| open.due.service.as_deref());
    rearrange(&mut dues, standing, service);
    if !is_agreed(standing) {
        return dues;
    }
    for agreed in standing.open.iter().filter(|open| open.is_task(AGREE_SAFE_CONTACT)) {
        dues.ended.push((agreed.due.id, DueState::Done));
        let service = agreed.due.service.as_deref();
        let is_offered = |new: &NewDue| new.kind == DueKind::Offer && new.service.as_deref() == service;
        if !standing.was_reached && standing_offers(standing, service).count() == 0 && !dues.added.iter().any(is_offered) {
            dues.added.extend(agreed_offer(agreed, standing));
        }
    }
    dues
}

fn is_done_by_call(open: &OpenDue) -> bool {
    [AGREE_SAFE_CONTACT, GET_IN_TOUCH, START_SUPPORT].iter().any(|kind| open.is_task(kind))
}

fn end<'d>(dues: &mut DueChanges, which: impl Iterator<Item = &'d OpenDue>, state: DueState) {
    dues.ended.extend(which.map(|open| (open.due.id, state)));
}

fn task(kind: &str, service: Option<&str>, due_at: Timestamp, clock: String, rule: &str) -> NewDue {
    NewDue {
        kind: DueKind::Task,
        what: kind.to_owned(),
        service: service.map(str::to_owned),
        due_at,
        clock,
        rule: rule.to_owned(),
        source_row: None,
    }
}

#[cfg(test)]
mod tests;
