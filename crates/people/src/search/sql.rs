//! Every statement of the search. Each starts from an index; names are looked for in memory, where alone they can be read.
//! Somebody whose record was destroyed is found by nothing.

pub(crate) const BY_CASE: &str = "SELECT c.person_id FROM cases c JOIN people p ON p.id = c.person_id
    WHERE c.reference = $1 AND p.sealed_key IS NOT NULL";
pub(crate) const BY_CRIME: &str = "SELECT v.person_id FROM incidents i JOIN involvements v ON v.incident_id = i.id
    JOIN people p ON p.id = v.person_id LEFT JOIN cases c ON c.id = v.case_id
    WHERE i.crime_reference IN ({}) AND p.sealed_key IS NOT NULL";
pub(crate) const BY_POINT: &str = "SELECT person_id FROM contact_points WHERE key = $1 LIMIT 10000";
pub(crate) const CASES_AMONG: &str = "SELECT c.person_id, c.id, c.reference, c.state = 'open', u.name
    FROM cases c LEFT JOIN users u ON u.id = c.worker_id WHERE c.person_id IN ({})";
pub(crate) const LATEST_FIRST: &str = "ORDER BY c.opened_at DESC, c.id";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[BY_CASE, BY_CRIME, BY_POINT, CASES_AMONG];
