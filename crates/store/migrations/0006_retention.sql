-- records: how long a record is kept, holds, what was given to the person, and what was destroyed.

-- Since when a closed case is minimised or destroyed; a case that is opened again keeps what it was then.
ALTER TABLE cases ADD COLUMN minimised_at BIGINT;
ALTER TABLE cases ADD COLUMN destroyed_at BIGINT;
ALTER TABLE people ADD COLUMN minimised_at BIGINT;
ALTER TABLE people ADD COLUMN destroyed_at BIGINT;
CREATE INDEX cases_by_closing ON cases (closed_at) WHERE state = 'closed';

-- Why somebody's record is kept whatever the schedule says. `note` and `lifted_note` are sealed under the person's key.
CREATE TABLE holds (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  reason TEXT NOT NULL,
  note BYTES,
  set_at BIGINT NOT NULL,
  set_by UUID REFERENCES users (id),
  -- The last day on which it stands, in London; none for one that stands until it is lifted.
  until TEXT,
  lifted_at BIGINT,
  lifted_by UUID REFERENCES users (id),
  lifted_note BYTES
);
CREATE INDEX holds_by_person ON holds (person_id);

-- A step of the schedule: announced, then done or withdrawn.
CREATE TABLE retention_steps (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  -- None: somebody who was recorded and never had a case.
  case_id UUID REFERENCES cases (id),
  step TEXT NOT NULL,
  class TEXT NOT NULL,
  -- The day the period was counted from, and the day the step is due on.
  counted_from TEXT NOT NULL,
  due_on TEXT NOT NULL,
  announced_at BIGINT NOT NULL,
  done_at BIGINT,
  withdrawn_at BIGINT
);
CREATE INDEX retention_steps_by_person ON retention_steps (person_id);
CREATE INDEX retention_steps_announced ON retention_steps (due_on, id) WHERE done_at IS NULL AND withdrawn_at IS NULL;

-- That something was minimised or destroyed, and by what rule. Names nobody.
CREATE TABLE certificates (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  case_id UUID REFERENCES cases (id),
  -- Whether the person's key and all that was sealed under it went too.
  whole BOOLEAN NOT NULL,
  step TEXT NOT NULL,
  -- `schedule`, or why somebody did it.
  reason TEXT NOT NULL,
  class TEXT,
  due_on TEXT,
  at BIGINT NOT NULL,
  -- Nobody for the program.
  user_id UUID REFERENCES users (id),
  pieces BIGINT NOT NULL,
  -- Over the sealed bytes that went.
  digest BYTES NOT NULL
);
CREATE INDEX certificates_by_person ON certificates (person_id, at);
CREATE INDEX certificates_by_time ON certificates (at, id);

-- What was given to a person who asked what is held about them.
CREATE TABLE exports (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  at BIGINT NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  format TEXT NOT NULL
);
CREATE INDEX exports_by_person ON exports (person_id, at);

-- What was left out of it, and why.
CREATE TABLE left_out (
  export_id UUID NOT NULL REFERENCES exports (id),
  item TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (export_id, item)
);
