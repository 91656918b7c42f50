-- casework: when somebody is asked again: offered the support they declined, asked how it was, or heard because they came back by themselves.
-- No words about anybody: what is said of it stands in the timeline.
CREATE TABLE reminders (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  -- The rule's name in the profile; empty where none asks for it.
  rule TEXT NOT NULL,
  -- The day in London.
  due_on TEXT NOT NULL,
  -- open, made, left; never: the person asked not to be asked again, about anything.
  state TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_by UUID REFERENCES users (id)
);
CREATE INDEX reminders_by_case ON reminders (case_id);
CREATE INDEX reminders_that_wait ON reminders (due_on, id) WHERE state = 'open';

-- casework: what pays for the support in a case, and from when until before when, in days in London.
CREATE TABLE case_funding (
  case_id UUID NOT NULL REFERENCES cases (id),
  stream TEXT NOT NULL,
  funded_from TEXT NOT NULL,
  funded_until TEXT,
  -- Who said so; nobody where a rule of the profile does.
  set_by UUID REFERENCES users (id),
  PRIMARY KEY (case_id, stream, funded_from)
);
CREATE INDEX case_funding_by_stream ON case_funding (stream, funded_from);

-- records: whoever opted out after the transfer, and by when what is held of them is erased.
CREATE TABLE erasures_ordered (
  person_id UUID PRIMARY KEY NOT NULL REFERENCES people (id),
  ordered_at BIGINT NOT NULL,
  ordered_by UUID REFERENCES users (id),
  due_at BIGINT NOT NULL,
  done_at BIGINT
);
CREATE INDEX erasures_that_wait ON erasures_ordered (due_at) WHERE done_at IS NULL;

-- only postgres
ALTER TABLE reminders ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON reminders USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = reminders.case_id)
) WITH CHECK (TRUE);
ALTER TABLE case_funding ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON case_funding USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = case_funding.case_id)
) WITH CHECK (TRUE);
-- both
