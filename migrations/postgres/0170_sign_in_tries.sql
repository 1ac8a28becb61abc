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
