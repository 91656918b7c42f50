-- rooms: which of the hub's rooms is booked for whose case, from when to when. No words about anybody.
CREATE TABLE bookings (
  id UUID PRIMARY KEY NOT NULL,
  case_id UUID NOT NULL REFERENCES cases (id),
  -- Its name in the profile.
  room TEXT NOT NULL,
  begins_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  booked_at BIGINT NOT NULL,
  booked_by UUID NOT NULL REFERENCES users (id),
  -- Ended before it began: the room is free then.
  freed_at BIGINT
);
CREATE INDEX bookings_by_case ON bookings (case_id, begins_at);
CREATE INDEX bookings_that_stand ON bookings (room, begins_at) WHERE freed_at IS NULL;
-- only postgres
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON bookings USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = bookings.case_id)
) WITH CHECK (TRUE);
-- both
