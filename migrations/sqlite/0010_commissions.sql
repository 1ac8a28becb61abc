-- Custom orders: what was asked for, what was offered, what was agreed.
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
    -- Empty: a guest's, or of an account that was deleted.
    customer_id TEXT REFERENCES customers (id) ON DELETE SET NULL,
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
    asked_at_ms BIGINT NOT NULL,
    begun_at_ms BIGINT,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX commissions_newest ON commissions (asked_at_ms DESC, id DESC);
CREATE INDEX commissions_by_status ON commissions (status, promise_day, asked_at_ms);
CREATE INDEX commissions_by_email ON commissions (email_key, asked_at_ms DESC);
CREATE INDEX commissions_by_customer ON commissions (customer_id, asked_at_ms DESC);
-- Numbers have no gaps, and orders refer to what was agreed for ever.
CREATE TRIGGER commissions_are_never_deleted BEFORE DELETE ON commissions BEGIN SELECT RAISE(ABORT, 'commissions are never deleted'); END;

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
-- The customer accepts what was read, not what it was changed to afterwards.
CREATE TRIGGER a_sent_quote_is_never_changed BEFORE UPDATE ON commission_quotes BEGIN SELECT RAISE(ABORT, 'commission_quotes is append-only'); END;
CREATE TRIGGER a_sent_quote_is_never_deleted BEFORE DELETE ON commission_quotes BEGIN SELECT RAISE(ABORT, 'commission_quotes is append-only'); END;

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
    actor TEXT NOT NULL CHECK (actor IN ('customer', 'provider', 'shop', 'staff', 'program')),
    -- Of staff and programs.
    actor_name TEXT NOT NULL DEFAULT '',
    from_status TEXT,
    to_status TEXT,
    -- What happened, and the rest of it as a JSON object: the sentence is made of them where it is read.
    kind TEXT NOT NULL,
    args TEXT NOT NULL DEFAULT '{}',
    internal BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (commission_id, version)
);
-- What happened stays as it was written.
CREATE TRIGGER commission_events_are_never_changed BEFORE UPDATE ON commission_events BEGIN SELECT RAISE(ABORT, 'commission_events is append-only'); END;
CREATE TRIGGER commission_events_are_never_deleted BEFORE DELETE ON commission_events BEGIN SELECT RAISE(ABORT, 'commission_events is append-only'); END;

-- What the two sides say and show to each other.
CREATE TABLE commission_messages (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    kind TEXT NOT NULL CHECK (kind IN ('message', 'progress', 'finished')),
    author TEXT NOT NULL CHECK (author IN ('customer', 'provider', 'shop', 'staff', 'program')),
    author_name TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    approval TEXT NOT NULL DEFAULT 'none' CHECK (approval IN ('none', 'asked', 'approved')),
    at_ms BIGINT NOT NULL,
    CONSTRAINT only_progress_is_approved CHECK (approval = 'none' OR kind = 'progress')
);
CREATE INDEX commission_messages_by_commission ON commission_messages (commission_id, at_ms);

-- Private pictures of the request and of its messages.
CREATE TABLE commission_pictures (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    -- Empty: it belongs to the request itself.
    message_id TEXT REFERENCES commission_messages (id),
    position BIGINT NOT NULL,
    media_key TEXT NOT NULL UNIQUE,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- A JSON list of widths.
    sizes TEXT NOT NULL,
    placeholder TEXT NOT NULL
);
CREATE INDEX commission_pictures_by_commission ON commission_pictures (commission_id, position);
