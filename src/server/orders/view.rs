//! An order as pages show it: what was agreed, what happened, and what happens next.

use super::{next, work};
use crate::domain::catalogue::PictureView;
use crate::domain::commission::commission_number;
use crate::domain::money::Money;
use crate::domain::order::{
    AmountsView, ByHandView, HistoryView, OrderCard, OrderKind, OrderLineView, OrderView,
    PendingPaymentView, RefundEntry, RefundView, RequestView, order_number, status_label_by,
};
use crate::domain::order_holder::HolderView;
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::domain::parcel::left_by;
use crate::domain::payment::{AttemptState, PaymentMethod, PaymentState, RequestState};
use crate::domain::refund::RefundStatus;
use crate::domain::shop::Shop;
use crate::server::db::orders::{OrderLineRow, OrderRow};
use crate::server::db::payments::{AttemptRow, RequestRow};
use crate::server::db::refunds::RefundRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::invoices;
use crate::server::links;
use crate::server::payments::disputes;
use crate::server::refunds::owed;
use crate::server::returns;
use crate::server::state::App;

/// One order with everything on it. Staff also see the internal rows of its history.
///
/// Runs inside transactions too, so it takes the shop's settings instead of asking for them on another connection.
pub async fn of(
    app: &App,
    shop: &Shop,
    conn: &mut Conn,
    order: OrderRow,
    for_staff: bool,
) -> Result<OrderView> {
    let lines = db::orders::lines(conn, &order.id).await?;
    let mut addresses = db::orders::addresses(conn, &order.id).await?;
    let requests = db::payments::requests(conn, &order.id).await?;
    let attempts = db::payments::attempts(conn, &order.id).await?;
    let refunds = db::refunds::of_order(conn, &order.id).await?;
    let history = db::orders::write::history(conn, &order.id).await?;
    let parcels = db::orders::parcels::of_order(conn, &order.id).await?;
    let way = left_by(&parcels);

    let disputed = db::refunds::is_disputed(conn, &order.id).await?;
    let pictures = match for_staff {
        true => returns::pictures::of_staff(&order_number(order.number)),
        false => returns::pictures::of_holder(&links::order(app, &order)),
    };
    let payment_state = payment_state(&requests, &attempts);
    let billing = addresses
        .iter()
        .position(|a| a.role == "billing")
        .map(|i| addresses.swap_remove(i));
    let shipping = addresses
        .pop()
        .ok_or_else(|| Error::impossible("orders", "shipping address", &order.id, "missing"))?;
    let live = attempts.iter().find(|a| a.state.is_live());
    let by_hand = match for_staff {
        true => by_hand(&requests, &attempts, &refunds),
        false => ByHandView::default(),
    };
    let asked: Vec<RequestRow> = requests
        .iter()
        .filter(|r| r.is_payable())
        .cloned()
        .collect();
    let requests: Vec<RequestView> = requests
        .iter()
        .map(|request| {
            let attempt = attempts
                .iter()
                .rev()
                .find(|a| a.request_id == request.id && a.refused_reason.is_none());
            let refunded: i64 = refunds
                .iter()
                .filter(|r| r.request_id == request.id && r.state.is_booked())
                .filter(|r| attempt.is_some_and(|a| a.id == r.attempt_id))
                .map(|r| r.amount.minor)
                .sum();
            RequestView {
                id: request.id.clone(),
                label: request.label.clone(),
                amount: request.amount,
                state: request.state,
                method: attempt.map(|a| a.method),
                provider_ref: attempt
                    .and_then(|a| a.intent_id.clone())
                    .filter(|_| for_staff),
                last_error: attempt.and_then(|a| a.last_error.clone()),
                refunded: Money::new(refunded, request.amount.currency),
                paid_at_ms: request.paid_at_ms,
            }
        })
        .collect();
    let commission = match order.kind {
        OrderKind::Commission if for_staff => {
            let number = db::commissions::quotes::commission_of(conn, &order.id).await?;
            number.map(commission_number)
        }
        _ => None,
    };
    // Enqueued, or tried in vain: the customer does not have it back.
    let waits = refunds
        .iter()
        .any(|refund| refund.state == RefundStatus::Requested || refund.is_owed());
    let not_arrived = owed::amount(&refunds);
    let parts = db::refunds::lines::of_order(conn, &order.id).await?;
    let shown = lines
        .iter()
        .map(|line| {
            let refunded = work::units_refunded(line, &refunds, &parts);
            let line = line_view(line.clone(), &order)?;
            Ok(OrderLineView { refunded, ..line })
        })
        .collect::<Result<Vec<_>>>()?;
    let nothing_left = work::nothing_is_left(payment_state, &shown);
    let mut next = match order.kind {
        OrderKind::ReadyMade if nothing_left && order.status.after(OrderEvent::Ship).is_some() => {
            next::all_refunded(payment_state, waits, shop)
        }
        OrderKind::ReadyMade => {
            let token = links::order(app, &order);
            next::step(&order, payment_state, live, waits, way, shop, &token)
        }
        OrderKind::Commission => next::of_commission(app, &order, &asked),
    };
    if let Some(amount) = not_arrived {
        let also = format!(
            " A refund of {amount} did not go through: {} sees to it that the money reaches you.",
            shop.name
        );
        next.sentence.push_str(&also);
    }
    let sent = matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed);
    // A refund by an ended custom order's rule that did not arrive can be tried again.
    let ended_and_owed = order.status == OrderStatus::Cancelled && not_arrived.is_some();
    let received = |request: &RequestView| {
        matches!(
            request.state,
            RequestState::Paid | RequestState::PartiallyRefunded
        )
    };
    let returned = returns::view::of_order(conn, &order, &lines, &pictures, for_staff).await?;
    let disputes = match for_staff {
        true => disputes::of_order(conn, &order.id).await?,
        false => Vec::new(),
    };
    Ok(OrderView {
        holder: HolderView::default(),
        returns: returned,
        disputes,
        refunds: refunds
            .iter()
            .map(|refund| refund_entry(refund, for_staff))
            .collect(),
        owed: not_arrived,
        nothing_left,
        invoices: invoices::of_order(conn, &order.id, order.currency).await?,
        can_refund: for_staff
            && !disputed
            && requests.iter().any(received)
            && (order.kind == OrderKind::ReadyMade || sent || ended_and_owed),
        number: order_number(order.number),
        status_label: status_label_by(order.status, payment_state, way).into(),
        next,
        lines: shown,
        amounts: amounts(&order),
        shipping_address: shipping.address,
        billing_address: billing.map(|row| row.address),
        parcels,
        history: history
            .into_iter()
            .filter(|row| for_staff || !row.internal)
            .map(|row| HistoryView {
                at_ms: row.at_ms,
                actor: row.who.label(for_staff).into(),
                sentence: row.fact.sentence(),
                from: row.from,
                to: row.to,
                internal: row.internal,
            })
            .collect(),
        requests,
        by_hand,
        commission,
        disputed,
        can_cancel: !disputed
            && order.kind == OrderKind::ReadyMade
            && order.status.after(OrderEvent::Cancel).is_some()
            && (for_staff || order.status != OrderStatus::InProduction),
        id: order.id,
        status: order.status,
        cancel_reason: order.cancel_reason,
        payment_state,
        version: order.version,
        email: order.email,
        placed_at_ms: order.placed_at_ms,
        note: order.note,
        gift_message: order.gift_message,
        stock_shortage: order.stock_shortage,
        collection: order.collection,
        ready_at_ms: order.ready_at_ms,
        hold_expires_at_ms: order
            .hold_expires_at_ms
            .filter(|_| order.status == OrderStatus::Pending),
    })
}

/// Manual payments and refunds: transfers and cash that are pending or given up, and money that is to be refunded by hand.
fn by_hand(requests: &[RequestRow], attempts: &[AttemptRow], refunds: &[RefundRow]) -> ByHandView {
    let label = |attempt: &AttemptRow| {
        let request = requests.iter().find(|r| r.id == attempt.request_id);
        request.map_or(String::new(), |request| request.label.clone())
    };
    let pending = |attempt: &AttemptRow| PendingPaymentView {
        attempt_id: attempt.id.clone(),
        label: label(attempt),
        method: attempt.method,
        amount: attempt.amount,
    };
    let awaited = attempts
        .iter()
        .filter(|a| a.method.is_manual() && a.state.is_live());
    let last_of = |request: &RequestRow, method| {
        let mut newest_first = attempts.iter().rev();
        newest_first.find(|a| a.request_id == request.id && a.method == method)
    };
    let given_up = requests
        .iter()
        .flat_map(|request| {
            [PaymentMethod::BankTransfer, PaymentMethod::CashOnCollection]
                .map(|method| last_of(request, method))
        })
        .flatten()
        .filter(|a| matches!(a.state, AttemptState::Cancelled | AttemptState::Expired));
    let waiting = |refund: &RefundRow| {
        let attempt = attempts.iter().find(|a| a.id == refund.attempt_id)?;
        (attempt.method.is_manual() && refund.state == RefundStatus::Requested).then(|| {
            RefundView {
                id: refund.id.clone(),
                amount: refund.amount,
                method: attempt.method,
                reason: refund.why().to_string(),
            }
        })
    };
    ByHandView {
        awaited: awaited.map(pending).collect(),
        given_up: given_up.map(pending).collect(),
        to_refund: refunds.iter().filter_map(waiting).collect(),
    }
}

/// The payment state of an order, derived from its requests and their attempts.
pub fn payment_state(requests: &[RequestRow], attempts: &[AttemptRow]) -> PaymentState {
    let states: Vec<RequestState> = requests.iter().map(|r| r.state).collect();
    PaymentState::of(
        &states,
        attempts.iter().any(|a| a.state == AttemptState::Processing),
    )
}

pub fn amounts(order: &OrderRow) -> AmountsView {
    let money = |minor| Money::new(minor, order.currency);
    AmountsView {
        subtotal: money(order.subtotal_minor),
        shipping: money(order.shipping_minor),
        discount: money(order.discount_minor),
        tax: money(order.tax_minor),
        tax_mode: order.tax_mode,
        total: money(order.total_minor),
        shipping_method: order.shipping_method.clone(),
        delivery_estimate: order.delivery_estimate.clone(),
    }
}

pub fn line_view(line: OrderLineRow, order: &OrderRow) -> Result<OrderLineView> {
    let answered = line.answered()?;
    let picture: Option<PictureView> = line
        .picture
        .as_deref()
        .map(serde_json::from_str)
        .transpose()?;
    Ok(OrderLineView {
        title: line.title,
        variant_name: line.variant_name,
        answered,
        sku: line.sku,
        quantity: line.quantity,
        refunded: 0,
        unit_price: Money::new(line.unit_price_minor, order.currency),
        total: Money::new(line.total_minor, order.currency),
        picture,
        product_slug: Some(line.product_slug).filter(|slug| !slug.is_empty()),
        product_status: line.product_status,
    })
}

/// Whoever is no staff reads the reason that staff gave, and no ids of the provider's.
fn refund_entry(refund: &RefundRow, for_staff: bool) -> RefundEntry {
    RefundEntry {
        id: refund.id.clone(),
        amount: refund.amount,
        state: refund.state,
        reason: match for_staff {
            true => refund.why().to_string(),
            false => refund.written_reason().unwrap_or_default(),
        },
        provider_ref: refund.provider_ref.clone().filter(|_| for_staff),
        created_at_ms: refund.created_at_ms,
        updated_at_ms: refund.updated_at_ms,
        sent: refund.sent(),
        owed: refund.is_owed(),
        waived: refund.waived.clone().filter(|_| for_staff),
    }
}

/// Orders as a list shows them, with their links. Payments and units are read for all of them at once.
pub async fn cards(app: &App, conn: &mut Conn, orders: Vec<OrderRow>) -> Result<Vec<OrderCard>> {
    let ids: Vec<String> = orders.iter().map(|order| order.id.clone()).collect();
    let facts = db::orders::list_facts(conn, &ids).await?;
    let card = |order: OrderRow| {
        let fact = facts.get(&order.id);
        let states = fact.map(|f| f.requests.as_slice()).unwrap_or_default();
        let payment_state = PaymentState::of(states, fact.is_some_and(|f| f.processing));
        OrderCard {
            number: order_number(order.number),
            url: format!("/o/{}", links::order(app, &order)),
            placed_at_ms: order.placed_at_ms,
            status: order.status,
            payment_state,
            status_label: status_label_by(order.status, payment_state, fact.and_then(|f| f.way))
                .into(),
            total: Money::new(order.total_minor, order.currency),
            units: fact.map_or(0, |f| f.units),
            stock_shortage: order.stock_shortage,
            // For staff alone.
            dispute: None,
            refund_failed: false,
            id: order.id,
            email: order.email,
            customer_name: order.customer_name,
        }
    };
    Ok(orders.into_iter().map(card).collect())
}
