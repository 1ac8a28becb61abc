-- Ways in beside the password. A passkey belongs to one customer or to one member of staff.
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    customer_id TEXT REFERENCES customers (id) ON DELETE CASCADE,
    staff_id TEXT REFERENCES staff (id) ON DELETE CASCADE,
    -- What the authenticator calls it, in base64url.
    credential_id TEXT NOT NULL UNIQUE,
    -- Its public key and its counter, as JSON.
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT,
    CONSTRAINT a_passkey_has_one_owner CHECK ((customer_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX passkeys_by_customer ON passkeys (customer_id, added_at_ms);
CREATE INDEX passkeys_by_staff ON passkeys (staff_id, added_at_ms);

-- Accounts elsewhere (OpenID Connect) that sign a customer in: known by who issued them and what they are called there.
CREATE TABLE customer_openids (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- As it was there when the two were linked, for the list.
    email TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    used_at_ms BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);
CREATE INDEX customer_openids_by_customer ON customer_openids (customer_id, added_at_ms);

-- What was asked of a browser or of a provider and is not answered yet; sealed under SECRET_KEY, good once.
CREATE TABLE ceremonies (
    id TEXT PRIMARY KEY,
    sealed TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at_ms);
