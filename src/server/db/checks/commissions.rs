//! Custom orders: states that moved along the published machine, one accepted version, and an order that says the same.

use super::Check;
use super::histories::Recorded;
use crate::domain::commission::status::{CommissionEvent, CommissionStatus};

/// The steps of the published machine as an SQL list: `'requested>quoted', …`.
fn published_steps() -> String {
    let steps = CommissionStatus::ALL.into_iter().flat_map(|from| {
        let next = CommissionEvent::ALL
            .into_iter()
            .filter_map(move |event| from.after(event));
        next.map(move |to| format!("'{}>{}'", from.as_str(), to.as_str()))
    });
    steps.collect::<Vec<_>>().join(", ")
}

fn recorded() -> Recorded {
    Recorded {
        prefix: "CUS-",
        table: "commissions",
        counter: "commission",
        history: "commission_events",
        key: "commission_id",
        first_state: "requested",
        steps: published_steps(),
        names: [
            (
                "commission_numbers_have_no_gaps",
                "Custom orders' numbers run from 1 to their counter, each used once.",
            ),
            (
                "commission_history_has_no_gaps",
                "A custom order's history counts from 1 without gaps up to its version.",
            ),
            (
                "commissions_follow_the_machine",
                "Every change of a custom order's state is a step of the published machine.",
            ),
            (
                "commission_states_connect",
                "Each change of a custom order's state begins where the last one ended, and the last one is its state.",
            ),
        ],
    }
}

pub fn checks() -> Vec<Check> {
    let mut checks = recorded().checks();
    checks.extend([
        Check::new(
            "quote_versions_have_no_gaps",
            "The versions of a quote count from 1 without gaps up to the one that was sent last.",
            "SELECT 'CUS-' || k.number AS id FROM commissions k
            LEFT JOIN (SELECT commission_id, COUNT(*) AS versions, MAX(version) AS last
                FROM commission_quotes GROUP BY commission_id) q ON q.commission_id = k.id
            WHERE k.quote_version <> COALESCE(q.versions, 0) OR k.quote_version <> COALESCE(q.last, 0)",
        ),
        Check::new(
            "one_accepted_version",
            "A custom order has at most one accepted version, and one exactly while it is agreed.",
            "SELECT 'CUS-' || k.number AS id FROM commissions k
            LEFT JOIN (SELECT commission_id, COUNT(*) AS live FROM commission_acceptances
                WHERE released_at_ms IS NULL GROUP BY commission_id) a ON a.commission_id = k.id
            WHERE COALESCE(a.live, 0) > 1
                OR (k.status IN ('accepted', 'in_production', 'ready', 'shipped', 'completed') AND a.live IS NULL)
                OR (k.status IN ('requested', 'quoted', 'changes_requested', 'declined') AND a.live IS NOT NULL)",
        ),
        Check::new(
            "orders_say_what_was_accepted",
            "An accepted version and its order come to the same amount, and every such order has its version.",
            "SELECT 'ORD-' || o.number AS id FROM orders o
            LEFT JOIN commission_acceptances a ON a.order_id = o.id
            LEFT JOIN commission_quotes q ON q.commission_id = a.commission_id AND q.version = a.version
            WHERE (o.kind = 'commission') <> (a.order_id IS NOT NULL)
                OR (a.order_id IS NOT NULL AND (q.total_minor <> o.total_minor OR q.currency <> o.currency))",
        ),
        Check::new(
            "orders_stand_where_their_commission_does",
            "The order of a custom order stands where its thread does, and a replaced one is cancelled.",
            "SELECT 'CUS-' || k.number AS id FROM commission_acceptances a
            JOIN commissions k ON k.id = a.commission_id JOIN orders o ON o.id = a.order_id
            WHERE o.status <> CASE
                WHEN a.released_at_ms IS NOT NULL OR k.status IN ('withdrawn', 'rejected', 'expired') THEN 'cancelled'
                WHEN k.status = 'accepted' THEN 'pending'
                WHEN k.status IN ('shipped', 'completed') THEN k.status
                ELSE 'in_production' END",
        ),
        Check::new(
            "made_pieces_have_no_stock",
            "Just the lines of custom orders have no variant, and nothing is on hold for them.",
            "SELECT DISTINCT 'ORD-' || o.number AS id FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE (o.kind = 'commission') <> (l.variant_id = '')
                OR (o.kind = 'commission' AND EXISTS (SELECT 1 FROM holds h WHERE h.order_id = o.id))",
        ),
        Check::new(
            "nothing_is_paid_before_it_is_asked_for",
            "Only an amount that was asked for has ever been payable.",
            "SELECT r.id FROM payment_requests r JOIN orders o ON o.id = r.order_id
            WHERE o.kind = 'commission' AND r.asked_at_ms IS NULL AND (r.state NOT IN ('open', 'cancelled')
                OR EXISTS (SELECT 1 FROM payment_attempts t WHERE t.request_id = r.id))",
        ),
        Check::new(
            "commissions_are_paid_before_they_are_made",
            "A custom order is in production only after a payment, and shipped only when nothing is left to pay.",
            "SELECT 'CUS-' || k.number AS id FROM commissions k
            JOIN commission_acceptances a ON a.commission_id = k.id AND a.released_at_ms IS NULL
            WHERE (k.status IN ('in_production', 'ready', 'shipped', 'completed') AND NOT EXISTS (
                    SELECT 1 FROM payment_requests r WHERE r.order_id = a.order_id AND r.state NOT IN ('open', 'cancelled')))
                OR (k.status = 'accepted' AND EXISTS (
                    SELECT 1 FROM payment_requests r WHERE r.order_id = a.order_id AND r.state <> 'open'))
                OR (k.status IN ('shipped', 'completed') AND EXISTS (
                    SELECT 1 FROM payment_requests r WHERE r.order_id = a.order_id AND r.state IN ('open', 'cancelled')))",
        ),
        Check::new(
            "quotes_will_end",
            "Every quote that waits for an answer, or for its first payment, has a job that ends it.",
            "SELECT 'CUS-' || k.number AS id FROM commissions k WHERE k.status IN ('quoted', 'accepted') AND NOT EXISTS (
                SELECT 1 FROM jobs j WHERE j.state IN ('waiting', 'running')
                    AND j.payload = '{\"kind\":\"expire_commission\",\"commission_id\":\"' || k.id
                        || '\",\"version\":' || k.quote_version || '}')",
        ),
    ]);
    checks
}
