-- The product's category beside its prices, so that one category can be walked in the order of prices.
ALTER TABLE product_prices ADD COLUMN category_id TEXT;
UPDATE product_prices SET category_id = (SELECT p.category_id FROM products p WHERE p.id = product_prices.product_id);
CREATE INDEX product_prices_by_category ON product_prices (category_id, currency, listed, from_minor, product_id);
