//! What is on record about a person, as the decision wants to see it.

use casework::record::{CaseState, DueKind, DueState};
use kernel::{Channel, IncidentId, Level, Outcome, SourceRowId};
use triage::{History, OpenOffer, OpenTask, PastIncident, Route, SameIncident};

use crate::register::{KnownPerson, SeenRow};

/// The person's past, leaving out this row's own part in it. The register must have taken the row's particulars in already: the gate goes by
/// what is known then, so that what was said of an old number does not open a new one. What happened before counts on whichever of their records
/// it stands.
pub fn history<'p>(
    known: &'p KnownPerson,
    other_records: &[&'p KnownPerson],
    row: SourceRowId,
    incident: Option<IncidentId>,
    seen: Option<&SeenRow>,
) -> History {
    let all = || std::iter::once(known).chain(other_records.iter().copied());
    let by_others = || known.involvements.iter().map(|tracked| &tracked.value.involvement).filter(|part| part.source_row != row);
    let open = known.cases.iter().map(|case| &case.value).find(|case| case.state == CaseState::Open);
    let dues = |kind| open.into_iter().flat_map(move |case| known.open_dues(case.id, kind));
    let route = |service: &Option<String>, what: &str| Channel::parse(what).map(|channel| Route { service: service.clone(), channel });
    History {
        incidents: all()
            .flat_map(|known| &known.involvements)
            .map(|part| &part.value.involvement)
            .filter(|part| part.source_row != row)
            .filter(|part| Some(part.incident) != incident)
            .map(|part| PastIncident { recorded_at: part.recorded_at, flags: part.flags })
            .collect(),
        same_incident: match by_others().filter(|part| Some(part.incident) == incident).map(|part| part.case.is_some()).max() {
            None => SameIncident::None,
            Some(false) => SameIncident::RecordedOnly,
            Some(true) => SameIncident::Served,
        },
        case: match (open, known.cases.is_empty()) {
            (Some(_), _) => triage::CaseState::Open,
            (None, false) => triage::CaseState::Closed,
            (None, true) => triage::CaseState::None,
        },
        was_enhanced: all().flat_map(|known| &known.cases).any(|case| case.value.level == Level::Enhanced),
        open_offers: dues(DueKind::Offer)
            .filter_map(|due| Some(OpenOffer { route: route(&due.service, &due.what)?, due_at: due.due_at, rule: due.rule.clone() }))
            .collect(),
        open_tasks: dues(DueKind::Task)
            .map(|due| OpenTask { service: due.service.clone(), kind: due.what.clone(), due_at: due.due_at })
            .collect(),
        contacted: known
            .dues
            .iter()
            .map(|due| &due.value)
            .filter(|due| due.source_row == Some(row) && due.kind == DueKind::Offer && due.state == DueState::Done)
            .filter_map(|due| route(&due.service, &due.what))
            .collect(),
        done_tasks: known
            .dues
            .iter()
            .map(|due| &due.value)
            .filter(|due| due.source_row == Some(row) && due.kind == DueKind::Task && due.state == DueState::Done)
            .map(|due| due.what.clone())
            .collect(),
        opened_by_this_row: seen.is_some_and(|seen| match seen.outcome {
            Outcome::Opened | Outcome::Reopened => true,
            Outcome::Updated => known.dues.iter().any(|due| due.value.source_row == Some(row)),
            _ => false,
        }),
        safeguards: known.safeguards(),
    }
}
