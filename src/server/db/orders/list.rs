//! Orders as the admin lists and sums them.

use crate::domain::money::Money;
use crate::domain::order_status::OrderStatus;
use crate::domain::search::SearchTerms;
use crate::server::db::keyset::Window;
use crate::server::db::keyset::{in_order, push_mark, push_window};
use crate::server::db::refunds::{COUNTS, IS_OWED};
use crate::server::db::search::records::{RecordKind, push_found};
use crate::server::db::{Conn, on, push_in};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::QueryBuilder;

/// What a list is narrowed to; what is empty, `None` or `false` narrows nothing.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    pub statuses: Vec<&'static str>,
    /// Only those of which something is still to be made or sent: what was refunded is out of the work.
    pub left_to_send: bool,
    /// Only those with a pending manual payment that staff confirm.
    pub pending_by_hand: bool,
    /// Only what was bought as it lies in the shop: custom orders move on their own board.
    pub ready_made: bool,
    /// Only those with a return in one of these states.
    pub returns: Vec<&'static str>,
    pub number: Option<i64>,
    /// Only those of one account.
    pub customer_id: Option<String>,
    /// What was typed to find them by, see [`crate::server::db::search::records`].
    pub asked: Option<SearchTerms>,
    pub shortage: bool,
    pub from_ms: Option<i64>,
    /// Exclusive.
    pub until_ms: Option<i64>,
    /// The oldest first instead of the newest.
    pub oldest_first: bool,
}

#[derive(Clone, Debug, TableRow)]
#[table("orders")]
pub struct OrderListRow {
    pub id: String,
    pub number: i64,
    pub placed_at_ms: i64,
    pub email: String,
    pub customer_name: String,
    pub status: OrderStatus,
    #[read(money, "total_minor")]
    pub total: Money,
    pub stock_shortage: bool,
}

// In the words of the index one_live_attempt, which has few rows.
const PROMISED_BY_HAND: &str = " AND id IN (SELECT a.order_id FROM payment_attempts a
    WHERE a.state IN ('created', 'requires_action', 'processing') AND a.method IN ('bank_transfer', 'cash_on_collection'))";

/// As [`crate::server::orders::work`] has it.
fn left_to_send() -> String {
    format!(
        " AND EXISTS (SELECT 1 FROM payment_requests r WHERE r.order_id = orders.id AND r.state <> 'refunded')
        AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.quantity > (
            SELECT COALESCE(SUM(p.units), 0) FROM refund_lines p JOIN refunds f ON f.id = p.refund_id
            WHERE p.line_id = l.id AND ({COUNTS} OR ({IS_OWED}))))"
    )
}

/// Appends the conditions of a filter, each value bound.
macro_rules! push_filter {
    ($query:expr, $filter:expr, $postgres:expr) => {{
        $query.push(" WHERE TRUE");
        if !$filter.statuses.is_empty() {
            $query.push(" AND status");
            push_in!($query, $filter.statuses.iter().copied());
        }
        if $filter.left_to_send {
            $query.push(left_to_send());
        }
        if $filter.pending_by_hand {
            $query.push(PROMISED_BY_HAND);
        }
        if $filter.ready_made {
            $query.push(" AND kind = 'ready_made'");
        }
        if !$filter.returns.is_empty() {
            $query.push(" AND id IN (SELECT r.order_id FROM returns r WHERE r.status");
            push_in!($query, $filter.returns.iter().copied());
            $query.push(")");
        }
        if let Some(number) = $filter.number {
            $query.push(" AND number = ").push_bind(number);
        }
        if let Some(id) = &$filter.customer_id {
            $query.push(" AND customer_id = ").push_bind(id.clone());
        }
        if let Some(asked) = &$filter.asked {
            $query.push(" AND id IN (");
            push_found(&mut $query, RecordKind::Order, asked, $postgres);
            $query.push(")");
        }
        if $filter.shortage {
            $query.push(" AND stock_shortage");
        }
        if let Some(from) = $filter.from_ms {
            $query.push(" AND placed_at_ms >= ").push_bind(from);
        }
        if let Some(until) = $filter.until_ms {
            $query.push(" AND placed_at_ms < ").push_bind(until);
        }
    }};
}

/// The orders of a part of the list.
pub async fn page(
    conn: &mut Conn,
    filter: &OrderFilter,
    window: &Window,
) -> Result<Vec<OrderListRow>> {
    let newest_first = !filter.oldest_first;
    let postgres = conn.is_postgres();
    let rows = on!(conn, c => {
        let mut query = QueryBuilder::new(
            "SELECT id, number, placed_at_ms, email, customer_name, status, currency, total_minor, stock_shortage FROM orders",
        );
        push_filter!(query, filter, postgres);
        push_mark!(query, window, "placed_at_ms", "id", newest_first);
        push_window!(query, window, "placed_at_ms", "id", newest_first);
        query.build_query_as().fetch_all(&mut *c).await?
    });
    Ok(in_order(window, rows))
}

/// Ids of the orders that came from a cart, the newest first.
pub async fn of_cart(conn: &mut Conn, cart_id: &str) -> Result<Vec<String>> {
    const SQL: &str = "SELECT id FROM orders WHERE cart_id = $1 ORDER BY number DESC";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(cart_id).fetch_all(&mut *c).await?))
}

/// How many orders pass a filter, counted no further than `cap`.
pub async fn count(conn: &mut Conn, filter: &OrderFilter, cap: i64) -> Result<i64> {
    let postgres = conn.is_postgres();
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM orders");
        push_filter!(query, filter, postgres);
        query.push(" LIMIT ").push_bind(cap).push(") AS few");
        query.build_query_scalar().fetch_one(&mut *c).await?
    }))
}

/// Order id, state of one payment request, and whether an attempt at it is being confirmed by the bank.
pub async fn request_states(
    conn: &mut Conn,
    order_ids: &[String],
) -> Result<Vec<(String, String, bool)>> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new(
            "SELECT r.order_id, r.state, EXISTS (SELECT 1 FROM payment_attempts a
                WHERE a.request_id = r.id AND a.state = 'processing') AS processing
            FROM payment_requests r WHERE r.order_id",
        );
        push_in!(query, order_ids);
        query.push(" ORDER BY r.position");
        query.build_query_as().fetch_all(&mut *c).await?
    }))
}

/// Order id and the units in it.
pub async fn units(conn: &mut Conn, order_ids: &[String]) -> Result<Vec<(String, i64)>> {
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new(
            "SELECT order_id, CAST(SUM(quantity) AS BIGINT) FROM order_lines WHERE order_id",
        );
        push_in!(query, order_ids);
        query.push(" GROUP BY order_id");
        query.build_query_as().fetch_all(&mut *c).await?
    }))
}

/// What was earned since a moment, by currency: orders that earned something, and the amount in minor units with
/// shipping and tax, less what was refunded. Read from the ledger, where income is a credit (negative).
pub async fn takings(conn: &mut Conn, since_ms: i64) -> Result<Vec<(String, i64, i64)>> {
    const SQL: &str =
        "SELECT currency, COUNT(DISTINCT CASE WHEN amount_minor < 0 THEN order_id END),
            CAST(COALESCE(-SUM(amount_minor), 0) AS BIGINT)
        FROM ledger WHERE at_ms >= $1 AND account IN ('sales', 'shipping', 'tax')
        GROUP BY currency ORDER BY currency";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(since_ms).fetch_all(&mut *c).await?))
}
