//! One matter of each kind and wording, and how it reads.

use super::*;
use crate::domain::money::Currency;
use crate::domain::staff::Role;
use crate::domain::time_zone::{Span, TimeZone};

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn failed(because: NotRefunded) -> Matter {
    Matter::RefundFailed {
        order: 42,
        amount: euros(2690),
        because,
    }
}

fn mismatch(difference: Mismatch) -> Matter {
    Matter::PaymentMismatch {
        order: 42,
        payment: "pi_1".into(),
        difference,
    }
}

fn dispute(news: DisputeNews) -> Matter {
    Matter::Dispute {
        order: 42,
        amount: euros(2690),
        reason: "fraudulent".into(),
        news,
    }
}

fn told() -> Vec<(Matter, &'static str)> {
    use Matter::*;
    let name = || "Ada Home".to_string();
    let reason = || "no answer".to_string();
    let counted = |by| UnpaidPieces {
        name: name(),
        email: "ada@home.example".into(),
        wanted: 2,
        by,
        held: 3,
        most: 4,
    };
    let unknown = |order| UnknownPayment {
        order,
        payment: "pi_1".into(),
        amount: euros(2690),
    };
    let repeating = |job: &str| RepeatingJob {
        job: job.into(),
        times: 3,
        reason: reason(),
    };
    vec![
        (
            DeadJob {
                order: Some(42),
                job: "settle".into(),
                tries: 46,
                reason: reason(),
            },
            "ORD-000042: “Ask the payment provider how a payment stands” was given up after 46 tries: no answer. Try it again under Jobs.",
        ),
        (
            DeadJob {
                order: None,
                job: "housekeeping".into(),
                tries: 46,
                reason: reason(),
            },
            "“Clear away what has had its time” was given up after 46 tries: no answer. Try it again under Jobs.",
        ),
        (
            UndeliveredMail {
                order: Some(42),
                template: "order_confirmed".into(),
                recipient: "ada@home.example".into(),
                reason: reason(),
            },
            "The mail “order confirmed” for ORD-000042 to ada@home.example could not be sent: no answer. Write another way, or mend it and send it again under Jobs.",
        ),
        (
            repeating("reconcile"),
            "The payment provider could not be asked for news 3 times in a row (no answer). Payments, refunds and disputes whose notices are lost stay unseen until it can be: check the keys and the provider’s status page.",
        ),
        (
            repeating("housekeeping"),
            "The job housekeeping, which repeats itself, failed 3 times in a row (no answer). Ask whoever runs the shop to look at its log.",
        ),
        (
            WebhookDisabled {
                host: "a.example".into(),
                because: WhyDisabled::Gone,
            },
            "The webhook endpoint at a.example was disabled: It answered 410 Gone. Look at its deliveries, and enable it again when it is mended.",
        ),
        (
            counted(CountedBy::Network),
            "Ada Home (ada@home.example) wanted 2 more one-of-a-kind pieces, while unpaid orders from one network address hold 3 of at most 4. Lift the limit if you know them: for a week they can then order more.",
        ),
        (
            DeclinedCards {
                order: 42,
                name: name(),
                by: CountedBy::Visit,
                declined: 9,
            },
            "9 cards were declined in one browser, the last for ORD-000042 of Ada Home: somebody may be trying cards. Paying by card is closed to them for an hour; lift that if you know better.",
        ),
        (
            failed(NotRefunded::DidNotGoThrough),
            "The refund of €26.90 for ORD-000042 did not go through. On the order’s page, try again or record how you sent the money.",
        ),
        (
            failed(NotRefunded::Disputed),
            "The refund of €26.90 for ORD-000042 can’t be made: the customer’s bank disputes the payment. Answer the dispute at the provider.",
        ),
        (
            failed(NotRefunded::ChargedBack {
                lost: euros(1000),
                name: name(),
            }),
            "ORD-000042: the customer’s bank took €10.00 back; the other €26.90 can’t be refunded at the provider. Send it to Ada Home another way, and record on the order’s page how.",
        ),
        (
            ManualRefund {
                order: 42,
                amount: euros(2690),
                name: name(),
                method: PaymentMethod::BankTransfer,
                cause: RefundCause::SecondPayment,
                reason: String::new(),
            },
            "ORD-000042: give €26.90 back to Ada Home, who paid by bank transfer (second payment). Then mark it on the order as given back.",
        ),
        (
            UnknownRefund {
                refund: "re_1".into(),
                amount: euros(2690),
            },
            "The provider tells of a refund re_1 of €26.90 for a payment that is not known here.",
        ),
        (
            unknown(Some(42)),
            "A payment of €26.90 (pi_1) names ORD-000042 and none of the ways in which it was to be paid. Look at it at the provider, and give it back or record it by hand.",
        ),
        (
            unknown(None),
            "A payment of €26.90 (pi_1) belongs to no order here. Look at it at the provider.",
        ),
        (
            UnknownDispute {
                dispute: "dp_1".into(),
                amount: euros(2690),
            },
            "A dispute dp_1 of €26.90 concerns a payment that is not known here.",
        ),
        (
            UnreadableEvent,
            "A signed event of the payment provider could not be read. Compare the payments at the provider.",
        ),
        (
            UnreadablePayment {
                object: ProviderObject::PaymentPage,
                id: "cs_1".into(),
                reason: "it is in THB".into(),
            },
            "The payment provider has a payment page cs_1 that can’t be read here (it is in THB). Look at it at the provider: if it is for this shop, record it by hand.",
        ),
        (
            WrongMode {
                event: "payment_intent.succeeded".into(),
            },
            "An event of the provider’s other mode (test or live) arrived: payment_intent.succeeded. Check the webhook’s address.",
        ),
        (
            mismatch(Mismatch::OtherPayment {
                intent: "pi_1".into(),
            }),
            "A payment for ORD-000042 does not match: the payment pi_1 is not the one that was opened for this order. Look at pi_1 at the provider.",
        ),
        (
            mismatch(Mismatch::OtherAmount {
                received: euros(1000),
                due: euros(2690),
            }),
            "A payment for ORD-000042 does not match: €10.00 arrived where €26.90 was due. Look at pi_1 at the provider.",
        ),
        (
            dispute(DisputeNews::Opened {
                evidence_due_at_ms: Some(1_795_993_200_000),
            }),
            "ORD-000042: a payment of €26.90 is disputed (fraudulent). Evidence is due by 30 November 2026. Answer at the provider.",
        ),
        (
            dispute(DisputeNews::Opened {
                evidence_due_at_ms: None,
            }),
            "ORD-000042: a payment of €26.90 is disputed (fraudulent). Answer at the provider.",
        ),
        (
            dispute(DisputeNews::Lost),
            "ORD-000042: The dispute of €26.90 (fraudulent) is lost: the bank took the money back for good. Decide what becomes of the order.",
        ),
        (
            StockShortage {
                order: 42,
                units: 2,
            },
            "ORD-000042 was paid after its hold ran out and 2 units are short. Make them, or refund and write.",
        ),
        (
            OtherAddress {
                order: 42,
                entered: "Ringstraße 1".into(),
                agreed: "Am Markt 7".into(),
            },
            "ORD-000042 was paid at Stripe with another address: Ringstraße 1. Agreed on was: Am Markt 7. Ask your customer which is right before you send it.",
        ),
    ]
}

pub fn all() -> Vec<Matter> {
    told().into_iter().map(|(matter, _)| matter).collect()
}

#[test]
fn each_matter_reads_as_it_should_with_dates_of_the_shops_zone() {
    let ahead = Span {
        from_ms: i64::MIN,
        ahead_ms: 3_600_000,
        called: "CET".into(),
    };
    let zone = TimeZone::new("Europe/Berlin", ahead, Vec::new());
    for (matter, sentence) in told() {
        assert_eq!(matter.sentence(&zone), sentence);
        assert!(!matter.label().contains('_'));
    }
}

#[test]
fn money_is_settled_by_those_who_handle_it_and_parcels_by_those_who_pack() {
    for matter in all() {
        let by = matter.settled_by();
        match matter {
            Matter::UndeliveredMail { .. } => {
                assert!(Role::Fulfilment.may(by) && Role::Finance.may(by));
            }
            Matter::StockShortage { .. } | Matter::OtherAddress { .. } => {
                assert!(Role::Fulfilment.may(by) && !Role::Finance.may(by));
            }
            Matter::WebhookDisabled { .. } => {
                assert!(!Role::Artisan.may(by) && !Role::Finance.may(by));
            }
            _ => assert!(
                !Role::Fulfilment.may(by) && Role::Finance.may(by),
                "{matter:?}"
            ),
        }
    }
}
