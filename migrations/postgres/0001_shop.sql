-- The shop itself: settings, counters, pages of text, shipping and tax.

-- What the triggers of tables that only grow call.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);

-- Gapless numbers: a row is updated in the transaction that uses the number.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('order', 0), ('commission', 0);

CREATE TABLE pages (
    slug TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    meta_description TEXT NOT NULL DEFAULT '',
    position BIGINT NOT NULL DEFAULT 0,
    -- Not while it is still being written.
    published BOOLEAN NOT NULL DEFAULT TRUE,
    updated_at_ms BIGINT NOT NULL,
    -- So that nobody overwrites what another saved meanwhile.
    version BIGINT NOT NULL DEFAULT 1
);

CREATE TABLE shipping_zones (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    -- A JSON list of country codes; empty means every other country.
    countries TEXT NOT NULL,
    -- A JSON list of methods with their prices per currency.
    methods TEXT NOT NULL
);

CREATE TABLE tax_rates (
    country TEXT NOT NULL,
    tax_class TEXT NOT NULL,
    rate_ppm BIGINT NOT NULL CHECK (rate_ppm BETWEEN 0 AND 1000000),
    mode TEXT NOT NULL CHECK (mode IN ('inclusive', 'exclusive')),
    PRIMARY KEY (country, tax_class)
);
