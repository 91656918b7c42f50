//! Every statement of this crate.

pub(crate) const ADD_ASSESSMENT: &str = "INSERT INTO assessments (id, case_id, moment, at, user_id, desk) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const MADE: &str = "SELECT a.id, a.moment, a.at, u.name, a.desk, u.agency FROM assessments a JOIN users u ON u.id = a.user_id
    WHERE a.case_id = $1 ORDER BY a.at, a.id";
pub(crate) const NEEDS: &str = "SELECT n.assessment_id, n.need, n.degree FROM assessment_needs n
    JOIN assessments a ON a.id = n.assessment_id WHERE a.case_id = $1";
pub(crate) const RATINGS: &str = "SELECT r.assessment_id, r.measure, r.rating FROM assessment_ratings r
    JOIN assessments a ON a.id = r.assessment_id WHERE a.case_id = $1 ORDER BY r.measure";
/// What was answered to one measure in the cases in which it was asked again at the end within this time, up to the end of it.
pub(crate) const READINGS: &str = "SELECT a.case_id, a.moment, a.at, r.rating FROM assessment_ratings r
    JOIN assessments a ON a.id = r.assessment_id WHERE r.measure = $1 AND a.at < $3
    AND a.case_id IN (SELECT e.case_id FROM assessments e WHERE e.moment = 'end' AND e.at >= $2 AND e.at < $3)
    ORDER BY a.case_id, a.at, a.id";

pub(crate) const ADD_STEP: &str = "INSERT INTO plan_steps (id, case_id, arm, desk, agency, words, state, agreed_at, agreed_by)
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)";
pub(crate) const STEPS: &str = "SELECT s.id, s.arm, s.desk, s.agency, s.words, s.state, s.agreed_at, u.name, s.ended_at
    FROM plan_steps s JOIN users u ON u.id = s.agreed_by WHERE s.case_id = $1 ORDER BY s.agreed_at, s.id";
pub(crate) const LAST_STEP: &str = "SELECT id, agreed_at, words FROM plan_steps
    WHERE case_id = $1 AND agreed_by = $2 AND arm = $3 AND state = 'open' ORDER BY agreed_at DESC, id DESC LIMIT 1";
pub(crate) const STEP: &str = "SELECT desk, state FROM plan_steps WHERE id = $1 AND case_id = $2 AND arm = $3";
pub(crate) const KEPT_BY: &str = "SELECT COALESCE(desk, '') FROM plan_steps WHERE case_id = $1 AND arm = $2 ORDER BY agreed_at, id LIMIT 1";
pub(crate) const END_STEP: &str = "UPDATE plan_steps SET state = $3, ended_at = $4, ended_by = $5
    WHERE id = $1 AND case_id = $2 AND state = 'open'";

/// Every statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[ADD_ASSESSMENT, MADE, NEEDS, RATINGS, READINGS, ADD_STEP, STEPS, LAST_STEP, STEP, KEPT_BY, END_STEP];
