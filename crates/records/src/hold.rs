//! Holds: while one stands nothing of a person's record is minimised or destroyed.

use std::collections::HashSet;

use access::{Permit, Warrant, as_the_program, kind};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Id, IdMaker, PersonId, Sensitive, london_date, words};
use store::{Conn, FromRow, Result, Row, Tx};
use vault::{DataKey, Place};

use crate::{Error, Refused, sql};

/// The kind of a hold's id.
#[derive(Debug, Clone, Copy)]
pub enum HoldKind {}
/// A hold.
pub type HoldId = Id<HoldKind>;

words! {
    /// Why a record is kept whatever the schedule says.
    pub enum HoldReason {
        SubjectAccess = "subject_access",
        Complaint = "complaint",
        CivilClaim = "civil_claim",
        VictimInformationRequest = "victim_information_request",
        Court = "court",
        Inquiry = "inquiry",
    }
}

impl HoldReason {
    /// It as a page says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SubjectAccess => "The person asked what is held about them",
            Self::Complaint => "A complaint is open",
            Self::CivilClaim => "A civil claim is open or expected",
            Self::VictimInformationRequest => "A victim information request is open",
            Self::Court => "A court asked for it, or a trial or sentence goes on",
            Self::Inquiry => "An inquiry asked for it to be kept",
        }
    }
}

/// A hold as it is shown.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// Why.
    pub reason: HoldReason,
    /// More about why.
    pub note: Option<Sensitive<String>>,
    /// Since when.
    pub set_at: Timestamp,
    /// Who set it.
    pub set_by: Option<String>,
    /// The last day on which it stands, in London; none for one that stands until it is lifted.
    pub until: Option<Date>,
    /// When it was lifted, by whom and why.
    pub lifted: Option<(Timestamp, Option<String>, Option<Sensitive<String>>)>,
}

impl Hold {
    /// Whether it stands on a day.
    pub fn stands(&self, on: Date) -> bool {
        self.lifted.is_none() && self.until.is_none_or(|until| on <= until)
    }
}

const fn note_of(hold: HoldId) -> Place {
    Place::new("holds", hold.uuid(), "note")
}

const fn lifted_note_of(hold: HoldId) -> Place {
    Place::new("holds", hold.uuid(), "lifted_note")
}

/// Whoever may hold a record may hold each of it, and sees no more of it by that.
fn key_of(conn: &mut Conn, warrant: &Warrant<'_>, person: PersonId) -> Result<Option<DataKey>> {
    as_the_program(conn, |conn| people::keep::key_of(conn, warrant, person))
}

/// Sets a hold on the person's record.
///
/// # Errors
/// When its last day is over, or the record was destroyed before; or as the database says.
pub fn set(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::Hold>,
    reason: HoldReason,
    until: Option<Date>,
    note: Option<&Sensitive<String>>,
) -> std::result::Result<HoldId, Error> {
    if until.is_some_and(|until| until < london_date(permit.at())) {
        return Err(Refused::DayIsOver.into());
    }
    let key = key_of(tx, permit.warrant(), permit.about())?.ok_or(Refused::Destroyed)?;
    let id: HoldId = ids.make();
    let note = key.seal_text(note_of(id), note.map(|note| note.reveal().as_str())).map_err(store::Error::from)?;
    tx.execute_one(sql::SET_HOLD, &[&id, &permit.about(), &reason.as_str(), &note, &permit.at(), &permit.user(), &until])?;
    Ok(id)
}

/// Lifts a hold of the person's, and says why.
///
/// # Errors
/// When it was lifted before; or as the database says.
pub fn lift(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Hold>, hold: HoldId, why: &Sensitive<String>) -> std::result::Result<(), Error> {
    let key = key_of(tx, permit.warrant(), permit.about())?.ok_or(Refused::Destroyed)?;
    let why = key.seal_text(lifted_note_of(hold), Some(why.reveal().as_str())).map_err(store::Error::from)?;
    match tx.execute(sql::LIFT_HOLD, &[&hold, &permit.about(), &permit.at(), &permit.user(), &why])? {
        1 => Ok(()),
        _ => Err(Refused::LiftedMeanwhile.into()),
    }
}

struct Sealed {
    hold: Hold,
    note: Option<Vec<u8>>,
    lifted_note: Option<Vec<u8>>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (lifted_at, lifted_by): (Option<Timestamp>, Option<String>) = (row.get(6)?, row.get(7)?);
        let hold = Hold {
            id: row.get(0)?,
            reason: row.word(1)?,
            note: None,
            set_at: row.get(3)?,
            set_by: row.get(4)?,
            until: row.get(5)?,
            lifted: lifted_at.map(|at| (at, lifted_by, None)),
        };
        Ok(Self { hold, note: row.get(2)?, lifted_note: row.get(8)? })
    }
}

impl Sealed {
    fn open(self, key: Option<&DataKey>) -> Result<Hold> {
        let Self { mut hold, note, lifted_note } = self;
        let open = |place, sealed: Option<&[u8]>| key.map(|key| key.open_text(place, sealed)).transpose().map(Option::flatten);
        hold.note = open(note_of(hold.id), note.as_deref())?;
        if let Some((_, _, why)) = &mut hold.lifted {
            *why = open(lifted_note_of(hold.id), lifted_note.as_deref())?;
        }
        Ok(hold)
    }
}

/// The holds on somebody's record, the newest first, those that are over too.
///
/// # Errors
/// As the database says.
pub fn of(conn: &mut Conn, warrant: &Warrant<'_>, person: PersonId) -> Result<Vec<Hold>> {
    let key = key_of(conn, warrant, person)?;
    let sealed: Vec<Sealed> = conn.all(sql::HOLDS_OF, &[&person])?;
    sealed.into_iter().map(|hold| hold.open(key.as_ref())).collect()
}

/// Those of these people on whose record a hold stands on a day.
///
/// # Errors
/// As the database says.
pub fn held_among(conn: &mut Conn, people: &[PersonId], on: Date) -> Result<HashSet<PersonId>> {
    let holds: Vec<(PersonId, Option<Date>)> = conn.all_among(sql::HELD_AMONG, people)?;
    Ok(holds.into_iter().filter(|(_, until)| until.is_none_or(|until| on <= until)).map(|(person, _)| person).collect())
}
