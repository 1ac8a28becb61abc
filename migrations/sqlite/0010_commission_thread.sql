-- What the two sides say and show to each other.
CREATE TABLE commission_messages (
    id TEXT PRIMARY KEY,
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    kind TEXT NOT NULL CHECK (kind IN ('message', 'progress', 'finished')),
    by_customer BOOLEAN NOT NULL,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    approval TEXT NOT NULL DEFAULT 'none' CHECK (approval IN ('none', 'asked', 'approved')),
    at_ms BIGINT NOT NULL,
    CONSTRAINT only_progress_is_approved CHECK (approval = 'none' OR kind = 'progress')
);
CREATE INDEX commission_messages_by_commission ON commission_messages (commission_id, at_ms);

-- Private pictures: kept under an upload key until the request or message they belong to is sent.
CREATE TABLE commission_pictures (
    id TEXT PRIMARY KEY,
    -- A hash: whoever knows the key may see and remove what waits under it.
    upload_hash TEXT,
    commission_id TEXT REFERENCES commissions (id),
    -- Empty: it belongs to the request itself.
    message_id TEXT REFERENCES commission_messages (id),
    position BIGINT NOT NULL,
    media_key TEXT NOT NULL UNIQUE,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- A JSON list of widths.
    sizes TEXT NOT NULL,
    placeholder TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    CONSTRAINT it_waits_or_belongs CHECK ((upload_hash IS NULL) = (commission_id IS NOT NULL))
);
CREATE INDEX commission_pictures_by_commission ON commission_pictures (commission_id, position);
CREATE INDEX commission_pictures_waiting ON commission_pictures (upload_hash, position);
CREATE INDEX commission_pictures_by_age ON commission_pictures (commission_id, created_at_ms);
