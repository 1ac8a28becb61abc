//! Invoices and credit notes. An invoice is issued once, when everything that an order costs has been received; a
//! credit note when money of such an order is refunded, and what reverses a credit note when its refund fails. All are
//! written in the transaction of that money, with the next number of their year, and never change: the PDF is drawn
//! from what was written then.

mod draw;
mod issue;
mod layout;
mod type_setting;

pub use issue::{for_payment, for_refund, reverse};

use super::db::invoices::InvoiceRow;
use super::db::{self, Conn};
use super::error::{Error, Result};
use super::state::App;
use crate::domain::invoice::{Invoice, InvoiceView, invoice_number};
use crate::domain::money::{Currency, Money};

/// Those of an order, in the order they were issued.
pub async fn of_order(
    conn: &mut Conn,
    order_id: &str,
    currency: Currency,
) -> Result<Vec<InvoiceView>> {
    let rows = db::invoices::of_order(conn, order_id).await?;
    let view = |row: InvoiceRow| InvoiceView {
        kind: row.kind,
        number: invoice_number(row.kind, row.year, row.number),
        total: Money::new(row.total_minor, currency),
        issued_on: row.issued_on,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One of an order's as a PDF, by its number. The caller has seen to it that whoever asks may see the order.
pub async fn pdf(app: &App, order_id: &str, number: &str) -> Result<Vec<u8>> {
    let mut conn = app.db.read().await?;
    let rows = db::invoices::of_order(&mut conn, order_id).await?;
    drop(conn);
    let row = rows
        .into_iter()
        .find(|row| invoice_number(row.kind, row.year, row.number) == number)
        .ok_or_else(|| {
            Error::not_found(
                "This order has no such invoice. Its page lists those that were issued.",
            )
        })?;
    let invoice: Invoice = serde_json::from_str(&row.document)?;
    let drawn = tokio::task::spawn_blocking(move || draw::pdf(&invoice)).await;
    drawn.map_err(|error| Error::fault(format!("drawing an invoice: {error}")))?
}
