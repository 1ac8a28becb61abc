//! Orders that wait for a transfer or for cash are ordered: no later purchase takes their place.

use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::each_shop;
use atelier::server::actor::Actor;
use atelier::server::clock::DAY_MS;
use atelier::server::payments::manual;

const TRANSFER: (&str, &str) = ("payment_method", "bank_transfer");

fn mia() -> Actor {
    Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: "127.0.0.1".into(),
    }
}

#[tokio::test]
async fn a_transfer_leaves_the_cart_and_is_never_replaced() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let waiting = ada.orders(&[TRANSFER]).await;
        assert_eq!(ada.cart().await.count, 0, "it is ordered");
        ada.adds(BOWL, 1).await;
        let by_card = ada.orders(&[]).await;
        assert_eq!(shop.standing(&waiting).await.0, "pending");
        assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
        assert_eq!(ada.pays(&by_card, "pm_card_visa").await.0, 200);
        shop.hears().await;
        // What was put into the cart since is not what the transfer pays.
        ada.adds(BOWL, 2).await;
        let attempt = shop.pending_payment_of(&waiting.id).await;
        manual::confirm(&shop.app, &mia(), &waiting.id, &attempt, "Seen")
            .await
            .unwrap();
        assert_eq!(shop.standing(&waiting).await.0, "confirmed");
        assert_eq!(ada.cart().await.count, 2);
    })
    .await;
}

#[tokio::test]
async fn the_same_transfer_sent_twice_is_one_order_and_wanted_again_is_another() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let first = ada.orders(&[TRANSFER]).await;
        let again = ada.orders(&[TRANSFER]).await;
        assert_eq!(first, again, "the button was pressed twice");
        let other = [TRANSFER, ("note", "Another one")];
        assert_eq!(
            ada.tries_to_order(&other).await.status,
            409,
            "the cart is empty"
        );
        ada.adds(BOWL, 1).await;
        let second = ada.orders(&[TRANSFER]).await;
        assert_ne!(first.id, second.id, "she put it into the cart once more");
        assert_eq!(shop.orders("pending").await, 2);
        assert_eq!(shop.stock(BOWL).await, [8, 2, 0, 0]);
        let mails = shop.mails_to("ada@home.example").await;
        assert_eq!(mails, ["order_placed", "order_placed"]);
    })
    .await;
}

#[tokio::test]
async fn going_from_a_transfer_to_a_card_pays_the_same_order() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[TRANSFER]).await;
        assert!(ada.chooses(&order, "card").await.went_on());
        ada.adds(BOWL, 1).await;
        ada.orders(&[]).await;
        assert_eq!(
            shop.standing(&order).await.0,
            "pending",
            "still not replaced"
        );
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 2);
    })
    .await;
}

#[tokio::test]
async fn choosing_a_transfer_later_takes_the_lines_out_of_the_cart_too() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        assert_eq!(ada.cart().await.count, 1);
        assert!(ada.chooses(&order, "bank_transfer").await.went_on());
        assert_eq!(ada.cart().await.count, 0);
    })
    .await;
}

#[tokio::test]
async fn who_replaces_an_order_is_told_and_so_is_the_studio() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let first = ada.buys(BOWL, 1).await;
        let second = ada.orders(&[("note", "Please wrap it.")]).await;
        assert_eq!(shop.standing(&first).await.0, "cancelled");
        assert_eq!(shop.standing(&second).await.0, "pending");
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_cancelled"]);
        assert_eq!(
            shop.mails_to("maker@kiln.example").await,
            ["order_replaced"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_transfer_that_ran_out_offers_to_put_its_pieces_back() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        ada.adds(MUG, 1).await;
        let order = ada.orders(&[TRANSFER]).await;
        shop.waits(8 * DAY_MS).await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        let page = format!("/o/{}", order.token);
        let body = ada.gets(&page).await.body;
        assert!(
            body.contains("Put these pieces back into your cart"),
            "{body}"
        );
        let back = ada.posts(&page, &[("action", "buy_again")]).await;
        assert_eq!(back.location, "/cart");
        assert_eq!(ada.cart().await.count, 2);
        assert!(!ada.gets(&page).await.body.contains("Put these pieces back"));
        // The money comes after all: what it pays is not left in the cart.
        let attempt = shop.pending_payment_of(&order.id).await;
        manual::record_late(&shop.app, &mia(), &order.id, &attempt, "Seen")
            .await
            .unwrap();
        assert_eq!(shop.standing(&order).await.0, "confirmed");
        assert_eq!(ada.cart().await.count, 0);
    })
    .await;
}
