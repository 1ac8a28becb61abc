-- Work that can wait, and the mails it sends.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    -- Only one job with the same key waits at a time.
    dedupe_key TEXT,
    run_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    lease_until_ms BIGINT,
    last_error TEXT,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT
);
CREATE INDEX jobs_due ON jobs (state, run_at_ms);
CREATE INDEX jobs_by_age ON jobs (state, finished_at_ms);
CREATE UNIQUE INDEX jobs_waiting_once ON jobs (dedupe_key) WHERE state = 'waiting' AND dedupe_key IS NOT NULL;

CREATE TABLE mails (
    id TEXT PRIMARY KEY,
    template TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    -- What the template needs, as JSON, as it was when the mail was promised.
    data TEXT NOT NULL,
    order_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('promised', 'sent', 'failed')),
    created_at_ms BIGINT NOT NULL,
    sent_at_ms BIGINT
);
CREATE INDEX mails_by_order ON mails (order_id, created_at_ms);
CREATE INDEX mails_newest ON mails (created_at_ms DESC);

-- Where a repeating job left off.
CREATE TABLE checkpoints (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
