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

-- A number of dashes alone stood for "there is none".
INSERT INTO parcels (id, order_id, number, way, carrier, tracking_number, tracking_url, sent_at_ms, delivered_day)
SELECT id, id, 1,
    CASE
        WHEN COALESCE(carrier, '') = '' AND COALESCE(tracking_number, '') = '' THEN 'collected'
        WHEN TRIM(COALESCE(carrier, ''), ' -–—./') = '' OR TRIM(COALESCE(tracking_number, ''), ' -–—./') = '' THEN 'untracked'
        ELSE 'tracked'
    END,
    CASE WHEN TRIM(COALESCE(carrier, ''), ' -–—./') = '' THEN '' ELSE carrier END,
    CASE WHEN TRIM(COALESCE(tracking_number, ''), ' -–—./') = '' THEN '' ELSE tracking_number END,
    tracking_url, shipped_at_ms,
    CASE WHEN COALESCE(carrier, '') = '' AND COALESCE(tracking_number, '') = '' THEN shipped_at_ms / 86400000 END
FROM orders WHERE shipped_at_ms IS NOT NULL;

ALTER TABLE orders DROP COLUMN carrier;
ALTER TABLE orders DROP COLUMN tracking_number;
ALTER TABLE orders DROP COLUMN tracking_url;
