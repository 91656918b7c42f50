-- liaison: what passes between hub and force about a case. What anybody wrote is no part of these tables: it stands sealed in the entries of
-- the timeline that they name.

-- A report of a hate crime, made by the hub for somebody who will not go to the police.
CREATE TABLE hate_reports (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  made_at BIGINT NOT NULL,
  made_by UUID NOT NULL REFERENCES users (id),
  -- The kinds of hate, words with `;` between.
  flags TEXT NOT NULL,
  -- Whether the person is named to the force.
  is_named BOOLEAN NOT NULL,
  -- How they agreed to the report.
  agreed TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  -- The entry that has what happened, when and where.
  account_event UUID NOT NULL REFERENCES events (id),
  sent_at BIGINT,
  sent_by UUID REFERENCES users (id),
  -- By what the force calls it, once it says; none once the record is destroyed.
  force_reference TEXT,
  withdrawn_at BIGINT
);
CREATE INDEX hate_reports_by_case ON hate_reports (case_id, made_at);
CREATE INDEX hate_reports_not_sent ON hate_reports (due_at) WHERE sent_at IS NULL AND withdrawn_at IS NULL;

-- That somebody asked what is happening in their case, and what came of asking.
CREATE TABLE updates (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by UUID NOT NULL REFERENCES users (id),
  due_at BIGINT NOT NULL,
  -- The entry that has the question.
  question_event UUID NOT NULL REFERENCES events (id),
  -- When it was last asked again.
  chased_at BIGINT,
  ended_at BIGINT,
  ended_by UUID REFERENCES users (id),
  says TEXT,
  source TEXT,
  -- The entry that has the answer in its own words.
  answer_event UUID REFERENCES events (id),
  tell_due_at BIGINT,
  told_at BIGINT,
  told_by UUID REFERENCES users (id)
);
CREATE INDEX updates_by_case ON updates (case_id, asked_at);
CREATE INDEX updates_open ON updates (asked_at) WHERE told_at IS NULL;
-- only postgres
ALTER TABLE hate_reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON hate_reports USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = hate_reports.case_id)
) WITH CHECK (TRUE);
ALTER TABLE updates ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON updates USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = updates.case_id)
) WITH CHECK (TRUE);
-- both
