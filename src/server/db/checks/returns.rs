//! Returns: no more comes back than was sold, what was refunded has its refund, and each moved along its machine.

use super::Check;
use crate::domain::refund::RefundStatus;
use crate::domain::returns::{ReturnEvent, ReturnKind, ReturnStatus};

/// The steps of the published machines as an SQL list, each behind its kind: `'return requested>approved', …`.
fn published_steps() -> String {
    let steps = ReturnKind::ALL.into_iter().flat_map(|kind| {
        ReturnStatus::ALL.into_iter().flat_map(move |from| {
            let next = ReturnEvent::ALL
                .into_iter()
                .filter_map(move |event| from.after(kind, event));
            next.map(move |to| format!("'{} {}>{}'", kind.as_str(), from.as_str(), to.as_str()))
        })
    });
    steps.collect::<Vec<_>>().join(", ")
}

/// Where each kind begins, as an SQL list.
fn first_states() -> String {
    let states =
        ReturnKind::ALL.map(|kind| format!("'{} {}'", kind.as_str(), kind.first().as_str()));
    states.join(", ")
}

pub fn checks() -> Vec<Check> {
    vec![
        Check::new(
            "returns_are_of_what_was_sold",
            "Of a line no more units come back than were bought, and only with a return of its own order.",
            "SELECT DISTINCT 'ORD-' || o.number AS id FROM return_lines l JOIN returns r ON r.id = l.return_id
                JOIN orders o ON o.id = r.order_id JOIN order_lines s ON s.id = l.line_id
            WHERE s.order_id <> r.order_id OR s.quantity < (
                SELECT SUM(b.units) FROM return_lines b JOIN returns k ON k.id = b.return_id
                WHERE b.line_id = l.line_id AND k.status NOT IN ('refused', 'withdrawn'))",
        ),
        Check::new(
            "refunded_returns_have_their_refund",
            "A return that counts as refunded has a refund that did not fail, and a refund belongs to a return of its own order.",
            format!("SELECT 'ORD-' || o.number AS id FROM returns r JOIN orders o ON o.id = r.order_id
            WHERE r.status = 'refunded'
                AND NOT EXISTS (SELECT 1 FROM refunds f WHERE f.return_id = r.id AND f.state <> '{}')
            UNION
            SELECT 'ORD-' || o.number AS id FROM refunds f JOIN returns r ON r.id = f.return_id
                JOIN orders o ON o.id = f.order_id WHERE r.order_id <> f.order_id", RefundStatus::Failed.as_str()),
        ),
        Check::new(
            "return_history_has_no_gaps",
            "Returns count from 1 within their order, and the history of each from 1 without gaps up to its version.",
            "SELECT 'ORD-' || o.number AS id FROM returns r JOIN orders o ON o.id = r.order_id
                LEFT JOIN (SELECT return_id, COUNT(*) AS entries, MIN(version) AS first, MAX(version) AS last
                    FROM return_events GROUP BY return_id) h ON h.return_id = r.id
            WHERE COALESCE(h.entries, 0) <> r.version OR h.first <> 1 OR h.last <> r.version
            UNION
            SELECT 'ORD-' || o.number AS id FROM orders o
                JOIN (SELECT order_id, COUNT(*) AS many, MAX(number) AS last FROM returns GROUP BY order_id) n
                    ON n.order_id = o.id
            WHERE n.many <> n.last",
        ),
        Check::new(
            "returns_follow_the_machine",
            "Every change of a return's state is a step of the published machine, each begins where the one before ended, and the last is where it stands.",
            format!(
                "SELECT DISTINCT 'ORD-' || o.number AS id FROM returns r JOIN orders o ON o.id = r.order_id LEFT JOIN (
                    SELECT return_id, from_status, to_status,
                        LAG(to_status) OVER (PARTITION BY return_id ORDER BY version) AS before,
                        LEAD(to_status) OVER (PARTITION BY return_id ORDER BY version) AS after
                    FROM return_events) h ON h.return_id = r.id
                WHERE h.return_id IS NULL OR COALESCE(h.from_status, '') <> COALESCE(h.before, '')
                    OR (h.after IS NULL AND h.to_status <> r.status)
                    OR (h.from_status IS NULL AND r.kind || ' ' || h.to_status NOT IN ({}))
                    OR (h.from_status IS NOT NULL AND r.kind || ' ' || h.from_status || '>' || h.to_status NOT IN ({}))",
                first_states(),
                published_steps()
            ),
        ),
    ]
}
