//! What of an order its customer may correct, and what waits to be confirmed.

use crate::domain::contact::{Address, Email};
use crate::server::db::seals::Kind;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use sqlx::AssertSqlSafe;

/// Where an order goes, written over what stood there.
pub async fn set_shipping_address(conn: &mut Conn, order_id: &str, a: &Address) -> Result<()> {
    const SQL: &str =
        "UPDATE order_addresses SET full_name = $2, line1 = $3, line2 = $4, city = $5, region = $6,
            postal_code = $7, country = $8, phone = $9
        WHERE order_id = $1 AND role = 'shipping'";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(&a.full_name).bind(&a.line1).bind(&a.line2).bind(&a.city)
        .bind(&a.region).bind(&a.postal_code).bind(&a.country).bind(&a.phone).execute(&mut *c).await.map(drop)?);
    conn.to_seal(Kind::OrderAddress, format!("{order_id}/shipping"))
}

pub async fn set_customer_name(conn: &mut Conn, order_id: &str, name: &str) -> Result<()> {
    const SQL: &str = "UPDATE orders SET customer_name = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(name).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_email(conn: &mut Conn, order_id: &str, email: &Email) -> Result<()> {
    const SQL: &str = "UPDATE orders SET email = $2, email_key = $3 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(email.as_str()).bind(email.key()).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_note(conn: &mut Conn, order_id: &str, note: &str) -> Result<()> {
    const SQL: &str = "UPDATE orders SET note = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(order_id).bind(note).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// A new address that waits for its link to be opened.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EmailChangeRow {
    pub order_id: String,
    pub email: String,
    pub generation: i64,
    pub expires_at_ms: i64,
}

/// What waits for an order.
pub async fn email_change(conn: &mut Conn, order_id: &str) -> Result<Option<EmailChangeRow>> {
    one(conn, "order_id", order_id).await
}

pub async fn email_change_by_link(
    conn: &mut Conn,
    link_hash: &str,
) -> Result<Option<EmailChangeRow>> {
    one(conn, "link_hash", link_hash).await
}

async fn one(conn: &mut Conn, column: &str, value: &str) -> Result<Option<EmailChangeRow>> {
    let sql = format!(
        "SELECT order_id, email, generation, expires_at_ms FROM order_email_changes WHERE {column} = $1"
    );
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(value).fetch_optional(&mut *c).await?),
    )
}

/// Writes a new address down; it takes the place of an earlier one, whose link is over with it.
pub async fn put_email_change(
    conn: &mut Conn,
    row: &EmailChangeRow,
    link_hash: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO order_email_changes (order_id, email, generation, link_hash, asked_at_ms, expires_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (order_id) DO UPDATE SET email = excluded.email, generation = excluded.generation,
            link_hash = excluded.link_hash, asked_at_ms = excluded.asked_at_ms, expires_at_ms = excluded.expires_at_ms";
    on!(conn, c => sqlx::query(SQL).bind(&row.order_id).bind(&row.email).bind(row.generation).bind(link_hash).bind(now_ms)
        .bind(row.expires_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn forget_email_change(conn: &mut Conn, order_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM order_email_changes WHERE order_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(order_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Forgets addresses whose links have ended.
pub async fn forget_ended_email_changes(conn: &mut Conn, now_ms: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM order_email_changes WHERE expires_at_ms < $1";
    on!(conn, c => sqlx::query(SQL).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// When something last happened to an order that its holder can see: a row of its history, or a change of its payment.
pub async fn last_news_ms(conn: &mut Conn, order_id: &str) -> Result<i64> {
    const SQL: &str = "SELECT MAX(at_ms) FROM (
            SELECT MAX(at_ms) AS at_ms FROM order_history WHERE order_id = $1 AND NOT internal
            UNION ALL SELECT MAX(updated_at_ms) FROM payment_attempts WHERE order_id = $1) AS news";
    let at: Option<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(order_id).fetch_one(&mut *c).await?);
    Ok(at.unwrap_or_default())
}
