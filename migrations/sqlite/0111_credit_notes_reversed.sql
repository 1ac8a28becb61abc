-- A credit note whose refund failed is taken back by a document of its own, with a number of its own, that names it.
CREATE TABLE invoices_and_reversals (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'credit_note_reversal')),
    year BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- The refund that a credit note is for, or was.
    refund_id TEXT REFERENCES refunds (id),
    currency TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    -- Everything that is printed, as JSON.
    document TEXT NOT NULL,
    issued_at_ms BIGINT NOT NULL,
    CONSTRAINT a_number_is_used_once UNIQUE (kind, year, number),
    CONSTRAINT one_document_of_a_kind_for_a_refund UNIQUE (refund_id, kind),
    CONSTRAINT a_credit_note_is_for_a_refund CHECK ((kind <> 'invoice') = (refund_id IS NOT NULL))
);
INSERT INTO invoices_and_reversals
    SELECT id, kind, year, number, order_id, refund_id, currency, total_minor, tax_minor, document, issued_at_ms FROM invoices;
DROP TABLE invoices;
ALTER TABLE invoices_and_reversals RENAME TO invoices;
CREATE UNIQUE INDEX one_invoice_of_an_order ON invoices (order_id) WHERE kind = 'invoice';
CREATE INDEX invoices_by_order ON invoices (order_id, issued_at_ms);
CREATE TRIGGER invoices_are_never_changed BEFORE UPDATE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;
CREATE TRIGGER invoices_are_never_deleted BEFORE DELETE ON invoices BEGIN SELECT RAISE(ABORT, 'invoices is append-only'); END;
