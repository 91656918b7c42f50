//! Ways of contact into the database and out of it: sealed under their person's key, found by a blind index.

use jiff::Timestamp;
use kernel::{ContactPointId, Holders, PersonId, Sensitive, SourceRowId};
use store::{Bind, Cell, Conn, FromRow, Result, Row, Tx};
use vault::{DataKey, Vault};

use crate::doors::door;
use crate::record::{KeptPoint, Point, PointKind};
use crate::sealed::{self, PointColumns};

pub(crate) const AMONG: &str = "SELECT person_id, id, kind, value, is_current, source_row_id, created_at, wrong_at,
    CASE WHEN kind = 'address' THEN door ELSE key END FROM contact_points WHERE person_id IN ({}) ORDER BY id";
const COLUMNS: [&str; 9] = ["id", "person_id", "kind", "value", "key", "door", "is_current", "source_row_id", "created_at"];
pub(crate) const NOT_CURRENT: &str = "UPDATE contact_points SET is_current = $2 WHERE id = $1";
pub(crate) const TAKE_OFF: &str = "DELETE FROM contact_points WHERE id = $1";
pub(crate) const FORGET: &str = "DELETE FROM contact_points WHERE person_id = $1";
pub(crate) const WITHOUT_DOOR: &str =
    "SELECT c.id, c.person_id, p.sealed_key, c.value FROM contact_points c JOIN people p ON p.id = c.person_id
    WHERE c.door IS NULL AND c.kind = 'address' AND c.id > $1 ORDER BY c.id LIMIT $2";
pub(crate) const SET_DOOR: &str = "UPDATE contact_points SET door = $2 WHERE id = $1 AND door IS NULL";
/// What stands for "no door can be told": another than NULL, so that nobody looks again.
const NO_DOOR: &str = "";

/// The blind index under which a way of contact is found: by the number in international form, the e-mail in lower case, the postcode.
pub(crate) fn index(vault: &Vault, key: &str) -> String {
    vault.index("contact", key)
}

/// What a way of contact is compared by with everybody else's: the number, the e-mail, the door. Personal data.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Mark {
    space: &'static str,
    text: String,
}

impl std::fmt::Debug for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mark")
    }
}

impl Mark {
    /// By what this is compared; `None` where it cannot be used, or tells no door.
    pub(crate) fn of(point: &Point) -> Option<Self> {
        let key = point.key.as_ref()?.reveal();
        match point.kind {
            PointKind::Mobile | PointKind::HomePhone | PointKind::Email => Some(Self { space: "contact", text: key.clone() }),
            PointKind::Address => door(point.value.reveal(), key).map(|text| Self { space: "door", text }),
        }
    }

    /// The blind index under which it stands in the database.
    pub(crate) fn index(&self, vault: &Vault) -> String {
        vault.index(self.space, &self.text)
    }

    /// Whether it is a door.
    pub(crate) fn is_door(&self) -> bool {
        self.space == "door"
    }
}

/// The blind index of an address's door, as it is kept.
fn door_index(vault: &Vault, point: &Point) -> Option<String> {
    (point.kind == PointKind::Address).then(|| Mark::of(point).map_or_else(|| NO_DOOR.to_owned(), |mark| mark.index(vault)))
}

/// Addresses looked at in one step of [`fill_doors`]: few enough that nobody waits for it.
const A_STEP: i64 = 500;

/// Works out the doors of some addresses that were kept before there were any, from the first or on after this one, and where to go on;
/// `None` when none is left.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn fill_doors(tx: &mut Tx<'_>, vault: &Vault, after: Option<ContactPointId>) -> Result<Option<ContactPointId>> {
    type Found = (ContactPointId, PersonId, Option<Vec<u8>>, Vec<u8>);
    let after = after.unwrap_or(ContactPointId::from_uuid(uuid::Uuid::nil()));
    tx.change_as_the_program(|tx| {
        let found: Vec<Found> = tx.all(WITHOUT_DOOR, &[&after, &A_STEP])?;
        let last = found.last().map(|(id, ..)| *id);
        for (id, person, wrapped, value) in found {
            let door = match wrapped {
                Some(wrapped) => {
                    let key = vault.unwrap_key(person.uuid(), &wrapped)?;
                    let (value, key) = sealed::open_point(&key, &PointColumns { id, value })?;
                    door_index(vault, &Point { kind: PointKind::Address, value, key })
                }
                None => None,
            };
            tx.execute(SET_DOOR, &[&id, &door.as_deref().unwrap_or(NO_DOOR)])?;
        }
        Ok(last)
    })
}

/// Inserts ways of contact, each under its person's key.
pub(crate) fn insert<'p>(
    tx: &mut Tx<'_>,
    vault: &Vault,
    points: impl Iterator<Item = (PersonId, &'p DataKey, &'p KeptPoint)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (person, key, kept) in points {
        // What was looked for already is not worked out again.
        let is_address = kept.point.kind == PointKind::Address;
        let found_by = match &kept.found_by {
            Some(found_by) if !is_address => Some(found_by.clone()),
            _ => kept.point.key.as_ref().map(|key| index(vault, key.reveal())),
        };
        let door = kept.found_by.clone().filter(|_| is_address).or_else(|| door_index(vault, &kept.point));
        rows.push([
            kept.id.cell(),
            Cell::Uuid(person.uuid()),
            Cell::Text(kept.point.kind.as_str().into()),
            Cell::Bytes(sealed::seal_point(key, kept.id, &kept.point)?.into()),
            found_by.map_or(Cell::Null, |index| Cell::Text(index.into())),
            door.map_or(Cell::Null, |door| Cell::Text(door.into())),
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

/// Takes all of a person's away, and what is known of their suspect's.
pub(crate) fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    tx.execute(FORGET, &[&person])?;
    crate::suspects::forget(tx, person)
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
    found_by: Option<String>,
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
            found_by: row.get(8)?,
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
            found_by: self.found_by.filter(|index| index != NO_DOOR),
            holders: Holders::default(),
            source_row: self.source_row,
            created_at: self.created_at,
        })
    }
}

/// The ways of contact of these people.
pub(crate) fn of(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<SealedPoint>> {
    conn.all_among(AMONG, people)
}
