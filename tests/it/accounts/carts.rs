//! At sign-in the browser's cart is merged into the account's.

use super::ADA;
use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::each_shop;
use crate::support::visitor::Visitor;

async fn units(visitor: &Visitor) -> Vec<(String, i64)> {
    let lines = visitor.cart().await.lines;
    let mut units: Vec<_> = lines.into_iter().map(|l| (l.sku, l.quantity)).collect();
    units.sort();
    units
}

fn is(units: &[(&str, i64)]) -> Vec<(String, i64)> {
    units.iter().map(|(sku, n)| (sku.to_string(), *n)).collect()
}

#[tokio::test]
async fn two_carts_become_one_in_every_browser_and_the_customer_is_told_once() {
    each_shop(async |shop| {
        let (desk, phone) = (shop.visitor(), shop.visitor());
        desk.adds(BOWL, 2).await;
        desk.registers(ADA).await;
        assert_eq!(units(&desk).await, is(&[(BOWL, 2)]), "it came along");
        desk.adds(VASE, 1).await;

        phone.adds(BOWL, 1).await;
        phone.adds(MUG, 1).await;
        phone.adds(VASE, 1).await;
        phone.signs_in(ADA).await;
        let whole = is(&[(BOWL, 3), (MUG, 1), (VASE, 1)]);
        assert_eq!(units(&phone).await, whole);
        assert_eq!(units(&desk).await, whole, "both browsers show one cart");
        let told = "Your cart holds what you chose here and what waited in your account: 5 pieces. One more was left out";
        assert!(phone.gets("/cart").await.body.contains(told));
        assert!(!phone.gets("/cart").await.body.contains(told), "told once");
        assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 1);

        phone.posts("/account/sign-out", &[("", "")]).await;
        assert_eq!(units(&phone).await, is(&[]), "a borrowed browser keeps nothing");
        assert_eq!(units(&desk).await, whole);
        phone.signs_in(ADA).await;
        let told = "Your cart from last time is back: 5 pieces.";
        assert!(phone.gets("/account").await.body.contains(told));
    })
    .await;
}

#[tokio::test]
async fn an_unpaid_order_follows_its_cart_and_holds_nothing_against_its_own_customer() {
    each_shop(async |shop| {
        let (desk, phone) = (shop.visitor(), shop.visitor());
        desk.registers(ADA).await;
        desk.adds(MUG, 1).await;
        let order = phone.buys(VASE, 1).await;
        phone.signs_in(ADA).await;
        assert_eq!(units(&phone).await, is(&[(MUG, 1), (VASE, 1)]));
        assert_eq!(phone.problems().await, ["", ""], "the hold is their own");
        let pending = phone.cart().await.pending_order_url.unwrap();
        assert_eq!(pending, format!("/checkout/pay/{}", order.token));
        // Ordering the whole takes the place of the earlier order, as it does without an account.
        phone.orders(&[]).await;
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_signs_in_next_gets_nothing_of_the_one_before() {
    each_shop(async |shop| {
        let shared = shop.visitor();
        shop.visitor().registers(super::EVE).await;
        shared.registers(ADA).await;
        shared.buys(BOWL, 1).await;
        shared.signs_in(super::EVE).await;
        assert_eq!(units(&shared).await, is(&[]));
        let of_ada = "SELECT COUNT(*) FROM customer_sessions s JOIN customers c ON c.id = s.customer_id WHERE c.email = 'ada@home.example'";
        assert_eq!(shop.number(of_ada).await, 0, "nor does her sign-in go on");
        let listed = shared.listed().await;
        assert!(listed.is_empty());
        shop.visitor().signs_in(ADA).await;
    })
    .await;
}
