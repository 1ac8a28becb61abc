-- The people behind the counter.
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

-- Staff actions, refusals and exports; never changed.
CREATE TABLE audit_log (
    id TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    ip TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_newest ON audit_log (at_ms DESC);

-- What the counter's front page sums up.
CREATE INDEX ledger_by_time ON ledger (at_ms);
