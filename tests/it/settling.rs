//! Settling: whatever the order, the number and the fate of the provider's events, an order is paid once.

use crate::support::goods::{BOWL, VASE};
use crate::support::provider::event;
use crate::support::shop::each_shop;
use atelier::server::clock::{HOUR_MS, MINUTE_MS};
use atelier::server::jobs::worker;
use serde_json::json;

fn paid() -> (String, String) {
    ("confirmed".into(), "paid".into())
}

#[tokio::test]
async fn every_webhook_is_lost_and_the_browser_closed_and_the_order_is_paid_within_five_minutes() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let by_card = ada.buys(VASE, 1).await;
        ada.pays(&by_card, "pm_card_visa").await;
        let joe = shop.visitor();
        joe.adds(BOWL, 1).await;
        let hosted = joe.orders(&[("payment_method", "hosted")]).await;
        let session = shop.session_of(&hosted).await;
        shop.provider
            .pays_hosted(&session, "4242424242424242")
            .await;
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&by_card).await, paid());
        assert_eq!(shop.standing(&hosted).await, paid());
        assert_eq!(
            shop.mails_to("ada@home.example").await.len(),
            2,
            "each order's confirmation"
        );
    })
    .await;
}

#[tokio::test]
async fn the_reconciler_asks_again_about_what_it_saw_unpaid() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        shop.minutes_pass(3).await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        ada.pays(&order, "pm_card_visa").await;
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await, paid());
    })
    .await;
}

/// The worst that can happen: the orders are hours old, so their intents are older than what is listed, and the money
/// comes just after the provider was asked. Nobody calls the reconciler here; it keeps its own time.
#[tokio::test]
async fn a_late_payment_just_after_the_reconciler_looked_is_found_within_five_minutes() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let by_card = ada.buys(VASE, 1).await;
        let joe = shop.visitor();
        joe.adds(BOWL, 1).await;
        let hosted = joe.orders(&[("payment_method", "hosted")]).await;
        worker::enqueue_repeating(&shop.app).await.unwrap();
        shop.waits(3 * HOUR_MS).await;
        for _ in 0..2 {
            shop.waits(MINUTE_MS).await;
        }
        ada.pays(&by_card, "pm_card_visa").await;
        let session = shop.session_of(&hosted).await;
        shop.provider
            .pays_hosted(&session, "4242424242424242")
            .await;
        assert_eq!(shop.orders("pending").await, 2, "nobody has heard of it");
        for _ in 0..5 {
            shop.waits(MINUTE_MS).await;
        }
        assert_eq!(shop.standing(&by_card).await, paid());
        assert_eq!(shop.standing(&hosted).await, paid());
        assert_eq!(shop.mails_to("ada@home.example").await.len(), 2);
    })
    .await;
}

/// The shop was killed between the provider's answer and its own writing, the browser had the answer all the same, and
/// no webhook arrives: the provider's list is the only place where the payment is.
#[tokio::test]
async fn a_payment_whose_id_was_lost_is_found_in_the_providers_list() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let intent = shop.intent_of(&order).await;
        let lost = "UPDATE payment_attempts SET intent_id = NULL";
        assert_eq!(shop.tampers(lost).await, 1);
        assert_eq!(shop.tampers("DELETE FROM payment_objects").await, 1);
        shop.provider.confirm(&intent, "pm_card_visa").await;
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.intent_of(&order).await, intent);
    })
    .await;
}

#[tokio::test]
async fn refunds_and_disputes_are_found_without_webhooks_too() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let refunded = ada.buys(BOWL, 1).await;
        ada.pays(&refunded, "pm_card_visa").await;
        let joe = shop.visitor();
        let disputed = joe.buys(VASE, 1).await;
        joe.pays(&disputed, "pm_card_visa").await;
        let intents = [
            shop.intent_of(&refunded).await,
            shop.intent_of(&disputed).await,
        ];
        shop.provider
            .acts(json!({"action": "refund", "payment_intent": intents[0]}))
            .await;
        shop.provider
            .acts(json!({"action": "dispute", "payment_intent": intents[1]}))
            .await;
        shop.minutes_pass(2).await;
        assert_eq!(
            shop.standing(&refunded).await,
            ("confirmed".into(), "refunded".into())
        );
        assert_eq!(shop.attention().await, ["dispute"]);
        assert_eq!(shop.balance("provider").await, 0);
        assert_eq!(shop.balance("disputed").await, 12_490);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_event_sixty_four_times_at_once_has_one_effect() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        let body = event(
            "evt_same",
            "payment_intent.succeeded",
            json!({"id": intent, "object": "payment_intent"}),
        );
        let all = (0..64).map(|_| {
            let (shop, body) = (shop.clone(), body.clone());
            tokio::spawn(async move { shop.receives(&body).await })
        });
        let mut skipped = 0;
        for answer in futures::future::join_all(all).await {
            let answer = answer.unwrap();
            assert_eq!(answer.status, 200);
            skipped += i32::from(answer.json()["skipped"] == true);
        }
        assert_eq!(skipped, 63);
        shop.drains().await;
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.balance("provider").await, 12_490);
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_confirmed"]);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM jobs WHERE kind = 'settle'")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn settling_sixteen_times_at_once_settles_once() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        let all = (0..16).map(|_| {
            let (ada, order) = (ada.clone(), order.clone());
            tokio::spawn(async move { ada.returns(&order).await })
        });
        for answer in futures::future::join_all(all).await {
            assert_eq!(answer.unwrap().location, format!("/o/{}", order.token));
        }
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM ledger").await,
            4,
            "one posting"
        );
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_confirmed"]);
    })
    .await;
}

#[tokio::test]
async fn shuffled_late_and_repeated_events_never_move_an_order_back() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_chargeDeclined").await;
        ada.pays(&order, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        let object = json!({"id": intent, "object": "payment_intent"});
        // The newest comes first, and old ones days later.
        for (turn, kind) in [
            "succeeded",
            "payment_failed",
            "processing",
            "requires_action",
            "created",
            "canceled",
        ]
        .into_iter()
        .enumerate()
        {
            let body = event(
                &format!("evt_{turn}"),
                &format!("payment_intent.{kind}"),
                object.clone(),
            );
            assert_eq!(shop.receives(&body).await.status, 200);
            shop.waits(6 * 60 * 60 * 1000).await;
            assert_eq!(shop.standing(&order).await, paid(), "after {kind}");
        }
        let versions = shop.number("SELECT MAX(version) FROM order_history").await;
        assert_eq!(versions, 2, "placed and paid, nothing else happened");
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_confirmed"]);
    })
    .await;
}

#[tokio::test]
async fn duplicated_and_reordered_deliveries_change_nothing() {
    each_shop(async |shop| {
        shop.provider
            .suffers(json!({"duplicate_webhooks": 3, "reorder_webhooks": true}))
            .await;
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 2).await;
        ada.pays(&order, "pm_card_chargeDeclined").await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.balance("provider").await, 9490);
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_differs_from_what_was_due_never_pays_the_order() {
    for (column, value, told) in [
        ("amount_minor", "12491", "arrived where"),
        ("amount_minor", "1", "arrived where"),
        ("currency", "'USD'", "arrived where"),
    ] {
        each_shop(async |shop| {
            shop.provider.suffers(json!({"drop_webhooks": true})).await;
            let ada = shop.visitor();
            let order = ada.buys(VASE, 1).await;
            shop.tampers(format!("UPDATE payment_attempts SET {column} = {value}"))
                .await;
            ada.pays(&order, "pm_card_visa").await;
            shop.minutes_pass(2).await;
            assert_eq!(
                shop.standing(&order).await,
                ("pending".into(), "open".into()),
                "{column} {value}"
            );
            assert_eq!(shop.attention().await, ["payment_mismatch"]);
            let sentence = shop.sentences("1 = 1").await.remove(0);
            assert!(sentence.contains(told), "{sentence}");
            assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
            assert_eq!(shop.mails_to("ada@home.example").await, [""; 0]);
        })
        .await;
    }
}

#[tokio::test]
async fn a_payment_of_another_order_never_pays_this_one() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let (dear, cheap) = (ada.buys(BOWL, 1).await, eve.buys(BOWL, 1).await);
        // Eve's own intent of the same amount is written over Ada's: it names another order.
        let eves = shop.intent_of(&cheap).await;
        shop.tampers(format!(
            "UPDATE payment_attempts SET intent_id = NULL WHERE order_id = '{}'",
            cheap.id
        ))
        .await;
        shop.tampers(format!(
            "UPDATE payment_attempts SET intent_id = '{eves}' WHERE order_id = '{}'",
            dear.id
        ))
        .await;
        shop.tampers(format!(
            "UPDATE payment_objects SET attempt_id = (SELECT id FROM payment_attempts WHERE order_id = '{}') WHERE id = '{eves}'",
            dear.id
        ))
        .await;
        shop.finds_anew().await;
        shop.provider.confirm(&eves, "pm_card_visa").await;
        shop.minutes_pass(2).await;
        assert_eq!(shop.standing(&dear).await.0, "pending");
        assert_eq!(shop.attention().await, ["payment_mismatch"]);
    })
    .await;
}
