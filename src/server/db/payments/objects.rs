//! What the provider made for an attempt: intents, hosted sessions, payment links, each a row of its own.

use crate::server::db::payments::AttemptRow;
use crate::server::db::{Conn, on, payments};
use crate::server::error::Result;
use atelier_derive::{Named, TableRow};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum ObjectKind {
    Intent,
    Session,
    Link,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum ObjectState {
    /// Money may come by it.
    Open,
    /// It takes no money any more.
    Closed,
    /// What it brought was dealt with.
    Paid,
}

/// An object of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, TableRow)]
#[table("payment_objects")]
pub struct ObjectRow {
    /// The provider's.
    pub id: String,
    pub kind: ObjectKind,
    pub state: ObjectState,
}

/// An object as the provider told of it. A secret or an address is what stood in the same answer as the id.
#[derive(Clone, Debug)]
pub struct NewObject {
    pub id: String,
    pub kind: ObjectKind,
    /// Sealed.
    pub client_secret: Option<String>,
    pub url: Option<String>,
}

impl NewObject {
    /// One of which no more than the id is known.
    pub fn plain(kind: ObjectKind, id: &str) -> NewObject {
        NewObject {
            id: id.into(),
            kind,
            client_secret: None,
            url: None,
        }
    }
}

/// Writes an object of an attempt down. One that is known keeps what is known of it, and whose it is.
pub async fn save(conn: &mut Conn, attempt_id: &str, new: &NewObject, now_ms: i64) -> Result<()> {
    const SQL: &str = "INSERT INTO payment_objects (id, attempt_id, kind, state, client_secret, url, created_at_ms, updated_at_ms)
        VALUES ($1, $2, $3, 'open', $4, $5, $6, $6)
        ON CONFLICT (id) DO UPDATE SET client_secret = COALESCE(payment_objects.client_secret, excluded.client_secret),
            url = COALESCE(payment_objects.url, excluded.url)";
    on!(conn, c => sqlx::query(SQL).bind(&new.id).bind(attempt_id).bind(new.kind.as_str())
        .bind(new.client_secret.as_deref()).bind(new.url.as_deref()).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Every object of an attempt, oldest first.
pub async fn of_attempt(conn: &mut Conn, attempt_id: &str) -> Result<Vec<ObjectRow>> {
    const SQL: &str = "SELECT id, kind, state FROM payment_objects WHERE attempt_id = $1 ORDER BY created_at_ms, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(attempt_id).fetch_all(&mut *c).await?))
}

/// The attempt that an object belongs to.
pub async fn attempt_of(conn: &mut Conn, id: &str) -> Result<Option<AttemptRow>> {
    const SQL: &str = "SELECT attempt_id FROM payment_objects WHERE id = $1";
    let attempt_id: Option<String> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?);
    match attempt_id {
        Some(attempt_id) => payments::attempt(conn, &attempt_id).await,
        None => Ok(None),
    }
}

/// An object is over. What brought money stays so.
pub async fn close(conn: &mut Conn, id: &str, to: ObjectState, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE payment_objects SET state = $2, updated_at_ms = $3 WHERE id = $1 AND state <> 'paid'";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(to.as_str()).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Gives an object to another attempt: it brought a payment of its own.
pub async fn move_to(conn: &mut Conn, id: &str, attempt_id: &str) -> Result<()> {
    const SQL: &str = "UPDATE payment_objects SET attempt_id = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(attempt_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// What is handed out to pay an attempt by, unless something is already. `false`: something else is.
pub async fn hand_out(
    conn: &mut Conn,
    attempt_id: &str,
    intent_id: Option<&str>,
    session_id: Option<&str>,
    link_id: Option<&str>,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE payment_attempts SET intent_id = $2, session_id = $3, link_id = $4 WHERE id = $1
        AND intent_id IS NULL AND session_id IS NULL AND link_id IS NULL";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(attempt_id).bind(intent_id).bind(session_id).bind(link_id)
        .execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// The intent by which an attempt is paid: of the session that was completed, or the one that money came by.
pub async fn set_intent(conn: &mut Conn, attempt_id: &str, intent_id: &str) -> Result<()> {
    const SQL: &str = "UPDATE payment_attempts SET intent_id = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(attempt_id).bind(intent_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Records a payment that came beside the one that an attempt was made for. It is nobody's way to pay, so it begins as
/// over. `false` when it is known already.
pub async fn insert_further(
    conn: &mut Conn,
    id: &str,
    of: &AttemptRow,
    intent_id: &str,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO payment_attempts (id, request_id, order_id, method, state, amount_minor, currency,
            idempotency_key, intent_id, further_of, created_at_ms, updated_at_ms)
        VALUES ($1, $2, $3, $4, 'cancelled', $5, $6, $7, $8, $9, $10, $10) ON CONFLICT DO NOTHING";
    let key = format!("further-{intent_id}");
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(&of.request_id).bind(&of.order_id).bind(of.method.as_str())
        .bind(of.amount.minor).bind(of.amount.currency.code()).bind(key).bind(intent_id).bind(&of.id).bind(now_ms)
        .execute(&mut *c).await?.rows_affected() == 1),
    )
}
