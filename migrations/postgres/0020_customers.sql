-- Customers who have an account. Their address was proven before the row was written; guests have none.
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
    created_at_ms BIGINT NOT NULL
);

-- Browsers that are signed in; a row that is gone ends the sign-in.
CREATE TABLE customer_sessions (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    -- In words: "Firefox on Linux".
    device TEXT NOT NULL,
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
    -- Of somebody who registers.
    name TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT '',
    tries BIGINT NOT NULL DEFAULT 0,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    CONSTRAINT who_registers_has_no_account_yet CHECK ((purpose = 'register') = (customer_id IS NULL))
);
CREATE INDEX customer_proofs_by_email ON customer_proofs (email_key, purpose);
CREATE INDEX customer_proofs_by_customer ON customer_proofs (customer_id, purpose);
CREATE INDEX customer_proofs_by_expiry ON customer_proofs (expires_at_ms);
