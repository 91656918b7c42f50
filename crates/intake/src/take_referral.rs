//! A referral that somebody tells a worker, by telephone or otherwise: by the same door as a force's file. What was told becomes one line of the
//! feed, is read, placed and kept like any other, and is one transaction with everything it causes.

use access::{Permit, kind};
use kernel::{CaseId, IdMaker, Outcome, Reason};
use serde_json::{Map, Value};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::keep::{By, keep};
use crate::place::{Chosen, Circumstances, Placed, place};
use crate::read::{self, Field};
use crate::register::Register;
use crate::transfer::ONE_BATCH;

const TAKEN: &str = "SELECT r.outcome, r.reasons, r.case_id, c.reference FROM source_rows r LEFT JOIN cases c ON c.id = r.case_id
    WHERE r.source IN ('self', 'agency', 'police', 'other_hub') AND r.source_record_id = $1";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[TAKEN];

/// What was told, as fields of the feed.
#[derive(Clone, Default)]
pub struct Told(Map<String, Value>);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Told({} fields)", self.0.len())
    }
}

impl Told {
    /// Adds a field. An empty one says nothing.
    pub fn say(&mut self, field: Field, text: impl Into<String>) {
        self.say_besides(field.as_str(), text);
    }

    /// Adds something that the feed has no field for; it is kept with the row.
    pub fn say_besides(&mut self, name: &str, text: impl Into<String>) {
        self.0.insert(name.to_owned(), Value::String(text.into()));
    }

    /// Takes in what was told elsewhere.
    pub fn and(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// The row of the feed that says this, recorded when it was received.
    fn row(mut self, id: &str, under: &Circumstances) -> Result<read::Row> {
        self.say(Field::SourceRecordId, id);
        self.say(Field::RecordedAt, under.received_at.to_string());
        let line = Value::Object(self.0).to_string();
        read::own(&line).ok_or_else(|| store::Error::Other("what was told is no row of the feed".into()))
    }
}

/// Why a referral was not taken. Nothing of it was kept.
#[derive(Debug)]
pub enum Error {
    /// The door sends it back for these reasons: something is missing or not of its form.
    SentBack(Vec<Reason>),
    /// Whoever was chosen is not on record.
    NobodySuch,
    /// The database.
    Store(store::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// Takes a referral. `id` stands for it for good: told again with the same id, it is the same referral. A row that a file may bring back in order
/// is held for that; a worker who still has the person on the telephone is asked instead.
///
/// # Errors
/// Why it was not taken.
pub fn take_referral(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::TakeReferral>,
    under: &Circumstances,
    id: &str,
    told: Told,
    chosen: &Chosen,
) -> Result<Placed, Error> {
    tx.hold(ONE_BATCH)?;
    let batch = [(id.to_owned(), told.row(id, under)?)];
    let [(_, row)] = &batch;
    let hold = tx.for_update();
    let mut register = Register::under(under);
    register.load(tx, permit.warrant(), under.source, &batch, hold)?;
    if let Chosen::This(person) = chosen {
        register.load_chosen(tx, permit.warrant(), *person, hold)?;
        if !register.people.contains_key(person) {
            return Err(Error::NobodySuch);
        }
    }
    let placed = place(under, &mut register, id, row, chosen);
    if matches!(placed.decision.outcome, Outcome::Rejected | Outcome::Quarantined) {
        return Err(Error::SentBack(placed.decision.reasons));
    }
    for event in &mut register.events {
        event.user = permit.user();
    }
    let by = By { warrant: permit.warrant(), transfer: None };
    keep(tx, under, ids, &by, &mut register, &[(row, &placed)])?;
    Ok(placed)
}

/// What became of a referral that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What was decided.
    pub outcome: Outcome,
    /// Why, as the feed writes it.
    pub reasons: String,
    /// In which case, and what people call that by.
    pub case: Option<(CaseId, String)>,
}

impl FromRow for Taken {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (case, reference): (Option<CaseId>, Option<String>) = (row.get(2)?, row.get(3)?);
        Ok(Self { outcome: row.word(0)?, reasons: row.get(1)?, case: case.zip(reference) })
    }
}

/// What became of the referral with this id; nothing if it was never taken.
///
/// # Errors
/// As the database says.
pub fn taken(conn: &mut Conn, id: &str) -> Result<Option<Taken>> {
    conn.maybe(TAKEN, &[&id])
}
