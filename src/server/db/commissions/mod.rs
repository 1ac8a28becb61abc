//! Custom orders: the request, its state moved by compare-and-set, and the rows of its history.

pub mod board;
pub mod quotes;
pub mod thread;

use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::request::CommissionInput;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::day::Day;
use crate::domain::history::Who;
use crate::domain::money::Currency;
use crate::server::db::dialect::for_update;
use crate::server::db::recorded::to_columns;
use crate::server::db::seals::Kind;
use crate::server::db::seen;
use crate::server::db::{Conn, on};
use crate::server::error::{Error, Result};
use atelier_derive::TableRow;
use sqlx::AssertSqlSafe;

/// A custom order as it is stored, its words read.
#[derive(Clone, Debug, TableRow)]
#[table("commissions")]
pub struct CommissionRow {
    pub id: String,
    pub number: i64,
    pub status: CommissionStatus,
    pub version: i64,
    pub link_generation: i64,
    pub name: String,
    pub email: String,
    pub description: String,
    pub colours: String,
    pub size: String,
    pub budget: String,
    #[read(value, "wanted_by_day")]
    pub wanted_by: Option<Day>,
    pub country: String,
    pub currency: Currency,
    pub waitlisted: bool,
    /// The quote as typed, as JSON; empty before the first draft.
    pub draft: String,
    pub draft_saved_at_ms: Option<i64>,
    /// The newest version that was sent; 0 before the first.
    pub quote_version: i64,
    #[read(value, "answer_by_day")]
    pub answer_by: Day,
    #[read(value, "promise_day")]
    pub due_date: Option<Day>,
    pub begun_at_ms: Option<i64>,
    pub asked_at_ms: i64,
}

pub(super) const COLUMNS: &str = "id, number, status, version, link_generation, name, email, description, colours, size,
    budget, wanted_by_day, country, currency, waitlisted, draft, draft_saved_at_ms, quote_version, answer_by_day,
    promise_day, begun_at_ms, asked_at_ms";

async fn one(
    conn: &mut Conn,
    condition: &str,
    value: &str,
    lock: &str,
) -> Result<Option<CommissionRow>> {
    let sql = format!("SELECT {COLUMNS} FROM commissions WHERE {condition} = $1{lock}");
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(value).fetch_optional(&mut *c).await?),
    )
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<CommissionRow>> {
    one(conn, "id", id, "").await
}

/// By the hash of its link's token.
pub async fn by_link(conn: &mut Conn, link_hash: &str) -> Result<Option<CommissionRow>> {
    one(conn, "link_hash", link_hash, "").await
}

/// By the hash of the key of the form that asked for it.
pub async fn by_form(conn: &mut Conn, form_hash: &str) -> Result<Option<CommissionRow>> {
    one(conn, "form_hash", form_hash, "").await
}

/// Reads a custom order and locks it until the transaction ends. Whoever also needs its order locks that first.
pub async fn lock(conn: &mut Conn, id: &str) -> Result<CommissionRow> {
    let lock = for_update(conn);
    let row = one(conn, "id", id, lock)
        .await?
        .ok_or_else(|| Error::fault(format!("there is no commission {id}")))?;
    seen::check(&row.id, row.version)?;
    Ok(row)
}

pub async fn by_number(conn: &mut Conn, number: i64) -> Result<Option<CommissionRow>> {
    let sql = format!("SELECT {COLUMNS} FROM commissions WHERE number = $1");
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(number).fetch_optional(&mut *c).await?),
    )
}

/// Somebody's custom orders, the newest first, at most twenty.
pub async fn of_email(conn: &mut Conn, email_key: &str) -> Result<Vec<CommissionRow>> {
    list(conn, "email_key = $1", email_key, 20).await
}

/// Custom orders that a condition on `$1` holds for, the newest first.
pub async fn list(
    conn: &mut Conn,
    condition: &str,
    value: &str,
    most: i64,
) -> Result<Vec<CommissionRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM commissions WHERE {condition} ORDER BY asked_at_ms DESC, id DESC LIMIT $2"
    );
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(value).bind(most)
        .fetch_all(&mut *c).await?),
    )
}

/// The next number. Its row stays locked until the transaction ends, so numbers have no gaps.
pub async fn next_number(conn: &mut Conn) -> Result<i64> {
    const SQL: &str =
        "UPDATE counters SET value = value + 1 WHERE name = 'commission' RETURNING value";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(&mut *c).await?))
}

/// Everything of a request that is known when it is asked.
pub struct NewCommission<'a> {
    pub id: &'a str,
    pub number: i64,
    pub link_hash: &'a str,
    pub form_hash: Option<&'a str>,
    pub input: &'a CommissionInput,
    pub currency: Currency,
    pub waitlisted: bool,
    pub answer_by: Day,
    pub now_ms: i64,
}

pub async fn insert(conn: &mut Conn, n: &NewCommission<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO commissions (id, number, status, link_hash, form_hash, name, email, email_key, description,
            colours, size, budget, wanted_by_day, country, currency, waitlisted, answer_by_day, asked_at_ms, updated_at_ms)
        VALUES ($1, $2, 'requested', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)";
    let i = n.input;
    on!(conn, c => sqlx::query(SQL).bind(n.id).bind(n.number).bind(n.link_hash).bind(n.form_hash).bind(&i.name)
        .bind(i.email.as_str()).bind(i.email.key()).bind(&i.description).bind(&i.colours).bind(&i.size).bind(&i.budget)
        .bind(i.wanted_by.map(|day| day.0)).bind(i.country.code()).bind(n.currency.code()).bind(n.waitlisted)
        .bind(n.answer_by.0).bind(n.now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Moves a custom order to another state. `false`: another change came first, and nothing was written.
pub async fn set_status(
    conn: &mut Conn,
    row: &CommissionRow,
    to: CommissionStatus,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE commissions SET status = $4, version = version + 1, updated_at_ms = $5
        WHERE id = $1 AND status = $2 AND version = $3";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(&row.id).bind(row.status.as_str()).bind(row.version).bind(to.as_str())
        .bind(now_ms).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// Raises the version for a change that is not one of state.
pub async fn raise_version(conn: &mut Conn, row: &CommissionRow, now_ms: i64) -> Result<bool> {
    const SQL: &str = "UPDATE commissions SET version = version + 1, updated_at_ms = $3 WHERE id = $1 AND version = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(&row.id).bind(row.version).bind(now_ms).execute(&mut *c).await?
        .rows_affected() == 1),
    )
}

pub async fn save_draft(conn: &mut Conn, id: &str, draft: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE commissions SET draft = $2, draft_saved_at_ms = $3 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(draft).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_quote_version(conn: &mut Conn, id: &str, version: i64) -> Result<()> {
    const SQL: &str = "UPDATE commissions SET quote_version = $2, waitlisted = FALSE WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(version).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_answer_by(conn: &mut Conn, id: &str, day: Day) -> Result<()> {
    const SQL: &str = "UPDATE commissions SET answer_by_day = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(day.0).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_due_date(conn: &mut Conn, id: &str, day: Day) -> Result<()> {
    const SQL: &str = "UPDATE commissions SET promise_day = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(day.0).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_begun(conn: &mut Conn, id: &str, at_ms: i64) -> Result<()> {
    const SQL: &str =
        "UPDATE commissions SET begun_at_ms = COALESCE(begun_at_ms, $2) WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// How many are agreed and not finished, and how many are open or being made.
pub async fn load(conn: &mut Conn) -> Result<(i64, i64)> {
    const SQL: &str = "SELECT
            CAST(COALESCE(SUM(CASE WHEN status IN ('accepted', 'in_production') THEN 1 ELSE 0 END), 0) AS BIGINT), COUNT(*)
        FROM commissions WHERE status IN ('requested', 'quoted', 'changes_requested', 'accepted', 'in_production')
            AND NOT (waitlisted AND status = 'requested')";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_one(&mut *c).await?))
}

/// One row of a custom order's history.
pub struct NewEvent<'a> {
    pub commission_id: &'a str,
    pub version: i64,
    pub at_ms: i64,
    pub who: &'a Who,
    pub from: Option<CommissionStatus>,
    pub to: Option<CommissionStatus>,
    pub fact: &'a CommissionFact,
    pub internal: bool,
}

pub async fn insert_event(conn: &mut Conn, e: &NewEvent<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO commission_events
            (commission_id, version, at_ms, actor, actor_name, from_status, to_status, kind, args, internal)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (kind, args) = to_columns(e.fact)?;
    on!(conn, c => sqlx::query(SQL).bind(e.commission_id).bind(e.version).bind(e.at_ms).bind(e.who.kind())
        .bind(e.who.name()).bind(e.from.map(CommissionStatus::as_str)).bind(e.to.map(CommissionStatus::as_str))
        .bind(kind).bind(args).bind(e.internal).execute(&mut *c).await.map(drop)?);
    seen::wrote(e.commission_id, e.version);
    conn.to_seal(
        Kind::CommissionEvent,
        format!("{}/{}", e.commission_id, e.version),
    )
}

#[derive(Clone, Debug, TableRow)]
#[table("commission_events", id = "place")]
pub struct EventRow {
    pub version: i64,
    pub at_ms: i64,
    #[read(who, "actor")]
    pub who: Who,
    #[read(record)]
    pub fact: CommissionFact,
    pub internal: bool,
}

pub async fn events(conn: &mut Conn, commission_id: &str) -> Result<Vec<EventRow>> {
    const SQL: &str = "SELECT commission_id || '/' || version AS place, version, at_ms, actor, actor_name, kind, args, internal
        FROM commission_events WHERE commission_id = $1 ORDER BY version";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(commission_id).fetch_all(&mut *c).await?))
}
