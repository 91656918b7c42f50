//! A case as a change to it finds it.

use std::collections::HashMap;

use contact::attempt::AttemptOutcome;
use contact::gate::{Safeguards, Way};
use contact::shared;
use jiff::Timestamp;
use kernel::{CaseId, ContactPointId, FixedReason, Flag, FlagSet, PersonId, UserId, WorkingTime};
use people::record::{KeptPoint, PersonRecord};
use profile::Profile;
use store::{Conn, FromRow, Result, Row, Tx};
use triage::Seen;

use crate::{
    case::{Involved, involvements_among},
    due::{OpenDue, open_dues},
    effects::Standing,
    error::{Error, Refused},
    record::{CaseRecord, CaseState},
    sql,
};

/// What the gate must know of a person, with what other records of theirs say: the stricter wins until the person says otherwise. A way of
/// contact that is a suspect's is none of theirs.
pub fn safeguards(person: &PersonRecord) -> Safeguards {
    let said = person.said();
    let suspects = |kept: &KeptPoint| shared::is_suspects(kept.holders);
    Safeguards {
        reach: person.reach_by(|kept| !suspects(kept)),
        suspects: person.reach_by(suspects),
        safety: said.safety,
        suspect_shares_address: said.suspect_shares_address,
        flags: said.flags,
    }
}

/// The case, if it is open.
///
/// # Errors
/// [`Refused::Closed`] when it is closed; or what the database says.
pub fn open_case(conn: &mut Conn, case: CaseId) -> Result<CaseRecord, Error> {
    let case: CaseRecord = conn.one(sql::CASE, &[&case])?;
    if case.state == CaseState::Open { Ok(case) } else { Err(Refused::Closed.into()) }
}

/// Holds a person until the change ends, so that two words on safety do not cross.
///
/// # Errors
/// As the database says.
pub fn hold_person(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let hold = tx.for_update();
    people::keep::hold(tx, &[person], hold)
}

/// The hub's working time.
pub fn working_time(profile: &Profile) -> WorkingTime {
    let (opens, closes) = profile.working_hours;
    WorkingTime::england_and_wales(opens, closes)
}

/// An earlier attempt, as far as it bears on the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// By which way.
    pub way: Way,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// By which number or address.
    pub point: Option<ContactPointId>,
    /// By whom.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}

/// Whether it was a call that nobody answered, with or without a message left.
pub fn is_unanswered(way: Way, outcome: AttemptOutcome) -> bool {
    outcome == AttemptOutcome::NoAnswer || (way == Way::Voicemail && outcome == AttemptOutcome::Sent)
}

impl FromRow for Tried {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { way: row.word(0)?, outcome: row.word(1)?, point: row.get(2)?, user: row.get(3)?, at: row.get(4)? })
    }
}

/// What is open on a case and what was tried since it was opened, the latest first.
#[derive(Debug)]
pub struct Snapshot {
    /// Who works the case.
    pub worker: Option<UserId>,
    /// What is open.
    pub open: Vec<OpenDue>,
    /// What was tried.
    pub tried: Vec<Tried>,
}

impl Snapshot {
    /// Reads it.
    ///
    /// # Errors
    /// As the database says.
    pub fn read(conn: &mut Conn, case: &CaseRecord) -> Result<Self> {
        Ok(Self { worker: case.worker, open: open_dues(conn, &[case.id])?, tried: conn.all(sql::TRIED, &[&case.id, &case.opened_at])? })
    }

    /// Where the case stands for these safeguards.
    pub fn standing<'a>(&'a self, now: Timestamp, who: &'a Safeguards, person: &PersonRecord, rules: &'a Rules<'_>) -> Standing<'a> {
        Standing {
            now,
            open: &self.open,
            who,
            preferred: person.known.preferred_contact.and_then(kernel::PreferredContact::channel),
            unanswered: self.tried.iter().take_while(|tried| is_unanswered(tried.way, tried.outcome)).count(),
            was_reached: self.tried.iter().any(|tried| tried.outcome.is_reached()),
            // The latest attempt is the one that is being recorded.
            was_accepted: self.tried.iter().skip(1).any(|tried| tried.outcome == AttemptOutcome::Accepted),
            has_worker: self.worker.is_some(),
            seen: rules.seen.as_ref(),
            profile: rules.profile,
            working_time: &rules.working_time,
        }
    }
}

/// The hub's rules as they bear on one case.
#[derive(Debug)]
pub struct Rules<'a> {
    profile: &'a Profile,
    working_time: WorkingTime,
    seen: Option<Seen>,
}

impl<'a> Rules<'a> {
    /// The rules, for what asks for no condition of theirs.
    pub fn new(profile: &'a Profile) -> Self {
        Self { profile, working_time: working_time(profile), seen: None }
    }

    /// The rules with what their conditions can ask about this case.
    ///
    /// # Errors
    /// As the database says.
    pub fn about(profile: &'a Profile, conn: &mut Conn, case: &CaseRecord, person: &PersonRecord) -> Result<Self> {
        Ok(Self { seen: seen(conn, case, person)?, ..Self::new(profile) })
    }

    /// What their conditions can ask about the case, where that was looked up.
    pub const fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }
}

/// What a condition of the profile can ask about a case: the latest incident, with what every incident of the case says of the person.
///
/// # Errors
/// As the database says.
pub fn seen(conn: &mut Conn, case: &CaseRecord, person: &PersonRecord) -> Result<Option<Seen>> {
    Ok(seen_among(conn, &[(case, person)])?.remove(&case.id))
}

/// [`seen`] of many cases, each with its person, by as many questions as of one; none of a case without an incident.
///
/// # Errors
/// As the database says.
pub fn seen_among(conn: &mut Conn, cases: &[(&CaseRecord, &PersonRecord)]) -> Result<HashMap<CaseId, Seen>> {
    let ids: Vec<CaseId> = cases.iter().map(|(case, _)| case.id).collect();
    let involvements = involvements_among(conn, &ids)?;
    let found: Vec<CaseId> = conn.all_among(sql::FOUND_OF_MAJOR_INCIDENT, &ids)?;
    let seen = |(case, person): &(&CaseRecord, &PersonRecord)| {
        let of_major = found.contains(&case.id);
        Some((case.id, seen_by(case, person, involvements.get(&case.id)?, of_major)?))
    };
    Ok(cases.iter().filter_map(seen).collect())
}

/// What the incidents of a case, the latest first, say of it; and whether one was found since to be of a major incident.
fn seen_by(case: &CaseRecord, person: &PersonRecord, involvements: &[Involved], found_of_major: bool) -> Option<Seen> {
    let latest = involvements.first()?;
    let flags = involvements.iter().fold(FlagSet::EMPTY, |all, involved| all.with(involved.flags));
    let says = |reason: FixedReason| involvements.iter().any(|involved| involved.reasons.contains(&reason));
    Some(Seen {
        level: case.level,
        priority: case.priority,
        flags,
        source: latest.source,
        kind: latest.kind,
        role: latest.role,
        reported: latest.reported,
        age: person.age(kernel::london_date(latest.recorded_at)),
        requested: says(FixedReason::RequestedSupport),
        officer_marked: says(FixedReason::OfficerMarker),
        // Known when it came, or found since, when one was declared.
        major_incident: says(FixedReason::MajorIncident) || found_of_major,
        repeat: says(FixedReason::RepeatVictim) || flags.has(Flag::Repeat),
    })
}
