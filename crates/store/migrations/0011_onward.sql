-- onward: which services a person was told of, chose and agreed to, where they were referred and what came of it; which service leads; what
-- was told without consent. Ids, closed words and moments: what somebody wrote stands sealed in the timeline.

-- A service of the profile that was named to the person, and when they chose it.
CREATE TABLE services_named (
  case_id UUID NOT NULL REFERENCES cases (id),
  service TEXT NOT NULL,
  named_at BIGINT NOT NULL,
  named_by UUID REFERENCES users (id),
  chosen_at BIGINT,
  chosen_by UUID REFERENCES users (id),
  PRIMARY KEY (case_id, service)
);

-- That a person agreed that this service is told. One stands at a time.
CREATE TABLE onward_consents (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  service TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  given_how TEXT NOT NULL,
  noted_by UUID REFERENCES users (id),
  withdrawn_at BIGINT,
  withdrawn_by UUID REFERENCES users (id)
);
CREATE INDEX onward_consents_by_person ON onward_consents (person_id);
CREATE UNIQUE INDEX onward_consents_standing ON onward_consents (person_id, service) WHERE withdrawn_at IS NULL;

CREATE TABLE onward_referrals (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  service TEXT NOT NULL,
  -- Whether a worker introduced the person themselves.
  introduced BOOLEAN NOT NULL,
  -- The task to ask for the answer.
  task_id UUID REFERENCES dues (id)
);
CREATE INDEX onward_referrals_by_case ON onward_referrals (case_id);
CREATE INDEX onward_referrals_by_service ON onward_referrals (service);

-- When a referral came to be in a state. What it is now, and how many waited on any day, is worked out from these; none is ever changed.
CREATE TABLE onward_moments (
  id UUID PRIMARY KEY NOT NULL,
  referral_id UUID NOT NULL REFERENCES onward_referrals (id),
  state TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID REFERENCES users (id),
  -- Of a refusal.
  reason TEXT,
  UNIQUE (referral_id, state)
);
CREATE INDEX onward_moments_by_state ON onward_moments (state, at);

-- Which service leads a case. One at a time.
CREATE TABLE lead_services (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  service TEXT NOT NULL,
  since BIGINT NOT NULL,
  agreed_by UUID REFERENCES users (id),
  ended_at BIGINT,
  ended_by UUID REFERENCES users (id),
  -- Why it leads no longer; of a refusal also its reason.
  ending TEXT,
  reason TEXT
);
CREATE INDEX lead_services_by_case ON lead_services (case_id);
CREATE UNIQUE INDEX lead_services_one ON lead_services (case_id) WHERE ended_at IS NULL;

-- That something was told without the person's consent: to whom and why. What was told stands sealed in the timeline.
CREATE TABLE disclosures (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  told_to TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID REFERENCES users (id)
);
CREATE INDEX disclosures_by_case ON disclosures (case_id);
CREATE INDEX disclosures_by_moment ON disclosures (at, id);

-- To which service somebody goes tells what happened to them: the second wall stands here too.
-- only postgres
ALTER TABLE services_named ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON services_named USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = services_named.case_id)
) WITH CHECK (TRUE);
ALTER TABLE onward_consents ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON onward_consents USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM people p WHERE p.id = onward_consents.person_id)
) WITH CHECK (TRUE);
ALTER TABLE onward_referrals ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON onward_referrals USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = onward_referrals.case_id)
) WITH CHECK (TRUE);
ALTER TABLE onward_moments ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON onward_moments USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM onward_referrals r WHERE r.id = onward_moments.referral_id)
) WITH CHECK (TRUE);
ALTER TABLE lead_services ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON lead_services USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = lead_services.case_id)
) WITH CHECK (TRUE);
ALTER TABLE disclosures ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON disclosures USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = disclosures.case_id)
) WITH CHECK (TRUE);
-- both
