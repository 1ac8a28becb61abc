//! One sample of every mail about custom orders, for tests.

use super::{CommissionFacts, CommissionNews, Mail, PaymentAsked};
use crate::domain::money::{Currency, Money};
use crate::domain::parcel::DeliveryWay;

const LINK: &str = "https://shop.example/custom/token-of-256-bits";
const PAY: &str = "https://shop.example/pay/token-of-256-bits";
/// Saturday 21 November 2026, 12:00 UTC.
const NOON: i64 = 1_795_262_400_000;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn facts(news: &CommissionNews) -> CommissionFacts {
    let to_maker = matches!(
        news,
        CommissionNews::New { .. }
            | CommissionNews::Answered { .. }
            | CommissionNews::Message { to_maker: true, .. }
    );
    CommissionFacts {
        number: "CUS-000042".into(),
        name: "Ada <b>Lovelace</b>".into(),
        link: LINK.into(),
        pay_link: None,
        reply_to: if to_maker { "ada@example.org" } else { "" }.into(),
        pictures: Vec::new(),
    }
}

fn asked(instructions: &str) -> PaymentAsked {
    PaymentAsked {
        label: "Deposit".into(),
        amount: eur(7_677),
        due_at_ms: Some(NOON),
        instructions: instructions.into(),
        reference: "CUS-000042".into(),
    }
}

/// Every kind, some of them in more than one shape.
pub fn samples() -> Vec<Mail> {
    let request = || {
        vec![
            "A collar of <b>green</b> beads\nfor a wedding".to_string(),
            "Size: 40 cm".into(),
        ]
    };
    let quoted = |version, changes: &[&str]| CommissionNews::Quoted {
        version,
        total: eur(25_590),
        quote: vec![
            "1 × Bead collar (Glass): €240.00".into(),
            "Total: €255.90".into(),
        ],
        changes: changes.iter().map(|c| c.to_string()).collect(),
        note: "With joy, <x>".into(),
        valid_until_ms: NOON,
        due_date: "2026-12-20".parse().unwrap(),
    };
    let message = |to_maker| CommissionNews::Message {
        body: "Which <b>clasp</b>?\nSilver?".into(),
        to_maker,
    };
    let paid = |first, left| CommissionNews::Paid {
        label: "Deposit".into(),
        amount: eur(7_677),
        first,
        due_date: "2026-12-20".parse().ok(),
        left: eur(left),
    };
    let ready = |payment| CommissionNews::Ready {
        body: "Look, it shines.".into(),
        payment,
    };
    let without_number = |way| CommissionNews::Shipped {
        way,
        carrier: String::new(),
        tracking_number: String::new(),
        tracking_url: None,
        care: "Keep it dry.".into(),
    };
    let shipped = |url: Option<&str>| CommissionNews::Shipped {
        way: DeliveryWay::Tracked,
        carrier: "DHL".into(),
        tracking_number: "0034 <x>".into(),
        tracking_url: url.map(String::from),
        care: "Keep it dry.\nWipe it with a cloth.".into(),
    };
    let collection = || "https://shop.example/shop".to_string();
    let rejected = |back| CommissionNews::Rejected {
        reason: "Our kiln is too small.".into(),
        collection: collection(),
        back,
    };
    let withdrawn = |back, kept| CommissionNews::Withdrawn { back, kept };
    let news = vec![
        CommissionNews::New {
            email: "ada@example.org".into(),
            request: request(),
        },
        CommissionNews::Received {
            answer_by: "2026-11-26".parse().unwrap(),
            waitlisted: false,
            request: request(),
        },
        CommissionNews::Received {
            answer_by: "2026-11-26".parse().unwrap(),
            waitlisted: true,
            request: request(),
        },
        quoted(1, &[]),
        quoted(2, &["The total is €255.90, before it was €240.00."]),
        message(true),
        message(false),
        CommissionNews::Answered {
            sentence: "Changes are wanted".into(),
            body: "Blue, please".into(),
        },
        CommissionNews::QuoteReminder {
            total: eur(25_590),
            valid_until_ms: NOON,
        },
        CommissionNews::Accepted {
            version: 1,
            total: eur(25_590),
            payment: asked(""),
        },
        CommissionNews::Accepted {
            version: 1,
            total: eur(25_590),
            payment: asked("Fern & Thread\nIBAN DE00 0000 0000"),
        },
        CommissionNews::PaymentDue { payment: asked("") },
        CommissionNews::PaymentReminder {
            payment: asked(""),
            overdue: false,
        },
        CommissionNews::PaymentReminder {
            payment: asked("Fern & Thread\nIBAN DE00 0000 0000"),
            overdue: true,
        },
        paid(true, 17_913),
        paid(false, 0),
        CommissionNews::Progress {
            body: "The first rows.".into(),
            approval: true,
        },
        ready(Some(asked(""))),
        ready(None),
        shipped(Some("https://carrier.example/t/0034")),
        shipped(Some("javascript:alert(1)")),
        without_number(DeliveryWay::Untracked),
        without_number(DeliveryWay::Collected),
        without_number(DeliveryWay::HandedOver),
        rejected(None),
        rejected(Some(eur(7_677))),
        withdrawn(None, None),
        withdrawn(Some(eur(5_000)), Some(eur(2_677))),
        CommissionNews::Expired {
            collection: collection(),
        },
        CommissionNews::Link,
    ];
    news.into_iter()
        .map(|news| {
            let mut facts = facts(&news);
            let by_card = matches!(&news, CommissionNews::Accepted { payment, .. }
                | CommissionNews::PaymentDue { payment }
                | CommissionNews::PaymentReminder { payment, .. } if payment.instructions.is_empty());
            facts.pay_link = by_card.then(|| PAY.into());
            Mail::Commission { facts, news }
        })
        .collect()
}
