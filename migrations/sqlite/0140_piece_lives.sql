-- A one-of-a-kind piece that was sold may come into the shop again, bought back or made anew. Each time is a life of its
-- own, and each life is sold at most once.
ALTER TABLE variants ADD COLUMN life BIGINT NOT NULL DEFAULT 1;
ALTER TABLE holds ADD COLUMN life BIGINT NOT NULL DEFAULT 1;
DROP INDEX one_live_sale_of_a_piece;
CREATE UNIQUE INDEX one_live_sale_of_a_piece ON holds (variant_id, life) WHERE one_of_a_kind AND state IN ('active', 'sold');
-- Pieces that came in again before there were lives.
UPDATE variants SET life = 2 WHERE one_of_a_kind AND available > 0 AND EXISTS (
    SELECT 1 FROM holds h WHERE h.variant_id = variants.id AND h.one_of_a_kind AND h.state IN ('active', 'sold'));
