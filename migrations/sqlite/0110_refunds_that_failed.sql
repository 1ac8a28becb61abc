-- A refund can fail days after the provider said that it succeeded. What takes its place is written down.
-- The refund that was made in its stead.
ALTER TABLE refunds ADD COLUMN followed_by TEXT;
-- Why nothing is owed any more, where no other took its place.
ALTER TABLE refunds ADD COLUMN waived TEXT;
-- Money that staff sent another way than it came: how, and when.
ALTER TABLE refunds ADD COLUMN sent_way TEXT CHECK (sent_way IN ('bank_transfer', 'cash', 'other'));
ALTER TABLE refunds ADD COLUMN sent_at_ms BIGINT;
CREATE INDEX refunds_owed ON refunds (order_id) WHERE state IN ('failed', 'cancelled') AND followed_by IS NULL AND waived IS NULL;
