//! Withdrawing from the contract: a declaration by the customer, whole or by line, recorded with its time and confirmed by
//! mail at once. Nobody answers it; staff record the goods and the refund.

use super::ask::{Asked, record};
use super::view::returnable_lines;
use super::{advance, mails};
use crate::domain::order::order_number;
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::domain::parcel::received_on;
use crate::domain::returns::history::ReturnFact;
use crate::domain::returns::{
    NotWithdrawable, ReturnEvent, ReturnKind, Withdrawable, WithdrawalForm, WithdrawalPageView,
    last_day, may_be_withdrawn_from, withdrawal_is_open,
};
use crate::server::actor::Actor;
use crate::server::clock::MINUTE_MS;
use crate::server::db::orders::OrderRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::jobs::{self, Job};
use crate::server::keys::{new_id, random_token, token_hash};
use crate::server::limits::{Limit, address_key};
use crate::server::orders::{self, cancel};
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::transact;
use crate::unit_of_work;

/// What of an order can be withdrawn from, or why nothing can. `days` is the shop's time for it.
pub async fn offer(
    conn: &mut Conn,
    order: &OrderRow,
    days: i64,
    at_ms: i64,
) -> Result<Result<Withdrawable, NotWithdrawable>> {
    if let Err(why) = may_be_withdrawn_from(order.kind, order.status) {
        return Ok(Err(why));
    }
    let received = received_on(&db::orders::parcels::of_order(conn, &order.id).await?);
    let until = received.map(|day| last_day(day, days));
    if !withdrawal_is_open(received, days, at_ms) {
        return Ok(Err(match until {
            Some(day) => NotWithdrawable::Over(day),
            None => NotWithdrawable::NothingLeft,
        }));
    }
    let lines = returnable_lines(conn, order).await?;
    if lines.iter().any(|line| line.withdrawable() > 0) {
        return Ok(Ok(Withdrawable {
            lines,
            until,
            has_left: order.shipped_at_ms.is_some(),
        }));
    }
    let exempt = lines.iter().any(|line| line.personal && line.left > 0);
    Ok(Err(match exempt {
        true => NotWithdrawable::MadeToWish,
        false => NotWithdrawable::NothingLeft,
    }))
}

/// The form's page; a form that was opened just now gets a key of its own.
pub async fn page(visit: &Visit, order: OrderRow, form_key: String) -> Result<WithdrawalPageView> {
    let shop = visit.app.shop().await?;
    let mut conn = visit.app.db.read().await?;
    let offer = offer(&mut conn, &order, shop.return_days, visit.app.now_ms()).await?;
    let why_not = match &offer {
        Ok(_) => String::new(),
        Err(why) => why.sentence(),
    };
    Ok(WithdrawalPageView {
        order_number: order_number(order.number),
        name: order.customer_name,
        email: order.email,
        withdrawable: offer.ok(),
        why_not,
        form_key: match form_key.is_empty() {
            true => random_token(),
            false => form_key,
        },
    })
}

/// Declares a withdrawal for whoever was let in to the order. The same form sent twice is one declaration. Where it is for
/// all of an order that has not left, the order is cancelled with it. Returns the declaration's id.
pub async fn declare(
    visit: &Visit,
    actor: &Actor,
    order_id: &str,
    form: &WithdrawalForm,
) -> Result<String> {
    let app = &visit.app;
    let form_hash = match form.form_key.trim() {
        "" => token_hash(&new_id()),
        key => token_hash(key),
    };
    app.limits.count(Limit::ReturnOrder, order_id)?;
    let (id, all_of_it) = unit_of_work!(app, actor, work => {
        let (shop, now) = (work.shop, work.now);
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let earlier = db::returns::of_order(&mut work, order_id).await?;
        if let Some(same) = earlier.iter().find(|row| row.form_hash == form_hash) {
            return Ok((same.id.clone(), false));
        }
        let offer = match offer(&mut work, &order, shop.return_days, now).await? {
            Ok(offer) => offer,
            Err(why) => return Err(Error::conflict_of(why.code(), why.sentence())),
        };
        let lines = form.read(&offer.lines)?;
        let asked = Asked { lines, form_hash: form_hash.clone(), pictures: None };
        let id = record(&mut work, &mut order, asked).await?;
        let all_of_it = nothing_is_left(&mut work, &order).await?;
        if all_of_it {
            // Should this process end before it has cancelled the order itself.
            let job = Job::CancelWithdrawn { order_id: order_id.into() };
            jobs::enqueue(&mut work, &job, now + MINUTE_MS, now).await?;
        }
        Ok((id, all_of_it))
    })?;
    // The declaration stands whatever comes of this: where it can't be cancelled now, staff see why.
    if all_of_it && let Err(error) = cancel_withdrawn(app, order_id).await {
        tracing::warn!(%error, "an order that was withdrawn from could not be cancelled");
    }
    Ok(id)
}

/// Whether every unit of an order that has not left is withdrawn from.
async fn nothing_is_left(conn: &mut Conn, order: &OrderRow) -> Result<bool> {
    if order.status.after(OrderEvent::Cancel).is_none() || order.status == OrderStatus::Pending {
        return Ok(false);
    }
    let lines = db::orders::lines(conn, &order.id).await?;
    let rows = db::returns::of_order(conn, &order.id).await?;
    let asked = db::returns::lines(conn, &order.id).await?;
    let withdrawn = |line_id: &str| -> i64 {
        let counts = asked.iter().filter(|asked| {
            let of = rows.iter().find(|row| row.id == asked.return_id);
            let open = of.filter(|row| row.kind == ReturnKind::Withdrawal && row.status.is_open());
            asked.line_id == line_id && open.is_some()
        });
        counts.map(|asked| asked.units).sum()
    };
    Ok(!lines.is_empty()
        && lines
            .iter()
            .all(|line| withdrawn(&line.id) >= line.quantity))
}

/// Refuses to send what its customer has withdrawn from altogether.
pub async fn something_is_left_to_send(conn: &mut Conn, order: &OrderRow) -> Result<()> {
    match nothing_is_left(conn, order).await? {
        false => Ok(()),
        true => Err(Error::conflict(
            "The customer has withdrawn from all of this order before it left: cancel it instead of sending it.",
        )),
    }
}

/// Cancels an order that its customer has withdrawn from before it left; done already, or left meanwhile, is done.
pub async fn cancel_withdrawn(app: &App, order_id: &str) -> Result<()> {
    let open = {
        let mut conn = app.db.read().await?;
        match db::orders::by_id(&mut conn, order_id).await? {
            Some(order) => nothing_is_left(&mut conn, &order).await?,
            None => false,
        }
    };
    match open {
        true => cancel::withdrawn(app, order_id).await,
        false => Ok(()),
    }
}

/// The timer's try: where it can't be cancelled (a dispute runs, say) staff see the open withdrawal, and are not asked twice.
pub async fn cancel_by_timer(app: &App, order_id: &str) -> Result<()> {
    match cancel_withdrawn(app, order_id).await {
        Err(error) if error.is_conflict() => Ok(()),
        outcome => outcome,
    }
}

/// The order was cancelled, so that its money is refunded with that: open withdrawals of it are over. The order is locked.
pub async fn close_with_order(work: &mut Work<'_>, order: &OrderRow) -> Result<()> {
    for mut row in db::returns::of_order(work, &order.id).await? {
        let event = ReturnEvent::CancelOrder;
        if row.status.after(row.kind, event).is_some() {
            let fact = ReturnFact::OrderCancelled;
            advance(work, &mut row, event, &fact).await?;
        }
    }
    Ok(())
}

/// The tracking page's declaration, for the whole of an order, by its number and e-mail address. Responds alike whether
/// there is such an order or not: all it does here is to enqueue the job that looks. The time of the declaration is
/// now.
pub async fn declare_by_number(visit: &Visit, number: &str, email: &str) -> Result<()> {
    let app = &visit.app;
    let (number, email) = orders::named(number, email)?;
    app.limits
        .count(Limit::LinkAddress, &address_key(visit.ip))?;
    app.limits.count(Limit::LinkMailbox, &email.key())?;
    let now = app.now_ms();
    let job = Job::DeclareWithdrawal {
        number,
        email_hash: token_hash(&email.key()),
        declared_at_ms: now,
    };
    transact!(app.db, tx => { jobs::enqueue(&mut tx, &job, now, now).await })
}

/// The job: records the declaration if number and address belong together, and confirms it by mail; where it is not
/// possible the mail says why. Whoever knows only these two does not cancel the order with it: staff do, once the mailbox
/// has had its say.
pub async fn by_number(
    app: &App,
    number: i64,
    email_hash: &str,
    declared_at_ms: i64,
) -> Result<()> {
    let form_hash = token_hash(&format!("tracking page {number} {declared_at_ms}"));
    unit_of_work!(app, &Actor::Customer, work => {
        let found = db::orders::by_number(&mut work, number).await?;
        let Some(order) = found.filter(|order| token_hash(&order.email.to_lowercase()) == email_hash) else {
            return Ok(());
        };
        let mut order = db::orders::lock(&mut work, &order.id).await?;
        let earlier = db::returns::of_order(&mut work, &order.id).await?;
        if earlier.iter().any(|row| row.form_hash == form_hash) {
            return Ok(());
        }
        let days = work.shop.return_days;
        match offer(&mut work, &order, days, declared_at_ms).await? {
            Ok(offer) => {
                let lines = WithdrawalForm::default().read(&offer.lines)?;
                let asked = Asked { lines, form_hash: form_hash.clone(), pictures: None };
                // It counts from when it was sent, not from when this job found it.
                work.now = declared_at_ms;
                record(&mut work, &mut order, asked).await.map(drop)
            }
            Err(why) => mails::not_withdrawn(&mut work, &order, &why.sentence()).await,
        }
    })
}
