//! `/pay/{token}`: one payment of a custom order, under a link of its own that takes money once.

use super::agreed::address;
use crate::domain::commission::commission_number;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::view::{PayLinkState, PayLinkView};
use crate::domain::payment::{AttemptState, PaymentMethod, RequestState};
use crate::server::db;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::quotes::{self as quotes, AcceptanceRow};
use crate::server::db::orders::OrderRow;
use crate::server::db::payments::RequestRow;
use crate::server::error::{Error, Result};
use crate::server::keys::token_hash;
use crate::server::limits::{Limit, address_key};
use crate::server::links;
use crate::server::payments::{self, declines, methods, open, settle};
use crate::server::state::App;
use crate::server::visit::Visit;

/// What stands behind a payment's link.
struct Linked {
    request: RequestRow,
    order: OrderRow,
    acceptance: AcceptanceRow,
    row: CommissionRow,
    /// The bank is confirming it.
    processing: bool,
    has_attempt: bool,
}

async fn find(app: &App, token: &str) -> Result<Linked> {
    let none = || {
        Error::not_found(
            "There is no payment behind this link. The custom order’s own page says what is due.",
        )
    };
    let mut conn = app.db.read().await?;
    let request = db::payments::links::by_link(&mut conn, &token_hash(token)).await?;
    let request = request
        .filter(|r| links::payment(app, &r.id) == token)
        .ok_or_else(none)?;
    let order = db::orders::by_id(&mut conn, &request.order_id)
        .await?
        .ok_or_else(none)?;
    let acceptance = quotes::acceptance_of_order(&mut conn, &order.id)
        .await?
        .ok_or_else(none)?;
    let row = db::commissions::by_id(&mut conn, &acceptance.commission_id)
        .await?
        .ok_or_else(none)?;
    let live = db::payments::live_attempt(&mut conn, &request.id).await?;
    Ok(Linked {
        processing: live
            .as_ref()
            .is_some_and(|a| a.state == AttemptState::Processing),
        has_attempt: live.is_some(),
        request,
        order,
        acceptance,
        row,
    })
}

impl Linked {
    fn state(&self) -> PayLinkState {
        match self.request.state {
            RequestState::Paid | RequestState::PartiallyRefunded | RequestState::Refunded => {
                PayLinkState::Paid
            }
            RequestState::Cancelled if self.acceptance.released_at_ms.is_some() => {
                PayLinkState::Superseded
            }
            RequestState::Cancelled if self.row.status == CommissionStatus::Expired => {
                PayLinkState::Expired
            }
            RequestState::Cancelled => PayLinkState::Cancelled,
            RequestState::Open if !self.request.is_payable() => PayLinkState::NotYetDue,
            RequestState::Open if self.processing => PayLinkState::Processing,
            RequestState::Open => PayLinkState::Payable,
        }
    }

    fn sentence(&self) -> String {
        let (label, amount) = (self.request.label.to_lowercase(), self.request.amount);
        match self.state() {
            PayLinkState::Payable => format!("The {label} of {amount} is due."),
            PayLinkState::Processing => format!(
                "Your bank is confirming the {label} of {amount}. You don’t need to do anything."
            ),
            PayLinkState::NotYetDue => {
                format!("The {label} of {amount} is not due yet. We write to you when it is.")
            }
            PayLinkState::Paid => format!("The {label} of {amount} is paid. Thank you."),
            PayLinkState::Superseded => {
                "A newer quote took the place of this one, so nothing can be paid here. Its page shows the new one.".into()
            }
            PayLinkState::Expired => {
                "The time to pay this ran out, so nothing can be paid here. You are welcome to ask again.".into()
            }
            PayLinkState::Cancelled => {
                "This custom order has ended, so nothing can be paid here.".into()
            }
        }
    }

    fn payable(&self) -> Result<()> {
        match self.state() {
            PayLinkState::Payable => Ok(()),
            _ => Err(Error::conflict_of("nothing_due", self.sentence())),
        }
    }
}

pub async fn view(visit: &Visit, token: &str) -> Result<PayLinkView> {
    let app = &visit.app;
    let mut linked = find(app, token).await?;
    let mut pay = None;
    if linked.state() == PayLinkState::Payable {
        if !linked.has_attempt {
            // The first to look at it opens a way to pay: most people use a card.
            let shop = app.shop().await?;
            let mut ways = methods::methods_for(&shop, false, linked.request.amount);
            let closed = {
                let mut conn = app.db.read().await?;
                declines::closed_message_for_order(&mut conn, app, &shop, &linked.order).await?
            };
            // Who was left with the ways without a card chooses among them.
            ways.retain(|_| closed.is_none());
            let method = ways.first().copied();
            if let Some(method) = method {
                let opened =
                    open::switch_request(app, &linked.order, &linked.request, method).await;
                if let Err(error) = opened {
                    tracing::warn!(%error, "a payment could not be opened yet");
                }
            }
            linked = find(app, token).await?;
        }
        if linked.state() == PayLinkState::Payable {
            let (order, request) = (linked.order.clone(), linked.request.clone());
            pay = Some(payments::show(app, order, request).await?);
        }
    }
    Ok(PayLinkView {
        state: linked.state(),
        sentence: linked.sentence(),
        label: linked.request.label.clone(),
        amount: linked.request.amount,
        due_at_ms: linked.request.due_at_ms,
        thread_url: address(app, &linked.row),
        number: commission_number(linked.row.number),
        pay,
    })
}

/// Chooses another way to pay the same amount; the earlier one is closed at the provider first.
pub async fn choose(visit: &Visit, token: &str, method: &str) -> Result<String> {
    let app = &visit.app;
    let linked = find(app, token).await?;
    linked.payable()?;
    let method = PaymentMethod::parse(method).ok_or_else(|| {
        let message = "Choose one of the ways to pay that are offered.";
        Error::invalid("invalid", message)
    })?;
    app.limits
        .count(Limit::PaymentAddress, &address_key(visit.ip))?;
    open::switch_request(app, &linked.order, &linked.request, method).await
}

/// Asks the provider how the payment stands, settles it, and answers where to go on.
pub async fn finish(app: &App, token: &str) -> Result<String> {
    let linked = find(app, token).await?;
    let thread = address(app, &linked.row);
    let attempts = {
        let mut conn = app.db.read().await?;
        db::payments::attempts(&mut conn, &linked.order.id).await?
    };
    let asked = attempts
        .iter()
        .rev()
        .find(|a| a.request_id == linked.request.id && !a.method.is_manual());
    let Some(attempt) = asked.filter(|_| linked.request.state == RequestState::Open) else {
        return Ok(thread);
    };
    match settle::settle(app, &attempt.id).await? {
        settle::Outcome::Waiting(AttemptState::Created | AttemptState::RequiresAction) => {
            Ok(format!("/pay/{token}"))
        }
        _ => Ok(thread),
    }
}
