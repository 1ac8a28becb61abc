//! API tokens, by their hash.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TokenRow {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub scopes: String,
    pub made_by: String,
    pub maker: String,
    /// Whoever made it is an owner still.
    pub owned: bool,
    pub created_at_ms: i64,
    pub last_used_at_ms: Option<i64>,
    pub revoked_at_ms: Option<i64>,
}

const TOKEN: &str = "SELECT t.id, t.name, t.hint, t.scopes, t.made_by, s.name AS maker,
        (s.active AND s.role = 'owner') AS owned, t.created_at_ms, t.last_used_at_ms, t.revoked_at_ms
    FROM api_tokens t JOIN staff s ON s.id = t.made_by";

pub async fn by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<TokenRow>> {
    let sql = format!("{TOKEN} WHERE t.token_hash = $1");
    Ok(
        on!(conn, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(token_hash).fetch_optional(&mut *c).await?),
    )
}

/// Every token, the newest first; those that were revoked last.
pub async fn all(conn: &mut Conn) -> Result<Vec<TokenRow>> {
    let sql = format!("{TOKEN} ORDER BY t.revoked_at_ms IS NOT NULL, t.created_at_ms DESC, t.id");
    Ok(on!(conn, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *c).await?))
}

pub struct NewToken<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub token_hash: &'a str,
    pub hint: &'a str,
    pub scopes: &'a str,
    pub made_by: &'a str,
    pub now_ms: i64,
}

pub async fn insert(conn: &mut Conn, new: &NewToken<'_>) -> Result<()> {
    const SQL: &str =
        "INSERT INTO api_tokens (id, name, token_hash, hint, scopes, made_by, created_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(conn, c => sqlx::query(SQL).bind(new.id).bind(new.name).bind(new.token_hash).bind(new.hint)
        .bind(new.scopes).bind(new.made_by).bind(new.now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn used(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE api_tokens SET last_used_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Ends a token. `None`: there is no such token, or it has ended already. Else its name.
pub async fn revoke(conn: &mut Conn, id: &str, now_ms: i64) -> Result<Option<String>> {
    const SQL: &str = "UPDATE api_tokens SET revoked_at_ms = $2 WHERE id = $1 AND revoked_at_ms IS NULL RETURNING name";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).bind(now_ms).fetch_optional(&mut *c).await?))
}
