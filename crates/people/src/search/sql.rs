//! Every statement of the search. Each starts from an index: names and keys are looked for by range, never by likeness.

pub(crate) const BY_CASE: &str = "SELECT person_id FROM cases WHERE reference = $1";
pub(crate) const BY_CRIME: &str = "SELECT v.person_id FROM incidents i JOIN involvements v ON v.incident_id = i.id
    WHERE i.crime_reference IN ({}) LIMIT 10000";
pub(crate) const BY_POINT: &str = "SELECT person_id FROM contact_points WHERE key = $1 LIMIT 10000";
pub(crate) const BY_POINT_FROM: &str = "SELECT person_id FROM contact_points WHERE key >= $1 AND key < $2 LIMIT 10000";
pub(crate) const BY_BIRTH: &str = "SELECT id FROM people WHERE date_of_birth IN ({}) LIMIT 10000";

pub(crate) const BY_NAMES: &str = "SELECT id, family_key, given_key, date_of_birth FROM people
    WHERE family_key >= $1 AND family_key < $2 AND given_key >= $3 AND given_key < $4 ORDER BY family_key, given_key, id LIMIT $5";
pub(crate) const BY_GIVEN_NAME: &str = "SELECT id, family_key, given_key, date_of_birth FROM people
    WHERE given_key >= $1 AND given_key < $2 ORDER BY given_key, id LIMIT $3";
pub(crate) const BY_NAMES_IN: &str = "SELECT id, family_key, given_key, date_of_birth FROM people
    WHERE family_key >= $1 AND family_key < $2 AND given_key >= $3 AND given_key < $4
    AND EXISTS (SELECT 1 FROM contact_points c WHERE c.person_id = people.id AND c.key >= $6 AND c.key < $7)
    ORDER BY family_key, given_key, id LIMIT $5";
pub(crate) const BY_GIVEN_NAME_IN: &str = "SELECT id, family_key, given_key, date_of_birth FROM people
    WHERE given_key >= $1 AND given_key < $2
    AND EXISTS (SELECT 1 FROM contact_points c WHERE c.person_id = people.id AND c.key >= $4 AND c.key < $5)
    ORDER BY given_key, id LIMIT $3";

pub(crate) const KEYS_AMONG: &str = "SELECT id, family_key, given_key, date_of_birth FROM people WHERE id IN ({})";
pub(crate) const POINT_KEYS_AMONG: &str = "SELECT person_id, key FROM contact_points WHERE person_id IN ({}) AND key IS NOT NULL";
pub(crate) const CASES_AMONG: &str = "SELECT c.person_id, c.id, c.reference, c.state = 'open', u.name
    FROM cases c LEFT JOIN users u ON u.id = c.worker_id WHERE c.person_id IN ({}) ORDER BY c.opened_at DESC, c.id";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[
    BY_CASE,
    BY_CRIME,
    BY_POINT,
    BY_POINT_FROM,
    BY_BIRTH,
    BY_NAMES,
    BY_GIVEN_NAME,
    BY_NAMES_IN,
    BY_GIVEN_NAME_IN,
    KEYS_AMONG,
    POINT_KEYS_AMONG,
    CASES_AMONG,
];
