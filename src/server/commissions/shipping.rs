//! Shipping the finished piece, and completing the custom order.

use super::messages::add;
use super::{advance, agreed, audited, hold, mails, maker, studio_settings, uploads};
use crate::domain::audit::Action;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::status::CommissionEvent;
use crate::domain::commission::view::MessageKind;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::OrderEvent;
use crate::domain::payment::RequestState;
use crate::server::actor::Actor;
use crate::server::clock::DAY_MS;
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::mail::CommissionNews;
use crate::server::orders;
use crate::server::orders::staff::{COMPLETE_AFTER_DAYS, ShipForm, send_off};
use crate::server::orders::work::require_no_dispute;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::unit_of_work;

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
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut held = hold(&mut work, id).await?;
        let fact = CommissionFact::Dispatched(dispatch.clone());
        advance(&mut work, &mut held.row, CommissionEvent::Ship, &fact).await?;
        let Some(order) = held.order.as_mut() else {
            return Err(Error::impossible("commissions", "order", id, "none"));
        };
        if let Some(agreed) = agreed::of(&mut work, &held.row).await?
            && agreed.requests.iter().any(|r| r.state == RequestState::Open)
        {
            return Err(Error::conflict(format!("{} is still to be paid. Ship it when the money is here.", agreed.left())));
        }
        require_no_dispute(&mut work, order, form.despite_dispute).await?;
        send_off(&mut work, order, &dispatch).await?;
        let pictures = match has_pictures {
            true => add(&mut work, &mut held.row, MessageKind::Finished, false, "", upload_key).await?,
            false => Vec::new(),
        };
        audited(&mut work, &held.row, Action::CommissionShipped { dispatch: dispatch.clone() }).await?;
        let news = CommissionNews::Shipped {
            way: dispatch.way,
            carrier: dispatch.carrier.clone(),
            tracking_number: dispatch.tracking_number.clone(),
            tracking_url: dispatch.tracking_url.clone(),
            care: studio_settings::read(&mut work).await?.care,
        };
        mails::to_customer(&mut work, &held.row, news, &pictures).await?;
        let complete = Job::CompleteCommission { commission_id: id.into() };
        jobs::enqueue(&mut work, &complete, now + COMPLETE_AFTER_DAYS * DAY_MS, now).await
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
    unit_of_work!(app, actor, work => {
        let mut held = hold(&mut work, id).await?;
        advance(&mut work, &mut held.row, CommissionEvent::Complete, &CommissionFact::Completed).await?;
        audited(&mut work, &held.row, Action::CommissionCompleted).await?;
        match held.order.as_mut() {
            Some(order) => orders::advance(&mut work, order, OrderEvent::Complete, None, &OrderFact::Completed).await,
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
