//! That something was minimised or destroyed: when, by what rule, by whom, and a digest of the sealed bytes that went. Names nobody.

use access::Warrant;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{CaseId, Id, IdMaker, PersonId};
use serde::Serialize;
use store::{Conn, FromRow, Result, Row, Tx};

use crate::destroy::Gone;
use crate::retention::{Due, Step};
use crate::sql;

/// The kind of a certificate's id.
#[derive(Debug, Clone, Copy)]
pub enum CertificateKind {}
/// A certificate.
pub type CertificateId = Id<CertificateKind>;

/// What stands as the reason of what the schedule did.
pub const SCHEDULE: &str = "schedule";

/// What a certificate is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub(crate) person: PersonId,
    pub(crate) case: Option<CaseId>,
    pub(crate) whole: bool,
    pub(crate) step: Step,
}

/// Writes a certificate, in the transaction of what it certifies.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    about: About,
    gone: &Gone,
    why: Result<&Due, &'static str>,
) -> Result<CertificateId> {
    let id: CertificateId = ids.make();
    let (reason, class, due_on) = match why {
        Ok(due) => (SCHEDULE, Some(due.class.clone()), Some(due.on)),
        Err(reason) => (reason, None, None),
    };
    let About { person, case, whole, step } = about;
    let (pieces, digest) = (gone.pieces, gone.digest.as_slice());
    let values: [&dyn store::Bind; 12] =
        [&id, &person, &case, &whole, &step.as_str(), &reason, &class, &due_on, &warrant.at(), &warrant.user(), &pieces, &digest];
    tx.execute_one(sql::ADD_CERTIFICATE, &values)?;
    Ok(id)
}

/// A certificate as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Its number.
    pub id: CertificateId,
    /// Whose record it was, by its number here: after a restore from an older backup it is destroyed again by that.
    pub record: PersonId,
    /// The case, where it is about one.
    pub case: Option<String>,
    /// Whether the person's key and all that was sealed under it went too.
    pub whole_record: bool,
    /// What was done.
    pub step: Step,
    /// `schedule`, or why somebody did it.
    pub reason: String,
    /// The class of the rule, where the schedule asked for it.
    pub class: Option<String>,
    /// The day on which it was due by that rule.
    pub due_on: Option<Date>,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it; nobody where the program did.
    pub by: Option<String>,
    /// How many sealed texts went.
    pub pieces: u32,
    /// SHA-256 over them, in hex.
    pub digest: String,
}

impl FromRow for Certificate {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let digest: Vec<u8> = row.get(10)?;
        Ok(Self {
            id: row.get(0)?,
            record: row.get(11)?,
            case: row.get(1)?,
            whole_record: row.get(2)?,
            step: row.word(3)?,
            reason: row.get(4)?,
            class: row.get(5)?,
            due_on: row.get(6)?,
            at: row.get(7)?,
            by: row.get(8)?,
            pieces: row.get(9)?,
            digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }
}

/// The certificates about one person, the newest first.
///
/// # Errors
/// As the database says.
pub fn of(conn: &mut Conn, _warrant: &Warrant<'_>, person: PersonId) -> Result<Vec<Certificate>> {
    conn.all(sql::CERTIFICATES_OF, &[&person])
}

/// The certificates from one moment until before another, the newest first, at most so many.
///
/// # Errors
/// As the database says.
pub fn between(conn: &mut Conn, _warrant: &Warrant<'_>, from: Timestamp, until: Timestamp, most: u32) -> Result<Vec<Certificate>> {
    conn.all(sql::CERTIFICATES, &[&from, &until, &most])
}
