//! The address books of customers.

use crate::domain::contact::Address;
use crate::server::db::{Conn, on};
use crate::server::error::Result;

#[derive(sqlx::FromRow)]
struct BookRow {
    id: String,
    #[sqlx(flatten)]
    address: Address,
}

/// The addresses of a customer by id, in the order in which they were written.
pub async fn all(conn: &mut Conn, customer_id: &str) -> Result<Vec<(String, Address)>> {
    const SQL: &str =
        "SELECT id, full_name, line1, line2, city, region, postal_code, country, phone
        FROM customer_addresses WHERE customer_id = $1 ORDER BY created_at_ms, id";
    let rows: Vec<BookRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(customer_id).fetch_all(&mut *c).await?);
    let pair = |row: BookRow| (row.id, row.address);
    Ok(rows.into_iter().map(pair).collect())
}

pub async fn insert(
    conn: &mut Conn,
    id: &str,
    customer_id: &str,
    a: &Address,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO customer_addresses (id, customer_id, full_name, line1, line2, city, region, postal_code,
            country, phone, created_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(customer_id).bind(&a.full_name).bind(&a.line1).bind(&a.line2)
        .bind(&a.city).bind(&a.region).bind(&a.postal_code).bind(&a.country).bind(&a.phone).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Changes an address of this customer; false when it is not one of theirs.
pub async fn update(conn: &mut Conn, id: &str, customer_id: &str, a: &Address) -> Result<bool> {
    const SQL: &str = "UPDATE customer_addresses SET full_name = $3, line1 = $4, line2 = $5, city = $6, region = $7,
            postal_code = $8, country = $9, phone = $10
        WHERE id = $1 AND customer_id = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(customer_id).bind(&a.full_name).bind(&a.line1).bind(&a.line2)
        .bind(&a.city).bind(&a.region).bind(&a.postal_code).bind(&a.country).bind(&a.phone)
        .execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Removes an address of this customer, also as a default; false when it is not one of theirs.
pub async fn delete(conn: &mut Conn, id: &str, customer_id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM customer_addresses WHERE id = $1 AND customer_id = $2";
    const SHIPPING: &str = "UPDATE customers SET shipping_address_id = NULL WHERE id = $2 AND shipping_address_id = $1";
    const BILLING: &str =
        "UPDATE customers SET billing_address_id = NULL WHERE id = $2 AND billing_address_id = $1";
    let gone = on!(conn, c => sqlx::query(SQL).bind(id).bind(customer_id).execute(&mut *c).await?.rows_affected());
    for sql in [SHIPPING, BILLING] {
        on!(conn, c => sqlx::query(sql).bind(id).bind(customer_id).execute(&mut *c).await.map(drop)?);
    }
    Ok(gone == 1)
}

/// Chooses what a checkout begins with; `None`: nothing, or for the bill the delivery's address.
pub async fn set_defaults(
    conn: &mut Conn,
    customer_id: &str,
    shipping: Option<&str>,
    billing: Option<&str>,
) -> Result<()> {
    const SQL: &str =
        "UPDATE customers SET shipping_address_id = $2, billing_address_id = $3 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(customer_id).bind(shipping).bind(billing).execute(&mut *c).await.map(drop)?);
    Ok(())
}
