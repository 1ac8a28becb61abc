//! Staff and their recovery codes.

use super::{Conn, on};
use crate::domain::staff::Role;
use crate::server::error::Result;
use atelier_derive::TableRow;

#[derive(Clone, Debug, TableRow)]
#[table("staff")]
pub struct StaffRow {
    pub id: String,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password_hash: String,
    pub totp_secret: String,
    pub active: bool,
    pub session_epoch: i64,
    pub link_generation: i64,
    pub link_expires_at_ms: Option<i64>,
    pub signed_in_at_ms: Option<i64>,
}

/// The columns of a [`StaffRow`], in a macro so that each query stays one literal.
macro_rules! select_staff {
    ($rest:literal) => {
        concat!(
            "SELECT id, email, name, role, password_hash, totp_secret, active, session_epoch, ",
            "link_generation, link_expires_at_ms, signed_in_at_ms FROM staff ",
            $rest
        )
    };
}

pub struct NewStaff<'a> {
    pub id: &'a str,
    pub email: &'a str,
    pub email_key: &'a str,
    pub name: &'a str,
    pub role: Role,
    pub password_hash: &'a str,
    pub totp_secret: &'a str,
    pub now_ms: i64,
}

pub async fn insert(conn: &mut Conn, new: &NewStaff<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO staff (id, email, email_key, name, role, password_hash, totp_secret, created_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(conn, c => sqlx::query(SQL).bind(new.id).bind(new.email).bind(new.email_key).bind(new.name)
        .bind(new.role.as_str()).bind(new.password_hash).bind(new.totp_secret).bind(new.now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<StaffRow>> {
    const SQL: &str = select_staff!("WHERE id = $1");
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).fetch_optional(&mut *c).await?))
}

pub async fn by_email_key(conn: &mut Conn, email_key: &str) -> Result<Option<StaffRow>> {
    const SQL: &str = select_staff!("WHERE email_key = $1");
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(email_key).fetch_optional(&mut *c).await?))
}

/// Whoever holds a set-password link that has not ended.
pub async fn by_link(conn: &mut Conn, link_hash: &str, now_ms: i64) -> Result<Option<StaffRow>> {
    const SQL: &str = select_staff!("WHERE link_hash = $1 AND link_expires_at_ms > $2 AND active");
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(link_hash).bind(now_ms).fetch_optional(&mut *c).await?),
    )
}

/// Everybody, those who still work here first.
pub async fn all(conn: &mut Conn) -> Result<Vec<StaffRow>> {
    const SQL: &str = select_staff!("ORDER BY active DESC, created_at_ms, id");
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?))
}

/// How many active owners there are beside one account.
pub async fn other_owners(conn: &mut Conn, id: &str) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM staff WHERE role = 'owner' AND active AND id <> $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).fetch_one(&mut *c).await?))
}

/// Sets a new set-password link; the one before stops working.
pub async fn set_link(
    conn: &mut Conn,
    id: &str,
    generation: i64,
    link_hash: &str,
    expires_at_ms: i64,
) -> Result<()> {
    const SQL: &str = "UPDATE staff SET link_generation = $2, link_hash = $3, link_expires_at_ms = $4 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(generation).bind(link_hash).bind(expires_at_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Sets the password, uses up the link and ends every session.
pub async fn set_password(conn: &mut Conn, id: &str, password_hash: &str) -> Result<()> {
    const SQL: &str =
        "UPDATE staff SET password_hash = $2, link_hash = NULL, link_expires_at_ms = NULL,
        link_generation = link_generation + 1, session_epoch = session_epoch + 1 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(password_hash).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Sets up the second factor if there is none yet; false when there is. `step` is the one whose code proved it.
pub async fn set_totp(conn: &mut Conn, id: &str, sealed: &str, step: i64) -> Result<bool> {
    const SQL: &str =
        "UPDATE staff SET totp_secret = $2, totp_last_step = $3 WHERE id = $1 AND totp_secret = ''";
    let done = on!(conn, c => sqlx::query(SQL).bind(id).bind(sealed).bind(step).execute(&mut *c).await?.rows_affected());
    Ok(done == 1)
}

/// Takes the second factor away, its recovery codes and passkeys with it, and ends every session.
pub async fn clear_totp(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "UPDATE staff SET totp_secret = '', totp_last_step = 0, session_epoch = session_epoch + 1 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    super::sign_in::passkeys::delete_of_staff(conn, id).await?;
    delete_recovery_codes(conn, id).await
}

/// Uses up a time step of the second factor; false when it, or a later one, was used before.
pub async fn use_totp_step(conn: &mut Conn, id: &str, step: i64) -> Result<bool> {
    const SQL: &str = "UPDATE staff SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2";
    let used = on!(conn, c => sqlx::query(SQL).bind(id).bind(step).execute(&mut *c).await?.rows_affected());
    Ok(used == 1)
}

pub async fn touch_signed_in(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE staff SET signed_in_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Changes what somebody may do, or whether they still work here, and ends their sessions.
pub async fn set_role(conn: &mut Conn, id: &str, role: Role, active: bool) -> Result<()> {
    const SQL: &str =
        "UPDATE staff SET role = $2, active = $3, session_epoch = session_epoch + 1 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(role.as_str()).bind(active).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Ends every session of one account.
pub async fn end_sessions(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "UPDATE staff SET session_epoch = session_epoch + 1 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn insert_recovery_code(conn: &mut Conn, staff_id: &str, code_hash: &str) -> Result<()> {
    const SQL: &str = "INSERT INTO recovery_codes (staff_id, code_hash) VALUES ($1, $2)";
    on!(conn, c => sqlx::query(SQL).bind(staff_id).bind(code_hash).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn delete_recovery_codes(conn: &mut Conn, staff_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM recovery_codes WHERE staff_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(staff_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Uses up a recovery code; false when it is unknown or was used before.
pub async fn use_recovery_code(
    conn: &mut Conn,
    staff_id: &str,
    code_hash: &str,
    now_ms: i64,
) -> Result<bool> {
    const SQL: &str = "UPDATE recovery_codes SET used_at_ms = $3 WHERE staff_id = $1 AND code_hash = $2 AND used_at_ms IS NULL";
    let used = on!(conn, c => sqlx::query(SQL).bind(staff_id).bind(code_hash).bind(now_ms)
        .execute(&mut *c).await?.rows_affected());
    Ok(used == 1)
}

/// How many recovery codes are left.
pub async fn recovery_codes_left(conn: &mut Conn, staff_id: &str) -> Result<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM recovery_codes WHERE staff_id = $1 AND used_at_ms IS NULL";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(staff_id).fetch_one(&mut *c).await?))
}
