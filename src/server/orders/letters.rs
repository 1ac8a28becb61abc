//! The mails that an order's changes promise, each within the change's own transaction.

use super::view;
use crate::domain::money::Money;
use crate::domain::order::order_number;
use crate::domain::order_status::CancelReason;
use crate::domain::parcel::{DeliveryWay, Dispatch};
use crate::domain::payment::PaymentMethod;
use crate::domain::refund::SentWay;
use crate::domain::shop::Shop;
use crate::server::db::{self, Conn, orders::OrderRow, refunds::RefundRow};
use crate::server::error::Result;
use crate::server::invoices;
use crate::server::links;
use crate::server::mail::{self, Mail, MoneyFacts, MoneyNews, OrderFacts};
use crate::server::state::App;

/// What becomes of a customer's money when an order is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyBack {
    /// Nothing was charged.
    Nothing,
    Refund(Money),
    /// The bank is still confirming it.
    IfItArrives(Money),
    /// It was given back before.
    Already,
}

/// What a letter is written from: the app, and the shop's settings as they were before the transaction began.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub app: &'a App,
    pub shop: &'a Shop,
}

impl Desk<'_> {
    async fn facts(&self, conn: &mut Conn, order: &OrderRow) -> Result<OrderFacts> {
        let shown = view::of(self.app, self.shop, conn, order.clone(), false).await?;
        let address = self
            .app
            .url(&format!("/o/{}", links::order(self.app, order)));
        Ok(OrderFacts::of(&shown, &order.customer_name, address))
    }

    async fn write_to_customer(&self, conn: &mut Conn, order: &OrderRow, mail: Mail) -> Result<()> {
        mail::enqueue(conn, self.app, &mail, &order.email, Some(&order.id)).await
    }

    /// Tells the maker of a new order; the link leads to the counter.
    async fn write_to_maker(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        method: PaymentMethod,
        paid: bool,
    ) -> Result<()> {
        let mut facts = self.facts(conn, order).await?;
        facts.link = self.app.url(&format!("/admin/orders/{}", facts.number));
        let known = db::mails::was_written(conn, Mail::NEW_ORDER, &order.id).await?;
        let mail = Mail::NewOrder {
            order: facts,
            customer_email: order.email.clone(),
            method,
            paid,
            known,
        };
        mail::enqueue(
            conn,
            self.app,
            &mail,
            &self.shop.contact_email,
            Some(&order.id),
        )
        .await
    }

    /// Placed, to be paid by hand: what to do next; and the maker's notice.
    pub async fn placed(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        method: PaymentMethod,
    ) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        let mail = Mail::OrderPlaced {
            order: facts,
            method,
            instructions: instructions(self.shop, method),
            hold_expires_at_ms: order.hold_expires_at_ms,
        };
        self.write_to_customer(conn, order, mail).await?;
        self.write_to_maker(conn, order, method, false).await
    }

    /// Paid: the confirmation, and the maker's notice unless it was given when the order was placed.
    pub async fn confirmed(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        method: PaymentMethod,
    ) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        let issued = invoices::of_order(conn, &order.id, order.currency).await?;
        let invoice = issued.into_iter().next().map(|invoice| invoice.number);
        let mail = Mail::OrderConfirmed {
            order: facts,
            invoice,
        };
        self.write_to_customer(conn, order, mail).await?;
        if method.is_manual() {
            Ok(())
        } else {
            self.write_to_maker(conn, order, method, true).await
        }
    }

    /// On its way, or in the customer's hands already.
    pub async fn shipped(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        dispatch: &Dispatch,
    ) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        let mail = match dispatch.way {
            DeliveryWay::Tracked | DeliveryWay::Untracked => Mail::OrderShipped {
                order: facts,
                carrier: dispatch.carrier.clone(),
                tracking_number: dispatch.tracking_number.clone(),
                tracking_url: dispatch.tracking_url.clone(),
            },
            way => Mail::OrderCollected {
                order: facts,
                handed_over: way == DeliveryWay::HandedOver,
            },
        };
        self.write_to_customer(conn, order, mail).await
    }

    /// Ready to be collected; `due` is what is still to be brought along.
    pub async fn ready(&self, conn: &mut Conn, order: &OrderRow, due: Option<Money>) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        let mail = Mail::OrderReady {
            order: facts,
            collection_details: self.shop.collection_details.clone(),
            due,
        };
        self.write_to_customer(conn, order, mail).await
    }

    pub async fn cancelled(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        by: CancelReason,
        reason: Option<String>,
        back: MoneyBack,
    ) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        let mail = match by {
            CancelReason::HoldExpired | CancelReason::PaymentFailed => Mail::HoldExpired {
                order: facts,
                left_cart: db::checkout::unpaid::has_left_cart(conn, &order.id).await?,
            },
            _ => Mail::OrderCancelled {
                order: facts,
                by,
                reason,
                refund: match back {
                    MoneyBack::Refund(amount) => Some(amount),
                    _ => None,
                },
                arriving: match back {
                    MoneyBack::IfItArrives(amount) => Some(amount),
                    _ => None,
                },
                given_back: back == MoneyBack::Already,
            },
        };
        self.write_to_customer(conn, order, mail).await
    }

    /// Tells the studio that the customer cancelled: it is not to be made or sent.
    pub async fn customer_cancelled(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        reason: &str,
        back: MoneyBack,
    ) -> Result<()> {
        let news = MoneyNews::Cancelled {
            reason: reason.trim().to_string(),
            refund: match back {
                MoneyBack::Refund(amount) => Some(amount),
                _ => None,
            },
            arriving: match back {
                MoneyBack::IfItArrives(amount) => Some(amount),
                _ => None,
            },
        };
        self.money_to_studio(conn, order, news).await
    }

    /// News about money for the studio; the link leads to the back office.
    pub async fn money_to_studio(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        news: MoneyNews,
    ) -> Result<()> {
        let number = order_number(order.number);
        let facts = MoneyFacts {
            link: self.app.url(&format!("/admin/orders/{number}")),
            order_number: number,
            name: order.customer_name.clone(),
            reply_to: order.email.clone(),
        };
        let mail = Mail::Money { facts, news };
        let studio = &self.shop.contact_email;
        mail::enqueue(conn, self.app, &mail, studio, Some(&order.id)).await
    }

    /// Tells the customer that a refund did not arrive.
    pub async fn refund_not_arrived(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        amount: Money,
    ) -> Result<()> {
        let news = MoneyNews::NotArrived { amount };
        self.money_to_customer(conn, order, news).await
    }

    /// Tells the customer that the money of a refund that did not arrive was sent another way.
    pub async fn refund_sent(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        amount: Money,
        way: SentWay,
        sent_at_ms: i64,
    ) -> Result<()> {
        let news = MoneyNews::Sent {
            amount,
            way,
            sent_at_ms,
        };
        self.money_to_customer(conn, order, news).await
    }

    async fn money_to_customer(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        news: MoneyNews,
    ) -> Result<()> {
        let facts = MoneyFacts {
            link: self
                .app
                .url(&format!("/o/{}", links::order(self.app, order))),
            order_number: order_number(order.number),
            name: order.customer_name.clone(),
            reply_to: String::new(),
        };
        self.write_to_customer(conn, order, Mail::Money { facts, news })
            .await
    }

    /// A newer order from the same cart takes its place: customer and studio are told. Nobody knows yet that the mailbox
    /// is right, so the mail does not lead to the new order.
    pub async fn replaced(&self, conn: &mut Conn, order: &OrderRow) -> Result<()> {
        let reason = "You placed a newer order from the same cart, which takes its place.";
        let (by, back) = (CancelReason::Customer, MoneyBack::Nothing);
        self.cancelled(conn, order, by, Some(reason.into()), back)
            .await?;
        let mut facts = self.facts(conn, order).await?;
        facts.link = self.app.url(&format!("/admin/orders/{}", facts.number));
        let mail = Mail::OrderReplaced {
            order: facts,
            customer_email: order.email.clone(),
        };
        let maker = &self.shop.contact_email;
        mail::enqueue(conn, self.app, &mail, maker, Some(&order.id)).await
    }

    /// The bank refused a payment after the customer had left.
    pub async fn payment_failed(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        reason: Option<String>,
    ) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        let hold_expires_at_ms = order.hold_expires_at_ms;
        self.write_to_customer(
            conn,
            order,
            Mail::PaymentFailed {
                order: facts,
                reason,
                hold_expires_at_ms,
            },
        )
        .await
    }

    pub async fn refunded(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        refund: &RefundRow,
        way: PaymentMethod,
    ) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        self.write_to_customer(
            conn,
            order,
            Mail::Refunded {
                order: facts,
                amount: refund.amount,
                reason: refund.written_reason(),
                way: Some(way),
            },
        )
        .await
    }

    /// To a new e-mail address: the link that takes it over. It names no order's link, since nobody knows yet whose
    /// mailbox it is.
    pub async fn confirm_email(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        email: &str,
        token: &str,
    ) -> Result<()> {
        let mail = Mail::ConfirmOrderEmail {
            number: order_number(order.number),
            customer_name: order.customer_name.clone(),
            link: self.app.url(&format!("/confirm-email/{token}")),
        };
        mail::enqueue(conn, self.app, &mail, email, Some(&order.id)).await
    }

    /// To the address that mails went to before.
    pub async fn email_changed(&self, conn: &mut Conn, order: &OrderRow) -> Result<()> {
        let mail = Mail::OrderEmailChanged {
            number: order_number(order.number),
            customer_name: order.customer_name.clone(),
            link: self
                .app
                .url(&format!("/o/{}", links::order(self.app, order))),
        };
        self.write_to_customer(conn, order, mail).await
    }

    /// Money that came too late, or twice, goes back.
    pub async fn returned(
        &self,
        conn: &mut Conn,
        order: &OrderRow,
        amount: Money,
        by_hand: bool,
        pieces: Vec<String>,
    ) -> Result<()> {
        let facts = self.facts(conn, order).await?;
        self.write_to_customer(
            conn,
            order,
            Mail::MoneyReturned {
                order: facts,
                amount,
                by_hand,
                pieces,
            },
        )
        .await
    }
}

/// What a customer who pays by hand is told to do.
pub fn instructions(shop: &Shop, method: PaymentMethod) -> String {
    match method {
        PaymentMethod::BankTransfer => shop.bank_details.clone(),
        PaymentMethod::CashOnCollection => shop.collection_details.clone(),
        PaymentMethod::Card | PaymentMethod::Hosted | PaymentMethod::Link => String::new(),
    }
}

/// The order's link again, to the address on the order.
pub async fn link_again(conn: &mut Conn, app: &App, order: &OrderRow) -> Result<()> {
    let mail = Mail::OrderLink {
        number: order_number(order.number),
        customer_name: order.customer_name.clone(),
        link: app.url(&format!("/o/{}", links::order(app, order))),
    };
    mail::enqueue(conn, app, &mail, &order.email, Some(&order.id)).await
}
