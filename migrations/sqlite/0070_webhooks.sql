-- Who is told of what happens in the shop: addresses of other programs, and what they chose to hear.
CREATE TABLE webhook_endpoints (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    -- Names of events with spaces between.
    events TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    -- Why the shop itself stopped telling it; empty where staff did, or while it is told.
    disabled_because TEXT NOT NULL DEFAULT '',
    disabled_at_ms BIGINT,
    -- Signs every delivery; sealed under SECRET_KEY.
    secret TEXT NOT NULL,
    -- The one before, which signs beside it for a day.
    old_secret TEXT,
    old_secret_until_ms BIGINT,
    last_delivered_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX webhook_endpoints_told ON webhook_endpoints (enabled);

-- One thing that one endpoint is told. No foreign key: an order must not fail because an endpoint is removed meanwhile.
CREATE TABLE webhook_deliveries (
    -- The webhook-id, the same at each try.
    id TEXT PRIMARY KEY,
    endpoint_id TEXT NOT NULL,
    event TEXT NOT NULL,
    -- What is sent, to the byte.
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    tries BIGINT NOT NULL DEFAULT 0,
    created_at_ms BIGINT NOT NULL,
    next_try_at_ms BIGINT,
    last_try_at_ms BIGINT,
    -- What the last try came to: an HTTP status if there was one, and the beginning of the answer or what went wrong.
    status BIGINT,
    answer TEXT NOT NULL DEFAULT '',
    CHECK ((state = 'pending') = (next_try_at_ms IS NOT NULL))
);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_of_endpoint_in ON webhook_deliveries (endpoint_id, state, id);
CREATE INDEX webhook_deliveries_in ON webhook_deliveries (state, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at_ms);

-- Who carries a job out: what waits for other people's servers has workers of its own.
ALTER TABLE jobs ADD COLUMN lane TEXT NOT NULL DEFAULT 'shop' CHECK (lane IN ('shop', 'outgoing'));
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (state, lane, run_at_ms);
