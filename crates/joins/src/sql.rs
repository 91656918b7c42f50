//! Every statement of this crate.

pub(crate) const ADD_JOIN: &str =
    "INSERT INTO joins (id, one_person_id, other_person_id, joined_at, joined_by) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const PART: &str = "UPDATE joins SET parted_at = $2, parted_by = $3 WHERE id = $1 AND parted_at IS NULL";
pub(crate) const RELATE: &str =
    "INSERT INTO joined_people (person_id, head_id) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE SET head_id = excluded.head_id";
pub(crate) const UNRELATE: &str = "DELETE FROM joined_people WHERE person_id = $1";
pub(crate) const MADE_AMONG: &str = "SELECT id, created_at FROM people WHERE id IN ({})";
pub(crate) const THERE_AMONG: &str = "SELECT id FROM people WHERE id IN ({}) AND sealed_key IS NOT NULL";

pub(crate) const KEEP_APART: &str =
    "INSERT INTO kept_apart (id, one_person_id, other_person_id, kept_at, kept_by) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const APART: &str = "SELECT id FROM kept_apart WHERE one_person_id = $1 AND other_person_id = $2 AND lifted_at IS NULL";
pub(crate) const LIFT_APART: &str =
    "UPDATE kept_apart SET lifted_at = $2, lifted_by = $3, lifted_why = $4 WHERE id = $1 AND lifted_at IS NULL";
pub(crate) const KEPT_APART: &str = "SELECT k.kept_at, u.name FROM kept_apart k LEFT JOIN users u ON u.id = k.kept_by
    WHERE k.one_person_id = $1 AND k.other_person_id = $2 AND k.lifted_at IS NULL";

pub(crate) const OPEN_REVIEWS_AMONG: &str = "SELECT r.id, c.person_id, r.other_person_id FROM reviews r JOIN cases c ON c.id = r.case_id
    WHERE r.state = 'open' AND r.kind = 'possible_same_person' AND r.other_person_id IS NOT NULL AND c.person_id IN ({})";
pub(crate) const REVIEWS_SETTLED_BY_JOIN: &str =
    "SELECT r.id, c.person_id, r.other_person_id FROM reviews r JOIN cases c ON c.id = r.case_id
    WHERE r.settled_by_join AND r.other_person_id IS NOT NULL AND c.person_id IN ({})";
pub(crate) const SET_REVIEW: &str = "UPDATE reviews SET state = $2, settled_by_join = $3 WHERE id = $1";
pub(crate) const QUEUE: &str = "SELECT r.id, c.id, c.reference, c.person_id, r.other_person_id, r.created_at FROM reviews r
    JOIN cases c ON c.id = r.case_id WHERE r.state = 'open' AND r.kind = 'possible_same_person' AND r.other_person_id IS NOT NULL";

pub(crate) const ADD_DECISION: &str =
    "INSERT INTO link_decisions (id, one_person_id, other_person_id, said, at, user_id, probability, classes, pattern)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(crate) const DECIDED_PAIRS: &str = "SELECT d.classes, d.said FROM link_decisions d WHERE d.said IN ('same', 'different')
    AND d.classes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM link_decisions l WHERE l.one_person_id = d.one_person_id
    AND l.other_person_id = d.other_person_id AND l.said <> 'cannot_tell' AND (l.at > d.at OR (l.at = d.at AND l.id > d.id)))
    ORDER BY d.at, d.id";
pub(crate) const LOOKED: &str = "SELECT d.user_id, u.name, d.at FROM link_decisions d JOIN users u ON u.id = d.user_id
    WHERE d.one_person_id = $1 AND d.other_person_id = $2 AND d.said = 'cannot_tell' ORDER BY d.at DESC, d.id DESC";
pub(crate) const LOOKED_AMONG: &str = "SELECT d.one_person_id, d.other_person_id, d.user_id, u.name, d.at FROM link_decisions d
    JOIN users u ON u.id = d.user_id WHERE d.said = 'cannot_tell' AND d.one_person_id IN ({})";
pub(crate) const PROPOSED: &str = "SELECT a.person_id, a.other_person_id, a.asked_by, u.name, a.asked_at FROM approvals a
    JOIN users u ON u.id = a.asked_by WHERE a.act = 'join' AND a.other_person_id IS NOT NULL AND a.used_at IS NULL
    AND a.declined_at IS NULL AND a.asked_at > $1 ORDER BY a.asked_at, a.id";
pub(crate) const CASES_AMONG: &str = "SELECT c.person_id, c.id, c.reference, c.state = 'open' FROM cases c WHERE c.person_id IN ({})";

pub(crate) const FORGET_APART: &str = "DELETE FROM kept_apart WHERE one_person_id = $1 OR other_person_id = $1";
pub(crate) const FORGET_JOINS: &str = "DELETE FROM joins WHERE one_person_id = $1 OR other_person_id = $1";
pub(crate) const LEAD_AROUND: &str = "UPDATE joins SET one_person_id = $2, other_person_id = $3, joined_at = $4 WHERE id = $1";
pub(crate) const FORGET_GAVE_BACK: &str =
    "DELETE FROM gave_back_by_join WHERE case_id IN (SELECT c.id FROM cases c WHERE c.person_id = $1)";
/// Of a pair only what was said last counts, and who the pair is, is forgotten.
pub(crate) const FORGET_SUPERSEDED: &str = "DELETE FROM link_decisions WHERE (one_person_id = $1 OR other_person_id = $1)
    AND (said = 'cannot_tell' OR EXISTS (SELECT 1 FROM link_decisions l WHERE l.one_person_id = link_decisions.one_person_id
    AND l.other_person_id = link_decisions.other_person_id AND l.said <> 'cannot_tell'
    AND (l.at > link_decisions.at OR (l.at = link_decisions.at AND l.id > link_decisions.id))))";
pub(crate) const FORGET_WHO: &str =
    "UPDATE link_decisions SET one_person_id = NULL, other_person_id = NULL WHERE one_person_id = $1 OR other_person_id = $1";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[
    ADD_JOIN,
    PART,
    RELATE,
    UNRELATE,
    MADE_AMONG,
    THERE_AMONG,
    KEEP_APART,
    APART,
    LIFT_APART,
    KEPT_APART,
    OPEN_REVIEWS_AMONG,
    REVIEWS_SETTLED_BY_JOIN,
    SET_REVIEW,
    QUEUE,
    ADD_DECISION,
    DECIDED_PAIRS,
    LOOKED,
    LOOKED_AMONG,
    PROPOSED,
    CASES_AMONG,
    FORGET_APART,
    FORGET_JOINS,
    LEAD_AROUND,
    FORGET_GAVE_BACK,
    FORGET_SUPERSEDED,
    FORGET_WHO,
];
