-- Work that can wait, what it sends, and what a person must look at.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- By kind, so that a mail server or another program that stays silent holds up no money.
    queue TEXT NOT NULL DEFAULT 'shop' CHECK (queue IN ('money', 'shop', 'mail', 'outgoing')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    -- Only one job with the same key waits at a time.
    dedupe_key TEXT,
    run_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    -- How often staff sent it again: the attention item it left is closed when it succeeds.
    replays BIGINT NOT NULL DEFAULT 0,
    lease_until_ms BIGINT,
    last_error TEXT,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT
);
CREATE UNIQUE INDEX jobs_waiting_once ON jobs (dedupe_key) WHERE state = 'waiting' AND dedupe_key IS NOT NULL;
CREATE INDEX jobs_due ON jobs (state, queue, run_at_ms);
CREATE INDEX jobs_by_age ON jobs (state, finished_at_ms);

-- Where a repeating job left off.
CREATE TABLE checkpoints (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

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

-- What a person must look at.
CREATE TABLE attention (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Names the trouble: open once at a time.
    dedupe_key TEXT NOT NULL,
    order_id TEXT,
    -- The rest of what it is about as a JSON object: the sentence is made of both where it is read.
    args TEXT NOT NULL,
    opened_at_ms BIGINT NOT NULL,
    resolved_at_ms BIGINT,
    resolved_by TEXT,
    resolution TEXT
);
CREATE UNIQUE INDEX attention_open_once ON attention (dedupe_key) WHERE resolved_at_ms IS NULL;
CREATE INDEX attention_open ON attention (resolved_at_ms, opened_at_ms);
CREATE INDEX attention_by_key ON attention (dedupe_key);

-- Who is told of what happens in the shop: addresses of other programs, and what they chose to hear.
CREATE TABLE webhook_endpoints (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    -- Names of events with spaces between.
    events TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    -- Why the shop itself stopped telling it; empty where staff did, or while it is told.
    disabled_because TEXT NOT NULL DEFAULT '',
    disabled_at_ms BIGINT,
    -- Signs every delivery; sealed under SECRET_KEY.
    secret TEXT NOT NULL,
    -- The one before, which signs beside it for a day.
    old_secret TEXT,
    old_secret_until_ms BIGINT,
    last_delivered_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX webhook_endpoints_told ON webhook_endpoints (enabled);

-- One thing that one endpoint is told. No foreign key: an order must not fail because an endpoint is removed meanwhile.
CREATE TABLE webhook_deliveries (
    -- The webhook-id, the same at each try.
    id TEXT PRIMARY KEY,
    endpoint_id TEXT NOT NULL,
    event TEXT NOT NULL,
    -- What is sent, to the byte.
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    tries BIGINT NOT NULL DEFAULT 0,
    created_at_ms BIGINT NOT NULL,
    next_try_at_ms BIGINT,
    last_try_at_ms BIGINT,
    -- What the last try came to: an HTTP status if there was one, and the beginning of the answer or what went wrong.
    status BIGINT,
    answer TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'pending') = (next_try_at_ms IS NOT NULL))
);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_of_endpoint_in ON webhook_deliveries (endpoint_id, state, id);
CREATE INDEX webhook_deliveries_in ON webhook_deliveries (state, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at_ms);

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

-- Written by the readiness probe, to learn whether the database takes writes again.
CREATE TABLE write_probe (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    at_ms BIGINT NOT NULL
);
INSERT INTO write_probe (id, at_ms) VALUES (1, 0);
