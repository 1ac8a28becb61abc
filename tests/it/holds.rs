//! Holds that expire, and money that comes too late: the stock is taken again, flagged, or the money refunded. Nothing
//! is silent.

use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::server::clock::{DAY_MS, HOUR_MS};
use atelier::server::orders::holds;
use serde_json::json;

const TTL: i64 = 4 * HOUR_MS;

/// Orders and pays by a debit that the bank takes its time over, unheard of by the shop, until after the hold ran out.
async fn pays_too_late(shop: &Shop, who: &Visitor, sku: &str, quantity: i64) -> Placed {
    let order = who.buys(sku, quantity).await;
    let intent = shop.intent_of(&order).await;
    // The provider can't be called when the hold ends, so the intent stays payable.
    shop.provider
        .suffers(json!({"fail_next_5xx": 1000, "fail_status": 503, "drop_webhooks": true}))
        .await;
    shop.waits(TTL + 1000).await;
    assert_eq!(
        shop.standing(&order).await,
        ("cancelled".into(), "cancelled".into())
    );
    shop.provider.suffers(json!({"drop_webhooks": true})).await;
    assert_eq!(shop.provider.confirm(&intent, "pm_card_visa").await.0, 200);
    order
}

#[tokio::test]
async fn an_unpaid_order_gives_its_pieces_back_when_its_time_is_up() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        shop.waits(TTL - 60_000).await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        shop.waits(61_000).await;
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "cancelled".into())
        );
        let reason = shop.text("SELECT cancel_reason FROM orders").await;
        assert_eq!(reason, "hold_expired");
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
        assert_eq!(shop.provider.intents("canceled").await, 1);
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 400);
        assert_eq!(shop.mails_to("ada@home.example").await, ["hold_expired"]);
        assert_eq!(ada.cart().await.count, 1, "the cart is kept");
        let again = ada.orders(&[]).await;
        assert_ne!(again.id, order.id);
    })
    .await;
}

#[tokio::test]
async fn holds_that_ended_while_the_shop_was_closed_are_swept_before_it_opens() {
    each_shop(async |shop| {
        shop.visitor().buys(VASE, 1).await;
        let kept = shop.visitor().buys(BOWL, 1).await;
        shop.tampers(format!(
            "UPDATE orders SET hold_expires_at_ms = hold_expires_at_ms + {DAY_MS} WHERE id = '{}'",
            kept.id
        ))
        .await;
        shop.app.clock.advance_ms(TTL + HOUR_MS);
        assert_eq!(holds::expire_due(&shop.app).await.unwrap(), 1);
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
        assert_eq!(shop.standing(&kept).await.0, "pending");
    })
    .await;
}

#[tokio::test]
async fn a_payment_made_in_the_last_moment_is_found_before_the_pieces_go() {
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
        shop.waits(TTL + HOUR_MS).await;
        assert_eq!(
            shop.standing(&by_card).await,
            ("confirmed".into(), "paid".into())
        );
        assert_eq!(
            shop.standing(&hosted).await,
            ("confirmed".into(), "paid".into())
        );
        let cancelled = shop
            .number("SELECT COUNT(*) FROM order_history WHERE to_status = 'cancelled'")
            .await;
        assert_eq!(cancelled, 0, "it was never given up");
    })
    .await;
}

#[tokio::test]
async fn a_hosted_page_that_nobody_paid_is_closed_with_its_order() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("payment_method", "hosted")]).await;
        shop.waits(TTL + HOUR_MS).await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(
            shop.provider.state().await["sessions"],
            json!({"expired": 1})
        );
        shop.waits(DAY_MS).await;
        assert_eq!(
            shop.attention().await,
            [""; 0],
            "closing twice is not trouble"
        );
    })
    .await;
}

#[tokio::test]
async fn late_money_takes_the_pieces_again_if_they_are_there() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays_too_late(&shop, &ada, VASE, 1).await;
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
        shop.minutes_pass(5).await;
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "paid".into())
        );
        assert_eq!(shop.stock(VASE).await, [0, 0, 1, 0]);
        assert_eq!(
            shop.mails_to("ada@home.example").await,
            ["hold_expired", "order_confirmed"]
        );
        assert_eq!(shop.provider.refunded().await, 0);
    })
    .await;
}

#[tokio::test]
async fn late_money_for_what_was_sold_on_flags_a_shortage() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays_too_late(&shop, &ada, MUG, 4).await;
        let eve = shop.visitor();
        let other = eve.buys(MUG, 3).await;
        eve.pays(&other, "pm_card_visa").await;
        shop.minutes_pass(5).await;
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "paid".into())
        );
        assert_eq!(shop.stock(MUG).await, [0, 0, 5, 2]);
        assert_eq!(shop.attention().await, ["stock_shortage"]);
        assert!(ada.sees(&order).await.stock_shortage);
        // Cancelled after all: its stock is released, and the money refunded.
        assert!(ada.cancels(&order).await.went_on());
        shop.drains().await;
        assert_eq!(shop.stock(MUG).await, [2, 0, 5, 2]);
        assert_eq!(shop.provider.refunded().await, 4 * 2200 + 490);
    })
    .await;
}

#[tokio::test]
async fn late_money_for_a_piece_that_found_another_owner_goes_back_by_itself() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays_too_late(&shop, &ada, VASE, 1).await;
        let eve = shop.visitor();
        let other = eve.orders_for("eve@home.example", VASE).await;
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await, ("cancelled".into(), "cancelled".into()));
        assert_eq!(shop.provider.refunded().await, 12_490);
        let books = format!("SELECT CAST(COALESCE(SUM(ABS(x.b)), 0) AS BIGINT) FROM (SELECT SUM(amount_minor) AS b FROM ledger
            WHERE order_id = '{}' GROUP BY account) x", order.id);
        assert_eq!(shop.number(books).await, 0, "every account is even again");
        assert_eq!(shop.mails_to("ada@home.example").await, ["hold_expired", "money_returned"]);
        eve.pays(&other, "pm_card_visa").await;
        shop.minutes_pass(3).await;
        assert_eq!(shop.standing(&other).await, ("confirmed".into(), "paid".into()));
    })
    .await;
}

#[tokio::test]
async fn late_money_for_a_piece_that_was_withdrawn_goes_back_too() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays_too_late(&shop, &ada, VASE, 1).await;
        shop.tampers("UPDATE variants SET piece_state = 'archived' WHERE sku = 'VASE'")
            .await;
        shop.tampers("UPDATE products SET status = 'archived' WHERE slug = 'vase'")
            .await;
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(shop.provider.refunded().await, 12_490);
    })
    .await;
}

#[tokio::test]
async fn a_second_payment_for_one_amount_goes_back() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let first = shop.intent_of(&order).await;
        // The provider is away when the customer changes the way to pay, as if the first had not been closed there.
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        shop.tampers("UPDATE payment_attempts SET state = 'cancelled'")
            .await;
        assert!(ada.chooses(&order, "hosted").await.went_on());
        let session = shop.session_of(&order).await;
        shop.provider
            .pays_hosted(&session, "4242424242424242")
            .await;
        shop.provider.confirm(&first, "pm_card_visa").await;
        assert_eq!(shop.provider.paid().await, 2);
        shop.minutes_pass(5).await;
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "paid".into())
        );
        assert_eq!(shop.provider.refunded().await, 4990, "one of the two");
        assert_eq!(shop.balance("provider").await, 4990);
        assert_eq!(shop.balance("customer_credit").await, 0);
        let refused = shop
            .number("SELECT COUNT(*) FROM payment_attempts WHERE refused_reason = 'second_payment'")
            .await;
        assert_eq!(refused, 1);
    })
    .await;
}

#[tokio::test]
async fn money_for_an_order_that_its_customer_cancelled_goes_back() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        shop.provider
            .suffers(json!({"fail_next_5xx": 1000, "fail_status": 503, "drop_webhooks": true}))
            .await;
        assert!(
            ada.cancels(&order).await.went_on(),
            "the provider's absence is not the customer's trouble"
        );
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        shop.provider.confirm(&intent, "pm_card_visa").await;
        shop.minutes_pass(5).await;
        assert_eq!(
            shop.standing(&order).await,
            ("cancelled".into(), "cancelled".into())
        );
        assert_eq!(shop.provider.refunded().await, 4990);
        assert_eq!(shop.balance("provider").await, 0);
        let mails = shop.mails_to("ada@home.example").await;
        assert!(mails.contains(&"money_returned".to_string()), "{mails:?}");
        assert_eq!(shop.stock(BOWL).await, [10, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn an_order_whose_last_payment_failed_says_so_when_it_ends() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_chargeDeclined").await;
        shop.hears().await;
        shop.waits(TTL + 61_000).await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        let reason = shop.text("SELECT cancel_reason FROM orders").await;
        assert_eq!(reason, "payment_failed");
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
        assert_eq!(shop.mails_to("ada@home.example").await, ["hold_expired"]);
        let sees = ada.sees(&order).await;
        assert!(
            sees.next.sentence.contains("did not go through"),
            "{}",
            sees.next.sentence
        );
    })
    .await;
}
