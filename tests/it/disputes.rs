//! Orders whose payment is disputed: nothing of it can be refunded while the dispute runs, and staff are told what to do.

use crate::staff_refunds::{WHY, finance, gives, looks};
use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::server::actor::Actor;
use atelier::server::orders::staff;
use serde_json::{Value, json};

fn mia() -> Actor {
    Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: "127.0.0.1".into(),
    }
}

/// A paid order, and the dispute of its payment.
async fn disputed(shop: &Shop, who: &Visitor, amount: Option<i64>) -> (Placed, Value) {
    let order = who.buys(BOWL, 1).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    let intent = shop.intent_of(&order).await;
    let action = json!({"action": "dispute", "payment_intent": intent, "amount": amount});
    let dispute = shop.provider.acts(action).await;
    shop.hears().await;
    (order, dispute["id"].clone())
}

async fn ends(shop: &Shop, dispute: &Value, won: bool) {
    let action = json!({"action": "close_dispute", "dispute": dispute, "won": won});
    shop.provider.acts(action).await;
    shop.hears().await;
}

#[tokio::test]
async fn a_disputed_order_is_not_cancelled_until_the_dispute_is_won() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let (order, dispute) = disputed(&shop, &ada, None).await;
        let refused = staff::cancel(&shop.app, &mia(), &order.id, "It broke.").await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.status(), 409);
        let sentence = refused.to_string();
        assert!(sentence.contains("Answer the dispute"), "{sentence}");
        assert_eq!(ada.cancels(&order).await.status, 409);
        assert!(!ada.sees(&order).await.can_cancel);
        assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 0);
        assert_eq!(shop.standing(&order).await.0, "confirmed");

        ends(&shop, &dispute, true).await;
        let cancelled = staff::cancel(&shop.app, &mia(), &order.id, "It broke.").await;
        cancelled.unwrap();
        shop.hears().await;
        let standing = shop.standing(&order).await;
        assert_eq!(standing, ("cancelled".into(), "refunded".into()));
        assert_eq!(shop.provider.refunded().await, 4990);
        assert_eq!(shop.balance("provider").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_dispute_is_marked_mailed_and_booked_in_the_orders_currency() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let intent = shop.intent_of(&order).await;
        // The account's balance is in dollars.
        let action =
            json!({"action": "dispute", "payment_intent": intent, "settled_as": ["usd", 5400]});
        let dispute = shop.provider.acts(action).await["id"].clone();
        shop.hears().await;
        let books = async || {
            [
                shop.balance("provider").await,
                shop.balance("disputed").await,
            ]
        };
        assert_eq!(books().await, [0, 4990]);
        let kept =
            "SELECT currency || ' ' || amount_minor FROM dispute_entries ORDER BY amount_minor";
        assert_eq!(shop.texts(kept).await, ["USD -5400"]);

        let staff = finance(&shop).await;
        let owner = crate::staff::sign_in(&shop.app, "owner@demo.example").await;
        let page = "/admin/orders/ORD-000001";
        let shown = owner.get(page).await.body;
        for words in [">disputed<", "Evidence is due by", "−$54.00", "€49.90"] {
            assert!(shown.contains(words), "{words}");
        }
        assert!(staff.get("/admin/orders").await.body.contains(">disputed<"));
        let studio = async || shop.mails_to("maker@kiln.example").await;
        assert_eq!(studio().await, ["new_order", "studio_dispute_opened"]);

        // Nobody sends it by the way.
        let ship = [
            ("action", "ship"),
            ("carrier", "DHL"),
            ("tracking_number", "1"),
        ];
        let refused = owner.post(page, &ship).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("href=\"#despite_dispute\""));
        assert_eq!(shop.standing(&order).await.0, "confirmed");

        ends(&shop, &dispute, true).await;
        assert_eq!(books().await, [4990, 0], "whatever the rate is by now");
        assert_eq!(shop.texts(kept).await, ["USD -5400", "USD 5454"]);
        assert_eq!(studio().await[2..], ["studio_dispute_closed"]);
        assert!(owner.get(page).await.body.contains("dispute won"));
        let open = "SELECT COUNT(*) FROM attention WHERE resolved_at_ms IS NULL";
        assert_eq!(shop.number(open).await, 0);
        assert!(owner.post(page, &ship).await.went_on());
        shop.drains().await;
        assert!(
            ada.sees(&order).await.disputes.is_empty(),
            "for staff alone"
        );
    })
    .await;
}

#[tokio::test]
async fn a_lost_dispute_is_told_and_what_is_sent_all_the_same_is_said_so() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let (order, dispute) = disputed(&shop, &ada, None).await;
        ends(&shop, &dispute, false).await;
        finance(&shop).await;
        let owner = crate::staff::sign_in(&shop.app, "owner@demo.example").await;
        let page = "/admin/orders/ORD-000001";
        assert!(owner.get(page).await.body.contains("dispute lost"));
        assert!(
            owner
                .get("/admin/orders")
                .await
                .body
                .contains("dispute lost")
        );
        let told = shop.mails_to("maker@kiln.example").await;
        assert_eq!(
            told[1..],
            ["studio_dispute_opened", "studio_dispute_closed"]
        );
        let left = shop.sentences("resolved_at_ms IS NULL").await;
        assert!(left[0].contains("is lost"), "{left:?}");
        // What was asked before the bank decided, and answered after it, does not open it again.
        let id = dispute.as_str().unwrap();
        let mut late = shop.app.gateway.fetch_dispute(id).await.unwrap();
        late.status = "needs_response".into();
        atelier::server::payments::disputes::write(&shop.app, late)
            .await
            .unwrap();
        assert_eq!(shop.text("SELECT status FROM disputes").await, "lost");
        let ship = [
            ("action", "ship"),
            ("carrier", "DHL"),
            ("tracking_number", "1"),
        ];
        assert_eq!(owner.post(page, &ship).await.status, 422);
        let sure = [&ship[..], &[("despite_dispute", "on")]].concat();
        assert!(owner.post(page, &sure).await.went_on());
        assert_eq!(shop.standing(&order).await.0, "shipped");
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn the_refund_in_the_admin_waits_for_the_dispute_to_end() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let (_, dispute) = disputed(&shop, &ada, None).await;
        let staff = finance(&shop).await;
        let page = "/admin/orders/ORD-000001/refund";
        let everything = [("what", "full"), WHY];
        let refused = looks(&staff, page, &everything).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("Answer the dispute"));

        ends(&shop, &dispute, true).await;
        gives(&shop, &staff, page, &everything).await;
        assert_eq!(shop.provider.refunded().await, 4990);
    })
    .await;
}

#[tokio::test]
async fn after_a_lost_dispute_the_order_is_cancelled_and_nothing_goes_back_twice() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let (order, dispute) = disputed(&shop, &ada, None).await;
        ends(&shop, &dispute, false).await;
        let cancelled = staff::cancel(&shop.app, &mia(), &order.id, "It broke.").await;
        cancelled.unwrap();
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(shop.stock(BOWL).await, [10, 0, 1, 0]);
        assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 0);
        assert_eq!(shop.attention().await, ["dispute"]);
        let seen = ada.sees(&order).await;
        assert_eq!(seen.next.sentence, "This order was cancelled.");
    })
    .await;
}

#[tokio::test]
async fn what_a_lost_dispute_left_over_is_sent_another_way() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let (order, dispute) = disputed(&shop, &ada, Some(2000)).await;
        ends(&shop, &dispute, false).await;
        let cancelled = staff::cancel(&shop.app, &mia(), &order.id, "It broke.").await;
        cancelled.unwrap();
        shop.hears().await;
        assert_eq!(shop.attention().await, ["dispute", "refund_failed"]);
        let failed = shop.sentences("kind = 'refund_failed'").await;
        assert!(failed[0].contains("€29.90"), "{failed:?}");
    })
    .await;
}

#[tokio::test]
async fn a_dispute_that_comes_before_its_refund_is_sent_ends_in_the_attention_queue() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let intent = shop.intent_of(&order).await;
        let action = json!({"action": "dispute", "payment_intent": intent});
        shop.provider.acts(action).await;
        // The shop has not heard of it when the order is cancelled.
        let cancelled = staff::cancel(&shop.app, &mia(), &order.id, "It broke.").await;
        cancelled.unwrap();
        shop.hears().await;
        shop.waits(atelier::server::clock::HOUR_MS).await;
        let refund = shop.text("SELECT state FROM refunds").await;
        assert_eq!(refund, "failed", "no job is left trying in vain");
        let mut troubles = shop.attention().await;
        troubles.sort_unstable();
        assert_eq!(troubles, ["dispute", "refund_failed"]);
        assert_eq!(shop.provider.refunded().await, 0);
    })
    .await;
}
