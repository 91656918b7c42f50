//! Every statement of this crate.

pub(crate) const ADD_REPORT: &str =
    "INSERT INTO hate_reports (id, case_id, made_at, made_by, flags, is_named, agreed, due_at, account_event)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
pub(crate) const REPORTS_ON: &str =
    "SELECT r.id, r.case_id, r.made_at, m.name, r.flags, r.is_named, r.agreed, r.due_at, r.account_event, r.sent_at,
    s.name, r.force_reference, r.withdrawn_at FROM hate_reports r JOIN users m ON m.id = r.made_by LEFT JOIN users s ON s.id = r.sent_by
    WHERE r.case_id = $1 ORDER BY r.made_at DESC, r.id DESC";
pub(crate) const STANDS_BY_ENTRY: &str = "SELECT id FROM hate_reports WHERE account_event = $1 AND withdrawn_at IS NULL";
pub(crate) const REPORT: &str = "SELECT sent_at, withdrawn_at, due_at FROM hate_reports WHERE id = $1 AND case_id = $2";
pub(crate) const REPORT_SENT: &str = "UPDATE hate_reports SET sent_at = $2, sent_by = $3, force_reference = $4
    WHERE id = $1 AND sent_at IS NULL AND withdrawn_at IS NULL";
pub(crate) const NAME_REFERENCE: &str = "UPDATE hate_reports SET force_reference = $2 WHERE id = $1 AND sent_at IS NOT NULL";
pub(crate) const WITHDRAW_REPORT: &str =
    "UPDATE hate_reports SET withdrawn_at = $2 WHERE id = $1 AND sent_at IS NULL AND withdrawn_at IS NULL";
pub(crate) const HAS_UNREPORTED: &str = "UPDATE cases SET has_unreported = $2 WHERE id = $1";
/// By what a force calls these people.
pub(crate) const REFERENCES_AMONG: &str = "SELECT reference FROM person_references WHERE person_id IN ({})";
/// Those to be sent, and those that were sent or taken back since then, or whose case closed since then before they were.
pub(crate) const REPORT_LINES: &str =
    "SELECT r.id, r.case_id, c.reference, r.made_at, r.due_at, r.sent_at, r.force_reference, r.withdrawn_at, c.closed_at
    FROM hate_reports r JOIN cases c ON c.id = r.case_id
    WHERE (COALESCE(r.sent_at, r.withdrawn_at, c.closed_at) IS NULL OR COALESCE(r.sent_at, r.withdrawn_at, c.closed_at) >= $1)";

pub(crate) const ADD_UPDATE: &str = "INSERT INTO updates (id, case_id, state, asked_at, asked_by, due_at, question_event)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const UPDATES_ON: &str =
    "SELECT u.id, u.case_id, u.state, u.asked_at, a.name, u.due_at, u.question_event, u.chased_at, u.ended_at, u.says,
    u.source, u.answer_event, u.tell_due_at, u.told_at FROM updates u JOIN users a ON a.id = u.asked_by
    WHERE u.case_id = $1 ORDER BY u.asked_at DESC, u.id DESC";
pub(crate) const AWAITED_BY_ENTRY: &str = "SELECT id FROM updates WHERE question_event = $1 AND ended_at IS NULL";
pub(crate) const UPDATE: &str = "SELECT state, due_at, tell_due_at, told_at FROM updates WHERE id = $1 AND case_id = $2";
pub(crate) const UPDATE_CHASED: &str = "UPDATE updates SET state = $2, chased_at = $3 WHERE id = $1 AND ended_at IS NULL";
pub(crate) const UPDATE_ENDED: &str =
    "UPDATE updates SET state = $2, ended_at = $3, ended_by = $4, says = $5, source = $6, answer_event = $7, tell_due_at = $8
    WHERE id = $1 AND ended_at IS NULL";
pub(crate) const UPDATE_TOLD: &str =
    "UPDATE updates SET told_at = $2, told_by = $3 WHERE id = $1 AND ended_at IS NOT NULL AND told_at IS NULL";
/// One that was answered before keeps when that was.
pub(crate) const UPDATE_LEFT: &str =
    "UPDATE updates SET state = 'left', ended_at = COALESCE(ended_at, $2), ended_by = COALESCE(ended_by, $3)
    WHERE id = $1 AND told_at IS NULL";
pub(crate) const OPEN_UPDATES: &str =
    "SELECT u.id, u.case_id, c.reference, u.state, u.asked_at, u.due_at, u.chased_at, u.ended_at, u.tell_due_at FROM updates u
    JOIN cases c ON c.id = u.case_id WHERE u.told_at IS NULL AND u.state <> 'left' AND c.state = 'open'";

/// Every statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[
    ADD_REPORT,
    REPORTS_ON,
    STANDS_BY_ENTRY,
    REPORT,
    REPORT_SENT,
    NAME_REFERENCE,
    WITHDRAW_REPORT,
    HAS_UNREPORTED,
    REFERENCES_AMONG,
    REPORT_LINES,
    ADD_UPDATE,
    UPDATES_ON,
    AWAITED_BY_ENTRY,
    UPDATE,
    UPDATE_CHASED,
    UPDATE_ENDED,
    UPDATE_TOLD,
    UPDATE_LEFT,
    OPEN_UPDATES,
];
