-- What the API answered to a request with an Idempotency-Key, for a day.
CREATE TABLE api_answers (
    -- SHA-256 over who asked and the key.
    key_hash TEXT PRIMARY KEY,
    -- SHA-256 over everything that was asked.
    fingerprint TEXT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    -- Status, headers and body, sealed under SECRET_KEY; NULL while the work runs.
    answer TEXT
);
CREATE INDEX api_answers_by_time ON api_answers (started_at_ms);

-- What programs call the API with. The token itself is shown once and kept by nobody.
CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    -- How it begins, so that people can tell tokens apart.
    hint TEXT NOT NULL,
    -- Words with spaces between.
    scopes TEXT NOT NULL,
    -- It works while whoever made it is an owner.
    made_by TEXT NOT NULL REFERENCES staff (id),
    created_at_ms BIGINT NOT NULL,
    last_used_at_ms BIGINT,
    revoked_at_ms BIGINT
);

-- The list of payments, the newest first.
CREATE INDEX payment_attempts_newest ON payment_attempts (created_at_ms DESC, id DESC);
