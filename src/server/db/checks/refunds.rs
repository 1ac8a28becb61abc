//! Refunds: they add up to their parts, and no part of an order is refunded twice.

use super::Check;
use crate::server::db::refunds::COUNTS;

pub fn checks() -> Vec<Check> {
    vec![
        Check::new(
            "refunds_add_up",
            "A refund is its lines and its shipping, and its tax is the tax in them.",
            "SELECT f.id FROM refunds f LEFT JOIN (
                SELECT refund_id, SUM(amount_minor) AS amount, SUM(tax_minor) AS tax FROM refund_lines GROUP BY refund_id
            ) l ON l.refund_id = f.id
            WHERE (f.shipping_minor IS NULL AND l.refund_id IS NOT NULL)
                OR f.amount_minor <> f.shipping_minor + COALESCE(l.amount, 0)
                OR f.tax_minor <> f.shipping_tax_minor + COALESCE(l.tax, 0)
                OR f.shipping_tax_minor < 0 OR f.shipping_tax_minor > f.shipping_minor",
        ),
        Check::new(
            "lines_go_back_once",
            "Of a line no more units, money or tax go back than were bought.",
            format!("SELECT DISTINCT 'ORD-' || o.number AS id FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN (
                SELECT p.line_id, SUM(p.units) AS units, SUM(p.amount_minor) AS amount, SUM(p.tax_minor) AS tax
                FROM refund_lines p JOIN refunds f ON f.id = p.refund_id
                WHERE {COUNTS} GROUP BY p.line_id) b ON b.line_id = l.id
            WHERE b.units > l.quantity OR b.tax > l.tax_minor
                OR b.amount > l.total_minor + CASE WHEN o.tax_mode = 'exclusive' THEN l.tax_minor ELSE 0 END"),
        ),
        Check::new(
            "shipping_goes_back_once",
            "Of an order's shipping no more goes back than was paid.",
            format!("SELECT 'ORD-' || o.number AS id FROM orders o JOIN (
                SELECT order_id, SUM(shipping_minor) AS amount, SUM(shipping_tax_minor) AS tax FROM refunds f
                WHERE {COUNTS} GROUP BY order_id) b ON b.order_id = o.id
            WHERE b.tax > o.shipping_tax_minor
                OR b.amount > o.shipping_minor + CASE WHEN o.tax_mode = 'exclusive' THEN o.shipping_tax_minor ELSE 0 END"),
        ),
        Check::new(
            "books_give_back_what_they_have",
            "Of an order's goods, shipping and tax no more is booked back than was booked in.",
            "SELECT DISTINCT 'ORD-' || o.number AS id FROM orders o JOIN (
                SELECT order_id, account, SUM(amount_minor) AS balance FROM ledger
                WHERE account IN ('sales', 'shipping', 'tax') GROUP BY order_id, account) b ON b.order_id = o.id
            WHERE b.balance > 0",
        ),
    ]
}
