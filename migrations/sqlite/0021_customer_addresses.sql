-- The address book of a customer, and which of them a checkout begins with.
CREATE TABLE customer_addresses (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    full_name TEXT NOT NULL,
    line1 TEXT NOT NULL,
    line2 TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    phone TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX customer_addresses_by_customer ON customer_addresses (customer_id, created_at_ms);

-- Without a foreign key: the two tables would name each other. The doctor looks that they are the customer's own.
ALTER TABLE customers ADD COLUMN shipping_address_id TEXT;
ALTER TABLE customers ADD COLUMN billing_address_id TEXT;
