-- Invoices and credit notes: numbered without gaps within a year, and kept as they were issued. A credit note whose refund
-- failed is taken back by a document of its own, with a number of its own, that names it.
CREATE TABLE invoices (
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
    -- The date by the shop's own calendar, as days since 1 January 1970. It is kept, so that a change of the shop's time
    -- zone dates nothing anew.
    issued_on BIGINT NOT NULL,
    issued_at_ms BIGINT NOT NULL,
    CONSTRAINT a_number_is_used_once UNIQUE (kind, year, number),
    CONSTRAINT one_document_of_a_kind_for_a_refund UNIQUE (refund_id, kind),
    CONSTRAINT a_credit_note_is_for_a_refund CHECK ((kind <> 'invoice') = (refund_id IS NOT NULL)),
    -- From its 1 January to the day before the next: years have 365 days, and one more for each leap year before them.
    CONSTRAINT a_number_is_of_the_year_of_its_date CHECK (
        issued_on >= 365 * (year - 1970) + (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400
        AND issued_on < 365 * (year - 1969) + (year - 1968) / 4 - (year - 1900) / 100 + (year - 1600) / 400)
);
CREATE UNIQUE INDEX one_invoice_of_an_order ON invoices (order_id) WHERE kind = 'invoice';
CREATE INDEX invoices_by_order ON invoices (order_id, issued_at_ms);
-- A document that was handed out can't be another one later.
CREATE TRIGGER invoices_are_never_changed BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_change();
