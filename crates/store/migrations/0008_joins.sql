-- people: which records are of one person. A join is a relation and no record is changed by it: whatever belongs to a record stays with it,
-- so that parting restores both as they were.

-- One decision that two records are of one person. Of what stands the records of one person form a tree: whoever is joined already is not
-- joined again.
CREATE TABLE joins (
  id UUID PRIMARY KEY NOT NULL,
  -- The smaller id first.
  one_person_id UUID NOT NULL REFERENCES people (id),
  other_person_id UUID NOT NULL REFERENCES people (id),
  joined_at BIGINT NOT NULL,
  joined_by UUID REFERENCES users (id),
  parted_at BIGINT,
  parted_by UUID REFERENCES users (id)
);
CREATE INDEX joins_by_one ON joins (one_person_id);
CREATE INDEX joins_by_other ON joins (other_person_id);

-- What follows from those that stand: for each member the head, which is the member with the oldest record.
CREATE TABLE joined_people (
  person_id UUID PRIMARY KEY NOT NULL REFERENCES people (id),
  head_id UUID NOT NULL REFERENCES people (id),
  -- When a worker last wrote down on this record what the person said is safe, while it was joined.
  said_at BIGINT
);
CREATE INDEX joined_people_by_head ON joined_people (head_id);

-- Somebody looked and said: not the same. They are neither joined nor offered again until that is lifted.
CREATE TABLE kept_apart (
  id UUID PRIMARY KEY NOT NULL,
  -- The smaller id first.
  one_person_id UUID NOT NULL REFERENCES people (id),
  other_person_id UUID NOT NULL REFERENCES people (id),
  kept_at BIGINT NOT NULL,
  kept_by UUID REFERENCES users (id),
  lifted_at BIGINT,
  lifted_by UUID REFERENCES users (id),
  -- Why, sealed under the key of the first of the two.
  lifted_why BYTES
);
CREATE INDEX kept_apart_by_one ON kept_apart (one_person_id);
CREATE INDEX kept_apart_by_other ON kept_apart (other_person_id);

-- access: there because of a join alone; taken back when it is.
ALTER TABLE conflicts ADD COLUMN by_join BOOLEAN NOT NULL DEFAULT
-- only sqlite
  0;
-- only postgres
  FALSE;
-- both
-- The ring-fenced classes the case is in because of a join alone.
ALTER TABLE cases ADD COLUMN joined_ring_fence BIGINT NOT NULL DEFAULT 0;
-- Looked at by the way, as its two people were joined: asked again once they are parted.
ALTER TABLE reviews ADD COLUMN settled_by_join BOOLEAN NOT NULL DEFAULT
-- only sqlite
  0;
-- only postgres
  FALSE;
-- both
-- A yes to a join is a yes to that pair and no other.
ALTER TABLE approvals ADD COLUMN other_person_id UUID REFERENCES people (id);
CREATE INDEX approvals_by_other ON approvals (other_person_id) WHERE other_person_id IS NOT NULL;

-- casework: whose case went back to nobody when a join shut them out of it, so that it is theirs again when that is parted.
CREATE TABLE gave_back_by_join (
  case_id UUID PRIMARY KEY NOT NULL REFERENCES cases (id),
  user_id UUID NOT NULL REFERENCES users (id),
  at BIGINT NOT NULL
);

-- joins: what people said of pairs, beside what the engine said of them then: in numbers and names of levels, with nothing of anybody in
-- it. The engine's probabilities are set right by these.
CREATE TABLE link_decisions (
  id UUID PRIMARY KEY NOT NULL,
  -- The smaller id first; none once one of the two is destroyed.
  one_person_id UUID REFERENCES people (id),
  other_person_id UUID REFERENCES people (id),
  said TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID REFERENCES users (id),
  -- Parts of a thousand million; none where the engine was not asked.
  probability BIGINT,
  classes TEXT,
  pattern TEXT
);
CREATE INDEX link_decisions_by_pair ON link_decisions (one_person_id, other_person_id, at);

-- casework: the pairs that wait, the oldest first.
CREATE INDEX reviews_that_wait ON reviews (kind, created_at, id) WHERE state = 'open';
