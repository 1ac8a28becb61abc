//! Deliveries to endpoints, and what came of them.

use crate::domain::webhooks::DeliveryState;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::QueryBuilder;

#[derive(Clone, Debug, TableRow)]
#[table("webhook_deliveries")]
pub struct DeliveryRow {
    pub id: String,
    pub endpoint_id: String,
    pub event: String,
    pub body: String,
    pub state: DeliveryState,
    pub tries: i64,
    pub created_at_ms: i64,
    pub next_try_at_ms: Option<i64>,
    pub last_try_at_ms: Option<i64>,
    pub status: Option<i64>,
    pub answer: String,
}

const COLUMNS: &str = "SELECT id, endpoint_id, event, body, state, tries, created_at_ms, next_try_at_ms, last_try_at_ms,
    status, answer FROM webhook_deliveries";

/// What is to be delivered at once.
pub struct NewDelivery {
    pub id: String,
    pub endpoint_id: String,
    pub event: String,
    pub body: String,
}

/// Writes new deliveries, all in one statement.
pub async fn insert(conn: &mut Conn, new: &[NewDelivery], now_ms: i64) -> Result<()> {
    on!(conn, c => {
        let mut query = QueryBuilder::new(
            "INSERT INTO webhook_deliveries (id, endpoint_id, event, body, state, created_at_ms, next_try_at_ms) ");
        query.push_values(new, |mut row, d| {
            row.push_bind(d.id.clone()).push_bind(d.endpoint_id.clone()).push_bind(d.event.clone());
            row.push_bind(d.body.clone()).push_bind("pending").push_bind(now_ms).push_bind(now_ms);
        });
        query.build().execute(&mut *c).await.map(drop)?
    });
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<DeliveryRow>> {
    let sql = format!("{COLUMNS} WHERE id = $1");
    Ok(
        on!(conn, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *c).await?),
    )
}

/// What a try came to.
pub struct Tried<'a> {
    pub state: &'a str,
    pub next_try_at_ms: Option<i64>,
    pub status: Option<i64>,
    pub answer: &'a str,
    pub now_ms: i64,
}

/// Writes down a try after `before` others; `false`: it was asked for anew meanwhile, and that try counts.
pub async fn tried(conn: &mut Conn, id: &str, before: i64, t: &Tried<'_>) -> Result<bool> {
    const SQL: &str =
        "UPDATE webhook_deliveries SET state = $3, tries = tries + 1, next_try_at_ms = $4,
            last_try_at_ms = $5, status = $6, answer = $7
        WHERE id = $1 AND tries = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(before).bind(t.state).bind(t.next_try_at_ms).bind(t.now_ms)
            .bind(t.status).bind(t.answer).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// To be delivered again, from the first try.
pub async fn replay(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE webhook_deliveries SET state = 'pending', tries = 0, next_try_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Gives up the pending deliveries of an endpoint.
pub async fn give_up(conn: &mut Conn, endpoint_id: &str, why: &str) -> Result<()> {
    const SQL: &str = "UPDATE webhook_deliveries SET state = 'failed', next_try_at_ms = NULL,
            answer = CASE WHEN tries = 0 THEN $2 ELSE answer END
        WHERE endpoint_id = $1 AND state = 'pending'";
    on!(conn, c => sqlx::query(SQL).bind(endpoint_id).bind(why).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn delete_of_endpoint(conn: &mut Conn, endpoint_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM webhook_deliveries WHERE endpoint_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(endpoint_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Deletes what was written before a time. What is still tried is younger than that.
pub async fn delete_old(conn: &mut Conn, before_ms: i64) -> Result<()> {
    const SQL: &str =
        "DELETE FROM webhook_deliveries WHERE created_at_ms < $1 AND state <> 'pending'";
    on!(conn, c => sqlx::query(SQL).bind(before_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Which deliveries are wanted.
#[derive(Clone, Copy, Default)]
pub struct Filter<'a> {
    pub endpoint_id: Option<&'a str>,
    pub state: Option<&'a str>,
    /// Only older ones than this.
    pub before: Option<&'a str>,
}

macro_rules! push_filter {
    ($query:expr, $filter:expr) => {{
        for (column, value) in [
            (" AND endpoint_id = ", $filter.endpoint_id),
            (" AND state = ", $filter.state),
            (" AND id < ", $filter.before),
        ] {
            if let Some(value) = value {
                $query.push(column).push_bind(value.to_string());
            }
        }
    }};
}

/// The newest first, at most `limit`.
pub async fn page(
    conn: &mut Conn,
    filter: Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<DeliveryRow>> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new(COLUMNS);
        query.push(" WHERE TRUE");
        push_filter!(query, filter);
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit).push(" OFFSET ").push_bind(offset);
        query.build_query_as().fetch_all(&mut *c).await?
    }))
}

/// How many there are, counted no further than `cap`.
pub async fn count(conn: &mut Conn, filter: Filter<'_>, cap: i64) -> Result<i64> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM webhook_deliveries WHERE TRUE");
        push_filter!(query, filter);
        query.push(" LIMIT ").push_bind(cap).push(") AS few");
        query.build_query_scalar().fetch_one(&mut *c).await?
    }))
}
