//! A decision carried out on a person's records in memory: case, what is due, part in the incident, timeline, reviews.

use casework::due::GET_IN_TOUCH;
use casework::keep::{KnownInvolvement, KnownReview};
use casework::record::{
    Account, CaseRecord, CaseState, DueKind, DueRecord, DueState, Ending, EventKind, EventRecord, InvolvementRecord, ReviewRecord,
    ReviewState,
};
use contact::gate::{Way, may_contact};
use jiff::Timestamp;
use kernel::{
    Basis, BlockedReason, CaseId, Channel, FlagSet, IdMaker, IncidentId, Level, Outcome, PersonId, ReviewKind, RingFences, Role,
    SourceRowId,
};
use triage::{AGREE_SAFE_CONTACT, Blocked, Decision, OpenOffer, Task};

use crate::ending::end_what_the_row_caused;
use crate::register::{KnownPerson, SeenRow, Tracked};

/// What is carried out besides the decision itself.
pub struct Carrying {
    /// The row that caused it.
    pub row: SourceRowId,
    /// The person's role in the incident.
    pub role: Role,
    /// The incident's flags, implied ones included.
    pub flags: FlagSet,
    /// The ring-fenced classes that it and the person's age bring.
    pub ring_fence: RingFences,
    /// Whether it was reported to the police.
    pub reported: bool,
    /// Of what was not reported, in a hub with desks that serve only what was: who looks after it.
    pub in_confidence: Option<InConfidence>,
    /// When the incident was recorded.
    pub recorded_at: Timestamp,
    /// The incident.
    pub incident: IncidentId,
    /// When the row was received.
    pub at: Timestamp,
    /// Whom the person may be.
    pub other: Option<PersonId>,
    /// What was told of the incident.
    pub account: Account,
}

/// The desk that looks after somebody of whom something was never reported.
pub struct InConfidence {
    /// Its name.
    pub desk: String,
    /// The desks that serve only what was reported, and open no such case.
    pub shut_out: Vec<String>,
    /// By when it is in touch where nothing else is due.
    pub by: Timestamp,
}

/// What carrying out came to.
#[derive(Default)]
pub struct Effects {
    /// The case concerned.
    pub case: Option<CaseId>,
    /// Entries for its timeline.
    pub events: Vec<EventRecord>,
    /// What to look at.
    pub reviews: Vec<ReviewRecord>,
}

/// Carries a decision out, and then sees to it that whatever stands due is what the gate lets through.
pub fn carry_out(
    known: &mut KnownPerson,
    decision: &mut Decision,
    carrying: &Carrying,
    seen: Option<&SeenRow>,
    ids: &mut IdMaker,
) -> Effects {
    let mut effects = apply(known, decision, carrying, seen, ids);
    if let Some(case) = heed_the_gate(known, decision, carrying.at, ids)
        && !effects.events.iter().any(|event| event.case == case)
    {
        effects.events.push(entry(ids, case, carrying.at, EventKind::Updated));
    }
    effects
}

fn apply(known: &mut KnownPerson, decision: &Decision, carrying: &Carrying, seen: Option<&SeenRow>, ids: &mut IdMaker) -> Effects {
    if decision.outcome == Outcome::Duplicate {
        let stands = known.involvements.iter().find(|part| part.value.involvement.incident == carrying.incident);
        return Effects { case: stands.and_then(|part| part.value.involvement.case), ..Effects::default() };
    }
    if !decision.needs_case() {
        let events = seen.map(|seen| end_what_the_row_caused(known, seen, Ending::OutOfScope, carrying.at, ids)).unwrap_or_default();
        let by_another = known.involvements.iter().map(|part| &part.value.involvement).find(|part| stands_by_another(part, carrying));
        if let Some(part) = by_another {
            // Another row stands for the person in this incident, and what it caused is not this row's to undo.
            return Effects { case: part.case, events, reviews: Vec::new() };
        }
        involve(known, carrying, None);
        return Effects { case: None, events, reviews: Vec::new() };
    }
    let (case, event) = case_for(known, decision, carrying, ids);
    involve(known, carrying, Some(case));
    arrange_dues(known, case, decision, carrying, ids);
    pass_on_in_confidence(known, case, carrying, ids);
    known.settle_next_due(case);
    let mut effects = Effects { case: Some(case), events: vec![entry(ids, case, carrying.at, event)], reviews: Vec::new() };
    for kind in &decision.reviews {
        let other_person = if *kind == ReviewKind::PossibleSamePerson { carrying.other } else { None };
        let review = KnownReview { case, kind: *kind, other_person, state: ReviewState::Open };
        // Once is enough: what waits already waits, and what somebody has looked at is not news because the same row comes again.
        let again = decision.outcome == Outcome::Updated;
        let is_known = |known: &KnownReview| {
            KnownReview { state: ReviewState::Open, ..*known } == review && (again || known.state == ReviewState::Open)
        };
        if !known.reviews.iter().any(is_known) {
            known.reviews.push(review);
            effects.reviews.push(ReviewRecord { id: ids.make(), case, kind: *kind, other_person, created_at: carrying.at });
        }
    }
    effects
}

/// Takes back the offers on the open case that the gate keeps shut by now, whichever row made them: any row may tell of danger, also one that
/// decides nothing else. A desk that is left without a contact agrees a safe way by the same time. The case, if anything changed.
pub fn heed_the_gate(known: &mut KnownPerson, decision: &mut Decision, at: Timestamp, ids: &mut IdMaker) -> Option<CaseId> {
    let case = known.cases.iter().map(|case| &case.value).find(|case| case.state == CaseState::Open)?.id;
    let who = known.safeguards();
    let mut shut: Vec<(DueRecord, Channel, BlockedReason)> = Vec::new();
    for due in &mut known.dues {
        let is_offer = due.value.case == case && due.value.state == DueState::Open && due.value.kind == DueKind::Offer;
        let Some(channel) = Channel::parse(&due.value.what).filter(|_| is_offer) else { continue };
        if let Err(reason) = may_contact(Way::from(channel), &who) {
            shut.push((due.value.clone(), channel, reason));
            withdraw(due, at);
        }
    }
    shut.sort_by_key(|(due, ..)| (due.due_at, due.id));
    for (DueRecord { service, .. }, channel, reason) in &shut {
        decision.offers.retain(|offer| offer.service != *service || offer.channel != *channel);
        if !decision.blocked.iter().any(|blocked| blocked.service == *service && blocked.channel == *channel) {
            decision.blocked.push(Blocked { service: service.clone(), channel: *channel, reason: *reason });
        }
    }
    for (instead_of, ..) in &shut {
        let contacts = |due: &DueRecord| due.kind == DueKind::Offer || due.what == AGREE_SAFE_CONTACT;
        let is_own = |due: &DueRecord| due.case == case && due.state == DueState::Open && due.service == instead_of.service;
        if !known.dues.iter().any(|due| is_own(&due.value) && contacts(&due.value)) {
            let task = DueRecord { id: ids.make(), kind: DueKind::Task, what: AGREE_SAFE_CONTACT.to_owned(), ..instead_of.clone() };
            decision.tasks.push(Task { service: task.service.clone(), kind: task.what.clone(), due_at: task.due_at });
            known.dues.push(Tracked::fresh(task));
        }
    }
    known.settle_next_due(case);
    (!shut.is_empty()).then_some(case)
}

/// An entry of the timeline that the program makes.
pub fn entry(ids: &mut IdMaker, case: CaseId, at: Timestamp, kind: EventKind) -> EventRecord {
    EventRecord { id: ids.make(), case, at, kind, user: None, detail: None }
}

/// The case that the decision is about, opened or opened again where it says so, with its standing brought up to date.
fn case_for(known: &mut KnownPerson, decision: &Decision, carrying: &Carrying, ids: &mut IdMaker) -> (CaseId, EventKind) {
    let wants_open = !decision.offers.is_empty() || !decision.tasks.is_empty();
    let person = known.record.value.id;
    let parts = known.involvements.len();
    let Some(tracked) = known.case() else {
        let case = new_case(ids.make(), person, decision, carrying);
        let id = case.id;
        known.cases.push(Tracked::fresh(case));
        return (id, EventKind::Opened);
    };
    let was_open = tracked.value.state == CaseState::Open;
    let reopen = !was_open && (decision.outcome == Outcome::Reopened || wants_open);
    let alone = decision.outcome == Outcome::Updated && parts <= 1;
    let case = tracked.change();
    if reopen {
        (case.state, case.opened_at, case.closed_at, case.ending) = (CaseState::Open, carrying.at, None, None);
    }
    // A wall that stands is not taken down by a further row; somebody who works here may.
    case.ring_fence = case.ring_fence.and(carrying.ring_fence);
    case.has_unreported |= !carrying.reported;
    let fresh = reopen || alone;
    if let Some(entitlement) = &decision.entitlement {
        // A further incident never lowers what somebody is owed because of an earlier one.
        if fresh {
            case.categories.clear();
        }
        case.level = if fresh { entitlement.level } else { case.level.max(entitlement.level) };
        for category in &entitlement.categories {
            if !case.categories.contains(category) {
                case.categories.push(*category);
            }
        }
        case.categories.sort_unstable();
    }
    if let Some(priority) = decision.priority {
        case.priority = if fresh { priority } else { case.priority.min(priority) };
    }
    if fresh && case.worker.is_none() {
        case.pathway = decision.pathway.clone().unwrap_or_else(|| case.pathway.clone());
        case.team = decision.team.clone().unwrap_or_else(|| case.team.clone());
    }
    let event = match decision.outcome {
        Outcome::Updated if !reopen => EventKind::Updated,
        _ if reopen => EventKind::Reopened,
        _ => EventKind::Attached,
    };
    (case.id, event)
}

fn new_case(id: CaseId, person: PersonId, decision: &Decision, carrying: &Carrying) -> CaseRecord {
    let entitlement = decision.entitlement.as_ref();
    CaseRecord {
        id,
        // Numbers are given out when the batch is written, so that a batch that is not written takes none.
        reference: String::new(),
        person,
        state: CaseState::Open,
        opened_at: carrying.at,
        closed_at: None,
        ending: None,
        level: entitlement.map_or(Level::Standard, |entitlement| entitlement.level),
        categories: entitlement.map(|entitlement| entitlement.categories.clone()).unwrap_or_default(),
        priority: decision.priority.unwrap_or(3),
        pathway: decision.pathway.clone().unwrap_or_default(),
        team: decision.team.clone().unwrap_or_default(),
        basis: decision.basis.unwrap_or(Basis::Agreement),
        worker: None,
        next_due_at: None,
        ring_fence: carrying.ring_fence,
        has_unreported: !carrying.reported,
    }
}

fn stands_by_another(part: &InvolvementRecord, carrying: &Carrying) -> bool {
    part.incident == carrying.incident && part.source_row != carrying.row
}

fn involve(known: &mut KnownPerson, carrying: &Carrying, case: Option<CaseId>) {
    let involvement = InvolvementRecord {
        person: known.record.value.id,
        incident: carrying.incident,
        case,
        role: carrying.role,
        flags: carrying.flags,
        recorded_at: carrying.recorded_at,
        source_row: carrying.row,
        account: carrying.account.clone(),
    };
    match known.involvements.iter_mut().find(|part| part.value.involvement.incident == carrying.incident) {
        Some(part) if stands_by_another(&part.value.involvement, carrying) && part.value.involvement.case.is_some() => {
            let stands = &mut part.change().involvement;
            stands.flags = stands.flags.with(carrying.flags);
        }
        Some(part) => {
            // A row that is served takes the place of one that was only recorded: with it the support stands and falls.
            let flags = if stands_by_another(&part.value.involvement, carrying) { part.value.involvement.flags } else { FlagSet::EMPTY };
            part.change().involvement = InvolvementRecord { flags: flags.with(carrying.flags), ..involvement };
        }
        None => known.involvements.push(Tracked::fresh(KnownInvolvement { involvement, reference: Default::default() })),
    }
}

fn arrange_dues(known: &mut KnownPerson, case: CaseId, decision: &Decision, carrying: &Carrying, ids: &mut IdMaker) {
    let is = |due: &DueRecord, offer: &OpenOffer| {
        due.case == case
            && due.state == DueState::Open
            && due.kind == DueKind::Offer
            && due.service == offer.route.service
            && due.what == offer.route.channel.as_str()
    };
    for offer in &decision.sooner {
        if let Some(due) = known.dues.iter_mut().find(|due| is(&due.value, offer)) {
            due.change().due_at = offer.due_at;
        }
    }
    for task in &decision.sooner_tasks {
        let is = |due: &DueRecord| {
            due.case == case
                && due.state == DueState::Open
                && due.kind == DueKind::Task
                && due.service == task.service
                && due.what == task.kind
        };
        if let Some(due) = known.dues.iter_mut().find(|due| is(&due.value)) {
            due.change().due_at = task.due_at;
        }
    }
    for offer in &decision.withdrawn {
        if let Some(due) = known.dues.iter_mut().find(|due| is(&due.value, offer)) {
            withdraw(due, carrying.at);
        }
    }
    let due = |id, kind, what: &str, service: &Option<String>, due_at, clock: String, rule: &str| {
        Tracked::fresh(DueRecord {
            id,
            case,
            kind,
            what: what.to_owned(),
            service: service.clone(),
            due_at,
            clock,
            rule: rule.to_owned(),
            state: DueState::Open,
            ended_at: None,
            source_row: Some(carrying.row),
        })
    };
    for offer in &decision.offers {
        let clock = offer.clock.to_string();
        known.dues.push(due(ids.make(), DueKind::Offer, offer.channel.as_str(), &offer.service, offer.due_at, clock, &offer.rule));
    }
    for task in &decision.tasks {
        known.dues.push(due(ids.make(), DueKind::Task, &task.kind, &task.service, task.due_at, String::new(), ""));
    }
}

/// What is open with desks that may not see the case any more passes to the desk that may, by the same time. That desk sees a case only where
/// it has something to do with it; without this nobody would.
fn pass_on_in_confidence(known: &mut KnownPerson, case: CaseId, carrying: &Carrying, ids: &mut IdMaker) {
    let Some(InConfidence { desk, shut_out, by }) = &carrying.in_confidence else { return };
    if known.dues.iter().any(|due| due.value.case == case && due.value.service.as_ref() == Some(desk)) {
        return;
    }
    let mut passed = Vec::new();
    for due in &mut known.dues {
        let is_shut = due.value.service.as_ref().is_some_and(|service| shut_out.contains(service));
        if due.value.case == case && due.value.state == DueState::Open && is_shut {
            passed.push(DueRecord { id: ids.make(), service: Some(desk.clone()), ..due.value.clone() });
            withdraw(due, carrying.at);
        }
    }
    if passed.is_empty() {
        passed.push(DueRecord {
            id: ids.make(),
            case,
            kind: DueKind::Task,
            what: GET_IN_TOUCH.to_owned(),
            service: Some(desk.clone()),
            due_at: *by,
            clock: String::new(),
            rule: String::new(),
            state: DueState::Open,
            ended_at: None,
            source_row: Some(carrying.row),
        });
    }
    known.dues.extend(passed.into_iter().map(Tracked::fresh));
}

/// Takes back what was due.
pub fn withdraw(due: &mut Tracked<DueRecord>, at: Timestamp) {
    let due = due.change();
    (due.state, due.ended_at) = (DueState::Withdrawn, Some(at));
}
