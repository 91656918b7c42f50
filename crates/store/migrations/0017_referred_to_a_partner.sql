-- A referral to a partner under the roof, agreed to, opens the case to that partner: to which organisation and which team of it, kept as it was
-- then, since a team may change hands later. Both empty where it goes to the case's own organisation or outside. A referral from before opens
-- nothing.
ALTER TABLE onward_referrals ADD COLUMN agency TEXT;
ALTER TABLE onward_referrals ADD COLUMN team TEXT;

-- only postgres
-- Of a referral it reads what no wall stands before: the wall before the referral is that of the case itself.
CREATE FUNCTION onedoor_is_referred(which UUID, who UUID, whose TEXT, whom TEXT) RETURNS BOOLEAN
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT EXISTS (SELECT 1 FROM onward_referrals r WHERE r.case_id = which AND r.agency = whose AND r.team = COALESCE(whom, r.team)
    AND NOT EXISTS (SELECT 1 FROM onward_moments m WHERE m.referral_id = r.id AND m.state IN ('refused', 'withdrawn', 'ended'))
    AND EXISTS (SELECT 1 FROM onward_consents o WHERE o.person_id = who AND o.service = r.service AND o.withdrawn_at IS NULL))
$$;
DROP POLICY walls ON cases;
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
    + CASE WHEN (SELECT onedoor_weight(18)) > 0 AND onedoor_is_referred(cases.id, cases.person_id, (SELECT onedoor_said('agency')), (SELECT onedoor_said('team')))
      THEN (SELECT onedoor_weight(18)) ELSE 0 END
    )::BIGINT) = 1
  ELSE FALSE END
) WITH CHECK (TRUE);
-- both
