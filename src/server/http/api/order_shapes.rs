//! Orders as the API writes them.

use super::amount::{decimal, moment};
use super::cart_shapes::{LineAnswer, answers_of};
use super::order_money_shapes::{OrderDispute, OrderPayment, OrderRefund};
use crate::domain::answers::is_personalised;
use crate::domain::contact::Address as Postal;
use crate::domain::dispute::DisputeStanding;
use crate::domain::order::{HistoryView, OrderCard, OrderLineView, OrderView};
use crate::domain::parcel::ParcelView;
use crate::domain::returns::Withdrawable;
use crate::domain::tax::TaxMode;
use crate::server::state::App;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct Address {
    pub full_name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub phone: String,
}

impl From<Postal> for Address {
    fn from(address: Postal) -> Self {
        Address {
            full_name: address.full_name,
            line1: address.line1,
            line2: address.line2,
            city: address.city,
            region: address.region,
            postal_code: address.postal_code,
            country: address.country,
            phone: address.phone,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct OrderLine {
    pub product_sku: String,
    pub title: String,
    pub variant_name: String,
    pub options: Vec<LineAnswer>,
    pub personalisation: Vec<LineAnswer>,
    pub quantity: i64,
    /// Units whose money went back, or is to go back: they are not sent.
    pub refunded_quantity: i64,
    /// The surcharges of the answers included.
    pub unit_price: String,
    pub total: String,
    /// The stock state when the order was placed.
    pub product_status: String,
    /// It is made to its customer’s wish, so nobody can withdraw from it.
    pub exempt_from_withdrawal: bool,
}

impl From<OrderLineView> for OrderLine {
    fn from(line: OrderLineView) -> Self {
        let exempt_from_withdrawal = is_personalised(&line.answered);
        let (options, personalisation) = answers_of(line.answered, line.unit_price.currency);
        OrderLine {
            exempt_from_withdrawal,
            options,
            personalisation,
            product_sku: line.sku,
            title: line.title,
            variant_name: line.variant_name,
            quantity: line.quantity,
            refunded_quantity: line.refunded,
            unit_price: decimal(line.unit_price),
            total: decimal(line.total),
            product_status: line.product_status,
        }
    }
}

/// A parcel of an order, or that it was collected or handed over.
#[derive(Serialize, ToSchema)]
pub struct Shipment {
    /// Counts from 1 within its order.
    pub number: i64,
    /// `tracked`, `untracked`, `collected` or `handed_over`.
    pub way: String,
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_url: Option<String>,
    /// It was collected or handed over in person.
    pub collected: bool,
    pub shipped_at: String,
    /// The day on which it arrived; null while that is unknown.
    pub delivered_on: Option<String>,
}

impl From<ParcelView> for Shipment {
    fn from(parcel: ParcelView) -> Self {
        Shipment {
            number: parcel.number,
            way: parcel.way.as_str().into(),
            carrier: parcel.carrier,
            tracking_number: parcel.tracking_number,
            tracking_url: parcel.tracking_url,
            collected: parcel.way.in_person(),
            shipped_at: moment(parcel.sent_at_ms),
            delivered_on: parcel.delivered.map(|day| day.to_string()),
        }
    }
}

/// Whether the contract can be withdrawn from now.
#[derive(Serialize, ToSchema)]
pub struct WithdrawalOffer {
    /// The last day; null while it is not known when the order was received: then nothing is refused for its date.
    pub until: Option<String>,
    /// Units that can be withdrawn from, by SKU. What was made to the customer’s wish is exempt.
    pub lines: Vec<WithdrawableLine>,
}

#[derive(Serialize, ToSchema)]
pub struct WithdrawableLine {
    pub product_sku: String,
    pub quantity: i64,
}

impl From<Withdrawable> for WithdrawalOffer {
    fn from(offer: Withdrawable) -> Self {
        let open = offer
            .lines
            .into_iter()
            .filter(|line| line.withdrawable() > 0);
        WithdrawalOffer {
            until: offer.until.map(|day| day.to_string()),
            lines: open
                .map(|line| WithdrawableLine {
                    quantity: line.withdrawable(),
                    product_sku: line.sku,
                })
                .collect(),
        }
    }
}

/// One entry of an order’s history.
#[derive(Serialize, ToSchema)]
pub struct HistoryEntry {
    pub at: String,
    /// `customer`, `studio`, `shop` or `provider`; programs read who of the staff it was.
    pub actor: String,
    pub sentence: String,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Only staff and programs see it.
    pub internal: bool,
}

impl From<HistoryView> for HistoryEntry {
    fn from(entry: HistoryView) -> Self {
        HistoryEntry {
            at: moment(entry.at_ms),
            actor: entry.actor,
            sentence: entry.sentence,
            from: entry.from.map(|status| status.as_str().into()),
            to: entry.to.map(|status| status.as_str().into()),
            internal: entry.internal,
        }
    }
}

/// What happened to an order, the oldest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "at": "2026-11-21T12:00:00Z", "actor": "customer", "sentence": "Order placed.", "from": null, "to": "pending",
    "internal": false
}]}))]
pub struct History {
    pub items: Vec<HistoryEntry>,
}

/// An order.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a15", "number": "ORD-000042", "status": "pending",
    "status_label": "awaiting payment", "cancel_reason": null, "payment_state": "unpaid", "version": 1,
    "email": "ada@example.org", "placed_at": "2026-11-21T12:00:00Z", "currency": "EUR", "subtotal": "45.00",
    "shipping": "4.90", "discount": "0.00", "tax": "7.97", "tax_is_added": false, "total": "49.90",
    "shipping_method": "Post", "delivery_estimate": "2–4 business days",
    "lines": [{
        "product_sku": "BOWL", "title": "Moon bowl", "variant_name": "", "options": [], "personalisation": [],
        "quantity": 1, "refunded_quantity": 0, "unit_price": "45.00", "total": "45.00", "product_status": "available",
        "exempt_from_withdrawal": false
    }],
    "shipping_address": {
        "full_name": "Ada Lovelace", "line1": "Ringstraße 1", "line2": "", "city": "Berlin", "region": "",
        "postal_code": "10115", "country": "DE", "phone": ""
    },
    "billing_address": null, "note": "", "gift_message": "", "hold_expires_at": "2026-11-21T16:00:00Z",
    "shipment": null, "parcels": [], "withdrawal": null, "payments": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a16", "label": "Order total", "amount": "49.90", "state": "open",
        "method": "card", "refunded": "0.00", "paid_at": null, "last_error": null
    }],
    "refunds": [], "disputes": [], "nothing_left": false,
    "can_cancel": true, "next": "Pay to keep your pieces.",
    "pay_url": "http://127.0.0.1:3000/checkout/pay/3vQ…", "access_token": "3vQ…"
}))]
pub struct Order {
    pub id: String,
    pub number: String,
    /// `pending`, `confirmed`, `in_production`, `shipped`, `completed` or `cancelled`.
    pub status: String,
    /// The word that people know, such as `paid`.
    pub status_label: String,
    pub cancel_reason: Option<String>,
    /// `unpaid`, `processing`, `partially_paid`, `paid`, `partially_refunded`, `refunded` or `cancelled`.
    pub payment_state: String,
    /// Grows with every change; send it as `If-Match`.
    pub version: i64,
    pub email: String,
    pub placed_at: String,
    pub currency: String,
    pub subtotal: String,
    pub shipping: String,
    pub discount: String,
    pub tax: String,
    /// The tax comes on top of the prices; else it is contained in them.
    pub tax_is_added: bool,
    pub total: String,
    pub shipping_method: String,
    pub delivery_estimate: String,
    pub lines: Vec<OrderLine>,
    pub shipping_address: Address,
    pub billing_address: Option<Address>,
    pub note: String,
    pub gift_message: String,
    /// Until when its pieces are held.
    pub hold_expires_at: Option<String>,
    /// The first of `parcels`.
    pub shipment: Option<Shipment>,
    /// How it left; empty until it has.
    pub parcels: Vec<Shipment>,
    /// For its customer, while the contract can be withdrawn from; null for programs.
    pub withdrawal: Option<WithdrawalOffer>,
    pub payments: Vec<OrderPayment>,
    pub refunds: Vec<OrderRefund>,
    /// For programs; empty for customers.
    pub disputes: Vec<OrderDispute>,
    /// Everything in it was refunded, so there is nothing to make or to send.
    pub nothing_left: bool,
    pub can_cancel: bool,
    /// What happens next, in a sentence.
    pub next: String,
    /// Where to pay, while something is due.
    pub pay_url: Option<String>,
    /// Handed out when a guest places the order; send it as `Order-Token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
}

impl Order {
    pub fn of(app: &App, order: OrderView) -> Self {
        let amounts = order.amounts;
        let absolute = |path: String| match path.starts_with('/') {
            true => app.url(&path),
            false => path,
        };
        Order {
            status: order.status.as_str().into(),
            cancel_reason: order.cancel_reason.map(|reason| reason.as_str().into()),
            payment_state: order.payment_state.as_str().into(),
            placed_at: moment(order.placed_at_ms),
            currency: amounts.total.currency.code().into(),
            subtotal: decimal(amounts.subtotal),
            shipping: decimal(amounts.shipping),
            discount: decimal(amounts.discount),
            tax: decimal(amounts.tax),
            tax_is_added: amounts.tax_mode == TaxMode::Exclusive,
            total: decimal(amounts.total),
            shipping_method: amounts.shipping_method,
            delivery_estimate: amounts.delivery_estimate,
            lines: order.lines.into_iter().map(OrderLine::from).collect(),
            shipping_address: order.shipping_address.into(),
            billing_address: order.billing_address.map(Address::from),
            hold_expires_at: order.hold_expires_at_ms.map(moment),
            shipment: order.parcels.first().cloned().map(Shipment::from),
            parcels: order.parcels.into_iter().map(Shipment::from).collect(),
            withdrawal: order.holder.withdrawable.map(WithdrawalOffer::from),
            payments: order.requests.into_iter().map(OrderPayment::from).collect(),
            refunds: order.refunds.into_iter().map(OrderRefund::from).collect(),
            disputes: order.disputes.into_iter().map(OrderDispute::from).collect(),
            nothing_left: order.nothing_left,
            pay_url: order.next.pay_url.map(absolute),
            next: order.next.sentence,
            id: order.id,
            number: order.number,
            status_label: order.status_label,
            version: order.version,
            email: order.email,
            note: order.note,
            gift_message: order.gift_message,
            can_cancel: order.can_cancel,
            access_token: None,
        }
    }
}

/// An order in a list.
#[derive(Serialize, ToSchema)]
pub struct OrderSummary {
    pub id: String,
    pub number: String,
    pub status: String,
    pub status_label: String,
    pub payment_state: String,
    pub placed_at: String,
    pub email: String,
    pub customer_name: String,
    pub currency: String,
    pub total: String,
    pub units: i64,
    pub stock_shortage: bool,
    /// `inquiry`, `running`, `won`, `lost` or `over`: how its weightiest dispute stands; for programs.
    pub dispute: Option<&'static str>,
    /// A refund of it did not go through, and nothing took its place; for programs.
    pub refund_failed: bool,
}

impl From<OrderCard> for OrderSummary {
    fn from(card: OrderCard) -> Self {
        OrderSummary {
            status: card.status.as_str().into(),
            payment_state: card.payment_state.as_str().into(),
            placed_at: moment(card.placed_at_ms),
            currency: card.total.currency.code().into(),
            total: decimal(card.total),
            id: card.id,
            number: card.number,
            status_label: card.status_label,
            email: card.email,
            customer_name: card.customer_name,
            units: card.units,
            stock_shortage: card.stock_shortage,
            dispute: card.dispute.map(DisputeStanding::as_str),
            refund_failed: card.refund_failed,
        }
    }
}

/// A part of the list of orders, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a15", "number": "ORD-000042", "status": "confirmed",
        "status_label": "paid", "payment_state": "paid", "placed_at": "2026-11-21T12:00:00Z",
        "email": "ada@example.org", "customer_name": "Ada Lovelace", "currency": "EUR", "total": "49.90",
        "units": 1, "stock_shortage": false, "dispute": null, "refund_failed": false
    }],
    "page": 1, "page_size": 20, "total": 1, "total_is_capped": false, "next_cursor": null
}))]
pub struct OrderPage {
    pub items: Vec<OrderSummary>,
    pub page: i64,
    pub page_size: i64,
    /// How many there are, no further than 1000.
    pub total: i64,
    /// There are more than `total` says.
    pub total_is_capped: bool,
    /// Send it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}
