//! The few places where the two databases need different words.

use super::{Conn, on};
use crate::server::error::Result;

/// Claims due jobs: PostgreSQL skips rows that another worker holds, SQLite has one writer.
pub fn skip_locked(conn: &Conn) -> &'static str {
    if conn.is_postgres() {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    }
}

/// Locks the row that was read until the transaction ends; SQLite's transaction already holds the write lock.
pub fn for_update(conn: &Conn) -> &'static str {
    if conn.is_postgres() {
        " FOR UPDATE"
    } else {
        ""
    }
}

/// The column order of text: PostgreSQL follows the database's collation unless told otherwise.
pub fn binary(conn: &Conn) -> &'static str {
    if conn.is_postgres() {
        " COLLATE \"C\""
    } else {
        ""
    }
}

/// Keeps every other transaction from writing to a table until this one ends: for small tables that are read as a
/// whole, changed and written back. SQLite's transaction is the only writer already.
pub async fn write_alone(conn: &mut Conn, table: &'static str) -> Result<()> {
    if conn.is_postgres() {
        let sql = sqlx::AssertSqlSafe(format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"));
        on!(conn, c => sqlx::query(sql).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}
