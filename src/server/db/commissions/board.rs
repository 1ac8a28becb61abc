//! The board of custom orders: one page of them, and how many there are of each.

use crate::domain::commission::status::CommissionStatus;
use crate::domain::money::Money;
use crate::domain::payment::RequestState;
use crate::domain::search::SearchTerms;
use crate::server::db::commissions::{COLUMNS, CommissionRow};
use crate::server::db::keyset::{Mark, Window};
use crate::server::db::keyset::{in_order, push_mark, push_window};
use crate::server::db::search::records::{RecordKind, push_found};
use crate::server::db::{Conn, columns, on, push_in};
use crate::server::error::Result;
use sqlx::QueryBuilder;

/// What the board shows.
#[derive(Clone, Debug, Default)]
pub struct BoardFilter {
    pub statuses: Vec<&'static str>,
    pub number: Option<i64>,
    /// What was typed to find them by, see [`crate::server::db::search::records`].
    pub asked: Option<SearchTerms>,
    /// Not those where the next step is the customer's although the studio makes the piece: a payment that was asked for,
    /// pictures of the work that wait for a yes.
    pub for_the_studio: bool,
    /// Only those that are overdue: unanswered past the day, or due before it.
    pub overdue_on_day: Option<i64>,
    pub newest_first: bool,
}

// What `TurnFacts` reads from the same rows.
const FOR_THE_STUDIO: &str = " AND NOT (status IN ('in_production', 'ready') AND EXISTS (SELECT 1
        FROM commission_acceptances a JOIN payment_requests r ON r.order_id = a.order_id
        WHERE a.commission_id = commissions.id AND a.released_at_ms IS NULL
            AND r.asked_at_ms IS NOT NULL AND r.state = 'open'))
    AND NOT (status = 'in_production' AND EXISTS (SELECT 1 FROM commission_messages m
        WHERE m.commission_id = commissions.id AND m.approval = 'asked'))";

macro_rules! push_filter {
    ($q:expr, $filter:expr, $postgres:expr) => {{
        $q.push(" WHERE status");
        push_in!($q, $filter.statuses.iter().copied());
        if let Some(number) = $filter.number {
            $q.push(" AND number = ").push_bind(number);
        }
        if let Some(asked) = &$filter.asked {
            $q.push(" AND id IN (");
            push_found(&mut $q, RecordKind::Commission, asked, $postgres);
            $q.push(")");
        }
        if $filter.for_the_studio {
            $q.push(FOR_THE_STUDIO);
        }
        if let Some(day) = $filter.overdue_on_day {
            $q.push(" AND ((status IN ('requested', 'changes_requested') AND NOT waitlisted AND answer_by_day < ");
            $q.push_bind(day);
            $q.push(") OR (status = 'in_production' AND promise_day < ").push_bind(day).push("))");
        }
    }};
}

/// What the board is sorted by: what is agreed by its due date, what is not agreed yet by the day of the answer, and on
/// one day by when it was asked for. A day is worth more than any moment has milliseconds.
const BY_PROMISE: &str = "(COALESCE(promise_day, answer_by_day) * 100000000000000 + asked_at_ms)";
const DAY_WORTH: i64 = 100_000_000_000_000;

impl BoardFilter {
    fn key(&self) -> &'static str {
        match self.newest_first {
            true => "asked_at_ms",
            false => BY_PROMISE,
        }
    }

    /// Where a request stands in the order of the board.
    pub fn mark(&self, row: &CommissionRow) -> Mark {
        let day = row.due_date.unwrap_or(row.answer_by).0;
        let key = match self.newest_first {
            true => row.asked_at_ms,
            false => day
                .saturating_mul(DAY_WORTH)
                .saturating_add(row.asked_at_ms),
        };
        Mark::number(key, &row.id)
    }
}

/// How many the filter lets through, counted no further than `cap`.
pub async fn count(conn: &mut Conn, filter: &BoardFilter, cap: i64) -> Result<i64> {
    let postgres = conn.is_postgres();
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM commissions");
        push_filter!(q, filter, postgres);
        q.push(" LIMIT ").push_bind(cap).push(") AS few");
        q.build_query_scalar().fetch_one(&mut *c).await?
    }))
}

pub async fn page(
    conn: &mut Conn,
    filter: &BoardFilter,
    window: &Window,
) -> Result<Vec<CommissionRow>> {
    let postgres = conn.is_postgres();
    let rows: Vec<CommissionRow> = on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT ");
        q.push(COLUMNS).push(" FROM commissions");
        push_filter!(q, filter, postgres);
        push_mark!(q, window, filter.key(), "id", filter.newest_first);
        push_window!(q, window, filter.key(), "id", filter.newest_first);
        q.build_query_as().fetch_all(&mut *c).await?
    });
    Ok(in_order(window, rows))
}

/// How many there are in each state, each counted no further than `cap`.
pub async fn counts(conn: &mut Conn, cap: i64) -> Result<Vec<(CommissionStatus, i64)>> {
    let rows: Vec<(String, i64)> = on!(conn, c => {
        let mut q = QueryBuilder::new("");
        for (place, status) in CommissionStatus::ALL.into_iter().enumerate() {
            if place > 0 {
                q.push(" UNION ALL ");
            }
            let word = status.as_str();
            q.push(format!("SELECT '{word}' AS status, COUNT(*) AS few FROM (SELECT 1 FROM commissions WHERE status = '{word}' LIMIT "));
            q.push_bind(cap).push(format!(") AS counted{place}"));
        }
        q.build_query_as().fetch_all(&mut *c).await?
    });
    rows.into_iter()
        .map(|(word, count)| {
            let status = columns::parse("commissions", "status", "a group", &word)?;
            Ok((status, count))
        })
        .collect()
}

/// What a row of the board says beside the request itself.
#[derive(Clone, Debug)]
pub struct BoardFact {
    pub commission_id: String,
    pub total: Option<Money>,
    pub valid_until_ms: i64,
}

/// The newest quote of each of several requests.
pub async fn newest_quotes(conn: &mut Conn, ids: &[String]) -> Result<Vec<BoardFact>> {
    let rows: Vec<(String, String, i64, i64)> = on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT q.commission_id, q.currency, q.total_minor, q.valid_until_ms
            FROM commission_quotes q JOIN commissions k ON k.id = q.commission_id AND k.quote_version = q.version
            WHERE q.commission_id");
        push_in!(q, ids.iter().cloned());
        q.build_query_as().fetch_all(&mut *c).await?
    });
    Ok(rows
        .into_iter()
        .map(|(commission_id, code, minor, valid_until_ms)| BoardFact {
            commission_id,
            total: code
                .parse()
                .ok()
                .map(|currency| Money::new(minor, currency)),
            valid_until_ms,
        })
        .collect())
}

/// A payment that was asked for and has not arrived.
#[derive(Clone, Debug)]
pub struct OpenPayment {
    pub commission_id: String,
    pub label: String,
    pub amount: Money,
    pub due_at_ms: Option<i64>,
    pub processing: bool,
}

pub async fn open_payments(conn: &mut Conn, ids: &[String]) -> Result<Vec<OpenPayment>> {
    let rows: Vec<(String, String, i64, String, Option<i64>, bool)> = on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT a.commission_id, r.label, r.amount_minor, r.currency, r.due_at_ms,
                EXISTS (SELECT 1 FROM payment_attempts t WHERE t.request_id = r.id AND t.state = 'processing')
            FROM commission_acceptances a JOIN payment_requests r ON r.order_id = a.order_id
            WHERE a.released_at_ms IS NULL AND r.asked_at_ms IS NOT NULL AND r.state = ");
        q.push_bind(RequestState::Open.as_str());
        q.push(" AND a.commission_id");
        push_in!(q, ids.iter().cloned());
        q.push(" ORDER BY r.position");
        q.build_query_as().fetch_all(&mut *c).await?
    });
    rows.into_iter()
        .map(
            |(commission_id, label, minor, code, due_at_ms, processing)| {
                let currency =
                    columns::parse("payment_requests", "currency", &commission_id, &code)?;
                Ok(OpenPayment {
                    commission_id,
                    label,
                    amount: Money::new(minor, currency),
                    due_at_ms,
                    processing,
                })
            },
        )
        .collect()
}

/// Which of several requests have pictures of the work that wait for a yes.
pub async fn awaiting_approval(conn: &mut Conn, ids: &[String]) -> Result<Vec<String>> {
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT DISTINCT commission_id FROM commission_messages WHERE approval = 'asked' AND commission_id");
        push_in!(q, ids.iter().cloned());
        q.build_query_scalar().fetch_all(&mut *c).await?
    }))
}
