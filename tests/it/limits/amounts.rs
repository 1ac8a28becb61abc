//! Amounts: steps of three-decimal currencies, the provider's smallest and largest, and carts that are too much.

use crate::api::program;
use crate::staff_refunds::{WHY, finance, looks};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Placed;
use atelier::domain::money::Currency;
use atelier::domain::order::order_number;
use atelier::domain::payment::PaymentMethod;
use atelier::domain::shipping::MethodPrice;
use atelier::domain::shop::Shop as Sign;
use atelier::server::error::Result;
use atelier::transact;
use serde_json::json;

const US: [(&str, &str); 3] = [
    ("country", "US"),
    ("region", "CA"),
    ("postal_code", "94016"),
];
const COLLECTED: (&str, &str) = ("shipping_method", "collect");

async fn buys_in_dinars(shop: &Shop) -> Placed {
    let ada = shop.visitor();
    ada.chooses_currency("KWD").await;
    ada.adds(BOWL, 1).await;
    let order = ada.orders(&US).await;
    assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
    shop.hears().await;
    assert_eq!(shop.standing(&order).await.0, "confirmed");
    order
}

/// The shop sells bowls for krónur too, and has them collected for nothing.
async fn sells_in_krona(shop: &Shop, minor: i64) {
    let isk: Currency = "ISK".parse().unwrap();
    let sign = shop.app.shop().await.unwrap();
    let mut currencies = sign.currencies.clone();
    currencies.push(isk);
    let sign = Sign {
        currencies,
        ..Sign::clone(&sign)
    };
    atelier::server::shop::save(&shop.app, &sign).await.unwrap();
    let mut zones = atelier::server::shop::zones(&shop.app).await.unwrap();
    for method in &mut zones[0].methods {
        method.prices.push(MethodPrice {
            currency: isk,
            amount_minor: 0,
            free_from_minor: None,
        });
    }
    let saved: Result<()> = async {
        transact!(shop.app.db, tx => {
            atelier::server::db::shop::save_zone(&mut tx, &zones[0], 1).await
        })
    }
    .await;
    saved.unwrap();
    atelier::server::shop::forget(&shop.app);
    shop.reprices(BOWL, "ISK", minor).await;
}

#[tokio::test]
async fn tax_on_top_of_dinars_can_be_paid_by_card() {
    each_shop(async |shop| {
        buys_in_dinars(&shop).await;
        // 8.25 % of 16.750 are 1.381875: in steps of 0.010 that is 1.380.
        let sums = "SELECT tax_minor * 100000 + total_minor FROM orders";
        assert_eq!(shop.number(sums).await, 1380 * 100_000 + 18_130);
    })
    .await;
}

#[tokio::test]
async fn dinars_go_back_in_the_providers_steps() {
    each_shop(async |shop| {
        let order = buys_in_dinars(&shop).await;
        let staff = finance(&shop).await;
        let sql = format!("SELECT number FROM orders WHERE id = '{}'", order.id);
        let number = order_number(shop.number(sql).await);
        let page = format!("/admin/orders/{number}/refund");
        let odd = looks(
            &staff,
            &page,
            &[("what", "amount"), ("amount", "1.2340"), WHY],
        )
        .await;
        assert_eq!(odd.status, 422);
        assert!(odd.body.contains("steps of KWD 0.010"), "{}", odd.body);
        let even = looks(
            &staff,
            &page,
            &[("what", "amount"), ("amount", "1.23"), WHY],
        )
        .await;
        assert_eq!(even.status, 200);
        let refunder = program(&shop, &["refunds"]).await;
        let path = format!("/orders/{number}/refund");
        let odd = json!({"reason": "A chip.", "amount": "1.234"});
        let refused = refunder.post(&path, odd).await.expect(422);
        assert_eq!(refused["errors"][0]["code"], "not_in_steps", "{refused}");
        let even = json!({"reason": "A chip.", "amount": "1.230"});
        refunder.post(&path, even).await.expect(200);
        shop.hears().await;
        assert_eq!(shop.provider.refunded().await, 1230);
    })
    .await;
}

#[tokio::test]
async fn prices_through_the_api_are_checked_as_on_the_page() {
    each_shop(async |shop| {
        let keeper = program(&shop, &["products:write"]).await;
        let new = json!({"title": "Moon lantern"});
        let draft = keeper.post("/products", new).await.expect(201);
        let path = format!("/products/{}", draft["id"].as_str().unwrap());
        let odd = json!({"sku": "LANTERN", "prices": {"KWD": "1.234"}});
        let refused = keeper.post(&format!("{path}/variants"), odd).await;
        let refused = refused.expect(422);
        assert_eq!(refused["errors"][0]["code"], "not_chargeable", "{refused}");
        let even = json!({"sku": "LANTERN", "prices": {"KWD": "1.230"}});
        let path = format!("{path}/variants");
        keeper.post(&path, even).await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn an_amount_that_the_provider_refuses_gives_its_hold_back_at_once() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.chooses_currency("KWD").await;
        shop.reprices(BOWL, "KWD", 100).await;
        ada.adds(BOWL, 1).await;
        // No minimum is known for dinars; the provider's follows the exchange rate.
        for method in ["card", "hosted"] {
            let form = [COLLECTED, ("payment_method", method)];
            let refused = ada.tries_to_order(&form).await;
            assert_eq!(refused.status, 422, "{method}");
            let words = "You can pay by bank transfer or by cash on collection.";
            assert!(refused.body.contains(words), "{}", refused.body);
            assert_eq!(shop.stock(BOWL).await, [10, 0, 0, 0], "{method}");
            assert_eq!(shop.orders("pending").await, 0);
        }
        assert_eq!(ada.cart().await.count, 1, "the cart is kept");
        let order = ada
            .orders(&[COLLECTED, ("payment_method", "bank_transfer")])
            .await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        // By card after all: refused again, and the transfer can still be chosen.
        let refused = ada.chooses(&order, "card").await;
        assert_eq!(refused.status, 422);
        assert_eq!(shop.standing(&order).await.0, "pending");
        assert!(ada.chooses(&order, "bank_transfer").await.went_on());
    })
    .await;
}

#[tokio::test]
async fn amounts_below_the_minimum_write_no_order_and_offer_no_card() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        shop.reprices(BOWL, "EUR", 10).await;
        ada.adds(BOWL, 1).await;
        let view = ada.costs("DE", "collect").await;
        let by_hand = [PaymentMethod::BankTransfer, PaymentMethod::CashOnCollection];
        assert_eq!(view.payment_methods, by_hand);
        let refused = ada.tries_to_order(&[COLLECTED]).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains("takes €0.50 and more"),
            "{}",
            refused.body
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        // With the post it can be paid by card.
        assert_eq!(ada.costs("DE", "post").await.payment_methods.len(), 3);
        // Where nothing can take it, the page says so.
        let sign = shop.app.shop().await.unwrap();
        let sign = Sign {
            bank_details: String::new(),
            ..Sign::clone(&sign)
        };
        atelier::server::shop::save(&shop.app, &sign).await.unwrap();
        shop.reprices(BOWL, "KWD", 10).await;
        let view = ada.costs("DE", "collect").await;
        assert_eq!(view.payment_methods, [PaymentMethod::CashOnCollection]);
    })
    .await;
}

#[tokio::test]
async fn limits_are_those_of_the_providers_own_unit() {
    each_shop(async |shop| {
        sells_in_krona(&shop, 1_000_000).await;
        let ada = shop.visitor();
        ada.chooses_currency("ISK").await;
        ada.adds(BOWL, 1).await;
        let view = ada.costs("DE", "post").await;
        assert_eq!(view.payment_methods, [PaymentMethod::BankTransfer]);
        let refused = ada.tries_to_order(&[]).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains("at most ISK 999,999"),
            "{}",
            refused.body
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        assert_eq!(ada.due(&order).await.other_methods, []);
    })
    .await;
}

#[tokio::test]
async fn a_cart_that_is_too_much_says_so_in_the_cart() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        shop.reprices(BOWL, "EUR", 99_999_999).await;
        ada.adds(BOWL, 2).await;
        ada.adds(MUG, 1).await;
        let cart = ada.cart().await;
        assert!(!cart.can_check_out);
        let sentence = cart.problem.unwrap();
        assert!(sentence.contains("more than €999,999.99"), "{sentence}");
        for page in ["/cart", "/checkout"] {
            let page = ada.gets(page).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains("the most that one order can have"));
        }
        assert_eq!(ada.tries_to_order(&[]).await.status, 409);
        // Within the limit as a cart, beyond it with the post.
        assert!(ada.changes(MUG, "remove", 0).await.went_on());
        assert!(ada.changes(BOWL, "set", 1).await.went_on());
        assert!(ada.cart().await.can_check_out);
        let view = ada.costs("DE", "post").await;
        assert!(view.totals.is_none() && view.problem.is_some());
        assert_eq!(ada.gets("/checkout").await.status, 200);
        let refused = ada.tries_to_order(&[]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("the most that one order can have"));
        ada.orders(&[COLLECTED]).await;
    })
    .await;
}
