-- When the provider was last asked about a refund or a dispute that is not over: news of it may have been lost.
ALTER TABLE refunds ADD COLUMN checked_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE disputes ADD COLUMN checked_at_ms BIGINT NOT NULL DEFAULT 0;
