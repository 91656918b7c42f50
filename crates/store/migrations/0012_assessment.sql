-- assessment: what a person needs, how they say things are, and what was agreed with them. What was said stands sealed in the timeline.

-- One assessment, never rewritten: a new one stands beside it.
CREATE TABLE assessments (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  -- At the start, or asked again at the end.
  moment TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  desk TEXT
);
CREATE INDEX assessments_by_case ON assessments (case_id, at, id);
CREATE INDEX assessments_at_the_end ON assessments (at) WHERE moment = 'end';

CREATE TABLE assessment_needs (
  assessment_id UUID NOT NULL REFERENCES assessments (id),
  need TEXT NOT NULL,
  degree TEXT NOT NULL,
  PRIMARY KEY (assessment_id, need)
);

-- What the person said to a measure of the hub's profile: 1 is very bad, 5 very good.
CREATE TABLE assessment_ratings (
  assessment_id UUID NOT NULL REFERENCES assessments (id),
  measure TEXT NOT NULL,
  rating BIGINT NOT NULL,
  PRIMARY KEY (assessment_id, measure)
);
CREATE INDEX assessment_ratings_by_measure ON assessment_ratings (measure, assessment_id);

-- A step that was agreed with the person; what it says is sealed under their key.
CREATE TABLE plan_steps (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  arm TEXT NOT NULL,
  desk TEXT,
  agency TEXT NOT NULL,
  words BYTES,
  state TEXT NOT NULL,
  agreed_at BIGINT NOT NULL,
  agreed_by UUID NOT NULL REFERENCES users (id),
  ended_at BIGINT,
  ended_by UUID REFERENCES users (id)
);
CREATE INDEX plan_steps_by_case ON plan_steps (case_id, agreed_at, id);
-- only postgres
ALTER TABLE assessments ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON assessments USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = assessments.case_id)
) WITH CHECK (TRUE);
ALTER TABLE assessment_needs ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON assessment_needs USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM assessments a WHERE a.id = assessment_needs.assessment_id)
) WITH CHECK (TRUE);
ALTER TABLE assessment_ratings ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON assessment_ratings USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM assessments a WHERE a.id = assessment_ratings.assessment_id)
) WITH CHECK (TRUE);
ALTER TABLE plan_steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON plan_steps USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = plan_steps.case_id)
) WITH CHECK (TRUE);
-- both
