//! Refunds: of cancelled orders, from the provider's dashboard, refunds that bounce, disputes.

use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::server::actor::Actor;
use atelier::server::orders::staff::{self, ShipForm};
use atelier::server::payments::manual;
use atelier::server::refunds::manual_refunds;
use serde_json::json;

fn mia() -> Actor {
    Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: "127.0.0.1".into(),
    }
}

async fn buys_and_pays(shop: &Shop, who: &Visitor, sku: &str, method: &str) -> Placed {
    let order = who.buys(sku, 1).await;
    who.pays(&order, method).await;
    shop.hears().await;
    assert_eq!(shop.standing(&order).await.0, "confirmed");
    order
}

#[tokio::test]
async fn an_unpaid_order_is_cancelled_by_its_customer() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        assert!(ada.cancels(&order).await.went_on());
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "cancelled".into())
        );
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
        assert_eq!(shop.provider.intents("canceled").await, 1);
        assert_eq!(ada.cancels(&order).await.status, 409, "once");
        assert_eq!(ada.chooses(&order, "card").await.status, 409);
        shop.hears().await;
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_cancelled"]);
        assert_eq!(shop.balance("provider").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_hosted_order_is_cancelled_without_trouble() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("payment_method", "hosted")]).await;
        assert!(ada.cancels(&order).await.went_on());
        shop.hears().await;
        assert_eq!(shop.provider.state().await["sessions"], json!({"expired": 1}));
        let failed = shop.texts("SELECT COALESCE(last_error, '') FROM jobs WHERE state <> 'done' AND last_error IS NOT NULL").await;
        assert_eq!(failed, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_hosted_order_that_was_just_paid_is_refunded_when_cancelled() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("payment_method", "hosted")]).await;
        let session = shop.session_of(&order).await;
        shop.provider
            .pays_hosted(&session, "4242424242424242")
            .await;
        assert!(ada.cancels(&order).await.went_on());
        shop.drains().await;
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "refunded".into())
        );
        assert_eq!(shop.provider.refunded().await, 12_490);
    })
    .await;
}

#[tokio::test]
async fn a_paid_order_is_cancelled_with_everything_back_where_it_was() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, VASE, "pm_card_visa").await;
        assert!(ada.cancels(&order).await.went_on());
        shop.hears().await;
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "refunded".into())
        );
        assert_eq!(
            shop.stock(VASE).await,
            [1, 0, 1, 0],
            "sold is gross, restocked beside it"
        );
        assert_eq!(shop.provider.refunded().await, 12_490);
        for account in ["provider", "sales", "shipping", "tax", "customer_credit"] {
            assert_eq!(shop.balance(account).await, 0, "{account}");
        }
        assert_eq!(ada.sees(&order).await.status_label, "refunded");
        let mails = ["order_confirmed", "order_cancelled"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
        // The piece can be sold again.
        buys_and_pays(&shop, &shop.visitor(), VASE, "pm_card_visa").await;
        assert_eq!(shop.stock(VASE).await, [0, 0, 2, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_shipped_order_is_not_cancelled_any_more() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, BOWL, "pm_card_visa").await;
        staff::start_making(&shop.app, &mia(), &order.id)
            .await
            .unwrap();
        assert_eq!(
            ada.cancels(&order).await.status,
            409,
            "not by its customer once it is being made"
        );
        let empty = staff::ship(&shop.app, &mia(), &order.id, &ShipForm::default()).await;
        assert_eq!(empty.unwrap_err().status(), 422);
        let form = ShipForm {
            carrier: "DHL".into(),
            tracking_number: "00340434".into(),
            ..ShipForm::default()
        };
        staff::ship(&shop.app, &mia(), &order.id, &form)
            .await
            .unwrap();
        let refused = staff::cancel(&shop.app, &mia(), &order.id, "Out of clay.").await;
        assert_eq!(refused.unwrap_err().status(), 409);
        assert_eq!(ada.cancels(&order).await.status, 409);
        shop.waits(15 * atelier::server::clock::DAY_MS).await;
        assert_eq!(shop.standing(&order).await.0, "completed");
        assert_eq!(shop.provider.refunded().await, 0);
    })
    .await;
}

#[tokio::test]
async fn money_that_came_by_hand_goes_back_by_hand() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(MUG, 1).await;
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        let payment = shop.pending_payment_of(&order.id).await;
        manual::confirm(&shop.app, &mia(), &order.id, &payment, "Statement")
            .await
            .unwrap();
        staff::cancel(&shop.app, &mia(), &order.id, "It broke in the kiln.")
            .await
            .unwrap();
        shop.drains().await;
        assert_eq!(shop.attention().await, ["manual_refund"]);
        assert_eq!(shop.balance("bank").await, 2690, "nobody has sent it yet");
        let refund = shop.text("SELECT id FROM refunds").await;
        manual_refunds::made(&shop.app, &mia(), &order.id, &refund, "Statement")
            .await
            .unwrap();
        assert_eq!(shop.balance("bank").await, 0);
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "refunded".into())
        );
        let again = manual_refunds::made(&shop.app, &mia(), &order.id, &refund, "Statement").await;
        assert_eq!(again.unwrap_err().status(), 409, "once");
    })
    .await;
}

#[tokio::test]
async fn refunds_made_in_the_providers_dashboard_are_followed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, BOWL, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        shop.provider
            .acts(json!({"action": "refund", "payment_intent": intent, "amount": 1000}))
            .await;
        shop.hears().await;
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "partially_refunded".into())
        );
        assert_eq!(shop.balance("provider").await, 3990);
        shop.provider
            .acts(json!({"action": "refund", "payment_intent": intent}))
            .await;
        shop.hears().await;
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "refunded".into())
        );
        for account in ["provider", "sales", "shipping", "tax"] {
            assert_eq!(shop.balance(account).await, 0, "{account}");
        }
        let mails = ["order_confirmed", "refunded", "refunded"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
        assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 2);
    })
    .await;
}

#[tokio::test]
async fn cancelling_after_a_partial_refund_returns_the_rest_only() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, BOWL, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        shop.provider
            .acts(json!({"action": "refund", "payment_intent": intent, "amount": 1000}))
            .await;
        shop.hears().await;
        assert!(ada.cancels(&order).await.went_on());
        shop.hears().await;
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "refunded".into())
        );
        assert_eq!(shop.provider.refunded().await, 4990);
        assert_eq!(shop.balance("provider").await, 0);
    })
    .await;
}

#[tokio::test]
async fn cancelling_what_was_refunded_in_the_dashboard_unheard_of_refunds_nothing_twice() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, BOWL, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        shop.provider
            .acts(json!({"action": "refund", "payment_intent": intent}))
            .await;
        assert!(ada.cancels(&order).await.went_on());
        shop.minutes_pass(3).await;
        assert_eq!(shop.provider.refunded().await, 4990);
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "refunded".into())
        );
        assert_eq!(shop.balance("provider").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_refund_that_bounces_is_booked_back_and_looked_at() {
    each_shop(async |shop| {
        shop.provider
            .suffers(json!({"settle_after_ms": 3000}))
            .await;
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, BOWL, "pm_card_refundFail").await;
        assert!(ada.cancels(&order).await.went_on());
        shop.drains().await;
        assert_eq!(shop.standing(&order).await.1, "refunded");
        // The bank says no some time after the provider said yes.
        for _ in 0..1000 {
            if shop.provider.refunded().await == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        shop.hears().await;
        assert_eq!(shop.attention().await, ["refund_failed"]);
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "paid".into())
        );
        assert_eq!(shop.balance("provider").await, 4990);
        assert_eq!(
            shop.balance("sales").await
                + shop.balance("shipping").await
                + shop.balance("tax").await,
            -4990
        );
    })
    .await;
}

#[tokio::test]
async fn a_dispute_is_booked_shown_and_won() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, BOWL, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        let dispute = shop
            .provider
            .acts(json!({"action": "dispute", "payment_intent": intent}))
            .await;
        shop.hears().await;
        assert_eq!(shop.attention().await, ["dispute"]);
        let sentence = shop.sentences("1 = 1").await.remove(0);
        assert!(
            sentence.contains("ORD-000001") && sentence.contains("due by"),
            "{sentence}"
        );
        assert_eq!(
            [
                shop.balance("provider").await,
                shop.balance("disputed").await
            ],
            [0, 4990]
        );
        assert_eq!(
            shop.standing(&order).await.0,
            "confirmed",
            "a dispute is a fact beside the order"
        );
        shop.provider
            .acts(json!({"action": "close_dispute", "dispute": dispute["id"], "won": true}))
            .await;
        shop.hears().await;
        assert_eq!(
            [
                shop.balance("provider").await,
                shop.balance("disputed").await
            ],
            [4990, 0]
        );
        assert_eq!(shop.text("SELECT status FROM disputes").await, "won");
        let public = ada.sees(&order).await;
        assert!(
            public
                .history
                .iter()
                .all(|h| !h.sentence.contains("disputes")),
            "for staff alone"
        );
    })
    .await;
}

#[tokio::test]
async fn a_lost_dispute_stays_lost_in_the_ledger() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = buys_and_pays(&shop, &ada, BOWL, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        let dispute = shop
            .provider
            .acts(json!({"action": "dispute", "payment_intent": intent, "amount": 2000}))
            .await;
        shop.provider
            .acts(json!({"action": "close_dispute", "dispute": dispute["id"], "won": false}))
            .await;
        shop.hears().await;
        assert_eq!(
            [
                shop.balance("provider").await,
                shop.balance("disputed").await
            ],
            [2990, 2000]
        );
        assert_eq!(shop.text("SELECT status FROM disputes").await, "lost");
    })
    .await;
}
