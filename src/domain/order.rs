//! An order as its customer and the staff see it.

pub mod history;

use super::answers::Answered;
use super::catalogue::PictureView;
use super::contact::Address;
use super::dispute::{DisputeStanding, DisputeView};
use super::invoice::InvoiceView;
use super::money::{Currency, Money};
use super::order_holder::HolderView;
use super::order_status::{CancelReason, OrderStatus};
use super::parcel::{self, DeliveryWay, ParcelView};
use super::payment::{PaymentMethod, PaymentState, RequestState};
use super::refund::{RefundStatus, SentWay};
use super::returns::ReturnView;
use super::tax::TaxMode;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// What an order number looks like: `ORD-000042`.
pub fn order_number(number: i64) -> String {
    format!("ORD-{number:06}")
}

/// Reads `ORD-000042`, `ord-42` or `42`.
pub fn parse_order_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text
        .get(..4)
        .filter(|p| p.eq_ignore_ascii_case("ORD-"))
        .map_or(text, |_| &text[4..]);
    digits.parse().ok().filter(|n| *n > 0)
}

/// What an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum OrderKind {
    /// Things that lie in the shop, held until they are paid.
    ReadyMade,
    /// A custom order's accepted quote: its lines have no variant, nothing is held, and the custom order moves it.
    Commission,
}

/// The label of an order's state, derived from its status and its payment state.
pub fn status_label(status: OrderStatus, payment: PaymentState) -> &'static str {
    use OrderStatus::*;
    match (status, payment) {
        (_, PaymentState::Refunded) => "refunded",
        (Cancelled, _) => "cancelled",
        (Pending, PaymentState::Processing) => "processing",
        (Pending, _) => "awaiting payment",
        (Confirmed, _) => "paid",
        (InProduction, _) => "in production",
        (Shipped, _) => "shipped",
        (Completed, _) => "completed",
    }
}

/// The same for an order that has left in a known way: what was collected was not shipped.
pub fn status_label_by(
    status: OrderStatus,
    payment: PaymentState,
    way: Option<DeliveryWay>,
) -> &'static str {
    match (status_label(status, payment), way) {
        ("shipped", Some(way)) => way.status_label(),
        (label, _) => label,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLineView {
    pub title: String,
    pub variant_name: String,
    /// What its buyer answered, as it read when the order was placed.
    pub answered: Vec<Answered>,
    pub sku: String,
    pub quantity: i64,
    /// Units that are out of the work: refunded, or to be refunded.
    #[serde(default)]
    pub refunded: i64,
    /// The surcharges of the answers included.
    pub unit_price: Money,
    pub total: Money,
    pub picture: Option<PictureView>,
    /// The product's slug while it still exists.
    pub product_slug: Option<String>,
    /// The stock state when the order was placed.
    pub product_status: String,
}

impl OrderLineView {
    /// What of it was refunded, in words.
    pub fn refunded_words(&self) -> Option<String> {
        match self.refunded {
            0 => None,
            units if units >= self.quantity => Some("Refunded".into()),
            units => Some(format!("{units} of {} refunded", self.quantity)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountsView {
    pub subtotal: Money,
    pub shipping: Money,
    pub discount: Money,
    pub tax: Money,
    pub tax_mode: TaxMode,
    pub total: Money,
    pub shipping_method: String,
    pub delivery_estimate: String,
}

/// One entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    pub at_ms: i64,
    /// Who did it: `customer`, `provider`, `shop`, or a staff member's name.
    pub actor: String,
    pub sentence: String,
    pub from: Option<OrderStatus>,
    pub to: Option<OrderStatus>,
    /// For staff alone; a customer's view has none of these.
    pub internal: bool,
}

/// An amount due and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    pub id: String,
    pub label: String,
    pub amount: Money,
    pub state: RequestState,
    pub method: Option<PaymentMethod>,
    pub provider_ref: Option<String>,
    pub last_error: Option<String>,
    pub refunded: Money,
    pub paid_at_ms: Option<i64>,
}

/// A pending manual payment: a transfer or cash that a customer chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingPaymentView {
    pub attempt_id: String,
    /// What it is for, such as `Balance`.
    pub label: String,
    pub method: PaymentMethod,
    pub amount: Money,
}

/// Money that waits until somebody gives it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundView {
    pub id: String,
    pub amount: Money,
    /// How it was paid, which is how it is refunded.
    pub method: PaymentMethod,
    pub reason: String,
}

/// A refund as staff and programs see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundEntry {
    pub id: String,
    pub amount: Money,
    pub state: RefundStatus,
    pub reason: String,
    pub provider_ref: Option<String>,
    pub created_at_ms: i64,
    /// When it reached its state.
    pub updated_at_ms: i64,
    /// How and when staff sent it, where it went another way than it came.
    pub sent: Option<(SentWay, i64)>,
    /// It did not go through and nothing took its place.
    pub owed: bool,
    /// Why nothing is owed for it any more, though it failed.
    pub waived: Option<String>,
}

/// Money that people move by hand; empty for customers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHandView {
    /// What is awaited: one for each part of the price that was asked for.
    pub awaited: Vec<PendingPaymentView>,
    /// What is not awaited any more and may still arrive: the last pending payment of each part in each way to pay.
    pub given_up: Vec<PendingPaymentView>,
    pub to_refund: Vec<RefundView>,
}

/// What happens next, by whom, and what the customer can do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    pub sentence: String,
    /// Where to pay, or to choose another way to, while something is due.
    pub pay_url: Option<String>,
    /// Where to send the money, where to bring it, or where the order waits to be collected.
    pub instructions: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    pub id: String,
    pub number: String,
    pub status: OrderStatus,
    pub cancel_reason: Option<CancelReason>,
    pub payment_state: PaymentState,
    pub status_label: String,
    pub version: i64,
    pub email: String,
    pub placed_at_ms: i64,
    pub next: NextStep,
    pub lines: Vec<OrderLineView>,
    pub amounts: AmountsView,
    pub shipping_address: Address,
    pub billing_address: Option<Address>,
    pub note: String,
    pub gift_message: String,
    pub stock_shortage: bool,
    pub collection: bool,
    pub hold_expires_at_ms: Option<i64>,
    /// When its customer was notified that it can be collected.
    pub ready_at_ms: Option<i64>,
    /// How it left, the first parcel first; empty until then.
    pub parcels: Vec<ParcelView>,
    pub history: Vec<HistoryView>,
    pub requests: Vec<RequestView>,
    pub by_hand: ByHandView,
    /// The custom order that it was made for, as people write its number; staff go on from there.
    pub commission: Option<String>,
    /// A dispute of its payment is running, so nothing of it can be refunded.
    pub disputed: bool,
    /// Its disputes, for staff alone.
    pub disputes: Vec<DisputeView>,
    /// Every refund, the oldest first.
    pub refunds: Vec<RefundEntry>,
    /// What is still owed of refunds that did not go through.
    pub owed: Option<Money>,
    /// Everything in it was refunded: nothing is to be made or sent, though nobody cancelled it.
    pub nothing_left: bool,
    pub can_cancel: bool,
    /// Invoices and credit notes that were issued for it.
    pub invoices: Vec<InvoiceView>,
    /// What was sent back of it or is meant to be, the newest first.
    pub returns: Vec<ReturnView>,
    /// What its page offers to whoever holds it; empty for staff.
    pub holder: HolderView,
    /// Staff who handle money can give some of it back; false for customers.
    pub can_refund: bool,
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCard {
    pub id: String,
    pub number: String,
    pub placed_at_ms: i64,
    pub email: String,
    pub customer_name: String,
    pub status: OrderStatus,
    pub payment_state: PaymentState,
    pub status_label: String,
    pub total: Money,
    pub units: i64,
    pub stock_shortage: bool,
    /// How its weightiest dispute stands; none in its customer's lists.
    pub dispute: Option<DisputeStanding>,
    /// A refund of it did not go through, and nothing took its place.
    pub refund_failed: bool,
    /// Where its holder sees it; empty in staff lists.
    pub url: String,
}

/// The admin's list of orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderQuery {
    pub status: Option<String>,
    /// Number, e-mail or name.
    pub q: Option<String>,
    /// Only those with a stock shortage.
    pub shortage: bool,
    /// Placed on or after and on or before, as `YYYY-MM-DD`.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Where the page begins, as `newer` or `older` of another one has it; the first unless said.
    pub cursor: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderListView {
    pub query: OrderQuery,
    pub orders: Vec<OrderCard>,
    pub total: i64,
    pub total_is_capped: bool,
    /// Cursors to the pages beside this one.
    pub newer: Option<String>,
    pub older: Option<String>,
}

impl OrderView {
    /// How it left, once it has.
    pub fn way(&self) -> Option<DeliveryWay> {
        parcel::left_by(&self.parcels)
    }

    /// Whether staff can announce now that the order is ready to be collected: its pieces are there, and what
    /// is still due is paid in cash when they are handed over.
    pub fn can_be_ready(&self) -> bool {
        let waits = match self.status {
            OrderStatus::Confirmed | OrderStatus::InProduction => true,
            OrderStatus::Pending => self.pays_on_collection(),
            OrderStatus::Shipped | OrderStatus::Completed | OrderStatus::Cancelled => false,
        };
        self.collection && waits && self.ready_at_ms.is_none() && !self.nothing_left
    }

    /// How its weightiest dispute stands.
    pub fn dispute(&self) -> Option<DisputeStanding> {
        self.disputes.iter().map(|dispute| dispute.standing).max()
    }

    /// Whether cancelling it sends money back: what was paid, or what the bank is still confirming.
    pub fn cancelling_sends_money_back(&self) -> bool {
        !matches!(
            self.payment_state,
            PaymentState::Unpaid | PaymentState::Cancelled | PaymentState::Refunded
        )
    }

    /// Whether the order is paid in cash when it is collected.
    pub fn pays_on_collection(&self) -> bool {
        let cash = Some(PaymentMethod::CashOnCollection);
        self.requests.iter().any(|request| request.method == cash)
    }
}

/// The sum of lines for one currency, for the admin's dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takings {
    pub currency: Currency,
    pub orders: i64,
    pub total: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_is_read_in_the_ways_people_write_it() {
        assert_eq!(order_number(42), "ORD-000042");
        for text in ["ORD-000042", "ord-42", " 42 "] {
            assert_eq!(parse_order_number(text), Some(42), "{text}");
        }
        for text in ["", "ORD-", "0", "-1", "ORD-x", "ä1"] {
            assert_eq!(parse_order_number(text), None, "{text}");
        }
    }
}
