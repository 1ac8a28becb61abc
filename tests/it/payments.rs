//! Paying: each way to pay, from the order to the money.

use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Placed;
use atelier::server::actor::Actor;
use atelier::server::clock::{DAY_MS, HOUR_MS};
use atelier::server::payments::manual;
use serde_json::json;

fn paid() -> (String, String) {
    ("confirmed".into(), "paid".into())
}

async fn attempts(shop: &Shop, order: &Placed) -> Vec<String> {
    let sql = format!(
        "SELECT method || ' ' || state FROM payment_attempts WHERE order_id = '{}' ORDER BY created_at_ms, id",
        order.id
    );
    shop.texts(sql).await
}

#[tokio::test]
async fn a_card_pays() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        // The return page settles, whether or not the webhook was first.
        assert_eq!(
            ada.returns(&order).await.location,
            format!("/o/{}", order.token)
        );
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.stock(VASE).await, [0, 0, 1, 0]);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.balance("provider").await, 12_490);
        assert_eq!(shop.balance("sales").await, -(12_490 - 490 - 1994 + 78));
        assert_eq!(shop.balance("shipping").await, -(490 - 78));
        assert_eq!(shop.balance("tax").await, -1994);
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_confirmed"]);
        assert_eq!(shop.mails_to("maker@kiln.example").await, ["new_order"]);
        let seen = ada.sees(&order).await;
        assert_eq!(seen.status_label, "paid");
        assert_eq!(seen.hold_expires_at_ms, None);
        let answer = ada.gets(&format!("/checkout/return/{}", order.token)).await;
        assert_eq!(
            answer.location,
            format!("/o/{}", order.token),
            "looking again changes nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn a_declined_card_leaves_the_order_open_for_another() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let intent = shop.intent_of(&order).await;
        assert_eq!(ada.pays(&order, "pm_card_chargeDeclined").await.0, 402);
        shop.hears().await;
        assert_eq!(
            shop.standing(&order).await,
            ("pending".into(), "open".into())
        );
        let due = ada.due(&order).await;
        assert_eq!(due.last_error.as_deref(), Some("Your card was declined."));
        let told = shop
            .number(
                "SELECT COUNT(*) FROM order_history WHERE internal AND kind = 'payment_failed' AND args LIKE '%declined%'",
            )
            .await;
        assert_eq!(told, 1, "staff see it");
        assert_eq!(
            ada.returns(&order).await.location,
            format!("/checkout/pay/{}", order.token)
        );
        assert_eq!(
            shop.intent_of(&order).await,
            intent,
            "the same intent is tried again"
        );
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(attempts(&shop, &order).await, ["card succeeded"]);
    })
    .await;
}

#[tokio::test]
async fn the_bank_may_ask_first() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let (status, answer) = ada.pays(&order, "pm_card_threeDSecure2Required").await;
        assert_eq!(
            (status, &answer["status"]),
            (200, &json!("requires_action"))
        );
        shop.hears().await;
        assert_eq!(attempts(&shop, &order).await, ["card requires_action"]);
        let intent = shop.intent_of(&order).await;
        shop.provider.authenticates(&intent, false).await;
        shop.hears().await;
        assert_eq!(attempts(&shop, &order).await, ["card created"]);
        ada.pays(&order, "pm_card_threeDSecure2Required").await;
        shop.provider.authenticates(&intent, true).await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
    })
    .await;
}

#[tokio::test]
async fn the_providers_own_page_pays() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("payment_method", "hosted")]).await;
        assert!(
            order.url.contains("/sandbox/checkout/cs_test_"),
            "{}",
            order.url
        );
        let session = shop.session_of(&order).await;
        let ends = shop.provider.session(&session).await["expires_at"]
            .as_i64()
            .unwrap();
        let hold = shop.number("SELECT hold_expires_at_ms FROM orders").await;
        assert!(
            hold / 1000 - ends >= 300 && hold / 1000 - ends <= 301,
            "the hold lasts five minutes longer"
        );
        shop.provider
            .pays_hosted(&session, "4000000000000002")
            .await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        shop.provider
            .pays_hosted(&session, "4242424242424242")
            .await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.provider.paid().await, 1);
    })
    .await;
}

#[tokio::test]
async fn another_way_to_pay_closes_the_earlier_one_first() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        let answer = ada.chooses(&order, "hosted").await;
        assert!(answer.location.contains("/sandbox/checkout/"), "{answer:?}");
        assert_eq!(shop.provider.intent(&intent).await["status"], "canceled");
        assert_eq!(
            ada.pays(&order, "pm_card_visa").await.0,
            400,
            "the old intent takes nothing"
        );
        let session = shop.session_of(&order).await;
        // Choosing the same again hands out the same page.
        assert_eq!(
            ada.chooses(&order, "hosted").await.location,
            answer.location
        );
        let transfer = ada.chooses(&order, "bank_transfer").await;
        assert_eq!(transfer.location, format!("/o/{}", order.token));
        assert_eq!(shop.provider.session(&session).await["status"], "expired");
        let end = shop.number("SELECT hold_expires_at_ms FROM orders").await - shop.app.now_ms();
        assert!(
            end > 7 * DAY_MS - HOUR_MS,
            "a transfer is waited for longer"
        );
        let last = ada.chooses(&order, "card").await;
        assert_eq!(last.location, format!("/checkout/pay/{}", order.token));
        shop.hears().await;
        let all = [
            "card cancelled",
            "hosted cancelled",
            "bank_transfer cancelled",
            "card created",
        ];
        assert_eq!(attempts(&shop, &order).await, all);
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(
            ada.chooses(&order, "hosted").await.location,
            format!("/o/{}", order.token)
        );
        assert_eq!(
            shop.provider.state().await["sessions"],
            json!({"expired": 1})
        );
        assert_eq!(shop.attention().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_unheard_of_is_settled_instead_of_switched() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let by_card = ada.buys(BOWL, 1).await;
        ada.pays(&by_card, "pm_card_visa").await;
        assert_eq!(
            ada.chooses(&by_card, "hosted").await.location,
            format!("/o/{}", by_card.token)
        );
        assert_eq!(shop.standing(&by_card).await, paid());
        ada.adds(VASE, 1).await;
        let hosted = ada.orders(&[("payment_method", "hosted")]).await;
        let session = shop.session_of(&hosted).await;
        shop.provider
            .pays_hosted(&session, "4242424242424242")
            .await;
        let answer = ada.chooses(&hosted, "card").await;
        assert_eq!(
            answer.location,
            format!("/o/{}", hosted.token),
            "{answer:?}"
        );
        assert_eq!(shop.standing(&hosted).await, paid());
        assert_eq!(shop.provider.paid().await, 2);
    })
    .await;
}

#[tokio::test]
async fn staff_confirm_a_transfer_and_cash() {
    each_shop(async |shop| {
        let mia = Actor::Staff {
            id: "1".into(),
            name: "Mia".into(),
            ip: "127.0.0.1".into(),
        };
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        assert_eq!(order.url, format!("/o/{}", order.token));
        shop.drains().await;
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_placed"]);
        shop.waits(5 * DAY_MS).await;
        assert_eq!(
            shop.standing(&order).await.0,
            "pending",
            "seven days are given"
        );
        let payment = shop.pending_payment_of(&order.id).await;
        assert!(
            manual::confirm(&shop.app, &mia, &order.id, &payment, " ")
                .await
                .is_err()
        );
        manual::confirm(&shop.app, &mia, &order.id, &payment, "Statement of 3 May")
            .await
            .unwrap();
        assert_eq!(shop.standing(&order).await, paid());
        let twice =
            manual::confirm(&shop.app, &mia, &order.id, &payment, "Statement of 3 May").await;
        assert_eq!(twice.unwrap_err().status(), 409);
        assert_eq!(shop.balance("bank").await, 12_490);
        let mails = ["order_placed", "order_confirmed"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
        assert_eq!(shop.mails_to("maker@kiln.example").await, ["new_order"]);
        let joe = shop.visitor();
        joe.adds(BOWL, 1).await;
        let cash = [
            ("payment_method", "cash_on_collection"),
            ("shipping_method", "collect"),
        ];
        let order = joe.orders(&cash).await;
        shop.waits(13 * DAY_MS).await;
        let payment = shop.pending_payment_of(&order.id).await;
        manual::confirm(&shop.app, &mia, &order.id, &payment, "Till")
            .await
            .unwrap();
        assert_eq!(
            (shop.standing(&order).await, shop.balance("cash").await),
            (paid(), 4500)
        );
        assert_eq!(shop.provider.state().await["intents"], json!({}));
    })
    .await;
}

#[tokio::test]
async fn a_card_payment_is_not_confirmed_by_hand() {
    each_shop(async |shop| {
        let mia = Actor::Staff {
            id: "1".into(),
            name: "Mia".into(),
            ip: "127.0.0.1".into(),
        };
        let order = shop.visitor().buys(BOWL, 1).await;
        let attempt = shop.text("SELECT id FROM payment_attempts").await;
        let refused = manual::confirm(&shop.app, &mia, &order.id, &attempt, "I saw it").await;
        assert_eq!(refused.unwrap_err().status(), 409);
        assert_eq!(shop.standing(&order).await.0, "pending");
    })
    .await;
}

#[tokio::test]
async fn currencies_without_and_with_three_decimals_reach_the_provider_right() {
    each_shop(async |shop| {
        for (currency, total, sent) in [("JPY", 7800, 7800), ("KWD", 16_750, 16_750)] {
            let ada = shop.visitor();
            ada.chooses_currency(currency).await;
            let order = ada.buys(BOWL, 1).await;
            let intent = shop.provider.intent(&shop.intent_of(&order).await).await;
            assert_eq!(intent["amount"], sent, "{currency}");
            assert_eq!(intent["currency"], currency.to_lowercase());
            ada.pays(&order, "pm_card_visa").await;
            shop.hears().await;
            assert_eq!(shop.standing(&order).await, paid(), "{currency}");
            let sql = format!("SELECT CAST(SUM(amount_minor) AS BIGINT) FROM ledger WHERE account = 'provider' AND currency = '{currency}'");
            assert_eq!(shop.number(sql).await, total);
        }
        // The provider charges three-decimal currencies in steps of ten.
        let ada = shop.visitor();
        ada.chooses_currency("KWD").await;
        shop.reprices(BOWL, "KWD", 15_255).await;
        ada.adds(BOWL, 1).await;
        assert_eq!(ada.tries_to_order(&[]).await.status, 422);
        let by_hand = ada.tries_to_order(&[("payment_method", "bank_transfer")]).await;
        assert!(by_hand.went_on());
    })
    .await;
}

#[tokio::test]
async fn a_slow_payment_keeps_its_pieces_and_its_failure_is_told() {
    each_shop(async |shop| {
        shop.provider
            .suffers(json!({"settle_after_ms": 60_000}))
            .await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        assert_eq!(
            ada.pays(&order, "pm_sandbox_bank_debit_fails").await.1["status"],
            "processing"
        );
        shop.hears().await;
        assert_eq!(attempts(&shop, &order).await, ["card processing"]);
        assert_eq!(ada.sees(&order).await.status_label, "processing");
        assert_eq!(
            ada.returns(&order).await.location,
            format!("/o/{}", order.token)
        );
        // Its time is up, but the bank has not decided.
        shop.waits(5 * HOUR_MS).await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        shop.waits(30 * HOUR_MS).await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
        assert_eq!(
            ada.chooses(&order, "hosted").await.location,
            format!("/o/{}", order.token)
        );
    })
    .await;
}

#[tokio::test]
async fn a_slow_payment_succeeds_or_fails_in_the_end() {
    each_shop(async |shop| {
        shop.provider
            .suffers(json!({"settle_after_ms": 1500}))
            .await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_sandbox_bank_debit_fails").await;
        let intent = shop.intent_of(&order).await;
        shop.hears().await;
        shop.provider
            .reaches(&intent, "requires_payment_method")
            .await;
        shop.hears().await;
        assert_eq!(
            shop.standing(&order).await,
            ("pending".into(), "open".into())
        );
        assert_eq!(shop.mails_to("ada@home.example").await, ["payment_failed"]);
        ada.pays(&order, "pm_sandbox_bank_debit").await;
        shop.provider.reaches(&intent, "succeeded").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
    })
    .await;
}
