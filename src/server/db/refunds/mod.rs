//! Refunds, and what of them is owed because it did not arrive.

pub mod lines;
pub mod unsettled;

use crate::domain::money::Money;
use crate::domain::refund::{Parts, RefundCause, RefundStatus, SentWay, Share};
use crate::server::db::dialect::for_update;
use crate::server::db::payments::AttemptRow;
use crate::server::db::{Conn, on, push_in};
use crate::server::error::{Error, Result};
use atelier_derive::TableRow;
use sqlx::{AssertSqlSafe, QueryBuilder};

#[derive(Clone, Debug, TableRow)]
#[table("refunds")]
pub struct RefundRow {
    pub id: String,
    pub order_id: String,
    pub request_id: String,
    pub attempt_id: String,
    #[read(money, "amount_minor")]
    pub amount: Money,
    pub state: RefundStatus,
    pub cause: RefundCause,
    /// What staff wrote; empty for any other cause.
    pub reason: String,
    pub idempotency_key: String,
    pub provider_ref: Option<String>,
    tax_minor: Option<i64>,
    shipping_minor: Option<i64>,
    shipping_tax_minor: Option<i64>,
    /// The return that it is for.
    pub return_id: Option<String>,
    pub created_at_ms: i64,
    /// When it reached its state.
    pub updated_at_ms: i64,
    /// The refund that took the place of this one, which failed.
    pub followed_by: Option<String>,
    /// Why nothing is owed for it any more, though it failed.
    pub waived: Option<String>,
    sent_way: Option<SentWay>,
    sent_at_ms: Option<i64>,
}

impl RefundRow {
    /// The tax in it and its shipping, where its parts are known.
    pub fn parts(&self) -> Option<(i64, Share)> {
        let shipping = Share {
            amount_minor: self.shipping_minor?,
            tax_minor: self.shipping_tax_minor?,
        };
        Some((self.tax_minor?, shipping))
    }

    /// How and when staff sent the money, where it went another way than it came.
    pub fn sent(&self) -> Option<(SentWay, i64)> {
        self.sent_way.zip(self.sent_at_ms)
    }

    /// Whether it did not go through and nothing took its place: the money is still the customer's. What was cancelled
    /// here, before the provider knew it, had been refunded at the provider already.
    pub fn is_owed(&self) -> bool {
        let failed = match self.state {
            RefundStatus::Failed => true,
            RefundStatus::Cancelled => self.provider_ref.is_some(),
            RefundStatus::Requested | RefundStatus::Pending | RefundStatus::Succeeded => false,
        };
        failed && self.followed_by.is_none() && self.waived.is_none()
    }

    /// Whether what it was for is out of the work: it is refunded, or still to be refunded.
    pub fn takes_out_of_the_work(&self) -> bool {
        self.state.counts() || self.is_owed()
    }

    /// Why it was made, for staff and programs.
    pub fn why(&self) -> &str {
        self.cause.label(&self.reason)
    }

    /// The reason that staff gave, which its customer reads.
    pub fn written_reason(&self) -> Option<String> {
        (self.cause == RefundCause::Staff).then(|| self.reason.clone())
    }
}

const COLUMNS: &str = "id, order_id, request_id, attempt_id, amount_minor, currency, state, cause, reason, idempotency_key,
    provider_ref, tax_minor, shipping_minor, shipping_tax_minor, return_id, created_at_ms,
    updated_at_ms, followed_by, waived, sent_way, sent_at_ms";

/// What a new refund is made from.
pub struct NewRefund<'a> {
    pub id: String,
    /// The payment that it is of.
    pub attempt: &'a AttemptRow,
    pub amount: Money,
    pub state: RefundStatus,
    pub cause: RefundCause,
    /// What staff wrote; empty for any other cause.
    pub reason: &'a str,
    pub idempotency_key: String,
    pub provider_ref: Option<&'a str>,
    pub actor: &'a str,
    /// What it consists of, where that is known.
    pub parts: Option<&'a Parts>,
    /// Units that went back on the shelf, by a line's id.
    pub restocked: &'a [(String, i64)],
    /// The return that it is for.
    pub return_id: Option<&'a str>,
    /// How and when staff sent it, where it went another way than it came.
    pub sent: Option<(SentWay, i64)>,
    pub now_ms: i64,
}

pub async fn insert(conn: &mut Conn, r: &NewRefund<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO refunds (id, order_id, request_id, attempt_id, amount_minor, currency, state, cause,
            reason, idempotency_key, provider_ref, actor, created_at_ms, updated_at_ms, tax_minor, shipping_minor,
            shipping_tax_minor, return_id, sent_way, sent_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16, $17, $18, $19)";
    let shipping = r.parts.map(|parts| parts.shipping);
    on!(conn, c => sqlx::query(SQL).bind(&r.id).bind(&r.attempt.order_id).bind(&r.attempt.request_id)
        .bind(&r.attempt.id).bind(r.amount.minor).bind(r.amount.currency.code()).bind(r.state.as_str()).bind(r.cause.as_str())
        .bind(r.reason).bind(&r.idempotency_key).bind(r.provider_ref).bind(r.actor).bind(r.now_ms).bind(r.parts.map(Parts::tax_minor))
        .bind(shipping.map(|s| s.amount_minor)).bind(shipping.map(|s| s.tax_minor)).bind(r.return_id)
        .bind(r.sent.map(|(way, _)| way.as_str())).bind(r.sent.map(|(_, at_ms)| at_ms)).execute(&mut *c).await.map(drop)?);
    match r.parts {
        Some(parts) => lines::insert(conn, &r.id, &parts.lines, r.restocked).await,
        None => Ok(()),
    }
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<RefundRow>> {
    one(conn, "id", id, "").await
}

pub async fn lock(conn: &mut Conn, id: &str) -> Result<RefundRow> {
    let lock = for_update(conn);
    one(conn, "id", id, lock)
        .await?
        .ok_or_else(|| Error::fault(format!("there is no refund {id}")))
}

pub async fn by_provider_ref(conn: &mut Conn, provider_ref: &str) -> Result<Option<RefundRow>> {
    one(conn, "provider_ref", provider_ref, "").await
}

async fn one(conn: &mut Conn, column: &str, value: &str, lock: &str) -> Result<Option<RefundRow>> {
    let sql = format!("SELECT {COLUMNS} FROM refunds WHERE {column} = $1{lock}");
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(value).fetch_optional(&mut *c).await?),
    )
}

/// What was refunded of one attempt, or is on its way, in minor units.
pub async fn total_of_attempt(conn: &mut Conn, attempt_id: &str) -> Result<i64> {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(f.amount_minor), 0) AS BIGINT) FROM refunds f WHERE f.attempt_id = $1 AND {COUNTS}"
    );
    Ok(
        on!(conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).bind(attempt_id).fetch_one(&mut *c).await?),
    )
}

pub async fn of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<RefundRow>> {
    let sql =
        format!("SELECT {COLUMNS} FROM refunds WHERE order_id = $1 ORDER BY created_at_ms, id");
    Ok(on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(order_id).fetch_all(&mut *c).await?))
}

/// Moves a refund to another state; `false` when it was not in `from`.
pub async fn set_state(
    conn: &mut Conn,
    id: &str,
    from: RefundStatus,
    to: RefundStatus,
    provider_ref: Option<&str>,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE refunds SET state = $3, provider_ref = COALESCE(provider_ref, $4), updated_at_ms = $5
        WHERE id = $1 AND state = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(from.as_str()).bind(to.as_str()).bind(provider_ref).bind(now_ms)
        .execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Says which refund took the place of one that failed.
pub async fn set_followed_by(conn: &mut Conn, id: &str, by: &str) -> Result<()> {
    const SQL: &str = "UPDATE refunds SET followed_by = $2 WHERE id = $1 AND followed_by IS NULL";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(by).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Says why nothing is owed any more for a refund that failed.
pub async fn set_waived(conn: &mut Conn, id: &str, why: &str) -> Result<()> {
    const SQL: &str = "UPDATE refunds SET waived = $2 WHERE id = $1 AND waived IS NULL";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(why).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// What holds, in SQL, of a refund `f` that waits to be sent, or made by hand.
pub const IS_REQUESTED: &str = "f.state = 'requested'";

/// The same of one that stands in the ledger, as [`RefundStatus::is_booked`] has it.
pub const IS_BOOKED: &str = "f.state IN ('pending', 'succeeded')";

/// The same of one that counts, as [`RefundStatus::counts`] has it.
pub const COUNTS: &str = "f.state IN ('requested', 'pending', 'succeeded')";

/// The same of one that did not go through and that nothing took the place of.
pub const IS_OWED: &str =
    "(f.state = 'failed' OR (f.state = 'cancelled' AND f.provider_ref IS NOT NULL))
    AND f.followed_by IS NULL AND f.waived IS NULL";

/// Whether an entry of the attention queue is about a refund that is owed.
pub async fn is_owed_by_entry(conn: &mut Conn, entry_id: &str) -> Result<bool> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM attention t JOIN refunds f ON t.dedupe_key = 'refund failed ' || f.id
        WHERE t.id = $1 AND {IS_OWED})"
    );
    Ok(
        on!(conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).bind(entry_id).fetch_one(&mut *c).await?),
    )
}

/// Those of several orders that have a refund which is owed.
pub async fn owing(conn: &mut Conn, order_ids: &[String]) -> Result<Vec<String>> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT DISTINCT f.order_id FROM refunds f WHERE ");
        query.push(IS_OWED).push(" AND f.order_id");
        push_in!(query, order_ids.iter().cloned());
        query.build_query_scalar().fetch_all(&mut *c).await?
    }))
}

/// Whether a dispute of an order's payment is running: the provider refunds nothing of it meanwhile. An inquiry is no
/// dispute yet.
pub async fn is_disputed(conn: &mut Conn, order_id: &str) -> Result<bool> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM disputes WHERE order_id = $1 AND status NOT IN
        ('won', 'lost', 'warning_needs_response', 'warning_under_review', 'warning_closed', 'prevented'))";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(order_id).fetch_one(&mut *c).await?))
}

/// What the bank took back for good of one attempt, in minor units.
pub async fn lost_of_attempt(conn: &mut Conn, attempt_id: &str) -> Result<i64> {
    const SQL: &str = "SELECT CAST(COALESCE(SUM(withdrawn_minor), 0) AS BIGINT) FROM disputes
        WHERE attempt_id = $1 AND status = 'lost'";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(attempt_id).fetch_one(&mut *c).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_counts_what_the_machine_does() {
        let list = |holds: fn(RefundStatus) -> bool| {
            let states = RefundStatus::ALL.into_iter().filter(|s| holds(*s));
            let words: Vec<String> = states.map(|s| format!("'{}'", s.as_str())).collect();
            format!("f.state IN ({})", words.join(", "))
        };
        assert_eq!(COUNTS, list(RefundStatus::counts));
        assert_eq!(IS_BOOKED, list(RefundStatus::is_booked));
    }
}
