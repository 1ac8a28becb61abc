//! How each rule is broken, in SQL that both databases understand.

/// One way to break a rule.
pub struct Break {
    pub check: &'static str,
    pub sql: &'static [&'static str],
    /// What of the schema has to stand aside on PostgreSQL.
    pub postgres_first: &'static [&'static str],
    /// And on SQLite, beside its check constraints.
    pub sqlite_first: &'static [&'static str],
}

impl Break {
    /// What has to be done before the break, on this database.
    pub fn first(&self, postgres: bool) -> Vec<&'static str> {
        match postgres {
            true => self.postgres_first.to_vec(),
            false => [&["PRAGMA ignore_check_constraints = ON"], self.sqlite_first].concat(),
        }
    }
}

pub const fn simply(check: &'static str, sql: &'static [&'static str]) -> Break {
    Break {
        check,
        sql,
        postgres_first: &[],
        sqlite_first: &[],
    }
}

const NO_STOCK_RULE: &[&str] = &["ALTER TABLE variants DROP CONSTRAINT stock_adds_up"];
const ONE_SALE: &[&str] = &["DROP INDEX one_live_sale_of_a_piece"];
const ONE_CAPTURE: &[&str] = &["DROP INDEX one_captured_payment"];
const LEDGER_OPEN_PG: &[&str] = &["DROP TRIGGER ledger_is_never_changed ON ledger"];
const LEDGER_OPEN: &[&str] = &[
    "DROP TRIGGER ledger_is_never_changed",
    "DROP TRIGGER ledger_is_never_deleted",
];

pub const BREAKS: &[Break] = &[
    Break {
        check: "stock_adds_up",
        sql: &["UPDATE variants SET available = available + 1 WHERE id = 'v1'"],
        postgres_first: NO_STOCK_RULE,
        sqlite_first: &[],
    },
    simply("stock_follows_its_moves", &["UPDATE variants SET received = received + 1, available = available + 1 WHERE id = 'v1'"]),
    simply("what_left_has_its_parcels", &["UPDATE orders SET shipped_at_ms = 5 WHERE id = 'o1'"]),
    simply(
        "what_left_has_its_parcels",
        &["INSERT INTO parcels (id, order_id, number, way, sent_at_ms) VALUES ('pa1', 'o1', 1, 'untracked', 5)"],
    ),
    simply("stock_follows_its_moves", &["DELETE FROM stock_moves WHERE id = 'm5'"]),
    simply("what_is_paid_by_is_known", &["DELETE FROM payment_objects WHERE id = 'pi_2'"]),
    simply("what_is_paid_by_is_known", &["UPDATE payment_objects SET attempt_id = 'a3' WHERE id = 'pi_2'"]),
    simply("repeating_jobs_succeed", &["INSERT INTO jobs (id, kind, payload, state, run_at_ms, created_at_ms, attempts, last_error)
        VALUES ('j9', 'reconcile', '{\"kind\":\"reconcile\"}', 'waiting', 1800000060000, 1, 3, 'no answer')"]),
    simply("held_is_on_hold", &["UPDATE holds SET quantity = 2 WHERE id = 'h3'"]),
    Break {
        check: "a_piece_is_sold_once",
        sql: &["INSERT INTO holds (id, order_id, variant_id, quantity, one_of_a_kind, state, created_at_ms)
            VALUES ('h9', 'o2', 'v2', 1, TRUE, 'active', 1)"],
        postgres_first: ONE_SALE,
        sqlite_first: ONE_SALE,
    },
    simply(
        "what_is_offered_can_be_sold",
        &["UPDATE variants SET received = 2, available = 1, piece_state = 'available' WHERE id = 'v2'"],
    ),
    simply(
        "what_is_offered_can_be_sold",
        &["UPDATE variants SET received = 2, available = 1, piece_state = 'archived', life = 2 WHERE id = 'v2'"],
    ),
    simply("a_piece_is_where_it_says", &["UPDATE variants SET piece_state = 'available' WHERE id = 'v2'"]),
    simply("a_piece_is_where_it_says", &["UPDATE variants SET piece_state = 'reserved' WHERE id = 'v2'"]),
    simply("holds_belong_to_pending_orders", &["UPDATE holds SET order_id = 'o3' WHERE id = 'h3'"]),
    simply("holds_end_in_time", &["UPDATE orders SET hold_expires_at_ms = 1799999939999 WHERE id = 'o2'"]),
    simply("pending_orders_are_held", &["UPDATE order_lines SET quantity = 2, total_minor = 10000 WHERE id = 'l3'"]),
    simply("paid_pieces_are_taken", &["UPDATE holds SET state = 'released' WHERE id = 'h1'"]),
    simply("lists_know_what_is_in_stock", &["UPDATE products SET in_stock = FALSE WHERE id = 'p1'"]),
    simply("lists_know_what_is_in_stock", &["UPDATE products SET in_stock = TRUE WHERE id = 'p2'"]),
    simply("lists_know_the_prices", &["UPDATE product_prices SET from_minor = 4000 WHERE product_id = 'p1'"]),
    simply("lists_know_the_prices", &["DELETE FROM prices WHERE variant_id = 'v1'"]),
    simply("lists_know_the_prices", &["DELETE FROM product_prices WHERE product_id = 'p1'"]),
    simply("prices_know_their_category", &["UPDATE product_prices SET category_id = 'another' WHERE product_id = 'p1'"]),
    simply("totals_add_up", &["UPDATE orders SET total_minor = 5999 WHERE id = 'o2'"]),
    simply("totals_add_up", &["UPDATE orders SET tax_minor = 4869 WHERE id = 'o1'"]),
    simply("lines_add_up", &["UPDATE order_lines SET unit_price_minor = 1 WHERE id = 'l1'"]),
    simply("lines_add_up", &["DELETE FROM order_lines WHERE order_id = 'o3'"]),
    simply("tax_is_reproducible", &["UPDATE order_lines SET tax_minor = 1001 WHERE id = 'l3'"]),
    simply("tax_is_reproducible", &["UPDATE order_lines SET rate_ppm = 70000 WHERE id = 'l1'"]),
    simply("history_has_no_gaps", &["UPDATE order_history SET version = 3 WHERE order_id = 'o1' AND version = 2"]),
    simply("history_has_no_gaps", &["UPDATE orders SET version = 3 WHERE id = 'o1'"]),
    simply("history_has_no_gaps", &["DELETE FROM order_history WHERE order_id = 'o2'"]),
    simply("states_follow_the_machine", &["UPDATE order_history SET to_status = 'completed' WHERE order_id = 'o1' AND version = 2"]),
    simply("states_follow_the_machine", &["UPDATE order_history SET to_status = 'confirmed' WHERE order_id = 'o2'"]),
    simply("states_connect", &["UPDATE orders SET status = 'in_production' WHERE id = 'o1'"]),
    simply("states_connect", &["UPDATE order_history SET from_status = 'in_production' WHERE order_id = 'o1' AND version = 2"]),
    simply("order_numbers_have_no_gaps", &["UPDATE counters SET value = 5 WHERE name = 'order'"]),
    simply("order_numbers_have_no_gaps", &["UPDATE orders SET number = 6 WHERE id = 'o3'"]),
    simply("orders_have_an_address", &["DELETE FROM order_addresses WHERE order_id = 'o2'"]),
    simply("amounts_due_match_the_order", &["UPDATE payment_requests SET amount_minor = 5000 WHERE id = 'r2'"]),
    simply("amounts_due_match_the_order", &["UPDATE payment_requests SET currency = 'USD' WHERE id = 'r2'"]),
    simply("amounts_due_match_the_order", &["UPDATE payment_requests SET order_id = 'o1', position = 1 WHERE id = 'r2'"]),
    Break {
        check: "one_captured_payment",
        sql: &["INSERT INTO payment_attempts (id, request_id, order_id, method, state, amount_minor, currency, idempotency_key,
                created_at_ms, updated_at_ms)
            VALUES ('a9', 'r1', 'o1', 'card', 'succeeded', 30500, 'EUR', 'k9', 1, 1)"],
        postgres_first: ONE_CAPTURE,
        sqlite_first: ONE_CAPTURE,
    },
    simply("paid_means_captured", &["UPDATE payment_requests SET state = 'paid' WHERE id = 'r2'"]),
    simply("paid_means_captured", &["UPDATE payment_attempts SET state = 'succeeded' WHERE id = 'a2'"]),
    simply("paid_means_captured", &["UPDATE payment_attempts SET amount_minor = 30499 WHERE id = 'a1'"]),
    simply("paid_orders_are_confirmed", &["UPDATE orders SET status = 'pending' WHERE id = 'o1'"]),
    simply("paid_orders_are_confirmed", &["UPDATE orders SET status = 'confirmed' WHERE id = 'o2'"]),
    simply("refunds_never_exceed_payments", &["UPDATE refunds SET amount_minor = 30501 WHERE id = 'f1'"]),
    simply("refunds_never_exceed_payments", &["UPDATE refunds SET attempt_id = 'a3' WHERE id = 'f1'"]),
    simply("no_live_attempt_on_a_cancelled_order", &["UPDATE payment_attempts SET state = 'created' WHERE id = 'a3'"]),
    simply("requests_follow_refunds", &["UPDATE payment_requests SET state = 'paid' WHERE id = 'r1'"]),
    simply("requests_follow_refunds", &["UPDATE payment_requests SET state = 'refunded' WHERE id = 'r1'"]),
    simply("promised_refunds_are_sent", &["UPDATE refunds SET state = 'requested' WHERE id = 'f1'"]),
    simply("refunds_by_hand_are_asked_for", &["UPDATE payment_attempts SET method = 'bank_transfer' WHERE id = 'a1'",
        "UPDATE refunds SET state = 'requested' WHERE id = 'f1'"]),
    simply("ledger_matches_payments", &["UPDATE refunds SET amount_minor = 600 WHERE id = 'f1'"]),
    simply("ledger_matches_payments", &["UPDATE payment_attempts SET state = 'created' WHERE id = 'a1'"]),
    Break {
        check: "postings_balance",
        sql: &["UPDATE ledger SET amount_minor = amount_minor + 1 WHERE seq = 1"],
        postgres_first: LEDGER_OPEN_PG,
        sqlite_first: LEDGER_OPEN,
    },
    Break {
        check: "ledger_has_no_gaps",
        sql: &["DELETE FROM ledger WHERE seq = 6"],
        postgres_first: LEDGER_OPEN_PG,
        sqlite_first: LEDGER_OPEN,
    },
    simply("ledger_has_no_gaps", &["UPDATE ledger_head SET hash = 'x'"]),
    Break {
        check: "ledger_is_unchanged",
        sql: &["UPDATE ledger SET memo = 'Another memo' WHERE seq = 2"],
        postgres_first: LEDGER_OPEN_PG,
        sqlite_first: LEDGER_OPEN,
    },
    simply("mails_are_delivered", &["DELETE FROM jobs WHERE id = 'j2'"]),
    simply("webhooks_are_delivered", &["INSERT INTO webhook_deliveries (id, endpoint_id, event, body, state, created_at_ms, next_try_at_ms)
        VALUES ('d1', 'e1', 'order.placed', '{}', 'pending', 1, 1)"]),
    simply("holds_will_be_ended", &["UPDATE jobs SET state = 'done' WHERE id = 'j1'"]),
    simply("no_job_is_dead", &["UPDATE jobs SET state = 'dead' WHERE id = 'j2'"]),
    simply("no_job_is_overdue", &["UPDATE jobs SET run_at_ms = 1799999699999 WHERE id = 'j2'"]),
    simply("no_job_is_overdue", &["UPDATE jobs SET state = 'running', lease_until_ms = 1 WHERE id = 'j2'"]),
];
