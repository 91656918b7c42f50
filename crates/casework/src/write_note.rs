//! Writes a note on a case. Which notes somebody reads goes by the note: its kind, its desk, the agency of whoever wrote it.

use access::{Actor, NoteOrigin, Organisation, Permit, kind};
use jiff::Timestamp;
use kernel::{AgencyKind, CaseId, Id, IdMaker, NoteKind, Sensitive, StaffRole};
use store::{Bind, Conn, FromRow, Result, Row, Tx};
use vault::{DataKey, Place};

use crate::{
    error::{Error, Refused},
    reader::{Reader, agency},
    sent_twice, sql,
    timeline::user_of,
};

/// The kind of a note's id.
#[derive(Debug, Clone, Copy)]
pub enum NoteKey {}
/// The id of a note.
pub type NoteId = Id<NoteKey>;

/// A note to be written.
#[derive(Debug, Clone)]
pub struct NewNote {
    /// Who may read it goes by this.
    pub kind: NoteKind,
    /// What it says.
    pub text: Sensitive<String>,
}

/// A note that its reader may read.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// What kind of note.
    pub kind: NoteKind,
    /// The desk it was written at, where the hub has several.
    pub desk: Option<String>,
    /// The agency of whoever wrote it.
    pub agency: String,
    /// Who wrote it; absent where that would tell where else the person goes.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub text: Sensitive<String>,
}

/// A note unopened.
struct SealedNote(Note, Vec<u8>);

impl FromRow for SealedNote {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let note = Note {
            id: row.get(0)?,
            kind: row.word(1)?,
            desk: row.get(2)?,
            agency: row.get(3)?,
            by: row.get(4)?,
            at: row.get(5)?,
            text: Sensitive::default(),
        };
        Ok(Self(note, row.get(6)?))
    }
}

const fn text(note: NoteId) -> Place {
    Place::new("notes", note.uuid(), "text")
}

/// The kinds of note that somebody writes: the police updates, volunteers on support, specialists what they are there for.
pub fn kinds(actor: &Actor, organisation: &Organisation) -> &'static [NoteKind] {
    let of_police = organisation.agency(actor.agency.as_deref()).is_some_and(|agency| agency.kind == AgencyKind::Police);
    match actor.role() {
        Some(StaffRole::WitnessCare | StaffRole::PoliceLiaison) => &[NoteKind::CaseUpdate],
        _ if of_police => &[NoteKind::CaseUpdate],
        Some(StaffRole::Specialist) => NoteKind::ALL,
        Some(StaffRole::Worker | StaffRole::TeamLead | StaffRole::Manager) => &[NoteKind::Support, NoteKind::CaseUpdate],
        Some(StaffRole::Volunteer) => &[NoteKind::Support],
        _ => &[],
    }
}

/// Keeps a note, sealed under the key of whose case it is; sent twice, once. It leaves no entry in the timeline, which those read who may not
/// read the note.
///
/// # Errors
/// [`Refused::NotTheirNote`] for a kind that their role does not write; or what the database says.
pub fn write_note(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::WriteNote>, note: &NewNote) -> Result<NoteId, Error> {
    let (user, actor) = (user_of(permit)?, permit.warrant().actor());
    if !kinds(actor, permit.warrant().walls().organisation()).contains(&note.kind) {
        return Err(Refused::NotTheirNote.into());
    }
    let (last, words) = (&[&permit.case() as &dyn Bind, &user, &note.kind.as_str()], note.text.reveal());
    if let Some((before, _)) = sent_twice::row(tx, permit, (sql::LAST_NOTE, last), text, words)? {
        return Ok(before);
    }
    let id: NoteId = ids.make();
    let key = people::keep::key_of(tx, permit.warrant(), permit.person())?.ok_or(store::Error::NotFound)?;
    let sealed = key.seal(text(id), words.as_bytes()).map_err(store::Error::from)?;
    let agency = agency(permit, actor.agency.as_deref());
    tx.execute_one(sql::ADD_NOTE, &[&id, &permit.case(), &note.kind.as_str(), &actor.desk, &agency, &user, &permit.at(), &sealed])?;
    Ok(id)
}

/// The notes on the case that whoever was permitted may read, the latest first. No other is opened.
pub(crate) fn notes(conn: &mut Conn, reader: &Reader<'_, '_>, case: CaseId, key: Option<&DataKey>) -> Result<Vec<Note>> {
    let Some(key) = key else { return Ok(Vec::new()) };
    let sealed: Vec<SealedNote> = conn.all(sql::NOTES, &[&case])?;
    let is_readable =
        |note: &Note| reader.reads_note(&NoteOrigin { kind: note.kind, desk: note.desk.clone(), agency: note.agency.clone() });
    let open = |SealedNote(note, sealed): SealedNote| {
        let text = key.open_text(text(note.id), Some(&sealed))?.unwrap_or_default();
        let by = note.by.filter(|_| reader.is_told_who(Some(&note.agency)));
        Ok(Note { text, by, ..note })
    };
    sealed.into_iter().filter(|SealedNote(note, _)| is_readable(note)).map(open).collect()
}
