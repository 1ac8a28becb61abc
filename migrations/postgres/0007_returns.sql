-- What customers send back. A return is guarded by its order's row: whoever changes one has locked the order.
CREATE TABLE returns (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- Counts from 1 within its order.
    number BIGINT NOT NULL CHECK (number > 0),
    -- A withdrawal from the contract is a declaration: it begins as declared, and nobody can refuse it. It is about goods
    -- and money in the same way as a return, so it is kept with them.
    kind TEXT NOT NULL DEFAULT 'return' CHECK (kind IN ('return', 'withdrawal')),
    status TEXT NOT NULL CHECK (status IN
        ('requested', 'approved', 'received', 'refunded', 'refused', 'withdrawn', 'declared', 'closed')),
    version BIGINT NOT NULL DEFAULT 1,
    -- The form's own key: the same form sent twice is one return.
    form_hash TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('changed_mind', 'damaged', 'wrong_item', 'not_as_described', 'other')),
    words TEXT NOT NULL,
    -- What the customer was told: how to send it, or why it stays.
    instructions TEXT NOT NULL DEFAULT '',
    refusal TEXT NOT NULL DEFAULT '',
    asked_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    CONSTRAINT returns_count_within_their_order UNIQUE (order_id, number),
    CONSTRAINT a_form_is_one_return UNIQUE (order_id, form_hash),
    CONSTRAINT a_withdrawal_is_never_refused CHECK (kind = 'return' OR status <> 'refused')
);
CREATE INDEX returns_by_status ON returns (status, asked_at_ms);
-- What a customer declared can't be made undone.
CREATE TRIGGER returns_are_never_deleted BEFORE DELETE ON returns FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE return_lines (
    return_id TEXT NOT NULL REFERENCES returns (id),
    line_id TEXT NOT NULL REFERENCES order_lines (id),
    units BIGINT NOT NULL CHECK (units > 0),
    PRIMARY KEY (return_id, line_id)
);
CREATE INDEX return_lines_by_line ON return_lines (line_id);

-- One row for each step; versions have no gaps.
CREATE TABLE return_events (
    return_id TEXT NOT NULL REFERENCES returns (id),
    version BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('customer', 'provider', 'shop', 'staff', 'program')),
    -- Of staff and programs.
    actor_name TEXT NOT NULL DEFAULT '',
    from_status TEXT,
    to_status TEXT NOT NULL,
    -- What happened, and the rest of it as a JSON object: the sentence is made of them where it is read.
    kind TEXT NOT NULL,
    args TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (return_id, version)
);
-- What happened stays as it was written.
CREATE TRIGGER return_events_are_never_changed BEFORE UPDATE OR DELETE ON return_events FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Private pictures that came with it.
CREATE TABLE return_pictures (
    id TEXT PRIMARY KEY,
    return_id TEXT NOT NULL REFERENCES returns (id),
    position BIGINT NOT NULL,
    media_key TEXT NOT NULL UNIQUE,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- A JSON list of widths.
    sizes TEXT NOT NULL,
    placeholder TEXT NOT NULL
);
CREATE INDEX return_pictures_by_return ON return_pictures (return_id, position);
