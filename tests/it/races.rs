//! Races: nothing is sold twice, nobody waits for ever, and every loser gets a message.

use crate::support::browser::Answer;
use crate::support::goods::{BOWL, LARGE_PRINT, SMALL_PRINT, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Visitor;
use atelier::server::db::Conn;
use atelier::server::db::stock::{self, Cause, Change};
use atelier::server::orders::holds;
use futures::future::join_all;
use serde_json::json;
use std::time::Duration;

/// Visitors who each have some of a SKU in their cart.
async fn crowd(shop: &Shop, number: usize, sku: &'static str) -> Vec<Visitor> {
    let all = (0..number).map(|_| {
        let visitor = shop.visitor();
        tokio::spawn(async move {
            visitor.adds(sku, 1).await;
            visitor
        })
    });
    join_all(all)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

async fn order_at_once(crowd: &[Visitor]) -> Vec<Answer> {
    let all = crowd
        .iter()
        .cloned()
        .map(|visitor| tokio::spawn(async move { visitor.tries_to_order(&[]).await }));
    join_all(all)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

/// How many orders were placed; everyone else was told 409.
fn placed(answers: &[Answer]) -> usize {
    for answer in answers {
        assert!(
            matches!(answer.status, 303 | 409),
            "{}: {}",
            answer.status,
            answer.body
        );
    }
    answers.iter().filter(|answer| answer.went_on()).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_buyers_want_one_piece_and_one_gets_it() {
    each_shop(async |shop| {
        let crowd = crowd(&shop, 200, VASE).await;
        assert_eq!(placed(&order_at_once(&crowd).await), 1);
        assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
        assert_eq!(shop.provider.intents("requires_payment_method").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_buyers_want_a_hundred_units_and_a_hundred_get_one() {
    each_shop(async |shop| {
        shop.stocks("BEAD", 100).await;
        let crowd = crowd(&shop, 500, "BEAD").await;
        assert_eq!(placed(&order_at_once(&crowd).await), 100);
        assert_eq!(shop.stock("BEAD").await, [0, 100, 0, 0]);
        assert_eq!(shop.number("SELECT MAX(number) FROM orders").await, 100);
        assert_eq!(shop.provider.intents("requires_payment_method").await, 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn carts_in_opposite_orders_do_not_wait_for_each_other_for_ever() {
    each_shop(async |shop| {
        shop.stocks("LEFT", 20).await;
        shop.stocks("RIGHT", 20).await;
        let mut crowd = Vec::new();
        for turn in 0..24 {
            let visitor = shop.visitor();
            let skus = if turn % 2 == 0 {
                ["LEFT", "RIGHT"]
            } else {
                ["RIGHT", "LEFT"]
            };
            for sku in skus {
                visitor.adds(sku, 1).await;
            }
            crowd.push(visitor);
        }
        assert_eq!(placed(&order_at_once(&crowd).await), 20);
        assert_eq!(shop.stock("LEFT").await, [0, 20, 0, 0]);
        assert_eq!(shop.stock("RIGHT").await, [0, 20, 0, 0]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_units_of_two_sizes_go_at_once_and_the_product_says_so() {
    each_shop(async |shop| {
        let in_stock = "SELECT COUNT(*) FROM products WHERE slug = 'print-s' AND in_stock";
        for (change, expected) in [(Change::Hold, 0), (Change::Release, 1)] {
            let mut first = shop.app.db.begin().await.unwrap();
            move_stock(&shop, &mut first, change, SMALL_PRINT, 3).await;
            let second = tokio::spawn({
                let shop = shop.clone();
                async move {
                    let mut second = shop.app.db.begin().await.unwrap();
                    move_stock(&shop, &mut second, change, LARGE_PRINT, 1).await;
                    second.commit().await.unwrap();
                }
            });
            tokio::time::sleep(Duration::from_millis(200)).await;
            first.commit().await.unwrap();
            second.await.unwrap();
            assert_eq!(shop.number(in_stock).await, expected, "{change:?}");
        }
    })
    .await;
}

async fn move_stock(shop: &Shop, conn: &mut Conn, change: Change, sku: &str, quantity: i64) {
    let variant = shop
        .text(format!("SELECT id FROM variants WHERE sku = '{sku}'"))
        .await;
    let cause = Cause {
        order_id: "none",
        actor: "shop",
        at_ms: 1,
    };
    let moved = stock::change(conn, change, &variant, quantity, cause).await;
    assert!(moved.unwrap(), "{change:?} {sku}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_tabs_of_one_cart_place_one_order() {
    each_shop(async |shop| {
        for round in 1..=3 {
            let ada = shop.visitor();
            ada.adds(BOWL, 1).await;
            let tabs = vec![ada.clone(); 8];
            let answers = order_at_once(&tabs).await;
            let first = answers.iter().find(|answer| answer.went_on()).unwrap();
            for answer in &answers {
                assert_eq!(
                    answer.location, first.location,
                    "{}: {}",
                    answer.status, answer.body
                );
            }
            assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, round);
            assert_eq!(
                shop.provider.intents("requires_payment_method").await,
                round as u64
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_tabs_with_different_forms_leave_one_order_to_pay() {
    each_shop(async |shop| {
        for round in 1..=5 {
            let ada = shop.visitor();
            ada.adds(BOWL, 1).await;
            let all = ["one", "two", "three", "four"].map(|note| {
                let tab = ada.clone();
                tokio::spawn(async move { tab.tries_to_order(&[("note", note)]).await })
            });
            let answers: Vec<Answer> = join_all(all)
                .await
                .into_iter()
                .map(Result::unwrap)
                .collect();
            assert!(placed(&answers) >= 1);
            shop.hears().await;
            assert_eq!(shop.orders("pending").await, round);
            let open = shop.provider.intents("requires_payment_method").await;
            assert_eq!(
                open, round as u64,
                "what was replaced is closed at the provider too"
            );
            assert_eq!(shop.stock(BOWL).await, [10 - round, round, 0, 0]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_ways_to_pay_chosen_at_once_leave_one_open() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let all = ["hosted", "bank_transfer", "hosted", "card", "hosted"].map(|method| {
            let (tab, order) = (ada.clone(), order.clone());
            tokio::spawn(async move { tab.chooses(&order, method).await })
        });
        for answer in join_all(all).await {
            let answer = answer.unwrap();
            assert!(matches!(answer.status, 303 | 409), "{}: {}", answer.status, answer.body);
        }
        shop.hears().await;
        let live = shop.number("SELECT COUNT(*) FROM payment_attempts WHERE state IN ('created', 'requires_action', 'processing')").await;
        assert_eq!(live, 1);
        let state = shop.provider.state().await;
        let open = state["intents"]["requires_payment_method"].as_u64().unwrap_or(0)
            + state["sessions"]["open"].as_u64().unwrap_or(0);
        assert!(open <= 1, "{state}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_ways_to_pay_that_close_the_same_earlier_one_do_not_both_open() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        // Both are still closing the card's payment when either could go on.
        let slow = json!({"delay_ms": 500, "path_prefix": "/v1/payment_intents"});
        shop.provider.suffers(slow).await;
        let both = ["hosted", "bank_transfer"].map(|method| {
            let (tab, order) = (ada.clone(), order.clone());
            tokio::spawn(async move { tab.chooses(&order, method).await })
        });
        let answers = join_all(both).await;
        let mut statuses: Vec<u16> = answers.into_iter().map(|a| a.unwrap().status).collect();
        statuses.sort();
        assert_eq!(statuses, [303, 409], "the slower one is told");
        let opened = "SELECT COUNT(*) FROM payment_attempts WHERE state = 'created'";
        assert_eq!(shop.number(opened).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancelling_paying_and_expiring_at_once_loses_no_money_and_no_piece() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        for round in 0..6 {
            let ada = shop.visitor();
            let order = ada.buys(BOWL, 1).await;
            let intent = shop.intent_of(&order).await;
            shop.tampers(format!("UPDATE orders SET hold_expires_at_ms = 1 WHERE id = '{}'", order.id)).await;
            let cancel = {
                let (ada, order) = (ada.clone(), order.clone());
                tokio::spawn(async move { ada.cancels(&order).await.status })
            };
            let pay = {
                let (ada, order, shop) = (ada.clone(), order.clone(), shop.clone());
                tokio::spawn(async move {
                    shop.provider.confirm(&intent, "pm_card_visa").await;
                    ada.returns(&order).await.status
                })
            };
            let expire = {
                let (app, id) = (shop.app.clone(), order.id.clone());
                tokio::spawn(async move { holds::expire(&app, &id).await })
            };
            assert!(matches!(cancel.await.unwrap(), 303 | 409), "round {round}");
            assert_eq!(pay.await.unwrap(), 303);
            expire.await.unwrap().unwrap();
            shop.minutes_pass(3).await;
            let (status, request) = shop.standing(&order).await;
            let paid = shop.provider.intent(&shop.intent_of(&order).await).await["status"] == "succeeded";
            let fits = match status.as_str() {
                "confirmed" => request == "paid" && paid,
                "cancelled" => request == "cancelled" || (paid && request == "refunded"),
                _ => false,
            };
            assert!(fits, "round {round}: {status} {request}, paid: {paid}");
        }
        let kept = shop.number("SELECT CAST(COALESCE(SUM(total_minor), 0) AS BIGINT) FROM orders WHERE status = 'confirmed'").await;
        assert_eq!(shop.balance("provider").await, kept);
        assert_eq!(shop.balance("customer_credit").await, 0);
    })
    .await;
}
