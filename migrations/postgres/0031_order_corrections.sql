-- A new e-mail address for an order, until the link in the mail to it was opened. The newest one counts.
CREATE TABLE order_email_changes (
    order_id TEXT PRIMARY KEY REFERENCES orders (id),
    email TEXT NOT NULL,
    -- The generation of the link token and its hash.
    generation BIGINT NOT NULL,
    link_hash TEXT NOT NULL UNIQUE,
    asked_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX order_email_changes_by_age ON order_email_changes (expires_at_ms);
