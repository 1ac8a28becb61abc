-- Money: what is due, how it is being paid, what came and went.
CREATE TABLE payment_requests (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    label TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'partially_refunded', 'refunded', 'cancelled')),
    -- A hash of the link's token; empty where the order's own link is used.
    link_hash TEXT,
    -- When it was asked for: before that it can't be paid.
    asked_at_ms BIGINT,
    due_at_ms BIGINT,
    paid_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (order_id, position)
);
CREATE UNIQUE INDEX payment_requests_by_link ON payment_requests (link_hash);
CREATE INDEX payment_requests_due ON payment_requests (state, due_at_ms);

CREATE TABLE payment_attempts (
    id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES payment_requests (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    method TEXT NOT NULL CHECK (method IN ('card', 'hosted', 'payment_link', 'bank_transfer', 'cash_on_collection')),
    state TEXT NOT NULL CHECK (state IN ('created', 'requires_action', 'processing', 'succeeded', 'cancelled', 'expired')),
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    -- Written before the provider is called, so that the call can be repeated after a crash.
    idempotency_key TEXT NOT NULL UNIQUE,
    -- The payment intent, once it is known.
    intent_id TEXT UNIQUE,
    -- The hosted session, for hosted checkout.
    session_id TEXT UNIQUE,
    -- The provider's payment link, once it is known. What pays by it comes from a session that the link opens.
    link_id TEXT,
    -- A second payment by the same link, which the provider should not take: the attempt that the link was made for.
    further_of TEXT REFERENCES payment_attempts (id),
    expires_at_ms BIGINT,
    last_error TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    -- When the provider was last asked.
    checked_at_ms BIGINT NOT NULL DEFAULT 0,
    -- Why money that came could not be used for this request: the cause of its refund, or mismatch, which staff look at.
    refused_reason TEXT
);
CREATE UNIQUE INDEX one_live_attempt ON payment_attempts (request_id) WHERE state IN ('created', 'requires_action', 'processing');
CREATE UNIQUE INDEX one_captured_payment ON payment_attempts (request_id) WHERE state = 'succeeded' AND refused_reason IS NULL;
CREATE UNIQUE INDEX payment_attempts_by_link ON payment_attempts (link_id);
CREATE INDEX payment_attempts_by_order ON payment_attempts (order_id, created_at_ms);
CREATE INDEX payment_attempts_live ON payment_attempts (state, checked_at_ms);
CREATE INDEX payment_attempts_newest ON payment_attempts (created_at_ms DESC, id DESC);

-- Every payment intent, hosted session and payment link at the provider that belongs to an attempt, however it was heard
-- of: from the answer to the call that made it, an event, or a list. A secret and an address stand in the row of the id
-- that they came with, so that they can't stand beside another's.
CREATE TABLE payment_objects (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES payment_attempts (id),
    kind TEXT NOT NULL CHECK (kind IN ('intent', 'session', 'link')),
    -- closed: it takes no money any more. paid: what it brought was dealt with.
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'paid')),
    -- Sealed under SECRET_KEY.
    client_secret TEXT,
    url TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX payment_objects_by_attempt ON payment_objects (attempt_id, created_at_ms);
CREATE INDEX payment_objects_open ON payment_objects (attempt_id) WHERE state = 'open';

-- What the provider told, each event once.
CREATE TABLE webhook_events (
    provider TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    received_at_ms BIGINT NOT NULL,
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX webhook_events_by_age ON webhook_events (received_at_ms);

-- Each card that was declined, once: by the charge that failed, or by the event where there was no charge.
CREATE TABLE declines (
    reference TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    visit_key TEXT NOT NULL DEFAULT '',
    network_key TEXT NOT NULL DEFAULT '',
    at_ms BIGINT NOT NULL
);
CREATE INDEX declines_by_order ON declines (order_id, at_ms);
CREATE INDEX declines_by_visit ON declines (visit_key, at_ms);
CREATE INDEX declines_by_network ON declines (network_key, at_ms);

-- Limits that somebody reached; staff may lift each.
CREATE TABLE limits_reached (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('unpaid_pieces', 'declined_cards')),
    -- A keyed hash of who reached it.
    subject TEXT NOT NULL,
    opened_at_ms BIGINT NOT NULL,
    -- When it ends by itself; what was lifted stays lifted until then.
    until_ms BIGINT NOT NULL,
    lifted_at_ms BIGINT,
    lifted_by TEXT
);
CREATE INDEX limits_reached_by_subject ON limits_reached (kind, subject, until_ms);

CREATE TABLE refunds (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    request_id TEXT NOT NULL REFERENCES payment_requests (id),
    attempt_id TEXT NOT NULL REFERENCES payment_attempts (id),
    -- The return that it is for, if it is for one.
    return_id TEXT REFERENCES returns (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    -- The tax in the whole refund, and shipping with its own tax. All three are empty where the parts are not known: money
    -- that could not be used.
    tax_minor BIGINT,
    shipping_minor BIGINT,
    shipping_tax_minor BIGINT,
    state TEXT NOT NULL CHECK (state IN ('requested', 'pending', 'succeeded', 'failed', 'cancelled')),
    cause TEXT NOT NULL CHECK (cause IN ('staff', 'order_cancelled', 'custom_order_ended', 'second_payment', 'piece_gone', 'dashboard')),
    -- What staff wrote, which the customer reads; empty for any other cause.
    reason TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    provider_ref TEXT UNIQUE,
    -- A refund can fail days after the provider said that it succeeded. What takes its place is written down: the refund
    -- that was made in its stead, or why nothing is owed any more.
    followed_by TEXT,
    waived TEXT,
    -- Money that staff sent another way than it came: how, and when.
    sent_way TEXT CHECK (sent_way IN ('bank_transfer', 'cash', 'other')),
    sent_at_ms BIGINT,
    actor TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    -- When the provider was last asked, while it is not over: news of it may have been lost.
    checked_at_ms BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT staff_alone_write_why CHECK ((cause = 'staff') = (reason <> ''))
);
CREATE INDEX refunds_by_order ON refunds (order_id, created_at_ms);
CREATE INDEX refunds_by_state ON refunds (state, updated_at_ms);
CREATE INDEX refunds_by_return ON refunds (return_id) WHERE return_id IS NOT NULL;
CREATE INDEX refunds_owed ON refunds (order_id) WHERE state IN ('failed', 'cancelled') AND followed_by IS NULL AND waived IS NULL;

-- What a refund consists of beside shipping: units of lines, each with the tax in it.
CREATE TABLE refund_lines (
    refund_id TEXT NOT NULL REFERENCES refunds (id),
    line_id TEXT NOT NULL REFERENCES order_lines (id),
    -- None where only an amount goes back.
    units BIGINT NOT NULL CHECK (units >= 0),
    -- With its tax.
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    tax_minor BIGINT NOT NULL,
    -- Units that went back on the shelf.
    restocked BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (refund_id, line_id),
    CONSTRAINT tax_is_a_part CHECK (tax_minor >= 0 AND tax_minor <= amount_minor),
    CONSTRAINT what_is_restocked_was_refunded CHECK (restocked >= 0 AND restocked <= units)
);
CREATE INDEX refund_lines_by_line ON refund_lines (line_id);

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
    updated_at_ms BIGINT NOT NULL,
    -- When the provider was last asked, while it is not over: news of it may have been lost.
    checked_at_ms BIGINT NOT NULL DEFAULT 0,
    -- When the bank decided, or let go of it.
    closed_at_ms BIGINT
);
CREATE INDEX disputes_by_order ON disputes (order_id);

-- What the provider booked on our balance for a dispute, in the currency of that balance: it may be another than the
-- order's. The ledger has the order's own.
CREATE TABLE dispute_entries (
    -- The provider's id of its balance transaction.
    id TEXT PRIMARY KEY,
    dispute_id TEXT NOT NULL REFERENCES disputes (id),
    -- Below zero where money was taken, in the smallest unit of its currency.
    amount_minor BIGINT NOT NULL,
    fee_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    booked_at_ms BIGINT NOT NULL
);
CREATE INDEX dispute_entries_by_dispute ON dispute_entries (dispute_id, booked_at_ms);

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
    -- The chain, and the key that it is keyed with. Entries without a key verify without one, up to where sealing began.
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    key_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ledger_by_order ON ledger (order_id, account);
CREATE INDEX ledger_by_posting ON ledger (posting);
CREATE INDEX ledger_by_time ON ledger (at_ms);
-- What was booked is put right by another posting, never by changing it.
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_is_never_deleted BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

-- The end of the chain: whoever books locks it.
CREATE TABLE ledger_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '');
