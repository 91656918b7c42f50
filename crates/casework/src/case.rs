//! Everything that is known about one case, in a handful of statements.

use std::collections::HashMap;

use access::{CaseFacts, Permit, kind};
use contact::attempt::AttemptOutcome;
use contact::gate::{Safeguards, Way};
use jiff::{Timestamp, civil::Date};
use kernel::{
    AttemptId, CaseId, ContactPointId, EventId, FixedReason, FlagSet, IncidentId, IncidentKind, PersonId, ReviewId, ReviewKind, Role,
    Sensitive, Source, SourceRowId,
};
use people::Shown;
use people::joined::Relation;
use people::keep::flags_from;
use people::record::PersonRecord;
use serde::Deserialize;
use store::{Conn, FromRow, Result, Row};
use triage::Why;
use vault::DataKey;

use crate::{
    break_glass::broken_until,
    due::{OpenDue, open_dues},
    funding::{self, Funded},
    reader::{Origin, Reader},
    record::{CaseRecord, DueRecord, EventKind, ReviewState},
    record_consent::{Consent, consents},
    reminders::{self, Reminder},
    sealed,
    snapshot::safeguards,
    sql,
    write_note::{Note, notes},
};

/// A case as its page shows it.
#[derive(Debug)]
pub struct CaseFile {
    /// The case.
    pub case: CaseRecord,
    /// How it stands to whoever reads it.
    pub facts: CaseFacts,
    /// Which parts they are shown. What is not shown is not here.
    pub shown: Shown,
    /// Until when it is open to them because they broke the glass on it.
    pub broken_until: Option<Timestamp>,
    /// When what was held on it was destroyed.
    pub destroyed_at: Option<Timestamp>,
    /// Who works it.
    pub worker: Option<String>,
    /// Whose it is.
    pub person: PersonRecord,
    /// What the gate must know of them.
    pub who: Safeguards,
    /// What is due, the next to act on first; nothing for whoever is not told.
    pub open: Vec<OpenDue>,
    /// Whether they are told what is due, and why: they work the case, or could. Whoever only reads it is not.
    pub is_told_what_is_due: bool,
    /// Under which version of the hub's rules the rows were decided that what is due came from.
    pub decided_under: HashMap<SourceRowId, String>,
    /// The incidents, the latest first.
    pub incidents: Vec<Involved>,
    /// What a person should look at, or has.
    pub reviews: Vec<Review>,
    /// Those of the open reviews that ask whether the person is somebody whom the reader may read too.
    pub comparable: Vec<ReviewId>,
    /// How many other records of the same person there are.
    pub other_records: usize,
    /// What was tried, the latest first.
    pub attempts: Vec<AttemptMade>,
    /// The notes that they may read, the latest first.
    pub notes: Vec<Note>,
    /// With whom the person agreed to be shared, the latest first.
    pub consents: Vec<Consent>,
    /// What happened, the latest first.
    pub events: Vec<Event>,
    /// When the person is or was to be asked again, the earliest first.
    pub reminders: Vec<Reminder>,
    /// What pays or paid for the support, the earliest first.
    pub funding: Vec<Funded>,
}

/// A part in an incident, and what was decided because of it.
#[derive(Debug, Clone)]
pub struct Involved {
    /// As what.
    pub role: Role,
    /// Flags, as sent and as implied.
    pub flags: FlagSet,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What kind of incident.
    pub kind: IncidentKind,
    /// Whether it was reported to the police.
    pub reported: bool,
    /// The force's reference.
    pub crime_reference: Option<String>,
    /// When it happened, or began to.
    pub occurred_from: Option<Date>,
    /// When it ended.
    pub occurred_to: Option<Date>,
    /// The Home Office code.
    pub offence_code: Option<String>,
    /// The offence as sent.
    pub offence_text: Option<Sensitive<String>>,
    /// Where, as sent.
    pub location: Option<Sensitive<String>>,
    /// By which door it came.
    pub source: Source,
    /// Why the row had its outcome, as far as the reasons are fixed words.
    pub reasons: Vec<FixedReason>,
    /// The rules that fired; absent where no decision is kept, or one that is no longer understood, and for whoever is not told what is due.
    pub why: Option<Why>,
}

#[derive(Deserialize)]
struct Decided {
    why: Why,
}

/// A part in an incident with what was told of it unopened.
struct SealedInvolved {
    incident: IncidentId,
    account: Option<Vec<u8>>,
    involved: Involved,
}

impl FromRow for SealedInvolved {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let decision: Option<String> = row.get(13)?;
        let involved = Involved {
            role: row.word(0)?,
            flags: flags_from(&row.get::<String>(1)?),
            recorded_at: row.get(2)?,
            kind: row.word(3)?,
            reported: row.get(4)?,
            crime_reference: row.get(5)?,
            occurred_from: row.get(6)?,
            occurred_to: row.get(7)?,
            offence_code: row.get(8)?,
            offence_text: None,
            location: None,
            source: row.word(11)?,
            reasons: row.get::<String>(12)?.split(';').filter_map(FixedReason::parse).collect(),
            why: decision.and_then(|text| serde_json::from_str::<Decided>(&text).ok()).map(|decided| decided.why),
        };
        Ok(Self { incident: row.get(9)?, account: row.get(10)?, involved })
    }
}

impl SealedInvolved {
    fn open(self, key: Option<&DataKey>) -> Result<Involved> {
        let told = sealed::open_account(key, self.incident, self.account.as_deref())?;
        Ok(Involved { offence_text: told.offence_text, location: told.location, ..self.involved })
    }
}

struct OfCase(CaseId, SealedInvolved);

impl FromRow for OfCase {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(14)?, SealedInvolved::from_row(row)?))
    }
}

/// Something a person should look at, or has looked at.
#[derive(Debug, Clone)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// What to look at.
    pub kind: ReviewKind,
    /// For a possible same person: who that may be.
    pub other_person: Option<PersonId>,
    /// Whether it still waits.
    pub state: ReviewState,
    /// Since when.
    pub created_at: Timestamp,
}

impl FromRow for Review {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, kind: row.word(1)?, other_person: row.get(2)?, state: row.word(3)?, created_at: row.get(4)? })
    }
}

/// An attempt to reach the person.
#[derive(Debug, Clone)]
pub struct AttemptMade {
    /// Its id.
    pub id: AttemptId,
    /// By which way.
    pub way: Way,
    /// By which number or address.
    pub point: Option<ContactPointId>,
    /// For which desk, where the hub has more than one.
    pub service: Option<String>,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// When.
    pub at: Timestamp,
    /// Who tried; absent where that would tell where else the person goes.
    pub by: Option<String>,
    /// What they wrote down.
    pub note: Option<Sensitive<String>>,
}

/// An attempt with what was written down about it unopened.
struct SealedAttempt {
    made: AttemptMade,
    note: Option<Vec<u8>>,
    origin: Origin,
}

impl FromRow for SealedAttempt {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let made = AttemptMade {
            id: row.get(0)?,
            way: row.word(1)?,
            point: row.get(2)?,
            service: row.get(3)?,
            outcome: row.word(4)?,
            at: row.get(5)?,
            by: row.get(6)?,
            note: None,
        };
        Ok(Self { made, note: row.get(7)?, origin: Origin { desk: row.get(8)?, agency: row.get(9)? } })
    }
}

impl SealedAttempt {
    fn open(self, key: Option<&DataKey>, reader: &Reader<'_, '_>) -> Result<AttemptMade> {
        let (made, readable) = (self.made, reader.reads(&self.origin));
        let note = key.filter(|_| readable).map(|key| key.open_text(sealed::note(made.id), self.note.as_deref())).transpose()?.flatten();
        let by = made.by.filter(|_| reader.is_told_who(self.origin.agency.as_deref()));
        Ok(AttemptMade { note, by, ..made })
    }
}

/// An entry of the timeline.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Who did it; nobody when the program did, or where it would tell where else the person goes.
    pub by: Option<String>,
    /// More: words of closed lists, and what somebody wrote down.
    pub detail: Sensitive<Option<serde_json::Value>>,
}

/// An entry with what it tells more unopened.
struct SealedEvent {
    event: Event,
    detail: Option<Vec<u8>>,
    origin: Origin,
}

impl FromRow for SealedEvent {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let event = Event { id: row.get(0)?, at: row.get(1)?, kind: row.word(2)?, by: row.get(3)?, detail: Sensitive::default() };
        Ok(Self { event, detail: row.get(4)?, origin: Origin { desk: row.get(5)?, agency: row.get(6)? } })
    }
}

impl SealedEvent {
    fn open(self, key: Option<&DataKey>, reader: &Reader<'_, '_>) -> Result<Event> {
        let detail = key.map(|key| key.open_text(sealed::detail(self.event.id), self.detail.as_deref())).transpose()?.flatten();
        let mut detail = detail.and_then(|text| serde_json::from_str(text.reveal()).ok());
        if let Some(serde_json::Value::Object(detail)) = &mut detail {
            detail.retain(|part, says| reader.reads_part(part, says, &self.origin));
        }
        let by = self.event.by.filter(|_| reader.is_told_who(self.origin.agency.as_deref()));
        Ok(Event { detail: Sensitive::new(detail), by, ..self.event })
    }
}

/// The incidents of a person's case, the latest first, opened with the person's key.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn involvements(conn: &mut Conn, person: &PersonRecord, case: CaseId) -> Result<Vec<Involved>> {
    let sealed: Vec<SealedInvolved> = conn.all(sql::INVOLVEMENTS, &[&case])?;
    sealed.into_iter().map(|involved| involved.open(person.key.as_ref())).collect()
}

/// The incidents of these cases, the latest of each first, with what was told of them unopened and so left out.
///
/// # Errors
/// As the database says.
pub(crate) fn involvements_among(conn: &mut Conn, cases: &[CaseId]) -> Result<HashMap<CaseId, Vec<Involved>>> {
    let mut sealed: Vec<OfCase> = conn.all_among(sql::INVOLVEMENTS_AMONG, cases)?;
    sealed.sort_by_key(|OfCase(_, sealed)| std::cmp::Reverse((sealed.involved.recorded_at, sealed.incident)));
    let mut of: HashMap<CaseId, Vec<Involved>> = HashMap::new();
    for OfCase(case, sealed) in sealed {
        of.entry(case).or_default().push(sealed.involved);
    }
    Ok(of)
}

/// The incidents of which somebody was recorded and for which they have no case, the latest first.
fn involvements_without_case(conn: &mut Conn, person: &PersonRecord) -> Result<Vec<Involved>> {
    let sealed: Vec<SealedInvolved> = conn.all(sql::INVOLVEMENTS_WITHOUT_CASE, &[&person.id])?;
    sealed.into_iter().map(|involved| involved.open(person.key.as_ref())).collect()
}

fn attempts(conn: &mut Conn, reader: &Reader<'_, '_>, case: CaseId, key: Option<&DataKey>) -> Result<Vec<AttemptMade>> {
    let attempts: Vec<SealedAttempt> = conn.all(sql::ATTEMPTS, &[&case])?;
    attempts.into_iter().filter(|attempt| reader.is_at_desk(&attempt.origin)).map(|attempt| attempt.open(key, reader)).collect()
}

fn events(conn: &mut Conn, reader: &Reader<'_, '_>, case: CaseId, key: Option<&DataKey>) -> Result<Vec<Event>> {
    let events: Vec<SealedEvent> = conn.all(sql::EVENTS, &[&case])?;
    let shown = |entry: &SealedEvent| entry.event.kind != EventKind::Attempted || reader.is_at_desk(&entry.origin);
    events.into_iter().filter(shown).map(|event| event.open(key, reader)).collect()
}

/// Everything held on somebody's cases, with nothing taken out: for giving it to them.
#[derive(Debug)]
pub struct Held {
    /// The cases, the first opened first.
    pub cases: Vec<HeldCase>,
    /// The incidents that led to no case.
    pub without_case: Vec<Involved>,
    /// With whom the person agreed to be shared.
    pub consents: Vec<Consent>,
}

/// Everything held on one case.
#[derive(Debug)]
pub struct HeldCase {
    /// The case.
    pub case: CaseRecord,
    /// What is and was due.
    pub dues: Vec<DueRecord>,
    /// Its incidents.
    pub incidents: Vec<Involved>,
    /// What somebody should look at, or has.
    pub reviews: Vec<Review>,
    /// What was tried.
    pub attempts: Vec<AttemptMade>,
    /// Notes of every kind.
    pub notes: Vec<Note>,
    /// What happened.
    pub events: Vec<Event>,
    /// When the person is or was to be asked again.
    pub reminders: Vec<Reminder>,
    /// What pays or paid for the support.
    pub funding: Vec<Funded>,
}

/// Everything held on the cases of the person the permit is about.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn held(conn: &mut Conn, permit: &Permit<'_, kind::Export>, person: &PersonRecord) -> Result<Held> {
    let (reader, key) = (Reader::of_all(permit), person.key.as_ref());
    let mut held = Held {
        cases: Vec::new(),
        without_case: involvements_without_case(conn, person)?,
        consents: conn.all(sql::CONSENTS, &[&permit.about()])?,
    };
    for case in crate::keep::cases_of(conn, &[permit.about()], "")? {
        let id = case.id;
        held.cases.push(HeldCase {
            dues: crate::keep::dues_of(conn, &[id])?,
            incidents: involvements(conn, person, id)?,
            reviews: conn.all(sql::REVIEWS, &[&id])?,
            attempts: attempts(conn, &reader, id, key)?,
            notes: notes(conn, &reader, id, key)?,
            events: events(conn, &reader, id, key)?,
            reminders: reminders::of_case(conn, id)?,
            funding: funding::of_case(conn, id)?,
            case,
        });
    }
    Ok(held)
}

fn comparable(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>, reviews: &[Review]) -> Result<Vec<ReviewId>> {
    let open = |review: &&Review| review.kind == ReviewKind::PossibleSamePerson && review.state == ReviewState::Open;
    let asked: Vec<(ReviewId, PersonId)> =
        reviews.iter().filter(open).filter_map(|review| Some((review.id, review.other_person?))).collect();
    let others: Vec<PersonId> = asked.iter().map(|(_, other)| *other).collect();
    let (warrant, at) = (permit.warrant(), permit.at());
    if others.is_empty() || !warrant.walls().may_settle_reviews(warrant.actor(), at) {
        return Ok(Vec::new());
    }
    let readable = warrant.readable_people().people_among(conn, &others)?;
    Ok(asked.into_iter().filter(|(_, other)| readable.contains(other)).map(|(review, _)| review).collect())
}

/// The case that the permit is for, as far as its holder is shown it.
///
/// # Errors
/// As the database says.
pub fn read_case(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>) -> Result<CaseFile> {
    let id = permit.case();
    let case: CaseRecord = conn.one(sql::CASE, &[&id])?;
    let (person, shown) = (people::read::whole(conn, permit)?, Shown::to(permit));
    let worker = match case.worker {
        Some(worker) => conn.all_among::<(kernel::UserId, String)>(sql::NAMES_AMONG, &[worker])?.pop().map(|(_, name)| name),
        None => None,
    };
    let (key, reader) = (person.key.as_ref(), Reader::new(permit));
    let mut incidents = involvements(conn, &person, id)?;
    if !shown.address {
        incidents.iter_mut().for_each(|involved| involved.location = None);
    }
    let is_told_what_is_due = reader.is_told_what_is_due();
    if !is_told_what_is_due {
        // The rules tell to which service the case went, and what the hub offered.
        incidents.iter_mut().for_each(|involved| involved.why = None);
    }
    let reviews: Vec<Review> = conn.all(sql::REVIEWS, &[&id])?;
    let open = if is_told_what_is_due { open_dues(conn, &[id])? } else { Vec::new() };
    let rows: Vec<SourceRowId> = open.iter().filter_map(|open| open.due.source_row).collect();
    Ok(CaseFile {
        decided_under: conn.all_among(sql::MADE_UNDER, &rows)?.into_iter().collect(),
        comparable: comparable(conn, permit, &reviews)?,
        other_records: Relation::read_around(conn, &[person.id])?.members(person.id).len().saturating_sub(1),
        facts: permit.facts().clone(),
        shown,
        broken_until: broken_until(conn, permit)?,
        destroyed_at: conn.one(sql::DESTROYED_AT, &[&id])?,
        // The gate goes by all that is known.
        who: safeguards(&person),
        worker,
        open,
        is_told_what_is_due,
        incidents,
        reviews,
        attempts: attempts(conn, &reader, id, key)?,
        notes: notes(conn, &reader, id, key)?,
        consents: consents(conn, permit)?,
        events: events(conn, &reader, id, key)?,
        reminders: reminders::of_case(conn, id)?,
        funding: funding::of_case(conn, id)?,
        person: person.masked(shown),
        case,
    })
}
