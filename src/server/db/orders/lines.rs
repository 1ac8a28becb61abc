//! The lines of an order, as they were sold.

use crate::domain::answers::{Answered, is_personalised};
use crate::server::db::{Conn, on};
use crate::server::error::{Error, Result};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OrderLineRow {
    pub id: String,
    pub variant_id: String,
    pub product_slug: String,
    pub sku: String,
    pub title: String,
    pub variant_name: String,
    pub product_status: String,
    pub one_of_a_kind: bool,
    pub quantity: i64,
    pub unit_price_minor: i64,
    pub total_minor: i64,
    pub tax_minor: i64,
    pub rate_ppm: i64,
    pub picture: Option<String>,
    /// What was answered, in its canonical form, by which the same can be bought again.
    pub answers: String,
    /// How it read then, as JSON.
    answered: String,
}

impl OrderLineRow {
    /// What was answered, as it read when the order was placed.
    pub fn answered(&self) -> Result<Vec<Answered>> {
        let odd = |_| Error::impossible("order_lines", "answered", &self.id, &self.answered);
        serde_json::from_str(&self.answered).map_err(odd)
    }

    /// Whether it is personalised, with a text of the buyer's own: nobody can withdraw from that.
    pub fn personalised(&self) -> Result<bool> {
        Ok(is_personalised(&self.answered()?))
    }
}

pub async fn lines(conn: &mut Conn, order_id: &str) -> Result<Vec<OrderLineRow>> {
    const SQL: &str = "SELECT id, variant_id, product_slug, sku, title, variant_name, product_status, one_of_a_kind, quantity,
            unit_price_minor, total_minor, tax_minor, rate_ppm, picture, answers, answered
        FROM order_lines WHERE order_id = $1 ORDER BY position";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}
