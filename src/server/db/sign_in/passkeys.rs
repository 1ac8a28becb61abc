//! Passkeys of customers and of staff.

use crate::server::db::dialect::for_update;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use sqlx::AssertSqlSafe;

/// Whose a passkey is, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    Customer(&'a str),
    Staff(&'a str),
}

impl<'a> Owner<'a> {
    /// The two columns that name an owner; one of them is empty.
    fn columns(self) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Owner::Customer(id) => (Some(id), None),
            Owner::Staff(id) => (None, Some(id)),
        }
    }
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PasskeyRow {
    pub id: String,
    pub customer_id: Option<String>,
    pub staff_id: Option<String>,
    pub credential_id: String,
    /// Public key and counter, as JSON.
    pub credential: String,
    pub name: String,
    pub added_at_ms: i64,
    pub used_at_ms: Option<i64>,
}

/// The columns of a [`PasskeyRow`], in a macro so that each query stays one literal.
macro_rules! select_passkey {
    ($rest:literal) => {
        concat!(
            "SELECT id, customer_id, staff_id, credential_id, credential, name, added_at_ms, used_at_ms FROM passkeys ",
            $rest
        )
    };
}

pub struct NewPasskey<'a> {
    pub id: &'a str,
    pub owner: Owner<'a>,
    pub credential_id: &'a str,
    pub credential: &'a str,
    pub name: &'a str,
    pub now_ms: i64,
}

/// Writes a passkey; the constraint `credential_id` refuses one that belongs to anybody already.
pub async fn insert(conn: &mut Conn, new: &NewPasskey<'_>) -> Result<()> {
    const SQL: &str =
        "INSERT INTO passkeys (id, customer_id, staff_id, credential_id, credential, name, added_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (customer_id, staff_id) = new.owner.columns();
    on!(conn, c => sqlx::query(SQL).bind(new.id).bind(customer_id).bind(staff_id).bind(new.credential_id)
        .bind(new.credential).bind(new.name).bind(new.now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Passkeys of one owner, the oldest first.
pub async fn of_owner(conn: &mut Conn, owner: Owner<'_>) -> Result<Vec<PasskeyRow>> {
    const SQL: &str =
        select_passkey!("WHERE customer_id = $1 OR staff_id = $2 ORDER BY added_at_ms, id");
    let (customer_id, staff_id) = owner.columns();
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(customer_id).bind(staff_id).fetch_all(&mut *c).await?),
    )
}

/// Reads a passkey by what the authenticator calls it, and locks it until the transaction ends.
pub async fn lock(conn: &mut Conn, credential_id: &str) -> Result<Option<PasskeyRow>> {
    let lock = for_update(conn);
    let sql = format!("{}{lock}", select_passkey!("WHERE credential_id = $1"));
    Ok(
        on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(credential_id).fetch_optional(&mut *c).await?),
    )
}

/// A passkey was used: its counter may have moved.
pub async fn set_used(conn: &mut Conn, id: &str, credential: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE passkeys SET credential = $2, used_at_ms = $3 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(credential).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Names a passkey of an owner; false when it is none of theirs.
pub async fn rename(conn: &mut Conn, owner: Owner<'_>, id: &str, name: &str) -> Result<bool> {
    const SQL: &str =
        "UPDATE passkeys SET name = $4 WHERE id = $3 AND (customer_id = $1 OR staff_id = $2)";
    let (customer_id, staff_id) = owner.columns();
    let done = on!(conn, c => sqlx::query(SQL).bind(customer_id).bind(staff_id).bind(id).bind(name)
        .execute(&mut *c).await?.rows_affected());
    Ok(done == 1)
}

/// Takes a passkey off an owner and gives its name; `None` when it is none of theirs.
pub async fn delete(conn: &mut Conn, owner: Owner<'_>, id: &str) -> Result<Option<String>> {
    const SQL: &str =
        "DELETE FROM passkeys WHERE id = $3 AND (customer_id = $1 OR staff_id = $2) RETURNING name";
    let (customer_id, staff_id) = owner.columns();
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(customer_id).bind(staff_id).bind(id)
        .fetch_optional(&mut *c).await?),
    )
}

/// Takes every passkey off a member of staff, with the rest of the second factor.
pub async fn delete_of_staff(conn: &mut Conn, staff_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM passkeys WHERE staff_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(staff_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}
