//! People into the database and out of it, many at a time. What tells who somebody is, is sealed under a key of their own.

use std::collections::HashMap;

use access::Warrant;
use kernel::{Flag, FlagSet, PersonId, words::Word};
use store::{Bind, Cell, Conn, FromRow, Result, Row, Tx};
use vault::{DataKey, Vault};

use crate::points::{self, SealedPoint};
use crate::record::{KeptPoint, Particulars, PersonRecord};
use crate::sealed::{self, PersonColumns};
use crate::{holders, joined, suspects};

const COLUMNS: [&str; 17] = [
    "id",
    "particulars",
    "name_birth_key",
    "sex",
    "interpreter_needed",
    "preferred_contact",
    "suspect_shares_address",
    "safe_call",
    "safe_voicemail",
    "safe_text",
    "safe_email",
    "safe_letter",
    "flags",
    "changed",
    "sealed_key",
    "source_row_id",
    "created_at",
];
pub(crate) const PEOPLE_AMONG: &str =
    "SELECT id, sealed_key, particulars, sex, interpreter_needed, preferred_contact, suspect_shares_address,
    safe_call, safe_voicemail, safe_text, safe_email, safe_letter, flags, source_row_id, created_at, safety_confirmed_at
    FROM people WHERE id IN ({})";
const KEYS_AMONG: &str = "SELECT id, sealed_key FROM people WHERE id IN ({}) AND sealed_key IS NOT NULL";
const BY_REFERENCE: &str = "SELECT reference, person_id FROM person_references WHERE source = '{source}' AND reference IN ({})";
const UPDATE_PERSON: &str =
    "UPDATE people SET particulars = $2, name_birth_key = $3, sex = $4, interpreter_needed = $5, preferred_contact = $6,
    suspect_shares_address = $7, safe_call = $8, safe_voicemail = $9, safe_text = $10, safe_email = $11, safe_letter = $12, flags = $13,
    changed = $14 WHERE id = $1 AND sealed_key IS NOT NULL";
const SET_SAFETY: &str =
    "UPDATE people SET particulars = $2, safe_call = $3, safe_voicemail = $4, safe_text = $5, safe_email = $6, safe_letter = $7,
    suspect_shares_address = $8, safety_confirmed_at = $9 WHERE id = $1 AND sealed_key IS NOT NULL";
const DESTROY_KEY: &str = "UPDATE people SET sealed_key = NULL, particulars = NULL, name_birth_key = NULL, changed = $2 WHERE id = $1";
const FORGET_REST: &str =
    "UPDATE people SET sex = NULL, interpreter_needed = NULL, preferred_contact = NULL, suspect_shares_address = NULL, safe_call = NULL,
    safe_voicemail = NULL, safe_text = NULL, safe_email = NULL, safe_letter = NULL, flags = '' WHERE id = $1";
const HELD: &str = "SELECT id FROM people WHERE id IN ({}) ORDER BY id";
const FORGET_REFERENCES: &str = "DELETE FROM person_references WHERE person_id = $1";
const NEXT_CHANGE: &str = "UPDATE counters SET value = value + 1 WHERE name = 'people' RETURNING value";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[
    PEOPLE_AMONG,
    KEYS_AMONG,
    BY_REFERENCE,
    UPDATE_PERSON,
    SET_SAFETY,
    DESTROY_KEY,
    FORGET_REST,
    HELD,
    FORGET_REFERENCES,
    NEXT_CHANGE,
    points::AMONG,
    points::NOT_CURRENT,
    points::FORGET,
    points::TAKE_OFF,
    points::WITHOUT_DOOR,
    points::SET_DOOR,
    holders::BY_KEY,
    holders::BY_DOOR,
    holders::SHARED_DOORS,
    holders::SUSPECTS,
    holders::SAID_OTHERWISE,
    suspects::RECORD,
    suspects::OF,
    suspects::LIFT,
    suspects::SAY_OTHERWISE,
    suspects::FORGET,
    suspects::FORGET_WORDS,
];

/// A set of flags as the database keeps it.
pub fn flags_text(flags: FlagSet) -> String {
    flags.iter().map(Flag::as_str).collect::<Vec<_>>().join(";")
}

/// A set of flags as the database kept it; a word that is no flag any more is left out.
pub fn flags_from(text: &str) -> FlagSet {
    text.split(';').filter_map(Flag::parse).collect()
}

/// The number of a change of people: higher than that of any change kept before. Whoever changes people takes one, and is alone in that
/// until the change ends, so that whoever has seen a number has seen all below it.
#[derive(Debug, Clone, Copy)]
pub struct Change(i64);

impl Change {
    pub(crate) const fn number(self) -> i64 {
        self.0
    }
}

/// Takes the number of this change.
///
/// # Errors
/// As the database says.
pub fn next_change(tx: &mut Tx<'_>) -> Result<Change> {
    tx.one(NEXT_CHANGE, &[]).map(Change)
}

struct Values {
    particulars: Vec<u8>,
    name_birth_key: Option<String>,
    flags: String,
}

impl Values {
    fn of(vault: &Vault, key: &DataKey, person: &PersonRecord) -> Result<Self> {
        Ok(Self {
            particulars: sealed::seal_particulars(key, person.id, &person.known)?,
            name_birth_key: person.name_birth_key().map(|key| name_birth_index(vault, &key)),
            flags: flags_text(person.known.flags),
        })
    }

    fn cells<'a>(&'a self, person: &'a PersonRecord, change: Change) -> [Cell<'a>; 14] {
        let known = &person.known;
        let word = |text: Option<&'static str>| text.map_or(Cell::Null, |text| Cell::Text(text.into()));
        [
            person.id.cell(),
            self.particulars.cell(),
            self.name_birth_key.cell(),
            word(known.sex.map(Word::text)),
            known.interpreter_needed.cell(),
            word(known.preferred_contact.map(Word::text)),
            known.suspect_shares_address.cell(),
            known.safety.call.cell(),
            known.safety.voicemail.cell(),
            known.safety.text.cell(),
            known.safety.email.cell(),
            known.safety.letter.cell(),
            self.flags.cell(),
            Cell::Int(change.0),
        ]
    }
}

fn name_birth_index(vault: &Vault, key: &str) -> String {
    vault.index("name-birth", key)
}

/// Somebody whose key is destroyed has nothing left to write to.
fn key_in(person: &PersonRecord) -> Result<&DataKey> {
    person.key.as_ref().ok_or(store::Error::NotFound)
}

/// Inserts people who are new, and gives each a key.
///
/// # Errors
/// As the database says; when the machine has no randomness.
pub fn insert(tx: &mut Tx<'_>, warrant: &Warrant<'_>, change: Change, people: &mut [&mut PersonRecord]) -> Result<()> {
    let vault = warrant.vault();
    let mut values = Vec::with_capacity(people.len());
    for person in people.iter_mut() {
        let (key, wrapped) = vault.new_key(person.id.uuid())?;
        values.push((Values::of(vault, &key, person)?, wrapped));
        person.key = Some(key);
    }
    let rows = people.iter().zip(&values).map(|(person, (values, wrapped))| {
        let last = [wrapped.cell(), person.source_row.cell(), person.created_at.cell()];
        values.cells(person, change).into_iter().chain(last)
    });
    tx.insert_rows("people", &COLUMNS, rows)?;
    let keyed = people.iter().filter_map(|person| Some((person.id, person.key.as_ref()?, &person.points)));
    points::insert(tx, vault, keyed.flat_map(|(id, key, points)| points.iter().map(move |point| (id, key, point))))
}

/// Writes what changed about people who were known: `new_points` says which ways of contact are not kept yet.
///
/// # Errors
/// As the database says; `NotFound` when their key is destroyed.
pub fn update(
    tx: &mut Tx<'_>,
    warrant: &Warrant<'_>,
    change: Change,
    person: &PersonRecord,
    is_new_point: impl Fn(&KeptPoint) -> bool,
) -> Result<()> {
    let key = key_in(person)?;
    let values = Values::of(warrant.vault(), key, person)?;
    let cells = values.cells(person, change);
    tx.execute_one(UPDATE_PERSON, &cells.iter().map(|cell| cell as &dyn Bind).collect::<Vec<_>>())?;
    let (new, old): (Vec<_>, Vec<_>) = person.points.iter().partition(|kept| is_new_point(kept));
    old.into_iter().try_for_each(|kept| points::update(tx, kept))?;
    points::insert(tx, warrant.vault(), new.into_iter().map(|kept| (person.id, key, kept)))
}

/// Takes ways of contact away that turned out to be somebody else's from the beginning.
///
/// # Errors
/// As the database says.
pub fn take_points_off(tx: &mut Tx<'_>, points: &[kernel::ContactPointId]) -> Result<()> {
    points.iter().try_for_each(|point| tx.execute(points::TAKE_OFF, &[point]).map(|_| ()))
}

/// Writes down what the person said is safe, as it stands in the record, and that it was confirmed now.
///
/// # Errors
/// As the database says; `NotFound` when their key is destroyed.
pub fn set_safety(tx: &mut Tx<'_>, warrant: &Warrant<'_>, person: &PersonRecord) -> Result<()> {
    let particulars = sealed::seal_particulars(key_in(person)?, person.id, &person.known)?;
    let kernel::Safety { call, voicemail, text, email, letter } = person.known.safety;
    let shares = person.known.suspect_shares_address;
    tx.execute_one(SET_SAFETY, &[&person.id, &particulars, &call, &voicemail, &text, &email, &letter, &shares, &warrant.at()])?;
    joined::say(tx, person.id, warrant.at())
}

/// Destroys a person's key, and with it whatever is sealed under it, wherever it stands; takes away by what they could be found. What names
/// nobody stays, for the count.
///
/// # Errors
/// As the database says; `NotFound` when there is no such person.
pub fn destroy_key(tx: &mut Tx<'_>, _warrant: &Warrant<'_>, change: Change, person: PersonId) -> Result<()> {
    tx.execute_one(DESTROY_KEY, &[&person, &change.0])?;
    points::forget(tx, person)?;
    tx.execute(FORGET_REFERENCES, &[&person]).map(|_| ())
}

/// Takes away whatever tells who somebody is and how to reach them. What counts in figures stays: sex, ethnicity, languages and flags.
///
/// # Errors
/// As the database says; `NotFound` when there is no such person, or their key is destroyed.
pub fn minimise(tx: &mut Tx<'_>, warrant: &Warrant<'_>, change: Change, person: PersonId) -> Result<()> {
    let mut record = load(tx, warrant, &[person])?.pop().ok_or(store::Error::NotFound)?;
    let Particulars { sex, ethnicity, first_language, interpreter_needed, flags, .. } = record.known;
    record.known = Particulars { sex, ethnicity, first_language, interpreter_needed, flags, ..Particulars::default() };
    record.points.clear();
    update(tx, warrant, change, &record, |_| false)?;
    points::forget(tx, person)?;
    tx.execute(FORGET_REFERENCES, &[&person]).map(|_| ())
}

/// Takes away everything that tells of somebody: they refused, and nothing else holds them here. Their id stays, for the count.
///
/// # Errors
/// As the database says.
pub fn forget(tx: &mut Tx<'_>, warrant: &Warrant<'_>, change: Change, person: PersonId) -> Result<()> {
    destroy_key(tx, warrant, change, person)?;
    tx.execute_one(FORGET_REST, &[&person])
}

/// A person as they stand in the database, without their ways of contact.
pub(crate) struct SealedPerson {
    columns: PersonColumns,
    record: PersonRecord,
}

impl FromRow for SealedPerson {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let id = row.get(0)?;
        let known = Particulars {
            sex: row.word_or_none(3)?,
            interpreter_needed: row.get(4)?,
            preferred_contact: row.word_or_none(5)?,
            suspect_shares_address: row.get(6)?,
            safety: kernel::Safety {
                call: row.get(7)?,
                voicemail: row.get(8)?,
                text: row.get(9)?,
                email: row.get(10)?,
                letter: row.get(11)?,
            },
            flags: flags_from(&row.get::<String>(12)?),
            ..Particulars::default()
        };
        let record = PersonRecord {
            id,
            known,
            points: Vec::new(),
            source_row: row.get(13)?,
            created_at: row.get(14)?,
            safety_confirmed_at: row.get(15)?,
            others: Vec::new(),
            key: None,
        };
        Ok(Self { columns: PersonColumns { id, sealed_key: row.get(1)?, particulars: row.get(2)? }, record })
    }
}

impl SealedPerson {
    pub(crate) const fn id(&self) -> PersonId {
        self.columns.id
    }

    /// The person with these ways of contact; none of those where their key is destroyed.
    pub(crate) fn open_with(self, vault: &Vault, points: impl IntoIterator<Item = SealedPoint>) -> Result<PersonRecord> {
        let Self { columns, mut record } = self;
        record.key = sealed::unwrap(vault, &columns)?;
        if let Some(key) = &record.key {
            sealed::open_into(Some(key), &columns, &mut record.known)?;
            record.points = points.into_iter().map(|point| point.open(key)).collect::<Result<_>>()?;
        }
        Ok(record)
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

/// The people with these ids, with their ways of contact, and with what other records of the same person say of those. Of somebody whose key is destroyed only what names nobody is known.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn load(conn: &mut Conn, warrant: &Warrant<'_>, ids: &[PersonId]) -> Result<Vec<PersonRecord>> {
    let mut of: HashMap<PersonId, Vec<SealedPoint>> = HashMap::new();
    for point in points::of(conn, ids)? {
        of.entry(point.person).or_default().push(point);
    }
    let sealed: Vec<SealedPerson> = conn.all_among(PEOPLE_AMONG, ids)?;
    let open = |person: SealedPerson| {
        let points = of.remove(&person.id()).unwrap_or_default();
        person.open_with(warrant.vault(), points)
    };
    let mut people: Vec<_> = sealed.into_iter().map(open).collect::<Result<_>>()?;
    let mut heard = joined::heard(conn, ids)?;
    people.iter_mut().for_each(|person| person.others = heard.remove(&person.id).unwrap_or_default());
    people.sort_by_key(|person| person.id);
    Ok(people)
}

/// The keys of these people, for what else is sealed under them; none of those whose key is destroyed.
///
/// # Errors
/// As the database says; when a key does not open.
pub fn keys_of(conn: &mut Conn, warrant: &Warrant<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, DataKey>> {
    let rows: Vec<(PersonId, Vec<u8>)> = conn.all_among(KEYS_AMONG, ids)?;
    rows.into_iter().map(|(id, wrapped)| Ok((id, warrant.vault().unwrap_key(id.uuid(), &wrapped)?))).collect()
}

/// One person's key; `None` once it is destroyed.
///
/// # Errors
/// As [`keys_of`].
pub fn key_of(conn: &mut Conn, warrant: &Warrant<'_>, id: PersonId) -> Result<Option<DataKey>> {
    Ok(keys_of(conn, warrant, &[id])?.remove(&id))
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
    let rows =
        references.map(|(reference, person)| [Cell::Text(source.as_str().into()), Cell::Text(reference.into()), Cell::Uuid(person.uuid())]);
    tx.insert_many("person_references", &["source", "reference", "person_id"], rows)
}
