-- When the customer was told that an order can be collected.
ALTER TABLE orders ADD COLUMN ready_at_ms BIGINT;
