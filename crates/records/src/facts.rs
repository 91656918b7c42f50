//! What the schedule needs to know of people, read out of the database many at a time.

use std::collections::HashMap;

use access::Warrant;
use casework::record::CaseState;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{CaseId, FlagSet, Id, PersonId, london_date};
use store::{Conn, FromRow, Result, Row};

use crate::retention::{Due, Kept, KeptCase, Reached};
use crate::sql;

/// The kind of a step's id.
#[derive(Debug, Clone, Copy)]
pub enum StepKind {}
/// A step that was announced.
pub type StepId = Id<StepKind>;

/// A step as it stands in the database: announced, or done.
#[derive(Debug, Clone)]
pub(crate) struct Announced {
    pub(crate) id: StepId,
    pub(crate) person: PersonId,
    pub(crate) due: Due,
    pub(crate) announced_at: Timestamp,
    pub(crate) done_at: Option<Timestamp>,
}

impl FromRow for Announced {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let due = Due { case: row.get(2)?, step: row.word(3)?, class: row.get(4)?, counted_from: row.get(5)?, on: row.get(6)? };
        Ok(Self { id: row.get(0)?, person: row.get(1)?, due, announced_at: row.get(7)?, done_at: row.get(8)? })
    }
}

/// Somebody as the schedule sees them, with the steps that were announced or done.
pub(crate) struct Known {
    pub(crate) kept: Kept,
    pub(crate) steps: Vec<Announced>,
}

/// The last step taken on a case, or on somebody without one, unless the case was opened again since.
fn reached(steps: &[Announced], case: Option<CaseId>, since: Option<Timestamp>) -> Option<Reached> {
    let done = steps.iter().filter(|step| step.due.case == case && step.done_at.is_some_and(|at| since.is_none_or(|since| at >= since)));
    let last = done.max_by_key(|step| step.due.step)?;
    Some(Reached { step: last.due.step, class: last.due.class.clone(), counted_from: last.due.counted_from })
}

/// Reads these people; nobody whose record is destroyed is among them.
pub(crate) fn of(conn: &mut Conn, warrant: &Warrant<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, Known>> {
    let mut last_attempts: HashMap<CaseId, Date> = HashMap::new();
    for (case, at) in conn.all_among::<(CaseId, Timestamp)>(sql::LAST_ATTEMPTS, people)? {
        last_attempts.insert(case, london_date(at));
    }
    let mut received: HashMap<(PersonId, Option<CaseId>), Timestamp> = HashMap::new();
    for (person, case, at) in conn.all_among::<(PersonId, Option<CaseId>, Timestamp)>(sql::LAST_RECEIVED, people)? {
        received.insert((person, case), at);
    }
    let mut flags: HashMap<(PersonId, Option<CaseId>), FlagSet> = HashMap::new();
    for part in casework::keep::involvements_of(conn, people)?.into_iter().map(|known| known.involvement) {
        for key in [(part.person, part.case), (part.person, None)] {
            let of = flags.entry(key).or_default();
            *of = of.with(part.flags);
        }
    }
    let mut steps: HashMap<PersonId, Vec<Announced>> = HashMap::new();
    for step in conn.all_among::<Announced>(sql::STEPS_AMONG, people)? {
        steps.entry(step.person).or_default().push(step);
    }
    let mut known = HashMap::new();
    for person in people::keep::load(conn, warrant, people)?.into_iter().filter(|person| person.key.is_some()) {
        let steps = steps.remove(&person.id).unwrap_or_default();
        let last = received.iter().filter(|((of, _), _)| *of == person.id).map(|(_, at)| *at).max();
        let kept = Kept {
            born: person.known.date_of_birth.as_ref().map(|born| *born.reveal()),
            cases: Vec::new(),
            flags: flags.get(&(person.id, None)).copied().unwrap_or_default(),
            received: london_date(last.unwrap_or(person.created_at)),
            reached: reached(&steps, None, None),
        };
        known.insert(person.id, Known { kept, steps });
    }
    for case in casework::keep::cases_of(conn, people, "")? {
        let Some(Known { kept, steps }) = known.get_mut(&case.person) else { continue };
        let closed_at = case.closed_at.filter(|_| case.state == CaseState::Closed);
        let last = received.get(&(case.person, Some(case.id))).copied().unwrap_or(case.opened_at);
        kept.cases.push(KeptCase {
            case: case.id,
            // A case that is closed and does not say when is as old as its last referral.
            closed: (case.state == CaseState::Closed).then(|| (london_date(closed_at.unwrap_or(last)), case.ending)),
            flags: flags.get(&(case.person, Some(case.id))).copied().unwrap_or_default(),
            last_contact: last_attempts.get(&case.id).copied(),
            received: london_date(last),
            reached: reached(steps, Some(case.id), closed_at),
        });
    }
    Ok(known)
}
