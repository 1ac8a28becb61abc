//! Sending the finished piece, and the end of it all.

use super::say::add;
use super::{advance, agreed, audited, desk, hold, letters, maker, uploads};
use crate::domain::audit::Action;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::CommissionEvent;
use crate::domain::commission::view::MessageKind;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::OrderEvent;
use crate::domain::payment::RequestState;
use crate::server::clock::DAY_MS;
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::mail::CommissionNews;
use crate::server::orders::letters::Desk;
use crate::server::orders::staff::{COMPLETE_AFTER_DAYS, ShipForm, send_off};
use crate::server::orders::work::require_no_dispute;
use crate::server::orders::{self, Actor};
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::visit::Visit;
use crate::transact;

/// Marks it as shipped by a member of staff; pictures of the finished piece wait under the upload key.
pub async fn ship(visit: &Visit, number: &str, form: &ShipForm, upload_key: &str) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let row = {
        let mut conn = visit.app.db.read().await?;
        super::by_number(&mut conn, number).await?
    };
    sent(&visit.app, &row.id, &actor, form, upload_key).await
}

/// Ships it, or hands it over: refused while something is left to pay.
pub async fn sent(
    app: &App,
    id: &str,
    actor: &Actor,
    form: &ShipForm,
    upload_key: &str,
) -> Result<()> {
    let dispatch = form.read()?;
    let has_pictures = !uploads::list(app, upload_key).await?.is_empty();
    let shop = app.shop().await?;
    let letters_desk = Desk { app, shop: &shop };
    let (now, zone) = (app.now_ms(), time_zone::of(&shop));
    transact!(app.db, tx => {
        let mut held = hold(&mut tx, id).await?;
        let fact = CommissionFact::Dispatched(dispatch.clone());
        advance(&mut tx, &mut held.row, CommissionEvent::Ship, actor, &fact, now).await?;
        let Some(order) = held.order.as_mut() else {
            return Err(Error::impossible("commissions", "order", id, "none"));
        };
        if let Some(agreed) = agreed::of(&mut tx, &held.row).await?
            && agreed.requests.iter().any(|r| r.state == RequestState::Open)
        {
            return Err(Error::conflict(format!("{} is still to be paid. Ship it when the money is here.", agreed.left())));
        }
        require_no_dispute(&mut tx, order, form.despite_dispute).await?;
        send_off(&mut tx, order, &dispatch, actor, zone.day_of(now), now).await?;
        let pictures = match has_pictures {
            true => add(&mut tx, &zone, &mut held.row, actor, MessageKind::Finished, false, "", upload_key, now).await?,
            false => Vec::new(),
        };
        audited(&mut tx, &held.row, actor, Action::CommissionShipped { dispatch: dispatch.clone() }, now).await?;
        let news = CommissionNews::Shipped {
            way: dispatch.way,
            carrier: dispatch.carrier.clone(),
            tracking_number: dispatch.tracking_number.clone(),
            tracking_url: dispatch.tracking_url.clone(),
            care: desk::read(&mut tx).await?.care,
        };
        letters::to_customer(&mut tx, letters_desk, &held.row, news, &pictures).await?;
        let complete = Job::CompleteCommission { commission_id: id.into() };
        jobs::enqueue(&mut tx, &complete, now + COMPLETE_AFTER_DAYS * DAY_MS, now).await
    })
}

pub async fn complete(visit: &Visit, number: &str) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let row = {
        let mut conn = visit.app.db.read().await?;
        super::by_number(&mut conn, number).await?
    };
    done(&visit.app, &row.id, &actor).await
}

pub async fn done(app: &App, id: &str, actor: &Actor) -> Result<()> {
    let now = app.now_ms();
    transact!(app.db, tx => {
        let mut held = hold(&mut tx, id).await?;
        advance(&mut tx, &mut held.row, CommissionEvent::Complete, actor, &CommissionFact::Completed, now).await?;
        audited(&mut tx, &held.row, actor, Action::CommissionCompleted, now).await?;
        match held.order.as_mut() {
            Some(order) => orders::advance(&mut tx, order, OrderEvent::Complete, None, actor, &OrderFact::Completed, now).await,
            None => Err(Error::impossible("commissions", "order", id, "none")),
        }
    })
}

/// The timer's completion: one that has moved on meanwhile is left alone.
pub async fn complete_by_timer(app: &App, id: &str) -> Result<()> {
    match done(app, id, &Actor::Shop).await {
        Err(error) if error.is_conflict() => Ok(()),
        outcome => outcome,
    }
}
