//! One case with everything that belongs to it, made after a template. The same number makes the same case.

use std::sync::Arc;

use casework::record::{
    CaseRecord, CaseState, DueKind, DueRecord, DueState, Ending, EventKind, EventRecord, IncidentRecord, InvolvementRecord,
};
use contact::attempt::AttemptOutcome;
use jiff::{SignedDuration, Timestamp};
use kernel::{AttemptId, Channel, ContactPointId, IdMaker, PersonId, Sensitive, SourceRowId, UserId, london_date};
use people::record::{KeptPoint, PersonRecord, Point, PointKind};
use serde_json::json;

use crate::shape::{Shape, Standing};
use crate::templates::{SourceRow, Template};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// The first of the cases was opened so long ago; the others follow evenly.
const SINCE: SignedDuration = SignedDuration::from_hours(24 * 730);
/// From one contact attempt to the next.
const BETWEEN_ATTEMPTS: SignedDuration = SignedDuration::from_hours(30);
/// From the opening of a case to its ending.
const WORKED_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// All that cases are made of.
pub struct Maker {
    pub templates: Arc<Vec<Template>>,
    pub workers: Vec<UserId>,
    pub shape: Shape,
    pub now: Timestamp,
}

/// A case and what belongs to it.
pub struct Made {
    pub at: Timestamp,
    pub row: (SourceRowId, SourceRow),
    pub person: PersonRecord,
    pub incident: IncidentRecord,
    pub case: CaseRecord,
    pub involvement: InvolvementRecord,
    pub dues: Vec<DueRecord>,
    pub attempts: Vec<Attempt>,
    pub events: Vec<EventRecord>,
}

/// A call to the person's mobile.
pub struct Attempt {
    pub id: AttemptId,
    pub point: ContactPointId,
    pub outcome: AttemptOutcome,
    pub at: Timestamp,
    pub by: UserId,
}

impl Maker {
    /// When the case with this number was opened.
    pub fn opened_at(&self, number: usize) -> Timestamp {
        let step = SINCE.as_secs() * i64::try_from(number).unwrap_or(0) / i64::try_from(self.shape.cases.max(1)).unwrap_or(1);
        self.now - SINCE + SignedDuration::from_secs(step)
    }

    /// The case with this number.
    pub fn make(&self, number: usize) -> Option<Made> {
        let count = self.templates.len();
        let template = self.templates.get(number % count)?;
        let (family, born) = (self.templates.get((number * 31 + number / count) % count)?, self.templates.get(number * 7 % count)?);
        let at = self.opened_at(number);
        let mut ids = IdMaker::new(at, u32::try_from(number).unwrap_or(u32::MAX), format!("case {number}").as_bytes());
        let row = ids.make();
        let mut person = PersonRecord { id: ids.make(), source_row: row, created_at: at, key: None, ..template.person.clone() };
        person.known.family_name.clone_from(&family.person.known.family_name);
        person.known.date_of_birth.clone_from(&born.person.known.date_of_birth);
        person.points = points(&mut ids, number, row, at);
        let incident = IncidentRecord {
            id: ids.make(),
            crime_reference: Some(format!("32/{number}/26")),
            recorded_at: at - HOUR,
            occurred: (Some(london_date(at - HOUR * 8)), None),
            ..template.incident.clone()
        };
        let standing = self.shape.standing(number);
        let case = self.case(number, template, person.id, &mut ids);
        let involvement = InvolvementRecord {
            person: person.id,
            incident: incident.id,
            case: Some(case.id),
            recorded_at: incident.recorded_at,
            source_row: row,
            ..template.involvement.clone()
        };
        let (dues, next_due_at) = self.dues(number, template, &case, row, &mut ids);
        let attempts = if standing == Standing::Nobodys { Vec::new() } else { self.attempts(number, &case, &person, &mut ids) };
        let events = events(&case, &attempts, &mut ids);
        let case = CaseRecord { next_due_at, ..case };
        Some(Made { at, row: (row, template.row.clone()), person, incident, case, involvement, dues, attempts, events })
    }

    fn case(&self, number: usize, template: &Template, person: PersonId, ids: &mut IdMaker) -> CaseRecord {
        let (state, worker) = match self.shape.standing(number) {
            Standing::Closed => (CaseState::Closed, self.workers.get(number % self.workers.len())),
            Standing::Nobodys => (CaseState::Open, None),
            Standing::Worked(worker) => (CaseState::Open, self.workers.get(worker)),
        };
        let opened_at = self.opened_at(number);
        let closed = state == CaseState::Closed;
        let endings = [Ending::Completed, Ending::Declined, Ending::NotReached];
        CaseRecord {
            id: ids.make(),
            person,
            state,
            opened_at,
            closed_at: closed.then(|| (opened_at + WORKED_FOR).min(self.now - HOUR)),
            ending: endings.get(number % endings.len()).copied().filter(|_| closed),
            worker: worker.copied(),
            next_due_at: None,
            ..template.case.clone()
        }
    }

    /// One to three things, of which of an open case the last is open still: overdue, due today, or in the days to come. On one in forty
    /// nothing is due.
    fn dues(
        &self,
        number: usize,
        template: &Template,
        case: &CaseRecord,
        row: SourceRowId,
        ids: &mut IdMaker,
    ) -> (Vec<DueRecord>, Option<Timestamp>) {
        let last = number % 3;
        let spread = i64::try_from(number * 7919 % (17 * 24)).unwrap_or(0) - 3 * 24;
        let next =
            (case.state == CaseState::Open && !number.is_multiple_of(40)).then(|| self.now + HOUR * i32::try_from(spread).unwrap_or(0));
        let usual = |id| DueRecord {
            id,
            case: case.id,
            kind: DueKind::Offer,
            what: Channel::Phone.as_str().to_owned(),
            service: None,
            due_at: case.opened_at,
            clock: "2wd".to_owned(),
            rule: "everybody".to_owned(),
            state: DueState::Open,
            ended_at: None,
            source_row: None,
        };
        let due = |which: usize| {
            let id = ids.make();
            let like = template.dues.get(which).cloned().unwrap_or_else(|| usual(id));
            let due = DueRecord { id, case: case.id, source_row: Some(row), ..like };
            match next.filter(|_| which == last) {
                Some(next) => DueRecord { due_at: next, state: DueState::Open, ended_at: None, ..due },
                None => {
                    let due_at = case.opened_at + BETWEEN_ATTEMPTS;
                    DueRecord { due_at, state: DueState::Done, ended_at: Some(due_at.min(self.now)), ..due }
                }
            }
        };
        ((0..=last).map(due).collect(), next)
    }

    /// Up to three calls, of which on a closed case the last was answered.
    fn attempts(&self, number: usize, case: &CaseRecord, person: &PersonRecord, ids: &mut IdMaker) -> Vec<Attempt> {
        let Some((by, point)) = case.worker.zip(person.points.first()) else { return Vec::new() };
        let count = number % 4;
        let attempt = |which: usize| {
            let answered = case.state == CaseState::Closed && which + 1 == count;
            let outcome = match case.ending {
                Some(Ending::Declined) if answered => AttemptOutcome::Declined,
                Some(Ending::Completed) if answered => AttemptOutcome::Accepted,
                _ => AttemptOutcome::NoAnswer,
            };
            let at = case.opened_at + BETWEEN_ATTEMPTS * i32::try_from(which + 1).unwrap_or(1);
            Attempt { id: ids.make(), point: point.id, outcome, at: at.min(self.now), by }
        };
        (0..count).map(attempt).collect()
    }
}

fn events(case: &CaseRecord, attempts: &[Attempt], ids: &mut IdMaker) -> Vec<EventRecord> {
    let mut event = |at, kind, user, detail: Option<serde_json::Value>| EventRecord {
        id: ids.make(),
        case: case.id,
        at,
        kind,
        user,
        detail: detail.map(|detail| detail.to_string()),
    };
    let mut events = vec![event(case.opened_at, EventKind::Opened, None, None)];
    if case.worker.is_some() {
        events.push(event(case.opened_at + HOUR, EventKind::Taken, case.worker, Some(json!({}))));
    }
    for attempt in attempts {
        let detail = json!({"way": contact::gate::Way::Call, "outcome": attempt.outcome, "service": null});
        events.push(event(attempt.at, EventKind::Attempted, Some(attempt.by), Some(detail)));
    }
    if let Some(closed_at) = case.closed_at {
        events.push(event(closed_at, EventKind::Closed, case.worker, Some(json!({"ending": case.ending, "note": null}))));
    }
    events
}

/// A mobile in the range that belongs to nobody, and an address of their own at a domain that does.
fn points(ids: &mut IdMaker, number: usize, source_row: SourceRowId, at: Timestamp) -> Vec<KeptPoint> {
    let last = number % 1_000;
    let mut point = |kind, value: String, key: String| KeptPoint {
        id: ids.make(),
        point: Point { kind, value: Sensitive::new(value), key: Some(Sensitive::new(key)) },
        is_current: true,
        wrong_at: None,
        source_row,
        created_at: at,
        found_by: None,
        holders: kernel::Holders::default(),
    };
    let email = format!("person{number}@example.org");
    vec![
        point(PointKind::Mobile, format!("07700 900{last:03}"), format!("+447700900{last:03}")),
        point(PointKind::Email, email.clone(), email),
    ]
}
