//! Staff ask for a refund: in full, by amount, by line, or shipping alone. What it comes to is shown before it is
//! confirmed with a fresh code, and whoever confirms has seen the order as it stands.
//!
//! A custom order is refunded by the rule in its accepted version (`commissions::end`) for as long as it can be ended: an
//! amount refunded beside that rule would change what its percents are of. Once it was sent off the rule has no more say,
//! and it is refunded here as any order. One that was ended is settled, since what was kept was agreed: only what was
//! refunded by the rule and did not arrive can be tried again.

use super::calculation::{Calculation, Plan};
use super::enqueue::{self, Details};
use super::owed;
use crate::domain::audit::Action;
use crate::domain::money::Money;
use crate::domain::order::parse_order_number;
use crate::domain::refund::{RefundCause, RefundForm, RefundFormView};
use crate::domain::staff::Permission;
use crate::server::actor::Actor;
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::stock::Change;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::orders::{self, audited};
use crate::server::returns::refund as returned;
use crate::server::staff::{confirm_money_leaves, require};
use crate::server::stock;
use crate::server::visit::Visit;
use crate::server::work::Work;
use crate::unit_of_work;

/// The refund form of an order, for whoever handles money. With `preview`, what the form as typed would refund, if it can.
pub async fn view(
    visit: &Visit,
    number: &str,
    form: RefundForm,
    preview: bool,
) -> Result<RefundFormView> {
    require(visit, Permission::Refund).await?;
    let mut conn = visit.app.db.read().await?;
    let order = find(&mut conn, number).await?;
    let form = owed::filled_in(&mut conn, &order, form).await?;
    let form = returned::filled_in(&mut conn, &order, form).await?;
    let calculation = Calculation::load(&mut conn, order).await?;
    let preview = match preview {
        true => calculation
            .plan(&form)
            .ok()
            .map(|plan| calculation.preview(&plan, &form)),
        false => None,
    };
    calculation.view(form, preview)
}

/// Whether a form can be carried out as it is typed; nothing is written.
pub async fn check(visit: &Visit, number: &str, form: &RefundForm) -> Result<()> {
    require(visit, Permission::Refund).await?;
    let mut conn = visit.app.db.read().await?;
    let order = find(&mut conn, number).await?;
    let calculation = Calculation::load(&mut conn, order).await?;
    calculation.plan(form).map(drop)
}

/// Refunds as it was shown: the pieces that were chosen are restocked, the refund is enqueued, and a job asks the
/// provider for it; what came by hand is asked of staff. `code` is a fresh code of whoever is signed in; a program has none
/// to show: an owner showed one when giving its token the scope.
pub async fn submit(visit: &Visit, number: &str, form: &RefundForm, code: &str) -> Result<()> {
    let by = require(visit, Permission::Refund).await?;
    let order_id = {
        let mut conn = visit.app.db.read().await?;
        let order = find(&mut conn, number).await?;
        let id = order.id.clone();
        returned::wanted(&mut conn, &order, form).await?;
        let calculation = Calculation::load(&mut conn, order).await?;
        // A code is good once: what can't be done anyway costs none.
        calculation.check_seen(&calculation.plan(form)?, form)?;
        id
    };
    confirm_money_leaves(visit, code).await?;
    let app = &visit.app;
    let actor = Actor::at_work(visit, by);
    unit_of_work!(app, &actor, work => {
        let order = db::orders::lock(&mut work, &order_id).await?;
        let mut came_back = returned::wanted(&mut work, &order, form).await?;
        let mut calculation = Calculation::load(&mut work, order).await?;
        let plan = calculation.plan(form)?;
        calculation.check_seen(&plan, form)?;
        let total = Money::new(plan.parts.amount_minor(), calculation.order.currency);
        let restocked = take_back(&mut work, &calculation, &plan, form).await?;
        for (place, parts) in &plan.from {
            let details = Details {
                cause: RefundCause::Staff,
                reason: &plan.reason,
                parts: Some(parts),
                restocked: &restocked,
                return_id: came_back.as_ref().map(|row| row.id.as_str()),
            };
            let attempt = &calculation.sources[*place].attempt;
            let amount = Money::new(parts.amount_minor(), total.currency);
            enqueue::refund(&mut work, &calculation.order, attempt, amount, details).await?;
        }
        if let Some(row) = &mut came_back {
            returned::requested(&mut work, row).await?;
        }
        let fact = calculation.fact(&plan, total);
        orders::record(&mut work, &mut calculation.order, &fact, false).await?;
        let action = Action::MoneyRefunded { amount: total, reason: plan.reason.to_string() };
        audited(&mut work, &calculation.order, action).await
    })
}

async fn find(conn: &mut Conn, number: &str) -> Result<OrderRow> {
    let none = || Error::not_found(format!("There is no order {number}."));
    let number = parse_order_number(number).ok_or_else(none)?;
    db::orders::by_number(conn, number).await?.ok_or_else(none)
}

/// Undoes the sale of the units that are refunded, and puts those that were chosen back on the shelf. Returns how many of
/// which line went there.
async fn take_back(
    work: &mut Work<'_>,
    calculation: &Calculation,
    plan: &Plan,
    form: &RefundForm,
) -> Result<Vec<(String, i64)>> {
    let now = work.now;
    let order_id = &calculation.order.id;
    let mut refunded: Vec<(&OrderLineRow, i64)> = Vec::new();
    for part in plan.parts.lines.iter().filter(|part| part.units > 0) {
        let line = calculation.lines.iter().find(|line| line.id == part.id);
        refunded.extend(line.map(|line| (line, part.units)));
    }
    refunded.sort_by(|(a, _), (b, _)| a.variant_id.cmp(&b.variant_id));
    let mut restocked = Vec::new();
    for (line, units) in refunded {
        let id = &line.variant_id;
        let back = db::stock::return_sold(work, order_id, id, units, now).await?;
        if back < 1 || !form.restocks(&line.id) || calculation.is_in_the_shop_again(id) {
            continue;
        }
        if !stock::change(work, Change::Restock, order_id, id, back).await? {
            let message = "A piece of this order came into the shop again a moment ago, so it can’t go back on the shelf as well. Look at the refund once more.";
            return Err(Error::conflict_of("refund_changed", message));
        }
        restocked.push((line.id.clone(), back));
    }
    Ok(restocked)
}
