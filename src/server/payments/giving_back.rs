//! Giving money back at the counter: in full, by amount, by line, or shipping alone. What goes back is shown before it
//! is confirmed with a fresh code, and whoever confirms has seen the order as it stands.
//!
//! A custom order's money goes back by the rule in its accepted version (`commissions::end`) for as long as it can be
//! ended: an amount given back beside that rule would change what its percents are of. Once it was sent off the rule has
//! no more say, and money goes back here as for any order. One that was ended is settled, since what was kept was agreed:
//! only what went back by the rule and did not arrive can be tried again.

use super::left::{self, Source};
use super::owed;
use super::promises::{self, Giving};
use crate::domain::answers::in_one_line;
use crate::domain::audit::Action;
use crate::domain::chargeable::not_in_steps;
use crate::domain::money::Money;
use crate::domain::order::{OrderKind, order_number, parse_order_number};
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::domain::problem::Problems;
use crate::domain::refund::{
    DeskLine, Left, Parts, Preview, PreviewLine, RefundDeskView, RefundForm, Wish,
};
use crate::domain::staff::Permission;
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::stock::{Cause, Change, HoldRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::orders::{Actor, audited, tell};
use crate::server::returns::refund as returned;
use crate::server::staff::{confirm_money_leaves, require};
use crate::server::stock;
use crate::server::visit::Visit;
use crate::transact;

/// Everything that a refund of an order is worked out from.
struct Desk {
    order: OrderRow,
    lines: Vec<OrderLineRow>,
    sold: Vec<HoldRow>,
    /// Variants of one-of-a-kind pieces that came into the shop again meanwhile: they can't go back on the shelf too.
    there_again: Vec<String>,
    left: Left,
    sources: Vec<Source>,
    /// Where a custom order was ended: what its rule gave back and did not arrive. No more goes back here.
    most: Option<i64>,
}

/// What goes back, and from which payments.
struct Plan {
    wish: Wish,
    reason: String,
    parts: Parts,
    /// Places in the desk's sources, with what goes back of each.
    from: Vec<(usize, Parts)>,
}

/// The refund desk of an order, for whoever handles money. With `ask`, what the form would give back, if it can.
pub async fn desk(
    visit: &Visit,
    number: &str,
    form: RefundForm,
    ask: bool,
) -> Result<RefundDeskView> {
    require(visit, Permission::Refund).await?;
    let mut conn = visit.app.db.read().await?;
    let order = find(&mut conn, number).await?;
    let form = owed::filled_in(&mut conn, &order, form).await?;
    let form = returned::filled_in(&mut conn, &order, form).await?;
    let desk = Desk::of(&mut conn, order).await?;
    let preview = match ask {
        true => desk.plan(&form).ok().map(|plan| desk.preview(&plan, &form)),
        false => None,
    };
    desk.view(form, preview)
}

/// Whether a form can be carried out as it is typed; nothing is written.
pub async fn check(visit: &Visit, number: &str, form: &RefundForm) -> Result<()> {
    require(visit, Permission::Refund).await?;
    let mut conn = visit.app.db.read().await?;
    let order = find(&mut conn, number).await?;
    Desk::of(&mut conn, order).await?.plan(form).map(drop)
}

/// Gives money back as it was shown: the pieces that were chosen go back on the shelf, the refund is promised, and a job
/// asks the provider for it; what came by hand is asked of staff. `code` is a fresh code of whoever is signed in; a program
/// has none to show: an owner showed one when giving its token the scope.
pub async fn give(visit: &Visit, number: &str, form: &RefundForm, code: &str) -> Result<()> {
    let by = require(visit, Permission::Refund).await?;
    let order_id = {
        let mut conn = visit.app.db.read().await?;
        let order = find(&mut conn, number).await?;
        let id = order.id.clone();
        returned::wanted(&mut conn, &order, form).await?;
        let desk = Desk::of(&mut conn, order).await?;
        // A code is good once: what can't be done anyway costs none.
        desk.as_seen(&desk.plan(form)?, form)?;
        id
    };
    confirm_money_leaves(visit, code).await?;
    let app = &visit.app;
    let actor = Actor::Staff {
        id: by.id,
        name: by.name,
        ip: visit.ip.to_string(),
    };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let order = db::orders::lock(&mut tx, &order_id).await?;
        let mut came_back = returned::wanted(&mut tx, &order, form).await?;
        let mut desk = Desk::of(&mut tx, order).await?;
        let plan = desk.plan(form)?;
        desk.as_seen(&plan, form)?;
        let total = Money::new(plan.parts.amount_minor(), desk.order.currency);
        let restocked = desk.take_back(&mut tx, &plan, form, &actor, now).await?;
        for (place, parts) in &plan.from {
            let attempt = &desk.sources[*place].attempt;
            let giving = Giving {
                kind: plan.wish.as_str(),
                reason: &plan.reason,
                parts: Some(parts),
                restocked: &restocked,
                return_id: came_back.as_ref().map(|row| row.id.as_str()),
                actor: actor.label(),
            };
            let amount = Money::new(parts.amount_minor(), total.currency);
            promises::promise(&mut tx, &desk.order, attempt, amount, giving, now).await?;
        }
        if let Some(row) = &mut came_back {
            returned::promised(&mut tx, row, &actor, now).await?;
        }
        let sentence = desk.sentence(&plan, total);
        tell(&mut tx, &mut desk.order, &actor, &sentence, false, now).await?;
        audited(&mut tx, &desk.order, &actor, Action::MoneyRefunded { amount: total, reason: plan.reason.clone() }, now).await
    })?;
    app.wake.notify_one();
    Ok(())
}

async fn find(conn: &mut Conn, number: &str) -> Result<OrderRow> {
    let none = || Error::not_found(format!("There is no order {number}."));
    let number = parse_order_number(number).ok_or_else(none)?;
    db::orders::by_number(conn, number).await?.ok_or_else(none)
}

impl Desk {
    /// Reads what is left of an order. Refused where money of it can't go back this way.
    async fn of(conn: &mut Conn, order: OrderRow) -> Result<Desk> {
        let sent = matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed);
        let mut most = None;
        if order.kind == OrderKind::Commission && order.status == OrderStatus::Cancelled {
            let refunds = db::refunds::of_order(conn, &order.id).await?;
            most = owed::amount(&refunds).map(|owed| owed.minor);
        }
        if order.kind == OrderKind::Commission && !sent && most.is_none() {
            let message = "This belongs to a custom order. Until it is sent off its money goes back by the rule you agreed on: end it on the custom order’s own page.";
            return Err(Error::conflict(message));
        }
        if db::refunds::is_disputed(conn, &order.id).await? {
            let message = "The customer’s bank disputes this payment, so it can’t be refunded. Answer the dispute at the payment provider first.";
            return Err(Error::conflict(message));
        }
        let sources = left::sources(conn, &order).await?;
        if sources.is_empty() {
            let message = "Nothing of this order’s money is left to give back. Its page shows what was paid and what went back.";
            return Err(Error::conflict(message));
        }
        let sold = db::stock::holds(conn, &order.id, "sold").await?;
        let ids: Vec<String> = sold.iter().map(|hold| hold.variant_id.clone()).collect();
        let there_again = match ids.is_empty() {
            true => Vec::new(),
            false => db::stock::pieces_there(conn, &ids).await?,
        };
        Ok(Desk {
            lines: db::orders::lines(conn, &order.id).await?,
            sold,
            there_again,
            left: left::of_order(conn, &order).await?,
            sources,
            most,
            order,
        })
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.order.currency)
    }

    /// The payments that a form means, with their places.
    fn meant<'a>(&'a self, form: &'a RefundForm) -> impl Iterator<Item = (usize, &'a Source)> {
        let meant = |source: &Source| {
            let attempt = &source.attempt;
            form.payment.is_empty()
                || form.payment == attempt.id
                || form.payment == attempt.request_id
        };
        let all = self.sources.iter().enumerate();
        all.filter(move |(_, source)| meant(source))
    }

    /// What can go back of these payments together.
    fn most(&self, form: &RefundForm) -> i64 {
        let received: i64 = self.meant(form).map(|(_, source)| source.left_minor).sum();
        let most = self.most.unwrap_or(i64::MAX);
        received.min(self.left.amount_minor()).min(most)
    }

    /// Units of a line that this order still has as sold.
    fn sold(&self, line: &OrderLineRow) -> i64 {
        let of_it = self.sold.iter().filter(|h| h.variant_id == line.variant_id);
        of_it.map(|hold| hold.quantity).sum()
    }

    /// Units of a line that can go back on the shelf.
    fn can_be_restocked(&self, line: &OrderLineRow) -> i64 {
        match self.there_again.contains(&line.variant_id) {
            true => 0,
            false => self.sold(line),
        }
    }

    fn plan(&self, form: &RefundForm) -> Result<Plan> {
        let (wish, reason) = form.read(self.order.currency)?;
        let most = self.most(form);
        let parts = match &wish {
            Wish::Everything if most == self.left.amount_minor() => Ok(self.left.everything()),
            Wish::Everything => self.left.amount(most),
            Wish::Amount(minor) => self.left.amount(*minor),
            Wish::Units(wanted) => self.left.units(wanted),
            Wish::Shipping => Ok(self.left.shipping_alone()),
        };
        let field = match &wish {
            Wish::Amount(_) => "amount",
            _ => "what",
        };
        let parts = match parts {
            Ok(parts) if parts.amount_minor() == 0 => {
                let message = "Nothing of this is left to give back. Choose something else.";
                return Err(Problems::one(field, "nothing_left", message).into());
            }
            Ok(parts) if parts.amount_minor() <= most => parts,
            _ => {
                let most = self.money(most);
                let message = match &wish {
                    Wish::Units(_) => format!(
                        "That is more than is left of these pieces. At most {most} can go back; look at the units that are left."
                    ),
                    _ => format!("At most {most} can go back."),
                };
                return Err(Problems::one(field, "too_much", message).into());
            }
        };
        let amount = self.money(parts.amount_minor());
        if !amount.in_steps() && amount.minor != most {
            let message = not_in_steps(self.order.currency);
            return Err(Problems::one(field, "not_in_steps", message).into());
        }
        let mut rest = parts.clone();
        let from = self.meant(form).map(|(place, source)| {
            let taken = rest.take(source.left_minor, self.left.step);
            (place, taken)
        });
        let from = from.filter(|(_, parts)| parts.amount_minor() > 0).collect();
        Ok(Plan {
            wish,
            reason,
            parts,
            from,
        })
    }

    /// Refuses where something else would go back than was shown, or the order moved on meanwhile: another clerk may
    /// have given the same back.
    fn as_seen(&self, plan: &Plan, form: &RefundForm) -> Result<()> {
        let seen = |typed: &str| typed.trim().parse::<i64>().ok();
        let same = seen(&form.seen_version) == Some(self.order.version)
            && seen(&form.seen_amount) == Some(plan.parts.amount_minor());
        if same {
            return Ok(());
        }
        let message = "This order changed since you looked at it. Here is what would go back now: look once more, then confirm it.";
        Err(Error::refused(409, "refund_changed", message))
    }

    /// Undoes the sale of the units that are refunded, and puts those that were chosen back on the shelf. Answers how
    /// many of which line went there.
    async fn take_back(
        &self,
        conn: &mut Conn,
        plan: &Plan,
        form: &RefundForm,
        actor: &Actor,
        now: i64,
    ) -> Result<Vec<(String, i64)>> {
        let mut wanted: Vec<(&OrderLineRow, i64)> = Vec::new();
        for part in plan.parts.lines.iter().filter(|part| part.units > 0) {
            let line = self.lines.iter().find(|line| line.id == part.id);
            wanted.extend(line.map(|line| (line, part.units)));
        }
        wanted.sort_by(|(a, _), (b, _)| a.variant_id.cmp(&b.variant_id));
        let cause = Cause {
            order_id: &self.order.id,
            actor: actor.label(),
            at_ms: now,
        };
        let mut restocked = Vec::new();
        for (line, units) in wanted {
            let id = &line.variant_id;
            let back = db::stock::return_sold(conn, &self.order.id, id, units, now).await?;
            if back < 1 || !form.restocks(&line.id) || self.there_again.contains(id) {
                continue;
            }
            if !stock::change(conn, Change::Restock, id, back, cause).await? {
                let message = "A piece of this order came into the shop again a moment ago, so it can’t go back on the shelf as well. Look at the refund once more.";
                return Err(Error::refused(409, "refund_changed", message));
            }
            restocked.push((line.id.clone(), back));
        }
        Ok(restocked)
    }

    /// What the timeline says; its customer reads it too.
    fn sentence(&self, plan: &Plan, total: Money) -> String {
        let of = match &plan.wish {
            Wish::Everything | Wish::Amount(_) => String::new(),
            Wish::Shipping => " of the shipping".into(),
            Wish::Units(_) => {
                let title = |id: &str| {
                    let line = self.lines.iter().find(|line| line.id == id);
                    line.map_or("", |line| line.title.as_str())
                };
                let lines = plan.parts.lines.iter();
                let named: Vec<String> = lines
                    .map(|part| format!("{} × {}", part.units, title(&part.id)))
                    .collect();
                format!(" for {}", named.join(", "))
            }
        };
        format!("{total}{of} goes back: {}", plan.reason)
    }

    fn preview(&self, plan: &Plan, form: &RefundForm) -> Preview {
        let lines = plan.parts.lines.iter().filter_map(|part| {
            let line = self.lines.iter().find(|line| line.id == part.id)?;
            let restocked = match form.restocks(&line.id) {
                true => part.units.min(self.can_be_restocked(line)),
                false => 0,
            };
            Some(PreviewLine {
                title: line.title.clone(),
                units: part.units,
                amount: self.money(part.share.amount_minor),
                restocked,
            })
        });
        let ways = plan.from.iter().map(|(place, parts)| {
            let method = self.sources[*place].attempt.method;
            (method, self.money(parts.amount_minor()))
        });
        Preview {
            lines: lines.collect(),
            shipping: self.money(plan.parts.shipping.amount_minor),
            tax: self.money(plan.parts.tax_minor()),
            total: self.money(plan.parts.amount_minor()),
            ways: ways.collect(),
            left_after: self.money(self.most(form) - plan.parts.amount_minor()),
        }
    }

    fn view(&self, form: RefundForm, preview: Option<Preview>) -> Result<RefundDeskView> {
        let lines = self.lines.iter().zip(&self.left.lines);
        let lines = lines.map(|(line, left)| {
            Ok(DeskLine {
                id: line.id.clone(),
                title: line.title.clone(),
                detail: in_one_line(&line.variant_name, &line.answered()?),
                units: line.quantity,
                units_left: left.units,
                left: self.money(left.share.amount_minor),
                can_be_restocked: self.can_be_restocked(line),
            })
        });
        Ok(RefundDeskView {
            number: order_number(self.order.number),
            customer_name: self.order.customer_name.clone(),
            version: self.order.version,
            lines: lines.collect::<Result<_>>()?,
            shipping_left: self.money(self.left.shipping.amount_minor),
            left: self.money(self.most(&form)),
            form,
            preview,
            can_cancel: self.order.kind == OrderKind::ReadyMade
                && self.order.status.after(OrderEvent::Cancel).is_some(),
        })
    }
}
