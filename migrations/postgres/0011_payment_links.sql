-- Payments that are asked for one by one, each under a link of its own.
-- A hash of the link's token; empty where the order's own link is used.
ALTER TABLE payment_requests ADD COLUMN link_hash TEXT;
-- When it was asked for: before that it can't be paid.
ALTER TABLE payment_requests ADD COLUMN asked_at_ms BIGINT;
ALTER TABLE payment_requests ADD COLUMN due_at_ms BIGINT;
-- An ordinary order's amount is asked for when it is placed.
UPDATE payment_requests SET asked_at_ms = created_at_ms;
CREATE UNIQUE INDEX payment_requests_by_link ON payment_requests (link_hash);
CREATE INDEX payment_requests_due ON payment_requests (state, due_at_ms);
