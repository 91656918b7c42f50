//! Every statement of this crate.

pub(crate) const NOTES_OF_ATTEMPTS: &str = "SELECT note FROM attempts WHERE case_id = $1 AND note IS NOT NULL ORDER BY id";
pub(crate) const DETAILS_OF_EVENTS: &str = "SELECT detail FROM events WHERE case_id = $1 AND detail IS NOT NULL ORDER BY id";
pub(crate) const TEXTS_OF_NOTES: &str = "SELECT text FROM notes WHERE case_id = $1 ORDER BY id";
pub(crate) const WORDS_OF_STEPS: &str = "SELECT words FROM plan_steps WHERE case_id = $1 AND words IS NOT NULL ORDER BY id";
pub(crate) const ROWS_OF_CASE: &str = "SELECT as_sent FROM source_rows WHERE case_id = $1 AND as_sent IS NOT NULL ORDER BY id";
pub(crate) const ACCOUNTS_OF_CASE: &str =
    "SELECT account FROM involvements WHERE case_id = $1 AND account IS NOT NULL ORDER BY incident_id";
pub(crate) const ACCOUNTS_OF: &str =
    "SELECT account FROM involvements WHERE person_id = $1 AND case_id IS NULL AND account IS NOT NULL ORDER BY incident_id";
pub(crate) const ROWS_OF: &str =
    "SELECT as_sent FROM source_rows WHERE person_id = $1 AND case_id IS NULL AND as_sent IS NOT NULL ORDER BY id";
pub(crate) const PARTICULARS_OF: &str = "SELECT particulars FROM people WHERE id = $1 AND particulars IS NOT NULL";
pub(crate) const POINTS_OF: &str = "SELECT value FROM contact_points WHERE person_id = $1 ORDER BY id";
pub(crate) const SUSPECTS_OF: &str = "SELECT told FROM suspect_ways WHERE person_id = $1 ORDER BY id";
pub(crate) const SUSPECTS_LIFTED_OF: &str =
    "SELECT why_lifted FROM suspect_ways WHERE person_id = $1 AND why_lifted IS NOT NULL ORDER BY id";
pub(crate) const USED_ALL_THE_SAME_OF: &str = "SELECT words FROM used_all_the_same WHERE person_id = $1 ORDER BY id";

pub(crate) const EMPTY_ATTEMPTS: &str = "UPDATE attempts SET note = NULL, contact_point_id = NULL WHERE case_id = $1";
pub(crate) const EMPTY_EVENTS: &str = "UPDATE events SET detail = NULL WHERE case_id = $1";
pub(crate) const REMOVE_NOTES: &str = "DELETE FROM notes WHERE case_id = $1";
pub(crate) const EMPTY_STEPS: &str = "UPDATE plan_steps SET words = NULL WHERE case_id = $1";
pub(crate) const EMPTY_STEPS_OF: &str = "UPDATE plan_steps SET words = NULL WHERE case_id IN (SELECT id FROM cases WHERE person_id = $1)";
/// Which areas somebody needed help in goes with them; what they answered to measures stays, since figures are the same before and after.
pub(crate) const REMOVE_NEEDS: &str = "DELETE FROM assessment_needs WHERE assessment_id IN (SELECT id FROM assessments WHERE case_id = $1)";
pub(crate) const REMOVE_NEEDS_OF: &str =
    "DELETE FROM assessment_needs WHERE assessment_id IN (SELECT a.id FROM assessments a JOIN cases c ON c.id = a.case_id
    WHERE c.person_id = $1)";
pub(crate) const EMPTY_ROWS_OF_CASE: &str = "UPDATE source_rows SET as_sent = NULL, sealed_key = NULL WHERE case_id = $1";
pub(crate) const EMPTY_ROWS_OF: &str = "UPDATE source_rows SET as_sent = NULL, sealed_key = NULL WHERE person_id = $1 AND case_id IS NULL";
pub(crate) const FORGET_ROWS_OF_CASE: &str =
    "UPDATE source_rows SET digest = NULL, person_id = NULL, case_id = NULL, incident_id = NULL, decision = NULL, as_sent = NULL,
    sealed_key = NULL WHERE case_id = $1";
pub(crate) const FORGET_ROWS: &str =
    "UPDATE source_rows SET digest = NULL, person_id = NULL, case_id = NULL, incident_id = NULL, decision = NULL, as_sent = NULL,
    sealed_key = NULL WHERE person_id = $1";
pub(crate) const EMPTY_ACCOUNTS_OF_CASE: &str = "UPDATE involvements SET account = NULL WHERE case_id = $1";
pub(crate) const EMPTY_ACCOUNTS: &str = "UPDATE involvements SET account = NULL WHERE person_id = $1";
/// An incident keeps its reference for whoever else had a part in it and is still on record.
pub(crate) const FORGET_INCIDENTS_OF_CASE: &str =
    "UPDATE incidents SET crime_reference = NULL, lsoa = NULL, occurred_from = NULL, occurred_to = NULL
    WHERE id IN (SELECT v.incident_id FROM involvements v WHERE v.case_id = $1) AND NOT EXISTS (SELECT 1 FROM involvements o
    JOIN people p ON p.id = o.person_id WHERE o.incident_id = incidents.id AND o.person_id <> $2 AND p.sealed_key IS NOT NULL)";
pub(crate) const FORGET_INCIDENTS: &str =
    "UPDATE incidents SET crime_reference = NULL, lsoa = NULL, occurred_from = NULL, occurred_to = NULL
    WHERE id IN (SELECT v.incident_id FROM involvements v WHERE v.person_id = $1) AND NOT EXISTS (SELECT 1 FROM involvements o
    JOIN people p ON p.id = o.person_id WHERE o.incident_id = incidents.id AND o.person_id <> $1 AND p.sealed_key IS NOT NULL)";
pub(crate) const FORGET_LIKENESS: &str = "UPDATE reviews SET other_person_id = NULL WHERE other_person_id = $1
    OR case_id IN (SELECT c.id FROM cases c WHERE c.person_id = $1)";
pub(crate) const FORGET_CONFLICTS: &str = "DELETE FROM conflicts WHERE person_id = $1";
/// What a force calls a report leads whoever asks there back to the person.
pub(crate) const EMPTY_REPORTS: &str = "UPDATE hate_reports SET force_reference = NULL WHERE case_id = $1";
pub(crate) const EMPTY_REPORTS_OF: &str =
    "UPDATE hate_reports SET force_reference = NULL WHERE case_id IN (SELECT c.id FROM cases c WHERE c.person_id = $1)";
pub(crate) const FORGET_CONSENTS: &str = "DELETE FROM consents WHERE person_id = $1";
pub(crate) const CASE_MINIMISED: &str = "UPDATE cases SET minimised_at = $2 WHERE id = $1";
pub(crate) const CASE_DESTROYED: &str = "UPDATE cases SET destroyed_at = $2 WHERE id = $1 AND destroyed_at IS NULL";
pub(crate) const PERSON_MINIMISED: &str = "UPDATE people SET minimised_at = $2 WHERE id = $1";
pub(crate) const PERSON_DESTROYED: &str = "UPDATE people SET destroyed_at = $2 WHERE id = $1";
pub(crate) const STANDING: &str = "SELECT sealed_key IS NOT NULL, destroyed_at, minimised_at FROM people WHERE id = $1";

pub(crate) const ADD_CERTIFICATE: &str =
    "INSERT INTO certificates (id, person_id, case_id, whole, step, reason, class, due_on, at, user_id, pieces, digest)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
pub(crate) const CERTIFICATES_OF: &str =
    "SELECT t.id, c.reference, t.whole, t.step, t.reason, t.class, t.due_on, t.at, u.name, t.pieces, t.digest, t.person_id
    FROM certificates t LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN users u ON u.id = t.user_id
    WHERE t.person_id = $1 ORDER BY t.at DESC, t.whole DESC, t.id DESC";
pub(crate) const CERTIFICATES: &str =
    "SELECT t.id, c.reference, t.whole, t.step, t.reason, t.class, t.due_on, t.at, u.name, t.pieces, t.digest, t.person_id
    FROM certificates t LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN users u ON u.id = t.user_id
    WHERE t.at >= $1 AND t.at < $2 ORDER BY t.at DESC, t.whole DESC, t.id DESC LIMIT $3";

pub(crate) const SET_HOLD: &str =
    "INSERT INTO holds (id, person_id, reason, note, set_at, set_by, until) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const LIFT_HOLD: &str =
    "UPDATE holds SET lifted_at = $3, lifted_by = $4, lifted_note = $5 WHERE id = $1 AND person_id = $2 AND lifted_at IS NULL";
pub(crate) const HOLDS_OF: &str = "SELECT h.id, h.reason, h.note, h.set_at, s.name, h.until, h.lifted_at, l.name, h.lifted_note
    FROM holds h LEFT JOIN users s ON s.id = h.set_by LEFT JOIN users l ON l.id = h.lifted_by
    WHERE h.person_id = $1 ORDER BY h.set_at DESC, h.id DESC";
pub(crate) const HELD_AMONG: &str = "SELECT person_id, until FROM holds WHERE person_id IN ({}) AND lifted_at IS NULL";

/// Whom the schedule may concern: nobody with an open case, and nobody whose record is gone.
pub(crate) const NEXT_PEOPLE: &str = "SELECT p.id FROM people p WHERE p.id > $1 AND p.sealed_key IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.person_id = p.id AND c.state = 'open') ORDER BY p.id LIMIT $2";
/// Whoever has a step announced and a case that was opened again since, or no record any more.
pub(crate) const NEXT_STALE: &str = "SELECT DISTINCT s.person_id FROM retention_steps s JOIN people p ON p.id = s.person_id
    WHERE s.person_id > $1 AND s.done_at IS NULL AND s.withdrawn_at IS NULL AND (p.sealed_key IS NULL
    OR EXISTS (SELECT 1 FROM cases c WHERE c.person_id = p.id AND c.state = 'open')) ORDER BY s.person_id LIMIT $2";
pub(crate) const LAST_ATTEMPTS: &str =
    "SELECT c.id, max(a.at) FROM attempts a JOIN cases c ON c.id = a.case_id WHERE c.person_id IN ({}) GROUP BY c.id";
pub(crate) const LAST_RECEIVED: &str =
    "SELECT person_id, case_id, max(received_at) FROM source_rows WHERE person_id IN ({}) GROUP BY person_id, case_id";
pub(crate) const STEPS_AMONG: &str =
    "SELECT s.id, s.person_id, s.case_id, s.step, s.class, s.counted_from, s.due_on, s.announced_at, s.done_at
    FROM retention_steps s WHERE s.person_id IN ({}) AND s.withdrawn_at IS NULL";
pub(crate) const WITHDRAW_STEP: &str =
    "UPDATE retention_steps SET withdrawn_at = $2 WHERE id = $1 AND done_at IS NULL AND withdrawn_at IS NULL";
pub(crate) const STEP_DONE: &str = "UPDATE retention_steps SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND withdrawn_at IS NULL";
pub(crate) const ANNOUNCED: &str = "SELECT s.id, s.person_id, c.reference, s.step, s.class, s.counted_from, s.due_on, s.announced_at
    FROM retention_steps s LEFT JOIN cases c ON c.id = s.case_id
    WHERE s.done_at IS NULL AND s.withdrawn_at IS NULL ORDER BY s.due_on, s.id LIMIT $1 OFFSET $2";
pub(crate) const COUNT_ANNOUNCED: &str = "SELECT count(*) FROM retention_steps s WHERE s.done_at IS NULL AND s.withdrawn_at IS NULL";

pub(crate) const ORDERED: &str = "SELECT o.person_id, o.ordered_at, o.due_at
    FROM erasures_ordered o WHERE o.done_at IS NULL ORDER BY o.due_at, o.person_id";
pub(crate) const WITH_OPEN_CASE_AMONG: &str = "SELECT DISTINCT c.person_id FROM cases c WHERE c.state = 'open' AND c.person_id IN ({})";
pub(crate) const ORDERED_OF: &str = "SELECT ordered_at, due_at, done_at FROM erasures_ordered WHERE person_id = $1";
pub(crate) const ORDER_DONE: &str = "UPDATE erasures_ordered SET done_at = $2 WHERE person_id = $1 AND done_at IS NULL";

pub(crate) const ADD_EXPORT: &str = "INSERT INTO exports (id, person_id, at, user_id, format) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const EXPORTS_OF: &str = "SELECT e.at, e.format, (SELECT count(*) FROM left_out l WHERE l.export_id = e.id)
    FROM exports e WHERE e.person_id = $1 ORDER BY e.at DESC, e.id DESC";
pub(crate) const ROLES_AMONG: &str = "SELECT id, role, agency FROM users WHERE id IN ({})";
pub(crate) const NAMED_AMONG: &str = "SELECT id, name, role FROM users WHERE id IN ({})";
pub(crate) const REFERENCES_OF: &str = "SELECT source, reference FROM person_references WHERE person_id = $1 ORDER BY source, reference";
pub(crate) const ROWS_AS_SENT: &str = "SELECT id, source, source_record_id, received_at, outcome, reasons, sealed_key, as_sent
    FROM source_rows WHERE person_id = $1 ORDER BY received_at, id";
pub(crate) const GLASS_OF: &str = "SELECT id, broken_at, until, reviewed_at, finding, reason, review_note
    FROM break_glass WHERE person_id = $1 ORDER BY broken_at, id";
pub(crate) const CONFLICTS_OF: &str = "SELECT count(*) FROM conflicts WHERE person_id = $1 AND NOT by_join";
pub(crate) const APPROVALS_OF: &str = "SELECT act, asked_at, approved_at, declined_at, used_at
    FROM approvals WHERE person_id = $1 OR other_person_id = $1 ORDER BY asked_at, id";

pub(crate) const RECENT: &str = "SELECT a.at, a.user_id, u.role, u.agency, a.act, a.purpose, c.reference, a.person_id IS NOT NULL
    FROM audit a LEFT JOIN users u ON u.id = a.user_id LEFT JOIN cases c ON c.id = a.case_id
    ORDER BY a.at DESC, a.lane, a.seq DESC LIMIT $1 OFFSET $2";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[
    NOTES_OF_ATTEMPTS,
    DETAILS_OF_EVENTS,
    TEXTS_OF_NOTES,
    WORDS_OF_STEPS,
    ROWS_OF_CASE,
    ACCOUNTS_OF_CASE,
    ACCOUNTS_OF,
    ROWS_OF,
    PARTICULARS_OF,
    POINTS_OF,
    SUSPECTS_OF,
    SUSPECTS_LIFTED_OF,
    USED_ALL_THE_SAME_OF,
    EMPTY_ATTEMPTS,
    EMPTY_EVENTS,
    REMOVE_NOTES,
    EMPTY_STEPS,
    EMPTY_STEPS_OF,
    REMOVE_NEEDS,
    REMOVE_NEEDS_OF,
    EMPTY_ROWS_OF_CASE,
    EMPTY_ROWS_OF,
    FORGET_ROWS_OF_CASE,
    FORGET_ROWS,
    EMPTY_ACCOUNTS_OF_CASE,
    EMPTY_ACCOUNTS,
    FORGET_INCIDENTS_OF_CASE,
    FORGET_INCIDENTS,
    FORGET_LIKENESS,
    FORGET_CONFLICTS,
    EMPTY_REPORTS,
    EMPTY_REPORTS_OF,
    FORGET_CONSENTS,
    CASE_MINIMISED,
    CASE_DESTROYED,
    PERSON_MINIMISED,
    PERSON_DESTROYED,
    STANDING,
    ADD_CERTIFICATE,
    CERTIFICATES_OF,
    CERTIFICATES,
    SET_HOLD,
    LIFT_HOLD,
    HOLDS_OF,
    HELD_AMONG,
    NEXT_PEOPLE,
    NEXT_STALE,
    LAST_ATTEMPTS,
    LAST_RECEIVED,
    STEPS_AMONG,
    WITHDRAW_STEP,
    STEP_DONE,
    ANNOUNCED,
    COUNT_ANNOUNCED,
    ORDERED,
    WITH_OPEN_CASE_AMONG,
    ORDERED_OF,
    ORDER_DONE,
    ADD_EXPORT,
    EXPORTS_OF,
    ROLES_AMONG,
    NAMED_AMONG,
    REFERENCES_OF,
    ROWS_AS_SENT,
    GLASS_OF,
    CONFLICTS_OF,
    APPROVALS_OF,
    RECENT,
];
