//! Where an account is signed in, and ending that.

use super::{Customer, LASTS_MS, export_and_deletion, is_recent, openid, passkeys, require};
use crate::domain::customer::{SecurityView, SessionView};
use crate::server::db;
use crate::server::error::Result;
use crate::server::visit::Visit;
use crate::transact;

pub async fn view(visit: &Visit) -> Result<SecurityView> {
    let customer = require(visit).await?;
    let passkeys = passkeys::list(visit).await?;
    let now = visit.app.now_ms();
    let mut conn = visit.app.db.read().await?;
    let row = &customer.row;
    Ok(SecurityView {
        email: row.email.clone(),
        has_password: !row.password_hash.is_empty(),
        confirmed: is_recent(visit, &customer),
        email_waiting: db::customers::proofs::email_waiting(&mut conn, &row.id, now).await?,
        under_way: export_and_deletion::under_way(&mut conn, &row.id).await?,
        sessions: sessions(&mut conn, &customer, now).await?,
        openids: openid::list(&mut conn, &visit.app, &row.id).await?,
        passkeys,
    })
}

async fn sessions(
    conn: &mut db::Conn,
    customer: &Customer,
    now_ms: i64,
) -> Result<Vec<SessionView>> {
    let rows = db::customers::sessions(conn, &customer.row.id).await?;
    let good = rows
        .into_iter()
        .filter(|row| now_ms - row.signed_in_at_ms <= LASTS_MS);
    let view = |row: db::customers::SessionRow| SessionView {
        this: row.id == customer.session_id,
        id: row.id,
        device: row.device,
        signed_in_at_ms: row.signed_in_at_ms,
        seen_at_ms: row.seen_at_ms,
    };
    Ok(good.map(view).collect())
}

/// Ends one sign-in of the own account.
pub async fn end(visit: &Visit, session_id: &str) -> Result<()> {
    let customer = require(visit).await?;
    transact!(visit.app.db, tx => {
        db::customers::end_session(&mut tx, &customer.row.id, session_id).await
    })
}

/// Ends every sign-in of the own account, this one too; the session is for the caller to end.
pub async fn end_all(visit: &Visit) -> Result<()> {
    let customer = require(visit).await?;
    transact!(visit.app.db, tx => {
        db::customers::end_sessions(&mut tx, &customer.row.id, "").await
    })
}
