//! Every fixed statement of casework's verbs; those that keep what intake brings are in [`crate::keep`].

pub(crate) const OPEN_DUES: &str = "SELECT id, case_id, kind, what, service, due_at, clock, rule, state, ended_at, source_row_id, try_at
    FROM dues WHERE case_id IN ({}) AND state = 'open'";
pub(crate) const END_DUE: &str = "UPDATE dues SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'open'";
pub(crate) const END_DUES_OF: &str = "UPDATE dues SET state = 'withdrawn', ended_at = $2 WHERE case_id = $1 AND state = 'open'";
pub(crate) const POSTPONE_DUE: &str = "UPDATE dues SET try_at = $2 WHERE id = $1 AND state = 'open'";
pub(crate) const SETTLE_NEXT_DUE: &str = "UPDATE cases SET next_due_at =
    (SELECT min(COALESCE(d.try_at, d.due_at)) FROM dues d WHERE d.case_id = cases.id AND d.state = 'open') WHERE id = $1";

pub(crate) const CASE: &str =
    "SELECT id, reference, person_id, state, opened_at, closed_at, ending, level, categories, priority, pathway, team, basis,
    worker_id, next_due_at, ring_fence, has_unreported FROM cases WHERE id = $1";
pub(crate) const OPEN_CASES_OF: &str = "SELECT id FROM cases WHERE person_id = $1 AND state = 'open' ORDER BY id";
pub(crate) const CLOSE_CASE: &str = "UPDATE cases SET state = 'closed', closed_at = $2, ending = $3 WHERE id = $1 AND state = 'open'";
pub(crate) const SET_WORKER: &str = "UPDATE cases SET worker_id = $2 WHERE id = $1 AND state = 'open'";
pub(crate) const SET_PATHWAY: &str = "UPDATE cases SET pathway = $2, team = $3 WHERE id = $1 AND state = 'open'";
pub(crate) const FOUND_UNSAFE: &str = "UPDATE people SET safe_call = $2, safe_voicemail = $3, safe_text = $4, safe_email = $5, safe_letter = $6, safety_confirmed_at = $7 WHERE id = $1";
pub(crate) const POINT_WRONG: &str = "UPDATE contact_points SET is_current = $2, wrong_at = $3 WHERE id = $1";

pub(crate) const ADD_ATTEMPT: &str = "INSERT INTO attempts (id, case_id, way, contact_point_id, service, outcome, at, user_id, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(crate) const ATTEMPTS: &str = "SELECT a.id, a.way, a.contact_point_id, a.service, a.outcome, a.at, u.name, a.note
    FROM attempts a JOIN users u ON u.id = a.user_id WHERE a.case_id = $1 ORDER BY a.at DESC, a.id DESC";
pub(crate) const TRIED: &str =
    "SELECT way, outcome, contact_point_id, user_id, at FROM attempts WHERE case_id = $1 AND at >= $2 ORDER BY at DESC, id DESC";
pub(crate) const ATTEMPTS_AMONG: &str = "SELECT case_id, at FROM attempts WHERE case_id IN ({})";

pub(crate) const INVOLVEMENTS: &str =
    "SELECT v.role, v.flags, v.recorded_at, i.kind, i.reported, i.crime_reference, i.occurred_from, i.occurred_to,
    i.offence_code, i.id, v.account, s.source, s.reasons, s.decision
    FROM involvements v JOIN incidents i ON i.id = v.incident_id JOIN source_rows s ON s.id = v.source_row_id
    WHERE v.case_id = $1 ORDER BY v.recorded_at DESC, i.id DESC";

pub(crate) const TASK: &str = "SELECT id, case_id, kind, what, service, due_at, clock, rule, state, ended_at, source_row_id, try_at
    FROM dues WHERE id = $1 AND case_id = $2 AND kind = 'task'";
pub(crate) const REVIEWS: &str =
    "SELECT id, kind, other_person_id, state, created_at FROM reviews WHERE case_id = $1 ORDER BY created_at, id";
pub(crate) const SETTLE_REVIEW: &str = "UPDATE reviews SET state = 'done' WHERE id = $1 AND case_id = $2 AND state = 'open'";
pub(crate) const EVENTS: &str = "SELECT e.id, e.at, e.kind, u.name, e.detail FROM events e LEFT JOIN users u ON u.id = e.user_id
    WHERE e.case_id = $1 ORDER BY e.at DESC, e.id DESC";

pub(crate) const WORKING_HERE: &str =
    "SELECT id, name, team FROM users WHERE disabled_at IS NULL AND role <> 'administrator' ORDER BY name, id";
pub(crate) const WORKS_HERE: &str = "SELECT name FROM users WHERE id = $1 AND disabled_at IS NULL";
pub(crate) const NAMES_AMONG: &str = "SELECT id, name FROM users WHERE id IN ({})";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[
    OPEN_DUES,
    END_DUE,
    END_DUES_OF,
    POSTPONE_DUE,
    SETTLE_NEXT_DUE,
    CASE,
    OPEN_CASES_OF,
    CLOSE_CASE,
    SET_WORKER,
    SET_PATHWAY,
    FOUND_UNSAFE,
    POINT_WRONG,
    ADD_ATTEMPT,
    ATTEMPTS,
    TRIED,
    ATTEMPTS_AMONG,
    INVOLVEMENTS,
    TASK,
    REVIEWS,
    SETTLE_REVIEW,
    EVENTS,
    WORKING_HERE,
    WORKS_HERE,
    NAMES_AMONG,
];
