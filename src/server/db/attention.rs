//! What a person must look at.

use super::{Conn, on};
use crate::server::error::Result;
use crate::server::keys::new_id;

/// Opens an entry; the same trouble (`dedupe_key`) is opened once.
pub async fn open(
    conn: &mut Conn,
    kind: &str,
    dedupe_key: &str,
    order_id: Option<&str>,
    sentence: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO attention (id, kind, dedupe_key, order_id, sentence, opened_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (dedupe_key) DO NOTHING";
    let id = new_id();
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(kind).bind(dedupe_key).bind(order_id).bind(sentence).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}
