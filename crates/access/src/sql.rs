//! Every statement access runs.

/// That the person was referred on this case to this agency and to this team of it, where the asker is in one, and it has neither been refused
/// nor taken back nor come to its end, and their yes to that service stands.
macro_rules! is_referred {
    ($case:literal, $person:literal, $agency:literal, $team:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM onward_referrals r WHERE r.case_id = ",
            $case,
            " AND r.agency = ",
            $agency,
            " AND r.team = COALESCE(",
            $team,
            ", r.team)",
            " AND NOT EXISTS (SELECT 1 FROM onward_moments m WHERE m.referral_id = r.id AND m.state IN ('refused', 'withdrawn', 'ended'))",
            " AND EXISTS (SELECT 1 FROM onward_consents o WHERE o.person_id = ",
            $person,
            " AND o.service = r.service AND o.withdrawn_at IS NULL))"
        )
    };
}
pub(crate) use is_referred;

/// The facts of cases as they stand to a user ($1) of an agency ($3) and a team, if in any ($5), at a moment ($2).
macro_rules! facts_where {
    ($which:literal) => {
        concat!(
            "SELECT c.id, c.person_id, c.worker_id, c.team, c.state = 'open', c.ring_fence, c.has_unreported,
            EXISTS (SELECT 1 FROM conflicts x WHERE x.person_id = c.person_id AND x.user_id = $1),
            EXISTS (SELECT 1 FROM break_glass g WHERE g.case_id = c.id AND g.user_id = $1 AND g.broken_at <= $2 AND g.until > $2),
            EXISTS (SELECT 1 FROM consents s WHERE s.person_id = c.person_id AND s.agency = $3 AND s.withdrawn_at IS NULL), ",
            is_referred!("c.id", "c.person_id", "$3", "$5"),
            " FROM cases c WHERE ",
            $which
        )
    };
}

pub(crate) const FACTS_OF_CASE: &str = facts_where!("c.id = $4");
pub(crate) const FACTS_OF_PERSON: &str = facts_where!("c.person_id = $4 ORDER BY c.id");
pub(crate) const DESKS: &str = "SELECT DISTINCT service FROM dues WHERE case_id = $1 AND service IS NOT NULL ORDER BY service";
pub(crate) const PERSON: &str =
    "SELECT EXISTS (SELECT 1 FROM conflicts x WHERE x.person_id = p.id AND x.user_id = $2) FROM people p WHERE p.id = $1";
pub(crate) const HAVE_CASES: &str = "SELECT person_id FROM cases WHERE person_id IN ({})";

pub(crate) const ASK_APPROVAL: &str =
    "INSERT INTO approvals (id, act, person_id, asked_by, asked_at, other_person_id) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const APPROVALS_WAITING: &str = "SELECT id, act, person_id, asked_by, asked_at, other_person_id FROM approvals
    WHERE approved_at IS NULL AND declined_at IS NULL AND used_at IS NULL AND asked_at > $1 ORDER BY asked_at, id";
pub(crate) const APPROVE: &str = "UPDATE approvals SET approved_by = $3, approved_at = $4
    WHERE id = $1 AND person_id = $2 AND COALESCE(other_person_id, person_id) = $6 AND approved_at IS NULL AND declined_at IS NULL
    AND asked_by <> $3 AND asked_at > $5";
pub(crate) const DECLINE: &str = "UPDATE approvals SET declined_by = $3, declined_at = $4
    WHERE id = $1 AND person_id = $2 AND approved_at IS NULL AND declined_at IS NULL AND asked_by <> $3";
pub(crate) const APPROVED: &str = "SELECT id FROM approvals WHERE act = $1 AND person_id = $2 AND other_person_id IS NULL
    AND asked_by = $3 AND asked_at > $4 AND approved_at IS NOT NULL AND used_at IS NULL ORDER BY asked_at LIMIT 1";
/// Two people want it: whoever asked and whoever said yes, or whoever asked and whoever does it now.
pub(crate) const WANTED_OF_PAIR: &str = "SELECT id FROM approvals WHERE act = $1
    AND ((person_id = $2 AND other_person_id = $3) OR (person_id = $3 AND other_person_id = $2))
    AND (asked_by <> $4 OR approved_at IS NOT NULL) AND asked_at > $5 AND declined_at IS NULL AND used_at IS NULL
    ORDER BY asked_at LIMIT 1";
pub(crate) const RAISE_ALERT: &str = "INSERT INTO alerts (id, reference, kind, at, for_role) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const ALERTS_WAITING: &str = "SELECT id, reference, kind FROM alerts WHERE seen_at IS NULL ORDER BY at, id";
pub(crate) const ALERT_SEEN: &str = "UPDATE alerts SET seen_at = $3 WHERE reference = $1 AND kind = $2 AND seen_at IS NULL";
pub(crate) const ALERTS_TO_MAIL: &str =
    "SELECT id, reference, kind FROM alerts WHERE mailed_at IS NULL AND seen_at IS NULL ORDER BY at, id LIMIT 20";
pub(crate) const ALERT_MAILED: &str = "UPDATE alerts SET mailed_at = $2 WHERE id = $1";

pub(crate) const USE_APPROVAL: &str =
    "UPDATE approvals SET used_at = $2, approved_at = COALESCE(approved_at, $2), approved_by = COALESCE(approved_by, $3)
    WHERE id = $1 AND used_at IS NULL";

/// Every statement of this crate, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[
    FACTS_OF_CASE,
    FACTS_OF_PERSON,
    DESKS,
    PERSON,
    HAVE_CASES,
    ASK_APPROVAL,
    APPROVALS_WAITING,
    APPROVE,
    DECLINE,
    APPROVED,
    WANTED_OF_PAIR,
    USE_APPROVAL,
    RAISE_ALERT,
    ALERTS_WAITING,
    ALERT_SEEN,
    ALERTS_TO_MAIL,
    ALERT_MAILED,
];
