//! What the two sides of a custom order say and show to each other: messages, and pictures that only they may see.

use crate::domain::commission::view::{Approval, MessageKind};
use crate::domain::history::Who;
use crate::server::db::{Conn, on, push_in, waiting_pictures};
use crate::server::error::Result;
use atelier_derive::TableRow;
use sqlx::{AssertSqlSafe, QueryBuilder};

#[derive(Clone, Debug, TableRow)]
#[table("commission_messages")]
pub struct MessageRow {
    pub id: String,
    pub kind: MessageKind,
    #[read(who)]
    pub author: Who,
    pub body: String,
    pub approval: Approval,
    pub at_ms: i64,
}

pub async fn insert_message(conn: &mut Conn, commission_id: &str, m: &MessageRow) -> Result<()> {
    const SQL: &str = "INSERT INTO commission_messages (id, commission_id, kind, author, author_name, body, approval, at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(conn, c => sqlx::query(SQL).bind(&m.id).bind(commission_id).bind(m.kind.as_str()).bind(m.author.kind())
        .bind(m.author.name()).bind(&m.body).bind(m.approval.as_str()).bind(m.at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn messages(conn: &mut Conn, commission_id: &str) -> Result<Vec<MessageRow>> {
    const SQL: &str =
        "SELECT id, kind, author, author_name, body, approval, at_ms FROM commission_messages
        WHERE commission_id = $1 ORDER BY at_ms, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(commission_id).fetch_all(&mut *c).await?))
}

/// The customer says yes to pictures of the work; `false` where that was not asked.
pub async fn approve(conn: &mut Conn, commission_id: &str, message_id: &str) -> Result<bool> {
    const SQL: &str = "UPDATE commission_messages SET approval = 'approved'
        WHERE id = $2 AND commission_id = $1 AND approval = 'asked'";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(commission_id).bind(message_id).execute(&mut *c).await?
        .rows_affected() == 1),
    )
}

/// A private picture as it is stored, here, with what was sent back, and while it waits.
#[derive(Clone, Debug, TableRow)]
#[table("commission_pictures")]
pub struct PrivatePictureRow {
    pub id: String,
    pub commission_id: Option<String>,
    /// Empty: it belongs to the request itself.
    pub message_id: Option<String>,
    pub media_key: String,
    #[read(number)]
    pub width: u32,
    #[read(number)]
    pub height: u32,
    #[read(json)]
    pub sizes: Vec<u32>,
    pub placeholder: String,
}

impl PrivatePictureRow {
    /// The widths in which it is stored, as its row has them.
    pub fn sizes_json(&self) -> String {
        serde_json::json!(self.sizes).to_string()
    }
}

const COLUMNS: &str = "id, commission_id, message_id, media_key, width, height, sizes, placeholder";

async fn pictures(
    conn: &mut Conn,
    condition: &'static str,
    values: (&str, &str),
) -> Result<Vec<PrivatePictureRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM commission_pictures WHERE {condition} ORDER BY position, id LIMIT 500"
    );
    // Conditions with one value take the second as an empty text.
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(values.0).bind(values.1)
        .fetch_all(&mut *c).await?),
    )
}

/// Every picture of a custom order.
pub async fn of_commission(conn: &mut Conn, commission_id: &str) -> Result<Vec<PrivatePictureRow>> {
    pictures(conn, "commission_id = $1 AND $2 = ''", (commission_id, "")).await
}

/// One picture of a custom order; none where it belongs to another.
pub async fn of_thread(
    conn: &mut Conn,
    commission_id: &str,
    id: &str,
) -> Result<Option<PrivatePictureRow>> {
    let found = pictures(conn, "commission_id = $1 AND id = $2", (commission_id, id)).await?;
    Ok(found.into_iter().next())
}

/// What waits under an upload key becomes part of a request (`message_id` empty) or of a message. Returns it.
pub async fn attach(
    conn: &mut Conn,
    upload_hash: &str,
    commission_id: &str,
    message_id: Option<&str>,
) -> Result<Vec<PrivatePictureRow>> {
    let taken = waiting_pictures::take(conn, upload_hash).await?;
    if taken.is_empty() {
        return Ok(taken);
    }
    on!(conn, c => {
        let mut q = QueryBuilder::new("INSERT INTO commission_pictures
            (id, commission_id, message_id, position, media_key, width, height, sizes, placeholder) ");
        q.push_values(taken.iter().enumerate(), |mut row, (position, p)| {
            row.push_bind(p.id.clone()).push_bind(commission_id.to_string());
            row.push_bind(message_id.map(String::from)).push_bind(position as i64).push_bind(p.media_key.clone());
            row.push_bind(i64::from(p.width)).push_bind(i64::from(p.height)).push_bind(p.sizes_json());
            row.push_bind(p.placeholder.clone());
        });
        q.build().execute(&mut *c).await.map(drop)?
    });
    Ok(taken)
}

/// The first picture of each request of several.
pub async fn first_pictures(
    conn: &mut Conn,
    commission_ids: &[String],
) -> Result<Vec<PrivatePictureRow>> {
    Ok(on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT ");
        q.push(COLUMNS).push(" FROM commission_pictures WHERE message_id IS NULL AND position = 0 AND commission_id");
        push_in!(q, commission_ids.iter().cloned());
        q.build_query_as().fetch_all(&mut *c).await?
    }))
}
