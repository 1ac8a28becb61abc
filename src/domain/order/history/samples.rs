//! Each kind of entry in an order's history, and how it reads.

use super::OrderFact::{self, *};
use crate::domain::day::Day;
use crate::domain::money::{Currency, Money};
use crate::domain::order_holder::AddressPart;
use crate::domain::parcel::{DeliveryWay, Dispatch};
use crate::domain::payment::{Mismatch, PaymentMethod};
use crate::domain::refund::{RefundCause, SentWay};
use crate::domain::returns::ReturnKind;

fn text(text: &str) -> String {
    text.into()
}

fn money(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn pieces() -> Vec<String> {
    vec![text("2 × A mug (blue)"), text("1 × A bowl")]
}

pub fn all() -> Vec<(OrderFact, &'static str)> {
    [payments(), ends(), making(), refunds(), returns()].concat()
}

fn payments() -> Vec<(OrderFact, &'static str)> {
    let (amount, by) = (money(2_500), text("Ines"));
    let seen = text("Statement of 3 May");
    let label = text("Deposit");
    let mismatch = |difference| PaymentMismatch {
        order: 42,
        intent: text("pi_1"),
        difference,
    };
    let disputed = |status: &str| Disputed {
        amount,
        reason: text("fraudulent"),
        status: text(status),
    };
    vec![
        (Placed, "Order placed."),
        (
            QuoteAccepted {
                version: 2,
                commission: 7,
            },
            "Quote 2 of custom order CUS-000007 accepted.",
        ),
        (
            MethodChosen {
                method: PaymentMethod::Hosted,
            },
            "Chose to pay by Stripe’s payment page.",
        ),
        (
            LinkMade {
                label: label.clone(),
                amount,
            },
            "Deposit of €25.00 is paid by a payment link at Stripe.",
        ),
        (
            LinkTakenBack { label },
            "The payment link for the deposit was taken back.",
        ),
        (BankConfirming, "The bank is confirming the payment."),
        (PaymentReceived { amount }, "€25.00 received."),
        (
            PaymentConfirmed {
                amount,
                by: by.clone(),
                seen: seen.clone(),
            },
            "€25.00 confirmed by Ines: Statement of 3 May",
        ),
        (
            LatePaymentRecorded { amount, by, seen },
            "€25.00 arrived late, recorded by Ines: Statement of 3 May",
        ),
        (
            PaymentFailed {
                amount,
                error: text("Your card was declined."),
            },
            "A payment of €25.00 failed: Your card was declined.",
        ),
        (
            mismatch(Mismatch::OtherPayment {
                intent: text("pi_1"),
            }),
            "A payment for ORD-000042 does not match: the payment pi_1 is not the one that was opened for this order. Look at pi_1 at the provider.",
        ),
        (
            mismatch(Mismatch::OtherAmount {
                received: money(100),
                due: amount,
            }),
            "A payment for ORD-000042 does not match: €1.00 arrived where €25.00 was due. Look at pi_1 at the provider.",
        ),
        (
            mismatch(Mismatch::OtherMode),
            "A payment for ORD-000042 does not match: it was paid in the other mode (test or live) of the account. Look at pi_1 at the provider.",
        ),
        (
            mismatch(Mismatch::OtherOrder),
            "A payment for ORD-000042 does not match: the provider names another order for it. Look at pi_1 at the provider.",
        ),
        (
            PaymentUnusable {
                amount,
                cause: RefundCause::SecondPayment,
            },
            "€25.00 arrived, but this order was paid already. It goes back.",
        ),
        (
            PaymentUnusable {
                amount,
                cause: RefundCause::PieceGone,
            },
            "€25.00 arrived, but the piece had found another owner by then. It goes back.",
        ),
        (
            PaymentUnusable {
                amount,
                cause: RefundCause::OrderCancelled,
            },
            "€25.00 arrived, but the order was cancelled. It goes back.",
        ),
        (
            AmountRefused {
                amount,
                others: vec![PaymentMethod::BankTransfer],
            },
            "€25.00 can’t be paid by card. The payment service does not take this amount. You can pay by bank transfer.",
        ),
        (
            CardsClosed,
            "Too many cards were declined: paying by card is closed for an hour.",
        ),
        (
            disputed("needs_response"),
            "The customer’s bank disputes €25.00 (fraudulent): needs response.",
        ),
        (
            disputed("warning_needs_response"),
            "The customer’s bank asks about €25.00 (fraudulent): warning needs response.",
        ),
        (
            disputed("lost"),
            "The dispute of €25.00 (fraudulent) is lost: the bank took the money back for good.",
        ),
    ]
}

fn ends() -> Vec<(OrderFact, &'static str)> {
    let amount = money(2_500);
    let by_studio = |why: &str, confirming| CancelledByStudio {
        why: text(why),
        confirming,
    };
    let refunded = |why: &str| CancelledAndRefunded { why: text(why) };
    vec![
        (Cancelled { confirming: None }, "Cancelled."),
        (
            Cancelled {
                confirming: Some(amount),
            },
            "Cancelled. The bank is still confirming €25.00: if it arrives, it goes back.",
        ),
        (by_studio("", None), "Cancelled by the studio."),
        (
            by_studio("It cracked.", Some(amount)),
            "Cancelled by the studio: It cracked. The bank is still confirming €25.00: if it arrives, it goes back.",
        ),
        (refunded(""), "Cancelled; the money goes back."),
        (
            refunded("It cracked."),
            "Cancelled; the money goes back. It cracked.",
        ),
        (
            WithdrawnAndRefunded,
            "Cancelled; the money goes back. You withdrew from the contract before it left.",
        ),
        (
            HoldExpired,
            "The time to pay ran out; the pieces went back into the shop.",
        ),
        (
            HoldExpiredUnpaid,
            "The payment failed and the time to pay ran out; the pieces went back into the shop.",
        ),
        (
            CancelledForAmount { amount },
            "The payment service does not take €25.00; the pieces went back into the shop.",
        ),
        (Replaced, "Replaced by a new order from the same cart."),
        (QuoteReplaced, "A newer quote took the place of this one."),
        (
            FirstPaymentMissing,
            "The first payment did not arrive in time.",
        ),
        (CommissionEnded, "The custom order was ended."),
        (
            PieceThereAlready,
            "A one-of-a-kind piece of this order is in the shop again already, so it was not put back on the shelf a second time.",
        ),
    ]
}

fn making() -> Vec<(OrderFact, &'static str)> {
    let tracked = Dispatch {
        way: DeliveryWay::Tracked,
        carrier: text("DHL"),
        tracking_number: text("0034"),
        tracking_url: Some(text("https://dhl.example/0034")),
    };
    let day = Day::from_civil(2026, 11, 21);
    vec![
        (MakingBegun, "The studio has begun to make it."),
        (InProduction, "It is in production now."),
        (ReadyToCollect, "Ready to collect."),
        (
            Dispatched(tracked),
            "Shipped with DHL, tracking number 0034.",
        ),
        (
            DeliveryRecorded { parcel: None, day },
            "Delivered on 21 November 2026.",
        ),
        (
            DeliveryRecorded {
                parcel: Some(2),
                day: None,
            },
            "Parcel 2: Delivery unknown.",
        ),
        (Completed, "Completed."),
        (
            AddressCorrected {
                parts: vec![AddressPart::Street, AddressPart::PostalCode],
            },
            "The delivery address was corrected: street, postal code.",
        ),
        (NoteAdded, "A note for the studio was added."),
        (
            Noted {
                text: text("She rang."),
            },
            "She rang.",
        ),
        (
            EmailAsked,
            "Another e-mail address was asked for. It counts once the link in the mail to it is opened.",
        ),
        (
            EmailChanged,
            "Mails about this order go to the new e-mail address from now on.",
        ),
    ]
}

fn refunds() -> Vec<(OrderFact, &'static str)> {
    let (amount, by, seen) = (money(2_500), text("Ines"), text("Statement of 3 May"));
    let reason = text("A chip");
    vec![
        (
            RefundRequested {
                amount,
                reason: reason.clone(),
            },
            "€25.00 goes back: A chip",
        ),
        (
            ShippingRefundRequested {
                amount,
                reason: reason.clone(),
            },
            "€25.00 of the shipping goes back: A chip",
        ),
        (
            PiecesRefundRequested {
                amount,
                pieces: pieces(),
                reason,
            },
            "€25.00 for 2 × A mug (blue), 1 × A bowl goes back: A chip",
        ),
        (Refunded { amount }, "€25.00 refunded."),
        (
            RefundedElsewhere,
            "Part or all of the refund was made at the provider already.",
        ),
        (
            RefundedByHand {
                amount,
                method: PaymentMethod::BankTransfer,
            },
            "€25.00 given back by bank transfer.",
        ),
        (
            RefundSeen {
                by: by.clone(),
                seen: seen.clone(),
            },
            "Given back by Ines: Statement of 3 May",
        ),
        (
            RefundSent {
                amount,
                way: SentWay::Cash,
                on: Day(20_778),
            },
            "€25.00 sent back in cash on 21 November 2026.",
        ),
        (
            RefundSentSeen { by, seen },
            "Sent another way, recorded by Ines: Statement of 3 May",
        ),
        (
            RefundFailed {
                amount,
                shop: text("The shop"),
            },
            "The refund of €25.00 did not go through. The shop sees to it that the money reaches its owner.",
        ),
        (
            RefundDisputed { amount, order: 42 },
            "The refund of €25.00 for ORD-000042 can’t be made: the customer’s bank disputes the payment. Answer the dispute at the provider.",
        ),
        (
            RefundWaived {
                amount,
                why: text("She has a voucher."),
            },
            "Nothing is owed for the refund of €25.00 that did not go through: She has a voucher.",
        ),
    ]
}

fn returns() -> Vec<(OrderFact, &'static str)> {
    let (number, what) = (1, ReturnKind::Withdrawal);
    vec![
        (
            ReturnAsked {
                number,
                pieces: pieces(),
            },
            "Return 1 asked for: 2 × A mug (blue), 1 × A bowl.",
        ),
        (
            WithdrawalDeclared {
                number,
                pieces: pieces(),
            },
            "Withdrawal 1 from the contract declared: 2 × A mug (blue), 1 × A bowl.",
        ),
        (ReturnApproved { number }, "Return 1 approved."),
        (
            WithdrawalAnswered { number },
            "Withdrawal 1: the customer is told where to send it.",
        ),
        (
            ReturnRefused {
                what: ReturnKind::Return,
                number,
                reason: text("It is glazed."),
            },
            "Return 1 refused: It is glazed.",
        ),
        (
            ReturnNotSent { what, number },
            "Withdrawal 1: it had not left.",
        ),
        (ReturnArrived { what, number }, "Withdrawal 1 has arrived."),
        (
            ReturnTakenBack { what, number },
            "Withdrawal 1 taken back: the customer keeps it.",
        ),
    ]
}

#[test]
fn each_entry_reads_as_it_always_did() {
    for (fact, sentence) in all() {
        assert_eq!(fact.sentence(), sentence);
    }
}
