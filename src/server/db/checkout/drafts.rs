//! What was typed at the checkout and not ordered yet, by the hash of the visit's key.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

pub async fn save(
    conn: &mut Conn,
    id: &str,
    cart_id: &str,
    sealed: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO checkout_drafts (id, cart_id, sealed, updated_at_ms) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET cart_id = excluded.cart_id, sealed = excluded.sealed,
            updated_at_ms = excluded.updated_at_ms";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(cart_id).bind(sealed).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The draft of a visit, while it was changed after `since_ms`.
pub async fn find(conn: &mut Conn, id: &str, since_ms: i64) -> Result<Option<String>> {
    const SQL: &str = "SELECT sealed FROM checkout_drafts WHERE id = $1 AND updated_at_ms > $2";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(id).bind(since_ms).fetch_optional(&mut *c).await?),
    )
}

pub async fn delete(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM checkout_drafts WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Deletes what was typed for an order that a cart has become.
pub async fn delete_of_cart(conn: &mut Conn, cart_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM checkout_drafts WHERE cart_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(cart_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn delete_old(conn: &mut Conn, before_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM checkout_drafts WHERE updated_at_ms <= $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(before_ms).execute(&mut *c).await?.rows_affected()))
}
