-- identity: second factors, sessions that a person can see and end, joiners, movers and leavers.

ALTER TABLE users ADD COLUMN agency TEXT;
ALTER TABLE users ADD COLUMN desk TEXT;
-- A bit for each ring-fenced class: kernel's RingFences.
ALTER TABLE users ADD COLUMN cleared BIGINT NOT NULL DEFAULT 0;
-- While somebody else knows the password too: until when it opens the account, to choose another.
ALTER TABLE users ADD COLUMN first_password_until BIGINT;
-- The account's own key, wrapped under the master key; its second factors are sealed under it.
ALTER TABLE users ADD COLUMN sealed_key BYTES;

-- Sessions end within half a day anyway: whoever is signed in signs in again.
DROP TABLE sessions;
CREATE TABLE sessions (
  -- May stand in an address; the token may not.
  id UUID PRIMARY KEY NOT NULL,
  token_digest BYTES NOT NULL UNIQUE,
  user_id UUID NOT NULL REFERENCES users (id),
  form_secret BYTES NOT NULL,
  how TEXT NOT NULL,
  browser TEXT NOT NULL,
  peer TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  -- When the password was given last, or somebody else vouched for them.
  proved_at BIGINT NOT NULL,
  factor_at BIGINT
);
CREATE INDEX sessions_by_user ON sessions (user_id, started_at);

CREATE TABLE totp_secrets (
  user_id UUID PRIMARY KEY NOT NULL REFERENCES users (id),
  sealed BYTES NOT NULL,
  added_at BIGINT NOT NULL,
  -- The step of the last code used: none of it or before it is taken again.
  last_step BIGINT NOT NULL
);

CREATE TABLE passkeys (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  -- No two accounts have the same.
  credential_digest BYTES NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- Sealed although it is public, so that nobody puts another in its place.
  sealed BYTES NOT NULL,
  added_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX passkeys_by_user ON passkeys (user_id, added_at);

-- A row goes when its code is used.
CREATE TABLE recovery_codes (
  user_id UUID NOT NULL REFERENCES users (id),
  digest BYTES NOT NULL,
  PRIMARY KEY (user_id, digest)
);

-- What was asked of a browser and not yet answered: one of a kind for each session, for a few minutes.
CREATE TABLE ceremonies (
  session_id UUID NOT NULL,
  kind TEXT NOT NULL,
  sealed BYTES NOT NULL,
  begun_at BIGINT NOT NULL,
  PRIMARY KEY (session_id, kind)
);
CREATE INDEX ceremonies_by_age ON ceremonies (begun_at);

-- Browsers in which somebody has signed in with all they have to give: guesses made elsewhere do not slow them.
CREATE TABLE known_browsers (
  digest BYTES NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (digest, user_id)
);
CREATE INDEX known_browsers_by_user ON known_browsers (user_id);

-- What a leaver leaves behind, by reference only: whoever looks after accounts sees no case.
CREATE VIEW open_case_references AS SELECT worker_id, reference FROM cases WHERE state = 'open';

-- What happened to an account, for its owner and for whoever looks after accounts.
CREATE TABLE account_events (
  id UUID PRIMARY KEY NOT NULL,
  user_id UUID NOT NULL REFERENCES users (id),
  at BIGINT NOT NULL,
  what TEXT NOT NULL,
  -- Nobody for the operator.
  by_user UUID REFERENCES users (id)
);
CREATE INDEX account_events_by_user ON account_events (user_id, at);

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
