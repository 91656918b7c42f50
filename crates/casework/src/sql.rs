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
pub(crate) const DESTROYED_AT: &str = "SELECT destroyed_at FROM cases WHERE id = $1";
pub(crate) const OPEN_CASES_OF: &str = "SELECT id FROM cases WHERE person_id = $1 AND state = 'open' ORDER BY id";
pub(crate) const CLOSE_CASE: &str = "UPDATE cases SET state = 'closed', closed_at = $2, ending = $3 WHERE id = $1 AND state = 'open'";
/// Of what the hub promises a person, what is not kept yet: a report of a hate crime to be sent, an answer to be told.
pub(crate) const OWED: &str =
    "SELECT EXISTS (SELECT 1 FROM hate_reports r WHERE r.case_id = $1 AND r.sent_at IS NULL AND r.withdrawn_at IS NULL),
    EXISTS (SELECT 1 FROM updates u WHERE u.case_id = $1 AND u.told_at IS NULL AND u.state <> 'left')";
pub(crate) const HAD_BY: &str = "SELECT id FROM cases WHERE person_id = $1 AND worker_id = $2 AND state = 'open' ORDER BY id";
pub(crate) const GIVE_BACK: &str = "UPDATE cases SET worker_id = NULL WHERE id = $1 AND state = 'open'";
pub(crate) const JOINED_RING_FENCE: &str = "SELECT joined_ring_fence FROM cases WHERE id = $1";
pub(crate) const SET_BOTH_RING_FENCES: &str = "UPDATE cases SET ring_fence = $2, joined_ring_fence = $3 WHERE id = $1";
pub(crate) const FENCED_AMONG: &str = "SELECT id, person_id, ring_fence, joined_ring_fence FROM cases WHERE person_id IN ({})";
pub(crate) const WORKED_AMONG: &str = "SELECT id, worker_id FROM cases WHERE state = 'open' AND person_id IN ({})";
pub(crate) const GAVE_BACK: &str = "INSERT INTO gave_back_by_join (case_id, user_id, at) VALUES ($1, $2, $3)";
pub(crate) const FORGET_GAVE_BACK: &str = "DELETE FROM gave_back_by_join WHERE case_id = $1";
pub(crate) const GAVE_BACK_AMONG: &str =
    "SELECT g.case_id, g.user_id FROM gave_back_by_join g JOIN cases c ON c.id = g.case_id WHERE c.state = 'open' AND c.worker_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = g.case_id AND e.at >= g.at
    AND e.kind IN ('taken', 'given', 'handed_over', 'closed')) AND g.case_id IN ({})";
pub(crate) const SET_WORKER: &str = "UPDATE cases SET worker_id = $2 WHERE id = $1 AND state = 'open'";
pub(crate) const SET_PATHWAY: &str = "UPDATE cases SET pathway = $2, team = $3 WHERE id = $1 AND state = 'open'";
pub(crate) const FOUND_UNSAFE: &str = "UPDATE people SET safe_call = $2, safe_voicemail = $3, safe_text = $4, safe_email = $5, safe_letter = $6, safety_confirmed_at = $7 WHERE id = $1";
pub(crate) const POINT_WRONG: &str = "UPDATE contact_points SET is_current = $2, wrong_at = $3 WHERE id = $1";

pub(crate) const ADD_ATTEMPT: &str = "INSERT INTO attempts (id, case_id, way, contact_point_id, service, outcome, at, user_id, note, desk)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
pub(crate) const ATTEMPTS: &str =
    "SELECT a.id, a.way, a.contact_point_id, a.service, a.outcome, a.at, u.name, a.note, COALESCE(a.desk, a.service), u.agency
    FROM attempts a JOIN users u ON u.id = a.user_id WHERE a.case_id = $1 ORDER BY a.at DESC, a.id DESC";
pub(crate) const TRIED: &str =
    "SELECT way, outcome, contact_point_id, user_id, at FROM attempts WHERE case_id = $1 AND at >= $2 ORDER BY at DESC, id DESC";
pub(crate) const ATTEMPTS_AMONG: &str = "SELECT case_id, at FROM attempts WHERE case_id IN ({})";

pub(crate) const ADD_NOTE: &str =
    "INSERT INTO notes (id, case_id, kind, desk, agency, user_id, at, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(crate) const NOTES: &str = "SELECT n.id, n.kind, n.desk, n.agency, u.name, n.at, n.text FROM notes n JOIN users u ON u.id = n.user_id
    WHERE n.case_id = $1 ORDER BY n.at DESC, n.id DESC";

/// What each worker wrote last, for telling a form that was sent twice.
pub(crate) const LAST_NOTE: &str =
    "SELECT id, at, text FROM notes WHERE case_id = $1 AND user_id = $2 AND kind = $3 ORDER BY at DESC, id DESC LIMIT 1";
pub(crate) const LAST_ENTRY: &str =
    "SELECT id, at, detail FROM events WHERE case_id = $1 AND user_id = $2 AND kind = $3 ORDER BY at DESC, id DESC LIMIT 1";

/// Named on the record itself, a conflict stands whatever becomes of a join that had brought it already.
pub(crate) const NAME_CONFLICT: &str =
    "INSERT INTO conflicts (person_id, user_id, named_at, named_by, by_join) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id, user_id)
    DO UPDATE SET named_at = excluded.named_at, named_by = excluded.named_by, by_join = excluded.by_join WHERE conflicts.by_join";
pub(crate) const CONFLICT_BY_JOIN: &str =
    "INSERT INTO conflicts (person_id, user_id, named_at, named_by, by_join) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const OWN_CONFLICT: &str = "UPDATE conflicts SET by_join = $3 WHERE person_id = $1 AND user_id = $2";
pub(crate) const CONFLICTS_AMONG: &str = "SELECT person_id, user_id, named_at, named_by, by_join FROM conflicts WHERE person_id IN ({})";
pub(crate) const IS_BY_JOIN: &str = "SELECT by_join FROM conflicts WHERE person_id = $1 AND user_id = $2";
pub(crate) const LIFT_CONFLICT: &str = "DELETE FROM conflicts WHERE person_id = $1 AND user_id = $2";
pub(crate) const CONFLICTS: &str = "SELECT x.user_id, u.name, x.named_at FROM conflicts x JOIN users u ON u.id = x.user_id
    WHERE x.person_id = $1 ORDER BY u.name, u.id";

pub(crate) const GIVE_CONSENT: &str =
    "INSERT INTO consents (id, person_id, agency, given_at, given_how, noted_by) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const WITHDRAW_CONSENT: &str =
    "UPDATE consents SET withdrawn_at = $3 WHERE person_id = $1 AND agency = $2 AND withdrawn_at IS NULL";
pub(crate) const CONSENTS: &str =
    "SELECT agency, given_at, given_how, withdrawn_at FROM consents WHERE person_id = $1 ORDER BY given_at DESC, id DESC";

pub(crate) const CASE_BY_REFERENCE: &str = "SELECT id FROM cases WHERE reference = $1";
pub(crate) const ADD_BREAK_GLASS: &str = "INSERT INTO break_glass (id, reference, case_id, person_id, user_id, reason, broken_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(crate) const BROKEN_UNTIL: &str =
    "SELECT max(until) FROM break_glass WHERE case_id = $1 AND user_id = $2 AND broken_at <= $3 AND until > $3";
pub(crate) const UNREVIEWED_SINCE: &str =
    "SELECT reference FROM break_glass WHERE user_id = $1 AND reviewed_at IS NULL AND broken_at <= $2 ORDER BY broken_at, id LIMIT 1";
pub(crate) const TO_REVIEW: &str =
    "SELECT g.id, g.reference, c.reference, g.case_id, g.person_id, g.user_id, u.name, g.broken_at, g.until, g.reason
    FROM break_glass g JOIN users u ON u.id = g.user_id JOIN cases c ON c.id = g.case_id
    WHERE g.reviewed_at IS NULL AND g.user_id <> $1
    AND NOT EXISTS (SELECT 1 FROM conflicts x WHERE x.person_id = g.person_id AND x.user_id = $1) ORDER BY g.broken_at, g.id";
pub(crate) const REVIEW_BREAK_GLASS: &str = "UPDATE break_glass SET reviewed_at = $2, reviewed_by = $3, finding = $4, review_note = $5
    WHERE id = $1 AND reviewed_at IS NULL AND user_id <> $3";
pub(crate) const FORGET_NOTES: &str = "DELETE FROM notes WHERE case_id IN (SELECT id FROM cases WHERE person_id = $1)";
pub(crate) const REFERENCES_OF: &str = "SELECT reference FROM cases WHERE person_id = $1 ORDER BY opened_at DESC, id";

pub(crate) const INVOLVEMENTS: &str =
    "SELECT v.role, v.flags, v.recorded_at, i.kind, i.reported, i.crime_reference, i.occurred_from, i.occurred_to,
    i.offence_code, i.id, v.account, s.source, s.reasons, s.decision
    FROM involvements v JOIN incidents i ON i.id = v.incident_id JOIN source_rows s ON s.id = v.source_row_id
    WHERE v.case_id = $1 ORDER BY v.recorded_at DESC, i.id DESC";

/// The same of many cases, in no order.
pub(crate) const INVOLVEMENTS_AMONG: &str =
    "SELECT v.role, v.flags, v.recorded_at, i.kind, i.reported, i.crime_reference, i.occurred_from, i.occurred_to,
    i.offence_code, i.id, v.account, s.source, s.reasons, s.decision, v.case_id
    FROM involvements v JOIN incidents i ON i.id = v.incident_id JOIN source_rows s ON s.id = v.source_row_id
    WHERE v.case_id IN ({})";
pub(crate) const INVOLVEMENTS_WITHOUT_CASE: &str =
    "SELECT v.role, v.flags, v.recorded_at, i.kind, i.reported, i.crime_reference, i.occurred_from, i.occurred_to,
    i.offence_code, i.id, v.account, s.source, s.reasons, s.decision
    FROM involvements v JOIN incidents i ON i.id = v.incident_id JOIN source_rows s ON s.id = v.source_row_id
    WHERE v.person_id = $1 AND v.case_id IS NULL ORDER BY v.recorded_at DESC, i.id DESC";

pub(crate) const FOUND_OF_MAJOR_INCIDENT: &str =
    "SELECT DISTINCT case_id FROM events WHERE case_id IN ({}) AND kind = 'major_incident_found'";
pub(crate) const TASK: &str = "SELECT id, case_id, kind, what, service, due_at, clock, rule, state, ended_at, source_row_id, try_at
    FROM dues WHERE id = $1 AND case_id = $2 AND kind = 'task'";
pub(crate) const REVIEWS: &str =
    "SELECT id, kind, other_person_id, state, created_at FROM reviews WHERE case_id = $1 ORDER BY created_at, id";
pub(crate) const POSSIBLE_SAME: &str = "SELECT c.person_id, r.other_person_id FROM reviews r JOIN cases c ON c.id = r.case_id
    WHERE r.state = 'open' AND r.kind = 'possible_same_person' AND r.other_person_id IS NOT NULL";
pub(crate) const SETTLE_REVIEW: &str = "UPDATE reviews SET state = 'done' WHERE id = $1 AND case_id = $2 AND state = 'open'";
pub(crate) const EVENTS: &str =
    "SELECT e.id, e.at, e.kind, u.name, e.detail, u.desk, u.agency FROM events e LEFT JOIN users u ON u.id = e.user_id
    WHERE e.case_id = $1 ORDER BY e.at DESC, e.id DESC";

pub(crate) const WORKING_HERE: &str =
    "SELECT id, name, team FROM users WHERE disabled_at IS NULL AND role <> 'administrator' ORDER BY name, id";
pub(crate) const WORKS_HERE: &str = "SELECT id, name, role, team, agency, desk, cleared FROM users WHERE id = $1 AND disabled_at IS NULL";
pub(crate) const NAMES_AMONG: &str = "SELECT id, name FROM users WHERE id IN ({})";

pub(crate) const MADE_UNDER: &str = "SELECT id, profile FROM source_rows WHERE id IN ({})";

pub(crate) const ADD_REMINDER: &str =
    "INSERT INTO reminders (id, case_id, kind, rule, due_on, state, set_at) VALUES ($1, $2, $3, $4, $5, 'open', $6)";
pub(crate) const ADD_CAME_BACK: &str =
    "INSERT INTO reminders (id, case_id, kind, rule, due_on, state, set_at) SELECT $1, c.id, $3, '', $4, 'open', $5 FROM cases c
    WHERE c.id = $2 AND c.state = 'closed' AND NOT EXISTS
    (SELECT 1 FROM reminders r WHERE r.case_id = c.id AND r.kind = 'came_back' AND r.state = 'open')";
pub(crate) const NEVER_AMONG: &str =
    "SELECT r.case_id FROM reminders r JOIN cases c ON c.id = r.case_id WHERE r.state = 'never' AND c.person_id IN ({})";
/// Whoever opted out and has not come back is asked nothing, whether or not anything was to be asked then.
pub(crate) const OPTED_OUT_AMONG: &str = "SELECT person_id FROM erasures_ordered WHERE done_at IS NULL AND person_id IN ({})";
pub(crate) const LEAVE_REMINDERS: &str =
    "UPDATE reminders SET state = 'left', ended_at = $2, ended_by = $3 WHERE case_id = $1 AND state = 'open'";
pub(crate) const NEVER_AGAIN: &str = "UPDATE reminders SET state = 'never', ended_at = $2, ended_by = $3
    WHERE state = 'open' AND case_id IN (SELECT c.id FROM cases c WHERE c.person_id = $1)";
pub(crate) const END_REMINDER: &str = "UPDATE reminders SET state = $2, ended_at = $3, ended_by = $4 WHERE id = $1 AND state = 'open'";
pub(crate) const FORGET_REMINDERS: &str = "DELETE FROM reminders WHERE case_id IN (SELECT id FROM cases WHERE person_id = $1)";
pub(crate) const REMINDER: &str =
    "SELECT id, case_id, kind, rule, due_on, state, set_at, ended_at FROM reminders WHERE id = $1 AND case_id = $2";
pub(crate) const REMINDERS_OF: &str =
    "SELECT id, case_id, kind, rule, due_on, state, set_at, ended_at FROM reminders WHERE case_id = $1 ORDER BY due_on, id";
pub(crate) const REMINDERS_THAT_WAIT: &str =
    "SELECT r.id, r.case_id, r.kind, r.rule, r.due_on, r.state, r.set_at, r.ended_at, c.reference, c.person_id
    FROM reminders r JOIN cases c ON c.id = r.case_id WHERE r.state = 'open'";
pub(crate) const REMINDERS_DUE_BY: &str =
    "SELECT r.case_id FROM reminders r JOIN cases c ON c.id = r.case_id WHERE r.state = 'open' AND r.due_on <= $1";

pub(crate) const IS_GONE: &str = "SELECT destroyed_at IS NOT NULL OR minimised_at IS NOT NULL FROM cases WHERE id = $1";
pub(crate) const OPEN_AGAIN: &str =
    "UPDATE cases SET state = 'open', opened_at = $2, closed_at = NULL, ending = NULL WHERE id = $1 AND state = 'closed'";

pub(crate) const WITHDRAW_EVERY_CONSENT: &str = "UPDATE consents SET withdrawn_at = $2 WHERE person_id = $1 AND withdrawn_at IS NULL";
/// The yes to services of this partner, or of every partner, to which the person was referred: it ends with that to the organisation.
pub(crate) const WITHDRAW_ITS_SERVICES: &str = "UPDATE onward_consents SET withdrawn_at = $3, withdrawn_by = $4
    WHERE person_id = $1 AND withdrawn_at IS NULL AND service IN (SELECT r.service FROM onward_referrals r
    JOIN cases c ON c.id = r.case_id WHERE c.person_id = $1 AND r.agency = COALESCE($2, r.agency))";
pub(crate) const ORDER_ERASURE: &str =
    "INSERT INTO erasures_ordered (person_id, ordered_at, ordered_by, due_at) VALUES ($1, $2, $3, $4) ON CONFLICT (person_id) DO NOTHING";
pub(crate) const TAKE_ERASURE_BACK: &str = "DELETE FROM erasures_ordered WHERE person_id = $1 AND done_at IS NULL";

pub(crate) const FUNDING_NOW: &str = "SELECT stream, funded_from, funded_until FROM case_funding
    WHERE case_id = $1 AND funded_until IS NULL ORDER BY stream";
pub(crate) const FUNDING_OF: &str =
    "SELECT stream, funded_from, funded_until FROM case_funding WHERE case_id = $1 ORDER BY funded_from, stream";
pub(crate) const FUNDING_BY_HAND: &str = "SELECT case_id FROM case_funding WHERE case_id = $1 AND set_by IS NOT NULL LIMIT 1";
pub(crate) const BEGIN_FUNDING: &str = "INSERT INTO case_funding (case_id, stream, funded_from, set_by) VALUES ($1, $2, $3, $4)
    ON CONFLICT (case_id, stream, funded_from) DO UPDATE SET funded_until = NULL, set_by = excluded.set_by";
pub(crate) const END_FUNDING: &str = "UPDATE case_funding SET funded_until = $3, set_by = COALESCE($4, set_by)
    WHERE case_id = $1 AND stream = $2 AND funded_until IS NULL";
pub(crate) const FUNDED_ON: &str =
    "SELECT f.stream, count(*) FROM case_funding f JOIN cases c ON c.id = f.case_id WHERE f.funded_from <= $1
    AND (f.funded_until IS NULL OR f.funded_until > $1) AND (c.closed_at IS NULL OR c.closed_at >= $2) GROUP BY f.stream ORDER BY f.stream";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[
    OPEN_DUES,
    END_DUE,
    END_DUES_OF,
    POSTPONE_DUE,
    SETTLE_NEXT_DUE,
    CASE,
    DESTROYED_AT,
    OPEN_CASES_OF,
    CLOSE_CASE,
    OWED,
    SET_WORKER,
    HAD_BY,
    GIVE_BACK,
    JOINED_RING_FENCE,
    SET_BOTH_RING_FENCES,
    FENCED_AMONG,
    WORKED_AMONG,
    GAVE_BACK,
    FORGET_GAVE_BACK,
    GAVE_BACK_AMONG,
    ADD_NOTE,
    NOTES,
    LAST_NOTE,
    LAST_ENTRY,
    NAME_CONFLICT,
    CONFLICT_BY_JOIN,
    OWN_CONFLICT,
    CONFLICTS_AMONG,
    IS_BY_JOIN,
    LIFT_CONFLICT,
    CONFLICTS,
    GIVE_CONSENT,
    WITHDRAW_CONSENT,
    CONSENTS,
    CASE_BY_REFERENCE,
    ADD_BREAK_GLASS,
    BROKEN_UNTIL,
    UNREVIEWED_SINCE,
    TO_REVIEW,
    REVIEW_BREAK_GLASS,
    FORGET_NOTES,
    REFERENCES_OF,
    SET_PATHWAY,
    FOUND_UNSAFE,
    POINT_WRONG,
    ADD_ATTEMPT,
    ATTEMPTS,
    TRIED,
    ATTEMPTS_AMONG,
    INVOLVEMENTS,
    INVOLVEMENTS_AMONG,
    INVOLVEMENTS_WITHOUT_CASE,
    FOUND_OF_MAJOR_INCIDENT,
    TASK,
    REVIEWS,
    POSSIBLE_SAME,
    SETTLE_REVIEW,
    EVENTS,
    WORKING_HERE,
    WORKS_HERE,
    NAMES_AMONG,
    MADE_UNDER,
    ADD_REMINDER,
    ADD_CAME_BACK,
    NEVER_AMONG,
    OPTED_OUT_AMONG,
    LEAVE_REMINDERS,
    NEVER_AGAIN,
    END_REMINDER,
    FORGET_REMINDERS,
    REMINDER,
    REMINDERS_OF,
    REMINDERS_THAT_WAIT,
    REMINDERS_DUE_BY,
    IS_GONE,
    OPEN_AGAIN,
    WITHDRAW_EVERY_CONSENT,
    WITHDRAW_ITS_SERVICES,
    ORDER_ERASURE,
    TAKE_ERASURE_BACK,
    FUNDING_NOW,
    FUNDING_OF,
    FUNDING_BY_HAND,
    BEGIN_FUNDING,
    END_FUNDING,
    FUNDED_ON,
];
