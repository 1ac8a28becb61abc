//! Lines of one variant with other answers share the units that there are.

use super::asks;
use crate::support::goods::{MUG, VASE};
use crate::support::shop::each_shop;

#[tokio::test]
async fn lines_with_other_answers_sell_no_more_than_there_is() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let ada = shop.visitor();
        asked.adds(&ada, 3, &asked.wool, "Ada").await;
        asked.adds(&ada, 2, &asked.linen, "Grace").await;
        assert_eq!(
            asked.sent(&ada, MUG, "1", &asked.raffia, "").await.status,
            409
        );
        let cart = ada.cart().await;
        assert_eq!(
            cart.lines
                .iter()
                .map(|l| l.max_quantity)
                .collect::<Vec<_>>(),
            [3, 2]
        );
        let more = [
            ("action", "set"),
            ("line", cart.lines[0].id.as_str()),
            ("quantity", "4"),
        ];
        assert_eq!(ada.posts("/cart", &more).await.status, 409);
        // However it came to be more than there are: it is reported, and not sold.
        shop.tampers("UPDATE cart_lines SET quantity = 4 WHERE quantity = 2")
            .await;
        assert_eq!(ada.problems().await, ["", "insufficient_inventory"]);
        assert_eq!(ada.tries_to_order(&[]).await.status, 409);
        assert_eq!(shop.orders("pending").await, 0);
        shop.tampers("UPDATE cart_lines SET quantity = 2 WHERE quantity = 4")
            .await;
        ada.orders(&[]).await;
        assert_eq!(shop.stock(MUG).await, [0, 5, 0, 0]);
        assert_eq!(
            asked
                .sent(&shop.visitor(), MUG, "1", &asked.linen, "")
                .await
                .status,
            409
        );
        assert_eq!(ada.problems().await, ["", ""], "the hold is their own");
    })
    .await;
}

#[tokio::test]
async fn a_piece_that_exists_once_is_in_a_cart_once_whatever_was_answered() {
    each_shop(async |shop| {
        let asked = asks(&shop, VASE).await;
        let ada = shop.visitor();
        assert!(
            asked
                .sent(&ada, VASE, "1", &asked.linen, "Ada")
                .await
                .went_on()
        );
        assert_eq!(
            asked
                .sent(&ada, VASE, "1", &asked.linen, "Grace")
                .await
                .status,
            409
        );
        let order = ada.orders(&[]).await;
        assert_eq!(
            ada.sees(&order).await.lines[0].unit_price.minor,
            12_000 + 600
        );
    })
    .await;
}
