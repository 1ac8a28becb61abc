//! Asking to send something back.

use super::letters;
use super::view::{returnable, returnable_lines};
use crate::domain::order::order_number;
use crate::domain::returns::{
    ReturnForm, ReturnInput, ReturnPageView, ReturnStatus, is_returnable,
};
use crate::server::commissions::uploads;
use crate::server::db::orders::OrderRow;
use crate::server::db::returns::{NewReturnEvent, ReturnRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::http::limits::Limit;
use crate::server::http::visit::Visit;
use crate::server::keys::{new_id, random_token, token_hash};
use crate::server::orders::letters::Desk;
use crate::server::orders::{Actor, audited, tell};
use crate::transact;

/// The form's page; a form that was opened just now gets an upload key.
pub async fn page(visit: &Visit, order: OrderRow, upload_key: String) -> Result<ReturnPageView> {
    let app = &visit.app;
    let shop = app.shop().await?;
    let upload_key = match upload_key.is_empty() {
        true => random_token(),
        false => upload_key,
    };
    let returnable = {
        let mut conn = app.db.read().await?;
        returnable(&mut conn, &order, shop.return_days, app.now_ms()).await?
    };
    Ok(ReturnPageView {
        order_number: order_number(order.number),
        returnable,
        pictures: uploads::list(app, &upload_key).await?,
        upload_key,
    })
}

/// Asks for a return of an order, for whoever was let in to it. The same form sent twice is one return. Answers its id.
pub async fn ask(
    visit: &Visit,
    actor: &Actor,
    order_id: &str,
    form: &ReturnForm,
) -> Result<String> {
    let app = &visit.app;
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let key = uploads::hash(&form.upload_key);
    // A form without a key of its own is never the same as another.
    let form_hash = key.clone().unwrap_or_else(|| token_hash(&new_id()));
    app.limits.count(Limit::ReturnOrder, order_id)?;
    let now = app.now_ms();
    let id = transact!(app.db, tx => {
        let mut order = db::orders::lock(&mut tx, order_id).await?;
        let earlier = db::returns::of_order(&mut tx, order_id).await?;
        if let Some(same) = earlier.iter().find(|row| row.form_hash == form_hash) {
            return Ok(same.id.clone());
        }
        let input = read(&mut tx, &order, form, shop.return_days, now).await?;
        let row = ReturnRow {
            id: new_id(),
            order_id: order.id.clone(),
            number: earlier.len() as i64 + 1,
            status: ReturnStatus::Requested,
            version: 1,
            form_hash: form_hash.clone(),
            reason: input.reason,
            words: input.words.clone(),
            instructions: String::new(),
            refusal: String::new(),
            asked_at_ms: now,
        };
        db::returns::insert(&mut tx, &row, &input.lines).await?;
        if let Some(key) = &key {
            db::returns::take_pictures(&mut tx, key, &row.id).await?;
        }
        let pieces = letters::pieces(&mut tx, &row).await?;
        let sentence = format!("Return {} asked for: {}.", row.number, pieces.join(", "));
        let event = NewReturnEvent {
            return_id: &row.id,
            version: 1,
            at_ms: now,
            actor: actor.label(),
            from: None,
            to: row.status,
            sentence: "Asked for.",
        };
        db::returns::insert_event(&mut tx, &event).await?;
        tell(&mut tx, &mut order, actor, &sentence, false, now).await?;
        audited(&mut tx, &order, actor, "return_asked", &sentence, now).await?;
        letters::asked(&mut tx, desk, &order, &row, pieces).await?;
        Ok(row.id)
    })?;
    app.wake.notify_one();
    Ok(id)
}

/// What the form says, against the order as it stands. The order is locked.
async fn read(
    conn: &mut Conn,
    order: &OrderRow,
    form: &ReturnForm,
    days: i64,
    now_ms: i64,
) -> Result<ReturnInput> {
    let sent_at_ms = order.shipped_at_ms.unwrap_or_default();
    if !is_returnable(order.kind, order.status) {
        let message = "This order can’t be sent back: it has not left, or belongs to a custom order. Write to us instead.";
        return Err(Error::refused(409, "not_returnable", message));
    }
    let lines = returnable_lines(conn, order).await?;
    Ok(form.read(&lines, sent_at_ms, days, now_ms)?)
}
