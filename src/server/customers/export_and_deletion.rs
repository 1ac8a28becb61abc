//! Data export and account deletion. Orders and documents stay; who it was goes with the account, its addresses and
//! sign-ins.

use super::{proofs, require_recent};
use crate::domain::commission::commission_number;
use crate::domain::order::order_number;
use crate::domain::order_status::OrderStatus;
use crate::server::commissions::thread;
use crate::server::db::customers::CustomerRow;
use crate::server::db::search::records::RecordKind;
use crate::server::db::sign_in::passkeys::Owner;
use crate::server::db::{self, Conn, customers::account as stored};
use crate::server::error::Result;
use crate::server::mail::AccountNews;
use crate::server::orders;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;
use serde_json::{Value, json};

/// Numbers of the orders and custom orders of an account that are not over.
pub(super) async fn under_way(conn: &mut Conn, customer_id: &str) -> Result<Vec<String>> {
    let over = |status| matches!(status, OrderStatus::Completed | OrderStatus::Cancelled);
    let orders = stored::orders(conn, customer_id, db::orders::NEWEST, stored::MOST).await?;
    let orders = orders.iter().filter(|order| !over(order.status));
    let mut numbers: Vec<String> = orders.map(|order| order_number(order.number)).collect();
    let commissions = stored::commissions(conn, customer_id).await?;
    let open = commissions.iter().filter(|row| !row.status.is_over());
    numbers.extend(open.map(|row| commission_number(row.number)));
    Ok(numbers)
}

/// Deletes the own account; the session is for the caller to end. Orders stay on record and behind the links in their
/// mails, and belong to nobody.
pub async fn delete(visit: &Visit) -> Result<()> {
    let app = &visit.app;
    let customer = require_recent(visit).await?;
    transact!(app.db, tx => { erase(&mut tx, app, &customer.row).await })
}

/// Removes an account with everything that only it needs, and notifies its customer. What was ordered stays.
pub(super) async fn erase(conn: &mut Conn, app: &App, row: &CustomerRow) -> Result<()> {
    if let Some(cart) = &row.cart_id
        && db::cart::lock(conn, cart).await?
        && db::orders::pending_of_cart(conn, cart).await?.is_empty()
    {
        db::cart::delete(conn, cart).await?;
    }
    db::customers::delete(conn, &row.id).await?;
    db::search::records::remove(conn, RecordKind::Customer, &row.id).await?;
    let news = AccountNews::Deleted { link: app.url("/") };
    proofs::write(conn, app, &row.name, &row.email, news).await?;
    tracing::info!(customer_id = row.id, "an account was deleted");
    Ok(())
}

/// Everything that the shop knows of whoever is signed in, as JSON.
pub async fn export(visit: &Visit) -> Result<Value> {
    let app = &visit.app;
    let customer = require_recent(visit).await?;
    let shop = app.shop().await?;
    let row = &customer.row;
    let (addresses, sessions, passkeys, openids, orders, commissions) = {
        let mut conn = app.db.read().await?;
        let mut orders = Vec::new();
        for order in stored::all_orders(&mut conn, &row.id).await? {
            orders.push(orders::view::of(app, &shop, &mut conn, order, false).await?);
        }
        (
            db::customers::addresses::all(&mut conn, &row.id).await?,
            db::customers::sessions(&mut conn, &row.id).await?,
            db::sign_in::passkeys::of_owner(&mut conn, Owner::Customer(&row.id)).await?,
            db::customers::openids::of_customer(&mut conn, &row.id).await?,
            orders,
            stored::commissions(&mut conn, &row.id).await?,
        )
    };
    let mut threads = Vec::new();
    for commission in commissions {
        let mut told = serde_json::to_value(thread::view(app, commission, false).await?)?;
        if let Some(told) = told.as_object_mut() {
            // What only the page needs.
            for name in ["upload_key", "may", "waiting_pictures", "payment_methods"] {
                told.remove(name);
            }
        }
        threads.push(told);
    }
    let addresses: Vec<_> = addresses.into_iter().map(|(_, address)| address).collect();
    let sessions: Vec<_> = sessions
        .into_iter()
        .map(|s| json!({ "device": s.device, "signed_in_at_ms": s.signed_in_at_ms, "seen_at_ms": s.seen_at_ms }))
        .collect();
    let passkeys: Vec<_> = passkeys
        .into_iter()
        .map(
            |p| json!({ "name": p.name, "added_at_ms": p.added_at_ms, "used_at_ms": p.used_at_ms }),
        )
        .collect();
    let openids: Vec<_> = openids
        .into_iter()
        .map(|o| json!({ "issuer": o.issuer, "email": o.email, "added_at_ms": o.added_at_ms, "used_at_ms": o.used_at_ms }))
        .collect();
    Ok(json!({
        "account": {
            "name": row.name,
            "email": row.email,
            "phone": row.phone,
            "currency": row.currency,
            "created_at_ms": row.created_at_ms,
        },
        "addresses": addresses,
        "sign_ins": sessions,
        "passkeys": passkeys,
        "accounts_elsewhere": openids,
        "orders": orders,
        "custom_orders": threads,
    }))
}
