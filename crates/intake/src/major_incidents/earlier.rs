//! Those who came before a major incident was declared, and are open cases now.

use std::collections::BTreeSet;

use access::{Permit, kind, note_listed};
use casework::due::{DueChanges, NewDue, carry_out};
use casework::keep::{insert_events, involvements_of, told};
use casework::record::{DueKind, EventKind, EventRecord};
use jiff::SignedDuration;
use jiff::civil::Date;
use kernel::{CaseId, IdMaker, PersonId, Postcode};
use store::{Conn, FromRow, Result, Row, Tx};

use super::{Error, MajorIncident, MajorIncidentId, ONE, Refused};

/// The task that each of them is given.
pub const EARLIER_TASK: &str = "major_incident";
/// By when it is done, from when they are marked: our default.
pub const EARLIER_WITHIN: SignedDuration = SignedDuration::from_hours(4);

/// Open cases, each with an incident of theirs: by its reference, and by its days. Joined in this order, as SQLite would else walk through every
/// open case: few incidents are of those days, whatever it takes for granted.
pub(super) const BY_REFERENCE: &str = "SELECT c.id, c.person_id, i.id, i.occurred_from, i.occurred_to FROM incidents i
    CROSS JOIN involvements v CROSS JOIN cases c WHERE upper(i.crime_reference) IN ({}) AND v.incident_id = i.id AND c.id = v.case_id
    AND c.state = 'open'";
pub(super) const BY_DAY: &str = "SELECT c.id, c.person_id, i.id, i.occurred_from, i.occurred_to FROM incidents i
    CROSS JOIN involvements v CROSS JOIN cases c WHERE COALESCE(i.occurred_to, i.occurred_from) >= $1
    AND COALESCE(i.occurred_from, i.occurred_to) <= $2 AND v.incident_id = i.id AND c.id = v.case_id AND c.state = 'open'";
pub(super) const PEOPLE_OF: &str = "SELECT id, person_id FROM cases WHERE id IN ({})";
/// Of these cases, those that have been marked already.
pub(super) const MARKED: &str = "SELECT case_id FROM dues WHERE case_id IN ({}) AND kind = 'task' AND what = 'major_incident'";
/// Of these cases, those that were found to belong to one when they came.
pub(super) const KNOWN: &str = "SELECT v.case_id FROM involvements v JOIN source_rows s ON s.id = v.source_row_id
    WHERE v.case_id IN ({}) AND ';' || s.reasons || ';' LIKE '%;major_incident;%'";

struct Found {
    case: CaseId,
    person: PersonId,
    incident: kernel::IncidentId,
    days: (Option<Date>, Option<Date>),
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { case: row.get(0)?, person: row.get(1)?, incident: row.get(2)?, days: (row.get(3)?, row.get(4)?) })
    }
}

/// The open cases that belong to it and have not been marked. Where something happened is opened with the key of whoever told of it.
fn cases(conn: &mut Conn, permit: &Permit<'_, kind::DeclareMajorIncident>, incident: &MajorIncident) -> Result<BTreeSet<CaseId>> {
    let bounds = &incident.bounds;
    let references: Vec<String> = bounds.crime_references.iter().map(|reference| reference.to_ascii_uppercase()).collect();
    let by_reference: Vec<Found> = conn.all_among(BY_REFERENCE, &references)?;
    let mut cases: BTreeSet<CaseId> = by_reference.into_iter().map(|found| found.case).collect();
    if !bounds.districts.is_empty() {
        let on_those_days: Vec<Found> = conn.all(BY_DAY, &[&bounds.days.0, &bounds.days.1])?;
        let people: BTreeSet<PersonId> = on_those_days.iter().map(|found| found.person).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let keys = people::keep::keys_of(conn, permit.warrant(), &people)?;
        for part in involvements_of(conn, &people)? {
            let part = part.involvement;
            let found = on_those_days.iter().find(|found| (found.person, found.incident) == (part.person, part.incident));
            let Some(found) = found.filter(|found| bounds.has_days(found.days.0, found.days.1)) else { continue };
            let postcode = told(keys.get(&part.person), &part)?.postcode.and_then(|postcode| Postcode::parse(postcode.reveal()));
            if bounds.has_place(postcode.as_ref()) {
                cases.insert(found.case);
            }
        }
    }
    let all: Vec<CaseId> = cases.iter().copied().collect();
    for statement in [MARKED, KNOWN] {
        for marked in conn.all_among::<CaseId>(statement, &all)? {
            cases.remove(&marked);
        }
    }
    Ok(cases)
}

/// How many open cases belong to it, came before it was declared and have not been marked, of those that whoever asks may read. There may be
/// others: the count tells nothing of them.
///
/// # Errors
/// [`Refused::Ended`] when it has ended, or there is none; or what the database says.
pub fn how_many_earlier(conn: &mut Conn, permit: &Permit<'_, kind::DeclareMajorIncident>, id: MajorIncidentId) -> Result<usize, Error> {
    let incident: MajorIncident = conn.maybe(ONE, &[&id])?.ok_or(Refused::Ended)?;
    let all: Vec<CaseId> = conn.as_the_program(|conn| cases(conn, permit, &incident))?.into_iter().collect();
    Ok(permit.warrant().readable_cases().cases_among(conn, &all)?.len())
}

/// Gives every open case that belongs to it and came before the task to look at it, due in four hours, and says so in its timeline: also those that
/// whoever marks may not read. Done twice, it marks nobody twice.
///
/// # Errors
/// As [`how_many_earlier`].
pub fn mark_earlier(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::DeclareMajorIncident>,
    id: MajorIncidentId,
) -> Result<(), Error> {
    let incident: MajorIncident = tx.maybe(ONE, &[&id])?.ok_or(Refused::Ended)?;
    let due_at = permit.at().checked_add(EARLIER_WITHIN).map_err(|_| store::Error::Other("the moment is too late".into()))?;
    tx.change_as_the_program(|tx| {
        let cases = cases(tx, permit, &incident)?;
        let mut events = Vec::with_capacity(cases.len());
        for case in &cases {
            let task = NewDue {
                kind: DueKind::Task,
                what: EARLIER_TASK.to_owned(),
                service: None,
                due_at,
                clock: "4h".to_owned(),
                rule: EARLIER_TASK.to_owned(),
                source_row: None,
            };
            carry_out(tx, ids, *case, &DueChanges { added: vec![task], ..DueChanges::default() }, permit.at())?;
            let (at, kind, user) = (permit.at(), EventKind::MajorIncidentFound, permit.user());
            events.push(EventRecord { id: ids.make(), case: *case, at, kind, user, detail: None });
        }
        insert_events(tx, permit.warrant(), &events)?;
        let cases: Vec<CaseId> = cases.into_iter().collect();
        let people: Vec<PersonId> = tx.all_among::<(CaseId, PersonId)>(PEOPLE_OF, &cases)?.into_iter().map(|(_, person)| person).collect();
        note_listed(tx, ids, permit.warrant(), &people)
    })?;
    Ok(())
}
