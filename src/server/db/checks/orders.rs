//! Orders: totals that can be computed again, states that moved along the published machine, numbers without gaps.

use super::Check;
use super::histories::Recorded;
use crate::domain::order_status::{OrderEvent, OrderStatus};

/// The steps of the published machine as an SQL list: `'pending>confirmed', …`.
fn published_steps() -> String {
    let events = [
        OrderEvent::Pay,
        OrderEvent::StartMaking,
        OrderEvent::Ship,
        OrderEvent::Complete,
        OrderEvent::Cancel,
    ];
    let steps = OrderStatus::ALL.into_iter().flat_map(|from| {
        let next = events
            .into_iter()
            .filter_map(move |event| from.after(event));
        next.map(move |to| format!("'{}>{}'", from.as_str(), to.as_str()))
    });
    steps.collect::<Vec<_>>().join(", ")
}

fn recorded() -> Recorded {
    Recorded {
        prefix: "ORD-",
        table: "orders",
        counter: "order",
        history: "order_history",
        key: "order_id",
        first_state: "pending",
        steps: published_steps(),
        names: [
            (
                "order_numbers_have_no_gaps",
                "Order numbers run from 1 to the counter, each used once.",
            ),
            (
                "history_has_no_gaps",
                "An order's history counts from 1 without gaps up to the order's version.",
            ),
            (
                "states_follow_the_machine",
                "Every change of state is a step of the published machine.",
            ),
            (
                "states_connect",
                "Each change of state begins where the last one ended, and the last one is the order's state.",
            ),
        ],
    }
}

pub fn checks() -> Vec<Check> {
    let mut checks = recorded().checks();
    checks.extend([
        Check::new(
            "totals_add_up",
            "An order's total is its lines, shipping and added tax, less its discount.",
            "SELECT 'ORD-' || o.number AS id FROM orders o
            WHERE o.total_minor <> o.subtotal_minor + o.shipping_minor - o.discount_minor
                    + CASE WHEN o.tax_mode = 'exclusive' THEN o.tax_minor ELSE 0 END
                OR o.subtotal_minor <> (SELECT COALESCE(SUM(l.total_minor), 0) FROM order_lines l WHERE l.order_id = o.id)
                OR o.tax_minor <> o.shipping_tax_minor
                    + (SELECT COALESCE(SUM(l.tax_minor), 0) FROM order_lines l WHERE l.order_id = o.id)",
        ),
        Check::new(
            "lines_add_up",
            "Every order has lines, and a line's total is its unit price times its quantity.",
            "SELECT 'ORD-' || o.number AS id FROM orders o
            WHERE NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id)
                OR EXISTS (SELECT 1 FROM order_lines l
                    WHERE l.order_id = o.id AND l.total_minor <> l.unit_price_minor * l.quantity)",
        ),
        // The formula of domain::pricing: rounded half-up once per rate on the summed base, to what the currency can be
        // charged in (domain::chargeable: currencies with three decimals in steps of ten).
        Check::new(
            "tax_is_reproducible",
            "The tax of each rate is what that rate gives on the summed lines and shipping, rounded once.",
            "SELECT DISTINCT 'ORD-' || number AS id FROM (
                SELECT o.number, o.tax_mode, o.discount_minor, s.base, s.tax, s.rate_ppm,
                    CASE WHEN o.currency IN ('BHD', 'JOD', 'KWD', 'OMR', 'TND') THEN 10 ELSE 1 END AS step
                FROM orders o JOIN (
                SELECT order_id, rate_ppm, CAST(SUM(base) AS BIGINT) AS base, CAST(SUM(tax) AS BIGINT) AS tax FROM (
                    SELECT order_id, rate_ppm, total_minor AS base, tax_minor AS tax FROM order_lines
                    UNION ALL
                    SELECT id, shipping_rate_ppm, shipping_minor, shipping_tax_minor FROM orders) shares
                GROUP BY order_id, rate_ppm) s ON s.order_id = o.id) rates
            WHERE discount_minor = 0 AND tax <> step * CASE tax_mode
                WHEN 'inclusive' THEN (2 * base * rate_ppm + step * (1000000 + rate_ppm)) / (2 * step * (1000000 + rate_ppm))
                ELSE (2 * base * rate_ppm + step * 1000000) / (2 * step * 1000000) END",
        ),
        Check::new(
            "what_left_has_its_parcels",
            "An order that has left has its parcels, numbered from 1 without gaps, the first sent when it left; no other has any.",
            "SELECT 'ORD-' || o.number AS id FROM orders o LEFT JOIN (
                    SELECT order_id, COUNT(*) AS many, MAX(number) AS last, MIN(sent_at_ms) AS first FROM parcels GROUP BY order_id
                ) p ON p.order_id = o.id
            WHERE (o.shipped_at_ms IS NULL) <> (p.order_id IS NULL) OR p.many <> p.last OR p.first <> o.shipped_at_ms",
        ),
        Check::new(
            "orders_have_an_address",
            "Every order says where it goes.",
            "SELECT 'ORD-' || o.number AS id FROM orders o WHERE NOT EXISTS (
                SELECT 1 FROM order_addresses a WHERE a.order_id = o.id AND a.role = 'shipping')",
        ),
    ]);
    checks
}
