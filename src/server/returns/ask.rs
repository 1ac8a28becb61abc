//! Asking to send something back.

use super::letters;
use super::view::{returnable, returnable_lines};
use crate::domain::audit::Action;
use crate::domain::order::history::OrderFact;
use crate::domain::order::order_number;
use crate::domain::parcel::received_on;
use crate::domain::returns::history::ReturnFact;
use crate::domain::returns::{
    ReturnForm, ReturnInput, ReturnKind, ReturnPageView, ReturnReason, is_returnable,
};
use crate::server::commissions::uploads;
use crate::server::db::orders::OrderRow;
use crate::server::db::returns::{NewReturnEvent, ReturnRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::{new_id, random_token, token_hash};
use crate::server::limits::Limit;
use crate::server::orders::letters::Desk;
use crate::server::orders::{self, Actor, audited};
use crate::server::visit::Visit;
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
        let asked = Asked {
            lines: input.lines,
            form_hash: form_hash.clone(),
            actor,
            at_ms: now,
            pictures: key.as_deref(),
        };
        record_for(&mut tx, desk, &mut order, asked, input.reason, &input.words).await
    })?;
    Ok(id)
}

/// What is to be written down as a return, or as a withdrawal.
pub struct Asked<'a> {
    /// Units by a line's id.
    pub lines: Vec<(String, i64)>,
    pub form_hash: String,
    pub actor: &'a Actor,
    pub at_ms: i64,
    /// Where its pictures wait.
    pub pictures: Option<&'a str>,
}

/// Records a withdrawal from the contract, for which nobody has to give a reason. The order is locked. Answers its id.
pub async fn record(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &mut OrderRow,
    asked: Asked<'_>,
) -> Result<String> {
    record_for(conn, desk, order, asked, ReturnReason::ChangedMind, "").await
}

/// Writes a return or a withdrawal with its lines, its first step and its place in the order's history; both sides are
/// told by mail.
async fn record_for(
    conn: &mut Conn,
    desk: Desk<'_>,
    order: &mut OrderRow,
    asked: Asked<'_>,
    reason: ReturnReason,
    words: &str,
) -> Result<String> {
    let (kind, at_ms, actor) = (reason.kind(), asked.at_ms, asked.actor);
    let row = ReturnRow {
        id: new_id(),
        order_id: order.id.clone(),
        number: db::returns::of_order(conn, &order.id).await?.len() as i64 + 1,
        kind,
        status: kind.first(),
        version: 1,
        form_hash: asked.form_hash,
        reason,
        words: words.into(),
        instructions: String::new(),
        refusal: String::new(),
        asked_at_ms: at_ms,
    };
    db::returns::insert(conn, &row, &asked.lines).await?;
    if let Some(key) = asked.pictures {
        db::returns::attach(conn, key, &row.id).await?;
    }
    let pieces = letters::pieces(conn, &row).await?;
    let number = row.number;
    let (step, fact, action) = match kind {
        ReturnKind::Return => (
            ReturnFact::Asked,
            OrderFact::ReturnAsked {
                number,
                pieces: pieces.clone(),
            },
            Action::ReturnAsked {
                number,
                pieces: pieces.clone(),
            },
        ),
        ReturnKind::Withdrawal => (
            ReturnFact::Declared,
            OrderFact::WithdrawalDeclared {
                number,
                pieces: pieces.clone(),
            },
            Action::WithdrawalDeclared {
                number,
                pieces: pieces.clone(),
            },
        ),
    };
    let event = NewReturnEvent {
        return_id: &row.id,
        version: 1,
        at_ms,
        who: &actor.who(),
        from: None,
        to: row.status,
        fact: &step,
    };
    db::returns::insert_event(conn, &event).await?;
    orders::record(conn, order, actor, &fact, false, at_ms).await?;
    audited(conn, order, actor, action, at_ms).await?;
    letters::asked(conn, desk, order, &row, pieces).await?;
    Ok(row.id)
}

/// What the form says, against the order as it stands. The order is locked.
async fn read(
    conn: &mut Conn,
    order: &OrderRow,
    form: &ReturnForm,
    days: i64,
    now_ms: i64,
) -> Result<ReturnInput> {
    if !is_returnable(order.kind, order.status) {
        let message = "This order can’t be sent back: it has not left, or belongs to a custom order. Write to us instead.";
        return Err(Error::conflict_of("not_returnable", message));
    }
    let lines = returnable_lines(conn, order).await?;
    let received = received_on(&db::orders::parcels::of_order(conn, &order.id).await?);
    Ok(form.read(&lines, received, days, now_ms)?)
}
