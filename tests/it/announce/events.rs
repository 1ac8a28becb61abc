//! What is announced: each change once, nothing that did not happen, nothing about a person.

use super::{hears_all, listens};
use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::receiver::Receiver;
use crate::support::shop::{Shop, each_shop};
use crate::tidy::{findings_outside, none};
use atelier::domain::order_status::OrderStatus;
use atelier::server::announce;
use atelier::server::error::{Error, Result};
use atelier::transact;
use std::collections::HashSet;

#[tokio::test]
async fn every_change_of_an_order_arrives_once_and_verifies() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        let (_, secret) = hears_all(&shop, &receiver).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_chargeDeclined").await;
        shop.hears().await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        ada.cancels(&order).await;
        shop.hears().await;
        let expected = [
            "order.cancelled",
            "order.confirmed",
            "order.placed",
            "payment.failed",
            "payment.received",
            "refund.succeeded",
            "stock.changed",
            "stock.changed",
            "stock.changed",
            "stock.sold_out",
        ];
        assert_eq!(receiver.events(), expected);
        let got = receiver.got();
        let ids: HashSet<&str> = got.iter().map(|got| got.id()).collect();
        assert_eq!(ids.len(), got.len(), "each under an id of its own");
        for one in &got {
            assert!(one.verifies(&secret), "{one:?}");
            assert!(!one.verifies("whsec_c2VjcmV0"), "another secret");
            let body = one.body.to_lowercase();
            for personal in [
                "ada",
                "example.org",
                "street",
                order.token.to_lowercase().as_str(),
            ] {
                assert!(!body.contains(personal), "{personal}: {body}");
            }
        }
        let paid = got.iter().find(|got| got.event() == "payment.received");
        let data = &paid.unwrap().json()["data"];
        assert_eq!(
            (&data["amount"], &data["currency"]),
            (&"124.90".into(), &"EUR".into())
        );
        assert_eq!(data["order_id"], order.id.as_str());
        let cancelled = got.iter().find(|got| got.event() == "order.cancelled");
        let data = &cancelled.unwrap().json()["data"];
        assert_eq!(data["cancel_reason"], "customer");
        assert!(data["version"].as_i64().unwrap() > 2, "{data}");
        let delivered =
            "SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'delivered' AND tries = 1";
        assert_eq!(shop.number(delivered).await, 10);
    })
    .await;
}

/// Whatever has a row in a history was announced, whoever wrote it.
async fn announced(shop: &Shop, rows: &str, events: &str) {
    let rows = shop.number(rows).await;
    let told = format!("SELECT COUNT(*) FROM webhook_deliveries WHERE event LIKE '{events}'");
    assert!(rows > 0, "{events}");
    assert_eq!(shop.number(told).await, rows, "{events}");
}

#[tokio::test]
async fn nothing_in_a_history_is_left_out() {
    each_shop(async |shop| {
        let before = shop.number("SELECT COUNT(*) FROM stock_moves").await;
        let receiver = Receiver::open().await;
        hears_all(&shop, &receiver).await;
        atelier::server::seed::commissions::fill(&shop.app, false)
            .await
            .unwrap();
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 2).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        ada.buys(MUG, 1).await;
        shop.waits(5 * 3_600_000).await;
        let histories = "SELECT COUNT(*) FROM order_history WHERE to_status IS NOT NULL";
        announced(&shop, histories, "order.%").await;
        let histories = "SELECT COUNT(*) FROM commission_events WHERE to_status IS NOT NULL";
        announced(&shop, histories, "commission.%").await;
        let moves = format!("SELECT COUNT(*) - {before} FROM stock_moves");
        announced(&shop, &moves, "stock.changed").await;
        let receipts = "SELECT COUNT(*) FROM payment_attempts WHERE state = 'succeeded' AND refused_reason IS NULL";
        announced(&shop, receipts, "payment.received").await;
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_hears_only_of_what_it_chose() {
    each_shop(async |shop| {
        let (scale, books, nobody) = (
            Receiver::open().await,
            Receiver::open().await,
            Receiver::open().await,
        );
        listens(&shop, &scale, &["order.confirmed", "order.placed"]).await;
        listens(&shop, &books, &["payment.received", "order.placed"]).await;
        let (id, _) = hears_all(&shop, &nobody).await;
        shop.tampers(format!(
            "UPDATE webhook_endpoints SET enabled = FALSE WHERE id = '{id}'"
        ))
        .await;
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(scale.events(), ["order.confirmed", "order.placed"]);
        assert_eq!(books.events(), ["order.placed", "payment.received"]);
        assert_eq!(nobody.events(), [""; 0], "a disabled endpoint gets nothing");
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM webhook_deliveries").await,
            4
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_rolled_back_is_not_told() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        hears_all(&shop, &receiver).await;
        let order = shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        let before = receiver.got().len();
        let now = shop.app.now_ms();
        let undone: Result<()> = async {
            transact!(shop.app.db, tx => {
                announce::order_moved(&mut tx, &order.id, OrderStatus::Shipped, now).await?;
                Err(Error::fault("something else went wrong"))
            })
        }
        .await;
        assert!(undone.is_err());
        shop.drains().await;
        assert_eq!(receiver.got().len(), before);
        let told = "SELECT COUNT(*) FROM webhook_deliveries WHERE event = 'order.shipped'";
        assert_eq!(shop.number(told).await, 0);
    })
    .await;
}

/// What is written past these places would be announced to nobody.
#[test]
fn histories_are_written_where_they_are_announced() {
    for (call, homes) in [
        ("insert_history(", &["src/server/orders/mod.rs"][..]),
        (
            "db::commissions::insert_event(",
            &["src/server/commissions/mod.rs"],
        ),
        ("refunds::set_state(", &["src/server/refunds/mod.rs"]),
        ("db::stock::change(", &["src/server/stock.rs"]),
        (
            "insert_moves(",
            &["src/server/stock.rs", "src/server/seed/"],
        ),
    ] {
        let found = findings_outside("src/server/db/", |line| line.contains(call)).into_iter();
        let at_home = |place: &String| homes.iter().any(|home| place.starts_with(home));
        none(
            "announce it where the others do",
            found.filter(|place| !at_home(place)),
        );
    }
}
