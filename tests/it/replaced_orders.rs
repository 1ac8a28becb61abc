//! Replaced orders and payments: another order from the same cart, another way to pay, no order at all.

use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::payment::PaymentMethod;
use atelier::server::clock::HOUR_MS;
use serde_json::json;

/// Orders the vase and pays by a debit that the bank takes its time over.
async fn pays_slowly(shop: &Shop, who: &Visitor, debit: &str) -> Placed {
    let order = who.buys(VASE, 1).await;
    assert_eq!(who.pays(&order, debit).await.1["status"], "processing");
    shop.hears().await;
    assert_eq!(who.sees(&order).await.status_label, "processing");
    order
}

#[tokio::test]
async fn a_refused_change_leaves_the_earlier_order_as_it_was() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let intent = shop.intent_of(&order).await;
        let version = shop.number("SELECT version FROM orders").await;
        for (refused, status) in [
            (vec![("shipping_method", "pigeon")], 422),
            (vec![("payment_method", "cash_on_collection")], 422),
            (vec![("note", "Wrap it."), ("seen_total", "1")], 409),
            (vec![("email", "nobody")], 422),
        ] {
            let answer = ada.tries_to_order(&refused).await;
            assert_eq!(answer.status, status, "{refused:?}");
            assert_eq!(shop.standing(&order).await.0, "pending", "{refused:?}");
        }
        assert_eq!(
            shop.stock(VASE).await,
            [0, 1, 0, 0],
            "its own hold was not in the way"
        );
        assert_eq!(shop.number("SELECT version FROM orders").await, version);
        let still = shop.provider.intent(&intent).await;
        assert_eq!(still["status"], "requires_payment_method");
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
    })
    .await;
}

#[tokio::test]
async fn the_same_form_at_a_price_that_was_accepted_since_is_another_order() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let first = ada.buys(BOWL, 1).await;
        shop.reprices(BOWL, "EUR", 4000).await;
        assert_eq!(ada.orders(&[]).await.id, first.id, "she saw no other price");
        assert!(ada.changes(BOWL, "accept_price", 0).await.went_on());
        let second = ada.orders(&[]).await;
        assert_ne!(second.id, first.id);
        assert_eq!(shop.standing(&first).await.0, "cancelled");
        assert_eq!(ada.due(&second).await.due.minor, 4490);
        assert_eq!(shop.stock(BOWL).await, [9, 1, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_refused_while_the_provider_is_away_and_nothing_is_lost() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        shop.provider
            .suffers(json!({"fail_next_5xx": 1000, "fail_status": 503}))
            .await;
        let answer = ada.tries_to_order(&[("note", "Please wrap it.")]).await;
        assert_eq!(answer.status, 503);
        shop.provider.recovers().await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
    })
    .await;
}

#[tokio::test]
async fn an_order_without_an_open_way_to_pay_offers_every_one() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        // Somebody cancels the payment in the provider's dashboard.
        let path = format!("/v1/payment_intents/{intent}/cancel");
        assert_eq!(shop.provider.call("POST", &path, "").await.0, 200);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        let due = ada.due(&order).await;
        assert_eq!((due.method, due.element), (None, None));
        let offered = [
            PaymentMethod::Card,
            PaymentMethod::Hosted,
            PaymentMethod::BankTransfer,
        ];
        assert_eq!(
            due.other_methods, offered,
            "it is not collected, so no cash"
        );
        let page = ada.gets(&format!("/checkout/pay/{}", order.token)).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Choose how to pay"));
        assert!(!page.body.contains("instead"));
        assert!(ada.chooses(&order, "bank_transfer").await.went_on());
        let transfer = Some(PaymentMethod::BankTransfer);
        assert_eq!(ada.due(&order).await.method, transfer);
    })
    .await;
}

#[tokio::test]
async fn a_way_that_can_not_charge_the_amount_is_not_offered() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.chooses_currency("KWD").await;
        shop.reprices(BOWL, "KWD", 15_255).await;
        ada.adds(BOWL, 1).await;
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        assert_eq!(ada.due(&order).await.other_methods, []);
    })
    .await;
}

#[tokio::test]
async fn cancelling_while_the_bank_confirms_says_so_and_the_money_goes_back() {
    each_shop(async |shop| {
        let faults = json!({"settle_after_ms": 1500});
        shop.provider.suffers(faults).await;
        let ada = shop.visitor();
        let order = pays_slowly(&shop, &ada, "pm_sandbox_bank_debit").await;
        let page = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert!(
            page.contains("still confirming the payment"),
            "before it is cancelled"
        );
        assert!(ada.cancels(&order).await.went_on());
        let seen = ada.sees(&order).await;
        let last = &seen.history.last().unwrap().sentence;
        assert_eq!(
            last,
            "Cancelled. The bank is still confirming €124.90: if it arrives, it goes back."
        );
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
        shop.drains().await;
        let intent = shop.intent_of(&order).await;
        shop.provider.reaches(&intent, "succeeded").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(shop.provider.refunded().await, 12_490);
        shop.hears().await;
        assert_eq!(shop.balance("customer_credit").await, 0);
        let mails = shop.mails_to("ada@home.example").await;
        assert_eq!(mails, ["order_cancelled", "money_returned"]);
    })
    .await;
}

#[tokio::test]
async fn what_the_bank_decides_after_a_cancellation_is_asked_for_without_webhooks() {
    each_shop(async |shop| {
        let faults = json!({"settle_after_ms": 1500, "drop_webhooks": true});
        shop.provider.suffers(faults).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_sandbox_bank_debit").await;
        // Nobody knows yet that the bank is at it: the cancellation finds out.
        assert!(ada.cancels(&order).await.went_on());
        let told =
            "SELECT COUNT(*) FROM order_history WHERE kind = 'cancelled' AND args LIKE '%minor%'";
        assert_eq!(shop.number(told).await, 1);
        shop.drains().await;
        let intent = shop.intent_of(&order).await;
        shop.provider.reaches(&intent, "succeeded").await;
        // No reconciler: it lists what is new at the provider, and a debit may take days.
        shop.waits(HOUR_MS + 1000).await;
        assert_eq!(shop.provider.refunded().await, 12_490);
        assert_eq!(shop.standing(&order).await.0, "cancelled");
    })
    .await;
}

#[tokio::test]
async fn a_debit_that_fails_after_a_cancellation_can_not_be_tried_again() {
    each_shop(async |shop| {
        shop.provider
            .suffers(json!({"settle_after_ms": 1500}))
            .await;
        let ada = shop.visitor();
        let order = pays_slowly(&shop, &ada, "pm_sandbox_bank_debit_fails").await;
        assert!(ada.cancels(&order).await.went_on());
        shop.drains().await;
        let intent = shop.intent_of(&order).await;
        shop.provider
            .reaches(&intent, "requires_payment_method")
            .await;
        shop.hears().await;
        shop.provider.reaches(&intent, "canceled").await;
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 400);
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_cancelled"]);
    })
    .await;
}

#[tokio::test]
async fn the_maker_reads_of_an_order_that_is_paid_another_way_in_two_mails_of_two_subjects() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        assert!(ada.chooses(&order, "card").await.went_on());
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        shop.drains().await;
        let subjects =
            "SELECT subject FROM mails WHERE template = 'new_order' ORDER BY created_at_ms, id";
        let subjects = shop.texts(subjects).await;
        assert_eq!(subjects.len(), 2, "{subjects:?}");
        assert!(subjects[0].starts_with("New order ORD-"), "{subjects:?}");
        assert!(subjects[1].contains("is paid"), "{subjects:?}");
    })
    .await;
}
