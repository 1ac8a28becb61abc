-- Orders that nobody has paid: where they came from, when their lines left the cart, and whether their hold was lengthened.
ALTER TABLE orders ADD COLUMN left_cart_at_ms BIGINT;
-- A keyed hash of the network address that it was placed from.
ALTER TABLE orders ADD COLUMN network_key TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN hold_lengthened_at_ms BIGINT;
CREATE INDEX orders_by_network ON orders (network_key, status);

-- What waits for a transfer or for cash is ordered: its lines are in no cart.
UPDATE orders SET left_cart_at_ms = placed_at_ms WHERE cart_id IS NOT NULL AND status = 'pending'
    AND EXISTS (SELECT 1 FROM payment_attempts a WHERE a.order_id = orders.id
        AND a.method IN ('bank_transfer', 'cash_on_collection') AND a.state IN ('created', 'requires_action', 'processing'));
DELETE FROM cart_lines WHERE EXISTS (SELECT 1 FROM orders o JOIN order_lines l ON l.order_id = o.id
    WHERE o.cart_id = cart_lines.cart_id AND o.left_cart_at_ms IS NOT NULL AND l.variant_id = cart_lines.variant_id
        AND l.answers = cart_lines.answers AND cart_lines.quantity <= l.quantity);

-- Each card that was declined, once: by the charge that failed, or by the event where there was no charge.
CREATE TABLE declines (
    reference TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    visit_key TEXT NOT NULL DEFAULT '',
    network_key TEXT NOT NULL DEFAULT '',
    at_ms BIGINT NOT NULL
);
CREATE INDEX declines_by_order ON declines (order_id, at_ms);
CREATE INDEX declines_by_visit ON declines (visit_key, at_ms);
CREATE INDEX declines_by_network ON declines (network_key, at_ms);

-- Limits that somebody reached; staff may lift each.
CREATE TABLE limits_reached (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('unpaid_pieces', 'declined_cards')),
    -- A keyed hash of who reached it.
    subject TEXT NOT NULL,
    opened_at_ms BIGINT NOT NULL,
    -- When it ends by itself; what was lifted stays lifted until then.
    until_ms BIGINT NOT NULL,
    lifted_at_ms BIGINT,
    lifted_by TEXT
);
CREATE INDEX limits_reached_by_subject ON limits_reached (kind, subject, until_ms);
