-- Visits, their carts, and what they typed or added and have not sent yet.
CREATE TABLE sessions (
    -- A hash of the cookie's value.
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at_ms);

CREATE TABLE carts (
    id TEXT PRIMARY KEY,
    currency TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX carts_by_age ON carts (updated_at_ms);

CREATE TABLE cart_lines (
    id TEXT PRIMARY KEY,
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    variant_id TEXT NOT NULL REFERENCES variants (id),
    -- The answers by question, in one canonical form: empty where nothing was answered. A part of the line's identity.
    answers TEXT NOT NULL DEFAULT '',
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    -- The price that the visitor saw when adding or last agreeing, and its currency.
    seen_minor BIGINT NOT NULL,
    seen_currency TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    CONSTRAINT one_line_for_the_same_answers UNIQUE (cart_id, variant_id, answers)
);
CREATE INDEX cart_lines_by_variant ON cart_lines (variant_id);

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

-- Private pictures that were added to a form: they wait until it is sent, whatever it is for (a custom order, a message, a
-- return, a product), and then go where what it became has its pictures.
CREATE TABLE waiting_pictures (
    id TEXT PRIMARY KEY,
    -- A hash of the form's own key: whoever knows the key may see and remove what waits under it.
    upload_hash TEXT NOT NULL,
    position BIGINT NOT NULL,
    media_key TEXT NOT NULL UNIQUE,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- A JSON list of widths.
    sizes TEXT NOT NULL,
    placeholder TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX waiting_pictures_by_form ON waiting_pictures (upload_hash, position);
CREATE INDEX waiting_pictures_by_age ON waiting_pictures (created_at_ms);
