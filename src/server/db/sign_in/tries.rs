//! Wrong tries at signing in, by what is counted.

use crate::server::db::{Conn, on};
use crate::server::error::Result;

/// Counts one try and answers how many there have been, this one included; `None` while there is a wait. What was last
/// tried before `forget_before_ms` begins afresh.
pub async fn count(
    conn: &mut Conn,
    id: &str,
    account: &str,
    now_ms: i64,
    forget_before_ms: i64,
) -> Result<Option<i64>> {
    const SQL: &str =
        "INSERT INTO sign_in_tries (id, account, wrong, last_at_ms, free_at_ms) VALUES ($1, $2, 1, $3, $3)
        ON CONFLICT (id) DO UPDATE SET
            wrong = CASE WHEN sign_in_tries.last_at_ms < $4 THEN 1 ELSE sign_in_tries.wrong + 1 END,
            account = excluded.account, last_at_ms = excluded.last_at_ms
        WHERE sign_in_tries.free_at_ms <= excluded.last_at_ms RETURNING wrong";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(id).bind(account).bind(now_ms).bind(forget_before_ms)
        .fetch_optional(&mut *c).await?),
    )
}

/// Until when nothing is tried any more.
pub async fn wait_until(conn: &mut Conn, id: &str, free_at_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE sign_in_tries SET free_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(free_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// When the next try is allowed.
pub async fn free_at(conn: &mut Conn, id: &str) -> Result<i64> {
    const SQL: &str = "SELECT free_at_ms FROM sign_in_tries WHERE id = $1";
    let found: Option<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?);
    Ok(found.unwrap_or(0))
}

/// Takes one try back, with the wait that it began.
pub async fn take_back(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str =
        "UPDATE sign_in_tries SET wrong = wrong - 1, free_at_ms = 0 WHERE id = $1 AND wrong > 0";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn forget(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM sign_in_tries WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Forgets everything that was counted while an account was tried. Returns how many counters that were.
pub async fn forget_account(conn: &mut Conn, account: &str) -> Result<u64> {
    const SQL: &str = "DELETE FROM sign_in_tries WHERE account = $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(account).execute(&mut *c).await?.rows_affected()))
}

pub async fn forget_old(conn: &mut Conn, before_ms: i64) -> Result<()> {
    const SQL: &str = "DELETE FROM sign_in_tries WHERE last_at_ms < $1";
    on!(conn, c => sqlx::query(SQL).bind(before_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}
