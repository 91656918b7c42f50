-- audit: the chain, and the rows that nobody may change.
-- No database with rows of the audit from before the chain is in use: they are not carried over.
DROP TABLE audit;

CREATE TABLE audit (
  -- Each row is the next of its lane: there is none between two numbers, and its hash is over the one before and all its columns.
  lane BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  id UUID NOT NULL,
  at BIGINT NOT NULL,
  user_id UUID,
  act TEXT NOT NULL,
  purpose TEXT NOT NULL,
  person_id UUID,
  case_id UUID,
  hash BYTES NOT NULL,
  PRIMARY KEY (lane, seq)
-- only sqlite
) STRICT, WITHOUT ROWID;
-- only postgres
);
-- both
CREATE INDEX audit_by_person ON audit (person_id, at);
CREATE INDEX audit_by_time ON audit (at);

-- The newest row of each lane; of a lane without rows, number 0 and a hash of zeros. SQLite has one writer and one lane. On PostgreSQL
-- changes that end at the same moment each take a lane that is free.
CREATE TABLE audit_heads (
  lane BIGINT PRIMARY KEY NOT NULL,
  seq BIGINT NOT NULL,
  hash BYTES NOT NULL
);
-- only sqlite
INSERT INTO audit_heads (lane, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'a row of the audit is never changed');
END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'a row of the audit is never removed');
END;
-- INSERT OR REPLACE removes a row without asking the trigger above.
CREATE TRIGGER audit_is_only_added_to BEFORE INSERT ON audit
WHEN NEW.seq <= (SELECT seq FROM audit_heads WHERE lane = NEW.lane) BEGIN
  SELECT RAISE(ABORT, 'a row of the audit comes after the newest of its lane');
END;
CREATE TRIGGER audit_heads_move_forward BEFORE UPDATE ON audit_heads
WHEN NEW.lane <> OLD.lane OR NEW.seq <= OLD.seq
  OR NOT EXISTS (SELECT 1 FROM audit WHERE lane = NEW.lane AND seq = NEW.seq AND hash = NEW.hash) BEGIN
  SELECT RAISE(ABORT, 'the head of a lane moves forward only, onto a row that is there');
END;
CREATE TRIGGER audit_heads_are_not_removed BEFORE DELETE ON audit_heads BEGIN
  SELECT RAISE(ABORT, 'the head of a lane is never removed');
END;
CREATE TRIGGER audit_heads_are_not_added BEFORE INSERT ON audit_heads BEGIN
  SELECT RAISE(ABORT, 'the lanes of the audit were made once');
END;
-- only postgres
INSERT INTO audit_heads (lane, seq, hash) SELECT lane, 0, decode(repeat('00', 32), 'hex') FROM generate_series(1, 16) AS lane;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of the audit is never changed or removed, and its lanes were made once' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE FUNCTION audit_head_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.lane <> OLD.lane OR NEW.seq <= OLD.seq
    OR NOT EXISTS (SELECT 1 FROM audit WHERE lane = NEW.lane AND seq = NEW.seq AND hash = NEW.hash) THEN
    RAISE EXCEPTION 'the head of a lane moves forward only, onto a row that is there' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_heads_are_kept BEFORE INSERT OR DELETE OR TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_heads_move_forward BEFORE UPDATE ON audit_heads FOR EACH ROW EXECUTE FUNCTION audit_head_moves();
-- Also where a session asks for triggers to be passed over, as one that copies a database does.
ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_is_kept;
ALTER TABLE audit_heads ENABLE ALWAYS TRIGGER audit_heads_are_kept;
ALTER TABLE audit_heads ENABLE ALWAYS TRIGGER audit_heads_move_forward;

-- Whoever serves owns no table and so may not count what they hold; by this it may, and nothing else.
CREATE FUNCTION gather_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  ANALYZE;
END
$$;
REVOKE ALL ON FUNCTION gather_statistics() FROM PUBLIC;
-- both
