-- access: the second wall. Whoever serves sees of people and cases only what the transaction says it was opened for: nothing at all where
-- it says nothing, everything where the program itself works, and else the rows that the walls let whoever asks see. The first wall is
-- the condition that lists are asked with; this one holds where that was forgotten.
-- only postgres

CREATE FUNCTION onedoor_said(name TEXT) RETURNS TEXT LANGUAGE sql STABLE AS $$
  SELECT NULLIF(current_setting('onedoor.' || name, TRUE), '')
$$;
-- What a fact of a case counts for in the table of answers; 0 where the answer does not depend on it.
CREATE FUNCTION onedoor_weight(slot INT) RETURNS INT LANGUAGE sql STABLE AS $$
  SELECT COALESCE((string_to_array(onedoor_said('weights'), ','))[slot]::INT, 0)
$$;
CREATE FUNCTION onedoor_mask(slot INT) RETURNS BIGINT LANGUAGE sql STABLE AS $$
  SELECT COALESCE((string_to_array(onedoor_said('masks'), ','))[slot]::BIGINT, 0)
$$;
CREATE FUNCTION onedoor_has_cases(person UUID) RETURNS BOOLEAN LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT EXISTS (SELECT 1 FROM cases WHERE person_id = person)
$$;

ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON cases USING (
  (SELECT onedoor_said('capacity')) = 'program'
  OR CASE WHEN (SELECT onedoor_said('capacity')) = 'viewer' THEN get_bit(
    (SELECT decode(onedoor_said('answers'), 'hex')),
    ( CASE WHEN state = 'open' THEN (SELECT onedoor_weight(1)) ELSE 0 END
    + CASE WHEN worker_id IS NOT NULL THEN (SELECT onedoor_weight(2)) ELSE 0 END
    + CASE WHEN worker_id = (SELECT onedoor_said('user')::UUID) THEN (SELECT onedoor_weight(3)) ELSE 0 END
    + CASE WHEN has_unreported THEN (SELECT onedoor_weight(4)) ELSE 0 END
    + CASE WHEN ring_fence & (SELECT onedoor_mask(1)) = 0 THEN (SELECT onedoor_weight(5)) ELSE 0 END
    + CASE WHEN ring_fence & (SELECT onedoor_mask(2)) = 0 THEN (SELECT onedoor_weight(6)) ELSE 0 END
    + CASE WHEN ring_fence & (SELECT onedoor_mask(3)) = 0 THEN (SELECT onedoor_weight(7)) ELSE 0 END
    + CASE WHEN ring_fence & (SELECT onedoor_mask(4)) = 0 THEN (SELECT onedoor_weight(8)) ELSE 0 END
    + CASE WHEN (SELECT onedoor_weight(9)) > 0 AND EXISTS
        (SELECT 1 FROM conflicts x WHERE x.person_id = cases.person_id AND x.user_id = (SELECT onedoor_said('user')::UUID))
      THEN (SELECT onedoor_weight(9)) ELSE 0 END
    + CASE WHEN (SELECT onedoor_weight(10)) > 0 AND EXISTS
        (SELECT 1 FROM break_glass g WHERE g.case_id = cases.id AND g.user_id = (SELECT onedoor_said('user')::UUID)
          AND g.broken_at <= (SELECT onedoor_said('at')::BIGINT) AND g.until > (SELECT onedoor_said('at')::BIGINT))
      THEN (SELECT onedoor_weight(10)) ELSE 0 END
    + CASE WHEN (SELECT onedoor_weight(11)) > 0 AND EXISTS
        (SELECT 1 FROM consents s WHERE s.person_id = cases.person_id AND s.agency = (SELECT onedoor_said('agency')) AND s.withdrawn_at IS NULL)
      THEN (SELECT onedoor_weight(11)) ELSE 0 END
    + CASE WHEN (SELECT onedoor_weight(12)) > 0 AND EXISTS
        (SELECT 1 FROM dues d WHERE d.case_id = cases.id AND d.service = ANY ((SELECT string_to_array(onedoor_said('desks_1'), ';'))::TEXT[]))
      THEN (SELECT onedoor_weight(12)) ELSE 0 END
    + CASE WHEN (SELECT onedoor_weight(13)) > 0 AND EXISTS
        (SELECT 1 FROM dues d WHERE d.case_id = cases.id AND d.service = ANY ((SELECT string_to_array(onedoor_said('desks_2'), ';'))::TEXT[]))
      THEN (SELECT onedoor_weight(13)) ELSE 0 END
    + CASE WHEN team = ANY ((SELECT string_to_array(onedoor_said('teams_1'), ';'))::TEXT[]) THEN (SELECT onedoor_weight(14)) ELSE 0 END
    + CASE WHEN team = ANY ((SELECT string_to_array(onedoor_said('teams_2'), ';'))::TEXT[]) THEN (SELECT onedoor_weight(15)) ELSE 0 END
    + CASE WHEN team = ANY ((SELECT string_to_array(onedoor_said('teams_3'), ';'))::TEXT[]) THEN (SELECT onedoor_weight(16)) ELSE 0 END
    + CASE WHEN team = ANY ((SELECT string_to_array(onedoor_said('teams_4'), ';'))::TEXT[]) THEN (SELECT onedoor_weight(17)) ELSE 0 END
    )::BIGINT) = 1
  ELSE FALSE END
) WITH CHECK (TRUE);

-- Somebody with a case is shown by it; somebody without one to those who see whoever is the hub's own.
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON people USING (
  (SELECT onedoor_said('capacity')) = 'program'
  OR (SELECT onedoor_said('capacity')) = 'viewer' AND (
    EXISTS (SELECT 1 FROM cases c WHERE c.person_id = people.id)
    OR (SELECT onedoor_said('caseless')) = 'shown' AND NOT onedoor_has_cases(people.id)
      AND NOT EXISTS (SELECT 1 FROM conflicts x WHERE x.person_id = people.id AND x.user_id = (SELECT onedoor_said('user')::UUID))
  )
) WITH CHECK (TRUE);

ALTER TABLE contact_points ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON contact_points USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM people p WHERE p.id = contact_points.person_id)
) WITH CHECK (TRUE);
ALTER TABLE involvements ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON involvements USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM people p WHERE p.id = involvements.person_id)
) WITH CHECK (TRUE);
ALTER TABLE attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON attempts USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = attempts.case_id)
) WITH CHECK (TRUE);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON events USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = events.case_id)
) WITH CHECK (TRUE);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY walls ON notes USING (
  (SELECT onedoor_said('capacity')) = 'program' OR EXISTS (SELECT 1 FROM cases c WHERE c.id = notes.case_id)
) WITH CHECK (TRUE);
-- both
