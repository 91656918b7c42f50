//! What a batch came to, written: everything of it or nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use access::Warrant;
use casework::keep as cases;
use casework::reminders::HeardAgain;
use jiff::Timestamp;
use kernel::{CaseId, CaseReference, IdMaker, IncidentId, Outcome, PersonId, Source, SourceRowId, SupportConsent, TransferId, london_date};
use people::joined::Relation;
use people::keep::Change;
use records::source_rows::seal_as_sent;
use serde::{Deserialize, Serialize};
use store::{Bind, Cell, Result, Tx};
use vault::{DataKey, Vault};

use crate::place::{Circumstances, Keep, Placed, Writing, reasons_text};
use crate::read;
use crate::recognise::Evidence;
use crate::register::{Keeping, KnownPerson, Register};

/// What is kept of a row, column by column.
pub const ROW_COLUMNS: [&str; 17] = [
    "id",
    "source",
    "source_record_id",
    "transfer_id",
    "row_number",
    "version",
    "received_at",
    "digest",
    "outcome",
    "reasons",
    "profile",
    "person_id",
    "case_id",
    "incident_id",
    "decision",
    "as_sent",
    "sealed_key",
];
const REPLACE: &str =
    "UPDATE source_rows SET transfer_id = $2, row_number = $3, received_at = $4, digest = $5, outcome = $6, reasons = $7, profile = $8,
    person_id = $9, case_id = $10, incident_id = $11, decision = $12, as_sent = $13, sealed_key = $14, version = $15 WHERE id = $1";
const FORGET_ROWS_OF_INCIDENT: &str =
    "UPDATE source_rows SET digest = NULL, person_id = NULL, case_id = NULL, incident_id = NULL, decision = NULL,
    as_sent = NULL, sealed_key = NULL WHERE person_id = $1 AND incident_id = $2";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[REPLACE, FORGET_ROWS_OF_INCIDENT];

/// Under whose permission the rows are taken in.
pub struct By<'a, 't> {
    /// The permission.
    pub warrant: &'a Warrant<'t>,
    /// The file, where there is one.
    pub transfer: Option<TransferId>,
}

/// A row with what was sent and what became of it.
pub type Decided<'r> = (&'r read::Row, &'r Placed);

/// Writes the register's changes and the rows' own records, with an audit row for each person concerned.
///
/// # Errors
/// As the database says; then nothing is kept.
pub fn keep(
    tx: &mut Tx<'_>,
    under: &Circumstances,
    ids: &mut IdMaker,
    by: &By<'_, '_>,
    register: &mut Register,
    rows: &[Decided<'_>],
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let warrant = by.warrant;
    let mut people: Vec<&mut KnownPerson> = register.people.values_mut().collect();
    people.sort_by_key(|person| person.record.value.id);
    number_cases(tx, &mut people)?;
    register.change = write_people(tx, warrant, under, &mut people)?;
    let fresh = |incident: &&crate::register::Tracked<_>| incident.state == Keeping::Fresh;
    cases::insert_incidents(tx, register.changed_incidents.iter().filter(fresh).map(|incident| &incident.value))?;
    for incident in register.changed_incidents.iter().filter(|incident| incident.state == Keeping::Changed) {
        cases::update_incident(tx, &incident.value)?;
    }
    write_casework(tx, &people)?;
    cases::insert_reviews(tx, &register.reviews)?;
    cases::insert_events(tx, warrant, &register.events)?;
    casework::reminders::leave_reopened(tx, &register.events)?;
    for person in &people {
        forget(tx, person)?;
    }
    let changed = people.iter().filter(|person| person.cases.iter().any(|case| case.state != Keeping::Same));
    let changed: Vec<PersonId> = changed.map(|person| person.record.value.id).collect();
    let fresh_cases = people.iter().flat_map(|person| &person.cases).filter(|case| case.state == Keeping::Fresh);
    let fresh_cases: HashSet<CaseId> = fresh_cases.map(|case| case.value.id).collect();
    write_rows(tx, under, by, register, rows)?;
    write_funding(tx, under, &fresh_cases, rows)?;
    note_who_came_back(tx, under, ids, warrant, rows)?;
    note_audit(tx, ids, warrant, rows)?;
    let joined = Relation::read_around(tx, &changed)?;
    // A case on one record is shut to whom another record of the same person is shut, and the other way round.
    changed.into_iter().filter(|person| joined.is_joined(*person)).try_for_each(|person| casework::joined::spread(tx, ids, warrant, person))
}

fn number_cases(tx: &mut Tx<'_>, people: &mut [&mut KnownPerson]) -> Result<()> {
    let fresh = people.iter_mut().flat_map(|person| &mut person.cases).filter(|case| case.state == Keeping::Fresh);
    let fresh: Vec<_> = fresh.collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let first = cases::take_numbers(tx, u32::try_from(fresh.len()).unwrap_or(u32::MAX))?;
    for (number, case) in (first..).zip(fresh) {
        let reference =
            CaseReference::from_number(number).ok_or_else(|| store::Error::Schema("every case reference has been given out".into()))?;
        case.value.reference = reference.to_string();
    }
    Ok(())
}

fn write_people(tx: &mut Tx<'_>, warrant: &Warrant<'_>, under: &Circumstances, people: &mut [&mut KnownPerson]) -> Result<Option<Change>> {
    if people.iter().all(|person| person.record.state == Keeping::Same && !person.forgotten) {
        return Ok(None);
    }
    let change = people::keep::next_change(tx)?;
    let fresh = people.iter_mut().filter(|person| person.record.state == Keeping::Fresh);
    people::keep::insert(tx, warrant, change, &mut fresh.map(|person| &mut person.record.value).collect::<Vec<_>>())?;
    for person in people.iter() {
        match person.record.state {
            _ if person.forgotten => records::destroy::forget(tx, warrant, change, person.record.value.id)?,
            Keeping::Changed => {
                people::keep::take_points_off(tx, &person.lost_points)?;
                people::keep::update(tx, warrant, change, &person.record.value, |point| person.fresh_points.contains(&point.id))?;
            }
            Keeping::Same | Keeping::Fresh => {}
        }
    }
    let remembered = people.iter().filter(|person| !person.forgotten);
    let references =
        remembered.flat_map(|person| person.fresh_references.iter().map(|reference| (reference.as_str(), person.record.value.id)));
    people::keep::insert_references(tx, under.source, references)?;
    Ok(Some(change))
}

fn write_casework(tx: &mut Tx<'_>, people: &[&mut KnownPerson]) -> Result<()> {
    let all_cases = || people.iter().flat_map(|person| &person.cases);
    let fresh: Vec<_> = all_cases().filter(|case| case.state == Keeping::Fresh).map(|case| &case.value).collect();
    cases::insert_cases(tx, &fresh)?;
    for case in all_cases().filter(|case| case.state == Keeping::Changed) {
        cases::update_case(tx, &case.value)?;
    }
    let left = || people.iter().flat_map(|person| person.left.iter().map(|incident| (person.record.value.id, *incident)));
    left().try_for_each(|(person, incident)| cases::delete_involvement(tx, person, incident))?;
    let (mut fresh, mut changed) = (Vec::new(), Vec::new());
    for person in people.iter().filter(|person| !person.involvements.is_empty()) {
        let key = person.key()?;
        let parts = |state| person.involvements.iter().filter(move |part| part.state == state).map(|part| &part.value.involvement);
        fresh.extend(parts(Keeping::Fresh).map(|part| (key, part)));
        changed.extend(parts(Keeping::Changed).map(|part| (key, part)));
    }
    cases::insert_involvements(tx, fresh)?;
    changed.into_iter().try_for_each(|(key, part)| cases::update_involvement(tx, key, part))?;
    left().try_for_each(|(_, incident)| cases::delete_incident_of_nobody(tx, incident))?;
    let dues = || people.iter().flat_map(|person| &person.dues);
    cases::insert_dues(tx, dues().filter(|due| due.state == Keeping::Fresh).map(|due| &due.value))?;
    for due in dues().filter(|due| due.state == Keeping::Changed) {
        cases::update_due(tx, &due.value)?;
    }
    // When a worker means to try again only the database knows.
    let changed = all_cases().filter(|case| case.state == Keeping::Changed);
    changed.map(|case| case.value.id).try_for_each(|case| casework::due::settle_next_due(tx, case))
}

/// What pays for the cases that these rows opened or added to. Of most hubs nothing is to be told apart.
fn write_funding(tx: &mut Tx<'_>, under: &Circumstances, fresh: &HashSet<CaseId>, rows: &[Decided<'_>]) -> Result<()> {
    if under.profile.funding.is_empty() {
        return Ok(());
    }
    let day = london_date(under.received_at);
    let mut opened = BTreeSet::new();
    for (_, placed) in rows {
        let Some(case) = placed.case else { continue };
        let streams: Vec<&str> = placed.decision.funding.iter().map(String::as_str).collect();
        if fresh.contains(&case) {
            opened.extend(streams.into_iter().map(|stream| (case, stream)));
        } else {
            casework::funding::add(tx, case, &streams, day)?;
        }
    }
    casework::funding::of_opened(tx, opened, day)
}

/// Whoever comes by themselves, or is sent by an agency, about what a closed case was about is a duplicate to the register; to the hub they are
/// somebody who came back, and is to be heard.
fn note_who_came_back(
    tx: &mut Tx<'_>,
    under: &Circumstances,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    rows: &[Decided<'_>],
) -> Result<()> {
    if !matches!(under.source, Source::SelfReferral | Source::Agency) {
        return Ok(());
    }
    let again = rows.iter().filter(|(_, placed)| placed.decision.outcome == Outcome::Duplicate && placed.writing != Writing::Leave);
    let agreed =
        |row: &read::Row| matches!(&row.content, read::Content::Referral(sent) if sent.support_consent == Some(SupportConsent::Given));
    let own_word = |row: &read::Row| under.source == Source::SelfReferral || agreed(row);
    let heard: Vec<HeardAgain> =
        again.filter_map(|(row, placed)| placed.case.map(|case| HeardAgain { case, own_word: own_word(row) })).collect();
    casework::reminders::came_back(tx, ids, warrant, &heard)
}

/// Takes away what earlier rows told of somebody who has refused since because of an incident; of who refused altogether it is gone by now.
fn forget(tx: &mut Tx<'_>, known: &KnownPerson) -> Result<()> {
    let person = known.record.value.id;
    known.refused.iter().try_for_each(|incident| tx.execute(FORGET_ROWS_OF_INCIDENT, &[&person, incident]).map(|_| ()))
}

/// A decision as it is kept: the record of the feed, and the rules that fired.
#[derive(Serialize)]
struct Kept<'d> {
    #[serde(flatten)]
    decision: &'d triage::Decision,
    why: &'d triage::Why,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognised: Option<&'d Evidence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sooner: Vec<Moved>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withdrawn: Vec<Moved>,
}

/// What a row moved or took back of what was due before it: a channel or a task, at which desk, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    pub(crate) service: Option<String>,
    pub(crate) what: String,
    pub(crate) due_at: Timestamp,
}

impl From<&triage::OpenOffer> for Moved {
    fn from(offer: &triage::OpenOffer) -> Self {
        Self { service: offer.route.service.clone(), what: offer.route.channel.as_str().to_owned(), due_at: offer.due_at }
    }
}

impl From<&triage::OpenTask> for Moved {
    fn from(task: &triage::OpenTask) -> Self {
        Self { service: task.service.clone(), what: task.kind.clone(), due_at: task.due_at }
    }
}

impl<'d> Kept<'d> {
    fn of(placed: &'d Placed) -> Self {
        let decision = &placed.decision;
        let sooner = decision.sooner.iter().map(Moved::from).chain(decision.sooner_tasks.iter().map(Moved::from)).collect();
        let withdrawn = decision.withdrawn.iter().map(Moved::from).collect();
        Self { decision, why: &decision.why, recognised: placed.evidence.as_ref(), sooner, withdrawn }
    }
}

/// One row's record, ready to be bound.
struct RowRecord<'r> {
    row: &'r read::Row,
    placed: &'r Placed,
    reasons: String,
    decision: Option<String>,
    as_sent: Option<Vec<u8>>,
    /// The row's own key, where it stands for nobody.
    sealed_key: Option<Vec<u8>>,
    insert: bool,
    /// Whether nothing of it is kept but its id and the reasons.
    bare: bool,
}

impl<'r> RowRecord<'r> {
    fn new(row: &'r read::Row, placed: &'r Placed, insert: bool, bare: bool, vault: &Vault, person: Option<&DataKey>) -> Result<Self> {
        let json =
            |text: serde_json::Result<String>| text.map_err(|_| store::Error::Other("a decision could not be written as JSON".into()));
        let all = placed.keep == Keep::All && !bare;
        let kept = if all { Some(json(serde_json::to_string(&Kept::of(placed)))?) } else { None };
        let (mut as_sent, mut sealed_key) = (None, None);
        if all {
            let text = json(serde_json::to_string(&row.as_sent))?;
            as_sent = Some(match person {
                Some(key) => seal_as_sent(key, placed.id, &text)?,
                None => {
                    let (key, wrapped) = vault.new_key(placed.id.uuid())?;
                    sealed_key = Some(wrapped);
                    seal_as_sent(&key, placed.id, &text)?
                }
            });
        }
        Ok(Self { row, placed, reasons: reasons_text(&placed.decision.reasons), decision: kept, as_sent, sealed_key, insert, bare })
    }

    fn digest(&self) -> Cell<'_> {
        if self.bare { Cell::Null } else { Cell::Bytes(self.row.digest.as_slice().into()) }
    }

    fn person(&self) -> Option<PersonId> {
        self.placed.person.filter(|_| !self.bare)
    }

    fn case(&self) -> Option<CaseId> {
        self.placed.case.filter(|_| !self.bare)
    }

    fn incident(&self) -> Option<IncidentId> {
        self.placed.incident.filter(|_| !self.bare)
    }
}

fn write_rows(tx: &mut Tx<'_>, under: &Circumstances, by: &By<'_, '_>, register: &Register, rows: &[Decided<'_>]) -> Result<()> {
    let transfer = by.transfer;
    // A row that stands twice in a batch is written once, as it was last.
    let mut records: BTreeMap<SourceRowId, RowRecord<'_>> = BTreeMap::new();
    for (row, placed) in rows.iter().filter(|(_, placed)| placed.writing != Writing::Leave) {
        let insert = placed.writing == Writing::Insert || records.get(&placed.id).is_some_and(|record| record.insert);
        // A refusal further down may have covered it.
        let bare = register.seen.get(&placed.key).is_none_or(|seen| seen.digest.is_none());
        let person = placed.person.and_then(|person| register.people.get(&person)?.key().ok());
        records.insert(placed.id, RowRecord::new(row, placed, insert, bare, by.warrant.vault(), person)?);
    }
    let version = format!("{}@{}", under.profile.name, under.profile.in_force_from);
    let inserts = records.values().filter(|record| record.insert).map(|record| {
        let placed = record.placed;
        [
            placed.id.cell(),
            Cell::Text(under.source.as_str().into()),
            placed.key.cell(),
            transfer.cell().into_owned(),
            Cell::Int(i64::try_from(placed.number).unwrap_or(i64::MAX)),
            Cell::Int(placed.version),
            under.received_at.cell().into_owned(),
            record.digest(),
            Cell::Text(placed.decision.outcome.as_str().into()),
            record.reasons.cell(),
            version.cell(),
            record.person().cell().into_owned(),
            record.case().cell().into_owned(),
            record.incident().cell().into_owned(),
            record.decision.cell(),
            record.as_sent.cell(),
            record.sealed_key.cell(),
        ]
    });
    tx.insert_many("source_rows", &ROW_COLUMNS, inserts)?;
    for record in records.values().filter(|record| !record.insert) {
        let placed = record.placed;
        let number = i64::try_from(placed.number).unwrap_or(i64::MAX);
        let values: [&dyn Bind; 15] = [
            &placed.id,
            &transfer,
            &number,
            &under.received_at,
            &record.digest(),
            &placed.decision.outcome.as_str(),
            &record.reasons,
            &version,
            &record.person(),
            &record.case(),
            &record.incident(),
            &record.decision,
            &record.as_sent,
            &record.sealed_key,
            &placed.version,
        ];
        tx.execute_one(REPLACE, &values)?;
    }
    Ok(())
}

fn note_audit(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, rows: &[Decided<'_>]) -> Result<()> {
    // Of a row that stands as it stood nobody was shown anything.
    let concerned = rows.iter().filter(|(_, placed)| placed.writing != Writing::Leave);
    let people: Vec<PersonId> = concerned.filter_map(|(_, placed)| placed.person).collect();
    access::note_listed(tx, ids, warrant, &people)
}
