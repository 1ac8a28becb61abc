//! What a refund that staff ask for comes to: from which payments, of which lines, and how many units are restocked.

use super::owed;
use crate::domain::answers::in_one_line;
use crate::domain::chargeable::not_in_steps;
use crate::domain::money::Money;
use crate::domain::order::history::OrderFact;
use crate::domain::order::{OrderKind, order_number};
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::domain::problem::Problems;
use crate::domain::refund::{
    Parts, Preview, PreviewLine, RefundForm, RefundFormView, RefundScope, RefundableLine, Remaining,
};
use crate::domain::stock::HoldState;
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::payments::AttemptRow;
use crate::server::db::stock::HoldRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::orders::remaining;

/// A payment of which something can still be refunded.
pub(super) struct Source {
    pub attempt: AttemptRow,
    remaining_minor: i64,
}

/// Everything that a refund of an order is worked out from.
pub(super) struct Calculation {
    pub order: OrderRow,
    pub lines: Vec<OrderLineRow>,
    sold: Vec<HoldRow>,
    /// Variants of one-of-a-kind pieces that came into the shop again meanwhile: they can't be restocked too.
    in_the_shop_again: Vec<String>,
    remaining: Remaining,
    pub sources: Vec<Source>,
    /// Where a custom order was ended: what its rule refunded and did not arrive. No more can be refunded here.
    owed_minor: Option<i64>,
}

/// What is refunded, and from which payments.
pub(super) struct Plan {
    scope: RefundScope,
    pub reason: String,
    pub parts: Parts,
    /// Places in the calculation's sources, with what is refunded of each.
    pub from: Vec<(usize, Parts)>,
}

/// The payments of an order of which something can be refunded the way it came, the last one first. What a bank took back
/// in a dispute is not refunded by the provider any more, not in part either.
async fn sources(conn: &mut Conn, order: &OrderRow) -> Result<Vec<Source>> {
    let attempts = db::payments::attempts(conn, &order.id).await?;
    let mut sources = Vec::new();
    for request in db::payments::requests(conn, &order.id).await? {
        let Some(attempt) = request.paid_by(&attempts) else {
            continue;
        };
        let lost = db::refunds::lost_of_attempt(conn, &attempt.id).await?;
        let refunded = db::refunds::total_of_attempt(conn, &attempt.id).await?;
        let remaining_minor = attempt.amount.minor - refunded;
        if remaining_minor > 0 && lost == 0 {
            let attempt = attempt.clone();
            sources.push(Source {
                attempt,
                remaining_minor,
            });
        }
    }
    sources.reverse();
    Ok(sources)
}

impl Calculation {
    /// Reads what remains of an order's money. Refused where it can't be refunded this way.
    pub async fn load(conn: &mut Conn, order: OrderRow) -> Result<Calculation> {
        let sent = matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed);
        let mut owed_minor = None;
        if order.kind == OrderKind::Commission && order.status == OrderStatus::Cancelled {
            let refunds = db::refunds::of_order(conn, &order.id).await?;
            owed_minor = owed::amount(&refunds).map(|owed| owed.minor);
        }
        if order.kind == OrderKind::Commission && !sent && owed_minor.is_none() {
            let message = "This belongs to a custom order. Until it is sent off its money goes back by the rule you agreed on: end it on the custom order’s own page.";
            return Err(Error::conflict(message));
        }
        if db::refunds::is_disputed(conn, &order.id).await? {
            let message = "The customer’s bank disputes this payment, so it can’t be refunded. Answer the dispute at the payment provider first.";
            return Err(Error::conflict(message));
        }
        let sources = sources(conn, &order).await?;
        if sources.is_empty() {
            let message = "Nothing of this order’s money is left to give back. Its page shows what was paid and what went back.";
            return Err(Error::conflict(message));
        }
        let sold = db::stock::holds(conn, &order.id, HoldState::Sold).await?;
        let ids: Vec<String> = sold.iter().map(|hold| hold.variant_id.clone()).collect();
        let in_the_shop_again = match ids.is_empty() {
            true => Vec::new(),
            false => db::stock::pieces_there(conn, &ids).await?,
        };
        Ok(Calculation {
            lines: db::orders::lines(conn, &order.id).await?,
            sold,
            in_the_shop_again,
            remaining: remaining::of_order(conn, &order).await?,
            sources,
            owed_minor,
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

    /// What can be refunded of these payments together.
    fn refundable(&self, form: &RefundForm) -> i64 {
        let received: i64 = self.meant(form).map(|(_, s)| s.remaining_minor).sum();
        let most = self.owed_minor.unwrap_or(i64::MAX);
        received.min(self.remaining.amount_minor()).min(most)
    }

    /// Whether a one-of-a-kind piece came into the shop again.
    pub fn is_in_the_shop_again(&self, variant_id: &str) -> bool {
        self.in_the_shop_again.iter().any(|id| id == variant_id)
    }

    /// Units of a line that can be restocked: those that this order still has as sold.
    fn restockable(&self, line: &OrderLineRow) -> i64 {
        if self.is_in_the_shop_again(&line.variant_id) {
            return 0;
        }
        let of_it = self.sold.iter().filter(|h| h.variant_id == line.variant_id);
        of_it.map(|hold| hold.quantity).sum()
    }

    pub fn plan(&self, form: &RefundForm) -> Result<Plan> {
        let (scope, reason) = form.read(self.order.currency)?;
        let most = self.refundable(form);
        let parts = match &scope {
            RefundScope::Everything if most == self.remaining.amount_minor() => {
                Ok(self.remaining.everything())
            }
            RefundScope::Everything => self.remaining.amount(most),
            RefundScope::Amount(minor) => self.remaining.amount(*minor),
            RefundScope::Units(wanted) => self.remaining.units(wanted),
            RefundScope::Shipping => Ok(self.remaining.shipping_alone()),
        };
        let field = match &scope {
            RefundScope::Amount(_) => "amount",
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
                let message = match &scope {
                    RefundScope::Units(_) => format!(
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
            let taken = rest.take(source.remaining_minor, self.remaining.step);
            (place, taken)
        });
        let from = from.filter(|(_, parts)| parts.amount_minor() > 0).collect();
        Ok(Plan {
            scope,
            reason,
            parts,
            from,
        })
    }

    /// Refuses where something else would be refunded than was shown, or the order moved on meanwhile: somebody else may
    /// have refunded the same.
    pub fn check_seen(&self, plan: &Plan, form: &RefundForm) -> Result<()> {
        let same = form.seen_version.whole() == Some(self.order.version)
            && form.seen_amount.whole() == Some(plan.parts.amount_minor());
        if same {
            return Ok(());
        }
        let message = "This order changed since you looked at it. Here is what would go back now: look once more, then confirm it.";
        Err(Error::conflict_of("refund_changed", message))
    }

    /// What the timeline says; its customer reads it too.
    pub fn fact(&self, plan: &Plan, amount: Money) -> OrderFact {
        let reason = plan.reason.clone();
        match &plan.scope {
            RefundScope::Everything | RefundScope::Amount(_) => {
                OrderFact::RefundRequested { amount, reason }
            }
            RefundScope::Shipping => OrderFact::ShippingRefundRequested { amount, reason },
            RefundScope::Units(_) => {
                let title = |id: &str| {
                    let line = self.lines.iter().find(|line| line.id == id);
                    line.map_or("", |line| line.title.as_str())
                };
                let lines = plan.parts.lines.iter();
                let pieces = lines.map(|part| format!("{} × {}", part.units, title(&part.id)));
                OrderFact::PiecesRefundRequested {
                    amount,
                    pieces: pieces.collect(),
                    reason,
                }
            }
        }
    }

    pub fn preview(&self, plan: &Plan, form: &RefundForm) -> Preview {
        let lines = plan.parts.lines.iter().filter_map(|part| {
            let line = self.lines.iter().find(|line| line.id == part.id)?;
            let restocked = match form.restocks(&line.id) {
                true => part.units.min(self.restockable(line)),
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
            remaining: self.money(self.refundable(form) - plan.parts.amount_minor()),
        }
    }

    pub fn view(&self, form: RefundForm, preview: Option<Preview>) -> Result<RefundFormView> {
        let lines = self.lines.iter().zip(&self.remaining.lines);
        let lines = lines.map(|(line, remaining)| {
            Ok(RefundableLine {
                id: line.id.clone(),
                title: line.title.clone(),
                detail: in_one_line(&line.variant_name, &line.answered()?),
                units: line.quantity,
                units_refundable: remaining.units,
                refundable: self.money(remaining.share.amount_minor),
                units_restockable: self.restockable(line),
            })
        });
        Ok(RefundFormView {
            number: order_number(self.order.number),
            customer_name: self.order.customer_name.clone(),
            version: self.order.version,
            lines: lines.collect::<Result<_>>()?,
            shipping_refundable: self.money(self.remaining.shipping.amount_minor),
            refundable: self.money(self.refundable(&form)),
            form,
            preview,
            can_cancel: self.order.kind == OrderKind::ReadyMade
                && self.order.status.after(OrderEvent::Cancel).is_some(),
        })
    }
}
