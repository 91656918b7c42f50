//! The audit: who read or did what, when. A row is written in the transaction of the act and never changed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kernel::{CaseId, Id, IdMaker, PersonId, UserId};
use store::{Bind, Cell, Result, Tx};

use crate::{Act, Actor, Permit};

/// The kind of an audit row's id.
enum Entry {}

/// One audit row before it has an id.
pub(crate) struct Note<'a> {
    pub(crate) at: Timestamp,
    pub(crate) user: Option<UserId>,
    pub(crate) act: &'a str,
    pub(crate) person: Option<PersonId>,
    pub(crate) case: Option<CaseId>,
}

pub(crate) fn write<'a>(tx: &mut Tx<'_>, ids: &mut IdMaker, notes: impl IntoIterator<Item = Note<'a>>) -> Result<()> {
    let rows: Vec<(Id<Entry>, Note<'a>)> = notes.into_iter().map(|note| (ids.make(), note)).collect();
    let cells = rows.iter().map(|(id, note)| -> [Cell<'_>; 6] {
        [id.cell(), note.at.cell(), note.user.cell(), note.act.cell(), note.person.cell(), note.case.cell()]
    });
    tx.insert_many("audit", &["id", "at", "user_id", "act", "person_id", "case_id"], cells)
}

/// Notes each person whom a list showed, once: one audit row a person with the act of the permit, in one statement.
///
/// # Errors
/// As the database says.
pub fn note_listed(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit, people: &[PersonId]) -> Result<()> {
    let people: BTreeSet<PersonId> = people.iter().copied().collect();
    let note = |person| Note { at: permit.at(), user: permit.user(), act: permit.act().as_str(), person: Some(person), case: None };
    write(tx, ids, people.into_iter().map(note))
}

/// Notes that somebody asked for what they may not do. The transaction that was refused keeps nothing, so this is one of its own.
///
/// # Errors
/// As the database says.
pub fn note_refusal(tx: &mut Tx<'_>, ids: &mut IdMaker, actor: &Actor, act: Act, case: Option<CaseId>, at: Timestamp) -> Result<()> {
    let act = format!("refused:{act}");
    write(tx, ids, [Note { at, user: actor.user_id(), act: &act, person: None, case }])
}
