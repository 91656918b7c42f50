//! A row that was taken in on a person turns out to be somebody else's: it is taken off that person, and placed anew as if it had never been
//! theirs. What it told goes with it, sealed under the other person's key; the two are kept apart.

mod about;
mod kept;
mod take_off;

use std::sync::Arc;

use access::{Permit, change_as_the_program, kind};
use casework::record::{EventKind, ReviewState};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId, SourceRowId, WorkingTime};
use people::memory::Everybody;
use profile::Profile;
use store::Tx;

use crate::keep::{By, keep};
use crate::place::{Chosen, Circumstances, place};
use crate::register::{Register, SeenRow};
use crate::transfer::ONE_BATCH;
pub use about::{AboutRow, rows_about};
use kept::KeptRow;

const FORGET_REFERENCE: &str = "DELETE FROM person_references WHERE source = $1 AND reference = $2 AND person_id = $3";
/// Cases in which a person told of a hate crime and stays unnamed to the force.
const UNREPORTED_BY_HAND: &str = "SELECT DISTINCT case_id FROM hate_reports WHERE NOT is_named AND case_id IN ({})";
const FENCED_BY_HAND: &str = "SELECT DISTINCT case_id FROM events WHERE kind = 'ring_fence_set' AND case_id IN ({})";
const SETTLE_REVIEWS: &str = "UPDATE reviews SET state = $4 WHERE case_id = $1 AND kind = $2 AND created_at = $3 AND state = 'open'";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[about::ROWS_ABOUT, kept::ROWS_OF, FORGET_REFERENCE, FENCED_BY_HAND, UNREPORTED_BY_HAND, SETTLE_REVIEWS];

/// Why a row was not taken off. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is not about this person, or is not any more.
    NotTheirs,
    /// It is all that is known of them: there would be nobody left to part it from.
    OnlyRow,
    /// What was sent is not kept any more, so that nobody could tell what is whose.
    NotKept,
}

impl Refused {
    /// The reason in a sentence or two.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotTheirs => "This referral is not about this person any more. Somebody may have parted it meanwhile.",
            Self::OnlyRow => "This is the only referral about this person. There is nothing to part it from.",
            Self::NotKept => "What was sent about this person is not kept any more, so the referrals cannot be told apart.",
        }
    }
}

/// What came in the way of it.
#[derive(Debug)]
pub enum Error {
    /// It was refused.
    Refused(Refused),
    /// The database.
    Store(store::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// Where a row went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted {
    /// Whom it is about now.
    pub person: Option<PersonId>,
    /// In which case.
    pub case: Option<CaseId>,
}

/// What a hub goes by when it places a row anew.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The hub's profile.
    pub profile: Arc<Profile>,
    /// Its working time.
    pub working_time: WorkingTime,
    /// Everybody on record, to find whose the row may be.
    pub everybody: Arc<Everybody>,
}

/// Takes a row off the person the permit is about, and places it anew as somebody else's.
///
/// The person stands as if the row had never come: what is known of them is told again from their other rows, in order; what workers wrote down
/// and did stays. What the row caused is taken back, and what it took back or moved stands as before. Its time limits run from when it was
/// received, as the person whose it is has waited since. A ring-fence that anybody changed by hand is left as it is, and what rows that came
/// later were decided to come to stands.
///
/// # Errors
/// Why it was not.
pub fn part_row(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::Part>,
    rules: &Rules,
    row: SourceRowId,
) -> Result<Parted, Error> {
    change_as_the_program(tx, |tx| Ok(part(tx, ids, permit, rules, row)))?
}

fn part(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::Part>, rules: &Rules, row: SourceRowId) -> Result<Parted, Error> {
    tx.hold(ONE_BATCH)?;
    let (person, warrant) = (permit.about(), permit.warrant());
    let mut others = kept::rows_of(tx, warrant, person)?;
    let at = others.iter().position(|other| other.id == row).ok_or(Error::Refused(Refused::NotTheirs))?;
    let row = others.remove(at);
    if others.is_empty() {
        return Err(Error::Refused(Refused::OnlyRow));
    }
    let (Some(sent), false) = (row.row.as_ref(), others.iter().any(|other| other.row.is_none())) else {
        return Err(Error::Refused(Refused::NotKept));
    };
    let under = Circumstances {
        source: row.source,
        profile: Arc::clone(&rules.profile),
        working_time: rules.working_time,
        received_at: row.received_at,
        everybody: Some(Arc::clone(&rules.everybody)),
    };
    let mut register = Register::under(&under);
    register.seen.insert(row.key.clone(), as_if_new(&row));
    let hold = tx.for_update();
    let batch = [(row.key.clone(), kept::copy(sent)?)];
    register.load(tx, warrant, row.source, &batch, hold)?;
    register.load_chosen(tx, warrant, person, hold)?;
    let Some(mut known) = register.people.remove(&person) else { return Err(Error::Refused(Refused::NotKept)) };

    let cases: Vec<CaseId> = known.cases.iter().map(|case| case.value.id).collect();
    let by_hand = take_off::ByHand { fenced: tx.all_among(FENCED_BY_HAND, &cases)?, unreported: tx.all_among(UNREPORTED_BY_HAND, &cases)? };
    let events = take_off::take_off(&mut known, (&row, &others), &by_hand, permit.at(), ids);
    register.note(&known.record.value);
    register.people.insert(person, known);
    register.events.extend(events);
    if let Some(reference) = kept::reference(&row)
        .filter(|reference| !others.iter().any(|other| other.source == row.source && kept::reference(other) == Some(reference)))
    {
        tx.execute(FORGET_REFERENCE, &[&row.source.as_str(), &reference, &person])?;
        register.references.retain(|known, whose| known != reference || *whose != person);
    }
    for (case, kind) in row.raised(&others) {
        tx.execute(SETTLE_REVIEWS, &[&case, &kind.as_str(), &row.received_at, &ReviewState::Done.as_str()])?;
    }

    let members = register.relation.members(person);
    let [(_, again)] = &batch;
    let placed = place(&under, &mut register, &row.key, again, &Chosen::Not(members));
    for event in &mut register.events {
        event.user = permit.user();
    }
    let by = By { warrant, transfer: row.transfer };
    keep(tx, &under, ids, &by, &mut register, &[(again, &placed)])?;
    casework::joined::tell(tx, ids, warrant, EventKind::Parted, &[person])?;
    if let Some(other) = placed.person {
        match joins::keep_apart_parted(tx, ids, permit, other) {
            Ok(()) | Err(joins::Error::Refused(joins::Refused::KeptApartAlready)) => {}
            Err(joins::Error::Refused(refused)) => return Err(store::Error::Other(refused.sentence().into()).into()),
            Err(joins::Error::Store(error)) => return Err(error.into()),
        }
    }
    Ok(Parted { person: placed.person, case: placed.case })
}

/// The row as it is to be placed: with its own id, and as if it had been about nobody.
fn as_if_new(row: &KeptRow) -> SeenRow {
    SeenRow {
        id: row.id,
        digest: None,
        outcome: row.outcome,
        reasons: String::new(),
        person: None,
        case: None,
        incident: None,
        version: row.version,
        transfer: row.transfer,
        key: row.key.clone(),
        is_parted: true,
    }
}

/// The moment of an id, to the millisecond, as ids tell it.
fn same_moment(id: Option<Timestamp>, at: Timestamp) -> bool {
    id.map(Timestamp::as_millisecond) == Some(at.as_millisecond())
}
