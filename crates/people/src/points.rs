//! Ways of contact into the database and out of it: sealed under their person's key, found by a blind index.

use jiff::Timestamp;
use kernel::{PersonId, Sensitive, SourceRowId};
use store::{Bind, Cell, Conn, FromRow, Result, Row, Tx};
use vault::{DataKey, Vault};

use crate::record::{KeptPoint, Point, PointKind};
use crate::sealed::{self, PointColumns};

pub(crate) const AMONG: &str = "SELECT person_id, id, kind, value, is_current, source_row_id, created_at, wrong_at FROM contact_points WHERE person_id IN ({}) ORDER BY id";
const COLUMNS: [&str; 8] = ["id", "person_id", "kind", "value", "key", "is_current", "source_row_id", "created_at"];
pub(crate) const NOT_CURRENT: &str = "UPDATE contact_points SET is_current = $2 WHERE id = $1";
pub(crate) const FORGET: &str = "DELETE FROM contact_points WHERE person_id = $1";

/// The blind index under which a way of contact is found: by the number in international form, the e-mail in lower case, the postcode.
pub(crate) fn index(vault: &Vault, key: &str) -> String {
    vault.index("contact", key)
}

/// Inserts ways of contact, each under its person's key.
pub(crate) fn insert<'p>(
    tx: &mut Tx<'_>,
    vault: &Vault,
    points: impl Iterator<Item = (PersonId, &'p DataKey, &'p KeptPoint)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (person, key, kept) in points {
        let found_by = kept.point.key.as_ref().map(|key| index(vault, key.reveal()));
        rows.push([
            kept.id.cell(),
            Cell::Uuid(person.uuid()),
            Cell::Text(kept.point.kind.as_str().into()),
            Cell::Bytes(sealed::seal_point(key, kept.id, &kept.point)?.into()),
            found_by.map_or(Cell::Null, |index| Cell::Text(index.into())),
            kept.is_current.cell(),
            kept.source_row.cell(),
            kept.created_at.cell(),
        ]);
    }
    tx.insert_many("contact_points", &COLUMNS, rows)
}

/// Writes whether it is the newest of its kind.
pub(crate) fn update(tx: &mut Tx<'_>, kept: &KeptPoint) -> Result<()> {
    tx.execute_one(NOT_CURRENT, &[&kept.id, &kept.is_current])
}

/// Takes all of a person's away.
pub(crate) fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    tx.execute(FORGET, &[&person]).map(|_| ())
}

/// A way of contact as it stands in the database.
pub(crate) struct SealedPoint {
    pub(crate) person: PersonId,
    kind: PointKind,
    columns: PointColumns,
    is_current: bool,
    wrong_at: Option<Timestamp>,
    source_row: SourceRowId,
    created_at: Timestamp,
}

impl FromRow for SealedPoint {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            person: row.get(0)?,
            columns: PointColumns { id: row.get(1)?, value: row.get(3)? },
            kind: row.word(2)?,
            is_current: row.get(4)?,
            source_row: row.get(5)?,
            created_at: row.get(6)?,
            wrong_at: row.get(7)?,
        })
    }
}

impl SealedPoint {
    pub(crate) fn open(self, key: &DataKey) -> Result<KeptPoint> {
        let (value, found_by): (Sensitive<String>, _) = sealed::open_point(key, &self.columns)?;
        Ok(KeptPoint {
            id: self.columns.id,
            point: Point { kind: self.kind, value, key: found_by },
            is_current: self.is_current,
            wrong_at: self.wrong_at,
            source_row: self.source_row,
            created_at: self.created_at,
        })
    }
}

/// The ways of contact of these people.
pub(crate) fn of(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<SealedPoint>> {
    conn.all_among(AMONG, people)
}
