-- How often the refresh token of an app's sign-in was exchanged, counting the first; 0: a browser, which has none.
-- A refresh token is derived from the sign-in, this number and SECRET_KEY, so nothing of it is stored.
ALTER TABLE customer_sessions ADD COLUMN refresh_generation BIGINT NOT NULL DEFAULT 0;

-- The list of customers, the newest first.
CREATE INDEX customers_by_age ON customers (created_at_ms DESC, id DESC);
