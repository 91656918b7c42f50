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

/// Open cases, each with an incident of theirs: by its reference, and by its days.
pub(super) const BY_REFERENCE: &str = "SELECT c.id, c.person_id, i.id, i.crime_reference, i.occurred_from, i.occurred_to FROM incidents i
    JOIN involvements v ON v.incident_id = i.id JOIN cases c ON c.id = v.case_id
    WHERE upper(i.crime_reference) IN ({}) AND c.state = 'open'";
pub(super) const BY_DAY: &str = "SELECT c.id, c.person_id, i.id, i.crime_reference, i.occurred_from, i.occurred_to FROM incidents i
    JOIN involvements v ON v.incident_id = i.id JOIN cases c ON c.id = v.case_id
    WHERE COALESCE(i.occurred_from, i.occurred_to) <= $2 AND COALESCE(i.occurred_to, i.occurred_from) >= $1 AND c.state = 'open'";
pub(super) const PEOPLE_OF: &str = "SELECT id, person_id FROM cases WHERE id IN ({})";
/// Those who have been marked already, or were found to belong to one when they came.
pub(super) const MARKED: &str = "SELECT d.case_id FROM dues d WHERE d.kind = 'task' AND d.what = 'major_incident'
    UNION SELECT v.case_id FROM source_rows s JOIN involvements v ON v.source_row_id = s.id
    WHERE v.case_id IS NOT NULL AND ';' || s.reasons || ';' LIKE '%;major_incident;%'";

struct Found {
    case: CaseId,
    person: PersonId,
    incident: kernel::IncidentId,
    days: (Option<Date>, Option<Date>),
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { case: row.get(0)?, person: row.get(1)?, incident: row.get(2)?, days: (row.get(4)?, row.get(5)?) })
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
    for marked in conn.all::<CaseId>(MARKED, &[])? {
        cases.remove(&marked);
    }
    Ok(cases)
}

/// How many open cases belong to it, came before it was declared and have not been marked. It counts every case of the hub and tells of none.
///
/// # Errors
/// [`Refused::Ended`] when it has ended, or there is none; or what the database says.
pub fn how_many_earlier(conn: &mut Conn, permit: &Permit<'_, kind::DeclareMajorIncident>, id: MajorIncidentId) -> Result<usize, Error> {
    let incident: MajorIncident = conn.maybe(ONE, &[&id])?.ok_or(Refused::Ended)?;
    Ok(conn.as_the_program(|conn| cases(conn, permit, &incident))?.len())
}

/// Gives each of them the task to look at it, due in four hours, and says so in its timeline. Done twice, it marks nobody twice. How many
/// they were.
///
/// # Errors
/// As [`how_many_earlier`].
pub fn mark_earlier(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::DeclareMajorIncident>,
    id: MajorIncidentId,
) -> Result<usize, Error> {
    let incident: MajorIncident = tx.maybe(ONE, &[&id])?.ok_or(Refused::Ended)?;
    let due_at = permit.at().checked_add(EARLIER_WITHIN).map_err(|_| store::Error::Other("the moment is too late".into()))?;
    let marked = tx.change_as_the_program(|tx| {
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
        note_listed(tx, ids, permit.warrant(), &people)?;
        Ok(cases.len())
    })?;
    Ok(marked)
}
