//! Asking to send something back.

use super::mails;
use super::view::{returnable, returnable_lines};
use crate::domain::audit::Action;
use crate::domain::order::history::OrderFact;
use crate::domain::order::order_number;
use crate::domain::parcel::received_on;
use crate::domain::returns::history::ReturnFact;
use crate::domain::returns::{
    ReturnForm, ReturnInput, ReturnKind, ReturnPageView, ReturnReason, is_returnable,
};
use crate::server::actor::Actor;
use crate::server::commissions::uploads;
use crate::server::db;
use crate::server::db::orders::OrderRow;
use crate::server::db::returns::{NewReturnEvent, ReturnRow};
use crate::server::error::{Error, Result};
use crate::server::keys::{new_id, random_token, token_hash};
use crate::server::limits::Limit;
use crate::server::orders::{self, audited};
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::unit_of_work;

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

/// Asks for a return of an order, for whoever was let in to it. The same form sent twice is one return. Returns its id.
pub async fn ask(
    visit: &Visit,
    actor: &Actor,
    order_id: &str,
    form: &ReturnForm,
) -> Result<String> {
    let app = &visit.app;
    let key = uploads::hash(&form.upload_key);
    // A form without a key of its own is never the same as another.
    let form_hash = key.clone().unwrap_or_else(|| token_hash(&new_id()));
    app.limits.count(Limit::ReturnOrder, order_id)?;
    let id = unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let earlier = db::returns::of_order(&mut work, order_id).await?;
        if let Some(same) = earlier.iter().find(|row| row.form_hash == form_hash) {
            return Ok(same.id.clone());
        }
        let input = read(&mut work, &order, form).await?;
        let asked = Asked {
            lines: input.lines,
            form_hash: form_hash.clone(),
            pictures: key.as_deref(),
        };
        record_for(&mut work, &mut order, asked, input.reason, &input.words).await
    })?;
    Ok(id)
}

/// What is to be written down as a return, or as a withdrawal.
pub struct Asked<'a> {
    /// Units by a line's id.
    pub lines: Vec<(String, i64)>,
    pub form_hash: String,
    /// Where its pictures wait.
    pub pictures: Option<&'a str>,
}

/// Records a withdrawal from the contract, for which nobody has to give a reason. The order is locked. Returns its id.
pub async fn record(work: &mut Work<'_>, order: &mut OrderRow, asked: Asked<'_>) -> Result<String> {
    record_for(work, order, asked, ReturnReason::ChangedMind, "").await
}

/// Writes a return or a withdrawal with its lines, its first step and its place in the order's history; both sides are
/// notified by mail.
async fn record_for(
    work: &mut Work<'_>,
    order: &mut OrderRow,
    asked: Asked<'_>,
    reason: ReturnReason,
    words: &str,
) -> Result<String> {
    let (kind, at_ms) = (reason.kind(), work.now);
    let row = ReturnRow {
        id: new_id(),
        order_id: order.id.clone(),
        number: db::returns::of_order(work, &order.id).await?.len() as i64 + 1,
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
    db::returns::insert(work, &row, &asked.lines).await?;
    if let Some(key) = asked.pictures {
        db::returns::attach(work, key, &row.id).await?;
    }
    let pieces = mails::pieces(work, &row).await?;
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
        who: &work.actor.who(),
        from: None,
        to: row.status,
        fact: &step,
    };
    db::returns::insert_event(work, &event).await?;
    orders::record(work, order, &fact, false).await?;
    audited(work, order, action).await?;
    mails::asked(work, order, &row, pieces).await?;
    Ok(row.id)
}

/// What the form says, against the order as it stands. The order is locked.
async fn read(work: &mut Work<'_>, order: &OrderRow, form: &ReturnForm) -> Result<ReturnInput> {
    if !is_returnable(order.kind, order.status) {
        let message = "This order can’t be sent back: it has not left, or belongs to a custom order. Write to us instead.";
        return Err(Error::conflict_of("not_returnable", message));
    }
    let lines = returnable_lines(work, order).await?;
    let received = received_on(&db::orders::parcels::of_order(work, &order.id).await?);
    Ok(form.read(&lines, received, work.shop.return_days, work.now)?)
}
