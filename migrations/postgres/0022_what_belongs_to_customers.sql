-- Whose an order or a custom order is. Guests' belong to nobody, and those of an account that was deleted.
ALTER TABLE orders ADD COLUMN customer_id TEXT REFERENCES customers (id) ON DELETE SET NULL;
ALTER TABLE commissions ADD COLUMN customer_id TEXT REFERENCES customers (id) ON DELETE SET NULL;
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at_ms DESC);
CREATE INDEX commissions_by_customer ON commissions (customer_id, asked_at_ms DESC);
