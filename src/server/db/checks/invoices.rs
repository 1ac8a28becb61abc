//! Invoices and credit notes: numbered without gaps, and each what its order or its refund says.

use super::Check;
use crate::domain::invoice::Invoice;
use crate::server::db::refunds::{COUNTS, IS_BOOKED};
use crate::server::db::{Conn, on};
use crate::server::error::Result;

pub fn checks() -> Vec<Check> {
    vec![
        Check::new(
            "invoice_numbers_have_no_gaps",
            "Invoices and credit notes are numbered from 1 to their counter in every year, each number used once.",
            "SELECT i.kind || ' ' || i.year AS id FROM invoices i GROUP BY i.kind, i.year
            HAVING COUNT(*) <> MAX(i.number) OR MIN(i.number) <> 1
                OR COUNT(*) <> COALESCE((SELECT c.value FROM counters c WHERE c.name = i.kind || ' ' || i.year), 0)
            UNION SELECT c.name FROM counters c WHERE (c.name LIKE 'invoice %' OR c.name LIKE 'credit_note %' OR c.name LIKE 'credit_note_reversal %')
                AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.kind || ' ' || i.year = c.name)",
        ),
        Check::new(
            "invoices_say_what_was_sold",
            "An invoice comes to its order's total and tax, and was issued once everything was received.",
            "SELECT 'ORD-' || o.number AS id FROM invoices i JOIN orders o ON o.id = i.order_id
            WHERE i.kind = 'invoice' AND (i.total_minor <> o.total_minor OR i.tax_minor <> o.tax_minor
                OR i.currency <> o.currency OR EXISTS (
                    SELECT 1 FROM payment_requests r WHERE r.order_id = o.id AND r.state IN ('open', 'cancelled')))",
        ),
        // Orders that were paid before invoices were issued have none.
        Check::new(
            "paid_orders_have_an_invoice",
            "Every order whose whole price was received has an invoice.",
            "SELECT 'ORD-' || o.number AS id FROM orders o JOIN (
                SELECT order_id, MAX(paid_at_ms) AS paid_at_ms,
                    SUM(CASE WHEN state IN ('open', 'cancelled') THEN 1 ELSE 0 END) AS unpaid
                FROM payment_requests GROUP BY order_id) r ON r.order_id = o.id
            WHERE r.unpaid = 0 AND r.paid_at_ms >= (SELECT MIN(issued_at_ms) FROM invoices)
                AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.order_id = o.id AND i.kind = 'invoice')",
        ),
        Check::new(
            "refunds_have_a_credit_note",
            "What went back of an order that has an invoice stands on a credit note of that amount.",
            format!("SELECT f.id FROM refunds f JOIN payment_attempts a ON a.id = f.attempt_id
            JOIN invoices i ON i.order_id = f.order_id AND i.kind = 'invoice' AND i.issued_at_ms <= f.created_at_ms
            LEFT JOIN invoices c ON c.refund_id = f.id AND c.kind = 'credit_note'
            WHERE {IS_BOOKED} AND a.refused_reason IS NULL
                AND (c.id IS NULL OR c.total_minor <> f.amount_minor OR c.currency <> f.currency OR c.order_id <> f.order_id)"),
        ),
        Check::new(
            "failed_refunds_keep_no_credit_note",
            "A credit note is taken back just when its refund did not go through, by a document of the same amount.",
            format!("SELECT f.id FROM refunds f LEFT JOIN invoices c ON c.refund_id = f.id AND c.kind = 'credit_note'
            LEFT JOIN invoices r ON r.refund_id = f.id AND r.kind = 'credit_note_reversal'
            WHERE (c.id IS NOT NULL AND ({COUNTS}) = (r.id IS NOT NULL))
                OR (r.id IS NOT NULL AND (c.id IS NULL OR r.total_minor <> c.total_minor OR r.tax_minor <> c.tax_minor
                    OR r.currency <> c.currency OR r.order_id <> c.order_id))"),
        ),
    ]
}

#[derive(sqlx::FromRow)]
struct SumsRow {
    id: String,
    total_minor: i64,
    tax_minor: i64,
    document: String,
}

/// Documents read at a time.
const PAGE: i64 = 500;

/// Ids of those whose lines do not come to their sums, or which say something else than is printed on them.
pub async fn wrong_sums(conn: &mut Conn) -> Result<Vec<String>> {
    const SQL: &str = "SELECT id, total_minor, tax_minor, document FROM invoices WHERE id > $1 ORDER BY id LIMIT $2";
    let (mut last, mut wrong) = (String::new(), Vec::new());
    loop {
        let page: Vec<SumsRow> =
            on!(conn, c => sqlx::query_as(SQL).bind(&last).bind(PAGE).fetch_all(&mut *c).await?);
        let Some(end) = page.last() else {
            return Ok(wrong);
        };
        last = end.id.clone();
        for row in page {
            let printed: Option<Invoice> = serde_json::from_str(&row.document).ok();
            let right = printed.is_some_and(|printed| {
                printed.adds_up()
                    && (printed.total_minor, printed.tax_minor) == (row.total_minor, row.tax_minor)
            });
            if !right {
                wrong.push(row.id);
            }
        }
    }
}
