-- A withdrawal from the contract is a declaration: it begins as declared, and nobody can refuse it. It is kept where
-- returns are, since it is about goods and money in the same way. SQLite changes a CHECK by writing the table anew.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE returns_before AS SELECT * FROM returns;
DROP TABLE returns;

CREATE TABLE returns (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- Counts from 1 within its order.
    number BIGINT NOT NULL CHECK (number > 0),
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

INSERT INTO returns (id, order_id, number, status, version, form_hash, reason, words, instructions, refusal, asked_at_ms,
        updated_at_ms)
SELECT id, order_id, number, status, version, form_hash, reason, words, instructions, refusal, asked_at_ms, updated_at_ms
FROM returns_before;
DROP TABLE returns_before;

CREATE TRIGGER returns_are_never_deleted BEFORE DELETE ON returns BEGIN SELECT RAISE(ABORT, 'returns are never deleted'); END;
