//! Money that comes by hand: staff confirm that it arrived, and that it went back.

use super::{books, received, refunds};
use crate::domain::payment::{AttemptState, RequestState};
use crate::domain::problem::Problems;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::orders::letters::Desk;
use crate::server::orders::{Actor, tell};
use crate::server::state::App;
use crate::transact;

/// Staff confirm that a transfer or cash has arrived in full. `reference` is what the bank statement or receipt says.
pub async fn confirm(app: &App, actor: &Actor, order_id: &str, reference: &str) -> Result<()> {
    let reference = reference.trim();
    if reference.is_empty() || reference.chars().count() > 200 {
        let message = "Write where the money is seen, such as the date of the bank statement (at most 200 characters).";
        return Err(Problems::one("reference", "required", message).into());
    }
    let shop = app.shop().await?;
    let desk = Desk { app, shop: &shop };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut order = db::orders::lock(&mut tx, order_id).await?;
        let requests = db::payments::requests(&mut tx, order_id).await?;
        let open = requests.iter().find(|request| request.state == RequestState::Open);
        let live = match open {
            Some(request) => db::payments::live_attempt(&mut tx, &request.id).await?,
            None => None,
        };
        let Some(attempt) = live.filter(|attempt| attempt.method.is_manual()) else {
            return Err(Error::conflict("No transfer or cash payment is awaited for this order."));
        };
        received::accept(&mut tx, desk, &mut order, &attempt, actor, now).await?;
        let sentence = format!("{} confirmed by {}: {reference}", attempt.amount, actor.label());
        tell(&mut tx, &mut order, actor, &sentence, true, now).await
    })?;
    app.wake.notify_one();
    Ok(())
}

/// Staff confirm that money went back by hand.
pub async fn refunded(app: &App, actor: &Actor, refund_id: &str) -> Result<()> {
    let now = app.now_ms();
    transact!(app.db, tx => {
        let none = || Error::not_found("There is no such refund.");
        let refund = db::refunds::by_id(&mut tx, refund_id).await?.ok_or_else(none)?;
        let mut order = db::orders::lock(&mut tx, &refund.order_id).await?;
        let refund = db::refunds::lock(&mut tx, refund_id).await?;
        let attempt = db::payments::lock_attempt(&mut tx, &refund.attempt_id).await?;
        if !attempt.method.is_manual() || attempt.state != AttemptState::Succeeded || refund.state != "requested" {
            return Err(Error::conflict("This refund is not waiting for anyone."));
        }
        db::refunds::set_state(&mut tx, refund_id, "requested", "succeeded", None, now).await?;
        books::refund(&mut tx, &order, &attempt, refund.amount, now).await?;
        refunds::restate(&mut tx, &refund, &attempt).await?;
        tell(&mut tx, &mut order, actor, &format!("{} given back.", refund.amount), false, now).await
    })
}
