-- people: ways of contact that others have too, and those of suspects.

-- A blind index of postcode and house: a postcode alone is a street. Whoever stood here before it is filled in by the program, which has the
-- keys; until then it is NULL.
ALTER TABLE contact_points ADD COLUMN door TEXT;
CREATE INDEX contact_points_by_door ON contact_points (door) WHERE door IS NOT NULL;
CREATE INDEX contact_points_without_door ON contact_points (id) WHERE door IS NULL AND kind = 'address';

-- What is known of how to reach a suspect, so that nobody is sent there. `told` is sealed under the key of the person whose suspect it is;
-- `found_by` is a blind index of the number or e-mail, or of the door.
CREATE TABLE suspect_ways (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL,
  told BYTES NOT NULL,
  found_by TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by UUID NOT NULL REFERENCES users (id),
  lifted_at BIGINT,
  lifted_by UUID REFERENCES users (id),
  why_lifted BYTES
);
CREATE INDEX suspect_ways_by_person ON suspect_ways (person_id);
CREATE INDEX suspect_ways_found_by ON suspect_ways (found_by) WHERE lifted_at IS NULL;

-- Why a way of contact can be used though it is on record as a suspect's: a worker's words, sealed under the person's key, and of which
-- records of a suspect's they were written. One that comes later shuts the way again.
CREATE TABLE used_all_the_same (
  id UUID PRIMARY KEY NOT NULL,
  person_id UUID NOT NULL REFERENCES people (id),
  contact_point_id UUID NOT NULL,
  claims TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  words BYTES NOT NULL
);
CREATE INDEX used_all_the_same_by_point ON used_all_the_same (contact_point_id);
CREATE INDEX used_all_the_same_by_person ON used_all_the_same (person_id);
-- only postgres
ALTER TABLE suspect_ways ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON suspect_ways USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM people p WHERE p.id = suspect_ways.person_id)
) WITH CHECK (TRUE);
ALTER TABLE used_all_the_same ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON used_all_the_same USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM people p WHERE p.id = used_all_the_same.person_id)
) WITH CHECK (TRUE);
-- both
