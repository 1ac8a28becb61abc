//! Invoices and credit notes: written once, numbered without gaps.

use super::seals::Kind;
use super::{Conn, on};
use crate::domain::day::Day;
use crate::domain::invoice::InvoiceKind;
use crate::server::error::Result;
use atelier_derive::TableRow;

/// The date of a new document: today, or the date of the one before where that is later, which it is when the shop has
/// changed its time zone. So no number of an older year follows one of a newer. A date more than two days ahead comes from a
/// clock that was wrong, and holds nothing up. Its row stays locked until the transaction ends.
pub async fn date(conn: &mut Conn, today: Day) -> Result<Day> {
    const SQL: &str = "INSERT INTO counters (name, value) VALUES ('invoices dated', $1)
        ON CONFLICT (name) DO UPDATE SET value = CASE
            WHEN counters.value > excluded.value AND counters.value <= excluded.value + 2 THEN counters.value
            ELSE excluded.value END
        RETURNING value";
    let day: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(today.0).fetch_one(&mut *c).await?);
    Ok(Day(day))
}

/// The next number of a kind in a year. Its row stays locked until the transaction ends, so numbers have no gaps.
pub async fn next_number(conn: &mut Conn, kind: InvoiceKind, year: i64) -> Result<i64> {
    const SQL: &str = "INSERT INTO counters (name, value) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";
    let name = format!("{} {year}", kind.as_str());
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(&name).fetch_one(&mut *c).await?))
}

/// What a new one is written from.
pub struct NewInvoice<'a> {
    pub id: &'a str,
    pub kind: InvoiceKind,
    pub year: i64,
    pub number: i64,
    pub order_id: &'a str,
    pub refund_id: Option<&'a str>,
    pub currency: &'a str,
    pub total_minor: i64,
    pub tax_minor: i64,
    pub document: &'a str,
    pub issued_on: Day,
    pub now_ms: i64,
}

pub async fn insert(conn: &mut Conn, i: &NewInvoice<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO invoices (id, kind, year, number, order_id, refund_id, currency, total_minor, tax_minor,
            document, issued_on, issued_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(conn, c => sqlx::query(SQL).bind(i.id).bind(i.kind.as_str()).bind(i.year).bind(i.number).bind(i.order_id)
        .bind(i.refund_id).bind(i.currency).bind(i.total_minor).bind(i.tax_minor).bind(i.document)
        .bind(i.issued_on.0).bind(i.now_ms).execute(&mut *c).await.map(drop)?);
    conn.to_seal(Kind::Invoice, i.id.into())
}

#[derive(Clone, Debug, TableRow)]
#[table("invoices")]
pub struct InvoiceRow {
    pub id: String,
    pub kind: InvoiceKind,
    pub year: i64,
    pub number: i64,
    pub refund_id: Option<String>,
    pub total_minor: i64,
    pub tax_minor: i64,
    /// Everything that is printed, as JSON.
    pub document: String,
    /// The date that is printed on it.
    pub issued_on: Day,
}

/// Those of an order, in the order they were issued.
pub async fn of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<InvoiceRow>> {
    const SQL: &str = "SELECT id, kind, year, number, refund_id, total_minor, tax_minor, document, issued_on FROM invoices
        WHERE order_id = $1 ORDER BY issued_at_ms,
            CASE kind WHEN 'invoice' THEN 0 WHEN 'credit_note' THEN 1 ELSE 2 END, number";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}
