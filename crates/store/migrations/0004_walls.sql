-- access: what the policies need to know of a case; notes, conflicts of interest, agreements to share, break-glass, approvals.

-- A bit for each ring-fenced class: kernel's RingFences.
ALTER TABLE cases ADD COLUMN ring_fence BIGINT NOT NULL DEFAULT 0;
-- Whether something in it was never reported to the police.
ALTER TABLE cases ADD COLUMN has_unreported BOOLEAN NOT NULL DEFAULT
-- only sqlite
  0;
-- only postgres
  FALSE;
-- both
CREATE INDEX cases_by_team ON cases (team, next_due_at, id) WHERE state = 'open';

-- The part of the hub that wrote it, where the hub has desks.
ALTER TABLE attempts ADD COLUMN desk TEXT;

CREATE TABLE notes (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  desk TEXT,
  agency TEXT NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  at BIGINT NOT NULL,
  text BYTES NOT NULL
);
CREATE INDEX notes_by_case ON notes (case_id, at);

-- Who must never see a person's record, because they know the person or somebody suspected.
CREATE TABLE conflicts (
  person_id UUID NOT NULL REFERENCES people (id),
  user_id UUID NOT NULL REFERENCES users (id),
  named_at BIGINT NOT NULL,
  named_by UUID REFERENCES users (id),
  PRIMARY KEY (person_id, user_id)
);
CREATE INDEX conflicts_by_user ON conflicts (user_id);

-- With which agency a person agreed to be shared, for what, and when they took it back.
CREATE TABLE consents (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  agency TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  given_how TEXT NOT NULL,
  noted_by UUID REFERENCES users (id),
  withdrawn_at BIGINT
);
CREATE INDEX consents_by_person ON consents (person_id, agency);

CREATE TABLE break_glass (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  case_id UUID NOT NULL REFERENCES cases (id),
  person_id UUID NOT NULL REFERENCES people (id),
  user_id UUID NOT NULL REFERENCES users (id),
  reason BYTES NOT NULL,
  broken_at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  reviewed_at BIGINT,
  reviewed_by UUID REFERENCES users (id),
  finding TEXT,
  review_note BYTES
);
CREATE INDEX break_glass_by_user ON break_glass (user_id, case_id, until);
CREATE INDEX break_glass_to_review ON break_glass (broken_at) WHERE reviewed_at IS NULL;

-- A second person's yes to an act that needs one.
CREATE TABLE approvals (
  id UUID PRIMARY KEY NOT NULL,
  act TEXT NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  asked_by UUID NOT NULL REFERENCES users (id),
  asked_at BIGINT NOT NULL,
  approved_by UUID REFERENCES users (id),
  approved_at BIGINT,
  declined_by UUID REFERENCES users (id),
  declined_at BIGINT,
  used_at BIGINT
);
CREATE INDEX approvals_by_person ON approvals (person_id, act);

-- What somebody must look at, by a reference alone.
CREATE TABLE alerts (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  for_role TEXT NOT NULL,
  seen_at BIGINT,
  mailed_at BIGINT
);
CREATE INDEX alerts_waiting ON alerts (at) WHERE seen_at IS NULL;
