-- What staff edit beside products: a version, so that nobody overwrites what another saved meanwhile, and pages
-- that are still being written.
ALTER TABLE categories ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE pages ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE pages ADD COLUMN published BOOLEAN NOT NULL DEFAULT TRUE;
