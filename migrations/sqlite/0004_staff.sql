-- The people behind the counter, and the programs that call the API in their name.
CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'artisan', 'fulfilment', 'finance', 'editor')),
    -- Empty until the first password is set.
    password_hash TEXT NOT NULL DEFAULT '',
    -- Sealed under SECRET_KEY; empty until the second factor is set up.
    totp_secret TEXT NOT NULL DEFAULT '',
    -- The last time step that was used: a code is good once.
    totp_last_step BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    -- Raised to end every session.
    session_epoch BIGINT NOT NULL DEFAULT 0,
    -- The set-password link: its generation, the hash of its token and when it ends. Empty once it was used.
    link_generation BIGINT NOT NULL DEFAULT 0,
    link_hash TEXT UNIQUE,
    link_expires_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    signed_in_at_ms BIGINT
);

CREATE TABLE recovery_codes (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    code_hash TEXT NOT NULL,
    used_at_ms BIGINT,
    PRIMARY KEY (staff_id, code_hash)
);

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
