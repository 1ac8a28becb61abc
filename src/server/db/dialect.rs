//! The few places where the two databases need different words.

use super::Conn;

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
