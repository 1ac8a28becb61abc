-- Work is queued by kind, so that a mail server or another program that stays silent holds up no money.
ALTER TABLE jobs ADD COLUMN queue TEXT NOT NULL DEFAULT 'shop' CHECK (queue IN ('money', 'shop', 'mail', 'outgoing'));
UPDATE jobs SET queue = CASE
    WHEN lane = 'outgoing' THEN 'outgoing'
    WHEN kind IN ('deliver_mail', 'send_link') THEN 'mail'
    WHEN kind IN ('complete_order', 'complete_commission', 'expire_commission', 'remind_of_quote', 'remind_of_payment', 'housekeeping') THEN 'shop'
    ELSE 'money' END;
DROP INDEX jobs_due;
ALTER TABLE jobs DROP COLUMN lane;
CREATE INDEX jobs_due ON jobs (state, queue, run_at_ms);
-- How often staff sent it again: the attention item it left is closed when it succeeds.
ALTER TABLE jobs ADD COLUMN replays BIGINT NOT NULL DEFAULT 0;

-- The same kind of trouble may come again after it was settled: it is open once at a time, not once ever.
ALTER TABLE attention DROP CONSTRAINT attention_dedupe_key_key;
CREATE INDEX attention_by_key ON attention (dedupe_key);
CREATE UNIQUE INDEX attention_open_once ON attention (dedupe_key) WHERE resolved_at_ms IS NULL;

-- Written by the readiness probe, to learn whether the database takes writes again.
CREATE TABLE write_probe (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    at_ms BIGINT NOT NULL
);
INSERT INTO write_probe (id, at_ms) VALUES (1, 0);
