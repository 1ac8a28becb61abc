//! Enqueued mails, as they were when they were enqueued.

use super::{Conn, on};
use crate::domain::mail::MailState;
use crate::server::error::Result;
use atelier_derive::TableRow;

#[derive(Clone, Debug, TableRow)]
#[table("mails")]
pub struct MailRow {
    pub id: String,
    pub recipient: String,
    /// The mail as JSON, its links sealed.
    pub data: String,
    pub state: MailState,
}

/// Adds an enqueued mail. `template` is the name of its kind.
pub async fn insert(
    conn: &mut Conn,
    id: &str,
    template: &str,
    recipient: &str,
    data: &str,
    order_id: Option<&str>,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO mails (id, template, recipient, data, order_id, state, created_at_ms)
        VALUES ($1, $2, $3, $4, $5, 'promised', $6)";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(template).bind(recipient).bind(data).bind(order_id).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Whether a mail of this kind about this order was enqueued before.
pub async fn was_written(conn: &mut Conn, template: &str, order_id: &str) -> Result<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM mails WHERE order_id = $1 AND template = $2";
    let written: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(order_id).bind(template).fetch_one(&mut *c).await?);
    Ok(written > 0)
}

pub async fn load(conn: &mut Conn, id: &str) -> Result<Option<MailRow>> {
    const SQL: &str = "SELECT id, recipient, data, state FROM mails WHERE id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).fetch_optional(&mut *c).await?))
}

pub async fn mark_sent(conn: &mut Conn, id: &str, subject: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE mails SET state = 'sent', subject = $2, sent_at_ms = $3 WHERE id = $1 AND state <> 'sent'";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(subject).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Notes that the mail was refused for good; a replayed job may still send it.
pub async fn mark_failed(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "UPDATE mails SET state = 'failed' WHERE id = $1 AND state = 'promised'";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// To whom a mail goes and about which order.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AddressedRow {
    pub template: String,
    pub recipient: String,
    pub order_id: Option<String>,
    pub order_number: Option<i64>,
}

pub async fn addressed(conn: &mut Conn, id: &str) -> Result<Option<AddressedRow>> {
    const SQL: &str = "SELECT m.template, m.recipient, m.order_id, o.number AS order_number
        FROM mails m LEFT JOIN orders o ON o.id = m.order_id WHERE m.id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).fetch_optional(&mut *c).await?))
}
