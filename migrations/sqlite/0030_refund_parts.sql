-- What a refund consists of: shipping and units of lines, each with the tax in it.
-- What staff asked for (full, amount, lines, shipping); empty where the refund follows from something else.
ALTER TABLE refunds ADD COLUMN kind TEXT NOT NULL DEFAULT '';
-- The tax in the whole refund, and shipping with its own tax. All three are empty where the parts are not known: money
-- that could not be used, and refunds from before parts were kept.
ALTER TABLE refunds ADD COLUMN tax_minor BIGINT;
ALTER TABLE refunds ADD COLUMN shipping_minor BIGINT;
ALTER TABLE refunds ADD COLUMN shipping_tax_minor BIGINT;

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
