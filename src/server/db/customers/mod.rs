//! Customers' accounts and the browsers that are signed in to them.

pub mod account;
pub mod addresses;
pub mod openids;
pub mod proofs;

use crate::domain::contact::Email;
use crate::domain::search::SearchTerms;
use crate::server::db::dialect::for_update;
use crate::server::db::keyset::Window;
use crate::server::db::keyset::{in_order, push_mark, push_window};
use crate::server::db::search::records::{RecordKind, push_found};
use crate::server::db::{Conn, on};
use crate::server::error::Result;
use sqlx::{AssertSqlSafe, QueryBuilder};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CustomerRow {
    pub id: String,
    pub email: String,
    pub email_key: String,
    pub name: String,
    pub phone: String,
    pub currency: Option<String>,
    /// Empty: there is no password.
    pub password_hash: String,
    pub cart_id: Option<String>,
    pub shipping_address_id: Option<String>,
    pub billing_address_id: Option<String>,
    pub created_at_ms: i64,
}

/// The columns of a [`CustomerRow`], in a macro so that each query stays one literal.
macro_rules! select_customer {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT c.id, c.email, c.email_key, c.name, c.phone, c.currency, c.password_hash, c.cart_id, ",
            "c.shipping_address_id, c.billing_address_id, c.created_at_ms",
            $more,
            " FROM customers c ",
            $rest
        )
    };
}

pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<CustomerRow>> {
    const SQL: &str = select_customer!("", "WHERE c.id = $1");
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id).fetch_optional(&mut *c).await?))
}

/// Reads an account and locks it until the transaction ends.
pub async fn lock(conn: &mut Conn, id: &str) -> Result<Option<CustomerRow>> {
    let lock = for_update(conn);
    let sql = format!("{}{lock}", select_customer!("", "WHERE c.id = $1"));
    Ok(on!(conn, c => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *c).await?))
}

pub async fn by_email_key(conn: &mut Conn, email_key: &str) -> Result<Option<CustomerRow>> {
    const SQL: &str = select_customer!("", "WHERE c.email_key = $1");
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(email_key).fetch_optional(&mut *c).await?))
}

/// Appends what a list is narrowed to by what was typed.
macro_rules! push_asked {
    ($query:expr, $asked:expr, $postgres:expr) => {{
        if let Some(asked) = $asked {
            $query.push(" AND c.id IN (");
            push_found(&mut $query, RecordKind::Customer, asked, $postgres);
            $query.push(")");
        }
    }};
}

/// The newest first.
pub async fn page(
    conn: &mut Conn,
    asked: Option<&SearchTerms>,
    window: &Window,
) -> Result<Vec<CustomerRow>> {
    let postgres = conn.is_postgres();
    let rows = on!(conn, c => {
        let mut query = QueryBuilder::new(select_customer!("", " WHERE TRUE"));
        push_asked!(query, asked, postgres);
        push_mark!(query, window, "c.created_at_ms", "c.id", true);
        push_window!(query, window, "c.created_at_ms", "c.id", true);
        query.build_query_as().fetch_all(&mut *c).await?
    });
    Ok(in_order(window, rows))
}

/// How many there are, counted no further than `cap`.
pub async fn count(conn: &mut Conn, asked: Option<&SearchTerms>, cap: i64) -> Result<i64> {
    let postgres = conn.is_postgres();
    Ok(on!(conn, c => {
        let mut query = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1 FROM customers c WHERE TRUE");
        push_asked!(query, asked, postgres);
        query.push(" LIMIT ").push_bind(cap).push(") AS few");
        query.build_query_scalar().fetch_one(&mut *c).await?
    }))
}

/// Writes an account whose address was proven.
pub async fn insert(
    conn: &mut Conn,
    id: &str,
    email: &Email,
    name: &str,
    password_hash: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO customers (id, email, email_key, name, password_hash, created_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(email.as_str()).bind(email.key()).bind(name).bind(password_hash)
        .bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_password(conn: &mut Conn, id: &str, password_hash: &str) -> Result<()> {
    const SQL: &str = "UPDATE customers SET password_hash = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(password_hash).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_email(conn: &mut Conn, id: &str, email: &Email) -> Result<()> {
    const SQL: &str = "UPDATE customers SET email = $2, email_key = $3 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(email.as_str()).bind(email.key()).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn set_profile(
    conn: &mut Conn,
    id: &str,
    name: &str,
    phone: &str,
    currency: Option<&str>,
) -> Result<()> {
    const SQL: &str = "UPDATE customers SET name = $2, phone = $3, currency = $4 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(name).bind(phone).bind(currency).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Gives an account its cart.
pub async fn set_cart(conn: &mut Conn, id: &str, cart_id: &str) -> Result<()> {
    const SQL: &str = "UPDATE customers SET cart_id = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(cart_id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Whose a cart is, if it is an account's.
pub async fn owner_of_cart(conn: &mut Conn, cart_id: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT id FROM customers WHERE cart_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(cart_id).fetch_optional(&mut *c).await?))
}

/// Removes an account with its sessions, addresses and open links. Orders stay and belong to nobody.
pub async fn delete(conn: &mut Conn, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM customers WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SessionRow {
    pub id: String,
    pub device: String,
    pub signed_in_at_ms: i64,
    pub seen_at_ms: i64,
    pub proved_at_ms: i64,
}

/// A sign-in with its account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SignedInRow {
    #[sqlx(flatten)]
    pub customer: CustomerRow,
    pub signed_in_at_ms: i64,
    pub seen_at_ms: i64,
    pub proved_at_ms: i64,
}

/// The account of a sign-in that was not ended.
pub async fn of_session(conn: &mut Conn, session_id: &str) -> Result<Option<SignedInRow>> {
    const SQL: &str = select_customer!(
        ", s.signed_in_at_ms, s.seen_at_ms, s.proved_at_ms",
        "JOIN customer_sessions s ON s.customer_id = c.id WHERE s.id = $1"
    );
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(session_id).fetch_optional(&mut *c).await?))
}

pub async fn insert_session(
    conn: &mut Conn,
    id: &str,
    customer_id: &str,
    device: &str,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO customer_sessions (id, customer_id, device, signed_in_at_ms, seen_at_ms, proved_at_ms)
        VALUES ($1, $2, $3, $4, $4, $4)";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(customer_id).bind(device).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Sign-ins of an account, the latest first.
pub async fn sessions(conn: &mut Conn, customer_id: &str) -> Result<Vec<SessionRow>> {
    const SQL: &str =
        "SELECT id, device, signed_in_at_ms, seen_at_ms, proved_at_ms FROM customer_sessions
        WHERE customer_id = $1 ORDER BY signed_in_at_ms DESC, id DESC";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(customer_id).fetch_all(&mut *c).await?))
}

pub async fn touch_session(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE customer_sessions SET seen_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Moves an app's sign-in on to its next refresh token; false when `generation` is not the one that it has.
pub async fn next_refresh(conn: &mut Conn, id: &str, generation: i64, now_ms: i64) -> Result<bool> {
    const SQL: &str = "UPDATE customer_sessions SET refresh_generation = $2 + 1, seen_at_ms = $3
        WHERE id = $1 AND refresh_generation = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(id).bind(generation).bind(now_ms).execute(&mut *c).await?.rows_affected() == 1),
    )
}

/// A password or a code was shown again.
pub async fn set_proved(conn: &mut Conn, id: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "UPDATE customer_sessions SET proved_at_ms = $2 WHERE id = $1";
    on!(conn, c => sqlx::query(SQL).bind(id).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Ends one sign-in of an account.
pub async fn end_session(conn: &mut Conn, customer_id: &str, id: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_sessions WHERE id = $2 AND customer_id = $1";
    on!(conn, c => sqlx::query(SQL).bind(customer_id).bind(id).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Ends every sign-in of an account but one; an empty `but` ends them all.
pub async fn end_sessions(conn: &mut Conn, customer_id: &str, but: &str) -> Result<()> {
    const SQL: &str = "DELETE FROM customer_sessions WHERE customer_id = $1 AND id <> $2";
    on!(conn, c => sqlx::query(SQL).bind(customer_id).bind(but).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Forgets sign-ins that began before `before_ms`: they are over.
pub async fn delete_old_sessions(conn: &mut Conn, before_ms: i64) -> Result<u64> {
    const SQL: &str = "DELETE FROM customer_sessions WHERE signed_in_at_ms < $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(before_ms).execute(&mut *c).await?.rows_affected()))
}
