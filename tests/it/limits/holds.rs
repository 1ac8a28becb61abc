//! Holds of one-of-a-kind pieces that nobody has paid: how many somebody can have, and for how long.

use crate::manual_payments::finance;
use crate::support::browser::Answer;
use crate::support::goods::VASE;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Visitor;
use atelier::domain::shop::Shop as Sign;
use atelier::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use serde_json::json;

const TRANSFER: (&str, &str) = ("payment_method", "bank_transfer");

async fn limits(shop: &Shop, per_visitor: i64, per_network: i64, per_email: i64) {
    let sign = shop.app.shop().await.unwrap();
    let sign = Sign {
        unpaid_pieces_per_visitor: per_visitor,
        unpaid_pieces_per_network: per_network,
        unpaid_pieces_per_email: per_email,
        ..Sign::clone(&sign)
    };
    atelier::server::shop::save(&shop.app, &sign).await.unwrap();
    for number in 1..=5 {
        shop.stocks_piece(&format!("PIECE-{number}")).await;
    }
}

async fn wants(who: &Visitor, number: i64, email: &str) -> Answer {
    who.adds(&format!("PIECE-{number}"), 1).await;
    who.tries_to_order(&[TRANSFER, ("email", email)]).await
}

#[tokio::test]
async fn one_e_mail_address_holds_so_many_pieces_and_staff_may_lift_that() {
    each_shop(async |shop| {
        limits(&shop, 9, 9, 2).await;
        let staff = finance(&shop).await;
        for number in 1..=2 {
            let who = shop.visitor();
            assert!(wants(&who, number, "Ada@home.example").await.went_on());
        }
        let third = shop.visitor();
        let refused = wants(&third, 3, "ada@home.example").await;
        assert_eq!(refused.status, 409);
        assert!(
            refused.body.contains("at most 2 can be"),
            "{}",
            refused.body
        );
        assert_eq!(shop.stock("PIECE-3").await, [1, 0, 0, 0]);
        assert!(
            wants(&shop.visitor(), 4, "eve@home.example")
                .await
                .went_on()
        );
        assert_eq!(shop.attention().await, ["unpaid_pieces"]);
        let again = third.tries_to_order(&[TRANSFER]).await;
        assert_eq!(again.status, 409);
        assert_eq!(shop.attention().await.len(), 1, "one entry for one trouble");
        let page = staff.get("/admin/attention").await.body;
        assert!(page.contains("Lift this limit"), "{page}");
        let entry = shop.text("SELECT id FROM attention").await;
        let form = [
            ("entry", entry.as_str()),
            ("resolution", "I know her."),
            ("lift", "on"),
        ];
        assert!(
            staff
                .post("/admin/attention", &form)
                .await
                .location
                .ends_with("resolved")
        );
        assert!(third.tries_to_order(&[TRANSFER]).await.went_on());
    })
    .await;
}

#[tokio::test]
async fn one_visitor_and_one_network_hold_so_many_pieces() {
    each_shop(async |shop| {
        limits(&shop, 2, 3, 9).await;
        let ada = shop.visitor_at("2001:db8:1:2::1");
        assert!(wants(&ada, 1, "a@home.example").await.went_on());
        assert!(wants(&ada, 2, "b@home.example").await.went_on());
        assert_eq!(wants(&ada, 3, "c@home.example").await.status, 409);
        let neighbour = shop.visitor_at("2001:db8:1:2:ffff::9");
        assert!(wants(&neighbour, 3, "d@home.example").await.went_on());
        assert_eq!(wants(&neighbour, 4, "e@home.example").await.status, 409);
        let elsewhere = shop.visitor_at("2001:db8:1:3::1");
        assert!(wants(&elsewhere, 4, "f@home.example").await.went_on());
        let plain = "SELECT COUNT(*) FROM orders WHERE network_key LIKE '%2001%'";
        assert_eq!(shop.number(plain).await, 0, "addresses are kept hashed");
    })
    .await;
}

async fn hold(shop: &Shop) -> i64 {
    shop.number("SELECT hold_expires_at_ms - placed_at_ms FROM orders")
        .await
}

#[tokio::test]
async fn another_way_to_pay_counts_from_the_placing_of_the_order() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        assert_eq!(hold(&shop).await, 4 * HOUR_MS);
        shop.waits(HOUR_MS).await;
        for _ in 0..3 {
            ada.chooses(&order, "bank_transfer").await;
            assert_eq!(hold(&shop).await, 7 * DAY_MS);
            ada.chooses(&order, "card").await;
            assert_eq!(hold(&shop).await, 4 * HOUR_MS);
            ada.chooses(&order, "hosted").await;
            assert_eq!(hold(&shop).await, 4 * HOUR_MS + 5 * MINUTE_MS);
        }
        ada.chooses(&order, "card").await;
        // Ten minutes before the end a hosted page needs its half hour: once.
        shop.waits(3 * HOUR_MS - 10 * MINUTE_MS).await;
        assert!(ada.chooses(&order, "hosted").await.went_on());
        assert_eq!(hold(&shop).await, 4 * HOUR_MS + 35 * MINUTE_MS);
        ada.chooses(&order, "card").await;
        shop.waits(20 * MINUTE_MS).await;
        assert_eq!(ada.chooses(&order, "hosted").await.status, 409);
        shop.waits(HOUR_MS).await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(shop.stock(VASE).await, [1, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_card_for_a_transfer_that_waited_days_has_time_to_be_typed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[TRANSFER]).await;
        shop.waits(3 * DAY_MS).await;
        // The provider's clock stands still, so the shop would take what it says for old news.
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        assert!(ada.chooses(&order, "card").await.went_on());
        let end = hold(&shop).await;
        assert!(
            (3 * DAY_MS + 30 * MINUTE_MS..4 * DAY_MS).contains(&end),
            "{end}"
        );
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
    })
    .await;
}
