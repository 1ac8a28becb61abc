//! A payment link at the provider for one part of the price. The studio makes it and may take it back; while it lives it
//! is the one way to pay that part.

use super::{audited, hold, maker};
use crate::domain::audit::Action;
use crate::domain::order::history::OrderFact;
use crate::domain::payment::PaymentMethod;
use crate::server::actor::Actor;
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::orders::record;
use crate::server::payments::{close, declines, methods, open};
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::unit_of_work;

async fn numbered(visit: &Visit, number: &str) -> Result<String> {
    let mut conn = visit.app.db.read().await?;
    Ok(super::by_number(&mut conn, number).await?.id)
}

pub async fn make(visit: &Visit, number: &str, part: &str) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let id = numbered(visit, number).await?;
    made(&visit.app, &id, part, &actor).await
}

pub async fn take_back(visit: &Visit, number: &str, part: &str) -> Result<()> {
    let (_, actor) = maker(visit).await?;
    let id = numbered(visit, number).await?;
    taken_back(&visit.app, &id, part, &actor).await
}

/// Makes a payment link for a part that is asked for and not paid. What could be paid otherwise is closed at the
/// provider first. Made again, it is the same one.
pub async fn made(app: &App, id: &str, part: &str, actor: &Actor) -> Result<()> {
    let (request, live) = part_of(app, id, part).await?;
    let shop = app.shop().await?;
    methods::check_chargeable(&shop, false, PaymentMethod::Link, request.amount)?;
    {
        let mut conn = app.db.read().await?;
        let order = db::orders::by_id(&mut conn, &request.order_id).await?;
        let order = order.ok_or_else(not_due)?;
        declines::check_order(&mut conn, app, &shop, &order).await?;
    }
    if let Some(other) = live.filter(|live| live.method != PaymentMethod::Link)
        && close::attempt_strictly(app, other).await? == close::Closed::PaidOrProcessing
    {
        return Err(paid_already());
    }
    let attempt_id = unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut held = hold(&mut work, id).await?;
        let order = held.order.as_mut().ok_or_else(not_due)?;
        let request = payable(&mut work, order, part).await?;
        match db::payments::live_attempt(&mut work, &request.id).await? {
            Some(live) if live.method == PaymentMethod::Link => return Ok(live.id),
            Some(_) => {
                let message = "Your customer opened the payment page in the same moment. Try it again.";
                return Err(Error::conflict(message));
            }
            None => {}
        }
        let place = (request.id.as_str(), order.id.as_str());
        let method = PaymentMethod::Link;
        let new = db::payments::insert_attempt(&mut work, place, method, request.amount, None, now).await?;
        let fact = OrderFact::LinkMade { label: request.label.clone(), amount: request.amount };
        record(&mut work, order, &fact, false).await?;
        audited(&mut work, &held.row, Action::PaymentLinkMade { part: request.label.clone() }).await?;
        Ok(new)
    })?;
    open::open(app, &attempt_id).await.map(drop)
}

/// Takes a payment link back: it takes no money any more, and the part is paid in the ordinary ways.
pub async fn taken_back(app: &App, id: &str, part: &str, actor: &Actor) -> Result<()> {
    let (request, live) = part_of(app, id, part).await?;
    let Some(link) = live.filter(|live| live.method == PaymentMethod::Link) else {
        let message = "This part has no payment link. Reload the page and look again.";
        return Err(Error::conflict(message));
    };
    if close::attempt_strictly(app, link).await? == close::Closed::PaidOrProcessing {
        return Err(paid_already());
    }
    unit_of_work!(app, actor, work => {
        let mut held = hold(&mut work, id).await?;
        let order = held.order.as_mut().ok_or_else(not_due)?;
        let fact = OrderFact::LinkTakenBack { label: request.label.clone() };
        record(&mut work, order, &fact, false).await?;
        audited(&mut work, &held.row, Action::PaymentLinkTakenBack { part: request.label.clone() }).await
    })
}

/// A part of the price that can be paid now, and how it is being paid.
async fn part_of(app: &App, id: &str, part: &str) -> Result<(RequestRow, Option<AttemptRow>)> {
    let mut conn = app.db.read().await?;
    let acceptance = db::commissions::quotes::acceptance(&mut conn, id).await?;
    let order_id = acceptance.ok_or_else(not_due)?.order_id;
    let order = db::orders::by_id(&mut conn, &order_id).await?;
    let request = payable(&mut conn, &order.ok_or_else(not_due)?, part).await?;
    let live = db::payments::live_attempt(&mut conn, &request.id).await?;
    Ok((request, live))
}

async fn payable(conn: &mut Conn, order: &OrderRow, part: &str) -> Result<RequestRow> {
    let requests = db::payments::requests(conn, &order.id).await?;
    let found = requests
        .into_iter()
        .find(|r| r.id == part && r.is_payable());
    found.ok_or_else(not_due)
}

fn not_due() -> Error {
    let message = "There is a payment link for a part that is asked for and not paid yet. This one is not: reload the page and look again.";
    Error::conflict(message)
}

fn paid_already() -> Error {
    Error::conflict(
        "Your customer has paid this part, or is paying it at this moment. Reload the page and look again.",
    )
}
