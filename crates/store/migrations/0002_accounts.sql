-- identity: second factors, sessions that a person can see and end, joiners, movers and leavers.

-- identity: whose account a name at the organisation's provider of sign-in opens. `subject` never changes and is never given to another;
-- `sub` is what the provider says when they were signed out there.
CREATE TABLE sign_in_links (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  sub TEXT,
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX sign_in_links_by_user ON sign_in_links (user_id, issuer);
CREATE INDEX sign_in_links_by_sub ON sign_in_links (issuer, sub);

-- identity: browsers that set out to the provider and have not come back, for ten minutes.
CREATE TABLE sign_in_attempts (
  token_digest BYTES PRIMARY KEY NOT NULL,
  next TEXT NOT NULL,
  started_at BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (started_at);
