-- Custom orders: what was asked for, what was offered, what was agreed.
INSERT INTO counters (name, value) VALUES ('commission', 0);

CREATE TABLE commissions (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('requested', 'quoted', 'changes_requested', 'accepted', 'in_production',
        'ready', 'shipped', 'completed', 'declined', 'withdrawn', 'rejected', 'expired')),
    -- Raised with every change and every message.
    version BIGINT NOT NULL DEFAULT 1,
    link_generation BIGINT NOT NULL DEFAULT 1,
    link_hash TEXT NOT NULL UNIQUE,
    -- The form's own key: the same form sent twice is one request.
    form_hash TEXT UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    description TEXT NOT NULL,
    colours TEXT NOT NULL,
    size TEXT NOT NULL,
    budget TEXT NOT NULL,
    -- A day, counted from 1 January 1970.
    wanted_by_day BIGINT,
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    -- Asked for while there was no room: it is answered later.
    waitlisted BOOLEAN NOT NULL DEFAULT FALSE,
    -- The quote as typed, as JSON; empty before the first draft.
    draft TEXT NOT NULL DEFAULT '',
    draft_saved_at_ms BIGINT,
    -- The newest version that was sent; 0 before the first.
    quote_version BIGINT NOT NULL DEFAULT 0,
    -- When the studio means to have answered, counted in days.
    answer_by_day BIGINT NOT NULL,
    -- What the customer was promised when the quote was accepted and paid.
    promise_day BIGINT,
    begun_at_ms BIGINT,
    asked_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX commissions_newest ON commissions (asked_at_ms DESC, id DESC);
CREATE INDEX commissions_by_status ON commissions (status, promise_day, asked_at_ms);
CREATE INDEX commissions_by_email ON commissions (email_key, asked_at_ms DESC);

-- A version that was sent. Never changed: a new one takes its place.
CREATE TABLE commission_quotes (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    version BIGINT NOT NULL CHECK (version > 0),
    -- The whole quote as JSON, and what it comes to.
    document TEXT NOT NULL,
    currency TEXT NOT NULL,
    total_minor BIGINT NOT NULL CHECK (total_minor > 0),
    promise_day BIGINT NOT NULL,
    sent_by TEXT NOT NULL,
    sent_at_ms BIGINT NOT NULL,
    valid_until_ms BIGINT NOT NULL,
    PRIMARY KEY (commission_id, version)
);

-- A version that was accepted, and the order it became. Released when a newer version takes its place.
CREATE TABLE commission_acceptances (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    commission_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    accepted_at_ms BIGINT NOT NULL,
    released_at_ms BIGINT,
    FOREIGN KEY (commission_id, version) REFERENCES commission_quotes (commission_id, version)
);
CREATE UNIQUE INDEX one_accepted_version ON commission_acceptances (commission_id) WHERE released_at_ms IS NULL;
CREATE INDEX commission_acceptances_by_commission ON commission_acceptances (commission_id, accepted_at_ms);

-- One row for each change and each fact worth telling; versions have no gaps.
CREATE TABLE commission_events (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    version BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT,
    sentence TEXT NOT NULL,
    internal BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (commission_id, version)
);
