-- Money: what is due, how it is being paid, what came and went.
CREATE TABLE payment_requests (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    label TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'partially_refunded', 'refunded', 'cancelled')),
    paid_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (order_id, position)
);

CREATE TABLE payment_attempts (
    id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES payment_requests (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    method TEXT NOT NULL CHECK (method IN ('card', 'hosted', 'bank_transfer', 'cash_on_collection')),
    state TEXT NOT NULL CHECK (state IN ('created', 'requires_action', 'processing', 'succeeded', 'cancelled', 'expired')),
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- Written before the provider is called, so that the call can be repeated after a crash.
    idempotency_key TEXT NOT NULL UNIQUE,
    -- The payment intent, once it is known.
    intent_id TEXT UNIQUE,
    -- The hosted session, for hosted checkout.
    session_id TEXT UNIQUE,
    -- Sealed under SECRET_KEY.
    client_secret TEXT,
    hosted_url TEXT,
    expires_at_ms BIGINT,
    last_error TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    -- When the provider was last asked.
    checked_at_ms BIGINT NOT NULL DEFAULT 0,
    -- Money came that could not be used for this request and went back or to the attention queue.
    refused_reason TEXT
);
CREATE UNIQUE INDEX one_live_attempt ON payment_attempts (request_id) WHERE state IN ('created', 'requires_action', 'processing');
CREATE UNIQUE INDEX one_captured_payment ON payment_attempts (request_id) WHERE state = 'succeeded' AND refused_reason IS NULL;
CREATE INDEX payment_attempts_by_order ON payment_attempts (order_id, created_at_ms);
CREATE INDEX payment_attempts_live ON payment_attempts (state, checked_at_ms);

CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    request_id TEXT NOT NULL REFERENCES payment_requests (id),
    attempt_id TEXT NOT NULL REFERENCES payment_attempts (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'pending', 'succeeded', 'failed', 'cancelled')),
    reason TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    provider_ref TEXT UNIQUE,
    actor TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX refunds_by_order ON refunds (order_id, created_at_ms);
CREATE INDEX refunds_by_state ON refunds (state, updated_at_ms);

CREATE TABLE disputes (
    id TEXT PRIMARY KEY,
    order_id TEXT,
    attempt_id TEXT,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence_due_at_ms BIGINT,
    -- The part of the amount that the provider has taken back, as the ledger has it.
    withdrawn_minor BIGINT NOT NULL DEFAULT 0,
    opened_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX disputes_by_order ON disputes (order_id);

CREATE TABLE webhook_events (
    provider TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX webhook_events_by_age ON webhook_events (received_at_ms);

-- Double entry, append-only. Debits are positive, credits negative; each posting adds up to zero.
CREATE TABLE ledger (
    seq BIGINT PRIMARY KEY,
    posting TEXT NOT NULL,
    account TEXT NOT NULL CHECK (account IN ('provider', 'bank', 'cash', 'sales', 'shipping', 'tax', 'customer_credit', 'disputed')),
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    order_id TEXT NOT NULL,
    memo TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
);
CREATE INDEX ledger_by_order ON ledger (order_id, account);
CREATE INDEX ledger_by_posting ON ledger (posting);

CREATE TABLE ledger_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '');
