//! How each rule about custom orders is broken, in SQL that both databases understand.

use super::breaks::{Break, simply};

const EVENTS_OPEN_PG: &[&str] =
    &["DROP TRIGGER commission_events_are_never_changed ON commission_events"];
const EVENTS_OPEN: &[&str] = &[
    "DROP TRIGGER commission_events_are_never_changed",
    "DROP TRIGGER commission_events_are_never_deleted",
];
const QUOTES_OPEN_PG: &[&str] =
    &["DROP TRIGGER a_sent_quote_is_never_changed ON commission_quotes"];
const QUOTES_OPEN: &[&str] = &[
    "DROP TRIGGER a_sent_quote_is_never_changed",
    "DROP TRIGGER a_sent_quote_is_never_deleted",
];

const fn history(check: &'static str, sql: &'static [&'static str]) -> Break {
    Break {
        check,
        sql,
        postgres_first: EVENTS_OPEN_PG,
        sqlite_first: EVENTS_OPEN,
    }
}

const fn quote(check: &'static str, sql: &'static [&'static str]) -> Break {
    Break {
        check,
        sql,
        postgres_first: QUOTES_OPEN_PG,
        sqlite_first: QUOTES_OPEN,
    }
}

pub const COMMISSION_BREAKS: &[Break] = &[
    simply(
        "commission_numbers_have_no_gaps",
        &["UPDATE counters SET value = 3 WHERE name = 'commission'"],
    ),
    simply(
        "commission_numbers_have_no_gaps",
        &["UPDATE commissions SET number = 4 WHERE id = 'k1'"],
    ),
    simply(
        "commission_history_has_no_gaps",
        &["UPDATE commissions SET version = 3 WHERE id = 'k1'"],
    ),
    history(
        "commission_history_has_no_gaps",
        &["DELETE FROM commission_events WHERE commission_id = 'k1' AND version = 1"],
    ),
    history(
        "commissions_follow_the_machine",
        &[
            "UPDATE commission_events SET to_status = 'shipped' WHERE commission_id = 'k2' AND version = 4",
        ],
    ),
    history(
        "commissions_follow_the_machine",
        &[
            "UPDATE commission_events SET to_status = 'quoted' WHERE commission_id = 'k1' AND version = 1",
        ],
    ),
    simply(
        "commission_states_connect",
        &["UPDATE commissions SET status = 'ready' WHERE id = 'k2'"],
    ),
    history(
        "commission_states_connect",
        &[
            "UPDATE commission_events SET from_status = 'changes_requested' WHERE commission_id = 'k1' AND version = 2",
        ],
    ),
    simply(
        "quote_versions_have_no_gaps",
        &["UPDATE commissions SET quote_version = 2 WHERE id = 'k1'"],
    ),
    quote(
        "quote_versions_have_no_gaps",
        &["DELETE FROM commission_quotes WHERE commission_id = 'k1'"],
    ),
    Break {
        check: "one_accepted_version",
        sql: &[
            "INSERT INTO commission_acceptances (order_id, commission_id, version, accepted_at_ms) VALUES ('o3', 'k2', 1, 9)",
        ],
        postgres_first: &["DROP INDEX one_accepted_version"],
        sqlite_first: &["DROP INDEX one_accepted_version"],
    },
    simply(
        "one_accepted_version",
        &["UPDATE commission_acceptances SET released_at_ms = 5"],
    ),
    simply(
        "one_accepted_version",
        &["UPDATE commissions SET status = 'quoted' WHERE id = 'k2'"],
    ),
    quote(
        "orders_say_what_was_accepted",
        &["UPDATE commission_quotes SET total_minor = 9999 WHERE commission_id = 'k2'"],
    ),
    simply(
        "orders_say_what_was_accepted",
        &["DELETE FROM commission_acceptances"],
    ),
    simply(
        "orders_say_what_was_accepted",
        &["UPDATE orders SET kind = 'ready_made' WHERE id = 'o4'"],
    ),
    simply(
        "orders_stand_where_their_commission_does",
        &["UPDATE orders SET status = 'confirmed' WHERE id = 'o4'"],
    ),
    simply(
        "orders_stand_where_their_commission_does",
        &["UPDATE commissions SET status = 'withdrawn' WHERE id = 'k2'"],
    ),
    simply(
        "made_pieces_have_no_stock",
        &["UPDATE order_lines SET variant_id = 'v1' WHERE id = 'l5'"],
    ),
    simply(
        "made_pieces_have_no_stock",
        &["UPDATE order_lines SET variant_id = '' WHERE id = 'l4'"],
    ),
    simply(
        "made_pieces_have_no_stock",
        &["UPDATE holds SET order_id = 'o4' WHERE id = 'h4'"],
    ),
    simply(
        "nothing_is_paid_before_it_is_asked_for",
        &["UPDATE payment_requests SET asked_at_ms = NULL WHERE id = 'r4'"],
    ),
    simply(
        "commissions_are_paid_before_they_are_made",
        &["UPDATE payment_requests SET state = 'open' WHERE id = 'r4'"],
    ),
    simply(
        "commissions_are_paid_before_they_are_made",
        &["UPDATE commissions SET status = 'shipped' WHERE id = 'k2'"],
    ),
    simply(
        "commissions_are_paid_before_they_are_made",
        &["UPDATE commissions SET status = 'accepted' WHERE id = 'k2'"],
    ),
    simply(
        "quotes_will_end",
        &["UPDATE jobs SET state = 'done' WHERE id = 'j3'"],
    ),
];
