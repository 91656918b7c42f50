//! What goes into the audit beside the permits themselves: whom a list showed, and what was refused.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId};
use policy::{Act, Actor};
use store::{Result, Tx};

use crate::Warrant;

/// Notes each person whom a list showed, once: one audit row a person with the act of the permit.
///
/// # Errors
/// As the database says.
pub fn note_listed(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, people: &[PersonId]) -> Result<()> {
    let people: BTreeSet<PersonId> = people.iter().copied().collect();
    let (at, user, act, purpose) = (warrant.at(), warrant.user(), warrant.act().as_str(), warrant.purpose());
    audit::write(tx, ids, people.into_iter().map(|person| audit::Entry { at, user, act, purpose, person: Some(person), case: None }))
}

/// Notes that somebody asked for what they may not do. The transaction that was refused keeps nothing, so this is one of its own.
///
/// # Errors
/// As the database says.
pub fn note_refusal(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    actor: &Actor,
    act: Act,
    (person, case): (Option<PersonId>, Option<CaseId>),
    at: Timestamp,
) -> Result<()> {
    let text = format!("refused:{act}");
    audit::write(tx, ids, [audit::Entry { at, user: actor.user_id(), act: &text, purpose: act.purpose(), person, case }])
}
