//! What links and codes in customers' mails stand for, found by their hash.

use crate::domain::contact::Email;
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use atelier_derive::{Named, TableRow};

/// What is done once a mailbox is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Purpose {
    Register,
    SignIn,
    Reset,
    ChangeEmail,
}

#[derive(Clone, Debug, TableRow)]
#[table("customer_proofs")]
pub struct ProofRow {
    pub id: String,
    pub purpose: Purpose,
    pub customer_id: Option<String>,
    pub secret_hash: String,
    pub email: String,
    pub email_key: String,
    pub name: String,
    pub password_hash: String,
}

macro_rules! proof_columns {
    () => {
        "id, purpose, customer_id, secret_hash, email, email_key, name, password_hash"
    };
}

pub struct NewProof<'a> {
    pub id: &'a str,
    pub purpose: Purpose,
    /// Empty while somebody registers.
    pub customer_id: Option<&'a str>,
    pub secret_hash: &'a str,
    pub email: &'a Email,
    pub name: &'a str,
    pub password_hash: &'a str,
    pub now_ms: i64,
    pub expires_at_ms: i64,
}

pub async fn insert(conn: &mut Conn, p: &NewProof<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO customer_proofs
            (id, purpose, customer_id, secret_hash, email, email_key, name, password_hash, created_at_ms, expires_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(conn, c => sqlx::query(SQL).bind(p.id).bind(p.purpose.as_str()).bind(p.customer_id).bind(p.secret_hash)
        .bind(p.email.as_str()).bind(p.email.key()).bind(p.name).bind(p.password_hash).bind(p.now_ms)
        .bind(p.expires_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// What a link stands for, while its time lasts.
pub async fn by_secret(
    conn: &mut Conn,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<ProofRow>> {
    const SQL: &str = concat!(
        "SELECT ",
        proof_columns!(),
        " FROM customer_proofs WHERE secret_hash = $1 AND expires_at_ms > $2"
    );
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(secret_hash).bind(now_ms).fetch_optional(&mut *c).await?),
    )
}

/// Counts a try at a code, and answers what it must be compared with; `None` once there were `most` tries.
pub async fn count_try(
    conn: &mut Conn,
    id: &str,
    most: i64,
    now_ms: i64,
) -> Result<Option<ProofRow>> {
    const SQL: &str = concat!(
        "UPDATE customer_proofs SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND expires_at_ms > $3 RETURNING ",
        proof_columns!()
    );
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(id).bind(most).bind(now_ms).fetch_optional(&mut *c).await?),
    )
}

/// Uses a link or code up; false when somebody was quicker.
pub async fn take(conn: &mut Conn, id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM customer_proofs WHERE id = $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await?.rows_affected() == 1))
}

/// Ends every open link and code of an account.
pub async fn end_of_customer(conn: &mut Conn, customer_id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_proofs WHERE customer_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(customer_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Ends the open links or codes of an account for one purpose.
pub async fn end(conn: &mut Conn, customer_id: &str, purpose: Purpose) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_proofs WHERE customer_id = $1 AND purpose = $2";
    on!(conn, c => sqlx::query(SQL).bind(customer_id).bind(purpose.as_str()).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Ends what others, or the same person earlier, began when registering with this mailbox.
pub async fn end_registrations(conn: &mut Conn, email_key: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_proofs WHERE email_key = $1 AND purpose = 'register'";
    on!(conn, c => sqlx::query(SQL).bind(email_key).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The mailbox that an account means to change to, while its link is open.
pub async fn email_waiting(
    conn: &mut Conn,
    customer_id: &str,
    now_ms: i64,
) -> Result<Option<String>> {
    const SQL: &str =
        "SELECT email FROM customer_proofs WHERE customer_id = $1 AND purpose = 'change_email'
        AND expires_at_ms > $2 ORDER BY created_at_ms DESC LIMIT 1";
    Ok(
        on!(conn, c => sqlx::query_scalar(SQL).bind(customer_id).bind(now_ms).fetch_optional(&mut *c).await?),
    )
}

pub async fn delete_expired(conn: &mut Conn, now_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM customer_proofs WHERE expires_at_ms <= $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(now_ms).execute(&mut *c).await?.rows_affected()))
}

/// Somebody whom the shop invited, who has not followed the link yet: a registration without a password.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct InvitedRow {
    pub id: String,
    pub email: String,
    pub name: String,
    pub phone: String,
    pub currency: Option<String>,
    pub created_at_ms: i64,
}

macro_rules! select_invited {
    ($which:literal) => {
        concat!(
            "SELECT id, email, name, phone, currency, created_at_ms FROM customer_proofs
            WHERE purpose = 'register' AND password_hash = '' AND expires_at_ms > $2 AND ",
            $which,
            " = $1 ORDER BY created_at_ms, id LIMIT 1"
        )
    };
}

/// An invitation by its id, while its time lasts.
pub async fn invited(conn: &mut Conn, id: &str, now_ms: i64) -> Result<Option<InvitedRow>> {
    const SQL: &str = select_invited!("id");
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).bind(now_ms).fetch_optional(&mut *c).await?))
}

/// The invitation of a mailbox, while its time lasts.
pub async fn invited_at(
    conn: &mut Conn,
    email_key: &str,
    now_ms: i64,
) -> Result<Option<InvitedRow>> {
    const SQL: &str = select_invited!("email_key");
    Ok(
        on!(conn, c => sqlx::query_as(SQL).bind(email_key).bind(now_ms).fetch_optional(&mut *c).await?),
    )
}

/// Writes what is known of somebody who is invited. `false`: the invitation is over.
pub async fn describe_invited(
    conn: &mut Conn,
    id: &str,
    name: &str,
    phone: &str,
    currency: Option<&str>,
) -> Result<bool> {
    const SQL: &str = "UPDATE customer_proofs SET name = $2, phone = $3, currency = $4
        WHERE id = $1 AND purpose = 'register' AND password_hash = ''";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(name).bind(phone).bind(currency).execute(&mut *c).await?
            .rows_affected() == 1),
    )
}

/// Gives a link more time.
pub async fn renew(conn: &mut Conn, id: &str, expires_at_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE customer_proofs SET expires_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(expires_at_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}
