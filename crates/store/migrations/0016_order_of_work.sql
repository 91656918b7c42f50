-- casework: of cases to act on at the same moment the more urgent comes first, still read from the beginning of an index.
DROP INDEX cases_by_worker;
DROP INDEX cases_by_due;
DROP INDEX cases_by_worker_level;
DROP INDEX cases_by_level;
DROP INDEX cases_by_worker_pathway;
DROP INDEX cases_by_pathway;
CREATE INDEX cases_by_worker ON cases (worker_id, next_due_at, priority, id) WHERE state = 'open';
CREATE INDEX cases_by_due ON cases (next_due_at, priority, id) WHERE state = 'open';
CREATE INDEX cases_by_worker_level ON cases (worker_id, level, next_due_at, priority, id) WHERE state = 'open';
CREATE INDEX cases_by_level ON cases (level, next_due_at, priority, id) WHERE state = 'open';
CREATE INDEX cases_by_worker_pathway ON cases (worker_id, pathway, next_due_at, priority, id) WHERE state = 'open';
CREATE INDEX cases_by_pathway ON cases (pathway, next_due_at, priority, id) WHERE state = 'open';
