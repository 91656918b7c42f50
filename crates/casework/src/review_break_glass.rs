//! Reviews a broken glass: a finding and a note, by somebody else than whoever broke it.

use access::{AlertKind, Permit, as_the_program, kind, settle_alert};
use jiff::Timestamp;
use kernel::{CaseId, PersonId, Sensitive, UserId, words};
use store::{Conn, FromRow, Result, Row, Tx};
use vault::Place;

use crate::{
    break_glass::{GlassId, reason_of},
    error::{Error, Refused},
    sql,
    timeline::user_of,
};

words! {
    /// What the review found.
    pub enum Finding { Justified = "justified", NotJustified = "not_justified", FollowUp = "follow_up" }
}

/// A broken glass that waits for its review.
#[derive(Debug, Clone)]
pub struct Unreviewed {
    /// Its id.
    pub id: GlassId,
    /// What people call it by.
    pub reference: String,
    /// The reference of the case.
    pub case_reference: String,
    /// The case.
    pub case: CaseId,
    /// Whose case it is.
    pub person: PersonId,
    /// Who broke it.
    pub user: UserId,
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when the case was open to them.
    pub until: Timestamp,
    /// Why, in their words; nothing once the person's key is destroyed.
    pub reason: Option<Sensitive<String>>,
}

struct Sealed(Unreviewed, Vec<u8>);

impl FromRow for Sealed {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let found = Unreviewed {
            id: row.get(0)?,
            reference: row.get(1)?,
            case_reference: row.get(2)?,
            case: row.get(3)?,
            person: row.get(4)?,
            user: row.get(5)?,
            by: row.get(6)?,
            at: row.get(7)?,
            until: row.get(8)?,
            reason: None,
        };
        Ok(Self(found, row.get(9)?))
    }
}

/// Where the note of the review is kept.
pub const fn note_of(glass: GlassId) -> Place {
    Place::new("break_glass", glass.uuid(), "review_note")
}

/// What waits for a review, the oldest first: not what the reviewer broke themself, nor what is about somebody they are conflicted with.
///
/// # Errors
/// As the database says.
pub fn to_review(conn: &mut Conn, permit: &Permit<'_, kind::ReviewBreakGlass>) -> Result<Vec<Unreviewed>> {
    // The reviewer sees what was done, on whatever case it was, and nothing else of it.
    as_the_program(conn, |conn| {
        let waiting: Vec<Sealed> = conn.all(sql::TO_REVIEW, &[&permit.user()])?;
        let mut opened = Vec::with_capacity(waiting.len());
        for Sealed(found, reason) in waiting {
            let key = people::keep::key_of(conn, permit.warrant(), found.person)?;
            let reason = key.map(|key| key.open_text(reason_of(found.id), Some(&reason))).transpose()?.flatten();
            opened.push(Unreviewed { reason, ..found });
        }
        Ok(opened)
    })
}

/// What they did about that person while the case was open to them, and when; each reading too, the latest first.
///
/// # Errors
/// As the database says.
pub fn done_meanwhile(conn: &mut Conn, glass: &Unreviewed) -> Result<Vec<(Timestamp, String)>> {
    let looks = audit::who_looked(conn, glass.person)?;
    let theirs = looks.into_iter().filter(|look| look.user == Some(glass.user));
    Ok(theirs.filter(|look| look.at >= glass.at && look.at < glass.until).map(|look| (look.at, look.act)).collect())
}

/// Keeps the finding and the note, and settles the alert.
///
/// # Errors
/// [`Refused::DoneMeanwhile`] when it does not wait for this reviewer (any more); or what the database says.
pub fn review_break_glass(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, kind::ReviewBreakGlass>,
    glass: GlassId,
    finding: Finding,
    note: &Sensitive<String>,
) -> Result<(), Error> {
    let user = user_of(permit)?;
    let waiting = to_review(tx, permit)?;
    let reviewed = waiting.iter().find(|waiting| waiting.id == glass).ok_or(Refused::DoneMeanwhile)?;
    let key = as_the_program(tx, |conn| people::keep::key_of(conn, permit.warrant(), reviewed.person))?;
    let sealed = key.map(|key| key.seal(note_of(glass), note.reveal().as_bytes())).transpose().map_err(store::Error::from)?;
    tx.execute_one(sql::REVIEW_BREAK_GLASS, &[&glass, &permit.at(), &user, &finding.as_str(), &sealed])?;
    Ok(settle_alert(tx, permit.warrant(), AlertKind::BreakGlass, &reviewed.reference)?)
}
