-- Invoices and credit notes: numbered without gaps within a year, and kept as they were issued.
CREATE TABLE invoices (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    year BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- The refund that a credit note is for.
    refund_id TEXT UNIQUE REFERENCES refunds (id),
    currency TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    -- Everything that is printed, as JSON.
    document TEXT NOT NULL,
    issued_at_ms BIGINT NOT NULL,
    CONSTRAINT a_number_is_used_once UNIQUE (kind, year, number),
    CONSTRAINT a_credit_note_is_for_a_refund CHECK ((kind = 'credit_note') = (refund_id IS NOT NULL))
);
CREATE UNIQUE INDEX one_invoice_of_an_order ON invoices (order_id) WHERE kind = 'invoice';
CREATE INDEX invoices_by_order ON invoices (order_id, issued_at_ms);
CREATE TRIGGER invoices_are_never_changed BEFORE UPDATE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;
CREATE TRIGGER invoices_are_never_deleted BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;
