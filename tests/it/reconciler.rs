//! The reconciler goes on: past what can't be read, past a list that fails, through long lists, and with a clock that
//! was set back; and who runs the shop sees when it does not.

use crate::api::programs::signed_in;
use crate::api::{Api, program};
use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Placed;
use atelier::server::clock::{DAY_MS, HOUR_MS};
use atelier::server::jobs::health::health;
use atelier::server::staff::seed_demo;
use serde_json::{Value, json};

/// A paid order of one bowl.
async fn paid_bowl(shop: &Shop) -> (Placed, String) {
    let ada = shop.visitor();
    let order = ada.buys(BOWL, 1).await;
    ada.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    let intent = shop.intent_of(&order).await;
    (order, intent)
}

/// Somebody else's payment in the same account, in a currency that this shop does not know.
async fn pays_in_baht(shop: &Shop) -> String {
    let body = "amount=500000&currency=thb";
    let (_, made) = shop
        .provider
        .call("POST", "/v1/payment_intents", body)
        .await;
    let id = made["id"].as_str().unwrap().to_string();
    let (status, answer) = shop.provider.confirm(&id, "pm_card_visa").await;
    assert_eq!(status, 200, "{answer}");
    id
}

/// The reconciler's lists begin after everything that there is now.
async fn lists_are_past(shop: &Shop) {
    let later =
        format!("UPDATE checkpoints SET value = value + {DAY_MS} WHERE name LIKE 'provider %'");
    assert!(shop.tampers(later).await > 0);
}

#[tokio::test]
async fn a_payment_that_cannot_be_read_is_shown_once_and_stops_nothing() {
    for told in [true, false] {
        each_shop(async |shop| {
            shop.provider.suffers(json!({"drop_webhooks": !told})).await;
            let id = pays_in_baht(&shop).await;
            shop.provider.told().await;
            shop.minutes_pass(2).await;
            shop.provider.suffers(json!({"drop_webhooks": true})).await;
            let ada = shop.visitor();
            let order = ada.buys(VASE, 1).await;
            ada.pays(&order, "pm_card_visa").await;
            shop.minutes_pass(5).await;
            assert_eq!(shop.standing(&order).await.1, "paid");
            assert_eq!(shop.attention().await, ["unreadable_payment"]);
            let sentence = shop.sentences("1 = 1").await.remove(0);
            assert!(
                sentence.contains(&id) && sentence.contains("THB"),
                "{sentence}"
            );
            let health = health(&shop.app).await.unwrap();
            assert!(health.reconciled_age_s.unwrap() < 60, "{health:?}");
            assert_eq!(
                shop.number("SELECT COUNT(*) FROM jobs WHERE last_error IS NOT NULL")
                    .await,
                0
            );
        })
        .await;
    }
}

#[tokio::test]
async fn a_list_that_fails_stops_no_other_and_is_told_after_three_times() {
    each_shop(async |shop| {
        let (order, intent) = paid_bowl(&shop).await;
        shop.minutes_pass(1).await;
        shop.provider
            .suffers(json!({"fail_next_5xx": 100_000, "fail_status": 404, "path_prefix": "/v1/disputes", "drop_webhooks": true}))
            .await;
        shop.provider
            .acts(json!({"action": "refund", "payment_intent": intent}))
            .await;
        shop.reconciles().await;
        assert_eq!(shop.standing(&order).await.1, "refunded");
        assert_eq!(shop.attention().await, [""; 0], "once is not yet for staff");
        shop.minutes_pass(4).await;
        assert_eq!(shop.attention().await, ["repeating_job"]);
        let sentence = shop.sentences("1 = 1").await.remove(0);
        assert!(sentence.contains("disputes"), "{sentence}");
        let ill = health(&shop.app).await.unwrap();
        assert!(ill.reconciled_age_s.unwrap() >= 240, "{ill:?}");
        let failed = ill.failures.iter().find(|(kind, _)| kind == "reconcile").unwrap();
        assert!(failed.1 >= 3, "{ill:?}");
        // It works again: nobody has to look any more, and the next time is a trouble of its own.
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        shop.minutes_pass(2).await;
        let open = "SELECT COUNT(*) FROM attention WHERE resolved_at_ms IS NULL";
        assert_eq!(shop.number(open).await, 0);
        let well = health(&shop.app).await.unwrap();
        assert!(well.reconciled_age_s.unwrap() < 60, "{well:?}");
    })
    .await;
}

#[tokio::test]
async fn a_refund_that_fails_late_is_found_without_a_webhook() {
    each_shop(async |shop| {
        let (order, intent) = paid_bowl(&shop).await;
        let refund = shop
            .provider
            .acts(json!({"action": "refund", "payment_intent": intent}))
            .await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.1, "refunded");
        shop.minutes_pass(1).await;
        lists_are_past(&shop).await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        shop.provider
            .acts(json!({"action": "fail_refund", "refund": refund["id"]}))
            .await;
        shop.waits(25 * HOUR_MS).await;
        shop.reconciles().await;
        assert_eq!(shop.standing(&order).await.1, "paid");
        assert_eq!(shop.attention().await, ["refund_failed"]);
    })
    .await;
}

#[tokio::test]
async fn a_dispute_that_is_decided_late_is_found_without_a_webhook() {
    each_shop(async |shop| {
        let (_, intent) = paid_bowl(&shop).await;
        let dispute = shop
            .provider
            .acts(json!({"action": "dispute", "payment_intent": intent}))
            .await;
        shop.hears().await;
        assert_eq!(shop.balance("disputed").await, 4_990);
        shop.minutes_pass(1).await;
        lists_are_past(&shop).await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        shop.provider
            .acts(json!({"action": "close_dispute", "dispute": dispute["id"], "won": true}))
            .await;
        shop.waits(2 * HOUR_MS).await;
        shop.reconciles().await;
        assert_eq!(shop.balance("disputed").await, 0);
        assert_eq!(shop.text("SELECT status FROM disputes").await, "won");
    })
    .await;
}

#[tokio::test]
async fn lists_are_read_to_their_end() {
    each_shop(async |shop| {
        let (order, intent) = paid_bowl(&shop).await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let part = json!({"action": "refund", "payment_intent": intent, "amount": 10});
        for _ in 0..103 {
            shop.provider.acts(part.clone()).await;
        }
        shop.reconciles().await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 103);
        assert_eq!(shop.standing(&order).await.1, "partially_refunded");
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_stop_it() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        shop.app.clock.advance_ms(3 * HOUR_MS);
        shop.minutes_pass(3).await;
        shop.app.clock.advance_ms(-3 * HOUR_MS);
        ada.pays(&order, "pm_card_visa").await;
        // Nobody calls it: the next run was enqueued for three hours ahead.
        shop.drains().await;
        assert_eq!(shop.standing(&order).await.1, "paid");
        shop.app.clock.advance_ms(3 * HOUR_MS);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn programs_read_the_detail_of_readiness_and_strangers_do_not() {
    each_shop(async |shop| {
        shop.minutes_pass(1).await;
        let address = format!("{}/readyz?detail", shop.base);
        let stranger = shop.http.get(&address).send().await.unwrap();
        assert_eq!(stranger.status().as_u16(), 401);
        let wrong = shop.http.get(&address).bearer_auth("atl_nonsense");
        assert_eq!(wrong.send().await.unwrap().status().as_u16(), 401);
        let plain = shop.http.get(format!("{}/readyz", shop.base)).send().await;
        let plain: Value = plain.unwrap().json().await.unwrap();
        assert_eq!(plain, json!({"status": "ready"}));

        let api: Api = program(&shop, &["orders:read"]).await;
        let token = api.credential().unwrap();
        let told = shop.http.get(&address).header("authorization", token);
        let told: Value = told.send().await.unwrap().json().await.unwrap();
        let detail = &told["detail"];
        let age = detail["reconciler_last_full_run_age_seconds"].as_i64();
        assert!(age.unwrap() < 60, "{told}");
        assert_eq!(
            detail["repeating_jobs_failures_in_a_row"]["reconcile"], 0,
            "{told}"
        );
    })
    .await;
}

#[tokio::test]
async fn staff_read_the_detail_of_readiness() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        shop.minutes_pass(1).await;
        let owner = signed_in(&shop, "owner@demo.example").await;
        let page = owner.get("/readyz?detail").await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(
            page.body.contains("reconciler_last_full_run_age_seconds"),
            "{}",
            page.body
        );
    })
    .await;
}
