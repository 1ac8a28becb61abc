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
-- When the bank decided, or let go of it.
ALTER TABLE disputes ADD COLUMN closed_at_ms BIGINT;
