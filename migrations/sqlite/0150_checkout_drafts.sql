-- What was typed at the checkout and not ordered yet, for this visit: sealed under SECRET_KEY, gone with the visit, with
-- the order that comes of it, or a day after the last change.
CREATE TABLE checkout_drafts (
    -- A hash of the visit's key.
    id TEXT PRIMARY KEY,
    cart_id TEXT NOT NULL,
    sealed TEXT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX checkout_drafts_by_cart ON checkout_drafts (cart_id);
CREATE INDEX checkout_drafts_by_age ON checkout_drafts (updated_at_ms);
