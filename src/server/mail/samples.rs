//! One sample of every mail, for tests.

use super::{AccountNews, Mail, MoneyFacts, MoneyNews, OrderFacts};
use crate::domain::catalogue::PictureView;
use crate::domain::contact::Address;
use crate::domain::money::{Currency, Money};
use crate::domain::order::{AmountsView, OrderLineView};
use crate::domain::order_status::CancelReason;
use crate::domain::payment::PaymentMethod;
use crate::domain::refund::SentWay;
use crate::domain::shop::Shop;
use crate::domain::tax::TaxMode;

pub const URL: &str = "https://shop.example";
pub const LINK: &str = "https://shop.example/o/token-of-256-bits";
/// Saturday 21 November 2026, 12:00 UTC.
pub const NOON: i64 = 1_795_262_400_000;

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn shop() -> Shop {
    Shop {
        name: "Fern & Thread".into(),
        contact_email: "hello@shop.example".into(),
        ..Shop::default()
    }
}

pub fn order(collection: bool) -> OrderFacts {
    let picture = PictureView {
        key: "0123456789abcdef0123456789abcdef".into(),
        alt: "A collar of green beads <on linen>".into(),
        caption: String::new(),
        credit: String::new(),
        licence: String::new(),
        width: 1600,
        height: 1200,
        sizes: vec![320, 640],
        placeholder: String::new(),
    };
    let line =
        |title: &str, variant: &str, quantity: i64, picture: Option<PictureView>| OrderLineView {
            title: title.into(),
            variant_name: variant.into(),
            answered: Vec::new(),
            sku: "BEAD-1".into(),
            quantity,
            refunded: 0,
            unit_price: eur(5000),
            total: eur(5000 * quantity),
            picture,
            product_slug: None,
            product_status: "available".into(),
        };
    OrderFacts {
        number: "ORD-000042".into(),
        customer_name: "Ada <b>Lovelace</b>".into(),
        lines: vec![
            line("Fern & bead collar", "", 1, Some(picture)),
            line("Tea bowl", "Ash glaze", 2, None),
        ],
        amounts: AmountsView {
            subtotal: eur(15_000),
            shipping: eur(590),
            discount: eur(0),
            tax: eur(2489),
            tax_mode: TaxMode::Inclusive,
            total: eur(15_590),
            shipping_method: "Parcel".into(),
            delivery_estimate: "3–5 business days".into(),
        },
        shipping_address: Address {
            full_name: "Ada Lovelace".into(),
            line1: "12 Analytical Row".into(),
            line2: String::new(),
            city: "Lübeck".into(),
            region: String::new(),
            postal_code: "23552".into(),
            country: "DE".into(),
            phone: String::new(),
        },
        collection,
        note: "Please ring\n\nthe \"second\" bell".into(),
        gift_message: "Happy birthday & more".into(),
        link: LINK.into(),
    }
}

/// Every kind, some of them in more than one shape.
pub fn samples() -> Vec<Mail> {
    let mut all = of_orders();
    all.extend(super::commission_samples::samples());
    all.extend(super::return_samples::samples());
    all.extend(of_accounts());
    all.extend(of_money());
    all
}

/// Every mail about money that went another way than planned.
pub fn of_money() -> Vec<Mail> {
    let amount = eur(4990);
    let cancelled = |refund, arriving| MoneyNews::Cancelled {
        reason: "I chose the wrong <b>glaze</b>.".into(),
        refund,
        arriving,
    };
    let sent = |way| MoneyNews::Sent {
        amount,
        way,
        sent_at_ms: NOON,
    };
    let opened = |evidence_due_at_ms, sent| MoneyNews::DisputeOpened {
        amount,
        reason: "product_not_received".into(),
        evidence_due_at_ms,
        sent,
    };
    let news = [
        cancelled(Some(amount), None),
        cancelled(None, Some(amount)),
        cancelled(None, None),
        MoneyNews::NotArrived { amount },
        sent(SentWay::BankTransfer),
        sent(SentWay::Other),
        MoneyNews::RefundFailed { amount },
        opened(Some(NOON), false),
        opened(None, true),
        MoneyNews::DisputeClosed { amount, lost: true },
        MoneyNews::DisputeClosed {
            amount,
            lost: false,
        },
    ];
    let mail = |news: MoneyNews| {
        let to_customer = matches!(news, MoneyNews::NotArrived { .. } | MoneyNews::Sent { .. });
        let facts = MoneyFacts {
            order_number: "ORD-000042".into(),
            name: "Ada <b>Lovelace</b>".into(),
            link: LINK.into(),
            reply_to: if to_customer { "" } else { "ada@example.org" }.into(),
        };
        Mail::Money { facts, news }
    };
    news.map(mail).into()
}

fn of_accounts() -> Vec<Mail> {
    let link = || LINK.to_string();
    let news = vec![
        AccountNews::Verify { link: link() },
        AccountNews::Exists { link: link() },
        AccountNews::Unknown { link: link() },
        AccountNews::Code {
            code: "042 917".into(),
            link: link(),
        },
        AccountNews::Reset { link: link() },
        AccountNews::PasswordChanged { link: link() },
        AccountNews::ConfirmEmail { link: link() },
        AccountNews::EmailChanged {
            new_email: "ada@new.example".into(),
            link: link(),
        },
        AccountNews::WaysIn {
            told: "The passkey “Phone <b>” was added.".into(),
            link: link(),
        },
        AccountNews::Deleted { link: link() },
        AccountNews::Invited { link: link() },
    ];
    let name = "Ada <b>Lovelace</b>";
    let mail = |news| Mail::Account {
        name: name.into(),
        news,
    };
    news.into_iter().map(mail).collect()
}

fn of_orders() -> Vec<Mail> {
    let placed = |method| Mail::OrderPlaced {
        order: order(method == PaymentMethod::CashOnCollection),
        method,
        instructions: "Fern & Thread\nIBAN DE00 0000 0000".into(),
        hold_expires_at_ms: Some(NOON),
    };
    let cancelled = |by, refund| Mail::OrderCancelled {
        order: order(false),
        by,
        reason: Some("Damaged in the kiln.".into()),
        refund,
        arriving: None,
        given_back: false,
    };
    let failed = |hold_expires_at_ms| Mail::PaymentFailed {
        order: order(false),
        reason: Some("Your bank refused it.".into()),
        hold_expires_at_ms,
    };
    let untracked = |carrier: &str| Mail::OrderShipped {
        order: order(false),
        carrier: carrier.into(),
        tracking_number: String::new(),
        tracking_url: None,
    };
    let collected = |handed_over| Mail::OrderCollected {
        order: order(true),
        handed_over,
    };
    let shipped = |tracking_url: Option<&str>| Mail::OrderShipped {
        order: order(false),
        carrier: "DHL".into(),
        tracking_number: "0034 <x>".into(),
        tracking_url: tracking_url.map(String::from),
    };
    let returned = |pieces: &[&str]| Mail::MoneyReturned {
        order: order(false),
        amount: eur(15_590),
        by_hand: pieces.is_empty(),
        pieces: pieces.iter().map(|p| p.to_string()).collect(),
    };
    vec![
        placed(PaymentMethod::BankTransfer),
        placed(PaymentMethod::CashOnCollection),
        Mail::OrderConfirmed {
            order: order(false),
            invoice: Some("INV-2026-000042".into()),
        },
        Mail::OrderConfirmed {
            order: order(true),
            invoice: None,
        },
        Mail::NewOrder {
            order: order(false),
            customer_email: "ada@example.org".into(),
            method: PaymentMethod::Card,
            paid: true,
            known: false,
        },
        Mail::NewOrder {
            order: order(false),
            customer_email: "ada@example.org".into(),
            method: PaymentMethod::Card,
            paid: true,
            known: true,
        },
        Mail::NewOrder {
            order: order(true),
            customer_email: "ada@example.org".into(),
            method: PaymentMethod::BankTransfer,
            paid: false,
            known: false,
        },
        shipped(Some("https://carrier.example/t/0034")),
        shipped(Some("javascript:alert(1)")),
        shipped(None),
        untracked("Post"),
        untracked(""),
        Mail::OrderReady {
            order: order(true),
            collection_details: "Kiln Lane 3\nSaturdays 10–14".into(),
            due: Some(eur(15_590)),
        },
        collected(false),
        collected(true),
        cancelled(CancelReason::Customer, None),
        cancelled(CancelReason::Staff, Some(eur(15_590))),
        Mail::OrderCancelled {
            order: order(false),
            by: CancelReason::Customer,
            reason: None,
            refund: None,
            arriving: Some(eur(15_590)),
            given_back: false,
        },
        Mail::OrderCancelled {
            order: order(false),
            by: CancelReason::Staff,
            reason: None,
            refund: None,
            arriving: None,
            given_back: true,
        },
        Mail::OrderReplaced {
            order: order(false),
            customer_email: "ada@example.org".into(),
        },
        Mail::HoldExpired {
            order: order(false),
            left_cart: true,
        },
        Mail::HoldExpired {
            order: order(false),
            left_cart: false,
        },
        failed(Some(NOON)),
        failed(None),
        Mail::Refunded {
            order: order(false),
            amount: eur(5000),
            reason: Some("One bowl came back".into()),
            way: None,
        },
        Mail::Refunded {
            order: order(false),
            amount: eur(5000),
            reason: None,
            way: Some(PaymentMethod::BankTransfer),
        },
        Mail::Refunded {
            order: order(true),
            amount: eur(5000),
            reason: None,
            way: Some(PaymentMethod::CashOnCollection),
        },
        returned(&["Fern & bead collar"]),
        returned(&[]),
        Mail::OrderLink {
            number: "ORD-000042".into(),
            customer_name: "Ada <b>Lovelace</b>".into(),
            link: LINK.into(),
        },
        Mail::ConfirmOrderEmail {
            number: "ORD-000042".into(),
            customer_name: "Ada <b>Lovelace</b>".into(),
            link: "https://shop.example/confirm-email/token-of-256-bits".into(),
        },
        Mail::OrderEmailChanged {
            number: "ORD-000042".into(),
            customer_name: "Ada <b>Lovelace</b>".into(),
            link: LINK.into(),
        },
        Mail::WebhookDisabled {
            host: "hooks.example".into(),
            why: "It answered 410 Gone.".into(),
            link: "https://shop.example/admin/webhooks/1".into(),
        },
        Mail::StaffWelcome {
            name: "Ada <b>Lovelace</b>".into(),
            role: "owner".into(),
            link: LINK.into(),
        },
    ]
}
