//! How the rules of sealed rows are broken: by somebody who writes to the database and has no key.

use super::breaks::{Break, simply};

const fn opened(
    check: &'static str,
    postgres_first: &'static [&'static str],
    sqlite_first: &'static [&'static str],
    sql: &'static [&'static str],
) -> Break {
    Break {
        check,
        sql,
        postgres_first,
        sqlite_first,
    }
}

const UNCHANGED: &str = "rows_are_unchanged";
const SEALS_PG: &[&str] = &[
    "DROP TRIGGER seals_are_never_changed ON record_seals",
    "DROP TRIGGER seals_are_never_deleted ON record_seals",
    "DROP TRIGGER chain_ends_are_never_deleted ON chain_ends",
    "DROP TRIGGER audit_is_never_changed ON audit_log",
];
const SEALS: &[&str] = &[
    "DROP TRIGGER seals_are_never_changed",
    "DROP TRIGGER seals_are_never_deleted",
    "DROP TRIGGER chain_ends_are_never_deleted",
    "DROP TRIGGER audit_is_never_changed",
    "DROP TRIGGER audit_is_never_deleted",
];
const HEADS_PG: &[&str] = &[
    "DROP TRIGGER heads_are_never_changed ON chain_heads",
    "DROP TRIGGER head_entries_are_never_changed ON chain_head_entries",
];
const HEADS: &[&str] = &[
    "DROP TRIGGER heads_are_never_changed",
    "DROP TRIGGER heads_are_never_deleted",
    "DROP TRIGGER head_entries_are_never_changed",
    "DROP TRIGGER head_entries_are_never_deleted",
];
const BEGUN_PG: &[&str] = &["DROP TRIGGER sealing_begins_once ON sealing_began"];
const BEGUN: &[&str] = &[
    "DROP TRIGGER sealing_begins_once",
    "DROP TRIGGER sealing_never_unbegins",
];

pub const SEAL_BREAKS: &[Break] = &[
    opened(
        "sealing_has_begun",
        BEGUN_PG,
        BEGUN,
        &["DELETE FROM sealing_began"],
    ),
    opened(
        "ledger_is_unchanged",
        BEGUN_PG,
        BEGUN,
        &["UPDATE sealing_began SET ledger_seq = ledger_seq + 100"],
    ),
    simply(
        "every_row_is_sealed",
        &[
            "INSERT INTO order_history (order_id, version, at_ms, actor, kind) VALUES ('o1', 3, 3, 'shop', 'note_added')",
        ],
    ),
    simply(
        "every_row_is_sealed",
        &["UPDATE order_addresses SET role = 'billing' WHERE order_id = 'o2'"],
    ),
    simply(
        UNCHANGED,
        &["UPDATE order_history SET kind = 'replaced' WHERE order_id = 'o1' AND version = 1"],
    ),
    simply(
        UNCHANGED,
        &["UPDATE order_history SET args = '{\"why\":\"No.\"}' WHERE order_id = 'o1' AND version = 1"],
    ),
    simply(
        UNCHANGED,
        &["UPDATE order_history SET actor_name = 'Ines' WHERE order_id = 'o1' AND version = 1"],
    ),
    simply(
        UNCHANGED,
        &["UPDATE order_history SET internal = TRUE WHERE order_id = 'o1' AND version = 1"],
    ),
    simply(
        UNCHANGED,
        &["UPDATE order_history SET from_status = '' WHERE order_id = 'o1' AND version = 1"],
    ),
    simply(
        UNCHANGED,
        &["DELETE FROM order_history WHERE order_id = 'o1' AND version = 1"],
    ),
    simply(
        UNCHANGED,
        &["UPDATE order_addresses SET city = 'Elsewhere' WHERE order_id = 'o3'"],
    ),
    opened(
        UNCHANGED,
        &["DROP TRIGGER invoices_are_never_changed ON invoices"],
        &["DROP TRIGGER invoices_are_never_changed"],
        &["UPDATE invoices SET document = REPLACE(document, '\"buyer\":[]', '\"buyer\":[\"Bo\"]') WHERE id = 'i1'"],
    ),
    opened(
        UNCHANGED,
        &["DROP TRIGGER invoices_are_never_changed ON invoices"],
        &["DROP TRIGGER invoices_are_never_changed"],
        &["UPDATE invoices SET document = REPLACE(document, '\"buyer\":[]', '\"buyer\":[],\"due\":1') WHERE id = 'i1'"],
    ),
    opened(
        UNCHANGED,
        &["DROP TRIGGER commission_events_are_never_changed ON commission_events"],
        &["DROP TRIGGER commission_events_are_never_changed"],
        &["UPDATE commission_events SET actor = 'shop' WHERE commission_id = 'k2' AND version = 3"],
    ),
    opened(
        UNCHANGED,
        &["DROP TRIGGER return_events_are_never_changed ON return_events"],
        &["DROP TRIGGER return_events_are_never_changed"],
        &["UPDATE return_events SET args = REPLACE(args, 'studio', 'sea') WHERE return_id = 'b1' AND version = 2"],
    ),
    opened(
        UNCHANGED,
        SEALS_PG,
        SEALS,
        &["UPDATE audit_log SET ip = '127.0.0.9'"],
    ),
    // A row in the middle goes together with its seal.
    opened(
        UNCHANGED,
        SEALS_PG,
        SEALS,
        &[
            "DELETE FROM audit_log WHERE id = (SELECT record_id FROM record_seals WHERE chain = 'audit' AND position = 2)",
            "DELETE FROM record_seals WHERE chain = 'audit' AND position = 2",
        ],
    ),
    // The chain closed again behind it.
    opened(
        UNCHANGED,
        SEALS_PG,
        SEALS,
        &[
            "DELETE FROM audit_log WHERE id = (SELECT record_id FROM record_seals WHERE chain = 'audit' AND position = 2)",
            "DELETE FROM record_seals WHERE chain = 'audit' AND position = 2",
            "UPDATE record_seals SET position = 2 WHERE chain = 'audit' AND position = 3",
        ],
    ),
    opened(
        UNCHANGED,
        SEALS_PG,
        SEALS,
        &["UPDATE record_seals SET late = FALSE WHERE chain = 'order:o1' AND position = 1"],
    ),
    opened(
        UNCHANGED,
        SEALS_PG,
        SEALS,
        &["UPDATE record_seals SET key_id = 'another' WHERE chain = 'order:o1' AND position = 1"],
    ),
    // Salts may go with what they salted, when an entry says so. None does.
    simply(
        UNCHANGED,
        &[
            "UPDATE order_addresses SET full_name = '' WHERE order_id = 'o2'",
            "UPDATE record_seals SET salts = '{}' WHERE record = 'order_addresses' AND record_id = 'o2/shipping'",
        ],
    ),
    simply(
        UNCHANGED,
        &["UPDATE record_seals SET salts = '{}' WHERE record = 'order_history' AND record_id = 'o2/1'"],
    ),
    simply(
        "chains_end_where_they_say",
        &["UPDATE chain_ends SET position = position - 1 WHERE chain = 'audit'"],
    ),
    simply(
        "chains_end_where_they_say",
        &["UPDATE chain_ends SET digest = 'x' WHERE chain = 'audit'"],
    ),
    opened(
        "chains_end_where_they_say",
        SEALS_PG,
        SEALS,
        &["DELETE FROM chain_ends WHERE chain = 'order:o2'"],
    ),
    // Nobody is spared a head by saying that there is one.
    opened(
        "chains_end_where_they_say",
        HEADS_PG,
        HEADS,
        &["DELETE FROM chain_head_entries WHERE chain = 'audit'"],
    ),
    // The last row, its seal and its end, all of them.
    opened(
        "chains_reach_their_heads",
        SEALS_PG,
        SEALS,
        &[
            "DELETE FROM audit_log WHERE id = (SELECT record_id FROM record_seals WHERE chain = 'audit' AND position = 3)",
            "DELETE FROM record_seals WHERE chain = 'audit' AND position = 3",
            "UPDATE chain_ends SET position = 2, gathered = FALSE,
                digest = (SELECT digest FROM record_seals WHERE chain = 'audit' AND position = 2) WHERE chain = 'audit'",
        ],
    ),
    opened(
        "chains_reach_their_heads",
        &["DROP TRIGGER ledger_is_never_changed ON ledger"],
        &["DROP TRIGGER ledger_is_never_deleted"],
        &[
            "DELETE FROM ledger WHERE posting = (SELECT posting FROM ledger ORDER BY seq DESC LIMIT 1)",
            "UPDATE ledger_head SET seq = (SELECT MAX(seq) FROM ledger),
                hash = (SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1)",
        ],
    ),
    opened(
        "heads_are_unchanged",
        HEADS_PG,
        HEADS,
        &["UPDATE chain_heads SET made_at_ms = made_at_ms + 1"],
    ),
    opened(
        "heads_are_unchanged",
        HEADS_PG,
        HEADS,
        &["DELETE FROM chain_head_entries WHERE chain = 'audit'"],
    ),
    opened(
        "heads_are_unchanged",
        HEADS_PG,
        HEADS,
        &["UPDATE chain_head_entries SET position = 2 WHERE chain = 'audit'"],
    ),
];
