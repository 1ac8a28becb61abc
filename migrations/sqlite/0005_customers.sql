-- Customers who have an account, and the ways in. Their address was proven before the row was written; guests have none.
CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    phone TEXT NOT NULL DEFAULT '',
    -- What prices are shown in after signing in; empty: whatever the visit shows.
    currency TEXT,
    -- Empty: signs in with codes sent by e-mail.
    password_hash TEXT NOT NULL DEFAULT '',
    -- The cart that every browser of this customer shows.
    cart_id TEXT UNIQUE REFERENCES carts (id) ON DELETE SET NULL,
    -- The addresses that a checkout begins with. Without a foreign key: the two tables would name each other. The doctor
    -- looks that they are the customer's own.
    shipping_address_id TEXT,
    billing_address_id TEXT,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX customers_by_age ON customers (created_at_ms DESC, id DESC);

CREATE TABLE customer_addresses (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    full_name TEXT NOT NULL,
    line1 TEXT NOT NULL,
    line2 TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    phone TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX customer_addresses_by_customer ON customer_addresses (customer_id, created_at_ms);

-- Browsers and apps that are signed in; a row that is gone ends the sign-in.
CREATE TABLE customer_sessions (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    -- In words: "Firefox on Linux".
    device TEXT NOT NULL,
    -- How often the refresh token of an app's sign-in was exchanged, counting the first; 0: a browser, which has none.
    -- A refresh token is derived from the sign-in, this number and SECRET_KEY, so nothing of it is stored.
    refresh_generation BIGINT NOT NULL DEFAULT 0,
    signed_in_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    -- When a password or a code was last shown.
    proved_at_ms BIGINT NOT NULL
);
CREATE INDEX customer_sessions_by_customer ON customer_sessions (customer_id, signed_in_at_ms DESC);
CREATE INDEX customer_sessions_by_age ON customer_sessions (signed_in_at_ms);

-- What a link or a code in a mail stands for, until it is used or its time is over.
CREATE TABLE customer_proofs (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('register', 'sign_in', 'reset', 'change_email')),
    customer_id TEXT REFERENCES customers (id) ON DELETE CASCADE,
    -- A hash of the link's token, or of the code under SECRET_KEY.
    secret_hash TEXT NOT NULL UNIQUE,
    -- The mailbox that is proven by it.
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    -- Of somebody who registers; phone and currency where the shop knew them already, from whom it invited.
    name TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    currency TEXT,
    password_hash TEXT NOT NULL DEFAULT '',
    tries BIGINT NOT NULL DEFAULT 0,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    CONSTRAINT who_registers_has_no_account_yet CHECK ((purpose = 'register') = (customer_id IS NULL))
);
CREATE INDEX customer_proofs_by_email ON customer_proofs (email_key, purpose);
CREATE INDEX customer_proofs_by_customer ON customer_proofs (customer_id, purpose);
CREATE INDEX customer_proofs_by_expiry ON customer_proofs (expires_at_ms);

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

-- A passkey belongs to one customer or to one member of staff.
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

-- What was asked of a browser or of a provider and is not answered yet; sealed under SECRET_KEY, good once.
CREATE TABLE ceremonies (
    id TEXT PRIMARY KEY,
    sealed TEXT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at_ms);

-- Wrong tries at signing in, and how long whoever guesses has to wait. What is counted (an account, a network address, a
-- known browser) is a hash under SECRET_KEY: the table names nobody.
CREATE TABLE sign_in_tries (
    id TEXT PRIMARY KEY,
    -- The account that was tried last, hashed alike: its waits can be lifted together.
    account TEXT NOT NULL,
    wrong BIGINT NOT NULL,
    last_at_ms BIGINT NOT NULL,
    free_at_ms BIGINT NOT NULL
);
CREATE INDEX sign_in_tries_by_account ON sign_in_tries (account);
CREATE INDEX sign_in_tries_by_age ON sign_in_tries (last_at_ms);
