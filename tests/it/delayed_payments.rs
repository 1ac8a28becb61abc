//! Delayed and redirected payments: by a bank that takes its time, or in a wallet on a page of its own.

use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::server::clock::HOUR_MS;
use serde_json::json;

const PAYING_ACCOUNT: &str = "000123456789";
const FAILING_ACCOUNT: &str = "000111111116";

fn paid() -> (String, String) {
    ("confirmed".into(), "paid".into())
}

fn open() -> (String, String) {
    ("pending".into(), "open".into())
}

/// An order whose payment was begun on the provider's own page, from an account whose bank decides after `after_ms`.
async fn debited(shop: &Shop, who: &Visitor, account: &str, after_ms: i64) -> (Placed, String) {
    who.adds(VASE, 1).await;
    let order = who.orders(&[("payment_method", "hosted")]).await;
    let session = shop.session_of(&order).await;
    shop.provider
        .suffers(json!({"settle_after_ms": after_ms}))
        .await;
    let back = shop.provider.debits_hosted(&session, account).await;
    assert!(
        back.ends_with(&format!("/checkout/return/{}", order.token)),
        "the page is done with: {back}"
    );
    (order, session)
}

#[tokio::test]
async fn a_slow_bank_pays_for_an_order_of_the_providers_page() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let (order, session) = debited(&shop, &ada, PAYING_ACCOUNT, 2500).await;
        let own_page = format!("/o/{}", order.token);
        assert_eq!(
            ada.returns(&order).await.location,
            own_page,
            "nothing is left to do on the pay page"
        );
        shop.provider.told().await;
        shop.drains().await;
        assert_eq!(ada.sees(&order).await.status_label, "processing");
        assert_eq!(shop.standing(&order).await, open());
        assert_eq!(shop.provider.session_events().await, ["completed"]);
        // Neither another way to pay nor the same one is handed out while the bank thinks.
        for method in ["card", "hosted", "bank_transfer"] {
            assert_eq!(ada.chooses(&order, method).await.location, own_page);
        }
        let intent = shop.intent_of(&order).await;
        shop.provider.reaches(&intent, "succeeded").await;
        shop.hears().await;
        assert_eq!(
            shop.provider.session_events().await,
            ["completed", "async_payment_succeeded"]
        );
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.stock(VASE).await, [0, 0, 1, 0]);
        assert_eq!(shop.balance("provider").await, 12_490);
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_confirmed"]);
        // The page's address leads home from now on.
        let again = shop.provider.debits_hosted(&session, PAYING_ACCOUNT).await;
        assert!(again.contains("/checkout/return/"), "{again}");
        assert_eq!(ada.returns(&order).await.location, own_page);
        assert_eq!(shop.provider.paid().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_slow_bank_refuses_after_the_providers_page_and_the_order_is_paid_another_way() {
    for next in ["hosted", "card"] {
        each_shop(async |shop| {
            let ada = shop.visitor();
            let (order, session) = debited(&shop, &ada, FAILING_ACCOUNT, 1500).await;
            shop.provider.told().await;
            shop.drains().await;
            assert_eq!(ada.sees(&order).await.status_label, "processing");
            let intent = shop.intent_of(&order).await;
            shop.provider
                .reaches(&intent, "requires_payment_method")
                .await;
            shop.hears().await;
            let told = shop.provider.session_events().await;
            assert_eq!(told, ["completed", "async_payment_failed"]);
            assert_eq!(shop.standing(&order).await, open());
            assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0], "the piece is kept");
            assert_eq!(shop.mails_to("ada@home.example").await, ["payment_failed"]);
            let due = ada.due(&order).await;
            let why = due.last_error.unwrap_or_default();
            assert!(why.contains("insufficient funds"), "{why}");
            assert!(due.hold_expires_at_ms.unwrap() > shop.app.now_ms() + HOUR_MS);

            let on = ada.chooses(&order, next).await.location;
            if next == "hosted" {
                let other = shop.session_of(&order).await;
                assert!(
                    on.contains(&other) && other != session,
                    "a fresh page: {on}"
                );
                shop.provider.pays_hosted(&other, "4242424242424242").await;
            } else {
                assert_eq!(on, format!("/checkout/pay/{}", order.token));
                assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
            }
            shop.hears().await;
            assert_eq!(shop.standing(&order).await, paid());
            assert_eq!(shop.provider.paid().await, 1);
            assert_eq!(shop.balance("provider").await, 12_490);
        })
        .await;
    }
}

#[tokio::test]
async fn a_slow_banks_refusal_is_found_out_without_webhooks_too() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("payment_method", "hosted")]).await;
        let session = shop.session_of(&order).await;
        shop.provider
            .suffers(json!({"settle_after_ms": 300, "drop_webhooks": true}))
            .await;
        shop.provider.debits_hosted(&session, FAILING_ACCOUNT).await;
        let intent = shop.provider.session(&session).await["payment_intent"].clone();
        shop.provider
            .reaches(intent.as_str().unwrap(), "requires_payment_method")
            .await;
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await, open());
        assert_eq!(shop.mails_to("ada@home.example").await, ["payment_failed"]);
        assert!(ada.chooses(&order, "card").await.went_on());
        ada.pays(&order, "pm_card_visa").await;
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await, paid());
    })
    .await;
}

#[tokio::test]
async fn a_slow_bank_of_the_providers_page_outlasts_the_hold() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let (order, _) = debited(&shop, &ada, PAYING_ACCOUNT, 60_000).await;
        shop.hears().await;
        shop.waits(5 * HOUR_MS).await;
        assert_eq!(shop.standing(&order).await, open());
        assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_wallet_on_another_page_agrees_and_the_return_settles() {
    each_shop(async |shop| {
        // The return is what settles here: nothing else is heard.
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        let (status, answer) = redirected(&shop, &ada, &order).await;
        assert_eq!(
            (status, answer["status"].as_str()),
            (200, Some("requires_action"))
        );
        // Back without a decision (the browser's back button): the order waits, and its page still takes payment.
        let pay_page = format!("/checkout/pay/{}", order.token);
        assert_eq!(ada.returns(&order).await.location, pay_page);
        let back = shop.provider.consents(&intent, true).await;
        assert!(back.contains("redirect_status=succeeded"), "{back}");
        assert_eq!(
            comes_back(&shop, &ada, &back).await,
            format!("/o/{}", order.token)
        );
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(ada.sees(&order).await.status_label, "paid");
    })
    .await;
}

#[tokio::test]
async fn a_wallet_on_another_page_refuses_and_the_order_stays_open() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        redirected(&shop, &ada, &order).await;
        let back = shop.provider.consents(&intent, false).await;
        assert!(back.contains("redirect_status=failed"), "{back}");
        let pay_page = format!("/checkout/pay/{}", order.token);
        assert_eq!(comes_back(&shop, &ada, &back).await, pay_page);
        assert_eq!(shop.standing(&order).await, open());
        let due = ada.due(&order).await;
        let why = due.last_error.unwrap_or_default();
        assert!(why.contains("did not authorise"), "{why}");
        assert!(due.element.is_some(), "another try is possible at once");
        // What the address claims is not believed.
        let lie = back.replace("redirect_status=failed", "redirect_status=succeeded");
        assert_eq!(comes_back(&shop, &ada, &lie).await, pay_page);
        assert_eq!(shop.standing(&order).await, open());
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        assert_eq!(
            ada.returns(&order).await.location,
            format!("/o/{}", order.token)
        );
        assert_eq!(shop.standing(&order).await, paid());
        assert_eq!(shop.intent_of(&order).await, intent, "on the same intent");
    })
    .await;
}

/// Chooses the wallet in the payment fields: the browser leaves for its page.
async fn redirected(shop: &Shop, who: &Visitor, order: &Placed) -> (u16, serde_json::Value) {
    let due = who.due(order).await;
    let intent = shop.intent_of(order).await;
    let path = format!("/v1/payment_intents/{intent}/confirm");
    let body = serde_urlencoded::to_string([
        ("payment_method", "pm_sandbox_wallet"),
        ("return_url", &due.return_url),
    ]);
    shop.provider.call("POST", &path, &body.unwrap()).await
}

/// The browser follows the provider's redirect to the shop. Returns where it ends up.
async fn comes_back(shop: &Shop, who: &Visitor, address: &str) -> String {
    let path = address.strip_prefix(&shop.base).unwrap_or(address);
    let answer = who.gets(path).await;
    assert!(answer.went_on(), "{address}: {}", answer.status);
    answer.location
}
