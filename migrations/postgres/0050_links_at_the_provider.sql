-- A payment link at the provider: one more way to pay an amount that is asked for, made by the studio.
-- SQLite can't widen the list of methods in place, so such an attempt is a hosted one with a mark.
ALTER TABLE payment_attempts ADD COLUMN by_link BOOLEAN NOT NULL DEFAULT FALSE;
-- The provider's link, once it is known. What pays by it comes from a session that the link opens.
ALTER TABLE payment_attempts ADD COLUMN link_id TEXT;
-- A second payment by the same link, which the provider should not take: the attempt that the link was made for.
ALTER TABLE payment_attempts ADD COLUMN further_of TEXT REFERENCES payment_attempts (id);
CREATE UNIQUE INDEX payment_attempts_by_link ON payment_attempts (link_id);
