-- Visits and their carts.
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
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    -- The price that the visitor saw when adding or last agreeing, and its currency.
    seen_minor BIGINT NOT NULL,
    seen_currency TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    UNIQUE (cart_id, variant_id)
);
CREATE INDEX cart_lines_by_variant ON cart_lines (variant_id);
