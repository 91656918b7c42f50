//! Every statement of this crate.

pub(crate) const CALLS: &str = "SELECT a.id, COALESCE(a.desk, a.service) FROM attempts a JOIN cases c ON c.id = a.case_id
    WHERE a.way IN ('call', 'voicemail') AND a.at >= $1 AND a.at < $2";
pub(crate) const CALLS_AMONG: &str = "SELECT a.id, a.at, a.way, a.outcome, u.name, c.id, c.reference, c.person_id FROM attempts a
    JOIN cases c ON c.id = a.case_id JOIN users u ON u.id = a.user_id WHERE a.id IN ({})";
/// What is still to do when a case is closed is withdrawn with it, at that moment.
pub(crate) const CLOSED: &str = "SELECT c.id, c.reference, c.closed_at,
    EXISTS (SELECT 1 FROM attempts a WHERE a.case_id = c.id AND a.outcome = 'accepted'),
    EXISTS (SELECT 1 FROM assessments s WHERE s.case_id = c.id AND s.moment = 'start'),
    EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.kind = 'feedback_asked' AND e.at >= c.closed_at),
    EXISTS (SELECT 1 FROM dues d WHERE d.case_id = c.id AND d.kind = 'task' AND d.state = 'withdrawn' AND d.ended_at = c.closed_at)
    FROM cases c WHERE c.state = 'closed' AND c.closed_at >= $1 AND c.closed_at < $2";

/// Of two who write down the same at once the second is told.
pub(crate) const WRITE_SENT: &str = "INSERT INTO reports_sent (id, report, first_day, last_day, sent_on, written_at, written_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
pub(crate) const TAKE_SENT_BACK: &str =
    "UPDATE reports_sent SET taken_back_at = $2, taken_back_by = $3 WHERE id = $1 AND taken_back_at IS NULL";
pub(crate) const SENT: &str = "SELECT s.id, s.report, s.first_day, s.last_day, s.sent_on, u.name FROM reports_sent s
    JOIN users u ON u.id = s.written_by WHERE s.taken_back_at IS NULL AND s.last_day >= $1 ORDER BY s.sent_on DESC, s.last_day DESC, s.id";
pub(crate) const FIRST_ACCOUNT: &str = "SELECT MIN(created_at) FROM users";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[CALLS, CALLS_AMONG, CLOSED, WRITE_SENT, TAKE_SENT_BACK, SENT, FIRST_ACCOUNT];
