//! Placing an order: what it costs, what it takes, and that it is placed once.

use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::filled_in;
use atelier::server::clock::HOUR_MS;

async fn sums(shop: &Shop) -> [i64; 5] {
    let mut sums = [0; 5];
    let columns = ["subtotal", "shipping", "shipping_tax", "tax", "total"];
    for (place, name) in columns.into_iter().enumerate() {
        let sql = format!("SELECT {name}_minor FROM orders ORDER BY number DESC LIMIT 1");
        sums[place] = shop.number(sql).await;
    }
    sums
}

#[tokio::test]
async fn the_total_holds_goods_shipping_and_tax() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 2).await;
        ada.adds(MUG, 1).await;
        let costs = ada.costs("DE", "post").await;
        assert_eq!(costs.totals.as_ref().unwrap().total_minor, 11_690);
        ada.orders(&[("seen_total", "11690")]).await;
        // 19 % are contained: of 116.90 that is 18.66, of the shipping 0.78.
        assert_eq!(sums(&shop).await, [11_200, 490, 78, 1866, 11_690]);
        let eve = shop.visitor();
        eve.chooses_currency("USD").await;
        eve.adds(BOWL, 1).await;
        let us = [
            ("country", "US"),
            ("region", "CA"),
            ("postal_code", "94016"),
        ];
        eve.orders(&us).await;
        // 8.25 % come on top of 51.00 and 6.00.
        assert_eq!(sums(&shop).await, [5100, 600, 49, 470, 6170]);
        let collected = [("shipping_method", "collect")];
        let joe = shop.visitor();
        joe.adds(BOWL, 1).await;
        joe.orders(&collected).await;
        assert_eq!(sums(&shop).await[4], 4500);
    })
    .await;
}

#[tokio::test]
async fn nothing_that_the_form_does_not_ask_for_is_taken() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        for (name, value) in [
            ("unit_price", "1"),
            ("total", "1"),
            ("price", "1"),
            ("status", "confirmed"),
            ("currency", "JPY"),
        ] {
            assert_eq!(
                ada.tries_to_order(&[(name, value)]).await.status,
                422,
                "{name}"
            );
        }
        for (name, value) in [
            ("email", "nobody"),
            ("country", "XX"),
            ("line1", ""),
            ("shipping_method", "teleport"),
            ("payment_method", "promise"),
            ("payment_method", "cash_on_collection"),
        ] {
            assert_eq!(
                ada.tries_to_order(&[(name, value)]).await.status,
                422,
                "{name} {value}"
            );
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
        let order = ada.orders(&[]).await;
        let seen = ada.sees(&order).await;
        assert_eq!(seen.amounts.total.minor, 12_490);
        let intent = shop.provider.intent(&shop.intent_of(&order).await).await;
        assert_eq!(intent["amount"], 12_490);
    })
    .await;
}

#[tokio::test]
async fn a_total_that_is_not_the_one_seen_places_nothing() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let refused = ada.tries_to_order(&[("seen_total", "4989")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("49.90"), "the true total is told");
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        assert_eq!(
            shop.number("SELECT value FROM counters WHERE name = 'order'")
                .await,
            0
        );
        assert_eq!(shop.stock(BOWL).await, [10, 0, 0, 0]);
        assert_eq!(
            shop.provider.state().await["intents"],
            serde_json::json!({})
        );
        ada.orders(&[("seen_total", "4990")]).await;
    })
    .await;
}

#[tokio::test]
async fn an_order_holds_its_pieces_and_says_until_when() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 3).await;
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[]).await;
        assert_eq!(order.url, format!("/checkout/pay/{}", order.token));
        assert_eq!(shop.stock(BOWL).await, [7, 3, 0, 0]);
        assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
        let state = shop
            .text("SELECT piece_state FROM variants WHERE sku = 'VASE'")
            .await;
        assert_eq!(state, "reserved");
        let end = shop.number("SELECT hold_expires_at_ms FROM orders").await;
        let left = end - shop.app.now_ms();
        assert!(
            (4 * HOUR_MS - 60_000..=4 * HOUR_MS).contains(&left),
            "{left}"
        );
        let job = "SELECT run_at_ms FROM jobs WHERE kind = 'expire_hold' AND state = 'waiting'";
        assert_eq!(shop.number(job).await, end);
        let due = ada.due(&order).await;
        assert_eq!(due.hold_expires_at_ms, Some(end));
        assert!(due.element.unwrap().client_secret.contains("_secret_"));
        let sealed = shop.text("SELECT client_secret FROM payment_objects").await;
        assert!(
            !sealed.contains("secret"),
            "the client secret is kept sealed"
        );
        assert_eq!(ada.sees(&order).await.number, "ORD-000001");
    })
    .await;
}

#[tokio::test]
async fn the_same_order_sent_twice_is_one_order() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 2).await;
        let first = ada.orders(&[]).await;
        let again = ada.orders(&[]).await;
        assert_eq!(first, again);
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM payment_attempts").await,
            1
        );
        assert_eq!(shop.provider.intents("requires_payment_method").await, 1);
        assert_eq!(shop.stock(BOWL).await, [8, 2, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_changed_order_replaces_the_earlier_one_whose_payment_is_closed_first() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let first = ada.buys(VASE, 1).await;
        let old_intent = shop.intent_of(&first).await;
        let second = ada.orders(&[("note", "Please wrap it.")]).await;
        assert_ne!(first.id, second.id);
        assert_eq!(
            shop.standing(&first).await,
            ("cancelled".into(), "cancelled".into())
        );
        let old = shop.provider.intent(&old_intent).await;
        assert_eq!(old["status"], "canceled", "closed at once, not by a job");
        assert_eq!(shop.provider.intents("requires_payment_method").await, 1);
        assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
        shop.hears().await;
        assert_eq!(shop.standing(&second).await.0, "pending");
        assert_eq!(ada.pays(&second, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(
            shop.standing(&second).await,
            ("confirmed".into(), "paid".into())
        );
    })
    .await;
}

#[tokio::test]
async fn a_changed_order_does_not_replace_one_that_was_paid_in_the_meantime() {
    each_shop(async |shop| {
        shop.provider
            .suffers(serde_json::json!({"drop_webhooks": true}))
            .await;
        let ada = shop.visitor();
        let first = ada.buys(VASE, 1).await;
        assert_eq!(ada.pays(&first, "pm_card_visa").await.0, 200);
        let answer = ada.tries_to_order(&[("note", "Please wrap it.")]).await;
        assert_eq!(answer.location, format!("/o/{}", first.token));
        assert_eq!(
            shop.standing(&first).await,
            ("confirmed".into(), "paid".into())
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
    })
    .await;
}

#[tokio::test]
async fn order_numbers_have_no_gaps_whatever_is_refused() {
    each_shop(async |shop| {
        for turn in 0..4 {
            let ada = shop.visitor();
            ada.adds(BOWL, 1).await;
            assert_eq!(ada.tries_to_order(&[("seen_total", "1")]).await.status, 409);
            assert_eq!(
                ada.tries_to_order(&[("shipping_method", "x")]).await.status,
                422
            );
            let order = ada.orders(&[]).await;
            assert_eq!(
                ada.sees(&order).await.number,
                format!("ORD-{:06}", turn + 1)
            );
        }
        let refused = shop.tampers_in_vain("DELETE FROM orders").await;
        assert!(
            refused.contains("never deleted") || refused.contains("append-only"),
            "{refused}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_cart_is_emptied_when_the_order_is_paid_and_not_before() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let order = ada.orders(&[]).await;
        ada.adds(MUG, 1).await;
        assert_eq!(ada.cart().await.count, 2);
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        assert_eq!(ada.cart().await.count, 2, "nobody has told the shop yet");
        shop.hears().await;
        let cart = ada.cart().await;
        assert_eq!(cart.count, 1, "what was added later stays");
        assert_eq!(cart.lines[0].sku, MUG);
    })
    .await;
}

#[tokio::test]
async fn what_was_added_after_ordering_stays_in_the_cart() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.adds(BOWL, 2).await;
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(ada.cart().await.count, 2, "one of three was bought");
    })
    .await;
}

#[tokio::test]
async fn an_empty_cart_is_not_ordered() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        assert_eq!(ada.tries_to_order(&[]).await.status, 409);
        ada.adds(BOWL, 1).await;
        ada.changes(BOWL, "set", 0).await;
        assert_eq!(ada.tries_to_order(&[]).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_comes_back_with_everything_that_was_typed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let typed = filled_in(&[
            ("email", "not an address"),
            ("note", "Zürich </textarea><b>&amp;"),
        ]);
        let answer = ada.posts("/checkout", &typed).await;
        assert_eq!(answer.status, 422);
        for text in [
            "not an address",
            "Ada Lovelace",
            "Ringstraße 1",
            "Zürich &lt;/textarea&gt;&lt;b&gt;&amp;amp;",
        ] {
            assert!(answer.body.contains(text), "{text}");
        }
    })
    .await;
}
