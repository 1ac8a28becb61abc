-- What must not change. Staff actions, refusals and exports:
CREATE TABLE audit_log (
    id TEXT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('staff', 'program', 'command_line', 'anybody')),
    -- Of staff and programs.
    actor_name TEXT NOT NULL DEFAULT '',
    -- What was done, and the rest of it as a JSON object: what the log says of it is made of them where it is read.
    kind TEXT NOT NULL,
    args TEXT NOT NULL DEFAULT '{}',
    subject TEXT NOT NULL,
    ip TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_newest ON audit_log (at_ms DESC);
-- A log that can be tidied proves nothing.
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A keyed digest of every row of the histories, the audit log, the addresses of orders and the documents, chained within
-- its order, its custom order or its log. The id of the key stands beside each.
CREATE TABLE record_seals (
    -- Sorted by its bytes, as in the program: locks are taken in that order.
    chain TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL CHECK (position > 0),
    -- The table and the row that is sealed; `erasure` for an entry that says what went of another row.
    record TEXT NOT NULL,
    record_id TEXT NOT NULL,
    -- JSON: the salted digest of each field.
    fields TEXT NOT NULL,
    -- JSON: the salt of each field. It goes together with what it salted.
    salts TEXT NOT NULL,
    -- Whether the row was older than its seal: it was there when sealing began.
    late BOOLEAN NOT NULL,
    key_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (chain, position)
);
CREATE INDEX record_seals_by_record ON record_seals (record, record_id);
-- Of a seal only salts may go, when somebody is erased.
CREATE TRIGGER seals_are_never_changed BEFORE UPDATE OF chain, position, record, record_id, fields, late, key_id, digest ON record_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seals_are_never_deleted BEFORE DELETE ON record_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Where each chain ends now, and whether a head has that end.
CREATE TABLE chain_ends (
    chain TEXT COLLATE "C" PRIMARY KEY,
    position BIGINT NOT NULL,
    digest TEXT NOT NULL,
    gathered BOOLEAN NOT NULL
);
CREATE INDEX chain_ends_to_gather ON chain_ends (chain) WHERE NOT gathered;
-- A chain moves on, and never away.
CREATE TRIGGER chain_ends_are_never_deleted BEFORE DELETE ON chain_ends FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A head gathers the ends that moved since the one before under one keyed digest.
CREATE TABLE chain_heads (
    number BIGINT PRIMARY KEY,
    made_at_ms BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    digest TEXT NOT NULL
);
-- What a head has seen has to be there.
CREATE TRIGGER heads_are_never_changed BEFORE UPDATE OR DELETE ON chain_heads FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE chain_head_entries (
    head BIGINT NOT NULL REFERENCES chain_heads (number),
    chain TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (head, chain)
);
CREATE INDEX chain_head_entries_by_chain ON chain_head_entries (chain, position);
-- They are what the head's digest was taken over.
CREATE TRIGGER head_entries_are_never_changed BEFORE UPDATE OR DELETE ON chain_head_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- When sealing began, and how far the ledger had come, under a digest of its own.
CREATE TABLE sealing_began (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    at_ms BIGINT NOT NULL,
    ledger_seq BIGINT NOT NULL,
    ledger_hash TEXT NOT NULL,
    key_id TEXT NOT NULL,
    digest TEXT NOT NULL
);
-- Else rows without a seal could be passed off as older ones.
CREATE TRIGGER sealing_begins_once BEFORE UPDATE OR DELETE ON sealing_began FOR EACH ROW EXECUTE FUNCTION refuse_change();
