//! A person as if a row had never come. Pure.

use casework::record::{CaseState, DueRecord, DueState, Ending, EventKind, EventRecord};
use jiff::Timestamp;
use kernel::{CaseId, FlagSet, IdMaker, Level, Outcome, RingFences, age_on, london_date};
use triage::{AGREE_SAFE_CONTACT, Decision};

use super::kept::{KeptRow, referral};
use super::same_moment;
use crate::carry_out::{entry, heed_the_gate, withdraw};
use crate::facts::{account, particulars};
use crate::keep::Moved;
use crate::register::KnownPerson;

/// Of a person's cases those in which people settled what else would follow from rows.
pub(super) struct ByHand {
    /// Somebody said who may see them.
    pub(super) fenced: Vec<CaseId>,
    /// The person told something that the police are not to learn from whom.
    pub(super) unreported: Vec<CaseId>,
}

/// Takes a row off a person who has others. Entries for the timelines of their cases.
pub(super) fn take_off(
    known: &mut KnownPerson,
    (row, others): (&KeptRow, &[KeptRow]),
    by_hand: &ByHand,
    at: Timestamp,
    ids: &mut IdMaker,
) -> Vec<EventRecord> {
    tell_again(known, others, ids);
    leave_or_hand_on(known, row, others);
    restore_dues(known, row, others, at);
    let events = row.case.map(|case| settle_case(known, case, (row, others), by_hand, at, ids)).unwrap_or_default();
    // What the other rows told may keep shut what stands open again.
    heed_the_gate(known, &mut Decision::settled(Outcome::Unchanged, Vec::new()), at, ids);
    events
}

/// The flags that a row's incident brings.
fn flags(row: &KeptRow) -> FlagSet {
    referral(row).map_or(FlagSet::EMPTY, |told| triage::implied(told.flags, told.incident_kind, told.offence_code).all)
}

/// What is known of the person, told again by their rows in order. What a worker wrote down last of what is safe stays, and so does what a
/// worker found wrong.
fn tell_again(known: &mut KnownPerson, others: &[KeptRow], ids: &mut IdMaker) {
    let record = known.record.change();
    let before = std::mem::take(&mut record.points);
    let written = std::mem::take(&mut record.known);
    let same = |a: &people::record::Point, b: &people::record::Point| a.kind == b.kind && a.value == b.value;
    for row in others {
        let Some(told) = referral(row) else { continue };
        for kept in &mut record.points {
            let found_wrong = before.iter().find(|old| same(&old.point, &kept.point)).and_then(|old| old.wrong_at);
            if let Some(found_wrong) = found_wrong.filter(|wrong| *wrong <= row.received_at) {
                (kept.wrong_at, kept.is_current) = (Some(found_wrong), false);
            }
        }
        people::merge::take_in(record, particulars(told, flags(row)), row.id, row.received_at, || ids.make());
    }
    for kept in &mut record.points {
        let Some(old) = before.iter().find(|old| same(&old.point, &kept.point)) else {
            known.fresh_points.insert(kept.id);
            continue;
        };
        if old.wrong_at.is_some() {
            (kept.wrong_at, kept.is_current) = (old.wrong_at, false);
        }
        (kept.id, kept.holders) = (old.id, old.holders);
        // Who told of it first is another row now.
        if old.source_row != kept.source_row {
            known.fresh_points.insert(kept.id);
        }
    }
    let stays = |id| record.points.iter().any(|kept| kept.id == id) && !known.fresh_points.contains(&id);
    known.lost_points.extend(before.iter().map(|old| old.id).filter(|id| !stays(*id)));
    if record.safety_confirmed_at.is_some() {
        (record.known.safety, record.known.suspect_shares_address) = (written.safety, written.suspect_shares_address);
        record.known.contact_notes = written.contact_notes;
    }
}

/// The person's part in the row's incident goes, unless another row tells of it: then that one stands for it.
fn leave_or_hand_on(known: &mut KnownPerson, row: &KeptRow, others: &[KeptRow]) {
    let tellers = |incident| others.iter().filter(move |other| other.incident == Some(incident));
    known.leave(|part| part.source_row == row.id && tellers(part.incident).next().is_none());
    for part in known.involvements.iter_mut().filter(|part| Some(part.value.involvement.incident) == row.incident) {
        let incident = part.value.involvement.incident;
        let stands = tellers(incident).find(|other| other.case.is_some()).or_else(|| tellers(incident).next());
        let Some(told) = stands.and_then(referral) else { continue };
        let all = tellers(incident).map(flags).fold(FlagSet::EMPTY, FlagSet::with);
        let involvement = &mut part.change().involvement;
        involvement.flags = all;
        if let Some(stands) = stands.filter(|_| involvement.source_row == row.id) {
            (involvement.source_row, involvement.case) = (stands.id, stands.case);
            (involvement.role, involvement.recorded_at, involvement.account) = (told.role, told.recorded_at, account(told));
        }
    }
}

/// What the row asked for is taken back; what it took back or moved stands as the other rows asked for it.
fn restore_dues(known: &mut KnownPerson, row: &KeptRow, others: &[KeptRow], at: Timestamp) {
    let asked_by = |due: &DueRecord| others.iter().find(|other| due.source_row == Some(other.id));
    let open: Vec<CaseId> =
        known.cases.iter().map(|case| &case.value).filter(|case| case.state == CaseState::Open).map(|case| case.id).collect();
    let mut restored = Vec::new();
    for due in &mut known.dues {
        let is_open = due.value.state == DueState::Open;
        if is_open && due.value.source_row == Some(row.id) {
            withdraw(due, at);
            continue;
        }
        let Some(asked) = asked_by(&due.value).filter(|_| open.contains(&due.value.case)) else { continue };
        let (service, what) = (due.value.service.clone(), due.value.what.clone());
        let is_it = |moved: &Moved| moved.service == service && moved.what == what;
        let by_another = others.iter().any(|other| other.received_at == row.received_at && other.decision.withdrawn.iter().any(is_it));
        if due.value.state == DueState::Withdrawn && due.value.ended_at == Some(row.received_at) && !by_another {
            let due = due.change();
            (due.state, due.ended_at) = (DueState::Open, None);
            restored.push((due.case, due.service.clone()));
        }
        if due.value.state == DueState::Open && row.decision.sooner.iter().any(|moved| is_it(moved) && moved.due_at == due.value.due_at) {
            let first = asked.asked_for(service.as_deref(), &what);
            let sooner = others.iter().flat_map(|other| &other.decision.sooner).filter(|moved| is_it(moved)).map(|moved| moved.due_at);
            if let Some(due_at) = first.into_iter().chain(sooner).min() {
                due.change().due_at = due_at;
            }
        }
    }
    // A safe way was to be agreed because the row left a desk without any.
    for due in known.dues.iter_mut().filter(|due| due.value.state == DueState::Open && due.value.what == AGREE_SAFE_CONTACT) {
        let by_row = same_moment(due.value.id.made_at(), row.received_at);
        if by_row && restored.contains(&(due.value.case, due.value.service.clone())) {
            withdraw(due, at);
        }
    }
}

/// The case as the other rows make it; it ends where none of them holds it open.
fn settle_case(
    known: &mut KnownPerson,
    case: CaseId,
    (row, others): (&KeptRow, &[KeptRow]),
    by_hand: &ByHand,
    at: Timestamp,
    ids: &mut IdMaker,
) -> Vec<EventRecord> {
    let born = known.record.value.known.date_of_birth.as_ref().map(|born| *born.reveal());
    let fences = |row: &KeptRow| {
        let recorded = referral(row).map(|told| london_date(told.recorded_at));
        let is_child = born.zip(recorded).and_then(|(born, on)| age_on(born, on)).is_some_and(|age| age < 18);
        policy::ring_fences(flags(row), is_child)
    };
    let Some(tracked) = known.cases.iter_mut().find(|tracked| tracked.value.id == case) else { return Vec::new() };
    let opened_at = tracked.value.opened_at;
    let holds = |other: &&KeptRow| other.case == Some(case) && other.decision.pathway.is_some() && other.received_at >= opened_at;
    let holding: Vec<&KeptRow> = others.iter().filter(holds).collect();
    let is_open = tracked.value.state == CaseState::Open;
    let Some(first) = holding.first() else {
        if !is_open {
            return Vec::new();
        }
        let record = tracked.change();
        (record.state, record.closed_at, record.ending) = (CaseState::Closed, Some(at), Some(Ending::OpenedInError));
        for due in known.dues.iter_mut().filter(|due| due.value.case == case && due.value.state == DueState::Open) {
            withdraw(due, at);
        }
        known.settle_next_due(case);
        return vec![entry(ids, case, at, EventKind::Closed)];
    };
    let record = tracked.change();
    let entitled = || holding.iter().filter_map(|other| other.decision.entitlement.as_ref());
    record.level = entitled().map(|owed| owed.level).max().unwrap_or(Level::Standard);
    record.categories = entitled().flat_map(|owed| owed.categories.iter().copied()).collect();
    record.categories.sort_unstable();
    record.categories.dedup();
    record.priority = holding.iter().filter_map(|other| other.decision.priority).min().unwrap_or(3);
    record.has_unreported =
        by_hand.unreported.contains(&case) || holding.iter().any(|other| referral(other).is_some_and(|told| !told.reported));
    if !by_hand.fenced.contains(&case) {
        let theirs = others.iter().filter(|other| other.case == Some(case)).map(fences).fold(RingFences::default(), RingFences::and);
        record.ring_fence = record.ring_fence.without(fences(row).without(theirs));
    }
    if record.worker.is_none() && matches!(row.outcome, Outcome::Opened | Outcome::Reopened) {
        record.pathway = first.decision.pathway.clone().unwrap_or_else(|| record.pathway.clone());
        record.team = first.decision.team.clone().unwrap_or_else(|| record.team.clone());
    }
    known.settle_next_due(case);
    Vec::new()
}
