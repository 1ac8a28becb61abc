//! Payments as programs list them: attempts that came to something, with the amount they were for.

use crate::domain::refund::RefundStatus;
use crate::server::db::keyset::Window;
use crate::server::db::keyset::{in_order, push_mark, push_window};
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use sqlx::QueryBuilder;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PaymentRow {
    pub id: String,
    pub order_id: String,
    pub number: i64,
    pub label: String,
    pub method: String,
    pub state: String,
    pub amount_minor: i64,
    pub currency: String,
    pub intent_id: Option<String>,
    pub created_at_ms: i64,
    pub paid_at_ms: Option<i64>,
    /// What went back of it, in minor units.
    pub refunded_minor: i64,
}

/// The newest first; in one state only where one is given.
pub async fn page(
    conn: &mut Conn,
    state: Option<&str>,
    window: &Window,
) -> Result<Vec<PaymentRow>> {
    let rows = on!(conn, c => {
        let mut query = QueryBuilder::new(
            "SELECT a.id, a.order_id, o.number, r.label, a.method, a.state, a.amount_minor, a.currency, a.intent_id,
                a.created_at_ms, r.paid_at_ms,
                (SELECT CAST(COALESCE(SUM(f.amount_minor), 0) AS BIGINT) FROM refunds f
                    WHERE f.order_id = a.order_id AND f.attempt_id = a.id AND f.state = ",
        );
        query.push_bind(RefundStatus::Succeeded.as_str()).push(
            ") AS refunded_minor
            FROM payment_attempts a JOIN payment_requests r ON r.id = a.request_id JOIN orders o ON o.id = a.order_id
            WHERE TRUE",
        );
        if let Some(state) = state {
            query.push(" AND a.state = ").push_bind(state.to_string());
        }
        push_mark!(query, window, "a.created_at_ms", "a.id", true);
        push_window!(query, window, "a.created_at_ms", "a.id", true);
        query.build_query_as().fetch_all(&mut *c).await?
    });
    Ok(in_order(window, rows))
}

/// How many there are, counted no further than `cap`.
pub async fn count(conn: &mut Conn, state: Option<&str>, cap: i64) -> Result<i64> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM payment_attempts a WHERE TRUE");
        if let Some(state) = state {
            query.push(" AND a.state = ").push_bind(state.to_string());
        }
        query.push(" LIMIT ").push_bind(cap).push(") AS few");
        query.build_query_scalar().fetch_one(&mut *c).await?
    }))
}

/// The order of a payment, by its id or by that of the request it answers.
pub async fn order_of(conn: &mut Conn, id: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT order_id FROM payment_attempts WHERE id = $1
        UNION SELECT order_id FROM payment_requests WHERE id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_optional(&mut *c).await?))
}
