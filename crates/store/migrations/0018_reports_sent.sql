-- oversight: which of the hub's reports were sent. None holds a person but whoever wrote it down.
CREATE TABLE reports_sent (
  id UUID PRIMARY KEY NOT NULL,
  -- The report's name in the profile; to whom it goes stands there too.
  report TEXT NOT NULL,
  -- The first and the last day of the time that it is about, in London.
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  -- The day in London on which it was sent, as was said.
  sent_on TEXT NOT NULL,
  written_at BIGINT NOT NULL,
  written_by UUID NOT NULL REFERENCES users (id),
  -- When that turned out to be a slip.
  taken_back_at BIGINT,
  taken_back_by UUID REFERENCES users (id)
);
CREATE UNIQUE INDEX reports_sent_once ON reports_sent (report, first_day, last_day) WHERE taken_back_at IS NULL;

-- intake: what belongs to a major incident is found by the reference of its crime, and by its days: those that ended on the first day or after it
-- are few, since one is declared when it has just happened.
CREATE INDEX incidents_by_any_reference ON incidents (upper(crime_reference));
CREATE INDEX incidents_by_days ON incidents (COALESCE(occurred_to, occurred_from), COALESCE(occurred_from, occurred_to));
