//! Every statement of this crate.

pub(crate) const NAME_SERVICE: &str = "INSERT INTO services_named (case_id, service, named_at, named_by) VALUES ($1, $2, $3, $4)
    ON CONFLICT (case_id, service) DO NOTHING";
pub(crate) const CHOOSE: &str =
    "UPDATE services_named SET chosen_at = $3, chosen_by = $4 WHERE case_id = $1 AND service = $2 AND chosen_at IS NULL";
pub(crate) const NAMED: &str = "SELECT service, named_at, chosen_at FROM services_named WHERE case_id = $1 ORDER BY named_at, service";

pub(crate) const GIVE_CONSENT: &str =
    "INSERT INTO onward_consents (id, person_id, service, given_at, given_how, noted_by) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const WITHDRAW_CONSENT: &str =
    "UPDATE onward_consents SET withdrawn_at = $3, withdrawn_by = $4 WHERE person_id = $1 AND service = $2 AND withdrawn_at IS NULL";
pub(crate) const CONSENTS: &str =
    "SELECT service, given_at, given_how, withdrawn_at FROM onward_consents WHERE person_id = $1 ORDER BY given_at DESC, id DESC";
/// Whether the person agreed that an organisation under the roof sees them.
pub(crate) const AGREED_TO: &str = "SELECT count(*) FROM consents WHERE person_id = $1 AND agency = $2 AND withdrawn_at IS NULL";

pub(crate) const ADD_REFERRAL: &str =
    "INSERT INTO onward_referrals (id, case_id, service, introduced, task_id, agency, team) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const REFERRALS_ON_CASE: &str = "SELECT r.id, r.case_id, r.service, r.introduced, r.task_id, r.agency, r.team FROM onward_referrals r WHERE r.case_id = $1 ORDER BY r.id";
pub(crate) const REFERRALS_AMONG: &str =
    "SELECT r.id, r.case_id, r.service, r.introduced, r.task_id, r.agency, r.team FROM onward_referrals r WHERE r.case_id IN ({})";
pub(crate) const REFERRALS_OF_PERSON: &str =
    "SELECT r.id, r.case_id, r.service, r.introduced, r.task_id, r.agency, r.team FROM onward_referrals r
    JOIN cases c ON c.id = r.case_id WHERE c.person_id = $1 ORDER BY r.id";
pub(crate) const ADD_MOMENT: &str =
    "INSERT INTO onward_moments (id, referral_id, state, at, user_id, reason) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const MOMENTS_AMONG: &str = "SELECT m.referral_id, m.state, m.at, m.reason, u.name FROM onward_moments m
    LEFT JOIN users u ON u.id = m.user_id WHERE m.referral_id IN ({})";

pub(crate) const ADD_LEAD: &str = "INSERT INTO lead_services (id, case_id, service, since, agreed_by) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const END_LEAD: &str =
    "UPDATE lead_services SET ended_at = $2, ended_by = $3, ending = $4, reason = $5 WHERE case_id = $1 AND ended_at IS NULL";
pub(crate) const LEADS_AMONG: &str =
    "SELECT l.case_id, l.service, l.since, l.ended_at, l.ending, l.reason FROM lead_services l WHERE l.case_id IN ({})";

pub(crate) const ADD_DISCLOSURE: &str =
    "INSERT INTO disclosures (id, case_id, told_to, reason, at, user_id) VALUES ($1, $2, $3, $4, $5, $6)";
/// Reads no name of a person: the case's reference alone.
pub(crate) const DISCLOSURES: &str = "SELECT c.reference, x.told_to, x.reason, x.at, u.name FROM disclosures x
    JOIN cases c ON c.id = x.case_id LEFT JOIN users u ON u.id = x.user_id ORDER BY x.at DESC, x.id DESC LIMIT 500";
pub(crate) const DISCLOSURES_OF: &str = "SELECT c.reference, x.told_to, x.reason, x.at, u.name FROM disclosures x
    JOIN cases c ON c.id = x.case_id LEFT JOIN users u ON u.id = x.user_id WHERE c.person_id = $1 ORDER BY x.at, x.id";

/// Since when somebody waited at a moment: accepted before it, and nothing else came before it, nor was their record destroyed.
pub(crate) const WAITED_AT: &str = "SELECT a.at FROM onward_moments a JOIN onward_referrals r ON r.id = a.referral_id
    JOIN cases c ON c.id = r.case_id
    WHERE r.service = $1 AND a.state = 'accepted' AND a.at < $2 AND (c.destroyed_at IS NULL OR c.destroyed_at >= $2) AND NOT EXISTS (SELECT 1 FROM onward_moments m
    WHERE m.referral_id = a.referral_id AND m.at < $2 AND m.state IN ('started', 'refused', 'ended', 'withdrawn')) ORDER BY a.at";
pub(crate) const WHO_WAITS: &str = "SELECT c.id, c.person_id, c.team, r.agency, r.team, c.reference, r.service, a.at FROM onward_moments a
    JOIN onward_referrals r ON r.id = a.referral_id JOIN cases c ON c.id = r.case_id
    WHERE a.state = 'accepted' AND a.at < $1 AND (c.destroyed_at IS NULL OR c.destroyed_at >= $1) AND NOT EXISTS (SELECT 1 FROM onward_moments m
    WHERE m.referral_id = a.referral_id AND m.at < $1 AND m.state IN ('started', 'refused', 'ended', 'withdrawn'))";

pub(crate) const REFUSED_COUNTS: &str = "SELECT service, reason, count(*) FROM (
    SELECT r.service AS service, m.reason AS reason FROM onward_moments m JOIN onward_referrals r ON r.id = m.referral_id
    WHERE m.state = 'refused' AND m.at >= $1 AND m.at < $2
    UNION ALL SELECT l.service, l.reason FROM lead_services l WHERE l.ending = 'refused' AND l.ended_at >= $1 AND l.ended_at < $2
    ) AS refused GROUP BY service, reason ORDER BY service, reason";
pub(crate) const REFUSED_CASES: &str = "SELECT c.id, c.person_id, c.team, x.agency, x.team, c.reference, x.service, x.reason, x.at, x.led FROM (
    SELECT r.case_id AS case_id, r.agency AS agency, r.team AS team, r.service AS service, m.reason AS reason, m.at AS at, 0 AS led FROM onward_moments m
    JOIN onward_referrals r ON r.id = m.referral_id WHERE m.state = 'refused' AND m.at >= $1 AND m.at < $2
    UNION ALL SELECT l.case_id, NULL, NULL, l.service, l.reason, l.ended_at, 1 FROM lead_services l
    WHERE l.ending = 'refused' AND l.ended_at >= $1 AND l.ended_at < $2) AS x JOIN cases c ON c.id = x.case_id WHERE TRUE";

pub(crate) const ON_AGENDA: &str =
    "SELECT c.id, c.person_id, c.team, CAST(NULL AS TEXT), CAST(NULL AS TEXT), c.reference, c.priority, c.level, d.due_at FROM dues d
    JOIN cases c ON c.id = d.case_id
    WHERE c.state = 'open' AND d.state = 'open' AND d.kind = 'task' AND d.what = $1 AND d.due_at >= $2 AND d.due_at < $3";

pub(crate) const WITH_SEVERAL_CASES: &str =
    "SELECT c.person_id FROM cases c WHERE c.person_id IN ({}) GROUP BY c.person_id HAVING count(*) > 1";

pub(crate) const FORGET_CONSENTS: &str = "DELETE FROM onward_consents WHERE person_id = $1";
pub(crate) const FORGET_NAMED: &str = "DELETE FROM services_named WHERE case_id IN (SELECT c.id FROM cases c WHERE c.person_id = $1)";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[
    NAME_SERVICE,
    CHOOSE,
    NAMED,
    GIVE_CONSENT,
    WITHDRAW_CONSENT,
    CONSENTS,
    AGREED_TO,
    ADD_REFERRAL,
    REFERRALS_ON_CASE,
    REFERRALS_AMONG,
    REFERRALS_OF_PERSON,
    ADD_MOMENT,
    MOMENTS_AMONG,
    ADD_LEAD,
    END_LEAD,
    LEADS_AMONG,
    ADD_DISCLOSURE,
    DISCLOSURES,
    DISCLOSURES_OF,
    WAITED_AT,
    WHO_WAITS,
    REFUSED_COUNTS,
    REFUSED_CASES,
    ON_AGENDA,
    WITH_SEVERAL_CASES,
    FORGET_CONSENTS,
    FORGET_NAMED,
];
