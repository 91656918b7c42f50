-- vault: what is sealed at rest, and under which key.

-- people: whatever tells who somebody is, sealed under a key of their own; the key is wrapped under the hub's master key, and NULL once it
-- was destroyed. What the gate goes by stays readable: it names nobody.
DROP INDEX people_by_name;
DROP INDEX people_by_given_name;
DROP INDEX people_by_birth;
ALTER TABLE people DROP COLUMN title;
ALTER TABLE people DROP COLUMN given_name;
ALTER TABLE people DROP COLUMN middle_names;
ALTER TABLE people DROP COLUMN family_name;
ALTER TABLE people DROP COLUMN previous_family_name;
ALTER TABLE people DROP COLUMN given_key;
ALTER TABLE people DROP COLUMN family_key;
ALTER TABLE people DROP COLUMN date_of_birth;
ALTER TABLE people DROP COLUMN ethnicity;
ALTER TABLE people DROP COLUMN first_language;
ALTER TABLE people DROP COLUMN communication_needs;
ALTER TABLE people DROP COLUMN contact_notes;
ALTER TABLE people ADD COLUMN sealed_key BYTES;
ALTER TABLE people ADD COLUMN particulars BYTES;
-- Higher with every change, for whoever holds names in memory.
ALTER TABLE people ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX people_by_change ON people (changed, id);
INSERT INTO counters (name, value) VALUES ('people', 0);

-- `value` sealed under the person's key; `key` a blind index of the number, e-mail address or postcode.
DROP TABLE contact_points;
CREATE TABLE contact_points (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,
  value BYTES NOT NULL,
  key TEXT,
  is_current BOOLEAN NOT NULL,
  wrong_at BIGINT,
  source_row_id UUID NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX contact_points_by_person ON contact_points (person_id);
CREATE INDEX contact_points_by_key ON contact_points (key);

-- casework: what was told of an incident belongs to whoever told it, sealed under their key.
ALTER TABLE incidents DROP COLUMN offence_text;
ALTER TABLE incidents DROP COLUMN postcode;
ALTER TABLE incidents DROP COLUMN location;
ALTER TABLE involvements ADD COLUMN account BYTES;
ALTER TABLE attempts DROP COLUMN note;
ALTER TABLE attempts ADD COLUMN note BYTES;
ALTER TABLE events DROP COLUMN detail;
ALTER TABLE events ADD COLUMN detail BYTES;

-- intake: as it was sent, sealed under the person's key, or under one of the row's own where it stands for nobody.
ALTER TABLE source_rows DROP COLUMN as_sent;
ALTER TABLE source_rows ADD COLUMN as_sent BYTES;
ALTER TABLE source_rows ADD COLUMN sealed_key BYTES;

-- web: what somebody is in the middle of typing, sealed under a key that goes with it.
DELETE FROM drafts;
ALTER TABLE drafts DROP COLUMN answers;
ALTER TABLE drafts ADD COLUMN answers BYTES;
ALTER TABLE drafts ADD COLUMN sealed_key BYTES;
