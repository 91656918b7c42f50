//! The same form sent twice: its button pressed again without a script, or on a slow machine. What it says is kept once, and the second sending
//! answers as the first did.
//!
//! A form is the same when it says exactly what whoever sends it wrote last on this case, of this kind, and wrote just now. What is sealed is
//! opened and compared whole: a text that differs in one letter is another text, and is kept. So is what was changed and changed back, since
//! what stands last is then what they wrote last.

use access::{Kind, OnCase, Permit};
use jiff::{SignedDuration, Timestamp};
use kernel::{EventId, Id};
use store::{Bind, FromRow, Result, Row, Tx};
use vault::Place;

use crate::{record::EventKind, sealed, snapshot::hold_person, sql};

/// The same by the same worker on the same case within this time is the same form sent twice.
const WITHIN: SignedDuration = SignedDuration::from_secs(60);

/// Whether what was written then can be the form that is sent now. Of two presses the later may be carried out first.
pub(crate) fn is_just_now(then: Timestamp, now: Timestamp) -> bool {
    now.duration_since(then).abs() < WITHIN
}

/// A row with words in it, sealed.
struct Written<K> {
    id: Id<K>,
    at: Timestamp,
    words: Option<Vec<u8>>,
}

impl<K> FromRow for Written<K> {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, at: row.get(1)?, words: row.get(2)? })
    }
}

/// The row that the first sending wrote, and when, if these words are sent a second time. The statement, with what is bound in it, reads the
/// last row of whoever is permitted: its id, its moment, its words sealed for their place.
///
/// Holds the person until the change ends, so that of two sendings at the same moment the second finds what the first wrote.
///
/// # Errors
/// As the database says; when what is sealed does not open.
pub fn row<A: Kind<On = OnCase>, K>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    (last, bound): (&str, &[&dyn Bind]),
    place: impl Fn(Id<K>) -> Place,
    words: &str,
) -> Result<Option<(Id<K>, Timestamp)>> {
    hold_person(tx, permit.person())?;
    let last: Option<Written<K>> = tx.maybe(last, bound)?;
    let Some(last) = last.filter(|last| is_just_now(last.at, permit.at())) else { return Ok(None) };
    let Some(key) = people::keep::key_of(tx, permit.warrant(), permit.person())? else { return Ok(None) };
    let before = key.open_text(place(last.id), last.words.as_deref())?;
    Ok(before.filter(|before| before.reveal() == words).map(|_| (last.id, last.at)))
}

/// [`row`] of the timeline: the entry of this kind that tells all that the form says.
///
/// # Errors
/// As [`row`].
pub fn entry<A: Kind<On = OnCase>>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    kind: EventKind,
    detail: &serde_json::Value,
) -> Result<Option<(EventId, Timestamp)>> {
    row(tx, permit, (sql::LAST_ENTRY, &[&permit.case(), &permit.user(), &kind.as_str()]), sealed::detail, &detail.to_string())
}
