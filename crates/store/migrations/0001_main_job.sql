-- access: who works here, who is signed in, what was read and done.
CREATE TABLE users (
  id UUID PRIMARY KEY NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  team TEXT,
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);

CREATE TABLE sessions (
  token_digest BYTES PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  form_secret BYTES NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

-- web: what somebody is in the middle of typing; thrown away when it is done with, or after half a day.
CREATE TABLE drafts (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  purpose TEXT NOT NULL,
  answers TEXT NOT NULL,
  saved_at BIGINT NOT NULL
);
CREATE INDEX drafts_by_user ON drafts (user_id, purpose, saved_at);
CREATE INDEX drafts_by_age ON drafts (saved_at);

-- No row of this table is ever changed or removed.
CREATE TABLE audit (
  id UUID PRIMARY KEY NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID,
  act TEXT NOT NULL,
  person_id UUID,
  case_id UUID
);
CREATE INDEX audit_by_person ON audit (person_id, at);

-- intake: files taken in, and every row of them.
CREATE TABLE transfers (
  id UUID PRIMARY KEY NOT NULL,
  source TEXT NOT NULL,
  digest BYTES NOT NULL,
  profile TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  -- How many of its rows are decided and kept: a file that is run again goes on after them.
  rows_kept BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE UNIQUE INDEX transfers_by_digest ON transfers (digest, source);

CREATE TABLE source_rows (
  id UUID PRIMARY KEY NOT NULL,
  source TEXT NOT NULL,
  source_record_id TEXT NOT NULL,
  transfer_id UUID REFERENCES transfers (id),
  row_number BIGINT NOT NULL,
  -- How often it has been written.
  version BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  digest BYTES,
  outcome TEXT NOT NULL,
  reasons TEXT NOT NULL,
  profile TEXT NOT NULL,
  person_id UUID,
  case_id UUID,
  incident_id UUID,
  decision TEXT,
  as_sent TEXT
);
-- The key of a row that cannot be read is its place in its file, as its own id may not be known.
-- The record's id comes first in the index: look-ups ask for many ids of one source, and all rows may be of one source.
CREATE UNIQUE INDEX source_rows_by_record ON source_rows (source_record_id, source);
CREATE INDEX source_rows_by_case ON source_rows (case_id);
CREATE INDEX source_rows_by_person ON source_rows (person_id);

-- people: a person and how to reach them.
CREATE TABLE people (
  id UUID PRIMARY KEY NOT NULL,
  title TEXT,
  given_name TEXT,
  middle_names TEXT,
  family_name TEXT,
  previous_family_name TEXT,
  given_key TEXT NOT NULL,
  family_key TEXT NOT NULL,
  name_birth_key TEXT,
  date_of_birth TEXT,
  sex TEXT,
  ethnicity TEXT,
  first_language TEXT,
  interpreter_needed BOOLEAN,
  communication_needs TEXT,
  preferred_contact TEXT,
  suspect_shares_address BOOLEAN,
  safe_call BOOLEAN,
  safe_voicemail BOOLEAN,
  safe_text BOOLEAN,
  safe_email BOOLEAN,
  safe_letter BOOLEAN,
  -- When a worker last wrote down what the person said is safe; rows of a transfer never undo that.
  safety_confirmed_at BIGINT,
  contact_notes TEXT,
  flags TEXT NOT NULL,
  source_row_id UUID NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX people_by_name ON people (family_key, given_key, date_of_birth);
CREATE INDEX people_by_name_and_birth ON people (name_birth_key);
CREATE INDEX people_by_given_name ON people (given_key);
CREATE INDEX people_by_birth ON people (date_of_birth);

CREATE TABLE person_references (
  source TEXT NOT NULL,
  reference TEXT NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  PRIMARY KEY (reference, source)
);
CREATE INDEX person_references_by_person ON person_references (person_id);

CREATE TABLE contact_points (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  key TEXT,
  is_current BOOLEAN NOT NULL,
  wrong_at BIGINT,
  source_row_id UUID NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX contact_points_by_person ON contact_points (person_id);
CREATE INDEX contact_points_by_key ON contact_points (key);

-- casework: incidents, cases, what is due, what happened.
CREATE TABLE incidents (
  id UUID PRIMARY KEY NOT NULL,
  issuer TEXT NOT NULL,
  crime_reference TEXT,
  kind TEXT NOT NULL,
  reported BOOLEAN NOT NULL,
  recorded_at BIGINT NOT NULL,
  occurred_from TEXT,
  occurred_to TEXT,
  offence_code TEXT,
  offence_text TEXT,
  postcode TEXT,
  lsoa TEXT,
  location TEXT
);
CREATE UNIQUE INDEX incidents_by_reference ON incidents (crime_reference, issuer);

CREATE TABLE cases (
  id UUID PRIMARY KEY NOT NULL,
  reference TEXT NOT NULL UNIQUE,
  person_id UUID NOT NULL REFERENCES people (id),
  state TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  ending TEXT,
  level TEXT NOT NULL,
  categories TEXT NOT NULL,
  priority BIGINT NOT NULL,
  pathway TEXT NOT NULL,
  team TEXT NOT NULL,
  basis TEXT NOT NULL,
  worker_id UUID REFERENCES users (id),
  next_due_at BIGINT
);
CREATE INDEX cases_by_person ON cases (person_id);
-- Each list of work is read from the beginning of one of these, however many cases there are.
CREATE INDEX cases_by_worker ON cases (worker_id, next_due_at, id) WHERE state = 'open';
CREATE INDEX cases_by_due ON cases (next_due_at, id) WHERE state = 'open';
CREATE INDEX cases_by_worker_priority ON cases (worker_id, priority, next_due_at, id) WHERE state = 'open';
CREATE INDEX cases_by_priority ON cases (priority, next_due_at, id) WHERE state = 'open';
CREATE INDEX cases_by_worker_level ON cases (worker_id, level, next_due_at, id) WHERE state = 'open';
CREATE INDEX cases_by_level ON cases (level, next_due_at, id) WHERE state = 'open';
CREATE INDEX cases_by_worker_pathway ON cases (worker_id, pathway, next_due_at, id) WHERE state = 'open';
CREATE INDEX cases_by_pathway ON cases (pathway, next_due_at, id) WHERE state = 'open';

CREATE TABLE involvements (
  person_id UUID NOT NULL REFERENCES people (id),
  incident_id UUID NOT NULL REFERENCES incidents (id),
  case_id UUID REFERENCES cases (id),
  role TEXT NOT NULL,
  flags TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  source_row_id UUID NOT NULL,
  PRIMARY KEY (person_id, incident_id)
);
CREATE INDEX involvements_by_case ON involvements (case_id);
CREATE INDEX involvements_by_incident ON involvements (incident_id);

CREATE TABLE dues (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  service TEXT,
  due_at BIGINT NOT NULL,
  try_at BIGINT,
  clock TEXT NOT NULL,
  rule TEXT NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT,
  source_row_id UUID
);
CREATE INDEX dues_by_case ON dues (case_id, state, due_at);

CREATE TABLE reviews (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  other_person_id UUID,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX reviews_by_case ON reviews (case_id);

CREATE TABLE attempts (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  way TEXT NOT NULL,
  contact_point_id UUID,
  service TEXT,
  outcome TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  note TEXT
);
CREATE INDEX attempts_by_case ON attempts (case_id, at);

CREATE TABLE events (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  user_id UUID,
  detail TEXT
);
CREATE INDEX events_by_case ON events (case_id, at);

CREATE TABLE counters (
  name TEXT PRIMARY KEY NOT NULL,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('case', 0);

CREATE TABLE settings (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);
