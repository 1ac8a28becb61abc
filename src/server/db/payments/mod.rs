//! Payment requests (amounts due), their attempts, and the provider's events.

pub mod disputes;
pub mod links;
pub mod list;
pub mod objects;
pub mod unsettled;

use crate::domain::money::Money;
use crate::domain::payment::{AttemptState, PaymentMethod, RequestState, Unusable};
use crate::server::db::dialect::for_update;
use crate::server::db::{Conn, on};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use atelier_derive::TableRow;
use sqlx::AssertSqlSafe;

#[derive(Clone, Debug, TableRow)]
#[table("payment_requests")]
pub struct RequestRow {
    pub id: String,
    pub order_id: String,
    pub label: String,
    #[read(money, "amount_minor")]
    pub amount: Money,
    pub state: RequestState,
    pub paid_at_ms: Option<i64>,
    /// When it was asked for: before that it can't be paid.
    pub asked_at_ms: Option<i64>,
    pub due_at_ms: Option<i64>,
}

impl RequestRow {
    /// Open and asked for.
    pub fn is_payable(&self) -> bool {
        self.state == RequestState::Open && self.asked_at_ms.is_some()
    }

    /// The payment that brought it in, among its order's attempts.
    pub fn paid_by<'a>(&self, attempts: &'a [AttemptRow]) -> Option<&'a AttemptRow> {
        attempts.iter().find(|a| {
            a.request_id == self.id
                && a.state == AttemptState::Succeeded
                && a.refused_reason.is_none()
        })
    }
}

/// An amount due of a new order.
pub struct NewRequest {
    pub id: String,
    pub label: String,
    pub amount: Money,
    /// A hash of the token of its own link; `None` where the order's own link is used.
    pub link_hash: Option<String>,
    /// `None` while it is not asked for yet.
    pub asked_at_ms: Option<i64>,
    pub due_at_ms: Option<i64>,
}

pub async fn insert_request(
    conn: &mut Conn,
    order_id: &str,
    position: i64,
    r: &NewRequest,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO payment_requests
            (id, order_id, position, label, amount_minor, currency, state, created_at_ms, link_hash, asked_at_ms, due_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10)";
    on!(conn, c => sqlx::query(SQL).bind(&r.id).bind(order_id).bind(position).bind(&r.label).bind(r.amount.minor)
        .bind(r.amount.currency.code()).bind(now_ms).bind(&r.link_hash).bind(r.asked_at_ms).bind(r.due_at_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The requests of an order in the order they fall due.
pub async fn requests(conn: &mut Conn, order_id: &str) -> Result<Vec<RequestRow>> {
    const SQL: &str = "SELECT id, order_id, label, amount_minor, currency, state, paid_at_ms, asked_at_ms, due_at_ms
        FROM payment_requests WHERE order_id = $1 ORDER BY position";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}

/// Moves a request to another state; `false` when it was not in `from`.
pub async fn set_request_state(
    conn: &mut Conn,
    id: &str,
    from: RequestState,
    to: RequestState,
    paid_at_ms: Option<i64>,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE payment_requests SET state = $3, paid_at_ms = COALESCE($4, paid_at_ms)
        WHERE id = $1 AND state = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(from.as_str()).bind(to.as_str()).bind(paid_at_ms)
        .execute(&mut *c).await?.rows_affected() == 1),
    )
}

#[derive(Clone, Debug, TableRow)]
#[table("payment_attempts")]
pub struct AttemptRow {
    pub id: String,
    pub request_id: String,
    pub order_id: String,
    pub method: PaymentMethod,
    pub state: AttemptState,
    #[read(money, "amount_minor")]
    pub amount: Money,
    pub idempotency_key: String,
    /// The intent that it is paid by: the one that is handed out, or the one that money came by.
    pub intent_id: Option<String>,
    pub session_id: Option<String>,
    /// Sealed; the intent's own.
    pub client_secret: Option<String>,
    pub hosted_url: Option<String>,
    pub expires_at_ms: Option<i64>,
    pub last_error: Option<String>,
    pub created_at_ms: i64,
    /// Why its money was not accepted, where it was not.
    pub refused_reason: Option<Unusable>,
    /// The provider's payment link, for an attempt that was made for one.
    pub link_id: Option<String>,
    /// The attempt whose link has brought this payment too, though it was to take one alone.
    pub further_of: Option<String>,
}

/// A secret is that of the intent, an address that of the session or link.
const COLUMNS: &str = "id, request_id, order_id, method, state, amount_minor, currency, idempotency_key, intent_id, session_id,
    (SELECT o.client_secret FROM payment_objects o WHERE o.id = payment_attempts.intent_id) AS client_secret,
    (SELECT o.url FROM payment_objects o WHERE o.id = COALESCE(payment_attempts.link_id, payment_attempts.session_id)) AS hosted_url,
    expires_at_ms, last_error, created_at_ms, refused_reason, link_id, further_of";

async fn one(
    conn: &mut Conn,
    condition: &str,
    value: &str,
    lock: &str,
) -> Result<Option<AttemptRow>> {
    let sql = format!("SELECT {COLUMNS} FROM payment_attempts WHERE {condition}{lock}");
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(value).fetch_optional(&mut *c).await?),
    )
}

pub async fn attempt(conn: &mut Conn, id: &str) -> Result<Option<AttemptRow>> {
    one(conn, "id = $1", id, "").await
}

/// Reads an attempt and locks it until the transaction ends.
pub async fn lock_attempt(conn: &mut Conn, id: &str) -> Result<AttemptRow> {
    let lock = for_update(conn);
    one(conn, "id = $1", id, lock)
        .await?
        .ok_or_else(|| Error::fault(format!("there is no payment attempt {id}")))
}

/// The attempt that an intent is the payment of.
pub async fn attempt_by_intent(conn: &mut Conn, intent_id: &str) -> Result<Option<AttemptRow>> {
    one(conn, "intent_id = $1", intent_id, "").await
}

/// The one live attempt of a request, if there is one.
pub async fn live_attempt(conn: &mut Conn, request_id: &str) -> Result<Option<AttemptRow>> {
    one(
        conn,
        "request_id = $1 AND state IN ('created', 'requires_action', 'processing')",
        request_id,
        "",
    )
    .await
}

/// Every attempt on an order, oldest first.
pub async fn attempts(conn: &mut Conn, order_id: &str) -> Result<Vec<AttemptRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM payment_attempts WHERE order_id = $1 ORDER BY created_at_ms, id"
    );
    Ok(on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(order_id).fetch_all(&mut *c).await?))
}

pub async fn mark_checked(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE payment_attempts SET checked_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Writes the way in which an amount due is paid now, with the key that the provider knows it by. Returns its id.
pub async fn insert_attempt(
    conn: &mut Conn,
    (request_id, order_id): (&str, &str),
    method: PaymentMethod,
    amount: Money,
    expires_at_ms: Option<i64>,
    now_ms: i64,
) -> Result<String> {
    const SQL: &str = "INSERT INTO payment_attempts (id, request_id, order_id, method, state, amount_minor, currency,
            idempotency_key, expires_at_ms, created_at_ms, updated_at_ms)
        VALUES ($1, $2, $3, $4, 'created', $5, $6, $7, $8, $9, $9)";
    let id = new_id();
    let key = format!("attempt-{id}");
    on!(conn, c => sqlx::query(SQL).bind(&id).bind(request_id).bind(order_id).bind(method.as_str()).bind(amount.minor)
        .bind(amount.currency.code()).bind(key).bind(expires_at_ms).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(id)
}

/// Moves an attempt to another state; `false` when it was not in `from`.
pub async fn set_attempt_state(
    conn: &mut Conn,
    id: &str,
    from: AttemptState,
    to: AttemptState,
    last_error: Option<&str>,
    refused_reason: Option<Unusable>,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE payment_attempts SET state = $3, last_error = COALESCE($4, last_error),
            refused_reason = COALESCE($5, refused_reason), updated_at_ms = $6
        WHERE id = $1 AND state = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(from.as_str()).bind(to.as_str()).bind(last_error)
        .bind(refused_reason.map(Unusable::as_str)).bind(now_ms).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Records an event; `false` when it was recorded before.
pub async fn record_event(
    conn: &mut Conn,
    event_id: &str,
    kind: &str,
    object_id: &str,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO webhook_events (provider, event_id, kind, object_id, received_at_ms)
        VALUES ('stripe', $1, $2, $3, $4) ON CONFLICT (provider, event_id) DO NOTHING";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(event_id).bind(kind).bind(object_id).bind(now_ms)
        .execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Where the reconciler keeps when it last ran in full.
pub const RECONCILED: &str = "reconciled";

pub async fn checkpoint(conn: &mut Conn, name: &str) -> Result<Option<i64>> {
    const SQL: &str = "SELECT value FROM checkpoints WHERE name = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(name).fetch_optional(&mut *c).await?))
}

pub async fn set_checkpoint(conn: &mut Conn, name: &str, value: i64) -> Result<()> {
    const SQL: &str = "INSERT INTO checkpoints (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    on!(conn, c => sqlx::query(SQL).bind(name).bind(value).execute(&mut *c).await.map(drop)?);
    Ok(())
}
