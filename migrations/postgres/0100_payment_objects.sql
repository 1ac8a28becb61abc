-- Every payment intent, hosted session and payment link at the provider that belongs to an attempt, however it was heard
-- of: from the answer to the call that made it, an event, or a list. A secret and an address stand in the row of the id
-- that they came with, so that they can't stand beside another's.
CREATE TABLE payment_objects (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES payment_attempts (id),
    kind TEXT NOT NULL CHECK (kind IN ('intent', 'session', 'link')),
    -- closed: it takes no money any more. paid: what it brought was dealt with.
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'paid')),
    -- Sealed under SECRET_KEY.
    client_secret TEXT,
    url TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX payment_objects_by_attempt ON payment_objects (attempt_id, created_at_ms);
CREATE INDEX payment_objects_open ON payment_objects (attempt_id) WHERE state = 'open';

-- An id and a secret were written column by column until now, so a secret may be another intent's: it is left out, and
-- asked for again when its page is opened.
INSERT INTO payment_objects (id, attempt_id, kind, state, created_at_ms, updated_at_ms)
    SELECT intent_id, id, 'intent',
        CASE WHEN state = 'succeeded' THEN 'paid' WHEN state IN ('cancelled', 'expired') THEN 'closed' ELSE 'open' END,
        created_at_ms, updated_at_ms
    FROM payment_attempts WHERE intent_id IS NOT NULL;
INSERT INTO payment_objects (id, attempt_id, kind, state, url, created_at_ms, updated_at_ms)
    SELECT session_id, id, 'session',
        CASE WHEN state IN ('succeeded', 'cancelled', 'expired') THEN 'closed' ELSE 'open' END,
        hosted_url, created_at_ms, updated_at_ms
    FROM payment_attempts WHERE session_id IS NOT NULL;
INSERT INTO payment_objects (id, attempt_id, kind, state, url, created_at_ms, updated_at_ms)
    SELECT link_id, id, 'link',
        CASE WHEN state IN ('succeeded', 'cancelled', 'expired') THEN 'closed' ELSE 'open' END,
        hosted_url, created_at_ms, updated_at_ms
    FROM payment_attempts WHERE link_id IS NOT NULL;
ALTER TABLE payment_attempts DROP COLUMN client_secret;
ALTER TABLE payment_attempts DROP COLUMN hosted_url;
