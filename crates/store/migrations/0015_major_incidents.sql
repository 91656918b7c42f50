-- intake: major incidents as a team lead declared them. None holds a person: days, districts and the references of crimes.
CREATE TABLE major_incidents (
  id UUID PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  -- The first and last day on which what belongs to it happened, in London.
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  -- Postcode districts and crime references, each list with ";" between.
  districts TEXT NOT NULL,
  crime_references TEXT NOT NULL,
  declared_at BIGINT NOT NULL,
  declared_by UUID NOT NULL REFERENCES users (id),
  ended_at BIGINT,
  ended_by UUID REFERENCES users (id)
);
CREATE INDEX major_incidents_declared ON major_incidents (declared_at);
