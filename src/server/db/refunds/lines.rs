//! What refunds consist of: units and amounts of an order's lines.

use crate::domain::refund::LinePart;
use crate::server::db::{Conn, on};
use crate::server::error::Result;

/// One line's part of a refund as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RefundLineRow {
    pub refund_id: String,
    pub line_id: String,
    pub units: i64,
    pub amount_minor: i64,
    pub tax_minor: i64,
    pub restocked: i64,
}

/// Writes the lines of a refund, with the units of each that went back on the shelf.
pub async fn insert(
    conn: &mut Conn,
    refund_id: &str,
    lines: &[LinePart],
    restocked: &[(String, i64)],
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO refund_lines (refund_id, line_id, units, amount_minor, tax_minor, restocked)
        VALUES ($1, $2, $3, $4, $5, $6)";
    for line in lines {
        let back = restocked.iter().find(|(id, _)| *id == line.id);
        // Where a line is refunded over two payments its units stand with the first.
        let back = back.map_or(0, |(_, units)| (*units).min(line.units));
        on!(conn, c => sqlx::query(SQL).bind(refund_id).bind(&line.id).bind(line.units).bind(line.share.amount_minor)
            .bind(line.share.tax_minor).bind(back).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

/// The lines of every refund of an order.
pub async fn of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<RefundLineRow>> {
    const SQL: &str =
        "SELECT l.refund_id, l.line_id, l.units, l.amount_minor, l.tax_minor, l.restocked
        FROM refund_lines l JOIN refunds f ON f.id = l.refund_id WHERE f.order_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}
