-- Orders: what was agreed, kept as it was agreed.
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    kind TEXT NOT NULL DEFAULT 'ready_made' CHECK (kind IN ('ready_made', 'commission')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'in_production', 'shipped', 'completed', 'cancelled')),
    cancel_reason TEXT CHECK (cancel_reason IN ('customer', 'staff', 'hold_expired', 'payment_failed')),
    version BIGINT NOT NULL DEFAULT 1,
    -- The generation of the link token and its hash; a new generation revokes the old link.
    link_generation BIGINT NOT NULL DEFAULT 1,
    link_hash TEXT NOT NULL UNIQUE,
    -- Empty: a guest's, or of an account that was deleted.
    customer_id TEXT REFERENCES customers (id) ON DELETE SET NULL,
    cart_id TEXT,
    -- When its lines left the cart.
    left_cart_at_ms BIGINT,
    visit_key TEXT,
    -- A keyed hash of the network address that it was placed from.
    network_key TEXT NOT NULL DEFAULT '',
    -- What was ordered, by whom and how: the same form sent twice is one order.
    fingerprint TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    tax_mode TEXT NOT NULL CHECK (tax_mode IN ('inclusive', 'exclusive')),
    subtotal_minor BIGINT NOT NULL,
    shipping_minor BIGINT NOT NULL,
    shipping_tax_minor BIGINT NOT NULL,
    shipping_rate_ppm BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL DEFAULT 0,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL CHECK (total_minor >= 0),
    shipping_method TEXT NOT NULL,
    delivery_estimate TEXT NOT NULL,
    collection BOOLEAN NOT NULL DEFAULT FALSE,
    note TEXT NOT NULL DEFAULT '',
    gift_message TEXT NOT NULL DEFAULT '',
    stock_shortage BOOLEAN NOT NULL DEFAULT FALSE,
    hold_expires_at_ms BIGINT,
    hold_lengthened_at_ms BIGINT,
    placed_at_ms BIGINT NOT NULL,
    -- When the customer was told that it can be collected.
    ready_at_ms BIGINT,
    shipped_at_ms BIGINT,
    updated_at_ms BIGINT NOT NULL,
    CONSTRAINT a_cancelled_order_has_a_reason CHECK ((status = 'cancelled') = (cancel_reason IS NOT NULL)),
    CONSTRAINT a_shipped_order_has_a_date CHECK (status NOT IN ('shipped', 'completed') OR shipped_at_ms IS NOT NULL)
);
CREATE INDEX orders_newest ON orders (placed_at_ms DESC, id DESC);
CREATE INDEX orders_by_status ON orders (status, placed_at_ms DESC, id DESC);
CREATE INDEX orders_by_email ON orders (email_key, placed_at_ms DESC);
CREATE INDEX orders_by_visit ON orders (visit_key, placed_at_ms DESC);
CREATE INDEX orders_by_network ON orders (network_key, status);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at_ms DESC);
CREATE INDEX orders_by_cart ON orders (cart_id, status);
CREATE INDEX orders_by_hold_end ON orders (status, hold_expires_at_ms);
CREATE INDEX orders_short ON orders (stock_shortage, placed_at_ms DESC);
-- Numbers have no gaps, and the books refer to orders for ever.
CREATE TRIGGER orders_are_never_deleted BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE order_lines (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    -- No foreign key: the line outlives the product.
    variant_id TEXT NOT NULL,
    product_slug TEXT NOT NULL,
    sku TEXT NOT NULL,
    title TEXT NOT NULL,
    variant_name TEXT NOT NULL,
    product_status TEXT NOT NULL,
    one_of_a_kind BOOLEAN NOT NULL,
    -- The answers by question, in the canonical form of cart_lines.
    answers TEXT NOT NULL DEFAULT '',
    -- How question and answer read when it was ordered, with the surcharge, as JSON.
    answered TEXT NOT NULL DEFAULT '[]',
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    -- The picture as it was, as JSON.
    picture TEXT,
    UNIQUE (order_id, position)
);

CREATE TABLE order_addresses (
    order_id TEXT NOT NULL REFERENCES orders (id),
    role TEXT NOT NULL CHECK (role IN ('shipping', 'billing')),
    full_name TEXT NOT NULL,
    line1 TEXT NOT NULL,
    line2 TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    phone TEXT NOT NULL,
    PRIMARY KEY (order_id, role)
);

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

-- One row for each change and each fact worth telling; versions have no gaps.
CREATE TABLE order_history (
    order_id TEXT NOT NULL REFERENCES orders (id),
    version BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('customer', 'provider', 'shop', 'staff', 'program')),
    -- Of staff and programs.
    actor_name TEXT NOT NULL DEFAULT '',
    from_status TEXT,
    to_status TEXT,
    -- What happened, and the rest of it as a JSON object: the sentence is made of them where it is read.
    kind TEXT NOT NULL,
    args TEXT NOT NULL DEFAULT '{}',
    -- Staff see every row, customers only those that are not internal.
    internal BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (order_id, version)
);

-- Units of a variant that belong to an order.
CREATE TABLE holds (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    variant_id TEXT NOT NULL REFERENCES variants (id),
    -- The life of the piece that is held.
    life BIGINT NOT NULL DEFAULT 1,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    one_of_a_kind BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'released', 'sold', 'returned')),
    created_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    CONSTRAINT a_piece_is_held_alone CHECK (NOT one_of_a_kind OR quantity = 1)
);
CREATE UNIQUE INDEX one_live_sale_of_a_piece ON holds (variant_id, life) WHERE one_of_a_kind AND state IN ('active', 'sold');
CREATE INDEX holds_by_order ON holds (order_id, state);
CREATE INDEX holds_by_variant ON holds (variant_id, state);

-- How an order reached its customer: each parcel that was sent, or that it was collected or handed over.
CREATE TABLE parcels (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- Counts from 1 within its order.
    number BIGINT NOT NULL CHECK (number > 0),
    way TEXT NOT NULL CHECK (way IN ('tracked', 'untracked', 'collected', 'handed_over')),
    carrier TEXT NOT NULL DEFAULT '',
    tracking_number TEXT NOT NULL DEFAULT '',
    tracking_url TEXT,
    sent_at_ms BIGINT NOT NULL,
    -- Days since 1970; empty while nobody knows when it arrived.
    delivered_day BIGINT,
    CONSTRAINT parcels_count_within_their_order UNIQUE (order_id, number),
    CONSTRAINT a_tracked_parcel_has_its_number CHECK (way <> 'tracked' OR (carrier <> '' AND tracking_number <> '')),
    CONSTRAINT in_person_is_delivered CHECK (way IN ('tracked', 'untracked') OR delivered_day IS NOT NULL)
);
