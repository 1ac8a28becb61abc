//! Accounts of the OpenID Connect provider that sign a customer in.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OpenIdRow {
    pub id: String,
    pub customer_id: String,
    pub issuer: String,
    pub email: String,
    pub added_at_ms: i64,
    pub used_at_ms: i64,
}

pub struct NewOpenId<'a> {
    pub id: &'a str,
    pub customer_id: &'a str,
    pub issuer: &'a str,
    pub subject: &'a str,
    pub email: &'a str,
    pub now_ms: i64,
}

/// Links one; a second owner is refused by the table.
pub async fn insert(conn: &mut Conn, new: &NewOpenId<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO customer_openids (id, customer_id, issuer, subject, email, added_at_ms, used_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $6)";
    on!(conn, c => sqlx::query(SQL).bind(new.id).bind(new.customer_id).bind(new.issuer).bind(new.subject)
        .bind(new.email).bind(new.now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Notes that one is used, and gives the customer whom it signs in; `None` when it is linked to nobody.
pub async fn used(
    conn: &mut Conn,
    issuer: &str,
    subject: &str,
    now_ms: i64,
) -> Result<Option<String>> {
    const SQL: &str =
        "UPDATE customer_openids SET used_at_ms = $3 WHERE issuer = $1 AND subject = $2
        RETURNING customer_id";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(issuer).bind(subject).bind(now_ms)
        .fetch_optional(&mut *c).await?),
    )
}

/// Those of a customer, the oldest first.
pub async fn of_customer(conn: &mut Conn, customer_id: &str) -> Result<Vec<OpenIdRow>> {
    const SQL: &str =
        "SELECT id, customer_id, issuer, email, added_at_ms, used_at_ms FROM customer_openids
        WHERE customer_id = $1 ORDER BY added_at_ms, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(customer_id).fetch_all(&mut *c).await?))
}

/// Takes one off a customer and gives its address; `None` when it is none of theirs.
pub async fn delete(conn: &mut Conn, customer_id: &str, id: &str) -> Result<Option<String>> {
    const SQL: &str =
        "DELETE FROM customer_openids WHERE id = $2 AND customer_id = $1 RETURNING email";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(customer_id).bind(id).fetch_optional(&mut *c).await?),
    )
}
