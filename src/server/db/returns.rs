//! Returns: what customers send back, its lines, its steps and its pictures. Whoever changes one holds its order's lock.

use super::commissions::thread::PrivatePictureRow;
use super::recorded::to_columns;
use super::seals::Kind;
use super::{Conn, on, waiting_pictures};
use crate::domain::history::Who;
use crate::domain::returns::history::ReturnFact;
use crate::domain::returns::{ReturnKind, ReturnReason, ReturnStatus};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::QueryBuilder;

#[derive(Clone, Debug, TableRow)]
#[table("returns")]
pub struct ReturnRow {
    pub id: String,
    pub order_id: String,
    pub number: i64,
    pub kind: ReturnKind,
    pub status: ReturnStatus,
    pub version: i64,
    pub form_hash: String,
    pub reason: ReturnReason,
    pub words: String,
    pub instructions: String,
    pub refusal: String,
    pub asked_at_ms: i64,
}

/// Units of a line that a return is for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ReturnLineRow {
    pub return_id: String,
    pub line_id: String,
    pub units: i64,
}

/// One step of a return.
#[derive(Clone, Debug, TableRow)]
#[table("return_events", id = "place")]
pub struct ReturnEventRow {
    pub return_id: String,
    pub version: i64,
    pub at_ms: i64,
    #[read(who, "actor")]
    pub who: Who,
    #[read(value, "to_status")]
    pub to: ReturnStatus,
    #[read(record)]
    pub fact: ReturnFact,
}

/// A new step of a return; `from` is empty for the first.
pub struct NewReturnEvent<'a> {
    pub return_id: &'a str,
    pub version: i64,
    pub at_ms: i64,
    pub who: &'a Who,
    pub from: Option<ReturnStatus>,
    pub to: ReturnStatus,
    pub fact: &'a ReturnFact,
}

/// Writes a return that was asked for, with its lines.
pub async fn insert(conn: &mut Conn, row: &ReturnRow, lines: &[(String, i64)]) -> Result<()> {
    const SQL: &str = "INSERT INTO returns (id, order_id, number, kind, status, version, form_hash, reason, words, asked_at_ms,
            updated_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
    const LINE: &str = "INSERT INTO return_lines (return_id, line_id, units) VALUES ($1, $2, $3)";
    on!(conn, c => sqlx::query(SQL).bind(&row.id).bind(&row.order_id).bind(row.number).bind(row.kind.as_str()).bind(row.status.as_str())
        .bind(row.version).bind(&row.form_hash).bind(row.reason.as_str()).bind(&row.words).bind(row.asked_at_ms)
        .execute(&mut *c).await.map(drop)?);
    for (line, units) in lines {
        on!(conn, c => sqlx::query(LINE).bind(&row.id).bind(line).bind(*units).execute(&mut *c).await.map(drop)?);
    }
    Ok(())
}

pub async fn insert_event(conn: &mut Conn, e: &NewReturnEvent<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO return_events
            (return_id, version, at_ms, actor, actor_name, from_status, to_status, kind, args)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let from = e.from.map(ReturnStatus::as_str);
    let (kind, args) = to_columns(e.fact)?;
    on!(conn, c => sqlx::query(SQL).bind(e.return_id).bind(e.version).bind(e.at_ms).bind(e.who.kind()).bind(e.who.name())
        .bind(from).bind(e.to.as_str()).bind(kind).bind(args).execute(&mut *c).await.map(drop)?);
    conn.to_seal(Kind::ReturnEvent, format!("{}/{}", e.return_id, e.version))
}

/// Every return of an order, in the order they were asked for.
pub async fn of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<ReturnRow>> {
    const SQL: &str = "SELECT id, order_id, number, kind, status, version, form_hash, reason, words, instructions, refusal, asked_at_ms
        FROM returns WHERE order_id = $1 ORDER BY number";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}

/// The lines of every return of an order.
pub async fn lines(conn: &mut Conn, order_id: &str) -> Result<Vec<ReturnLineRow>> {
    const SQL: &str = "SELECT l.return_id, l.line_id, l.units FROM return_lines l
        JOIN returns r ON r.id = l.return_id JOIN order_lines o ON o.id = l.line_id
        WHERE r.order_id = $1 ORDER BY o.position";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}

/// The steps of every return of an order, the oldest first.
pub async fn events(conn: &mut Conn, order_id: &str) -> Result<Vec<ReturnEventRow>> {
    const SQL: &str =
        "SELECT e.return_id || '/' || e.version AS place, e.return_id, e.version, e.at_ms, e.actor, e.actor_name, e.to_status,
            e.kind, e.args
        FROM return_events e JOIN returns r ON r.id = e.return_id WHERE r.order_id = $1 ORDER BY e.return_id, e.version";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?))
}

/// Moves a return on, with the message to its customer; `false` where it is no longer at the version that was read.
pub async fn set_status(
    conn: &mut Conn,
    row: &ReturnRow,
    to: ReturnStatus,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE returns SET status = $3, version = version + 1, instructions = $4, refusal = $5, updated_at_ms = $6
        WHERE id = $1 AND version = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(&row.id).bind(row.version).bind(to.as_str()).bind(&row.instructions)
        .bind(&row.refusal).bind(now_ms).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// What waits under an upload key becomes part of a return.
pub async fn attach(conn: &mut Conn, upload_hash: &str, return_id: &str) -> Result<()> {
    let taken = waiting_pictures::take(conn, upload_hash).await?;
    if taken.is_empty() {
        return Ok(());
    }
    on!(conn, c => {
        let mut q = QueryBuilder::new(
            "INSERT INTO return_pictures (id, return_id, position, media_key, width, height, sizes, placeholder) ",
        );
        q.push_values(taken.iter().enumerate(), |mut row, (position, p)| {
            row.push_bind(p.id.clone()).push_bind(return_id.to_string()).push_bind(position as i64);
            row.push_bind(p.media_key.clone()).push_bind(i64::from(p.width)).push_bind(i64::from(p.height));
            row.push_bind(p.sizes_json()).push_bind(p.placeholder.clone());
        });
        q.build().execute(&mut *c).await.map(drop)?
    });
    Ok(())
}

/// The pictures of every return of an order, each with its return's id.
pub async fn pictures(conn: &mut Conn, order_id: &str) -> Result<Vec<(String, PrivatePictureRow)>> {
    #[derive(sqlx::FromRow)]
    struct OfReturn {
        return_id: String,
        #[sqlx(flatten)]
        picture: PrivatePictureRow,
    }
    const SQL: &str = "SELECT p.return_id, p.id, NULL AS commission_id, NULL AS message_id, p.media_key, p.width, p.height,
            p.sizes, p.placeholder
        FROM return_pictures p JOIN returns r ON r.id = p.return_id WHERE r.order_id = $1 ORDER BY p.return_id, p.position, p.id";
    let rows: Vec<OfReturn> =
        on!(conn, c => sqlx::query_as(SQL).bind(order_id).fetch_all(&mut *c).await?);
    let pair = |row: OfReturn| (row.return_id, row.picture);
    Ok(rows.into_iter().map(pair).collect())
}
