//! The cart: what a visitor wants, re-priced and re-checked at each look.

use crate::support::goods::{BOWL, MUG, SMALL_PRINT, VASE};
use crate::support::shop::each_shop;
use atelier::domain::cart::LineProblem;

#[tokio::test]
async fn pieces_are_added_changed_and_removed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        assert_eq!(ada.cart().await.count, 0);
        ada.adds(BOWL, 2).await;
        ada.adds(MUG, 1).await;
        ada.adds(BOWL, 1).await;
        let cart = ada.cart().await;
        assert_eq!((cart.count, cart.subtotal.minor), (4, 3 * 4500 + 2200));
        assert!(cart.can_check_out);
        assert!(ada.changes(BOWL, "set", 1).await.went_on());
        assert_eq!(ada.cart().await.subtotal.minor, 4500 + 2200);
        assert!(ada.changes(MUG, "set", 0).await.went_on());
        assert_eq!(ada.cart().await.lines.len(), 1, "zero removes a line");
        assert!(ada.changes(BOWL, "remove", 7).await.went_on());
        let empty = ada.cart().await;
        assert!(empty.lines.is_empty() && !empty.can_check_out);
        assert_eq!(
            shop.stock(BOWL).await,
            [10, 0, 0, 0],
            "a cart holds nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn carts_are_not_shared_between_visitors_but_between_tabs() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.adds(BOWL, 1).await;
        let tab = ada.clone();
        tab.adds(BOWL, 1).await;
        assert_eq!((ada.cart().await.count, eve.cart().await.count), (2, 0));
        // Another visitor's line can't be changed by naming it.
        let line = ada.cart().await.lines[0].id.clone();
        eve.adds(MUG, 1).await;
        let form = [
            ("action", "set"),
            ("line", line.as_str()),
            ("quantity", "0"),
        ];
        assert_eq!(eve.posts("/cart", &form).await.status, 404);
        assert_eq!(ada.cart().await.count, 2);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_bought_is_not_added() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        for (sku, quantity, status) in [
            ("NOTHING", 1, 404),
            (MUG, 6, 409),
            (VASE, 2, 409),
            (BOWL, 0, 422),
            (BOWL, -1, 422),
            (BOWL, 21, 409),
            (BOWL, i64::MAX, 409),
        ] {
            let answer = ada.tries_to_add(sku, quantity).await;
            assert_eq!(answer.status, status, "{quantity} {sku}");
        }
        shop.archives(MUG).await;
        assert_eq!(ada.tries_to_add(MUG, 1).await.status, 409);
        shop.visitor().buys(VASE, 1).await;
        assert_eq!(ada.tries_to_add(VASE, 1).await.status, 409);
        assert_eq!(ada.cart().await.count, 0, "a refusal changes nothing");
        ada.adds(BOWL, 10).await;
        assert_eq!(ada.tries_to_add(BOWL, 1).await.status, 409);
        assert_eq!(ada.changes(BOWL, "set", 11).await.status, 409);
        assert_eq!(ada.changes(BOWL, "set", 21).await.status, 422);
        assert_eq!(ada.cart().await.count, 10);
    })
    .await;
}

#[tokio::test]
async fn one_customer_takes_no_more_than_the_shop_allows() {
    each_shop(async |shop| {
        shop.stocks("BEAD", 100).await;
        let ada = shop.visitor();
        assert_eq!(ada.tries_to_add("BEAD", 21).await.status, 409);
        ada.adds("BEAD", 20).await;
        assert_eq!(ada.tries_to_add("BEAD", 1).await.status, 409);
        // A line that grew past the limit some other way blocks the checkout.
        shop.tampers("UPDATE cart_lines SET quantity = 21").await;
        assert_eq!(ada.problems().await, ["invalid_item_data"]);
        assert_eq!(ada.tries_to_order(&[]).await.status, 409);
        assert_eq!(shop.orders("pending").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_changed_price_must_be_agreed_to() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 2).await;
        shop.reprices(BOWL, "EUR", 4900).await;
        let cart = ada.cart().await;
        assert!(matches!(
            cart.lines[0].problem,
            Some(LineProblem::PriceChanged { seen, now }) if (seen.minor, now.minor) == (4500, 4900)
        ));
        assert!(!cart.can_check_out);
        let refused = ada.tries_to_order(&[]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("49.00"), "the new price is told");
        assert_eq!(shop.orders("pending").await, 0);
        assert!(ada.changes(BOWL, "accept_price", 0).await.went_on());
        assert_eq!(ada.cart().await.subtotal.minor, 9800);
        ada.orders(&[]).await;
        let total = shop.number("SELECT total_minor FROM orders").await;
        assert_eq!(total, 9800 + 490);
    })
    .await;
}

#[tokio::test]
async fn what_is_gone_is_told_line_by_line() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        for (sku, quantity) in [(VASE, 1), (MUG, 5), (BOWL, 1)] {
            ada.adds(sku, quantity).await;
        }
        let eve = shop.visitor();
        eve.adds(VASE, 1).await;
        eve.adds(MUG, 2).await;
        eve.orders(&[]).await;
        shop.archives(BOWL).await;
        let told = [
            "product_sold_out",
            "insufficient_inventory",
            "product_not_active",
        ];
        assert_eq!(ada.problems().await, told);
        let refused = ada.tries_to_order(&[]).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert_eq!(shop.orders("pending").await, 1, "only Eve's");
        // Each line has a way out.
        assert!(ada.changes(VASE, "remove", 0).await.went_on());
        assert!(ada.changes(BOWL, "remove", 0).await.went_on());
        assert!(ada.changes(MUG, "set", 3).await.went_on());
        assert!(ada.cart().await.can_check_out);
        ada.orders(&[]).await;
        assert_eq!(shop.stock(MUG).await, [0, 5, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn the_hold_of_ones_own_unpaid_order_is_not_in_ones_way() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let cart = ada.cart().await;
        assert_eq!(cart.count, 1, "the cart is kept until the order is paid");
        assert!(cart.can_check_out && cart.lines[0].problem.is_none());
        assert_eq!(
            cart.pending_order_url,
            Some(format!("/checkout/pay/{}", order.token))
        );
        let eve = shop.visitor();
        assert_eq!(eve.tries_to_add(VASE, 1).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_piece_without_a_price_in_the_currency_is_told() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(MUG, 1).await;
        ada.adds(BOWL, 1).await;
        ada.chooses_currency("JPY").await;
        assert_eq!(ada.problems().await, ["payment_not_available", ""]);
        assert_eq!(ada.cart().await.subtotal.minor, 7000);
        assert_eq!(ada.tries_to_order(&[]).await.status, 409);
        assert_eq!(ada.tries_to_add(VASE, 1).await.status, 409);
        ada.chooses_currency("EUR").await;
        assert!(ada.cart().await.can_check_out);
        for (back, page) in [("/shop?sort=new", "Change"), ("//evil.example", "The Kiln")] {
            let form = [("code", "GBP"), ("back", back)];
            let unknown = ada.posts("/currency", &form).await;
            assert_eq!(unknown.status, 422, "{back}");
            let sentence = "This shop sells in EUR, JPY, KWD, USD. Choose one of these.";
            assert!(
                unknown.body.contains(sentence) && unknown.body.contains(page),
                "{back}"
            );
            assert!(!unknown.body.contains("Nothing here"), "{back}");
        }
        assert_eq!(ada.cart().await.currency.code(), "EUR");
    })
    .await;
}

#[tokio::test]
async fn a_card_offers_the_shortest_way_into_the_cart() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        for page in ["/", "/shop"] {
            let body = ada.gets(page).await.body;
            for sku in [BOWL, MUG, VASE] {
                assert!(
                    body.contains(&format!("name=\"sku\" value=\"{sku}\"")),
                    "{sku} on {page}"
                );
            }
            assert!(
                !body.contains(SMALL_PRINT) && body.contains(">Choose<"),
                "{page}: what has several variants is chosen on its own page"
            );
        }
        let sent = [("action", "add"), ("sku", BOWL)];
        assert_eq!(ada.posts("/cart", &sent).await.location, "/cart");
        assert_eq!(ada.cart().await.count, 1, "without a quantity it is one");

        shop.visitor().buys(VASE, 1).await;
        let body = ada.gets("/shop").await.body;
        assert!(body.contains("A vase") && !body.contains("value=\"VASE\""));
        let chosen = [("code", "JPY"), ("back", "/shop")];
        assert_eq!(ada.posts("/currency", &chosen).await.location, "/shop");
        let body = ada.gets("/shop").await.body;
        assert!(
            body.contains("A mug") && !body.contains("value=\"MUG\""),
            "it has no price in yen"
        );
    })
    .await;
}
