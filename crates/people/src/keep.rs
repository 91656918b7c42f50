//! People into the database and out of it, many at a time.

use std::collections::HashMap;

use access::Warrant;
use jiff::Timestamp;
use kernel::{Flag, FlagSet, PersonId, SourceRowId, words::Word};
use store::{Bind, Conn, FromRow, Result, Row, Tx};

use crate::record::{KeptPoint, Particulars, PersonRecord, Point};

const PERSON_COLUMNS: [&str; 26] = [
    "id",
    "title",
    "given_name",
    "middle_names",
    "family_name",
    "previous_family_name",
    "given_key",
    "family_key",
    "name_birth_key",
    "date_of_birth",
    "sex",
    "ethnicity",
    "first_language",
    "interpreter_needed",
    "communication_needs",
    "preferred_contact",
    "suspect_shares_address",
    "safe_call",
    "safe_voicemail",
    "safe_text",
    "safe_email",
    "safe_letter",
    "contact_notes",
    "flags",
    "source_row_id",
    "created_at",
];
const PEOPLE_AMONG: &str = "SELECT id, title, given_name, middle_names, family_name, previous_family_name, date_of_birth, sex, ethnicity, first_language,
    interpreter_needed, communication_needs, preferred_contact, suspect_shares_address, safe_call, safe_voicemail, safe_text, safe_email, safe_letter,
    contact_notes, flags, source_row_id, created_at, safety_confirmed_at FROM people WHERE id IN ({})";
const POINTS_AMONG: &str = "SELECT person_id, id, kind, value, key, is_current, source_row_id, created_at, wrong_at FROM contact_points WHERE person_id IN ({}) ORDER BY id";
const POINT_COLUMNS: [&str; 8] = ["id", "person_id", "kind", "value", "key", "is_current", "source_row_id", "created_at"];
const BY_REFERENCE: &str = "SELECT reference, person_id FROM person_references WHERE source = '{source}' AND reference IN ({})";
const BY_NAME_AND_BIRTH: &str = "SELECT name_birth_key, id FROM people WHERE name_birth_key IN ({})";
const UPDATE_PERSON: &str = "UPDATE people SET title = $2, given_name = $3, middle_names = $4, family_name = $5, previous_family_name = $6, given_key = $7,
    family_key = $8, name_birth_key = $9, date_of_birth = $10, sex = $11, ethnicity = $12, first_language = $13, interpreter_needed = $14,
    communication_needs = $15, preferred_contact = $16, suspect_shares_address = $17, safe_call = $18, safe_voicemail = $19, safe_text = $20,
    safe_email = $21, safe_letter = $22, contact_notes = $23, flags = $24 WHERE id = $1";
const HELD: &str = "SELECT id FROM people WHERE id IN ({}) ORDER BY id";
const FORGET_POINTS: &str = "DELETE FROM contact_points WHERE person_id = $1";
const FORGET_REFERENCES: &str = "DELETE FROM person_references WHERE person_id = $1";
const NOT_CURRENT: &str = "UPDATE contact_points SET is_current = $2 WHERE id = $1";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] =
    &[PEOPLE_AMONG, POINTS_AMONG, BY_REFERENCE, BY_NAME_AND_BIRTH, UPDATE_PERSON, NOT_CURRENT, HELD, FORGET_POINTS, FORGET_REFERENCES];

/// A set of flags as the database keeps it.
pub fn flags_text(flags: FlagSet) -> String {
    flags.iter().map(Flag::as_str).collect::<Vec<_>>().join(";")
}

/// A set of flags as the database kept it; a word that is no flag any more is left out.
pub fn flags_from(text: &str) -> FlagSet {
    text.split(';').filter_map(Flag::parse).collect()
}

struct Values {
    given_key: String,
    family_key: String,
    name_birth_key: Option<String>,
    needs: Option<String>,
    flags: String,
}

impl Values {
    fn of(person: &PersonRecord) -> Self {
        let known = &person.known;
        Self {
            given_key: known.given_key(),
            family_key: known.family_key(),
            name_birth_key: person.name_birth_key(),
            needs: (!known.communication_needs.is_empty()).then(|| known.communication_needs.join(";")),
            flags: flags_text(known.flags),
        }
    }

    fn cells<'a>(&'a self, person: &'a PersonRecord) -> [store::Cell<'a>; 26] {
        let known = &person.known;
        let word = |text: Option<&'static str>| text.map_or(store::Cell::Null, |text| store::Cell::Text(text.into()));
        [
            person.id.cell(),
            known.title.cell(),
            known.given_name.cell(),
            known.middle_names.cell(),
            known.family_name.cell(),
            known.previous_family_name.cell(),
            self.given_key.cell(),
            self.family_key.cell(),
            self.name_birth_key.cell(),
            known.date_of_birth.cell(),
            word(known.sex.map(Word::text)),
            known.ethnicity.cell(),
            known.first_language.cell(),
            known.interpreter_needed.cell(),
            self.needs.cell(),
            word(known.preferred_contact.map(Word::text)),
            known.suspect_shares_address.cell(),
            known.safety.call.cell(),
            known.safety.voicemail.cell(),
            known.safety.text.cell(),
            known.safety.email.cell(),
            known.safety.letter.cell(),
            known.contact_notes.cell(),
            self.flags.cell(),
            person.source_row.cell(),
            person.created_at.cell(),
        ]
    }
}

/// Inserts people who are new.
///
/// # Errors
/// As the database says.
pub fn insert(tx: &mut Tx<'_>, warrant: &Warrant<'_>, people: &[&PersonRecord]) -> Result<()> {
    let values: Vec<_> = people.iter().map(|person| Values::of(person)).collect();
    tx.insert_many("people", &PERSON_COLUMNS, people.iter().zip(&values).map(|(person, values)| values.cells(person)))?;
    insert_points(tx, warrant, people.iter().flat_map(|person| person.points.iter().map(|point| (person.id, point))))
}

/// Inserts ways of contact.
///
/// # Errors
/// As the database says.
pub fn insert_points<'p>(tx: &mut Tx<'_>, _warrant: &Warrant<'_>, points: impl Iterator<Item = (PersonId, &'p KeptPoint)>) -> Result<()> {
    let rows = points.map(|(person, kept)| {
        [
            kept.id.cell(),
            store::Cell::Uuid(person.uuid()),
            store::Cell::Text(kept.point.kind.as_str().into()),
            kept.point.value.cell(),
            kept.point.key.cell(),
            kept.is_current.cell(),
            kept.source_row.cell(),
            kept.created_at.cell(),
        ]
    });
    tx.insert_many("contact_points", &POINT_COLUMNS, rows)
}

/// Writes what changed about people who were known: `new_points` says which ways of contact are not kept yet.
///
/// # Errors
/// As the database says.
pub fn update(tx: &mut Tx<'_>, warrant: &Warrant<'_>, person: &PersonRecord, is_new_point: impl Fn(&KeptPoint) -> bool) -> Result<()> {
    let values = Values::of(person);
    let cells = values.cells(person);
    let [all @ .., _, _] = &cells;
    let bound: Vec<&dyn Bind> = all.iter().map(|cell| cell as &dyn Bind).collect();
    tx.execute_one(UPDATE_PERSON, &bound)?;
    for kept in person.points.iter().filter(|kept| !is_new_point(kept)) {
        tx.execute_one(NOT_CURRENT, &[&kept.id, &kept.is_current])?;
    }
    insert_points(tx, warrant, person.points.iter().filter(|kept| is_new_point(kept)).map(|kept| (person.id, kept)))
}

/// Takes away everything that tells who somebody was: they refused, and nothing else holds them here. Their id stays, for the count.
///
/// # Errors
/// As the database says.
pub fn forget(tx: &mut Tx<'_>, warrant: &Warrant<'_>, person: &PersonRecord) -> Result<()> {
    let nobody = PersonRecord { known: Particulars::default(), points: Vec::new(), ..person.clone() };
    update(tx, warrant, &nobody, |_| false)?;
    tx.execute(FORGET_POINTS, &[&person.id])?;
    tx.execute(FORGET_REFERENCES, &[&person.id])?;
    Ok(())
}

impl FromRow for PersonRecord {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let needs: Option<String> = row.get(11)?;
        Ok(Self {
            id: row.get(0)?,
            known: Particulars {
                title: row.get(1)?,
                given_name: row.get(2)?,
                middle_names: row.get(3)?,
                family_name: row.get(4)?,
                previous_family_name: row.get(5)?,
                date_of_birth: row.get(6)?,
                sex: row.word_or_none(7)?,
                ethnicity: row.get(8)?,
                first_language: row.get(9)?,
                interpreter_needed: row.get(10)?,
                communication_needs: needs.map(|text| text.split(';').map(str::to_owned).collect()).unwrap_or_default(),
                preferred_contact: row.word_or_none(12)?,
                suspect_shares_address: row.get(13)?,
                safety: kernel::Safety {
                    call: row.get(14)?,
                    voicemail: row.get(15)?,
                    text: row.get(16)?,
                    email: row.get(17)?,
                    letter: row.get(18)?,
                },
                contact_notes: row.get(19)?,
                flags: flags_from(&row.get::<String>(20)?),
                points: Vec::new(),
            },
            points: Vec::new(),
            source_row: row.get(21)?,
            created_at: row.get(22)?,
            safety_confirmed_at: row.get(23)?,
        })
    }
}

struct PointRow(PersonId, KeptPoint);

impl FromRow for PointRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let point = Point { kind: row.word(2)?, value: row.get(3)?, key: row.get(4)? };
        let kept = KeptPoint {
            id: row.get(1)?,
            point,
            is_current: row.get(5)?,
            source_row: row.get::<SourceRowId>(6)?,
            created_at: row.get::<Timestamp>(7)?,
            wrong_at: row.get(8)?,
        };
        Ok(Self(row.get(0)?, kept))
    }
}

/// Holds people until the change ends, where `hold` is what [`Tx::for_update`] says, so that of two who write down what is safe neither
/// overwrites the other. Hold their cases first: whoever works a case does.
///
/// # Errors
/// As the database says.
pub fn hold(conn: &mut Conn, ids: &[PersonId], hold: &str) -> Result<()> {
    if hold.is_empty() { Ok(()) } else { conn.all_among::<PersonId>(&format!("{HELD}{hold}"), ids).map(|_| ()) }
}

/// The people with these ids, with their ways of contact.
///
/// # Errors
/// As the database says.
pub fn load(conn: &mut Conn, _warrant: &Warrant<'_>, ids: &[PersonId]) -> Result<Vec<PersonRecord>> {
    let mut people: HashMap<PersonId, PersonRecord> =
        conn.all_among::<PersonRecord>(PEOPLE_AMONG, ids)?.into_iter().map(|person| (person.id, person)).collect();
    for PointRow(person, kept) in conn.all_among(POINTS_AMONG, ids)? {
        if let Some(person) = people.get_mut(&person) {
            // Places in the statement are filled up with the last key, but an id is answered once.
            person.points.push(kept);
        }
    }
    let mut people: Vec<_> = people.into_values().collect();
    people.sort_by_key(|person| person.id);
    Ok(people)
}

/// Who the sender means by these references of theirs.
///
/// # Errors
/// As the database says.
pub fn by_reference(conn: &mut Conn, source: kernel::Source, references: &[&str]) -> Result<Vec<(String, PersonId)>> {
    conn.all_among(&BY_REFERENCE.replace("{source}", source.as_str()), references)
}

/// Keeps which person the sender means by a reference of theirs.
///
/// # Errors
/// As the database says.
pub fn insert_references<'r>(tx: &mut Tx<'_>, source: kernel::Source, references: impl Iterator<Item = (&'r str, PersonId)>) -> Result<()> {
    let rows = references.map(|(reference, person)| {
        [store::Cell::Text(source.as_str().into()), store::Cell::Text(reference.into()), store::Cell::Uuid(person.uuid())]
    });
    tx.insert_many("person_references", &["source", "reference", "person_id"], rows)
}

/// Everybody with one of these names-and-birth-dates (see [`PersonRecord::name_birth_key`]).
///
/// # Errors
/// As the database says.
pub fn by_name_and_birth(conn: &mut Conn, keys: &[&str]) -> Result<Vec<(String, PersonId)>> {
    conn.all_among(BY_NAME_AND_BIRTH, keys)
}
