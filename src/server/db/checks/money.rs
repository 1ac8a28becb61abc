//! Money: what is due, what was captured once, what went back, and a ledger that balances.

use super::Check;
use crate::domain::payment::Unusable;
use crate::server::db::refunds::{COUNTS, IS_BOOKED, IS_REQUESTED};

pub fn checks() -> Vec<Check> {
    vec![
        Check::new(
            "amounts_due_match_the_order",
            "Every order has an amount due in its own currency, and together they are its total.",
            "SELECT 'ORD-' || o.number AS id FROM orders o
            LEFT JOIN (SELECT order_id, COUNT(*) AS rows_due, SUM(amount_minor) AS due,
                    MIN(currency) AS low, MAX(currency) AS high
                FROM payment_requests GROUP BY order_id) r ON r.order_id = o.id
            WHERE r.order_id IS NULL OR r.due <> o.total_minor OR r.low <> o.currency OR r.high <> o.currency",
        ),
        Check::new(
            "one_captured_payment",
            "An amount due has at most one captured payment and at most one live attempt.",
            "SELECT request_id AS id FROM payment_attempts GROUP BY request_id
            HAVING SUM(CASE WHEN state = 'succeeded' AND refused_reason IS NULL THEN 1 ELSE 0 END) > 1
                OR SUM(CASE WHEN state IN ('created', 'requires_action', 'processing') THEN 1 ELSE 0 END) > 1",
        ),
        Check::new(
            "what_is_paid_by_is_known",
            "The intent, session or link that an attempt is paid by is an object of that attempt.",
            "SELECT a.id FROM payment_attempts a
            WHERE (SELECT COUNT(*) FROM payment_objects o WHERE o.attempt_id = a.id
                    AND o.id IN (a.intent_id, a.session_id, a.link_id))
                <> (CASE WHEN a.intent_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN a.session_id IS NULL THEN 0 ELSE 1 END)
                    + (CASE WHEN a.link_id IS NULL THEN 0 ELSE 1 END)",
        ),
        Check::new(
            "paid_means_captured",
            "An amount due is paid just when a payment was captured for it, of that amount and currency.",
            "SELECT r.id FROM payment_requests r LEFT JOIN payment_attempts a
                ON a.request_id = r.id AND a.state = 'succeeded' AND a.refused_reason IS NULL
            WHERE r.amount_minor > 0 AND (
                (r.state IN ('paid', 'partially_refunded', 'refunded')) <> (a.id IS NOT NULL)
                OR (a.id IS NOT NULL AND (a.amount_minor <> r.amount_minor OR a.currency <> r.currency)))",
        ),
        Check::new(
            "paid_orders_are_confirmed",
            "An order past pending was paid, and a paid order is not left pending.",
            "SELECT 'ORD-' || o.number AS id FROM orders o
            WHERE (o.status = 'pending' AND EXISTS (SELECT 1 FROM payment_requests r
                    WHERE r.order_id = o.id AND r.state IN ('paid', 'partially_refunded', 'refunded'))
                AND NOT EXISTS (SELECT 1 FROM payment_requests r WHERE r.order_id = o.id AND r.state = 'open'))
                OR (o.kind = 'ready_made' AND o.status IN ('confirmed', 'in_production', 'shipped', 'completed')
                    AND EXISTS (SELECT 1 FROM payment_requests r WHERE r.order_id = o.id AND r.state IN ('open', 'cancelled')))",
        ),
        Check::new(
            "refunds_never_exceed_payments",
            "What was refunded of a payment, or is being refunded, is at most what it brought in.",
            format!("SELECT a.id FROM payment_attempts a JOIN refunds f ON f.attempt_id = a.id
            WHERE {COUNTS} GROUP BY a.id, a.state, a.amount_minor
            HAVING SUM(f.amount_minor) > a.amount_minor OR a.state <> 'succeeded'"),
        ),
        Check::new(
            "no_live_attempt_on_a_cancelled_order",
            "A cancelled order has no attempt that could still be paid, but for one that is being closed.",
            "SELECT a.id FROM payment_attempts a JOIN orders o ON o.id = a.order_id
            WHERE o.status = 'cancelled' AND a.state IN ('created', 'requires_action', 'processing') AND NOT EXISTS (
                SELECT 1 FROM jobs j WHERE j.state <> 'done'
                    AND j.payload IN ('{\"kind\":\"close_attempt\",\"attempt_id\":\"' || a.id || '\"}',
                                      '{\"kind\":\"settle\",\"attempt_id\":\"' || a.id || '\"}'))",
        ),
        Check::new(
            "requests_follow_refunds",
            "An amount due says that it was refunded, in part or in full, just when it was.",
            format!("SELECT r.id FROM payment_requests r LEFT JOIN (
                SELECT f.request_id, SUM(f.amount_minor) AS promised,
                    SUM(CASE WHEN {IS_BOOKED} THEN f.amount_minor ELSE 0 END) AS booked
                FROM refunds f JOIN payment_attempts a ON a.id = f.attempt_id
                WHERE {COUNTS} AND a.refused_reason IS NULL GROUP BY f.request_id
            ) b ON b.request_id = r.id
            WHERE (r.state = 'paid' AND COALESCE(b.booked, 0) > 0)
                OR (r.state = 'partially_refunded' AND (COALESCE(b.promised, 0) = 0 OR b.booked >= r.amount_minor))
                OR (r.state = 'refunded' AND COALESCE(b.promised, 0) < r.amount_minor)
                OR (r.state IN ('open', 'cancelled') AND COALESCE(b.promised, 0) > 0)"),
        ),
        Check::new(
            "refunds_by_hand_are_asked_for",
            "A refund that waits for somebody to give the money back stands in the attention queue.",
            format!("SELECT f.id FROM refunds f JOIN payment_attempts a ON a.id = f.attempt_id
            WHERE {IS_REQUESTED} AND a.method IN ('bank_transfer', 'cash_on_collection') AND NOT EXISTS (
                SELECT 1 FROM attention t WHERE t.resolved_at_ms IS NULL
                    AND t.dedupe_key IN ('manual refund ' || f.id, 'manual refund ' || a.id))"),
        ),
        Check::new(
            "promised_refunds_are_sent",
            "A refund that was promised and not yet sent has a job that sends it.",
            format!("SELECT f.id FROM refunds f JOIN payment_attempts a ON a.id = f.attempt_id
            WHERE {IS_REQUESTED} AND a.method IN ('card', 'hosted', 'payment_link') AND NOT EXISTS (
                SELECT 1 FROM jobs j WHERE j.state <> 'done'
                    AND j.payload = '{{\"kind\":\"send_refund\",\"refund_id\":\"' || f.id || '\"}}')"),
        ),
        // A payment that did not match its attempt is booked as it came in, and a person is looking at it.
        Check::new(
            "ledger_matches_payments",
            "For every order the ledger holds what was captured, less what went back or is disputed.",
            format!("SELECT 'ORD-' || o.number AS id FROM orders o
            LEFT JOIN (SELECT order_id,
                    SUM(CASE WHEN account IN ('provider', 'bank', 'cash') THEN amount_minor ELSE 0 END) AS money,
                    SUM(CASE WHEN account = 'customer_credit' THEN amount_minor ELSE 0 END) AS owed
                FROM ledger GROUP BY order_id) l ON l.order_id = o.id
            LEFT JOIN (SELECT order_id, SUM(amount_minor) AS captured,
                    SUM(CASE WHEN refused_reason IS NOT NULL THEN amount_minor ELSE 0 END) AS refused
                FROM payment_attempts WHERE state = 'succeeded' GROUP BY order_id) a ON a.order_id = o.id
            LEFT JOIN (SELECT f.order_id, SUM(f.amount_minor) AS back,
                    SUM(CASE WHEN p.refused_reason IS NOT NULL THEN f.amount_minor ELSE 0 END) AS refused
                FROM refunds f JOIN payment_attempts p ON p.id = f.attempt_id
                WHERE {IS_BOOKED} GROUP BY f.order_id) f ON f.order_id = o.id
            LEFT JOIN (SELECT order_id, SUM(withdrawn_minor) AS withdrawn FROM disputes GROUP BY order_id
                ) d ON d.order_id = o.id
            WHERE NOT EXISTS (SELECT 1 FROM payment_attempts m WHERE m.order_id = o.id AND m.refused_reason = '{}')
                AND (COALESCE(l.money, 0) <> COALESCE(a.captured, 0) - COALESCE(f.back, 0) - COALESCE(d.withdrawn, 0)
                    OR COALESCE(l.owed, 0) <> COALESCE(f.refused, 0) - COALESCE(a.refused, 0))", Unusable::Mismatch.as_str()),
        ),
        Check::new(
            "postings_balance",
            "Every posting of the ledger adds up to zero in one currency and belongs to one order.",
            "SELECT posting AS id FROM ledger GROUP BY posting
            HAVING SUM(amount_minor) <> 0 OR COUNT(DISTINCT currency) > 1 OR COUNT(DISTINCT order_id) > 1",
        ),
        Check::new(
            "ledger_has_no_gaps",
            "The ledger counts from 1 without gaps, and its head is its last entry.",
            "SELECT 'head' AS id FROM ledger_head h
            WHERE h.seq <> (SELECT COUNT(*) FROM ledger) OR h.seq <> (SELECT COALESCE(MAX(seq), 0) FROM ledger)
                OR (h.seq > 0 AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.seq = h.seq AND l.hash = h.hash))",
        ),
    ]
}
